"""When the flows run, in Vietnam's time: cron says the hour, the engine decides about days off.

Vietnam has no summer time, and cron knows no Tết: the sweep runs every day, and what it queues on a day off waits for
the next working morning (`workflow.quiet_hours`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice

from cronsim import CronSim

from config.clock import VIETNAM

TIMEZONE = "Asia/Ho_Chi_Minh"

CRONS: Mapping[str, str] = {
    "daily": "0 6 * * *",
    "follow_triggers": "40 6 * * *",
    "report_cycle": "45 6 * * *",
    "weekly_digest": "30 7 * * 1",
    "deliver": "*/5 7-17 * * *",
    "publish_calendars": "20 7-18 * * *",
    "seal_audit": "5 * * * *",
    "housekeeping": "30 2 * * *",
}


@dataclass(frozen=True, order=True)
class Planned:
    """One coming run. `at` is aware, in Vietnam."""

    at: datetime
    job: str


def coming(start: datetime, *jobs: str) -> Iterator[Planned]:
    """Return the runs after a moment without end, soonest first: of the given jobs, or of all.

    >>> start = datetime(2027, 2, 5, 12, 0, tzinfo=VIETNAM)
    >>> [str(planned.at) for planned in islice(coming(start, "weekly_digest"), 2)]
    ['2027-02-08 07:30:00+07:00', '2027-02-15 07:30:00+07:00']
    """
    begin = start.astimezone(VIETNAM)
    return merge(*(_runs(job, begin) for job in jobs or CRONS))


def next_run(job: str, now: datetime) -> datetime:
    """Return when a scheduled job runs next after a moment."""
    return next(coming(now, job)).at


def first(count: int, start: datetime, *jobs: str) -> list[Planned]:
    """Return that many runs after a moment."""
    return list(islice(coming(start, *jobs), count))


def _runs(job: str, start: datetime) -> Iterator[Planned]:
    return (Planned(at=moment, job=job) for moment in CronSim(CRONS[job], start))
