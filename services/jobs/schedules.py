"""When the flows run, in Vietnam's time: cron says the hour, the engine decides about days off.

Vietnam has no summer time, and cron knows no Tết: the sweep runs every day, and what it queues on a day off waits for
the next working morning (`workflow.notices.quiet_hours`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice

from cronsim import CronSim

from base.clock import VIETNAM
from base.vietnamese import SHORT_WEEKDAYS, short_date
from config.escalation import QuietEntry
from workflow.notices.quiet_hours import send_from
from workflow.working_days import WorkingDays

TIMEZONE = "Asia/Ho_Chi_Minh"

CRONS: Mapping[str, str] = {
    "daily": "0 6 * * *",
    "audit_notices": "20 7 * * *",
    "follow_triggers": "40 6 * * *",
    "report_cycle": "45 6 * * *",
    "weekly_digest": "30 7 * * 1",
    "deliver": "*/5 7-17 * * *",
    "publish_calendars": "20 7-18 * * *",
    "seal_audit": "5 * * * *",
    "verify_audit": "15 3 * * *",
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


def last_run_before(job: str, now: datetime) -> datetime:
    """Return when a scheduled job was due last, at a moment or before it."""
    after = now.astimezone(VIETNAM) + timedelta(seconds=1)
    return next(CronSim(CRONS[job], after, reverse=True))


def first(count: int, start: datetime, *jobs: str) -> list[Planned]:
    """Return that many runs after a moment."""
    return list(islice(coming(start, *jobs), count))


def _runs(job: str, start: datetime) -> Iterator[Planned]:
    return (Planned(at=moment, job=job) for moment in CronSim(CRONS[job], start))


def lines(
    count: int, start: datetime, jobs: Sequence[str], quiet: QuietEntry, working_days: WorkingDays
) -> Iterator[str]:
    """Tell that many coming runs, one a line: when, what, and from when what it queues may be sent.

    As in "CN 07/02/2027 06:00  daily              ngày nghỉ; thư đợi đến T5 11/02/2027 07:30".
    """
    for planned in first(count, start, *jobs):
        sent = send_from(planned.at, quiet, working_days)
        off = "" if working_days.is_working(planned.at.astimezone(VIETNAM).date()) else "ngày nghỉ; "
        held = "" if sent == planned.at else f"thư đợi đến {_moment(sent)}"
        yield f"{_moment(planned.at)}  {planned.job:<17}  {off}{held}".rstrip(" ;")


def _moment(at: datetime) -> str:
    return f"{SHORT_WEEKDAYS[at.weekday()]} {short_date(at)} {at:%H:%M}"
