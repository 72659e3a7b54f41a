"""Writing the log. Every change of the house goes through here, in the transaction that makes the change."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from workflow.store.tables import EventRow


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the log. `actor` is a person's name, or a machine's, as in "máy: rà soát hằng ngày"."""

    at: datetime
    actor: str
    action: str
    plan_id: int | None = None
    trigger_id: int | None = None
    assignment_id: int | None = None
    before: str = ""
    after: str = ""
    reason: str = ""
    document: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def record(session: Session, entries: Iterable[Entry]) -> None:
    """Append lines to the log, in the given order."""
    if rows := [asdict(entry) for entry in entries]:
        session.execute(insert(EventRow), rows)


def history(session: Session, assignment_id: int) -> list[Entry]:
    """Return what happened to an assignment, oldest first."""
    rows = session.scalars(
        select(EventRow).where(EventRow.assignment_id == assignment_id).order_by(EventRow.at, EventRow.id)
    )
    return [_entry(row) for row in rows]


def _entry(row: EventRow) -> Entry:
    return Entry(
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
