"""The rule of a recurring task gives the days of its single events, as other people's libraries read it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import recurring_ical_events
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from calendars.checking.validator import validate
from calendars.entries.recurring import repeating_event, repeating_tasks
from tests.builders import a_task, an_assignment
from tests.calendars.reading import a_calendar, field, the_event
from workflow.assignment import Assignment
from workflow.deadlines import Context, read
from workflow.lifecycle import State
from workflow.registry.registration import lay_out
from workflow.registry.repeating import TaskCycle, cycles_of
from workflow.working_days import WorkingDays

WORKING_DAYS = WorkingDays.vietnam()
ISSUED = date(2023, 12, 20)
FIVE_YEARS = (ISSUED, date(2028, 12, 31))
EXPRESSIONS = [
    "ngày 25 hằng tháng",
    "ngày 29/2 hằng năm",
    "ngày 31 hằng tháng",
    "ngày 30 hằng tháng",
    "ngày cuối cùng hằng tháng",
    "trước ngày 01 hằng tháng",
    "trước ngày 01/3 hằng năm",
    "trước ngày 01/6 và 15/11 hằng năm",
    "thứ Sáu hằng tuần",
    "Hằng quý",
    "Hàng năm",
    "ngày 15 tháng cuối quý",
    "6 tháng một lần",
]


def days_of(content: bytes, first: date, last: date) -> list[date]:
    found = recurring_ical_events.of(Calendar.from_ical(content)).between(first, last + timedelta(days=1))
    return sorted(event.decoded("DTSTART") for event in found)


def single_days(expression: str) -> list[date]:
    resolution = read(expression, Context(issued=ISSUED), WORKING_DAYS)
    return sorted(laid.due for laid in lay_out(resolution, *FIVE_YEARS, WORKING_DAYS) if laid.due)


def calendar_of(cycles: tuple[TaskCycle, ...], assignment: Assignment | None = None) -> bytes:
    duty = assignment or an_assignment(id=1)
    return a_calendar(*map(repeating_event, repeating_tasks([duty], {duty.task.id: cycles})))


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_the_rule_gives_the_days_of_the_single_events_for_five_years(expression: str) -> None:
    resolution = read(expression, Context(issued=ISSUED), WORKING_DAYS)

    content = calendar_of(cycles_of(resolution, *FIVE_YEARS, WORKING_DAYS))

    assert validate(content) == ()
    assert days_of(content, *FIVE_YEARS) == single_days(expression) != []


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(
    days=st.lists(st.integers(1, 31), min_size=1, max_size=3, unique=True),
    months=st.none() | st.integers(1, 12),
    before=st.booleans(),
    issued=st.dates(date(2019, 1, 1), date(2028, 12, 31)),
)
def test_any_day_of_any_month_falls_alike(days: list[int], months: int | None, before: bool, issued: date) -> None:
    named = [f"{day}/{months}" if months else str(day) for day in days]
    expression = f"{'trước ' if before else ''}ngày {', '.join(named)} {'hằng năm' if months else 'hằng tháng'}"
    resolution = read(expression, Context(issued=issued), WORKING_DAYS)
    last = issued.replace(year=issued.year + 5, day=min(issued.day, 28))
    cycles = cycles_of(resolution, issued, last, WORKING_DAYS)
    single = sorted(laid.due for laid in lay_out(resolution, issued, last, WORKING_DAYS) if laid.due)

    # A day that no such month has can't be read: nothing to compare.
    assume(cycles)
    assert days_of(calendar_of(cycles), issued, last) == single


@settings(deadline=None, max_examples=40)
@given(st.sets(st.integers(0, 59), min_size=1, max_size=20), st.sets(st.integers(0, 400), max_size=8))
def test_days_that_moved_are_told_one_by_one(kept: set[int], moved: set[int]) -> None:
    named = tuple(date(2024, 1 + n % 12, 28).replace(year=2024 + n // 12) for n in range(60))
    days = {named[n] for n in kept} | {date(2024, 1, 1) + timedelta(days=n) for n in moved}
    cycle = TaskCycle(ordinal=1, rule="FREQ=MONTHLY;BYMONTHDAY=28", named=named, days=tuple(sorted(days)))

    content = calendar_of((cycle,))

    assert validate(content) == ()
    assert days_of(content, date(2024, 1, 1), date(2028, 12, 31)) == sorted(days)


def test_the_repeating_event_says_that_it_knows_no_states() -> None:
    resolution = read("ngày 25 hằng tháng", Context(issued=ISSUED), WORKING_DAYS)

    event = the_event(calendar_of(cycles_of(resolution, *FIVE_YEARS, WORKING_DAYS)))

    assert field(event, "SUMMARY") == "Đề án huy động hạ tầng mạng cho quốc phòng, an ninh (Công an tỉnh)"
    assert "không cho biết từng kỳ đã xong hay chưa" in field(event, "DESCRIPTION")


def test_its_uid_is_its_own_and_its_revision_grows_with_its_duties() -> None:
    cycle = cycles_of(read("thứ Sáu hằng tuần", Context(issued=ISSUED), WORKING_DAYS), *FIVE_YEARS, WORKING_DAYS)
    first = an_assignment(id=1)
    later = an_assignment(id=2, revision=4, changed_at=datetime(2026, 5, 1, tzinfo=UTC))

    (before,) = repeating_tasks([first], {5: cycle})
    (after,) = repeating_tasks([later, first], {5: cycle})

    assert before.uid == after.uid not in {first.uid, later.uid}
    assert (before.revision, after.revision) == (1, 6)
    assert after.changed_at == later.changed_at


def test_each_agency_has_its_own_repeating_event_unless_its_duty_was_withdrawn() -> None:
    cycle = cycles_of(read("thứ Sáu hằng tuần", Context(issued=ISSUED), WORKING_DAYS), *FIVE_YEARS, WORKING_DAYS)
    health = an_assignment(id=2, agency="so-y-te", agency_name="Sở Y tế")
    gone = an_assignment(id=3, agency="so-noi-vu", agency_name="Sở Nội vụ", state=State.WITHDRAWN)

    found = repeating_tasks([an_assignment(id=1), health, gone], {5: cycle})

    assert [repeating.agency_name for repeating in found] == ["Công an tỉnh", "Sở Y tế"]


def test_a_task_that_comes_once_has_no_rule() -> None:
    resolution = read("Trước 15/7/2026", Context(issued=ISSUED), WORKING_DAYS)

    assert cycles_of(resolution, *FIVE_YEARS, WORKING_DAYS) == ()
    assert repeating_tasks([an_assignment(task=a_task(id=9))], {}) == ()
