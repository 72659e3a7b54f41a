"""Real processes that work on one database: what they do, and how a test starts them all at the same moment.

They come from a fork server that has everything imported, and stay: one that has worked on a database before, as the
programs of an office have, knows its statements.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy.orm import Session

from base.errors import DondocError
from tests.plans import a_head, a_row, at, house_policies, registered, write_agencies
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.store.database.job_locks import LockedJob
from workflow.store.database.opening import Database
from workflow.store.database.schema import made_ready
from workflow.store.duties.id_ranges import IdRange
from workflow.store.duties.sweep import sweep
from workflow.store.duties.transitions import apply
from workflow.store.duties.triggers import fire
from workflow.store.firings.affected import Firing
from workflow.store.notices.queueing import Moment, queue_notices
from workflow.store.operation.shards import DIVIDED_JOBS, close, conclude, divide, take_shard
from workflow.store.plans.next_occurrences import extend

POLICIES = house_policies()
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload([__name__])
Work = Callable[..., object]
# A worker that hangs is a deadlock; none of these takes a second by itself.
LONGEST = 600
# Milliseconds that one waits for another's lock: beside other work nobody is quick.
PATIENCE = 300_000


@dataclass(frozen=True)
class Outcome:
    """What a piece of work came to: its result, or the name of the refusal."""

    result: Any = None
    refused: str = ""


class Worker:
    """A process that does one piece of work after the other, each when it is told that all are ready."""

    def __init__(self) -> None:
        self._pipe, theirs = SERVER.Pipe()
        self._process = SERVER.Process(target=_work_as_told, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def tell(self, order: object) -> None:
        self._pipe.send(order)

    def answer(self) -> Outcome:
        """What the worker says to an order. One that hangs, or has died of something unforeseen, fails the test."""
        assert self._pipe.poll(LONGEST), "a worker hangs"
        outcome: Outcome = self._pipe.recv()
        return outcome

    def kill(self) -> None:
        self._process.kill()
        self._pipe.close()


AT_REST: list[Worker] = []


def at_once(url: str, *works: tuple[Work, Sequence[object]]) -> list[Outcome]:
    """Do each work, with its arguments, in a process of its own, all at once; return the outcomes in their order."""
    workers = [AT_REST.pop() if AT_REST else Worker() for _ in works]
    try:
        _all_told(workers, [(url, work, arguments) for work, arguments in works])
        outcomes = _all_told(workers, ["go"] * len(works))
    except BaseException:
        for worker in workers:
            worker.kill()
        raise
    AT_REST.extend(workers)
    return outcomes


def _all_told(workers: Sequence[Worker], orders: Sequence[object]) -> list[Outcome]:
    for worker, order in zip(workers, orders, strict=True):
        worker.tell(order)
    return [worker.answer() for worker in workers]


def _work_as_told(pipe: "Connection[Outcome, Any]") -> None:
    """Open the database, wait for the word, do the work, and again, until nobody listens any more."""
    with suppress(EOFError):
        while True:
            url, work, arguments = pipe.recv()
            database = _opened(url)
            pipe.send(Outcome())
            pipe.recv()
            pipe.send(_done(database, work, arguments))


@lru_cache(maxsize=4)
def _opened(url: str) -> Database:
    return Database(url, busy_timeout=PATIENCE)


def _done(database: Database, work: Work, arguments: Sequence[object]) -> Outcome:
    try:
        return Outcome(result=work(database, *arguments))
    except DondocError as error:
        return Outcome(refused=type(error).__name__)
    finally:
        database.close()


def open_it(database: Database) -> None:
    made_ready(database)


def import_plan(database: Database, number: str = "50/KH-UBND") -> bool:
    """Import a plan; return whether this process was the one that registered it."""
    # Copied agencies belong into a database that nobody else writes.
    write_agencies(database)
    return registered(database, a_row(), a_row("Tháng 3", "UBND các xã, phường"), head=a_head(number=number)).changed


def sweep_days(database: Database, days: Iterable[date]) -> int:
    """Sweep day after day; return how many changes this process logged."""
    return sum(_sweep(database, day) for day in days)


def _sweep(database: Database, day: date) -> int:
    with database.writing() as session:
        return _work_on(session, LockedJob.SWEEP, day, None)


def divide_day(database: Database, day: date, pieces: int) -> bool:
    """Divide a day's work; return whether this process was the first to."""
    with database.writing() as session:
        return divide(session, day=day, pieces=pieces)


def share_day(database: Database, day: date) -> int:
    """Do pieces of a divided day until none is open; return how many this process did."""
    pieces = 0
    while _do_piece(database, day):
        pieces += 1
    for job in DIVIDED_JOBS:
        with database.writing() as session:
            conclude(session, day=day, job=job)
    return pieces


def _do_piece(database: Database, day: date) -> bool:
    with database.writing() as session:
        shard = take_shard(session, day=day)
        if shard is None:
            return False
        changes = _work_on(session, shard.job, day, shard.span)
        close(session, shard, changes=changes, now=at(day), worker=f"{os.getpid()}")
        return True


def die_at_work(url: str, day: date) -> None:
    """Start a process that does one piece and is killed with the next one worked through, but not committed."""
    process = SERVER.Process(target=_do_one_and_die, args=(url, day))
    process.start()
    process.join(LONGEST)
    assert process.exitcode == -signal.SIGKILL


def _do_one_and_die(url: str, day: date) -> None:
    database = Database(url, busy_timeout=PATIENCE)
    _do_piece(database, day)
    with database.writing() as session:
        shard = take_shard(session, day=day)
        assert shard is not None
        _work_on(session, shard.job, day, shard.span)
        os.kill(os.getpid(), signal.SIGKILL)


def queue_days(database: Database, days: Iterable[date]) -> int:
    """Queue the ladder's notices day after day; return how many this process queued."""
    return sum(_queue(database, day) for day in days)


def _queue(database: Database, day: date) -> int:
    with database.writing() as session:
        return _work_on(session, LockedJob.LADDER, day, None)


def _work_on(session: Session, job: LockedJob, day: date, span: IdRange | None) -> int:
    if job is LockedJob.SWEEP:
        return sweep(session, today=day, now=at(day), span=span).changes
    return queue_notices(
        session,
        POLICIES.ladders,
        moment=Moment(today=day, now=at(day), not_before=at(day)),
        working_days=POLICIES.working_days,
        leadership=POLICIES.leadership,
        span=span,
    )


def extend_days(database: Database, days: Iterable[date]) -> int:
    """Lay recurring tasks out day after day; return how many duties this process made."""
    return sum(_extend(database, day) for day in days)


def _extend(database: Database, day: date) -> int:
    with database.writing() as session:
        return extend(session, POLICIES, now=at(day)).duties


def fire_trigger(database: Database, trigger_id: int, day: date) -> int:
    """Fire an event; return how many duties it moved."""
    said = Firing(trigger_id=trigger_id, on=day, by=By(actor="Chị Lan", now=at(day), document="345/QĐ-BNV"))
    with database.writing() as session:
        return len(fire(session, said, POLICIES))


def report_all(database: Database, duties: Iterable[int], who: str, day: date) -> list[int]:
    """Report duties one by one, each in a transaction of its own; return those that this process was the first for."""
    return [duty for duty in duties if _report(database, duty, who, day)]


def _report(database: Database, duty: int, who: str, day: date) -> bool:
    said = Transition(event=Event.REPORT, role=Role.STAFF, by=By(actor=who, now=at(day)), result=f"báo cáo của {who}")
    try:
        with database.writing() as session:
            apply(session, duty, said)
    except DondocError:
        return False
    return True
