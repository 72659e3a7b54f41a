"""What a day costs: the sweep and the ladder, with 5,000 changes in 10,000, 100,000 and a million open duties.

`python -m bench.sweep [--quick]`. The floor is three bare SQL statements that write the same rows in the same run:
insert-select the lines of the log, insert-select the notices (from a table that holds them ready made), update the
duties. Both sides commit, start from a database at rest and are undone afterwards. Times are wall times, since
PostgreSQL works in another process; each is the best of its rounds, as what else the machine does only adds.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

from sqlalchemy import text

from bench.databases import BACKENDS, Bench, bench_databases, execute, peak_megabytes, settle
from bench.report import Claim, finish
from bench.stock import CHANGES, TODAY, YESTERDAY, fill
from workflow.policies import policies_of
from workflow.store.database.opening import Database
from workflow.store.duties.sweep import sweep
from workflow.store.notices.queueing import Moment, queue_notices

POLICIES = policies_of(None, province="Đồng Tháp", soon_days=7, usual_term=10, leadership="ubnd-tinh")
NOW = datetime(2026, 3, 4, 0, 30, tzinfo=UTC)
SECOND = 1.0


@dataclass(frozen=True)
class Measured:
    """One size on one database: seconds of a day's work, of its floor, and of the same day once more."""

    ours: float
    floor: float
    idle: float
    changed: int
    queued: int
    megabytes: float


def main(*, quick: bool) -> None:
    """Measure, print, and end with 1 when a claim fails."""
    sizes, rounds = ((10_000, 50_000), 2) if quick else ((10_000, 100_000, 1_000_000), 7)
    claims: list[Claim] = []
    figures: dict[str, object] = {}
    with bench_databases() as bench:
        for backend in BACKENDS:
            found = measure(bench, backend, sizes, rounds)
            claims += claims_of(backend, found)
            figures |= {f"{backend}_{size}": vars(measured) for size, measured in found.items()}
    finish("sweep", claims, figures)


def claims_of(backend: str, found: dict[int, Measured]) -> list[Claim]:
    small, large = found[min(found)], found[max(found)]
    return [
        Claim(name=f"{backend}_changes", value=large.changed, at_least=CHANGES, at_most=CHANGES),
        Claim(name=f"{backend}_times_the_floor", value=large.ours / large.floor, at_most=3),
        Claim(name=f"{backend}_largest_vs_smallest", value=large.ours / small.ours, at_most=1.5),
        Claim(name=f"{backend}_seconds_with_nothing_to_do", value=large.idle, at_most=SECOND),
        Claim(name=f"{backend}_megabytes", value=large.megabytes, at_most=300),
    ]


def measure(bench: Bench, backend: str, sizes: Sequence[int], rounds: int) -> dict[int, Measured]:
    """Fill a database of each size, and let sizes and sides take turns: what else the machine does falls on all."""
    with ExitStack() as stack:
        stocks = [Stock.filled(stack, bench, backend, size) for size in sizes]
        for _ in range(rounds):
            for stock in stocks:
                stock.take_turn()
        return {stock.size: stock.measured() for stock in stocks}


@dataclass
class Stock:
    """A database of one size, and the seconds taken in it so far."""

    size: int
    database: Database
    changed: int
    queued: int
    ours: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)

    @classmethod
    def filled(cls, stack: ExitStack, bench: Bench, backend: str, size: int) -> "Stock":
        """Fill a database and do the day's work once, to know what it writes."""
        database = stack.enter_context(bench.database(backend, f"open_{size}"))
        fill(database, size)
        prepare_undo(database)
        changed, queued = work_through(database)
        keep_wanted(database)
        return cls(size, database, changed, queued)

    def take_turn(self) -> None:
        """Do the day's work, the same day once more, and the floor."""
        self.ours.append(timed_from_rest(self.database, lambda: work_through(self.database)))
        self.idle.append(timed(lambda: work_through(self.database)))
        self.floor.append(timed_from_rest(self.database, lambda: execute(self.database, *FLOOR)))

    def measured(self) -> Measured:
        """Return the figures. The floor's rows stand: they must be ours."""
        check_same(self.database)
        undo(self.database)
        return Measured(
            ours=round(min(self.ours), 4),
            floor=round(min(self.floor), 4),
            idle=round(median(self.idle), 4),
            changed=self.changed,
            queued=self.queued,
            megabytes=round(memory_of(self.database.url), 1),
        )


def work_through(database: Database) -> tuple[int, int]:
    """Do the day's work as `services.day.steps` does it: two transactions."""
    with database.writing() as session:
        swept = sweep(session, today=TODAY, now=NOW)
    with database.writing() as session:
        queued = queue_notices(
            session,
            POLICIES.ladders,
            moment=Moment(today=TODAY, now=NOW, not_before=NOW),
            working_days=POLICIES.working_days,
            leadership=POLICIES.leadership,
        )
    return swept.changes, queued


def timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def timed_from_rest(database: Database, work: Callable[[], object]) -> float:
    undo(database)
    settle(database, "event", "notice", "assignment")
    return timed(work)


def prepare_undo(database: Database) -> None:
    """Keep what the day will change, and switch off the guard of the log: undoing is the bench's own business."""
    if database.engine.dialect.name == "postgresql":
        execute(database, "ALTER TABLE event DISABLE TRIGGER event_no_change")
    else:
        execute(database, "DROP TRIGGER event_no_delete")
    execute(
        database,
        "CREATE TABLE rest AS SELECT (SELECT MAX(id) FROM event) AS event, (SELECT MAX(id) FROM notice) AS notice",
        f"CREATE TABLE was AS SELECT id, timeliness, next_change_on FROM assignment WHERE next_change_on <= '{TODAY}'",
        "CREATE UNIQUE INDEX was_id ON was (id)",
    )


def undo(database: Database) -> None:
    """Bring the database back to the evening before."""
    execute(
        database,
        "DELETE FROM event WHERE id > (SELECT event FROM rest)",
        "DELETE FROM notice WHERE id > (SELECT notice FROM rest)",
        """UPDATE assignment SET timeliness = was.timeliness, next_change_on = was.next_change_on
           FROM was WHERE was.id = assignment.id""",
        f"UPDATE daily_run SET day = '{YESTERDAY}'",
    )


LOGGED = "at, actor, action, assignment_id, before, after, reason, document, details"
NOTICED = (
    "key, assignment_id, step, due, channel, recipient, recipient_name, agency_id, state, queued_at, not_before, "
    "attempts, message_id, outcome"
)
TOMORROW = TODAY + timedelta(days=1)


def keep_wanted(database: Database) -> None:
    """Keep the rows that the day's work wrote: what the floor writes, and is compared with."""
    execute(
        database,
        f"CREATE TABLE wanted_notice AS SELECT {NOTICED} FROM notice WHERE id > (SELECT notice FROM rest) ORDER BY id",
        f"CREATE TABLE wanted_event AS SELECT {LOGGED} FROM event WHERE id > (SELECT event FROM rest) ORDER BY id",
        """CREATE TABLE wanted_duty AS SELECT assignment.id, assignment.timeliness, assignment.next_change_on
           FROM assignment JOIN was ON was.id = assignment.id""",
    )


STANDING = f"""CASE WHEN '{TODAY}' > due THEN 'overdue' WHEN '{TODAY}' = due THEN 'due_today'
    WHEN '{TODAY}' >= soon_on THEN 'due_soon' ELSE 'ahead' END"""
FLOOR = (
    f"""INSERT INTO event ({LOGGED}) SELECT '{NOW:%Y-%m-%d %H:%M:%S.%f}', 'máy: rà soát hằng ngày', 'sweep', id,
        timeliness, {STANDING}, 'đến mốc thời hạn', '', '{{"today"\\: "{TODAY}"}}'
        FROM assignment WHERE next_change_on <= '{TODAY}'""",
    f"INSERT INTO notice ({NOTICED}) SELECT {NOTICED} FROM wanted_notice",
    f"""UPDATE assignment SET timeliness = {STANDING}, next_change_on =
        CASE WHEN '{TODAY}' > due THEN NULL WHEN '{TODAY}' = due THEN DATE('{TOMORROW}')
             WHEN '{TODAY}' >= soon_on THEN due ELSE soon_on END
        WHERE next_change_on <= '{TODAY}'""",
)


def check_same(database: Database) -> None:
    """Refuse to compare with a floor that wrote anything else than our side did; it ran last."""
    details = "CAST(details AS VARCHAR)"
    logged = LOGGED.replace("details", details)
    differences = {
        "event": f"""SELECT {logged} FROM event WHERE id > (SELECT event FROM rest)
                     EXCEPT SELECT {logged} FROM wanted_event""",
        "notice": f"""SELECT {NOTICED} FROM wanted_notice
                      EXCEPT SELECT {NOTICED} FROM notice WHERE id > (SELECT notice FROM rest)""",
        "duty": """SELECT id, timeliness, next_change_on FROM wanted_duty
                   EXCEPT SELECT id, timeliness, next_change_on FROM assignment""",
    }
    with database.reading() as session:
        found = {name: session.execute(text(query)).all() for name, query in differences.items()}
    assert not any(found.values()), {name: rows[:3] for name, rows in found.items() if rows}


def memory_of(url: str) -> float:
    """Return how many megabytes a process of its own needed at most to do the day's work."""
    command = [sys.executable, "-m", "bench.sweep", "--memory", url]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(json.loads(told))


def tell_memory(url: str) -> None:
    database = Database(url)
    changed, _ = work_through(database)
    assert changed == CHANGES, changed
    print(json.dumps(peak_megabytes()))


if __name__ == "__main__":
    if "--memory" in sys.argv[1:]:
        tell_memory(sys.argv[-1])
    else:
        main(quick="--quick" in sys.argv[1:])
