"""The watchdog ("giám sát"): notices that the daily sweep didn't run, and tells the admin by mail, once a day.

It is asked by whoever is alive: the deliver job every five minutes, `dondoc up` by itself, `dondoc status`, and by
`dondoc run watch` from any other scheduler. So no single part that stands still can keep it from being noticed.
"""

from datetime import date, datetime, time, timedelta

import structlog

from base.vietnamese import full_date
from services.day.alarms import tell_admin
from services.day.steps import Day
from services.installation import Installation
from services.job_result import JobResult
from workflow.store.operation.alarms import clear_alarms, raise_alarm
from workflow.store.operation.days_ahead import day_ahead
from workflow.store.operation.maintenance_queries import swept_and_begun

log = structlog.get_logger("dondoc.watchdog")
# The sweep is due at 06:00; by then it must have been done, retries included.
SWEPT_BY = time(8, 0)
_UNDER = "sweep:"
_AHEAD = "ahead:"


def missed_since(*, swept_on: date | None, begun: date | None, now: datetime) -> date | None:
    """Return the first day whose sweep is missing, None when all is well or there is nothing to sweep yet.

    `begun` is the day of the first import; `now` is aware, in Vietnam. Days off count: the sweep runs on them too.
    """
    if begun is None:
        return None
    expected = now.date() if now.time() >= SWEPT_BY else now.date() - timedelta(days=1)
    first = begun if swept_on is None else swept_on + timedelta(days=1)
    return first if first <= expected else None


def standing_of_an_older_day(installation: Installation, now: datetime) -> str:
    """Say that standings and figures are those of an older day where the sweep of this one is missing; else ""."""
    with installation.database.reading() as session:
        swept_on, begun = swept_and_begun(session)
    if swept_on is None or begun is None:
        return ""
    missed = missed_since(swept_on=swept_on, begun=begun.astimezone(now.tzinfo).date(), now=now)
    counted = f"Tình trạng và số đếm trên các trang là của {full_date(swept_on)}."
    return f"{alarm_words(missed, swept_on)} {counted}" if missed else ""


def watch(installation: Installation, day: Day) -> JobResult:
    """Raise an alarm when the sweep is missing, and mail the admin what he hasn't been told."""
    with installation.database.reading() as session:
        swept_on, begun = swept_and_begun(session)
    begun_on = begun.astimezone(day.now.tzinfo).date() if begun else None
    missed = missed_since(swept_on=swept_on, begun=begun_on, now=day.now)
    raised = missed is not None and _bark(installation, day, alarm_words(missed, swept_on))
    if missed is None:
        with installation.database.writing() as session:
            clear_alarms(session, under=_UNDER)
    elif raised:
        log.error("rà soát không chạy", missing_since=missed.isoformat())
    raised |= _watch_day_ahead(installation, day)
    told = tell_admin(installation, day.now)
    return JobResult(figures={"báo động mới": int(raised), "báo động đã gửi quản trị": told}, news=int(raised) + told)


def _watch_day_ahead(installation: Installation, day: Day) -> bool:
    """Raise an alarm while a day that hasn't come is noted as worked through."""
    with installation.database.writing() as session:
        ahead = day_ahead(session, day.today)
        key = f"{_AHEAD}{ahead}"
        clear_alarms(session, under=_AHEAD, still=[key] if ahead else [])
        if ahead is None:
            return False
        words = f"đã có lượt chạy mang ngày {full_date(ahead)}, sau hôm nay; lượt hằng ngày tới sẽ tự rút lại"
        return raise_alarm(session, key, words, now=day.now)


def _bark(installation: Installation, day: Day, words: str) -> bool:
    with installation.database.writing() as session:
        return raise_alarm(session, f"{_UNDER}{day.today}", words, now=day.now)


def alarm_words(missed: date, swept_on: date | None) -> str:
    """Say what is missing, as in "Rà soát hằng ngày không chạy từ thứ Năm 05/3/2026, …"."""
    last = f"lần cuối ngày {full_date(swept_on)}" if swept_on else "chưa chạy lần nào"
    return f"Rà soát hằng ngày không chạy từ {full_date(missed)} ({last}): không ai được nhắc."
