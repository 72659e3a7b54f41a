"""Quiet hours: what can wait goes out on the morning of the next working day."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.days_off import days_off
from config.escalation import QuietEntry
from workflow.notices.quiet_hours import send_from
from workflow.working_days import WorkingDays

OFFICE = WorkingDays.vietnam(days_off())
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
QUIET = QuietEntry()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        ("2026-03-05 09:00", "2026-03-05 09:00"),
        ("2026-03-05 07:30", "2026-03-05 07:30"),
        ("2026-03-05 05:00", "2026-03-05 07:30"),
        ("2026-03-05 17:30", "2026-03-06 07:30"),
        ("2026-03-06 18:00", "2026-03-09 07:30"),
        ("2026-03-07 10:00", "2026-03-09 07:30"),
        ("2026-02-13 20:00", "2026-02-23 07:30"),
        ("2026-08-22 10:00", "2026-08-22 10:00"),
    ],
)
def test_a_message_waits_for_the_morning_of_the_next_working_day(now: str, sent: str) -> None:
    assert send_from(at(now), QUIET, OFFICE) == at(sent)


def test_what_is_urgent_waits_for_nobody() -> None:
    assert send_from(at("2026-03-07 23:00"), QUIET, OFFICE, urgent=True) == at("2026-03-07 23:00")


def test_an_office_may_allow_days_off() -> None:
    assert send_from(at("2026-03-07 10:00"), QuietEntry(days_off=False), OFFICE) == at("2026-03-07 10:00")


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(VIETNAM))  # noqa: DTZ001


@given(moments)
def test_the_moment_given_is_never_quiet_itself_and_never_past(now: datetime) -> None:
    sent = send_from(now, QUIET, OFFICE)

    assert sent >= now
    assert send_from(sent, QUIET, OFFICE) == sent
