"""What a killed program or a full disk leaves behind: at random moments, and then simply run again.

`python -m bench.kill [--quick]`. A process is killed with SIGKILL while it works, 200 times on each database, by turns
at importing a plan, firing an event, a day's sweep and ladder, publishing, sealing, backing up and restoring. Then the
job is run once more, and every row of every table and every file is compared with those of a run that nobody disturbed.
A process that was faster than its killer doesn't count and is tried again. 200 times more a job is left a random amount
of room on a small disk, has to tell so in the four fields if it isn't enough, and is run again with room. That is done
where a small disk may be mounted (by root), with SQLite: PostgreSQL's own server would have to lie on that disk.
"""

import multiprocessing
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.synchronize import Event as Signal
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import Progress

from bench.databases import BACKENDS, Bench, bench_databases
from bench.full_disk import fill_often
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
from bench.report import Claim, finish
from services.maintenance.backup import back_up
from workflow.store.database.opening import Database

MOMENTS = 200
FEW_MOMENTS = 21
SEED = 20260305
# A fork has everything loaded: what is killed is the work, not the start of a program. No thread runs here.
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Stage:
    """A job, the database that it starts from, what it leads to, and the seconds it takes, undisturbed."""

    job: str
    start: str
    wanted: State
    seconds: float


@dataclass(frozen=True)
class Tally:
    """Kills by job, how many of them left work to be done, and how many ended in another state than wanted."""

    kills: Mapping[str, int]
    left_work: int
    different: Sequence[str]


def main(*, quick: bool) -> None:
    """Kill and starve, run again, compare, print, and end with 1 when a claim fails."""
    moments = FEW_MOMENTS if quick else MOMENTS
    claims: list[Claim] = []
    figures: dict[str, object] = {"seed": SEED}
    with bench_databases() as bench:
        for backend in BACKENDS:
            found = kill_often(bench, backend, moments)
            claims += [
                Claim(name=f"{backend}_kills", value=sum(found.kills.values()), at_least=moments),
                Claim(name=f"{backend}_kills_that_left_work", value=found.left_work, at_least=moments // 4),
                Claim(name=f"{backend}_ended_in_another_state", value=len(found.different), at_most=0),
            ]
            figures[backend] = {"kills": found.kills, "different": found.different}
    starved = fill_often(moments, SEED)
    if starved is None:
        figures["full_disk"] = "not measured: only root may mount a small disk here"
    else:
        claims += [
            Claim(name="sqlite_full_disks", value=starved.moments, at_least=moments),
            Claim(name="sqlite_full_disks_that_stopped_a_job", value=starved.stopped, at_least=moments // 8),
            Claim(name="sqlite_full_disks_untold", value=len(starved.untold), at_most=0),
            Claim(name="sqlite_full_disks_ended_in_another_state", value=len(starved.different), at_most=0),
        ]
        figures["full_disk"] = {"untold": starved.untold[:5], "different": starved.different[:5]}
    finish("kill", claims, figures)


def kill_often(bench: Bench, backend: str, moments: int) -> Tally:
    """Kill the jobs by turns, that many times in all, each time on a database as it was before the job."""
    chance = random.Random(SEED)
    kills, left_work, different = dict.fromkeys(JOBS, 0), 0, list[str]()
    with ExitStack() as stack, Progress(console=Console(stderr=True), auto_refresh=False) as progress:
        outputs = Path(stack.enter_context(TemporaryDirectory(prefix="dondoc-kill-"))) / "outputs"
        stages = prepared(bench, backend, stack, outputs)
        for turn in progress.track(range(moments), description=f"{backend}: kill, run again, compare"):
            stage = stages[turn % len(stages)]
            with killed(bench, backend, stage, chance, outputs) as database:
                kills[stage.job] += 1
                left_work += state(database, outputs) != stage.wanted
                JOBS[stage.job](database, outputs)
                if state(database, outputs) != stage.wanted:
                    different.append(stage.job)
    return Tally(kills, left_work, different)


def prepared(bench: Bench, backend: str, stack: ExitStack, outputs: Path) -> Sequence[Stage]:
    """Run every job undisturbed and keep what it starts from. `stack` holds the databases until all is done."""
    understood()
    stages = []
    before = "start"
    database = stack.enter_context(bench.database(backend, before))
    settle(database)
    for job, work in JOBS.items():
        # Only what nobody has open can be copied.
        database.close()
        after = f"after_{job}"
        database = stack.enter_context(bench.copy(backend, before, after))
        emptied(outputs)
        began = time.perf_counter()
        work(database, outputs)
        seconds = time.perf_counter() - began
        stages.append(Stage(job, before, state(database, outputs), seconds))
        if job == BACKED_UP_AFTER:
            earlier = outputs.parent / EARLIER
            back_up(settings(database, outputs), earlier, now=at(TODAY), environment=with_tools())
        before = after
    database.close()
    return stages


@contextmanager
def killed(bench: Bench, backend: str, stage: Stage, chance: random.Random, outputs: Path) -> Iterator[Database]:
    """Give a database on which a process was killed while it did the job."""
    while True:
        emptied(outputs)
        with bench.copy(backend, stage.start, "disturbed") as database:
            if killed_at(database.url, stage, chance.uniform(0, stage.seconds), outputs):
                yield database
                return


def killed_at(url: str, stage: Stage, seconds: float, outputs: Path) -> bool:
    """Kill a process that many seconds after it began the job; say whether it was still at it."""
    ready, go = FORK.Event(), FORK.Event()
    process = FORK.Process(target=_do, args=(url, stage.job, outputs, ready, go))
    process.start()
    ready.wait()
    go.set()
    time.sleep(seconds)
    process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


def emptied(outputs: Path) -> None:
    """Begin with an empty folder of outputs."""
    shutil.rmtree(outputs, ignore_errors=True)
    outputs.mkdir(parents=True)


def _do(url: str, job: str, outputs: Path, ready: Signal, go: Signal) -> None:
    database = Database(url)
    understood()
    ready.set()
    go.wait()
    JOBS[job](database, outputs)


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
