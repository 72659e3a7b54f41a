"""One run of a job, on the record: nobody else runs the same job meanwhile, and what it came to is kept.

The record is in our own database and speaks for itself, with Prefect or without.
"""

import os
import platform
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import structlog

from base.clock import VIETNAM
from base.errors import DondocError
from base.vietnamese import short_date
from services.day.steps import Day
from services.installation import Installation
from workflow.by import By
from workflow.store.operation.days_ahead import take_back_day_ahead
from workflow.store.operation.runs import Holder, Run, RunState, begin_run, end_run, latest_runs

__all__ = ["JobBusy", "RunState", "is_gone", "record_run", "this_program"]

Result = TypeVar("Result")

log = structlog.get_logger("dondoc.runs")
# A job under a time limit has ended long before its lease does.
SPARE = timedelta(minutes=5)
UNFORESEEN = "lỗi ngoài dự kiến, xem logs/dondoc.jsonl"
STOPPED = "bị người vận hành dừng giữa chừng, lượt sau làm tiếp"


class DayAhead(DondocError):
    """A run is asked for a day that hasn't come."""


class JobBusy(DondocError):
    """Another run of the same job is under way. Nothing was done."""

    exit_code = 1

    def __init__(self, job: str, running: Run | None) -> None:
        since = f" từ {running.started_at.astimezone(VIETNAM):%H:%M:%S}" if running else ""
        where = f" (máy {running.holder.place}, tiến trình {running.holder.pid})" if running else ""
        super().__init__(
            given=job,
            place="Tác vụ tự động",
            reason=f"đang chạy{since}{where}",
            remedy="Chờ lượt đó xong; lượt này chưa làm gì.",
        )


def record_run(
    installation: Installation,
    job: str,
    day: Day,
    work: Callable[[Installation, Day], Result],
    *,
    tell: Callable[[Result], str],
    limit: timedelta,
) -> Result:
    """Do a job's work as a run of its own and return its result. Raises `JobBusy`, and whatever the work raises.

    `limit` is how long the work may take; a run that died keeps others out no longer than that.
    """
    run_id = _begun(installation, job, day, limit)
    _mend_day_ahead(installation, day)
    state, told = RunState.FAILED, UNFORESEEN
    with structlog.contextvars.bound_contextvars(run=run_id, job=job):
        log.info("bắt đầu", day=day.today.isoformat())
        try:
            result = work(installation, day)
            state, told = RunState.DONE, tell(result)
        except DondocError as error:
            told = str(error)
            raise
        except KeyboardInterrupt:
            told = STOPPED
            raise
        finally:
            say = log.info if state is RunState.DONE else log.error
            say("kết thúc", state=state.value, told=told, exc_info=told == UNFORESEEN)
            with installation.database.writing() as session:
                end_run(session, run_id, state=state, told=told, now=installation.clock())
    return result


def refuse_day_ahead(day: date | None, *, today: date) -> None:
    """Raise `DayAhead` for a day after the calendar's: a run for it would stop the sweep and the ladder until then."""
    if day is not None and day > today:
        raise DayAhead(
            given=short_date(day),
            place="Ngày của lượt chạy",
            reason="sau hôm nay, sẽ báo quá hạn sai và làm rà soát dừng đến ngày đó",
            remedy="Ghi đúng ngày, hoặc thêm --yes (trên trang của Prefect: ahead) nếu chắc chắn, trên dữ liệu thử.",
        )


def _mend_day_ahead(installation: Installation, day: Day) -> None:
    """A run of the calendar's own day first takes back what runs for later days did."""
    present = installation.clock()
    if day.today != present.date():
        return
    with installation.database.writing() as session:
        done = take_back_day_ahead(session, By(actor="máy", now=present))
    if done is not None:
        log.error("rút lại lượt chạy mang ngày sau", day=str(done.day), duties=done.duties, notices=done.notices)


def _begun(installation: Installation, job: str, day: Day, limit: timedelta) -> int:
    with installation.database.writing() as session:
        begun = begin_run(
            session,
            job,
            day=day.today,
            now=installation.clock(),
            lease=limit + SPARE,
            holder=this_program(),
            is_gone=is_gone,
        )
        if begun is None:
            raise JobBusy(job, latest_runs(session).get(job))
    return begun


def this_program() -> Holder:
    """Return the process this is, on a machine whose process numbers mean the same."""
    place = platform.node()
    with suppress(OSError):
        # Containers may share a name and not their process numbers.
        place = f"{place}/{Path('/proc/self/ns/pid').stat().st_ino}"
    return Holder(place=place, pid=os.getpid())


def is_gone(holder: Holder) -> bool:
    """Whether a program has certainly ended; of another machine's programs nothing is certain."""
    if holder.place != this_program().place:
        return False
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
