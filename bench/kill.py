"""What a killed program leaves behind: import, fire and sweep, killed at random moments and simply run again.

`python -m bench.kill [--quick]`. A process is killed with SIGKILL while it works, 200 times on each database, by turns
at importing a plan, firing an event, and a day's sweep and ladder. Then the job is run once more, and every row of
every table is compared with those of a run that nobody disturbed. A process that was faster than its killer doesn't
count and is tried again.
"""

import multiprocessing
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from multiprocessing.synchronize import Event as Signal

from rich.console import Console
from rich.progress import Progress

from base.clock import VIETNAM
from bench.databases import BACKENDS, Bench, bench_databases
from bench.register import BY, POLICIES, a_head, a_row
from bench.report import Claim, finish
from bench.snapshot import Row, snapshot
from workflow.by import By
from workflow.plan import PlanDocument
from workflow.registry.registration import PlannedTask, planned_tasks
from workflow.store.database.opening import Database
from workflow.store.duties.sweep import sweep
from workflow.store.duties.triggers import TriggerAlready, fire
from workflow.store.firings.affected import Firing
from workflow.store.notices.queueing import Moment, queue_notices
from workflow.store.people.directory import Contact, keep_contacts, keep_directory
from workflow.store.plans.registering import PlanSource, register_plan
from workflow.store.tables import ContactRole

MOMENTS = 200
FEW_MOMENTS = 18
SEED = 20260305
FIRED_ON = date(2026, 2, 2)
TODAY = date(2026, 7, 14)
TASKS = (
    ("UBND các xã, phường", "Trước 15/7/2026"),
    ("UBND các xã, phường", "Trước 22/7/2026"),
    ("UBND các xã, phường", "Trong 15 ngày sau khi Bộ Nội vụ ban hành Đề án"),
    ("Sở Y tế", "Sau khi Bộ Nội vụ ban hành Đề án"),
    ("Sở Y tế", "Hằng quý"),
    ("Sở Nội vụ", "Ngày 25 hằng tháng"),
    ("Sở Tài chính, Sở Xây dựng", "Quý III/2026"),
    ("Công an tỉnh", "Thường xuyên"),
)
CONTACTS = [
    Contact(agency=code, role=ContactRole.STAFF, name="Văn thư", address=f"vanthu@{code}.example")
    for code in ("so-noi-vu", "so-tai-chinh")
]
# A fork has everything loaded: what is killed is the work, not the start of a program. No thread runs here.
FORK = multiprocessing.get_context("fork")
Work = Callable[[Database], None]


def at(day: date) -> datetime:
    """Nine in the morning."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=VIETNAM)


@cache
def understood() -> tuple[PlannedTask, ...]:
    """The plan's tasks."""
    rows = tuple(a_row(number, lead, deadline) for number, (lead, deadline) in enumerate(TASKS, start=1))
    return planned_tasks(PlanDocument(head=a_head(0), rows=rows), POLICIES.directory, POLICIES.working_days)


def import_plan(database: Database) -> None:
    """Register the plan, as `dondoc import` does; a second time changes nothing."""
    source = PlanSource(name="ke-hoach.docx", sha256="0" * 64)
    with database.writing() as session:
        keep_directory(session, POLICIES.directory)
        register_plan(
            session, a_head(0), understood(), source=source, coordinator="so-noi-vu", by=BY, policies=POLICIES
        )


def fire_event(database: Database) -> None:
    """Fire the event that a task of every commune waits for; a second time is refused, and changes nothing."""
    said = Firing(trigger_id=1, on=FIRED_ON, by=By(actor="Chị Lan", now=at(FIRED_ON), document="34/QĐ-BNV"))
    with suppress(TriggerAlready), database.writing() as session:
        fire(session, said, POLICIES)


def sweep_day(database: Database) -> None:
    """Do a day's sweep and ladder, each in its own transaction, as the daily run does."""
    moment = at(TODAY)
    with database.writing() as session:
        sweep(session, today=TODAY, now=moment)
    with database.writing() as session:
        queue_notices(
            session,
            POLICIES.ladders,
            moment=Moment(today=TODAY, now=moment, not_before=moment),
            working_days=POLICIES.working_days,
            leadership=POLICIES.leadership,
        )


# In this order: each starts from what the one before it leaves.
JOBS: Mapping[str, Work] = {"import": import_plan, "fire": fire_event, "sweep": sweep_day}


@dataclass(frozen=True)
class Stage:
    """A job, the database that it starts from, the rows it leads to, and the seconds it takes, undisturbed."""

    job: str
    start: str
    wanted: Mapping[str, list[Row]]
    seconds: float


@dataclass(frozen=True)
class Tally:
    """Kills by job, how many of them left work to be done, and how many ended in other rows than wanted."""

    kills: Mapping[str, int]
    left_work: int
    different: int


def main(*, quick: bool) -> None:
    """Kill, run again, compare, print, and end with 1 when a claim fails."""
    moments = FEW_MOMENTS if quick else MOMENTS
    claims: list[Claim] = []
    figures: dict[str, object] = {"seed": SEED}
    with bench_databases() as bench:
        for backend in BACKENDS:
            found = kill_often(bench, backend, moments)
            claims += [
                Claim(name=f"{backend}_kills", value=sum(found.kills.values()), at_least=moments),
                Claim(name=f"{backend}_kills_that_left_work", value=found.left_work, at_least=moments // 2),
                Claim(name=f"{backend}_ended_in_other_rows", value=found.different, at_most=0),
            ]
            figures[backend] = found.kills
    finish("kill", claims, figures)


def rows(database: Database) -> Mapping[str, list[Row]]:
    """Return every row. PostgreSQL numbers notices as their duties lie on the disk, which a killed update changes."""
    return snapshot(database, in_order=False)


def kill_often(bench: Bench, backend: str, moments: int) -> Tally:
    """Kill the jobs by turns, that many times in all, each time on a database as it was before the job."""
    chance = random.Random(SEED)
    kills, left_work, different = dict.fromkeys(JOBS, 0), 0, 0
    with ExitStack() as stack, Progress(console=Console(stderr=True), auto_refresh=False) as progress:
        stages = prepared(bench, backend, stack)
        for turn in progress.track(range(moments), description=f"{backend}: kill, run again, compare"):
            stage = stages[turn % len(stages)]
            with killed(bench, backend, stage, chance) as database:
                kills[stage.job] += 1
                left_work += rows(database) != stage.wanted
                JOBS[stage.job](database)
                different += rows(database) != stage.wanted
    return Tally(kills, left_work, different)


def prepared(bench: Bench, backend: str, stack: ExitStack) -> Sequence[Stage]:
    """Run every job undisturbed and keep what it starts from. `stack` holds the databases until all is done."""
    understood()
    stages = []
    before = "start"
    database = stack.enter_context(bench.database(backend, before))
    with database.writing() as session:
        keep_directory(session, POLICIES.directory)
        keep_contacts(session, CONTACTS)
    for job, work in JOBS.items():
        # Only what nobody has open can be copied.
        database.close()
        after = f"after_{job}"
        database = stack.enter_context(bench.copy(backend, before, after))
        began = time.perf_counter()
        work(database)
        seconds = time.perf_counter() - began
        stages.append(Stage(job, before, rows(database), seconds))
        before = after
    database.close()
    return stages


@contextmanager
def killed(bench: Bench, backend: str, stage: Stage, chance: random.Random) -> Iterator[Database]:
    """Give a database on which a process was killed while it did the job."""
    while True:
        with bench.copy(backend, stage.start, "disturbed") as database:
            if killed_at(database.url, stage, chance.uniform(0, stage.seconds)):
                yield database
                return


def killed_at(url: str, stage: Stage, seconds: float) -> bool:
    """Kill a process that many seconds after it began the job; say whether it was still at it."""
    ready, go = FORK.Event(), FORK.Event()
    process = FORK.Process(target=_do, args=(url, stage.job, ready, go))
    process.start()
    ready.wait()
    go.set()
    time.sleep(seconds)
    process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


def _do(url: str, job: str, ready: Signal, go: Signal) -> None:
    database = Database(url)
    understood()
    ready.set()
    go.wait()
    JOBS[job](database)


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
