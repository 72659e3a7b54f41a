"""Quiet hours: when a message that can wait may be sent."""

from datetime import datetime, time, timedelta

from workflow.working_days import WorkingDays


def sendable_from(moment: datetime, *, starts: time, ends: time, days_off: bool, working_days: WorkingDays) -> datetime:
    """Return the moment itself, or the end of the quiet hours that it falls into.

    `moment` is aware, in the office's zone. Quiet hours run from `starts` (inclusive) over midnight to `ends`
    (exclusive); with `days_off`, a day off is quiet from end to end.
    """
    day = moment.date()
    if moment.time() >= starts:
        day += timedelta(days=1)
    elif moment.time() >= ends and (not days_off or working_days.is_working(day)):
        return moment
    if days_off:
        day = working_days.on_or_after(day)
    return datetime.combine(day, ends, moment.tzinfo)
