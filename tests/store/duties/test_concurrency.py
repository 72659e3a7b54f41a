"""Several programs at once, each a real process: nothing is lost, nothing is done twice, nobody waits for ever."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from bench.snapshot import differences, snapshot
from tests.plans import a_row, registered, with_contacts
from tests.store.workers import (
    Outcome,
    Work,
    at_once,
    extend_days,
    fire_trigger,
    import_plan,
    open_it,
    queue_days,
    report_all,
    sweep_days,
)
from workflow.lifecycle import State
from workflow.log.history import Replayed, replay
from workflow.store.database.opening import Database
from workflow.store.database.schema import SchemaStanding, schema_standing
from workflow.store.duties.reading import assignments
from workflow.store.duties.sweep import SWEEP_JOB
from workflow.store.log.writing import history
from workflow.store.tables import (
    AgencyAliasRow,
    AgencyRow,
    AssignmentRow,
    EventRow,
    NoticeRow,
    OccurrenceRow,
    PlanRow,
    TableBase,
)
from workflow.timeliness import Timeliness

DUE = date(2026, 7, 14)
WEEKS = [DUE + timedelta(days=days) for days in range(-14, 15)]
COORDINATOR = "so-khoa-hoc-va-cong-nghe"
# Programs: whatever two of them can do to each other, two of these can.
SEVERAL = 4


@pytest.fixture
def province(database: Database) -> Database:
    return filled(database)


def filled(database: Database) -> Database:
    """102 duties of communes due on 14/7, 102 that await an event, a task that comes back, and one of a department."""
    with_contacts(database, "so-noi-vu", COORDINATOR, heads=True)
    registered(
        database,
        a_row("Trước 15/7/2026", "UBND các xã, phường"),
        a_row("Trong 15 ngày sau khi Bộ Nội vụ ban hành Đề án", "UBND các xã, phường"),
        a_row("Ngày 25 hằng tháng", "Sở Tài chính"),
        a_row("Trước 15/7/2026", "Sở Nội vụ"),
    )
    return database


def by_all(database: Database, work: Work, *arguments: object) -> list[Outcome]:
    return at_once(database.url, *[(work, arguments)] * SEVERAL)


def count(database: Database, table: type[TableBase]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def swept(database: Database) -> list[tuple[int | None, str]]:
    with database.reading() as session:
        rows = session.execute(select(EventRow.assignment_id, EventRow.after).where(EventRow.action == SWEEP_JOB))
        return sorted((duty, after) for duty, after in rows)


def dated(database: Database) -> list[int]:
    with database.reading() as session:
        return [duty.id for duty in assignments(session) if duty.due == DUE]


def log_tells_every_row(database: Database) -> bool:
    """Whether every duty's lines, in their order, lead to its row: no change was lost, none was told falsely."""
    names = [field.name for field in fields(Replayed) if field.name != "agency"]
    with database.reading() as session:
        rows = session.execute(select(AssignmentRow, AgencyRow.code).join_from(AssignmentRow, AgencyRow))
        return all(
            replay(history(session, row.id)) == Replayed(agency=code, **{name: getattr(row, name) for name in names})
            for row, code in rows.all()
        )


def test_sweeps_at_once_log_each_change_once(province: Database) -> None:
    outcomes = by_all(province, sweep_days, [DUE])
    logged = swept(province)
    assert len(logged) == len(set(logged)) == sum(outcome.result for outcome in outcomes) >= 103
    assert log_tells_every_row(province)


def test_days_worked_through_by_several_at_once_are_as_if_one_had(new_database: Callable[[], Database]) -> None:
    alone, together = filled(new_database()), filled(new_database())
    sweep_days(alone, WEEKS)
    queue_days(alone, WEEKS)
    outcomes = at_once(together.url, *([(sweep_days, (WEEKS,)), (queue_days, (WEEKS,))] * SEVERAL)[:SEVERAL])
    assert not [outcome.refused for outcome in outcomes if outcome.refused]
    assert differences(snapshot(alone, in_order=False), snapshot(together, in_order=False)) == {}


def test_ladders_at_once_queue_each_notice_once(province: Database) -> None:
    outcomes = by_all(province, queue_days, WEEKS)
    assert count(province, NoticeRow) == sum(outcome.result for outcome in outcomes) > 100


def test_next_occurrences_are_laid_out_once(province: Database) -> None:
    day = date(2026, 6, 1)
    outcomes = by_all(province, extend_days, [day])
    assert sum(outcome.result for outcome in outcomes) == max(outcome.result for outcome in outcomes)
    assert count(province, OccurrenceRow) == 3 + len(monthly(province))


def monthly(database: Database) -> set[date | None]:
    """The days of the task that comes back."""
    with database.reading() as session:
        return set(session.scalars(select(OccurrenceRow.due).where(OccurrenceRow.key.like("2%"))))


def test_of_several_who_fire_an_event_one_does_and_the_others_are_told(province: Database) -> None:
    outcomes = by_all(province, fire_trigger, 1, DUE)
    assert sorted(outcome.refused for outcome in outcomes) == ["", *["TriggerAlready"] * (SEVERAL - 1)]
    assert [outcome.result for outcome in outcomes if not outcome.refused] == [102]
    assert log_tells_every_row(province)


def test_of_several_who_report_a_duty_one_is_first_and_his_report_stands(province: Database) -> None:
    duties = dated(province)
    people = [f"Người {number}" for number in range(SEVERAL)]
    outcomes = at_once(province.url, *[(report_all, (duties, who, DUE)) for who in people])
    firsts = {duty: who for who, outcome in zip(people, outcomes, strict=True) for duty in outcome.result}
    assert sum(len(outcome.result) for outcome in outcomes) == len(firsts) == len(duties)
    with province.reading() as session:
        rows = session.execute(select(AssignmentRow.id, AssignmentRow.result).where(AssignmentRow.id.in_(duties)))
        assert dict(rows.all()) == {duty: f"báo cáo của {firsts[duty]}" for duty in duties}


def test_nobody_gets_between_what_the_sweep_logs_and_what_it_moves(province: Database) -> None:
    """A duty that the sweep has logged as overdue can't be reported before the sweep has moved it."""
    impatient = Database(province.url, busy_timeout=100)
    reported: list[list[int]] = []

    @event.listens_for(province.engine, "before_cursor_execute")
    def _report_in_between(*call: Any) -> None:
        if call[2].startswith("UPDATE assignment"):
            reported.append(report_all(impatient, dated(province)[:1], "Anh Minh", DUE))

    assert sweep_days(province, [DUE + timedelta(days=1)]) >= 103
    event.remove(province.engine, "before_cursor_execute", _report_in_between)
    impatient.close()
    assert reported == [[]]
    assert log_tells_every_row(province)


def test_sweeping_firing_and_reporting_at_once_loses_nothing(province: Database) -> None:
    duties = dated(province)
    works: Sequence[tuple[Work, Sequence[object]]] = [
        (sweep_days, (WEEKS,)),
        (report_all, (duties, "Anh Minh", DUE + timedelta(days=1))),
        (fire_trigger, (1, DUE - timedelta(days=40))),
        (sweep_days, (WEEKS,)),
    ]
    outcomes = at_once(province.url, *works)
    assert not [outcome.refused for outcome in outcomes if outcome.refused]
    assert outcomes[1].result == duties
    assert log_tells_every_row(province)
    logged = swept(province)
    assert len(logged) == len(set(logged))
    at_once(province.url, (sweep_days, (WEEKS[-1:],)))
    with province.reading() as session:
        found = {(duty.state, duty.timeliness) for duty in assignments(session) if duty.due and duty.due < WEEKS[-1]}
    assert found <= {(State.REPORTED, Timeliness.OVERDUE), (State.ASSIGNED, Timeliness.OVERDUE)}


def test_one_plan_imported_by_several_at_once_is_registered_once(database: Database) -> None:
    outcomes = by_all(database, import_plan)
    assert sorted(outcome.result for outcome in outcomes) == [False] * (SEVERAL - 1) + [True]
    assert (count(database, PlanRow), count(database, AssignmentRow)) == (1, 103)


def test_several_plans_imported_at_once_are_all_registered(database: Database) -> None:
    outcomes = at_once(database.url, *[(import_plan, (f"{number}/KH-UBND",)) for number in range(SEVERAL)])
    assert all(outcome.result for outcome in outcomes)
    assert (count(database, PlanRow), count(database, AssignmentRow)) == (SEVERAL, 103 * SEVERAL)
    assert count(database, AgencyAliasRow) > 0


def test_an_empty_database_opened_by_several_at_once_gets_its_tables_once(bare_database: Database) -> None:
    outcomes = by_all(bare_database, open_it)
    assert not [outcome.refused for outcome in outcomes if outcome.refused]
    assert schema_standing(bare_database) is SchemaStanding.CURRENT
