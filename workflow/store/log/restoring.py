"""What restoring a backup leaves in the log: which backup, and the end of the chain that went with the old database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.by import By
from workflow.log.actions import LogAction
from workflow.store.log.tail import newest_line
from workflow.store.log.writing import LogEntry, record
from workflow.store.tables import EventRow, SealRow


@dataclass(frozen=True, kw_only=True)
class LogEnd:
    """How far a log went: its last line, how many lines, and the digests of all its seals."""

    last_line: int
    lines: int
    heads: tuple[str, ...]


def log_end(session: Session) -> LogEnd:
    """Return how far the log goes."""
    return LogEnd(
        last_line=newest_line(session),
        lines=session.scalar(select(func.count()).select_from(EventRow)) or 0,
        heads=tuple(session.scalars(select(SealRow.digest).order_by(SealRow.number))),
    )


def record_restoring(
    session: Session,
    before: LogEnd | None,
    *,
    backup: str,
    made_at: str,
    by: By,
    files: Sequence[str] = (),
    set_aside: Sequence[str] = (),
    kept_as: str = "",
) -> None:
    """Write the line of a restoring: the backup, its moment, how many lines are gone, the head before.

    `before` is the end of the log that was replaced, None where there was none. `files` were put back, `set_aside` are
    the settings whose lines became comments, `kept_as` is the file that keeps the database that was there.
    """
    now = log_end(session)
    there = set(now.heads)
    lost = [head for head in before.heads if head not in there] if before else []
    details = {
        "backup": backup,
        "made_at": made_at,
        "lines_gone": max(before.lines - now.lines, 0) if before else 0,
        "last_line_before": before.last_line if before else 0,
        "head_before": before.heads[-1] if before and before.heads else "",
        "heads_gone": lost,
        "configuring": list(files),
        "set_aside": list(set_aside),
        "kept_as": kept_as,
    }
    record(session, [LogEntry.of(by, LogAction.RESTORE, details=details)])


def last_restoring(session: Session) -> Mapping[str, Any] | None:
    """Return what the log says of the last restoring, None where there was none."""
    told = select(EventRow.details).where(EventRow.action == LogAction.RESTORE).order_by(EventRow.id.desc())
    return session.scalars(told.limit(1)).one_or_none()


def heads_lost_by_restoring(session: Session) -> set[str]:
    """Return the digests of seals that the log's own lines say went with a restored backup."""
    told = session.scalars(select(EventRow.details).where(EventRow.action == LogAction.RESTORE))
    return {head for details in told for head in details.get("heads_gone", ())}
