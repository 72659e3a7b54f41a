"""Issue L, line 1: whoever decides hears in his next message that somebody says an event happened, then every week."""

from datetime import date, timedelta

import pytest

from services.day.steps import Day, deliver_stage, queue_stage
from services.duties.events import EventDoing, accept_event_proposal, propose_event, refuse_event_proposal
from services.installation import Installation
from tests.notifications.sink import Sink
from tests.plans import a_row, at, registered, with_contacts
from tests.services.duties.test_acting import SHELL, somebody
from tests.web.offices import an_installation
from workflow.people.grants import GrantedRole
from workflow.store.database.opening import Database

COORDINATOR = "so-khoa-hoc-va-cong-nghe"
CHIEF = f"vanthu@{COORDINATOR}.example"
THURSDAY, HAPPENED = date(2026, 3, 5), date(2026, 3, 3)
PAPER = "345/QĐ-BNV ngày 03/3/2026"
HEADING = "CÓ NGƯỜI BÁO SỰ KIỆN ĐÃ XẢY RA (1)"


@pytest.fixture
def house(database: Database, sink: Sink) -> Installation:
    """Two duties that wait for one event; the plan's coordinator has an address."""
    with_contacts(database, COORDINATOR)
    waiting = "Trong 15 ngày sau khi Bộ Nội vụ ban hành Đề án"
    registered(database, a_row(waiting, "Sở Nội vụ"), a_row(waiting, "Sở Y tế"), on=THURSDAY - timedelta(days=2))
    return an_installation(database, mail_url=sink.url())


def propose(house: Installation, day: date = THURSDAY, on: date = HAPPENED) -> int:
    """Somebody of Sở Nội vụ says that the event happened."""
    clerk = somebody(house, GrantedRole.STAFF, "so-noi-vu")
    return propose_event(house, EventDoing(event=1, actor=clerk, now=at(day, 9), document=PAPER), on)


def letters(house: Installation, sink: Sink, day: date, hour: int = 10) -> list[str]:
    """A run of the day's work; what it wrote to the coordinator."""
    sink.mails.clear()
    now = Day.at(at(day, hour))
    queue_stage(house, now)
    deliver_stage(house, now)
    mails = [mail for mail in sink.mails if str(mail["To"].addresses[0].addr_spec) == CHIEF]
    return [" ".join(mail.get_body(("plain",)).get_content().split()) for mail in mails]  # type: ignore[union-attr]


def test_l1_the_coordinator_reads_who_says_what_happened_when_by_what_and_what_hangs_on_it(
    house: Installation, sink: Sink
) -> None:
    propose(house)
    (text,) = letters(house, sink, THURSDAY)

    assert HEADING in text
    assert (
        "* Bộ Nội vụ ban hành Đề án Người staff báo ngày 05/3/2026: đã xảy ra ngày 03/3/2026, "
        f"căn cứ {PAPER}; 50/KH-UBND; 2 nhiệm vụ đang chờ sự kiện này."
    ) in text
    assert "https://dondoc.tinh.example/su-kien/1" in text
    assert "1 lời báo sự kiện chờ quyết định" in str(sink.mails[0]["Subject"])


def test_l1_it_is_told_once_and_every_monday_until_it_is_decided(house: Installation, sink: Sink) -> None:
    number = propose(house)
    days = [THURSDAY + timedelta(days=count) for count in range(15)]
    told = [day for day in days if any(HEADING in text for text in letters(house, sink, day))]
    assert told == [THURSDAY, date(2026, 3, 9), date(2026, 3, 16)]

    refuse_event_proposal(house, number, SHELL, now=at(days[-1], 12), reason="mới là dự thảo")
    assert letters(house, sink, date(2026, 3, 23)) == []


def test_l1_what_was_decided_before_the_letter_left_is_not_in_it(house: Installation, sink: Sink) -> None:
    number = propose(house)
    queue_stage(house, Day.at(at(THURSDAY, 10)))
    accept_event_proposal(house, number, SHELL, now=at(THURSDAY, 11))
    assert not any(HEADING in text for text in letters(house, sink, THURSDAY, 12))


def test_l1_what_waited_over_a_weekend_and_comes_again_on_monday_is_said_once(house: Installation, sink: Sink) -> None:
    friday, monday = date(2026, 3, 6), date(2026, 3, 9)
    propose(house, friday)
    queue_stage(house, Day.at(at(friday, 10)))
    (text,) = letters(house, sink, monday)
    assert HEADING in text


def test_l1_a_second_word_about_the_same_event_is_told_when_it_comes(house: Installation, sink: Sink) -> None:
    propose(house)
    letters(house, sink, THURSDAY)
    again = EventDoing(event=1, actor=SHELL, now=at(THURSDAY, 14), document=PAPER)
    propose_event(house, again, THURSDAY)
    (text,) = letters(house, sink, THURSDAY + timedelta(days=1))
    assert HEADING in text, "the first one is not repeated before Monday"
    assert "đã xảy ra ngày 05/3/2026" in text
