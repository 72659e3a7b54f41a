"""A day's sweep and ladder shared by several programs: dividing the work, doing it, noting the day as done.

All that the programs must agree on is in the database: each may be killed at any moment, and the database restarted
under them. What can't be reached for a while is tried again; what was half done is as if it had never been begun.
"""

import os
import random
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from services.day.steps import Day, extend_stage, queue_happenings, queue_piece, sweep_piece
from services.installation import Installation
from workflow.store.database.job_locks import LockedJob
from workflow.store.database.refusals import DatabaseBusy, DatabaseUnavailable
from workflow.store.operation.shards import (
    DIVIDED_JOBS,
    Shard,
    ShardProgress,
    close,
    conclude,
    divide,
    shard_progress,
    take_shard,
)

_Result = TypeVar("_Result")
Pause = Callable[[float], object]

PIECES = 20
# Ten tries with ever longer pauses outlast a restart of the database: about a minute and a half in all.
TRIES = 10
LONGEST_WAIT = 15.0
# How often a program without work looks whether another one's piece has come free, in seconds.
_BETWEEN_LOOKS = 1.0


def _this_program() -> str:
    """Return a name for the record by which a person finds this program: machine and process."""
    return f"{socket.gethostname()}:{os.getpid()}"


@dataclass(frozen=True, kw_only=True)
class Worker:
    """One of the programs. `pause` waits for so many seconds, `tell` hears of every piece that is done."""

    installation: Installation
    day: Day
    name: str = field(default_factory=_this_program)
    pause: Pause = time.sleep
    tell: Callable[[Shard, int], object] = lambda _shard, _changes: None

    def prepare(self, pieces: int = PIECES) -> bool:
        """Lay out what comes back, queue what happened, divide the day's work; False when it was divided before."""
        return self._steadily(lambda: self._prepare(pieces))

    def help_out(self) -> ShardProgress:
        """Do piece after piece until none is open; return how far the day has got. Others may still be at work."""
        while self._steadily(self._work_piece):
            pass
        return self._steadily(self._conclude)

    def run_to_completion(self) -> ShardProgress:
        """Do piece after piece until all are done, whoever did them: a piece comes free when its program dies."""
        while not (reached := self.help_out()).complete:
            self.pause(_BETWEEN_LOOKS)
        return reached

    def look(self) -> ShardProgress:
        """Return how far the day has got."""
        return self._steadily(self._look)

    def _prepare(self, pieces: int) -> bool:
        extend_stage(self.installation, self.day)
        with self.installation.database.writing() as session:
            queue_happenings(session, self.installation, self.day)
        with self.installation.database.writing() as session:
            return divide(session, day=self.day.today, pieces=pieces)

    def _work_piece(self) -> bool:
        installation, day = self.installation, self.day
        with installation.database.writing() as session:
            shard = take_shard(session, day=day.today)
            if shard is None:
                return False
            if shard.job is LockedJob.SWEEP:
                changes = sweep_piece(session, installation, day, shard.span).changes
            else:
                changes = queue_piece(session, installation, day, shard.span)
            close(session, shard, changes=changes, now=installation.clock(), worker=self.name)
        self.tell(shard, changes)
        return True

    def _conclude(self) -> ShardProgress:
        reached = self._look()
        if reached.complete:
            for job in DIVIDED_JOBS:
                with self.installation.database.writing() as session:
                    conclude(session, day=self.day.today, job=job)
        return reached

    def _look(self) -> ShardProgress:
        with self.installation.database.reading() as session:
            return shard_progress(session, day=self.day.today)

    def _steadily(self, work: Callable[[], _Result]) -> _Result:
        """Do what the database may refuse for a while; after the last try its refusal is raised."""
        for attempt in range(TRIES - 1):
            try:
                return work()
            except (DatabaseBusy, DatabaseUnavailable):
                # Programs that lost the database together must not come back together.
                self.pause(min(2.0**attempt, LONGEST_WAIT) * random.uniform(0.5, 1.5))  # noqa: S311
        return work()
