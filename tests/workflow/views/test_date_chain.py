"""The chain of a date is read off the duty's log, and leaves out what didn't happen."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.plans import at, house_policies
from workflow.deadlines.values.resolution import Certainty
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.nearness import Nearness, NearnessKind
from workflow.views.date_chain import ChainStep, Reading, date_chain
from workflow.views.day_ruler import day_ruler
from workflow.views.duty_log import duty_log

TODAY = date(2026, 3, 5)
NEAR = Nearness(NearnessKind.AHEAD, "còn 16 ngày làm việc")
READING = Reading(
    words="Sau khi Bộ Nội vụ ban hành Đề án",
    issued_on=date(2026, 1, 16),
    plan="50/KH-UBND",
    plan_address="/viec?van-ban=1",
    place="Phụ lục II, mục I, số 6",
    explanation="“Sau khi …” → chờ sự kiện “Bộ Nội vụ ban hành Đề án”.",
    certainty=Certainty.CERTAIN,
    event="Bộ Nội vụ ban hành Đề án",
    event_on=date(2026, 2, 26),
)


def line(action: str, day: date, *, document: str = "", reason: str = "", **details: Any) -> LogEntry:
    return LogEntry(at=at(day), actor="Sở Nội vụ", action=action, document=document, reason=reason, details=details)


WAITING = line(LogAction.ASSIGN, date(2026, 1, 19), due=None)
FIRED = line("fire", date(2026, 2, 26), document="345/QĐ-BNV", due="2026-03-12")
EXTENDED = line(LogAction.GRANT_EXTENSION, date(2026, 3, 4), document="88/UBND-KGVX", due="2026-03-27")


def chain(*lines: LogEntry, reading: Reading = READING) -> list[ChainStep]:
    return date_chain(reading, lines, today=TODAY, near=NEAR, ruler=None, most_extensions=2)


def test_a_date_that_came_by_an_event_and_an_extension_tells_all_five_steps() -> None:
    printed, read, happened, extended, now = chain(WAITING, FIRED, EXTENDED)
    assert (printed.label, printed.words) == ("Văn bản ghi", "Sau khi Bộ Nội vụ ban hành Đề án")
    assert (read.look, read.aside, read.said) == ("waits", "chắc chắn", "Chờ sự kiện “Bộ Nội vụ ban hành Đề án”.")
    assert (happened.aside, happened.proposed, happened.changed) == ("26/02/2026", date(2026, 3, 12), True)
    assert (extended.label, extended.day, extended.instead_of) == (
        "Gia hạn lần 1/2",
        date(2026, 3, 27),
        date(2026, 3, 12),
    )
    assert extended.because == ("Căn cứ: 88/UBND-KGVX.",)
    assert (now.label, now.near) == ("Hôm nay", NEAR)


def test_a_printed_day_that_nothing_changed_has_three_steps() -> None:
    reading = replace(READING, explanation="“Tháng 6” → hạn cuối thứ Ba 30/6/2026.", certainty=Certainty.ASSUMED)
    _, read, now = chain(line(LogAction.ASSIGN, date(2026, 1, 19), due="2026-06-30"), reading=reading)
    assert (read.look, read.day, read.because) == ("guessed", date(2026, 6, 30), ("Hạn cuối thứ Ba 30/6/2026.",))
    assert now.look == "now"


def test_lines_that_set_no_other_day_are_no_steps() -> None:
    accepted = line("accept", date(2026, 2, 1))
    swept = line(LogAction.SWEEP, date(2026, 3, 5), today="2026-03-05")
    assert len(chain(WAITING, accepted, FIRED, swept)) == 4


def test_an_event_that_had_not_happened_takes_the_day_away_again() -> None:
    unfired = line("unfire", date(2026, 3, 1), reason="nhầm văn bản", due=None)
    *_, taken, _ = chain(WAITING, FIRED, unfired)
    assert (taken.label, taken.look, taken.said) == ("Bỏ hạn", "waits", "Chờ lại sự kiện")


def test_the_log_has_people_in_front_and_the_system_folded() -> None:
    first, *_, system = duty_log([WAITING, FIRED, EXTENDED], TODAY)
    assert (first.actor, first.before, first.after) == ("Sở Nội vụ", "12/3/2026", "27/3/2026")
    assert len(system.folded) == 1


def test_the_ruler_draws_working_days_between_today_and_the_day() -> None:
    ruler = day_ruler(date(2026, 3, 27), today=TODAY, working_days=house_policies().working_days)
    assert ruler is not None
    looks = [cell.look for cell in ruler.cells]
    assert looks.count("next") + looks.count("due") == 16
    assert looks[:5] == ["past", "past", "past", "today", "next"]
    assert "còn 16 ngày làm việc" in ruler.sentence


def test_the_ruler_runs_back_when_the_day_is_past_and_ends_where_words_do_better() -> None:
    working_days = house_policies().working_days
    late = day_ruler(date(2026, 2, 26), today=TODAY, working_days=working_days)
    assert late is not None
    assert [cell.look for cell in late.cells][3] == "due over"
    assert late.cells[-1].look == "today"
    assert day_ruler(date(2026, 12, 31), today=TODAY, working_days=working_days) is None
