"""What comes back is laid out in time, once, for those who owed it before."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from tests.builders import a_transition
from tests.plans import a_head, a_row, at, house_policies, planned, registered
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import Event, Role, State, Transition, step_of
from workflow.registry.holding import HoldReason
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.duties.sweep import sweep
from workflow.store.duties.transitions import apply
from workflow.store.log.replaying import unexplained_duties
from workflow.store.notices.reminder_subjects import cycle_plans
from workflow.store.plans.next_occurrences import Extended, extend, task_cycles
from workflow.store.tables import PlanRow
from workflow.timeliness import Timeliness

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


def test_the_next_occurrence_belongs_to_those_who_owed_the_last_one(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế, Sở Nội vụ"), head=LONG)
    with database.writing() as session:
        last = max((d for d in assignments(session) if d.agency == "so-noi-vu"), key=lambda d: d.due or date.min)
        moved = Transition(
            event=Event.REASSIGN,
            role=Role.COORDINATOR,
            by=By(actor="Chị Lan", now=at(date(2026, 5, 1)), reason="đổi đơn vị"),
            agency="so-xay-dung",
        )
        apply(session, last.id, moved)
    extend_on(database, date(2026, 6, 1))
    with database.reading() as session:
        newest = [duty for duty in assignments(session) if duty.due == date(2027, 6, 25)]
    assert {duty.agency for duty in newest} == {"so-y-te", "so-xay-dung"}


CYCLE = "định kỳ trước ngày 01/6 và 15/11 hằng năm"


@pytest.fixture
def continuous(database: Database) -> Database:
    """A continuous task of a plan whose agencies report before 01/6 and 15/11 every year."""
    registered(database, a_row("Thường xuyên", "Sở Y tế"), head=LONG, report_cycle=CYCLE)
    return database


def duties(database: Database) -> list[Assignment]:
    with database.reading() as session:
        return sorted(assignments(session), key=lambda duty: (duty.due or date.min, duty.id))


def act(database: Database, number: int, event: Event, day: date, **brought: Any) -> Assignment:
    with database.writing() as session:
        return apply(session, number, a_transition(event, step_of(event).role, "Chị Lan", at(day), **brought))


def test_k3_a_continuous_task_has_one_duty_for_each_report_day_of_its_plan(continuous: Database) -> None:
    assert dues(continuous) == [date(2026, 5, 31), date(2026, 11, 14)]
    extend_on(continuous, date(2026, 6, 1))
    extend_on(continuous, date(2030, 1, 1))
    assert dues(continuous)[-1] == date(2030, 11, 14)
    assert len(dues(continuous)) == 10


def test_k3_a_confirmed_report_ends_its_check_in_and_the_task_goes_on(continuous: Database) -> None:
    first, second = duties(continuous)
    act(continuous, first.id, Event.REPORT, date(2026, 5, 29), result="12/BC-SYT")
    act(continuous, first.id, Event.CONFIRM, date(2026, 6, 2))
    with continuous.writing() as session:
        sweep(session, today=date(2026, 11, 12), now=at(date(2026, 11, 12)))
    first, second = duties(continuous)
    assert first.timeliness is Timeliness.DONE_ON_TIME
    assert second.timeliness is Timeliness.DUE_SOON
    assert extend_on(continuous, date(2026, 11, 12)).duties > 0


def test_k3_report_days_before_the_import_are_not_owed(database: Database) -> None:
    row = a_row("Thường xuyên", "Sở Y tế")
    registered(database, row, head=LONG, report_cycle=CYCLE, on=date(2026, 6, 10))
    assert dues(database) == [date(2026, 11, 14)]


def test_k3_an_undated_duty_of_an_older_version_gets_the_next_report_day_and_keeps_its_progress(
    database: Database,
) -> None:
    registered(database, a_row("Thường xuyên", "Sở Y tế"), head=LONG)
    (old,) = duties(database)
    act(database, old.id, Event.NOTE_PROGRESS, date(2026, 3, 2), text="đang làm", percent=40)
    with database.writing() as session:
        session.execute(update(PlanRow).values(report_cycle=CYCLE))
    assert extend_on(database, date(2026, 3, 10)).check_ins == 1
    assert duties(database)[0].due == date(2026, 5, 31)
    assert duties(database)[0].state is State.IN_PROGRESS
    with database.reading() as session:
        assert list(unexplained_duties(session)) == []


def test_k3_a_task_that_one_report_ended_in_an_older_version_is_asked_again(database: Database) -> None:
    registered(database, a_row("Thường xuyên", "Sở Y tế"), head=LONG)
    (old,) = duties(database)
    act(database, old.id, Event.REPORT, date(2026, 3, 2), result="12/BC-SYT")
    act(database, old.id, Event.CONFIRM, date(2026, 3, 3))
    with database.writing() as session:
        session.execute(update(PlanRow).values(report_cycle=CYCLE))
    extend_on(database, date(2026, 3, 10))
    assert [duty.due for duty in duties(database)[1:]] == [date(2026, 5, 31), date(2026, 11, 14)]


def test_a_plan_without_a_report_cycle_asks_for_no_check_in() -> None:
    (task,) = planned(a_row("Thường xuyên", "Sở Y tế"))
    assert [occurrence.due for occurrence in task.occurrences] == [None]


def test_k10_occurrences_stay_within_the_plans_years(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế"), a_row("Thường xuyên"), report_cycle=CYCLE)
    for day in (date(2026, 6, 1), date(2026, 12, 31), date(2027, 3, 1)):
        extend_on(database, day)
    assert {due.year for due in dues(database) if due} == {2026}


def test_k10_a_plan_issued_before_its_years_begin_has_no_occurrence_before_them(database: Database) -> None:
    head = a_head(issued_on=date(2026, 12, 15), years=(2027, 2027))
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế"), head=head, on=date(2026, 12, 16))
    assert next(due for due in dues(database) if due) == date(2027, 1, 25)
    extend_on(database, date(2027, 6, 1))
    assert max(due for due in dues(database) if due) == date(2027, 12, 25)


def test_k10_a_rule_without_a_day_in_the_plans_years_waits_for_a_person() -> None:
    head = a_head(issued_on=date(2026, 12, 20))
    (task,) = planned(a_row("Trước ngày 15/12 hằng năm", "Sở Y tế"), head=head)
    assert [hold.reason for hold in task.holds] == [HoldReason.DEADLINE]
    assert [occurrence.due for occurrence in task.occurrences] == [date(2027, 12, 14)]


def test_k10_report_letters_end_with_the_plans_years(continuous: Database) -> None:
    with continuous.reading() as session:
        (plan,) = cycle_plans(session, today=date(2030, 1, 5))
        days = [plan.next_report(house_policies().working_days, start=date(2030, month, 1)) for month in (6, 12)]
        assert cycle_plans(session, today=date(2031, 1, 5)) == []
    assert days == [date(2030, 11, 14), None]


def test_k10_report_letters_begin_with_the_plans_years(database: Database) -> None:
    issued = date(2026, 12, 1)
    head = a_head(issued_on=issued, years=(2027, 2027))
    registered(database, a_row("Thường xuyên"), head=head, on=issued, report_cycle="trước ngày 20/6 và 20/12 hằng năm")
    with database.reading() as session:
        (plan,) = cycle_plans(session, today=issued)
    assert plan.next_report(house_policies().working_days, start=issued) == date(2027, 6, 19)


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


def withdraw(database: Database, *numbers: int, only: bool = True) -> None:
    for number in numbers:
        act(database, number, Event.WITHDRAW, date(2026, 5, 1), reason="không cần kỳ này", only=only)


def test_k2_withdrawing_the_farthest_occurrence_takes_only_that_one(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế"), head=LONG)
    withdraw(database, duties(database)[-1].id)
    assert extend_on(database, date(2026, 6, 1)).duties == 5
    assert extend_on(database, date(2026, 12, 1)).duties == 6


def test_k2_even_when_nothing_else_of_the_task_is_open(database: Database) -> None:
    registered(database, a_row("hằng quý", "Sở Y tế"), head=LONG)
    *earlier, farthest = duties(database)
    for duty in earlier:
        act(database, duty.id, Event.REPORT, date(2026, 2, 2), result="12/BC-SYT")
        act(database, duty.id, Event.CONFIRM, date(2026, 2, 3))
    withdraw(database, farthest.id)
    assert extend_on(database, date(2027, 1, 1)).duties == 4


def test_k2_an_agency_that_left_for_good_gets_no_later_occurrence(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế"), head=LONG)
    withdraw(database, *[duty.id for duty in duties(database)], only=False)
    assert extend_on(database, date(2026, 6, 1)).duties == 0
