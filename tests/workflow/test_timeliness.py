"""Where an assignment stands follows from its dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.lifecycle import State
from workflow.timeliness import Dates, Timeliness, next_change, timeliness

DUE = date(2026, 7, 14)
SOON = date(2026, 7, 7)


def dates(reported_on: date | None = None) -> Dates:
    return Dates(due=DUE, soon_on=SOON, reported_on=reported_on)


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (date(2026, 7, 6), Timeliness.AHEAD),
        (date(2026, 7, 7), Timeliness.DUE_SOON),
        (date(2026, 7, 13), Timeliness.DUE_SOON),
        (date(2026, 7, 14), Timeliness.DUE_TODAY),
        (date(2026, 7, 15), Timeliness.OVERDUE),
    ],
)
def test_the_due_day_is_still_in_time_and_the_day_after_is_overdue(today: date, standing: Timeliness) -> None:
    assert timeliness(State.IN_PROGRESS, dates(), today=today) is standing


def test_a_duty_without_a_date_is_undated_however_late_it_gets() -> None:
    assert timeliness(State.ASSIGNED, Dates(due=None, soon_on=None), today=date(2030, 1, 1)) is Timeliness.UNDATED


@pytest.mark.parametrize("state", [State.WAITING, State.WITHDRAWN, State.SUPERSEDED])
def test_what_waits_or_was_closed_undone_is_never_overdue(state: State) -> None:
    assert timeliness(state, dates(), today=date(2027, 1, 1)) is Timeliness.UNDATED


def test_the_report_day_decides_on_time_or_late_not_the_day_of_confirmation() -> None:
    much_later = date(2026, 9, 1)
    assert timeliness(State.COMPLETED, dates(DUE), today=much_later) is Timeliness.DONE_ON_TIME
    assert timeliness(State.COMPLETED, dates(DUE + timedelta(days=1)), today=much_later) is Timeliness.DONE_LATE


def test_while_a_report_waits_for_confirmation_the_clock_stands_at_its_day() -> None:
    assert timeliness(State.REPORTED, dates(SOON), today=date(2026, 9, 1)) is Timeliness.DUE_SOON


@given(
    due=st.dates(date(2025, 1, 1), date(2030, 12, 31)),
    notice=st.integers(0, 60),
    start=st.integers(-90, 30),
    state=st.sampled_from([State.ASSIGNED, State.IN_PROGRESS, State.REFUSED]),
)
def test_nothing_changes_before_the_next_change_and_something_does_on_it(
    due: date, notice: int, start: int, state: State
) -> None:
    deciding = Dates(due=due, soon_on=due - timedelta(days=notice))
    today = due + timedelta(days=start)
    change = next_change(state, deciding, today=today)
    now = timeliness(state, deciding, today=today)
    if change is None:
        assert now is Timeliness.OVERDUE
    else:
        days = (today + timedelta(days=n) for n in range((change - today).days))
        assert all(timeliness(state, deciding, today=day) is now for day in days)
        assert timeliness(state, deciding, today=change) is not now


@pytest.mark.parametrize("state", [State.WAITING, State.REPORTED, State.COMPLETED, State.WITHDRAWN])
def test_a_duty_that_nobody_owes_changes_only_by_somebodys_hand(state: State) -> None:
    assert next_change(state, dates(SOON), today=SOON) is None
