"""Jobs left a random amount of room on a small disk: told in the four fields, and finished when there is room."""

import math
import multiprocessing
import os
import random
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from base.errors import DondocError
from bench.kill_jobs import (
    BACKED_UP_AFTER,
    EARLIER,
    JOBS,
    TODAY,
    State,
    at,
    settings,
    settle,
    state,
    understood,
    with_tools,
)
from services.maintenance.backup import back_up
from workflow.store.database.opening import Database
from workflow.store.database.schema import migrate_schema

DISK_MB = 24
# The room that is left, in octets: of each size between as many, since small ones stop a job at other points.
LEAST_ROOM, MOST_ROOM = 2**10, 2**22
TOLD, UNTOLD = 3, 4
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Starved:
    """How many moments there were, how many stopped a job; jobs that fell untold, and those that ended differently."""

    moments: int
    stopped: int
    untold: Sequence[str]
    different: Sequence[str]


def fill_often(moments: int, seed: int) -> Starved | None:
    """Do the jobs by turns on a disk with a random amount of room; None where no small disk may be mounted."""
    understood()
    with TemporaryDirectory(prefix="dondoc-disk-") as folder, small_disk(Path(folder) / "disk") as disk:
        if disk is None:
            return None
        stages = list(_stages(Path(folder) / "starts", disk))
        chance = random.Random(seed)
        stopped, untold, different = 0, list[str](), list[str]()
        for turn in range(moments):
            job, start, wanted = stages[turn % len(stages)]
            outputs = begun_from(start, disk)
            fill(disk, leave=int(math.exp(chance.uniform(math.log(LEAST_ROOM), math.log(MOST_ROOM)))))
            code = ended_with(job, disk, outputs)
            (disk / "ballast").unlink()
            stopped += code != 0
            untold += [job] if code not in {0, TOLD} else []
            database = Database(address(disk))
            JOBS[job](database, outputs)
            different += [job] if state(database, outputs) != wanted else []
            database.close()
    return Starved(moments, stopped, untold, different)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """Mount a file system in memory; None where that isn't allowed."""
    folder.mkdir()
    options = f"size={DISK_MB}m,mode=0700"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "dondoc-bench", str(folder)], capture_output=True, check=False
    )
    try:
        yield None if done.returncode else folder
    finally:
        if not done.returncode:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, *, leave: int) -> None:
    """Take all the room of the disk but for so many octets."""
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    with (disk / "ballast").open("wb") as file:
        file.write(b"\0" * max(0, free - leave))


def address(disk: Path) -> str:
    """Return the address of the database on the disk."""
    return f"sqlite:///{disk / 'dondoc.sqlite'}"


def begun_from(start: Path, disk: Path) -> Path:
    """Put on the disk what a job starts from, and nothing else; return its folder of outputs."""
    for path in disk.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in start.iterdir():
        shutil.copy(path, disk / path.name)
    (disk / "outputs").mkdir()
    return disk / "outputs"


def ended_with(job: str, disk: Path, outputs: Path) -> int:
    """Do the job in a process of its own; return 0, `TOLD` for an error of the house, `UNTOLD` for any other."""
    process = FORK.Process(target=_do, args=(job, disk, outputs))
    process.start()
    process.join()
    return process.exitcode if process.exitcode is not None else UNTOLD


def _do(job: str, disk: Path, outputs: Path) -> None:
    code = 0
    try:
        JOBS[job](Database(address(disk)), outputs)
    except (DondocError, OSError):
        # An OSError is told at the door of the command line (`cli/door.py`).
        code = TOLD
    except BaseException:
        code = UNTOLD
    os._exit(code)


def _stages(starts: Path, disk: Path) -> Iterator[tuple[str, Path, State]]:
    """Run every job undisturbed on the disk; give each with the folder that it starts from and what it leads to."""
    database = Database(address(disk))
    migrate_schema(database)
    settle(database)
    for job, work in JOBS.items():
        database.close()
        start = starts / job
        start.mkdir(parents=True)
        for name in ("dondoc.sqlite", EARLIER):
            with suppress(FileNotFoundError):
                shutil.copy(disk / name, start / name)
        outputs = begun_from(start, disk)
        database = Database(address(disk))
        work(database, outputs)
        yield job, start, state(database, outputs)
        if job == BACKED_UP_AFTER:
            back_up(settings(database, outputs), disk / EARLIER, now=at(TODAY), environment=with_tools())
    database.close()
