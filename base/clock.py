"""The one clock. Only `flows`, `web` and `cli` read it; below them, time is an argument."""

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
