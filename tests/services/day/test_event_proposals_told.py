"""Issue L, line 1: whoever decides hears in his next message that somebody says an event happened, then every week."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from services.day.steps import Day, deliver_stage, queue_stage
from services.duties.events import (
    EventDoing,
    SaidDays,
    accept_event_proposal,
    correct_event,
    fire_event,
    propose_event,
    refuse_event_proposal,
    unfire_event,
)
from services.installation import Installation
from tests.notifications.sink import Sink
from tests.plans import a_row, at, registered, with_contacts
from tests.services.duties.test_acting import SHELL, somebody
from tests.web.offices import an_installation
from tests.web.people import granted
from tests.web.shared_pages import pages_over
from workflow.people.grants import Actor, GrantedRole
from workflow.store.database.opening import Database
from workflow.store.tables import PersonRow

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


def letters(house: Installation, sink: Sink, day: date, hour: int = 10, to: str = CHIEF) -> list[str]:
    """A run of the day's work; what it wrote to the coordinator, or to somebody else."""
    sink.mails.clear()
    now = Day.at(at(day, hour))
    queue_stage(house, now)
    deliver_stage(house, now)
    mails = [mail for mail in sink.mails if str(mail["To"].addresses[0].addr_spec) == to]
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
    assert "1 lời báo sự kiện đã xảy ra" in str(sink.mails[0]["Subject"])


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


PROPOSER = "staff-so-noi-vu@x.example"


def refuse(house: Installation, number: int) -> None:
    refuse_event_proposal(house, number, SHELL, now=at(THURSDAY, 12), reason="mới là dự thảo")


def accept(house: Installation, number: int) -> None:
    accept_event_proposal(house, number, SHELL, now=at(THURSDAY, 12))


def overtake(house: Installation, _number: int) -> None:
    doing = EventDoing(event=1, actor=SHELL, now=at(THURSDAY, 12), document="346/QĐ-BNV")
    fire_event(house, doing, SaidDays(on=date(2026, 3, 4)))


@pytest.mark.parametrize(
    ("decide", "answer"),
    [
        (refuse, "Ngày 05/3/2026, quản trị (bằng dòng lệnh) không chấp nhận, lý do: mới là dự thảo."),
        (accept, "Ngày 05/3/2026, quản trị (bằng dòng lệnh) chấp nhận: sự kiện được ghi nhận đã xảy ra."),
        (
            overtake,
            "Ngày 05/3/2026, quản trị (bằng dòng lệnh) đã ghi nhận sự kiện này, lời báo không cần quyết định nữa.",
        ),
    ],
)
def test_l1_who_said_that_an_event_happened_reads_the_answer_in_his_next_message_once(
    house: Installation, sink: Sink, decide: Callable[[Installation, int], None], answer: str
) -> None:
    number = propose(house)
    assert letters(house, sink, THURSDAY, to=PROPOSER) == []
    decide(house, number)
    (text,) = letters(house, sink, THURSDAY, 13, to=PROPOSER)

    said = f"Báo ngày 05/3/2026: đã xảy ra ngày 03/3/2026, căn cứ {PAPER}; 50/KH-UBND. {answer}"
    assert f"* Bộ Nội vụ ban hành Đề án {said} https://dondoc.tinh.example/su-kien/1" in text
    assert "1 lời báo sự kiện được trả lời" in text
    assert letters(house, sink, THURSDAY + timedelta(days=1), to=PROPOSER) == []


def test_l1_an_answer_that_was_overtaken_the_same_day_says_what_is_so_on_its_day(
    house: Installation, sink: Sink
) -> None:
    number = propose(house)
    accept(house, number)
    unfire_event(house, EventDoing(event=1, actor=SHELL, now=at(THURSDAY, 12), reason="nhầm văn bản"))
    (text,) = letters(house, sink, THURSDAY, 13, to=PROPOSER)
    assert "Sau đó ghi nhận ấy bị hủy: sự kiện lại được chờ." in " ".join(text.split())


def test_l1_an_answer_names_the_day_that_the_event_was_corrected_to(house: Installation, sink: Sink) -> None:
    number = propose(house)
    accept(house, number)
    right = EventDoing(event=1, actor=SHELL, now=at(THURSDAY, 12), document="347/QĐ-BNV", reason="ghi nhầm ngày")
    correct_event(house, right, SaidDays(on=date(2026, 3, 2)))
    (text,) = letters(house, sink, THURSDAY, 13, to=PROPOSER)
    assert "Ngày đang được ghi nhận: 02/3/2026." in " ".join(text.split())


def test_l1_the_answer_s_address_opens_for_whoever_proposed(house: Installation) -> None:
    number = propose(house)
    refuse(house, number)
    clerk = Actor(name="staff", grants=(granted(GrantedRole.STAFF, "so-noi-vu"),))
    pages = pages_over(house, now=lambda: at(THURSDAY, 14), actor_of=lambda _: clerk)
    assert TestClient(pages).get("/su-kien/1").status_code == 200


def test_l1_a_closed_account_and_a_word_from_the_shell_are_answered_to_nobody(house: Installation, sink: Sink) -> None:
    number = propose(house)
    with house.database.writing() as session:
        session.execute(update(PersonRow).values(disabled_at=at(THURSDAY, 11)))
    shell = propose_event(house, EventDoing(event=1, actor=SHELL, now=at(THURSDAY, 9), document=PAPER), THURSDAY)
    refuse(house, number)
    refuse(house, shell)
    letters(house, sink, THURSDAY, 13)
    assert not any("được trả lời" in str(mail["Subject"]) for mail in sink.mails)
