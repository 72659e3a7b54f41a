"""Sealing the log into a chain, and verifying it. `workflow.log.audit` says what a seal is.

A seal says "these are all the lines up to this id", so it must not be made while a line with a smaller id may still
appear. On SQLite there is one writer, and it is us. On PostgreSQL a sequence hands ids out before their transactions
commit: line 10 may appear after line 11. A writer of the log holds a lock on the table (`ROW EXCLUSIVE`, as every
INSERT does) from before it gets an id until its end. So sealing first reads the highest id there is, then waits until
everybody who held that lock at that moment has ended: from then on, every id up to that one is there or never will
be. Nobody waits for the sealing, and it needs no right but to read. It leans on READ COMMITTED, PostgreSQL's default.
"""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, text, true
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from base.errors import DondocError
from base.where_to_look import WhereToLook
from workflow.log.audit import LogEntry, LogLine, Seal, Verdict, line_digest, make_seal, verify_chain
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
# What reading raises where a column holds what its type can't be: a moment, a JSON text, a number.
_UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, DataError)
_NEVER = datetime(1, 1, 2, tzinfo=UTC)
_WRITERS = text("""
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND relation = 'event'::regclass AND mode = 'RowExclusiveLock' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND pid IS DISTINCT FROM pg_backend_pid()
""")


class LineUnreadable(DondocError):
    """A line of the log can't be read, so it can't be sealed."""

    exit_code = 1


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


def verify(session: Session, *, heads: Collection[str] = ()) -> Verdict:
    """Hold all sealed lines to their seals and name the first broken link.

    `heads` are digests that earlier sealings gave and somebody kept outside the chain: only so does it show that the
    chain's end was cut off, or the whole chain made anew. Reads everything, in little memory. A line that can't be
    read is a broken one.
    """
    return verify_chain(_seals(session), _lines(session), heads=heads)


def newest_seals(session: Session, *, limit: int) -> list[Seal]:
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
        reason="đang ghi dở, nên chưa khóa sổ được",
        remedy="Chưa có gì thay đổi; lần khóa sổ sau sẽ gồm cả phần này.",
    )


def _writers(session: Session) -> set[str]:
    return set(session.scalars(_WRITERS))


def _on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _last_seal(session: Session) -> Seal | None:
    return next(iter(newest_seals(session, limit=1)), None)


def _unsealed(session: Session, last: Seal | None, settled: int) -> list[LogLine]:
    block = [line for line in _block(session, last.last if last else None) if line.id <= settled]
    for line in block:
        if line.entry is None:
            raise LineUnreadable(
                given=line.id,
                place="Nhật ký",
                reason="có dòng không đọc được, nên không khóa sổ tiếp",
                remedy="Báo quản trị kiểm tra nhật ký, rồi khôi phục bản sao lưu gần nhất.",
                look=WhereToLook.LOG_CHECK,
            )
    return block


def _lines(session: Session) -> Iterator[LogLine]:
    after: int | None = None
    while block := _block(session, after):
        yield from block
        after = block[-1].id


def _block(session: Session, after: int | None) -> list[LogLine]:
    """The next lines, at most `BLOCK`; one by one where one of them can't be read."""
    following = true() if after is None else EventRow.id > after
    try:
        return [_line(row) for row in session.execute(_ALL_LINES.where(following).limit(BLOCK))]
    except _UNREADABLE:
        numbers = session.scalars(select(EventRow.id).where(following).order_by(EventRow.id).limit(BLOCK)).all()
        return [_line_or_none(session, number) for number in numbers]


def _line_or_none(session: Session, number: int) -> LogLine:
    try:
        return _line(session.execute(_ALL_LINES.where(EventRow.id == number)).one())
    except _UNREADABLE:
        return LogLine(number, None)


def _line(row: Row[Any]) -> LogLine:
    return LogLine(row[0], LogEntry(**dict(zip(_TOLD, row[1:], strict=True))))


def _seals(session: Session) -> Iterator[Seal]:
    """The seals in order; one that can't be read as one that can't be whole."""
    for number in session.scalars(select(SealRow.number).order_by(SealRow.number)).all():
        try:
            found = _seal(session.execute(_ALL_SEALS.where(SealRow.number == number)).one())
            line_digest(found)
        except _UNREADABLE:
            found = Seal(number=number, first=0, last=0, count=0, marks=b"", previous="", at=_NEVER)
        yield found


def _seal(row: Row[Any]) -> Seal:
    return Seal(**row._mapping)  # noqa: SLF001 - it is public
