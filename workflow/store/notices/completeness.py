"""The auditor's questions: which notices the ladder demanded for overdue duties and nobody queued.

The ladder looks at what came due since its last run; the auditor looks at every overdue duty, whenever its step was.
What slips through is not an error of the ladder alone: a report that was sent back after the step's day, a contact who
came later, a step that an office added.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.notices.ladder import Ladders, ladder_windows
from workflow.store.duties.sweep import SWEEP_JOB as SWEEP
from workflow.store.duties.sweep import last_run, remember_run
from workflow.store.notices.audience import Asking
from workflow.store.notices.outbox_statements import is_in
from workflow.store.notices.queueing import LADDER_JOB, demanded_notices, of_overdue, scopes
from workflow.store.tables import NoticeRow, NoticeState
from workflow.working_days import WorkingDays

AUDIT = "notice audit"
# What a person can read; the rest is counted.
_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class MissingNotice:
    """A notice that the ladder demands and that isn't there."""

    assignment_id: int
    step: str
    due: date
    channel: str
    recipient: str


@dataclass(frozen=True, kw_only=True)
class NoticeAudit:
    """What the auditor found. Days are those the daily jobs have last worked through, None when they never ran.

    `missing` are the first of `missing_count`. `late` counts notices that might have been sent a while ago and still
    wait; `dead` and `unknown` those that need a person.
    """

    swept_on: date | None
    queued_on: date | None
    missing: tuple[MissingNotice, ...]
    missing_count: int
    late: int
    dead: int
    unknown: int


def find_gaps(
    session: Session,
    ladders: Ladders,
    *,
    working_days: WorkingDays,
    leadership: str | None,
    late_before: datetime,
) -> NoticeAudit:
    """Hold the outbox against what the ladders demand as of the ladder's last run, for every overdue duty.

    Duties whose dates were set on that day or later are the next run's business.
    """
    day = last_run(session, LADDER_JOB)
    missing = [] if day is None else _missing(session, ladders, day, working_days, leadership)
    return NoticeAudit(
        swept_on=last_run(session, SWEEP),
        queued_on=day,
        missing=tuple(missing[:_SHOWN]),
        missing_count=len(missing),
        late=session.scalar(select(func.count()).where(is_in(NoticeState.QUEUED), NoticeRow.not_before < late_before))
        or 0,
        dead=_count(session, NoticeState.DEAD),
        unknown=_count(session, NoticeState.UNKNOWN),
    )


def audited_on(session: Session) -> date | None:
    """Return the last day that was audited."""
    return last_run(session, AUDIT)


def remember_audit(session: Session, day: date) -> None:
    """Note that a day was audited."""
    remember_run(session, AUDIT, day)


def _missing(
    session: Session, ladders: Ladders, day: date, working_days: WorkingDays, leadership: str | None
) -> Sequence[MissingNotice]:
    found: list[Any] = []
    for scope in scopes(session, ladders):
        for window in ladder_windows(scope.ladder, after=None, today=day, working_days=working_days):
            asking = Asking(step=window.step, today=day, leadership=leadership)
            for _, said in demanded_notices(session, window, scope.of(window), of_overdue(day), asking=asking):
                rows = said.subquery()
                known = select(NoticeRow.id).where(NoticeRow.key == rows.c.key).exists()
                found += session.execute(select(rows).where(~known).order_by(rows.c.assignment_id)).all()
    return [
        MissingNotice(
            assignment_id=row.assignment_id, step=row.step, due=row.due, channel=row.channel, recipient=row.recipient
        )
        for row in found
    ]


def _count(session: Session, state: NoticeState) -> int:
    return session.scalar(select(func.count()).where(is_in(state))) or 0
