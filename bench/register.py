"""What importing a country costs: 34 provinces' plans of 95 tasks each, fanned out to over 500,000 duties.

`python -m bench.register [--quick]`. The floor writes the same rows with the driver's own `executemany`, ready made,
table by table, one transaction for each plan, as registering does. The two take turns plan by plan, each in a
database of its own, so that whatever else the machine does falls on both. Times are wall times, since PostgreSQL
works in another process.
"""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from time import perf_counter
from typing import Any

from sqlalchemy import JSON, Column, func, select
from sqlalchemy import Table as SqlTable

from bench.databases import BACKENDS, Bench, bench_databases, peak_megabytes
from bench.report import Claim, finish
from workflow.by import By
from workflow.plan import PlanDocument, PlanHead, PrintedRow
from workflow.policies import policies_of
from workflow.registry.registration import PlannedTask, planned_tasks
from workflow.store.database.opening import Database
from workflow.store.people.directory import keep_directory
from workflow.store.plans.registering import PlanSource, Registered, register_plan
from workflow.store.tables import (
    AssignmentRow,
    EventRow,
    OccurrenceRow,
    PlanRow,
    TableBase,
    TaskAgencyRow,
    TaskRow,
    TriggerRow,
)

PROVINCES = 34
POLICIES = policies_of(None, province="Đồng Tháp", soon_days=7, usual_term=10, leadership="ubnd-tinh")
BY = By(actor="bench", now=datetime(2026, 1, 19, 2, tzinfo=UTC))
WRITTEN: tuple[type[TableBase], ...] = (
    PlanRow,
    TaskRow,
    TaskAgencyRow,
    TriggerRow,
    OccurrenceRow,
    AssignmentRow,
    EventRow,
)
# How a plan's 95 tasks are led and dated: mostly one department, by a day; a good third by every commune.
KINDS = (
    (40, "Sở Nội vụ", "Trước 15/7/2026"),
    (10, "Sở Tài chính, Sở Xây dựng", "Quý III/2026"),
    (9, "Công an tỉnh", "Sau khi Bộ Công an ban hành hướng dẫn"),
    (16, "UBND các xã, phường", "Tháng 6/2026"),
    (6, "UBND các xã, phường", "Thường xuyên"),
    (6, "UBND các xã, phường", "Hằng quý"),
    (8, "UBND các xã, phường", "Ngày 25 hằng tháng"),
)


@dataclass(frozen=True)
class Measured:
    """Seconds of registering and of its floor, the rows written, and the most memory that registering them takes."""

    ours: float
    floor: float
    duties: int
    rows: int
    megabytes: float


def main(*, quick: bool) -> None:
    """Measure, print, and end with 1 when a claim fails."""
    provinces = 4 if quick else PROVINCES
    claims: list[Claim] = []
    figures: dict[str, object] = {}
    with bench_databases() as bench:
        for backend in BACKENDS:
            found = measure(bench, backend, provinces)
            claims += claims_of(backend, found, provinces)
            figures[backend] = vars(found) | {
                "rows_per_second": round(found.rows / found.ours),
                "rows_per_second_of_the_floor": round(found.rows / found.floor),
            }
    finish("register", claims, figures)


def claims_of(backend: str, found: Measured, provinces: int) -> list[Claim]:
    return [
        Claim(name=f"{backend}_duties", value=found.duties, at_least=500_000 * provinces // PROVINCES),
        Claim(name=f"{backend}_times_executemany", value=found.ours / found.floor, at_most=1.5),
        Claim(name=f"{backend}_megabytes", value=found.megabytes, at_most=300),
    ]


def measure(bench: Bench, backend: str, provinces: int) -> Measured:
    """Register plan after plan, and write the rows of each a second time by the floor."""
    ours = floor = 0.0
    duties = rows = 0
    with bench.database(backend, "ours") as database, bench.database(backend, "floor") as bare:
        for other in (database, bare):
            with other.writing() as session:
                keep_directory(session, POLICIES.directory)
        for province in range(provinces):
            head = a_head(province)
            tasks = planned(head)
            before = newest(database)
            start = perf_counter()
            duties += register_alone(database, head, tasks).assignments
            ours += perf_counter() - start
            new = {table: rows_after(database, table, before) for table in WRITTEN}
            floor += executemany(bare, new)
            rows += sum(map(len, new.values()))
        assert newest(database) == newest(bare)
    with bench.database(backend, "memory") as database:
        megabytes = memory_of(database.url, provinces)
    return Measured(round(ours, 3), round(floor, 3), duties, rows, megabytes)


def memory_of(url: str, provinces: int) -> float:
    """Return how many megabytes a process of its own needs at most to register all plans, one after the other."""
    command = [sys.executable, "-m", "bench.register", "--memory", str(provinces), url]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def tell_memory(url: str, provinces: int) -> None:
    database = Database(url)
    with database.writing() as session:
        keep_directory(session, POLICIES.directory)
    for head in map(a_head, range(provinces)):
        register_alone(database, head, planned(head))
    print(round(peak_megabytes(), 1))


def register_alone(database: Database, head: PlanHead, tasks: Sequence[PlannedTask]) -> Registered:
    source = PlanSource(name="ke-hoach.docx", sha256="0" * 64)
    with database.writing() as session:
        return register_plan(session, head, tasks, source=source, coordinator="so-noi-vu", by=BY, policies=POLICIES)


def a_head(province: int) -> PlanHead:
    return PlanHead(
        number=f"{province + 1}/KH-UBND",
        issued_on=date(2026, 1, 16),
        kind="Kế hoạch",
        issuer=f"Ủy ban nhân dân tỉnh {province + 1}",
        title="Nhiệm vụ năm 2026",
        years=(2026, 2026),
    )


def planned(head: PlanHead) -> tuple[PlannedTask, ...]:
    kinds = [(lead, deadline) for count, lead, deadline in KINDS for _ in range(count)]
    rows = [a_row(number, lead, deadline) for number, (lead, deadline) in enumerate(kinds, start=1)]
    document = PlanDocument(head=head, rows=tuple(rows))
    return planned_tasks(document, POLICIES.directory, POLICIES.working_days)


def a_row(number: int, lead: str, deadline: str) -> PrintedRow:
    return PrintedRow(
        number=str(number),
        title=f"Nhiệm vụ {number}: rà soát, hoàn thiện hạ tầng số và dữ liệu dùng chung của tỉnh",
        lead=lead,
        cooperating="Sở Khoa học và Công nghệ",
        product="Báo cáo kết quả",
        deadline=deadline,
    )


def newest(database: Database) -> dict[type[TableBase], int]:
    """Return the newest key of each table."""
    with database.reading() as session:
        return {table: session.scalar(select(func.max(key_of(table)))) or 0 for table in WRITTEN}


def key_of(table: type[TableBase]) -> Column[Any]:
    return next(iter(sql_table(table).primary_key))


def sql_table(table: type[TableBase]) -> SqlTable:
    assert isinstance(table.__table__, SqlTable)
    return table.__table__


def rows_after(database: Database, table: type[TableBase], before: dict[type[TableBase], int]) -> list[tuple[Any, ...]]:
    """Return the rows that are newer, as the driver gives and takes them."""
    texts = database.engine.dialect.name == "postgresql"
    columns = [
        f"CAST({column.name} AS TEXT)" if texts and isinstance(column.type, JSON) else f'"{column.name}"'
        for column in sql_table(table).columns
    ]
    key = key_of(table).name
    query = f'SELECT {", ".join(columns)} FROM "{table.__tablename__}" WHERE {key} > {before[table]} ORDER BY {key}'
    with database.reading() as session:
        return [tuple(row) for row in session.connection().exec_driver_sql(query)]


def executemany(bare: Database, new: dict[type[TableBase], list[tuple[Any, ...]]]) -> float:
    """Write rows by the driver alone, in one transaction; return the seconds it took."""
    mark = "%s" if bare.engine.dialect.name == "postgresql" else "?"
    start = perf_counter()
    with bare.writing() as session:
        connection = session.connection().connection
        cursor = connection.cursor()
        for table, rows in new.items():
            columns = sql_table(table).columns
            names, marks = ", ".join(f'"{column.name}"' for column in columns), ", ".join(mark for _ in columns)
            cursor.executemany(f'INSERT INTO "{table.__tablename__}" ({names}) VALUES ({marks})', rows)
    return perf_counter() - start


if __name__ == "__main__":
    if "--memory" in sys.argv[1:]:
        tell_memory(sys.argv[-1], int(sys.argv[-2]))
    else:
        main(quick="--quick" in sys.argv[1:])
