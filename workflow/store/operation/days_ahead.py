"""Taking back what a run did whose day was ahead of the calendar: a wrong date must not stop the house until then.

Duties go back to where they stand today, notices that the run queued and nobody sent are cancelled, and the sweep and
the ladder go on from the last true day that they worked through.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import String, cast, delete, func, select, update
from sqlalchemy.orm import Session

from base.vietnamese import short_date
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.store.database.job_locks import lock_job
from workflow.store.duties.sweep import SWEEP_JOB, look_again
from workflow.store.log.writing import LogEntry, record
from workflow.store.notices.queueing import LADDER_JOB, TAKEN_BACK
from workflow.store.operation.runs import last_day_done
from workflow.store.tables import DailyRunRow, NoticeRow, NoticeState

# The job that sweeps and climbs the ladder, as its runs are recorded.
DAILY_JOB = "daily"
_ACTOR = "máy: rút lại lượt chạy mang ngày sau"


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """What was taken back: the latest day that had been noted, how many duties and notices."""

    day: date
    duties: int
    notices: int


def day_ahead(session: Session, today: date) -> date | None:
    """Return the latest day after today that a daily job is noted to have worked through; None when there is none."""
    latest = session.scalar(select(func.max(DailyRunRow.day)))
    return latest if latest is not None and latest > today else None


def take_back_day_ahead(session: Session, by_now: By) -> TakenBack | None:
    """Take back what runs for days after today did; None, and nothing changed, when there were none.

    `by_now` says the calendar's moment. The next sweep logs each duty that goes back.
    """
    if day_ahead(session, by_now.today) is None:
        return None
    lock_job(session, SWEEP_JOB)
    lock_job(session, LADDER_JOB)
    ahead = day_ahead(session, by_now.today)
    if ahead is None:
        return None
    done = TakenBack(day=ahead, duties=look_again(session, by_now.today), notices=_cancel_notices(session, by_now))
    _go_on_from_true_day(session, by_now.today)
    details = {"day": ahead.isoformat(), "duties": done.duties, "notices": done.notices}
    reason = f"lượt chạy mang ngày {short_date(ahead)}, trước lịch"
    line = By(actor=_ACTOR, now=by_now.now, reason=reason)
    record(session, [LogEntry.of(line, LogAction.TAKE_BACK_DAY, details=details)])
    return done


def _go_on_from_true_day(session: Session, today: date) -> None:
    """Note the last day up to today that a run is on record for; without one the days are forgotten."""
    wrong = DailyRunRow.day > today
    true_day = last_day_done(session, DAILY_JOB, until=today)
    if true_day is None:
        session.execute(delete(DailyRunRow).where(wrong))
    else:
        session.execute(update(DailyRunRow).where(wrong).values(day=true_day))


def _cancel_notices(session: Session, by_now: By) -> int:
    """Cancel what was queued after now; its key is freed, so that the true day can queue it."""
    cancelled = session.scalars(
        update(NoticeRow)
        .where(NoticeRow.state == NoticeState.QUEUED, NoticeRow.queued_at > by_now.now)
        .values(
            state=NoticeState.CANCELLED,
            key=NoticeRow.key + TAKEN_BACK + cast(NoticeRow.id, String),
            settled_at=by_now.now,
            outcome="hủy: lập bởi lượt chạy mang ngày sau lịch",
        )
        .returning(NoticeRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(cancelled)
