"""Sealing the log into a chain, and verifying it. `workflow.log.audit` says what a seal is.

A seal says "these are all the lines up to this id", so it must not be made while a line with a smaller id may still
appear. On SQLite there is one writer, and it is us. On PostgreSQL a sequence hands ids out before their transactions
commit: line 10 may appear after line 11. A writer of the log holds a lock on the table (`ROW EXCLUSIVE`, as every
INSERT does) from before it gets an id until its end. So sealing first reads the highest id there is, then waits until
everybody who held that lock at that moment has ended: from then on, every id up to that one is there or never will
be. Nobody waits for the sealing, and it needs no right but to read. It leans on READ COMMITTED, PostgreSQL's default.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, text
from sqlalchemy.orm import Session

from base.errors import DondocError
from workflow.log.audit import LogEntry, LogLine, Seal, Verdict, make_seal, verify_chain
from workflow.store.database.job_locks import LockedJob, lock_job
from workflow.store.tables import EventRow, SealRow

# Lines of one seal, so that both sealing and verifying need little memory, whatever has piled up.
BLOCK = 1_000
# Lines sealed in one transaction: SQLite's other writers wait for it.
_MOST = 50_000
# How long a sealing waits for those who are writing, and how often it looks, in seconds.
_PATIENCE = 5.0
_BETWEEN_LOOKS = 0.05
_TOLD = tuple(column.name for column in EventRow.__table__.columns if column.name != "id")
_ALL_LINES = select(EventRow.id, *(getattr(EventRow, name) for name in _TOLD)).order_by(EventRow.id)
_ALL_SEALS = select(*SealRow.__table__.columns).order_by(SealRow.number)
_WRITERS = text("""
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND relation = 'event'::regclass AND mode = 'RowExclusiveLock' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND pid IS DISTINCT FROM pg_backend_pid()
""")


class SealingPostponed(DondocError):
    """Somebody has been writing to the log for seconds; what they write must not appear behind a seal."""

    exit_code = 1


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """What a sealing did. `head` is the chain's last digest, worth keeping outside; `more` lines wait for another."""

    lines: int
    seals: int
    head: str
    more: bool = False


def seal(session: Session, *, now: datetime, most: int = _MOST, patience: float = _PATIENCE) -> Sealed:
    """Seal the lines that are not sealed yet, up to about `most` of them. Without new lines it changes nothing.

    Raises `SealingPostponed` when a writer doesn't end within `patience` seconds; the next run catches up.
    """
    lock_job(session, LockedJob.SEAL)
    last = _last_seal(session)
    settled = settled_up_to(session, patience)
    lines = seals = 0
    while lines < most and (block := _unsealed(session, last, settled)):
        last = make_seal(block, after=last, at=now)
        session.execute(insert(SealRow), asdict(last))
        lines, seals = lines + last.count, seals + 1
    more = last is not None and last.last < settled
    return Sealed(lines=lines, seals=seals, head=last.digest if last else "", more=more)


def verify(session: Session, *, head: str = "") -> Verdict:
    """Hold all sealed lines to their seals and name the first broken link.

    `head` is a digest that an earlier sealing gave and somebody kept outside the database: only so does it show that
    the chain's end was cut off, or the whole chain made anew. Reads everything, in little memory.
    """
    with (
        session.execute(_ALL_SEALS, execution_options={"yield_per": 1}) as seals,
        session.execute(_ALL_LINES, execution_options={"yield_per": BLOCK}) as lines,
    ):
        return verify_chain(map(_seal, seals), map(_line, lines), head=head)


def heads(session: Session, *, limit: int) -> list[Seal]:
    """Return the newest seals, newest first, to show their moments, lines and digests."""
    newest = _ALL_SEALS.order_by(None).order_by(SealRow.number.desc()).limit(limit)
    return [_seal(row) for row in session.execute(newest)]


def settled_up_to(session: Session, patience: float) -> int:
    """Return the highest id below which nothing can appear any more; 0 for an empty log. Raises `SealingPostponed`."""
    highest = session.scalar(select(func.max(EventRow.id))) or 0
    if _on_postgresql(session):
        _await_writers(session, patience)
    return highest


def _await_writers(session: Session, patience: float) -> None:
    """Wait until all who are writing to the log at this moment have ended; later ones only get higher ids."""
    writing = _writers(session)
    for _ in range(int(patience / _BETWEEN_LOOKS)):
        if not writing:
            return
        session.execute(select(func.pg_sleep(_BETWEEN_LOOKS)))
        writing &= _writers(session)
    raise SealingPostponed(
        given=f"{len(writing)} giao dịch",
        place="Nhật ký",
        reason="đang ghi dở, nên chưa thể niêm",
        remedy="Chưa có gì thay đổi; lần niêm sau sẽ niêm cả phần này.",
    )


def _writers(session: Session) -> set[str]:
    return set(session.scalars(_WRITERS))


def _on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _last_seal(session: Session) -> Seal | None:
    return next(iter(heads(session, limit=1)), None)


def _unsealed(session: Session, last: Seal | None, settled: int) -> list[LogLine]:
    query = _ALL_LINES.where(EventRow.id <= settled)
    if last is not None:
        query = query.where(EventRow.id > last.last)
    return [_line(row) for row in session.execute(query.limit(BLOCK))]


def _line(row: Row[Any]) -> LogLine:
    return LogLine(row[0], LogEntry(**dict(zip(_TOLD, row[1:], strict=True))))


def _seal(row: Row[Any]) -> Seal:
    return Seal(**row._mapping)  # noqa: SLF001 - it is public
