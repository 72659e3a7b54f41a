"""What comes back is laid out in time, once, for those who owed it before."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.plans import a_head, a_row, at, house_policies, planned, registered
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.people.directory import keep_directory
from workflow.store.plans.next_occurrences import Extended, extend, task_cycles
from workflow.store.plans.registering import PlanSource, register_plan
from workflow.store.tables import AssignmentRow

LONG = a_head(title="Giai đoạn 2026 - 2030", years=(2026, 2030))


def extend_on(database: Database, day: date) -> Extended:
    with database.writing() as session:
        return extend(session, house_policies(), now=at(day))


def dues(database: Database) -> list[date | None]:
    with database.reading() as session:
        return [duty.due for duty in assignments(session)]


def test_a_monthly_report_is_laid_out_thirteen_months_ahead_again_and_again(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế"), head=LONG)
    assert dues(database)[-1] == date(2027, 1, 25)
    assert extend_on(database, date(2026, 6, 1)).duties == 5
    assert dues(database)[-1] == date(2027, 6, 25)
    assert len(set(dues(database))) == len(dues(database)) == 18


def test_doing_it_twice_lays_out_nothing_twice(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế"), head=LONG)
    extend_on(database, date(2026, 6, 1))
    assert extend_on(database, date(2026, 6, 1)) == Extended(duties=0, check_ins=0)


def test_what_is_past_and_unfinished_stays_and_the_next_opens_beside_it(database: Database) -> None:
    registered(database, a_row("hằng quý", "Sở Y tế"), head=LONG)
    before = dues(database)
    extend_on(database, date(2027, 3, 1))
    assert dues(database)[: len(before)] == before


def test_a_plan_makes_no_duties_after_its_last_year(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế"))
    extend_on(database, date(2026, 12, 1))
    assert max(due for due in dues(database) if due) <= date(2027, 2, 16)


def test_the_next_occurrence_belongs_to_those_who_owed_the_last_one(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế, Sở Nội vụ"), head=LONG)
    with database.writing() as session:
        last = max((d for d in assignments(session) if d.agency == "so-noi-vu"), key=lambda d: d.due or date.min)
        act = Transition(
            event=Event.REASSIGN,
            role=Role.COORDINATOR,
            by=By(actor="Chị Lan", now=at(date(2026, 5, 1)), reason="đổi đơn vị"),
            agency="so-xay-dung",
        )
        apply(session, last.id, act)
    extend_on(database, date(2026, 6, 1))
    with database.reading() as session:
        newest = [duty for duty in assignments(session) if duty.due == date(2027, 6, 25)]
    assert {duty.agency for duty in newest} == {"so-y-te", "so-xay-dung"}


@pytest.fixture
def continuous(database: Database) -> Database:
    """A continuous task of a plan whose agencies report before 01/6 and 15/11 every year."""
    from dataclasses import replace

    from workflow.plan import PlanDocument
    from workflow.registry.registration import planned_tasks

    policies = house_policies()
    cycle = "định kỳ trước ngày 01/6 và 15/11 hằng năm"
    row = replace(a_row("Thường xuyên", "Sở Y tế"), number="1")
    document = PlanDocument(head=LONG, rows=(row,), report_cycle=cycle)
    with database.writing() as session:
        keep_directory(session, policies.directory)
        register_plan(
            session,
            LONG,
            planned_tasks(document, policies.directory, policies.working_days),
            source=PlanSource(name="ke-hoach.docx", sha256="0" * 64),
            coordinator=None,
            report_cycle=cycle,
            by=By(actor="Chị Lan", now=at(date(2026, 1, 19))),
            policies=house_policies(),
        )
    return database


def test_a_continuous_duty_checks_in_on_the_plans_report_cycle(continuous: Database) -> None:
    def check_in() -> date | None:
        with continuous.reading() as session:
            return session.scalars(select(AssignmentRow.check_in_on)).one()

    assert check_in() == date(2026, 5, 31)
    assert extend_on(continuous, date(2026, 5, 31)).check_ins == 0
    assert extend_on(continuous, date(2026, 6, 1)).check_ins == 1
    assert check_in() == date(2026, 11, 14)


def test_a_continuous_duty_has_no_due_day(continuous: Database) -> None:
    assert dues(continuous) == [None]


def test_a_plan_without_a_report_cycle_asks_for_no_check_in() -> None:
    (task,) = planned(a_row("Thường xuyên", "Sở Y tế"))
    assert [occurrence.check_in_on for occurrence in task.occurrences] == [None]


@pytest.mark.parametrize("deadline", ["ngày 31 hằng tháng", "trước ngày 01/6 và 15/11 hằng năm", "hằng quý"])
def test_the_rules_of_a_task_give_the_days_of_its_duties(database: Database, deadline: str) -> None:
    registered(database, a_row(deadline, "Sở Y tế"), a_row("Tháng 3", "Sở Y tế"), head=LONG)
    for year in (2027, 2028, 2029, 2030):
        extend_on(database, date(year, 1, 1))

    with database.reading() as session:
        (cycles,) = task_cycles(session, house_policies()).values()
        recurring = {duty.due for duty in assignments(session) if duty.task.expression == deadline}

    assert {day for cycle in cycles for day in cycle.days} == recurring


def test_a_recurring_day_moves_off_days_off_where_the_words_say_so() -> None:
    words = "Ngày 15 hằng tháng, nếu trùng ngày nghỉ thì chuyển sang ngày làm việc tiếp theo"
    [task] = planned(a_row(words))
    # 15/02/2026 is a Sunday in the days off of Tết, 15/03/2026 a Sunday.
    assert [occurrence.due for occurrence in task.occurrences[:3]] == [
        date(2026, 2, 23),
        date(2026, 3, 16),
        date(2026, 4, 15),
    ]


def withdraw(database: Database, *numbers: int) -> None:
    by = By(actor="Chị Lan", now=at(date(2026, 5, 1)), reason="không cần kỳ này")
    with database.writing() as session:
        for number in numbers:
            apply(session, number, Transition(event=Event.WITHDRAW, role=Role.COORDINATOR, by=by))


def test_k2_withdrawing_the_farthest_occurrence_takes_only_that_one(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế"), head=LONG)
    with database.reading() as session:
        farthest = assignments(session)[-1]
    withdraw(database, farthest.id)
    assert extend_on(database, date(2026, 6, 1)).duties == 5
    assert extend_on(database, date(2026, 12, 1)).duties == 6


def test_k2_an_agency_from_which_all_was_withdrawn_gets_no_later_occurrence(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế"), head=LONG)
    with database.reading() as session:
        numbers = [duty.id for duty in assignments(session)]
    withdraw(database, *numbers)
    assert extend_on(database, date(2026, 6, 1)).duties == 0
