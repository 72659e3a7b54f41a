"""A country's day shared by three workers, while workers, Prefect's server and PostgreSQL are killed under them.

`python -m bench.distributed [--quick]`. 500,000 duties all change their standing on one day, in 20 pieces. A real
Prefect server on Debian's PostgreSQL and real workers do the day's sweep and ladder: undisturbed by one, two and three
workers, then by three with everything that can die being killed at work. Afterwards every table is compared row by
row with what one process made of the same day in one go. Workers share one machine here, so the speeds say what
dividing costs, and how far two cores carry; more machines bring their own.
"""

import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import psycopg
from sqlalchemy import text

from base.clock import moment_of
from bench.cluster import FINAL, Cluster, wait_for
from bench.debian_postgresql import DebianPostgresql
from bench.report import Claim, finish
from bench.stock import TODAY, fill
from config.settings import Settings
from services.day.steps import Day, extend_stage, queue_stage, sweep_stage
from services.installation import Installation, open_installation
from workflow.store.database.job_locks import LockedJob, lock_job
from workflow.store.database.opening import Database
from workflow.store.database.refusals import DatabaseUnavailable
from workflow.store.database.schema import migrate_schema
from workflow.store.duties.sweep import last_run
from workflow.store.operation.shards import DIVIDED_JOBS, ShardProgress, shard_progress
from workflow.store.tables import TableBase

STOCK, ALONE, OFFICE = "stock", "alone", "office"
WORKERS = ("worker-1", "worker-2", "worker-3")
# Numbers of rows that programs hand out as they come, and the record of who did what.
HANDED_OUT = {"event": {"id"}, "notice": {"id"}}
RECORD = {"shard", "alembic_version"}
LONGEST = 900


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much there is to do, and for how many seconds Prefect's server is away."""

    duties: int
    pieces: int
    away: int
    workers: tuple[int, ...]


FULL = Size(duties=500_000, pieces=20, away=30, workers=(1, 2, 3))
QUICK = Size(duties=30_000, pieces=10, away=5, workers=())


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the disturbed run came to."""

    seconds: float
    killed: tuple[str, ...]


def main(size: Size) -> None:
    """Measure, print, and end with 1 when a claim fails."""
    # Ended from outside, it takes the servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        tell("PostgreSQL and Prefect's server")
        with running(folder, size) as place:
            alone = place.alone()
            figures: dict[str, object] = {"in_process_seconds": round(alone, 1)}
            for count in size.workers:
                to_gather, to_work = place.undisturbed(count)
                figures[f"{count}_workers_seconds_to_gather"] = round(to_gather, 1)
                figures[f"{count}_workers_seconds"] = round(to_work, 1)
                figures[f"{count}_workers_speed"] = round(alone / to_work, 2)
            disturbed = place.disturbed()
            finish("distributed", place.claims(disturbed), figures | vars(disturbed))


@contextmanager
def running(folder: Path, size: Size) -> Iterator["Place"]:
    """Start PostgreSQL with the stock in it, Prefect's server and the workers; all is gone in the end."""
    postgresql = DebianPostgresql(folder)
    try:
        for name in (STOCK, "prefect", OFFICE):
            postgresql.administer(f"CREATE DATABASE {name}")
        postgresql.administer("CREATE EXTENSION pg_trgm", "prefect")
        cluster = Cluster(folder, postgresql, postgresql.url(OFFICE))
        try:
            tell(f"{size.duties:,} duties")
            stock = Database(postgresql.url(STOCK))
            migrate_schema(stock)
            fill(stock, size.duties, changes=size.duties)
            stock.close()
            tell("workers and deployments")
            for worker in WORKERS:
                cluster.start_worker(worker)
            cluster.deploy("daily_sharded", "daily_share")
            yield Place(postgresql, cluster, size)
        finally:
            cluster.close()
    finally:
        postgresql.stop()


class Place:
    """The server with its databases, the cluster, and the ways to do the day's work."""

    def __init__(self, postgresql: DebianPostgresql, cluster: Cluster, size: Size) -> None:
        self.postgresql = postgresql
        self.cluster = cluster
        self.size = size
        self.office = Database(postgresql.url(OFFICE))
        self.queued = 0

    def alone(self) -> float:
        """Do the day in one go in this process; return the seconds it took."""
        tell("the day in one process")
        self._copy_stock(ALONE)
        day = Day.at(moment_of(TODAY))
        with house_at(self.postgresql.url(ALONE)) as installation:
            start = time.perf_counter()
            extend_stage(installation, day)
            sweep_stage(installation, day)
            self.queued = queue_stage(installation, day)
            return time.perf_counter() - start

    def undisturbed(self, workers: int) -> tuple[float, float]:
        """Let that many workers do the day; return the seconds until all were there, and those of the work."""
        tell(f"the day by {workers} workers")
        run, gathered = self._gathered(workers)
        begun = time.time()
        self._wait_for_end(run)
        last = max(piece.done_at.timestamp() for piece in self.reached().pieces if piece.done_at)
        return gathered, last - begun

    def disturbed(self) -> Told:
        """Let three workers do the day and kill what can die, each while a piece is at work."""
        tell("the day by three workers, disturbed")
        (run, _), total = self._gathered(len(WORKERS)), 2 * self.size.pieces
        begun = time.monotonic()
        self._wait_for_pieces(1)
        tell("PostgreSQL goes down")
        self.postgresql.crash_and_start()
        self._wait_for_pieces(total // 8)
        tell("a helper is killed")
        killed = [self._kill_at_work(but=self.cluster.worker_of(run))]
        self.cluster.start_worker("worker-4")
        self._wait_for_pieces(total // 4)
        tell("Prefect's server is killed")
        self.cluster.kill_server()
        away = time.monotonic()
        self._wait_for_pieces(total // 3)
        tell("the caller is killed")
        killed.append(self._kill_at_work(only=self.cluster.worker_of(run)))
        self.cluster.start_worker("worker-5")
        time.sleep(max(0.0, self.size.away - (time.monotonic() - away)))
        tell("Prefect's server comes back")
        self.cluster.start_server()
        # What the schedule does every ten minutes.
        self._wait_for_end(self.ask(helpers=len(WORKERS) - 1))
        return Told(seconds=round(time.monotonic() - begun, 1), killed=tuple(killed))

    def claims(self, told: Told) -> list[Claim]:
        """Hold the disturbed day to the one that was done in one go."""
        tell("comparing")
        wanted, found = self.postgresql.url(ALONE), self.postgresql.url(OFFICE)
        reached = self.reached()
        with self.office.reading() as session:
            noted = sum(last_run(session, job) == TODAY for job in DIVIDED_JOBS)
        open_runs = [run for run in self.cluster.runs() if run["state_type"] not in FINAL]
        return [
            Claim(name="rows_that_differ", value=rows_that_differ(wanted, found), at_most=0),
            exactly("changes_in_the_record", reached.changes[LockedJob.SWEEP], self.size.duties),
            exactly("notices_in_the_record", reached.changes[LockedJob.LADDER], self.queued),
            exactly("pieces_done", reached.done, 2 * self.size.pieces),
            exactly("jobs_noted_as_done", noted, len(DIVIDED_JOBS)),
            Claim(name="workers_killed_at_work", value=len(told.killed), at_least=2),
            Claim(name="prefect_runs_left_open", value=len(open_runs), at_most=0),
        ]

    def ask(self, helpers: int) -> str:
        """Ask for the day's work."""
        return self.cluster.ask_for("daily_sharded", today=str(TODAY), pieces=self.size.pieces, helpers=helpers)

    def reached(self) -> ShardProgress:
        """Return how far the office has got."""
        with self.office.reading() as session:
            return shard_progress(session, day=TODAY)

    def _gathered(self, workers: int) -> tuple[str, float]:
        """Ask for the day and hold it up, as a whole run in the way would, until all workers are there."""
        self._copy_stock(OFFICE)
        start = time.monotonic()
        with self.office.writing() as session:
            lock_job(session, LockedJob.SWEEP)
            run = self.ask(helpers=workers - 1)
            wait_for(lambda: self._present() >= workers, f"{workers} workers", seconds=LONGEST)
        return run, time.monotonic() - start

    def _present(self) -> int:
        with self.office.reading() as session:
            return len(session.scalars(text(PRESENT)).all())

    def _copy_stock(self, name: str) -> None:
        self.office.close()
        self.postgresql.administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.postgresql.administer(f"CREATE DATABASE {name} TEMPLATE {STOCK}")

    def _wait_for_pieces(self, count: int) -> None:
        def reached() -> bool:
            with suppress(DatabaseUnavailable):
                return self.reached().done >= count
            return False

        wait_for(reached, f"{count} pieces", seconds=LONGEST, every=0.05)

    def _wait_for_end(self, run: str) -> None:
        wait_for(lambda: self.cluster.state_of(run) in FINAL, "the run's end", seconds=LONGEST, every=1)
        assert self.cluster.state_of(run) == "COMPLETED", self.cluster.state_of(run)

    def _kill_at_work(self, *, only: str = "", but: str = "") -> str:
        """Kill a worker at the moment it is seen writing; return its name."""
        found: list[str] = []

        def seen() -> bool:
            with self.office.reading() as session:
                writing = [name for name in session.scalars(text(WRITING)) if name != but and only in {"", name}]
            found[:] = writing
            return bool(found)

        wait_for(seen, f"a piece at work on {only or 'a worker'}", seconds=LONGEST, every=0.01)
        self.cluster.kill_worker(found[0])
        return found[0]


PRESENT = f"""
    SELECT DISTINCT application_name FROM pg_stat_activity
    WHERE datname = '{OFFICE}' AND application_name LIKE 'worker-%'
"""
# Transactions of workers that have been writing for a moment: their piece is neither begun just now nor committed.
WRITING = f"""
    SELECT application_name FROM pg_stat_activity
    WHERE datname = '{OFFICE}' AND application_name LIKE 'worker-%' AND state <> 'idle'
      AND backend_xid IS NOT NULL AND xact_start < clock_timestamp() - interval '50 milliseconds'
"""


def tell(stage: str) -> None:
    """Say on the error output what is being done: all in all it takes minutes."""
    print(f"{time.strftime('%H:%M:%S')} {stage}", file=sys.stderr, flush=True)


def exactly(name: str, value: int, target: int) -> Claim:
    """Claim that a count is neither more nor less."""
    return Claim(name=name, value=value, at_least=target, at_most=target)


def house_at(url: str) -> AbstractContextManager[Installation]:
    """Open the house as its workers do, with another database."""
    return open_installation(Settings(database_url=url, home=Path(tempfile.gettempdir())))


def rows_that_differ(wanted: str, found: str) -> int:
    """Compare all tables line by line as the server writes them out, without holding them in memory."""
    return sum(
        sum(1 for one, other in zip_longest(lines(wanted, table.name), lines(found, table.name)) if one != other)
        for table in TableBase.metadata.sorted_tables
        if table.name not in RECORD
    )


def lines(url: str, table: str) -> Iterator[bytes]:
    """Give a table's rows in an order that depends on nothing but what they say."""
    columns = [c.name for c in TableBase.metadata.tables[table].columns if c.name not in HANDED_OUT.get(table, ())]
    quoted = ", ".join(f'"{name}"' for name in columns)
    order = ", ".join(f'"{name}"::text COLLATE "C"' for name in columns)
    address = url.replace("+psycopg", "")
    query = f'COPY (SELECT {quoted} FROM "{table}" ORDER BY {order}) TO STDOUT'
    with psycopg.connect(address) as connection, connection.cursor() as cursor, cursor.copy(query) as copy:
        for line in copy:
            yield bytes(line)


if __name__ == "__main__":
    main(QUICK if "--quick" in sys.argv[1:] else FULL)
