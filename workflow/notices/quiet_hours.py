"""When a message may go out: offices sleep, and a reminder that wakes people is read by nobody."""

from datetime import datetime, time, timedelta

from config.escalation import QuietEntry
from workflow.working_days import WorkingDays


def send_from(now: datetime, quiet: QuietEntry, working_days: WorkingDays, *, urgent: bool = False) -> datetime:
    """The first moment from now on at which a message may be sent; `now` is aware, in the offices' time zone.

    What is urgent may be sent at once. The hour at which quiet begins is already quiet, the one at which it ends isn't.
    """
    if urgent or not _is_quiet(now, quiet, working_days):
        return now
    # After the evening's beginning the morning is tomorrow's; in the small hours it is today's.
    morning = now.date() + timedelta(days=1) if now.time() >= quiet.ends else now.date()
    if quiet.days_off:
        morning = working_days.on_or_after(morning)
    return datetime.combine(morning, quiet.ends, now.tzinfo)


def _is_quiet(now: datetime, quiet: QuietEntry, working_days: WorkingDays) -> bool:
    if quiet.days_off and not working_days.is_working(now.date()):
        return True
    return _within(now.time(), quiet.starts, quiet.ends)


def _within(moment: time, starts: time, ends: time) -> bool:
    if starts <= ends:
        return starts <= moment < ends
    return moment >= starts or moment < ends
