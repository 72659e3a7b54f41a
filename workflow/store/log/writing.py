"""Writing the log. Every change of the house goes through here, in the transaction that makes the change."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.orm import Session

from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.store.tables import EventRow

__all__ = ["LINE_COLUMNS", "LogEntry", "entry_of", "history", "record", "rewritings"]


def record(session: Session, entries: Iterable[LogEntry]) -> None:
    """Append lines to the log, in the given order."""
    if rows := [asdict(entry) for entry in entries]:
        session.execute(insert(EventRow), rows)


def history(session: Session, assignment_id: int) -> list[LogEntry]:
    """Return what happened to an assignment, in the order in which it was written."""
    rows = session.scalars(select(EventRow).where(EventRow.assignment_id == assignment_id).order_by(EventRow.id))
    return [entry_of(row) for row in rows]


def rewritings(session: Session, plan_id: int, task: str) -> list[LogEntry]:
    """Return the lines by which a task (its key) was written anew, in the order in which they were written."""
    rows = session.scalars(
        select(EventRow)
        .where(
            EventRow.plan_id == plan_id,
            EventRow.assignment_id.is_(None),
            EventRow.action == LogAction.AMEND_TASK,
            EventRow.details["task"].as_string() == task,
        )
        .order_by(EventRow.id)
    )
    return [entry_of(row) for row in rows]


# What a line is made of. Whoever reads thousands takes these: making an object of each line costs as much again.
LINE_COLUMNS = (
    EventRow.at,
    EventRow.actor,
    EventRow.action,
    EventRow.plan_id,
    EventRow.trigger_id,
    EventRow.assignment_id,
    EventRow.before,
    EventRow.after,
    EventRow.reason,
    EventRow.document,
    EventRow.details,
)


def entry_of(row: EventRow | Row[*tuple[Any, ...]]) -> LogEntry:
    """Return a row of the log, read whole or as `LINE_COLUMNS`, as a value."""
    return LogEntry(
        at=row.at,
        actor=row.actor,
        action=row.action,
        plan_id=row.plan_id,
        trigger_id=row.trigger_id,
        assignment_id=row.assignment_id,
        before=row.before,
        after=row.after,
        reason=row.reason,
        document=row.document,
        details=row.details,
    )
