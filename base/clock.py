"""The one clock. Only `flows`, `web` and `cli` read it; below them, time is an argument."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_OFFICE_OPENS = time(8, 0)
ONE_DAY = timedelta(days=1)


def now() -> datetime:
    """Return the moment, aware, in Vietnam."""
    return datetime.now(VIETNAM)


def moment_of(day: date | None) -> datetime:
    """Return now, or for another day than today that day at the opening of offices: a run "as of" that day."""
    present = now()
    return present if day is None or day == present.date() else datetime.combine(day, _OFFICE_OPENS, VIETNAM)


def clock_of(day: date | None) -> Callable[[], datetime]:
    """Return the clock, or for another day one that shows that day: from the opening of offices it runs on."""
    present = now()
    if day is None or day == present.date():
        return now
    ahead = datetime.combine(day, _OFFICE_OPENS, VIETNAM) - present
    return lambda: now() + ahead
