"""Who has no address on a step's channels is told on his own, once; whoever is told of two things, of both. Issue L."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.plans import IMPORTED_ON, a_row, registered, with_contacts
from tests.store.notices.test_change_notices import COORDINATOR, move, run
from tests.store.notices.test_notices import queue
from workflow.lifecycle import Event
from workflow.store.database.opening import Database
from workflow.store.notices.channels import know_channels
from workflow.store.notices.listing import NoticeLine, notices
from workflow.store.people.directory import Contact, keep_contacts
from workflow.store.tables import ContactRole, NoticeRow

DAY = date(2026, 3, 2)
DUE = date(2026, 7, 14)


def registered_for(database: Database, *contacts: tuple[str, str, str]) -> None:
    """A duty of Sở Nội vụ, whose people are these: name, channel, address. The house sends by Zalo and chat too."""
    with_contacts(database, COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ", cooperating=""))
    with database.writing() as session:
        know_channels(session, ["email", "zalo", "chat"])
        keep_contacts(
            session,
            [
                Contact(agency="so-noi-vu", role=ContactRole.STAFF, name=name, channel=channel, address=address)
                for name, channel, address in contacts
            ],
        )
    run(database, IMPORTED_ON)


def told(database: Database, step: str) -> list[tuple[str, str]]:
    return sorted((line.channel, line.recipient) for line in _lines(database) if line.step == step)


def _lines(database: Database) -> list[NoticeLine]:
    with database.reading() as session:
        return notices(session)


@pytest.mark.parametrize(
    ("contacts", "heard"),
    [
        ([("Chị Hoa", "zalo", "user:1")], [("zalo", "user:1")]),
        ([("Chị Hoa", "chat", "c-1"), ("Chị Hoa", "zalo", "user:1")], [("zalo", "user:1")]),
        ([("Chị Hoa", "zalo", "user:1"), ("Chị Hoa", "email", "hoa@x.example")], [("email", "hoa@x.example")]),
        (
            [("Chị Hoa", "zalo", "user:1"), ("Anh Minh", "email", "minh@x.example")],
            [("email", "minh@x.example"), ("zalo", "user:1")],
        ),
        ([("Chị Hoa", "zns", "0912345678")], [("email", f"vanthu@{COORDINATOR}.example")]),
        ([("Nhóm của Sở", "zalo", "group:1")], [("email", f"vanthu@{COORDINATOR}.example")]),
    ],
    ids=["zalo alone", "the first of two", "mail before zalo", "each his own", "a channel of no use", "a group"],
)
def test_l_news_and_reminders_reach_whichever_channel_one_has(
    database: Database, contacts: list[tuple[str, str, str]], heard: list[tuple[str, str]]
) -> None:
    registered_for(database, *contacts)
    move(database, Event.REPORT, DAY, result="12/BC")
    run(database, DAY)
    move(database, Event.CONFIRM, DAY)
    run(database, DAY + timedelta(days=1))
    move(database, Event.RECALL_CONFIRMATION, DAY)
    move(database, Event.RECALL_REPORT, DAY)
    run(database, DAY + timedelta(days=1))
    run(database, DUE - timedelta(days=7))
    assert told(database, "changed") == sorted([*heard, *heard])
    assert told(database, "lead-7") == heard


def test_l_a_coordinator_that_cooperates_hears_of_its_part_and_of_who_cannot_be_told(database: Database) -> None:
    with_contacts(database, "so-noi-vu", COORDINATOR)
    registered(
        database, a_row("Trước 15/7/2026", "Sở Nội vụ", cooperating="Sở Khoa học và Công nghệ, Sở Y tế, Sở Xây dựng")
    )
    queue(database, date(2026, 7, 9))
    queue(database, date(2026, 7, 9))
    with database.reading() as session:
        query = select(NoticeRow.note).where(NoticeRow.recipient == f"vanthu@{COORDINATOR}.example")
        own, instead = sorted(session.scalars(query.where(NoticeRow.step.startswith("cooperating"))))
    assert own == ""
    assert instead.startswith("2 cơ quan phối hợp chưa có cán bộ theo dõi nhận thông báo")
