"""Reminding by hand: once a day, of what is owed, told in the next message."""

from datetime import date

import pytest

from tests.plans import a_row, at, house_policies, registered, with_contacts
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignment
from workflow.store.duties.transitions import apply
from workflow.store.log.reminding import NotToRemind, remind
from workflow.store.log.writing import history
from workflow.store.notices.change_notices import queue_news
from workflow.store.notices.listing import notices
from workflow.store.notices.queueing import Moment

DAY = date(2026, 3, 5)
BY = By(actor="Anh Nam", now=at(DAY), reason="UBND tỉnh họp ngày 10/3")


@pytest.fixture
def duty(database: Database) -> int:
    with_contacts(database, "so-noi-vu")
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    return 1


def test_a_reminder_leaves_a_line_and_the_duty_as_it_was(database: Database, duty: int) -> None:
    with database.writing() as session:
        before = assignment(session, duty)
        assert remind(session, duty, BY) == before
        assert history(session, duty)[-1].action == "remind"


def test_the_agencys_people_are_told_in_their_next_message(database: Database, duty: int) -> None:
    with database.writing() as session:
        remind(session, duty, BY)
        moment = Moment(today=DAY, now=at(DAY), not_before=at(DAY))
        queue_news(session, moment=moment, working_days=house_policies().working_days)
        told = [notice for notice in notices(session, assignment_id=duty) if notice.step == "reminded"]
    assert [notice.recipient for notice in told] == ["vanthu@so-noi-vu.example"]


def test_nobody_is_reminded_twice_a_day(database: Database, duty: int) -> None:
    with database.writing() as session:
        remind(session, duty, BY)
    with pytest.raises(NotToRemind, match="hôm nay đã được nhắc"), database.writing() as session:
        remind(session, duty, BY)
    tomorrow = By(actor="Anh Nam", now=at(date(2026, 3, 6)))
    with database.writing() as session:
        remind(session, duty, tomorrow)


def test_what_is_reported_is_not_reminded_of(database: Database, duty: int) -> None:
    with database.writing() as session:
        by = By(actor="Chị Hoa", now=at(DAY))
        apply(session, duty, Transition(event=Event.REPORT, role=Role.STAFF, by=by, result="1/BC", on=DAY))
    with pytest.raises(NotToRemind, match="chờ xác nhận"), database.writing() as session:
        remind(session, duty, BY)
