"""The daily sweep: who is due soon, due today, overdue. A handful of statements, whatever is stored.

It reads only the rows whose `next_change_on` has come, so its cost follows what changes. Run twice, it finds nothing
the second time; run late, it brings each row to where it stands now, in one step.

The log is written first and leads: the lines just written say which rows to move, so that a duty reported or dated
by somebody else between two statements is neither logged without being moved nor moved without being logged.

A sweep of a span is one piece of a day's sweep (`workflow.store.operation.shards`): it looks at no other duties, runs
beside those of other spans, and leaves it to whoever divided the work to note the day as done.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import (
    JSON,
    Case,
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    case,
    func,
    insert,
    literal,
    null,
    select,
    true,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from workflow.by import By
from workflow.log.actions import LogAction
from workflow.store.database.job_locks import LockedJob, lock_job
from workflow.store.duties.id_ranges import IdRange
from workflow.store.tables import AssignmentRow, DailyRunRow, EventRow
from workflow.timeliness import SWEPT_STATES, Timeliness

SWEEP_JOB = LockedJob.SWEEP
_ACTOR = "máy: rà soát hằng ngày"
_REASON = "đến mốc thời hạn"


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What a sweep changed: how many assignments came to stand where."""

    today: date
    arrived: Mapping[Timeliness, int]

    @property
    def changes(self) -> int:
        """How many assignments changed in all."""
        return sum(self.arrived.values())


def sweep(session: Session, *, today: date, now: datetime, span: IdRange | None = None) -> Swept:
    """Bring every open assignment's timeliness to `today`, and log each change. Safe to repeat and to run late."""
    lock_job(session, SWEEP_JOB, shared=span is not None)
    newest = session.scalar(select(func.max(EventRow.id))) or 0
    _log_changes(session, today, now, span.holds(AssignmentRow.id) if span else true())
    ours = span.holds(EventRow.assignment_id) if span else true()
    logged = and_(EventRow.id > newest, EventRow.action == LogAction.SWEEP, ours)
    arrived = _counted(session, select(EventRow.after, func.count()).where(logged).group_by(EventRow.after))
    if arrived:
        _follow_log(session, today, logged)
    if span is None:
        remember_run(session, SWEEP_JOB, today)
    return Swept(today=today, arrived=arrived)


@contextmanager
def judging_new_duties(session: Session, by: By) -> Iterator[None]:
    """Bring what is assigned meanwhile to the day at once: lists and figures don't wait for the next night to agree."""
    newest = session.scalar(select(func.max(AssignmentRow.id))) or 0
    yield
    sweep(session, today=by.today, now=by.now, span=IdRange(first=newest + 1))


def look_again(session: Session, today: date) -> int:
    """Let the next sweep look at every open duty that stands where another day's sweep put it; return how many."""
    open_standings = [Timeliness.AHEAD, Timeliness.DUE_SOON, Timeliness.DUE_TODAY, Timeliness.OVERDUE]
    found = session.scalars(
        update(AssignmentRow)
        .where(
            AssignmentRow.state.in_(SWEPT_STATES),
            AssignmentRow.timeliness.in_(open_standings),
            type_coerce(AssignmentRow.timeliness, String) != _standing(today),
        )
        .values(next_change_on=today)
        .returning(AssignmentRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(found)


def would_change(session: Session, *, today: date) -> Swept:
    """Return what `sweep` would do on that day, without doing it."""
    standing = select(_standing(today).label("standing")).where(AssignmentRow.next_change_on <= today).subquery()
    arriving = select(standing.c.standing, func.count()).group_by(standing.c.standing)
    return Swept(today=today, arrived=_counted(session, arriving))


def last_run(session: Session, job: str) -> date | None:
    """Return the last day that a daily job has worked through, None when it never ran."""
    return session.scalars(select(DailyRunRow.day).where(DailyRunRow.job == job)).one_or_none()


def remember_run(session: Session, job: str, day: date) -> None:
    """Note that a daily job has worked through a day. An earlier day than the one noted changes nothing."""
    row = session.get(DailyRunRow, job)
    if row is None:
        session.add(DailyRunRow(job=job, day=day))
    elif row.day < day:
        row.day = day
    session.flush()


def _counted(session: Session, query: Select[str, int]) -> dict[Timeliness, int]:
    return {Timeliness(name): count for name, count in session.execute(query)}


def _standing(today: date) -> Case[str]:
    """The SQL of `workflow.timeliness` for open assignments with a date; a test holds the two together."""
    day = literal(today, Date)
    return case(
        (day > AssignmentRow.due, literal(Timeliness.OVERDUE.value, String)),
        (day == AssignmentRow.due, literal(Timeliness.DUE_TODAY.value, String)),
        (day >= AssignmentRow.soon_on, literal(Timeliness.DUE_SOON.value, String)),
        else_=literal(Timeliness.AHEAD.value, String),
    )


def _next_change(today: date) -> Case[date]:
    day = literal(today, Date)
    return case(
        (day > AssignmentRow.due, null()),
        (day == AssignmentRow.due, literal(today + timedelta(days=1), Date)),
        (day >= AssignmentRow.soon_on, AssignmentRow.due),
        else_=AssignmentRow.soon_on,
    )


def _log_changes(session: Session, today: date, now: datetime, ours: ColumnElement[bool]) -> None:
    """Log every change that is due. PostgreSQL keeps the rows for us meanwhile, locked in the order everybody locks."""
    changes = (
        select(
            literal(now, EventRow.at.type),
            literal(_ACTOR, String),
            literal(LogAction.SWEEP.value, String),
            AssignmentRow.id,
            type_coerce(AssignmentRow.timeliness, String),
            _standing(today),
            literal(_REASON, String),
            literal("", String),
            literal({"today": today.isoformat()}, JSON),
        )
        .where(AssignmentRow.next_change_on <= today, ours)
        # Computed, since SQLite would rather read the whole table in order than sort the few rows it wants.
        .order_by(AssignmentRow.id + 0)
        .with_for_update(key_share=True)
    )
    columns = ["at", "actor", "action", "assignment_id", "before", "after", "reason", "document", "details"]
    session.execute(insert(EventRow).from_select(columns, changes))


def _follow_log(session: Session, today: date, logged: ColumnElement[bool]) -> None:
    session.execute(
        update(AssignmentRow)
        .where(AssignmentRow.id.in_(select(EventRow.assignment_id).where(logged)))
        .values(timeliness=_standing(today), next_change_on=_next_change(today))
        .execution_options(synchronize_session=False)
    )
