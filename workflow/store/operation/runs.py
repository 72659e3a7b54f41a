"""Runs of the house's jobs: one at a time of each, what the last ones came to, and which programs died in theirs.

A run is a row. Under way, it keeps others of the same job out until its lease is over; ended, it is the job's
heartbeat. Moments here are the real clock's, also where a run works "as of" another day.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from workflow.store.database.job_locks import LockedJob, lock_job
from workflow.store.tables import AlarmRow, CursorRow, JobRunRow, RunState

__all__ = ["Holder", "Run", "RunState"]

LOST = "chương trình dừng giữa chừng"


@dataclass(frozen=True, kw_only=True)
class Holder:
    """The program that does a run: a process on a machine."""

    place: str
    pid: int


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of a job. `told` is its result, or its error, in one Vietnamese line."""

    id: int
    job: str
    day: date
    state: RunState
    started_at: datetime
    ended_at: datetime | None
    holder: Holder
    told: str


def begin_run(
    session: Session,
    job: str,
    *,
    day: date,
    now: datetime,
    lease: timedelta,
    holder: Holder,
    is_gone: Callable[[Holder], bool],
) -> int | None:
    """Begin a run and return its number; None while another run of the job is under way.

    A run whose lease is over, or whose program `is_gone`, keeps nobody out: it is noted as lost.
    """
    lock_job(session, LockedJob.RUN)
    under_way = select(JobRunRow).where(JobRunRow.job == job, JobRunRow.state == RunState.RUNNING)
    for row in session.scalars(under_way):
        if row.lease_until > now and not is_gone(Holder(place=row.place, pid=row.pid)):
            return None
        row.state, row.ended_at, row.told = RunState.LOST, now, LOST
    begun = JobRunRow(
        job=job,
        day=day,
        state=RunState.RUNNING,
        started_at=now,
        lease_until=now + lease,
        place=holder.place,
        pid=holder.pid,
    )
    session.add(begun)
    session.flush()
    return begun.id


def end_run(session: Session, run_id: int, *, state: RunState, told: str, now: datetime) -> bool:
    """Write what a run came to; False when it was given up as lost meanwhile."""
    ended = session.scalars(
        update(JobRunRow)
        .where(JobRunRow.id == run_id, JobRunRow.state == RunState.RUNNING)
        .values(state=state, told=told, ended_at=now)
        .returning(JobRunRow.id)
    ).all()
    return bool(ended)


def give_up_lost_runs(session: Session, *, now: datetime, is_gone: Callable[[Holder], bool]) -> int:
    """Note the runs that died or outlived their lease as lost; return how many."""
    lock_job(session, LockedJob.RUN)
    lost = 0
    for row in session.scalars(select(JobRunRow).where(JobRunRow.state == RunState.RUNNING)):
        if row.lease_until <= now or is_gone(Holder(place=row.place, pid=row.pid)):
            row.state, row.ended_at, row.told = RunState.LOST, now, LOST
            lost += 1
    return lost


def latest_runs(session: Session) -> dict[str, Run]:
    """Return each job's last run."""
    newest = select(func.max(JobRunRow.id)).group_by(JobRunRow.job)
    rows = session.scalars(select(JobRunRow).where(JobRunRow.id.in_(newest)).order_by(JobRunRow.job))
    return {row.job: _run(row) for row in rows}


def last_success(session: Session, job: str, *, until: date) -> Run | None:
    """Return the run of a job that did its work for the latest day up to one, that included; of several the last."""
    done = (JobRunRow.job == job, JobRunRow.state == RunState.DONE, JobRunRow.day <= until)
    latest_first = (JobRunRow.day.desc(), JobRunRow.id.desc())
    row = session.scalars(select(JobRunRow).where(*done).order_by(*latest_first).limit(1)).one_or_none()
    return None if row is None else _run(row)


def last_day_done(session: Session, job: str, *, until: date) -> date | None:
    """Return the latest day up to one, that included, for which a run of a job did its work."""
    done = (JobRunRow.job == job, JobRunRow.state == RunState.DONE, JobRunRow.day <= until)
    return session.scalar(select(func.max(JobRunRow.day)).where(*done))


def failures_since(session: Session, moment: datetime) -> Mapping[str, int]:
    """Count the runs that failed or were lost since a moment, by job."""
    failed = JobRunRow.state.in_([RunState.FAILED, RunState.LOST])
    query = select(JobRunRow.job, func.count()).where(failed, JobRunRow.started_at >= moment).group_by(JobRunRow.job)
    return dict(session.execute(query).all())


def places_since(session: Session, moment: datetime) -> frozenset[str]:
    """Return the machines on which a run was begun since an aware moment, as `Holder.place` names them."""
    return frozenset(session.scalars(select(JobRunRow.place).where(JobRunRow.started_at >= moment).distinct()))


def told_by_runs(session: Session, words: str) -> list[str]:
    """Return what runs told of themselves where it holds these words."""
    return list(session.scalars(select(JobRunRow.told).where(JobRunRow.told.contains(words, autoescape=True))))


def forget_runs(session: Session, *, before: datetime) -> int:
    """Delete the records of runs and alarms that began before a moment, each job's last run excepted."""
    newest = select(func.max(JobRunRow.id)).group_by(JobRunRow.job)
    old = delete(JobRunRow).where(JobRunRow.started_at < before, JobRunRow.id.not_in(newest))
    gone = session.scalars(old.returning(JobRunRow.id)).all()
    session.execute(delete(AlarmRow).where(AlarmRow.raised_at < before))
    return len(gone)


def read_cursor(session: Session, reader: str) -> int | None:
    """Return the last line of the log that a reader has passed on, None before its first."""
    return session.scalar(select(CursorRow.line).where(CursorRow.reader == reader))


def move_cursor(session: Session, reader: str, line: int) -> None:
    """Note that a reader has passed the log on up to a line."""
    session.merge(CursorRow(reader=reader, line=line))


def _run(row: JobRunRow) -> Run:
    return Run(
        id=row.id,
        job=row.job,
        day=row.day,
        state=row.state,
        started_at=row.started_at,
        ended_at=row.ended_at,
        holder=Holder(place=row.place, pid=row.pid),
        told=row.told,
    )
