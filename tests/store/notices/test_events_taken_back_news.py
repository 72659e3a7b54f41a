"""L17: what is told of events that were taken back, came about or were corrected while a duty wasn't to be done."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.plans import a_head, a_row, at, house_policies, registered
from tests.ready import make_ready
from tests.store.notices.test_change_notices import DAY, fill_province, fire_it, run, told, words
from workflow.by import By
from workflow.lifecycle import Event, Transition, step_of
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignment
from workflow.store.duties.setting_days import dates_with
from workflow.store.duties.transitions import apply
from workflow.store.firings.taking_back import unfire
from workflow.store.plans.successions import restore_plan, supersede_plan

POLICIES = house_policies()
OF_EVENT = "“Bộ Nội vụ ban hành Đề án”"
UNDONE = f"hủy ghi nhận {OF_EVENT} đã xảy ra, nhiệm vụ không còn hạn"


@pytest.fixture
def province(database: Database) -> Database:
    """Duty 2 of Sở Nội vụ awaits an event; nothing has been told of it."""
    make_ready(database, f"{__name__}.province", lambda: fill_province(database))
    run(database, DAY - timedelta(days=1))
    return database


def decided(database: Database, duty: int, event: Event, day: date, **brought: Any) -> None:
    """What somebody decides, with the day that goes with it."""
    by = By(actor="Chị Lan", now=at(day, 9), reason="cần làm lại")
    with database.writing() as session:
        act = Transition(event=event, role=step_of(event).role, by=by, **brought)
        apply(session, duty, act, dates_with(session, assignment(session, duty), act, None, POLICIES))


def undone(database: Database, day: date) -> None:
    with database.writing() as session:
        unfire(session, 1, By(actor="Chị Lan", now=at(day), reason="nhầm"), POLICIES)


@pytest.mark.parametrize(
    ("acts", "said"),
    [
        ((Event.REPORT,), "báo cáo vẫn chờ xác nhận"),
        ((Event.REFUSE,), "lời từ chối vẫn chờ quyết định"),
    ],
)
def test_l17_who_has_reported_or_refused_hears_that_his_day_is_gone_not_that_he_waits(
    acts: tuple[Event, ...], said: str, province: Database
) -> None:
    fire_it(province, date(2026, 2, 28), DAY)
    for event in acts:
        decided(province, 2, event, DAY, result="12/BC" if event is Event.REPORT else "")
    undone(province, DAY + timedelta(days=1))
    run(province, DAY + timedelta(days=1))
    assert words(province, "changed") == [f"Ngày 03/3/2026: {UNDONE}; {said}; hạn trước đây 16/3/2026; lý do: nhầm."]


def test_l17_a_report_that_comes_back_after_its_event_was_taken_back_is_told_that_it_waits(province: Database) -> None:
    fire_it(province, date(2026, 2, 28), DAY)
    decided(province, 2, Event.REPORT, DAY, result="12/BC")
    undone(province, DAY + timedelta(days=1))
    run(province, DAY + timedelta(days=1))
    decided(province, 2, Event.RETURN, DAY + timedelta(days=2))
    run(province, DAY + timedelta(days=2))
    assert words(province, "changed")[1:] == [
        "Ngày 04/3/2026: báo cáo kết quả được trả lại; lý do: cần làm lại.",
        (
            f"Ngày 04/3/2026: {OF_EVENT} đã được hủy ghi nhận trước đó, nhiệm vụ chờ sự kiện; "
            "lý do: nhiệm vụ được làm lại sau khi ghi nhận sự kiện được hủy."
        ),
    ]


def test_l17_a_duty_opened_again_after_its_event_happened_says_so_in_letter_and_chain(province: Database) -> None:
    decided(province, 2, Event.WITHDRAW, DAY)
    fire_it(province, DAY)
    decided(province, 2, Event.REOPEN, DAY + timedelta(days=1))
    run(province, DAY + timedelta(days=1))
    assert words(province, "changed")[1:] == [
        (
            f"Ngày 03/3/2026: nhiệm vụ được mở lại; {OF_EVENT} đã xảy ra ngày 02/3/2026; hạn mới 17/3/2026; "
            "lý do: cần làm lại."
        ),
    ]
    assert told(province, "opened") == []


def test_l17_a_restored_plan_tells_when_the_event_happened_meanwhile(province: Database) -> None:
    newer = registered(
        province, a_row("Tháng 12", "Sở Nội vụ"), head=a_head(number="99/KH-UBND", issued_on=DAY), on=DAY
    )
    by = By(actor="Chị Lan", now=at(DAY), reason="chọn nhầm")
    with province.writing() as session:
        supersede_plan(session, 1, newer.plan_id, by)
    fire_it(province, DAY, DAY)
    back = By(actor="Chị Lan", now=at(DAY + timedelta(days=2)), reason="chọn nhầm")
    with province.writing() as session:
        restore_plan(session, 1, back, POLICIES)
    run(province, DAY + timedelta(days=2))
    assert words(province, "opened") == [
        (
            f"Ngày 04/3/2026: {OF_EVENT} đã xảy ra ngày 02/3/2026; hạn mới 17/3/2026; căn cứ 345/QĐ-BNV; "
            "lý do: sự kiện xảy ra trong khi nhiệm vụ không được theo dõi."
        ),
    ]
