"""What a feed shows on a day, and for how long."""

from datetime import UTC, date, datetime, timedelta

import pytest

from calendars.feeds.window import FeedWindow, calendar_entry
from tests.builders import an_assignment
from workflow.lifecycle import State

TODAY = date(2026, 3, 5)


def shown(state: State, due: date, *, changed: date = TODAY, window: FeedWindow | None = None) -> bool:
    changed_at = datetime(changed.year, changed.month, changed.day, 3, tzinfo=UTC)
    entry = calendar_entry(an_assignment(state=state, due=due, changed_at=changed_at))
    return list((window or FeedWindow(today=TODAY)).shown([entry])) == [entry]


@pytest.mark.parametrize("state", [State.ASSIGNED, State.IN_PROGRESS, State.REPORTED, State.REFUSED])
def test_what_is_open_and_overdue_is_always_shown(state: State) -> None:
    assert shown(state, date(2019, 12, 31), changed=date(2019, 1, 1))


def test_the_future_ends_eighteen_months_on() -> None:
    assert shown(State.ASSIGNED, date(2027, 9, 5))
    assert not shown(State.ASSIGNED, date(2027, 9, 6))


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 8, 31), date(2028, 2, 29)),
        (date(2025, 8, 31), date(2027, 2, 28)),
        (date(2026, 6, 30), date(2027, 12, 30)),
        (date(2026, 7, 1), date(2028, 1, 1)),
    ],
)
def test_eighteen_months_end_on_a_day_that_exists(today: date, last: date) -> None:
    assert FeedWindow(today=today).last == last


def test_a_file_shows_everything_to_come() -> None:
    assert shown(State.ASSIGNED, date(2099, 12, 31), window=FeedWindow(today=TODAY, months_ahead=None))


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.SUPERSEDED])
def test_a_cancelled_one_stays_for_thirty_days(state: State) -> None:
    assert shown(state, date(2026, 7, 14), changed=TODAY - timedelta(days=30))
    assert not shown(state, date(2026, 7, 14), changed=TODAY - timedelta(days=31))


def test_a_completed_one_stays_for_ninety_days() -> None:
    assert shown(State.COMPLETED, date(2026, 1, 31), changed=TODAY - timedelta(days=90))
    assert not shown(State.COMPLETED, date(2026, 1, 31), changed=TODAY - timedelta(days=91))


def test_one_completed_long_after_its_day_is_seen_to_go() -> None:
    assert shown(State.COMPLETED, date(2025, 6, 30), changed=TODAY - timedelta(days=30))
    assert not shown(State.COMPLETED, date(2025, 6, 30), changed=TODAY - timedelta(days=31))


def test_the_change_counts_from_its_day_in_vietnam() -> None:
    late_evening_utc = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)

    assert calendar_entry(an_assignment(changed_at=late_evening_utc)).changed_on == date(2026, 3, 5)
