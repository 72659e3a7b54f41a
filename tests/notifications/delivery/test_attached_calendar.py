"""The calendar that goes along with a digest: one file like any other, left out for who reads a calendar of his own."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from calendars.checking.validator import validate
from services.day.steps import Day, deliver_stage, queue_stage
from services.installation import Installation
from tests.builders import a_transition
from tests.calendars.reading import events_in, field
from tests.notifications.sink import Sink
from tests.plans import a_row, registered, with_contacts
from tests.services.houses import a_house
from tests.web.offices import SEVEN
from workflow.by import By
from workflow.feeds import FeedScope
from workflow.lifecycle import Event, Role
from workflow.store.duties.transitions import apply
from workflow.store.feeds.addresses import Order, keep_fetches, open_feed

MINE = "vanthu@so-noi-vu.example"
DAY = Day.at(SEVEN.replace(hour=9))


@pytest.fixture
def house(tmp_path: Path, sink: Sink) -> Iterator[Installation]:
    """An office in which Sở Nội vụ owes two dated duties and one that waits."""
    with a_house(tmp_path, mail_url=sink.url(), base_url="https://dondoc.tinh.example") as made:
        with_contacts(made.database, "so-noi-vu")
        registered(
            made.database,
            a_row("Trước 06/3/2026", title="Đề án"),
            a_row("Trước 12/3/2026", title="Dự toán"),
            a_row("Sau khi Bộ Nội vụ ban hành Đề án", title="Bệnh án"),
        )
        yield made


def posted(house: Installation, sink: Sink) -> EmailMessage:
    queue_stage(house, DAY)
    deliver_stage(house, DAY)
    (mail,) = (mail for mail in sink.mails if mail["To"].addresses[0].addr_spec == MINE)
    return mail


def subscribed(house: Installation, *, read: bool) -> None:
    with house.database.writing() as session:
        order = Order(scope=FeedScope.PERSON, code=MINE)
        given = open_feed(session, order, "a" * 43, By(actor="Chị Lan", now=DAY.now))
        if read:
            keep_fetches(session, {given.id: DAY.now})


@pytest.mark.parametrize("asked_for", [False, True], ids=["no address", "an address nobody reads"])
def test_l20_one_file_without_a_method_is_attached(house: Installation, sink: Sink, asked_for: bool) -> None:
    """Exchange renames `text/calendar` without METHOD: an octet-stream is left as it is."""
    if asked_for:
        subscribed(house, read=False)
    (attached,) = posted(house, sink).iter_attachments()
    content = attached.get_payload(decode=True)

    assert (attached.get_content_type(), attached.get_filename()) == (
        "application/octet-stream",
        "nhiem-vu-duoc-giao.ics",
    )
    assert isinstance(content, bytes)
    assert validate(content) == ()
    assert b"METHOD" not in content
    assert {field(event, "SUMMARY") for event in events_in(content)} == {"Đề án (Sở Nội vụ)", "Dự toán (Sở Nội vụ)"}


def test_l20_what_another_agency_has_now_is_told_but_not_attached(house: Installation, sink: Sink) -> None:
    away = a_transition(Event.REASSIGN, Role.COORDINATOR, "Lan", DAY.now, agency="so-y-te", reason="chức năng")
    with house.database.writing() as session:
        apply(session, 1, away)
    mail = posted(house, sink)
    body = mail.get_body(("plain",))
    attached = [part.get_payload(decode=True) for part in mail.iter_attachments()]

    assert body is not None
    assert "nhiệm vụ được giao cho cơ quan khác" in body.get_content()
    assert not any("SUMMARY:Đề án".encode() in content for content in attached if isinstance(content, bytes))


def test_l20_who_reads_a_calendar_of_his_own_gets_none(house: Installation, sink: Sink) -> None:
    """A file beside the calendar would show each duty twice, and keep its old day."""
    subscribed(house, read=True)
    mail = posted(house, sink)
    body = mail.get_body(("plain",))

    assert list(mail.iter_attachments()) == []
    assert body is not None
    assert ".ics" not in body.get_content()
