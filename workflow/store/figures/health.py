"""The figures that tell whether the house keeps its promises: what is overdue, what waits to be sent and since when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.store.figures.overview import count_by_timeliness
from workflow.store.notices.outbox_statements import is_in
from workflow.store.operation.runs import failures_since
from workflow.store.tables import JobRunRow, NoticeRow, NoticeState, RunState
from workflow.timeliness import Timeliness

LATELY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Health:
    """The figures of one moment.

    `oldest_ready` is since when the longest waiting one might have been sent; None when nothing is late. `successes`
    is when each job last did its work; `failures` counts each job's failed runs of the last day.
    """

    duties: Mapping[Timeliness, int]
    outbox: Mapping[NoticeState, int]
    oldest_ready: datetime | None
    successes: Mapping[str, datetime]
    failures: Mapping[str, int]

    @property
    def overdue(self) -> int:
        return self.duties.get(Timeliness.OVERDUE, 0)

    @property
    def queued(self) -> int:
        return self.outbox.get(NoticeState.QUEUED, 0)

    @property
    def dead(self) -> int:
        return self.outbox.get(NoticeState.DEAD, 0)

    @property
    def unknown(self) -> int:
        return self.outbox.get(NoticeState.UNKNOWN, 0)


def health(session: Session, *, now: datetime) -> Health:
    """Count what tells the health of the house at a moment."""
    outbox = dict(session.execute(select(NoticeRow.state, func.count()).group_by(NoticeRow.state)).all())
    waiting = select(func.min(NoticeRow.not_before)).where(is_in(NoticeState.QUEUED), NoticeRow.not_before <= now)
    done = (
        select(JobRunRow.job, func.max(JobRunRow.ended_at))
        .where(JobRunRow.state == RunState.DONE)
        .group_by(JobRunRow.job)
    )
    return Health(
        duties=count_by_timeliness(session),
        outbox=outbox,
        oldest_ready=session.scalar(waiting),
        successes={job: ended for job, ended in session.execute(done) if ended is not None},
        failures=failures_since(session, now - LATELY),
    )
