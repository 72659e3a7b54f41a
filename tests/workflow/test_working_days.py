"""Working days of Vietnamese offices: weekends, holidays, days in lieu, swapped days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.days_off import DaysOff, Swap, days_off
from workflow.working_days import WorkingDays

ANNOUNCED = WorkingDays.vietnam(days_off())
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2026, 3, 14), id="a Saturday"),
        pytest.param(date(2026, 1, 1), id="New Year"),
        pytest.param(date(2026, 2, 16), id="the eve of Tết"),
        pytest.param(date(2026, 4, 27), id="the day in lieu of Giỗ Tổ on a Sunday"),
        pytest.param(date(2026, 8, 31), id="a swapped Monday before Quốc khánh"),
        pytest.param(date(2026, 11, 24), id="Ngày Văn hóa Việt Nam, from 2026"),
        pytest.param(date(2025, 5, 2), id="a swapped Friday in 2025"),
    ],
)
def test_offices_are_closed_on(day: date) -> None:
    assert not ANNOUNCED.is_working(day)


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2026, 3, 13), id="a Friday"),
        pytest.param(date(2026, 8, 22), id="the Saturday worked for Quốc khánh"),
        pytest.param(date(2026, 1, 10), id="the Saturday worked for New Year"),
        pytest.param(date(2025, 11, 24), id="24/11 before it was a holiday"),
    ],
)
def test_offices_are_open_on(day: date) -> None:
    assert ANNOUNCED.is_working(day)


def test_an_announced_swap_frees_one_day_and_works_another() -> None:
    swap = Swap(name="Hoán đổi", source="Thông báo", off=date(2027, 4, 29), worked=date(2027, 5, 8))
    calendar = WorkingDays.vietnam(DaysOff((swap,), frozenset({2027})))

    assert not calendar.is_working(date(2027, 4, 29))
    assert calendar.is_working(date(2027, 5, 8))
    assert calendar.is_announced(2027)


def test_only_announced_years_and_years_gone_by_are_known() -> None:
    assert ANNOUNCED.is_announced(2026)
    assert ANNOUNCED.is_announced(2019)
    assert not ANNOUNCED.is_announced(2027)


def test_the_day_itself_is_not_counted() -> None:
    assert ANNOUNCED.add(date(2026, 3, 13), 1) == date(2026, 3, 16)
    assert ANNOUNCED.add(date(2026, 3, 16), -1) == date(2026, 3, 13)
    assert ANNOUNCED.add(date(2026, 3, 14), 0) == date(2026, 3, 14)


def test_counting_over_tet_leaves_out_the_whole_week() -> None:
    assert ANNOUNCED.add(date(2026, 2, 13), 1) == date(2026, 2, 23)


@given(DAYS, st.integers(-60, 60))
def test_adding_and_counting_undo_each_other(day: date, count: int) -> None:
    start = ANNOUNCED.on_or_after(day)
    assert ANNOUNCED.between(start, ANNOUNCED.add(start, count)) == count


@given(DAYS)
def test_the_nearest_working_days_embrace_the_day(day: date) -> None:
    before, after = ANNOUNCED.on_or_before(day), ANNOUNCED.on_or_after(day)
    assert before <= day <= after
    assert ANNOUNCED.is_working(before)
    assert ANNOUNCED.is_working(after)
    assert (before == after) == ANNOUNCED.is_working(day)


def test_the_list_of_a_year_names_every_weekday_off_and_every_worked_saturday() -> None:
    listed = {free.day: free for free in ANNOUNCED.free_days(2026)}
    year = (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    unusual = {day for day in year if ANNOUNCED.is_working(day) == (day.weekday() >= 5)}

    assert unusual <= listed.keys()
    assert [day for day, free in listed.items() if free.worked] == [date(2026, 1, 10), date(2026, 8, 22)]
    assert list(listed) == sorted(listed)
