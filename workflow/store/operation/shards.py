"""A day's sweep and ladder in pieces, shared by any number of programs that know nothing of each other.

`divide` writes the pieces down, one row of `shard` for each. Whoever wants work takes a piece (`take_shard`) and
closes it in the transaction that does the work: the row's lock is the claim. So a piece is done and recorded, or
neither; a program that is killed gives its piece back with its connection, without a lease to run out. When no piece
of a job is left open, `conclude` notes the day as worked through, which whole runs go by: until then they would do
everything again, and find nothing to do where a piece has been done.

A later day's pieces take the place of an earlier day's that were never done: they are cut over the same duties, and
the two must not run side by side.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.orm import Session

from base.errors import DondocError
from base.vietnamese import short_date
from workflow.lifecycle import OPEN
from workflow.store.database.job_locks import LockedJob, lock_job
from workflow.store.duties.id_ranges import IdRange
from workflow.store.duties.sweep import remember_run
from workflow.store.notices.queueing import looked_at_overdue
from workflow.store.tables import AssignmentRow, ShardRow

DIVIDED_JOBS = (LockedJob.SWEEP, LockedJob.LADDER)
# How long a day's pieces are kept to be looked at.
KEPT = timedelta(days=92)
# No piece takes as long; after it, what was queued is sent though the day isn't done.
SHORT_WHILE = timedelta(minutes=15)


class LaterDayDivided(DondocError):
    """Pieces were asked for of an earlier day than the last one that was divided."""

    def __init__(self, day: date, later: date) -> None:
        super().__init__(
            given=short_date(day),
            place="Chia phần việc của một ngày",
            reason=f"phần việc của ngày {short_date(later)} đã được chia, không chia lùi về ngày trước",
            remedy="Chạy cho ngày mới hơn; ngày cũ thì chạy cả ngày, không chia.",
        )


@dataclass(frozen=True, kw_only=True)
class Shard:
    """One piece: a day's job over a span of duties."""

    day: date
    job: LockedJob
    number: int
    span: IdRange


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """One piece as the record has it. `done_at` is None while it isn't done; `changes` counts duties or notices."""

    job: LockedJob
    number: int
    done_at: datetime | None
    changes: int
    worker: str


@dataclass(frozen=True, kw_only=True)
class ShardProgress:
    """How far a day has got, piece by piece; empty for a day that was never divided."""

    day: date
    pieces: tuple[_Piece, ...]

    @property
    def complete(self) -> bool:
        """Whether the day was divided and every piece is done."""
        return bool(self.pieces) and all(piece.done_at for piece in self.pieces)

    @property
    def done(self) -> int:
        """How many pieces are done."""
        return sum(1 for piece in self.pieces if piece.done_at)

    @property
    def changes(self) -> Mapping[LockedJob, int]:
        """Duties moved by the sweep and notices queued by the ladder, so far."""
        return {job: sum(piece.changes for piece in self.pieces if piece.job is job) for job in DIVIDED_JOBS}


def under_way(session: Session, *, day: date, now: datetime) -> bool:
    """Say whether programs are still at the day's pieces: some are open, and one was done a short while ago.

    Meanwhile a person's notices are not all there yet, and should not go out in two messages.
    """
    pieces = shard_progress(session, day=day).pieces
    done = [piece.done_at for piece in pieces if piece.done_at]
    return 0 < len(done) < len(pieces) and max(done) > now - SHORT_WHILE


def divide(session: Session, *, day: date, pieces: int) -> bool:
    """Divide the day's sweep and its ladder into up to so many pieces each; False when the day was divided before.

    Waits until nobody works on a piece of an earlier day. Raises `LaterDayDivided`.
    """
    lock_job(session, LockedJob.DIVIDE)
    latest = session.scalar(select(func.max(ShardRow.day)))
    if latest == day:
        return False
    if latest is not None and latest > day:
        raise LaterDayDivided(day, latest)
    _await_earlier(session, day)
    session.execute(delete(ShardRow).where(ShardRow.day < day - KEPT))
    spans = _spans(session, pieces)
    rows = [
        {"day": day, "job": job, "number": number, "first": span.first, "last": span.last}
        for job in DIVIDED_JOBS
        for number, span in enumerate(spans, start=1)
    ]
    session.execute(insert(ShardRow), rows)
    return True


def take_shard(session: Session, *, day: date) -> Shard | None:
    """Take an open piece that nobody works on, and keep it to the end of the transaction; None without any.

    None doesn't say that all is done: others may be at work. The sweep's pieces come first.
    """
    open_ones = (
        select(ShardRow)
        .where(ShardRow.day == day, ShardRow.done_at.is_(None))
        .order_by(ShardRow.job.desc(), ShardRow.number)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = session.scalars(open_ones).one_or_none()
    # Asked with the row in hand: who divides a later day waits for it, or was before us.
    if row is None or session.scalar(select(exists().where(ShardRow.day > day))):
        return None
    return Shard(day=day, job=LockedJob(row.job), number=row.number, span=IdRange(first=row.first, last=row.last))


def close(session: Session, shard: Shard, *, changes: int, now: datetime, worker: str) -> None:
    """Record a piece as done, in the transaction that took it and did its work."""
    session.execute(
        update(ShardRow)
        .where(ShardRow.day == shard.day, ShardRow.job == shard.job, ShardRow.number == shard.number)
        .values(done_at=now, changes=changes, worker=worker)
        .execution_options(synchronize_session=False)
    )


def conclude(session: Session, *, day: date, job: LockedJob) -> None:
    """Note the day as worked through by a job whose pieces are all done; otherwise change nothing."""
    lock_job(session, job)
    pieces = [piece for piece in shard_progress(session, day=day).pieces if piece.job is job]
    if pieces and all(piece.done_at for piece in pieces):
        remember_run(session, job, day)
        if job is LockedJob.LADDER:
            looked_at_overdue(session, day)


def shard_progress(session: Session, *, day: date) -> ShardProgress:
    """Return how far a day has got."""
    rows = session.scalars(
        select(ShardRow)
        .where(ShardRow.day == day)
        .order_by(ShardRow.job.desc(), ShardRow.number)
        .execution_options(populate_existing=True)
    )
    return ShardProgress(
        day=day,
        pieces=tuple(
            _Piece(
                job=LockedJob(row.job), number=row.number, done_at=row.done_at, changes=row.changes, worker=row.worker
            )
            for row in rows
        ),
    )


def _await_earlier(session: Session, day: date) -> None:
    """Wait for those at work on earlier days. Whoever takes a piece from now on sees that a later day is there."""
    session.execute(
        select(ShardRow.number)
        .where(ShardRow.day < day, ShardRow.done_at.is_(None))
        .order_by(ShardRow.day, ShardRow.job, ShardRow.number)
        .with_for_update()
    ).all()


def _spans(session: Session, pieces: int) -> list[IdRange]:
    """Spans with equally many open dated duties in each; together they hold every number there is or will be."""
    tiles = (
        select(AssignmentRow.id, func.ntile(pieces).over(order_by=AssignmentRow.id).label("tile"))
        .where(AssignmentRow.act_by.is_not(None), AssignmentRow.state.in_(OPEN))
        .subquery()
    )
    starts = session.scalars(select(func.min(tiles.c.id)).group_by(tiles.c.tile).order_by(tiles.c.tile)).all()
    firsts = [0, *starts[1:]]
    lasts = [start - 1 for start in starts[1:]]
    return [IdRange(first=first, last=last) for first, last in zip(firsts, [*lasts, None], strict=True)]
