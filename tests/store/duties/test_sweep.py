"""The sweep brings every duty to where the pure rule says it stands, in whatever order the days come."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.plans import a_row, at, registered
from workflow.lifecycle import State
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.duties.sweep import SWEEP_JOB, last_run, sweep, would_change
from workflow.store.figures.overview import count_by_timeliness, most_urgent, standing_by_agency
from workflow.store.tables import AssignmentRow, EventRow
from workflow.timeliness import Dates, Timeliness, timeliness

DUE = date(2026, 7, 14)


def sweep_on(database: Database, day: date) -> int:
    with database.writing() as session:
        return sweep(session, today=day, now=at(day)).changes


def standings(database: Database) -> list[Timeliness]:
    with database.reading() as session:
        return [duty.timeliness for duty in assignments(session)]


def test_a_duty_comes_due_soon_due_and_overdue_one_sweep_after_the_other(database: Database) -> None:
    registered(database, a_row("Trước 15/7/2026"))
    seen = []
    for day in (DUE - timedelta(days=8), DUE - timedelta(days=7), DUE, DUE + timedelta(days=1)):
        sweep_on(database, day)
        seen += standings(database)
    assert seen == [Timeliness.AHEAD, Timeliness.DUE_SOON, Timeliness.DUE_TODAY, Timeliness.OVERDUE]


def test_sweeping_twice_changes_and_logs_nothing_the_second_time(database: Database) -> None:
    registered(database, a_row(), a_row("Tháng 3"))
    assert sweep_on(database, date(2026, 5, 1)) == 1
    with database.reading() as session:
        lines = len(session.scalars(select(EventRow)).all())
    assert sweep_on(database, date(2026, 5, 1)) == 0
    with database.reading() as session:
        assert len(session.scalars(select(EventRow)).all()) == lines


def test_missed_days_collapse_into_one_change(database: Database) -> None:
    registered(database, a_row())
    sweep_on(database, DUE - timedelta(days=30))
    sweep_on(database, DUE + timedelta(days=3))
    with database.reading() as session:
        changes = session.scalars(select(EventRow).where(EventRow.action == SWEEP_JOB)).all()
        assert [(line.before, line.after) for line in changes] == [("ahead", "overdue")]
        assert last_run(session, SWEEP_JOB) == DUE + timedelta(days=3)


def test_a_dry_run_says_what_would_change_and_changes_nothing(database: Database) -> None:
    registered(database, a_row())
    with database.reading() as session:
        assert would_change(session, today=DUE).arrived == {Timeliness.DUE_TODAY: 1}
    assert standings(database) == [Timeliness.AHEAD]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(-40, 40), min_size=1, max_size=6))
def test_the_sweep_agrees_with_the_pure_rule_whatever_days_it_runs_on(database: Database, days: list[int]) -> None:
    if not standings(database):
        registered(database, a_row(), a_row("Tháng 6"), a_row("Thường xuyên"), a_row("Trước 20/7/2026"))
    # Starting anew: every row as it was born.
    with database.writing() as session:
        for row in session.scalars(select(AssignmentRow)):
            row.timeliness = Timeliness.AHEAD if row.due else Timeliness.UNDATED
            row.next_change_on = row.soon_on
    for offset in sorted(days):
        today = DUE + timedelta(days=offset)
        sweep_on(database, today)
        with database.reading() as session:
            for row in session.scalars(select(AssignmentRow)):
                dates = Dates(due=row.due, soon_on=row.soon_on)
                assert row.timeliness is timeliness(State.ASSIGNED, dates, today=today)


def test_the_overview_counts_add_up_to_all_duties(database: Database) -> None:
    registered(database, a_row(), a_row("Tháng 3", "UBND các xã, phường"), a_row("Thường xuyên", "Sở Y tế"))
    sweep_on(database, date(2026, 4, 1))
    with database.reading() as session:
        counts = count_by_timeliness(session)
        agencies = standing_by_agency(session)
        urgent = most_urgent(session, limit=10)
    assert counts == {Timeliness.OVERDUE: 102, Timeliness.AHEAD: 1, Timeliness.UNDATED: 1}
    assert sum(sum(agency.counts.values()) for agency in agencies) == 104
    assert agencies[0][Timeliness.OVERDUE] == 1
    assert [(task.due, task.owing) for task in urgent] == [(date(2026, 3, 31), 102), (date(2026, 7, 14), 1)]
