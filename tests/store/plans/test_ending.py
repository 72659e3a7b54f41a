"""Tasks and plans that end as a whole: what is open goes, what was reported is decided, nothing is lost. Issue K."""

from datetime import date
from typing import Any

import pytest

from services.day.plan_reminders import ask_about_ended_plans
from tests.builders import a_transition
from tests.plans import a_head, a_row, at, house_policies, registered, with_contacts
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import Event, State, step_of
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.log.replaying import unexplained_duties
from workflow.store.notices.listing import notices
from workflow.store.notices.queueing import Moment
from workflow.store.plans.ending import (
    EndingRefused,
    close_plan,
    end_task,
    ended_plans,
    prolong_plan,
    take_back_plan,
    withdraw_task,
)
from workflow.store.plans.next_occurrences import extend
from workflow.store.plans.successions import (
    AmbiguousPlan,
    SuccessionRefused,
    plan_argument,
    plan_by_number,
    restore_plan,
    succeed_agency,
    supersede_plan,
)

LONG = a_head(years=(2026, 2030))
DAY = date(2026, 5, 4)


def by(day: date = DAY) -> By:
    return By(actor="Chị Lan", now=at(day), reason="không còn cần")


def duties(database: Database) -> list[Assignment]:
    with database.reading() as session:
        return sorted(assignments(session), key=lambda duty: (duty.due or date.min, duty.id))


def act(database: Database, number: int, event: Event, day: date, **brought: Any) -> Assignment:
    with database.writing() as session:
        return apply(session, number, a_transition(event, step_of(event).role, "Chị Lan", at(day), **brought))


def open_dues(database: Database) -> list[date | None]:
    return [duty.due for duty in duties(database) if duty.state is State.ASSIGNED]


def test_k2_a_withdrawn_task_takes_its_open_duties_and_brings_no_more(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế"), a_row("Trước 15/7/2026"), head=LONG)
    first = duties(database)[0]
    act(database, first.id, Event.REPORT, date(2026, 1, 23), result="1/BC-SYT")
    with database.writing() as session:
        done = withdraw_task(session, first.task.id, by())
    assert (done.withdrawn, done.waiting_reports) == (12, 1)
    assert open_dues(database) == [date(2026, 7, 14)]
    with database.writing() as session:
        assert extend(session, house_policies(), now=at(date(2027, 3, 1))).duties == 0
        assert list(unexplained_duties(session)) == []
    assert act(database, first.id, Event.CONFIRM, DAY).state is State.COMPLETED


def test_k2_a_report_of_a_withdrawn_task_that_is_returned_goes_too(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế"), head=LONG)
    first = duties(database)[0]
    act(database, first.id, Event.REPORT, date(2026, 1, 23), result="1/BC-SYT")
    with database.writing() as session:
        withdraw_task(session, first.task.id, by())
    assert act(database, first.id, Event.RETURN, DAY, reason="thiếu").state is State.WITHDRAWN


def test_k2_having_been_opened_again_before_its_task_was_withdrawn_keeps_no_report_open(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế"), head=LONG)
    first = duties(database)[0]
    act(database, first.id, Event.REPORT, date(2026, 1, 23), result="1/BC-SYT")
    act(database, first.id, Event.CONFIRM, date(2026, 1, 23))
    act(database, first.id, Event.REOPEN, date(2026, 1, 26), reason="còn thiếu")
    act(database, first.id, Event.REPORT, date(2026, 1, 27), result="2/BC-SYT")
    with database.writing() as session:
        withdraw_task(session, first.task.id, by())
    assert act(database, first.id, Event.RETURN, DAY, reason="thiếu").state is State.WITHDRAWN


def test_k2_a_merger_that_hands_on_a_report_opens_no_withdrawn_task_again(database: Database) -> None:
    registered(database, a_row("Trước 15/7/2026", "Sở Y tế; Sở Nội vụ"), head=LONG)
    health, home = sorted(duties(database), key=lambda duty: duty.agency, reverse=True)
    act(database, health.id, Event.REPORT, date(2026, 1, 23), result="1/BC-SYT")
    with database.writing() as session:
        withdraw_task(session, health.task.id, by())
        succeed_agency(session, health.agency, home.agency, by())
    assert act(database, home.id, Event.RETURN, DAY, reason="thiếu").state is State.WITHDRAWN


def test_k2_a_task_that_ends_on_a_day_has_no_occurrence_after_it(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế"), head=LONG)
    with database.writing() as session:
        assert end_task(session, duties(database)[0].task.id, date(2026, 9, 30), by()).withdrawn == 4
    assert open_dues(database)[-1] == date(2026, 9, 25)
    with database.writing() as session:
        assert extend(session, house_policies(), now=at(date(2026, 8, 1))).duties == 0


def test_k2_what_has_no_day_goes_when_the_last_day_has_passed(database: Database) -> None:
    registered(database, a_row("Thường xuyên", "Sở Y tế"), head=LONG)
    with database.writing() as session:
        end_task(session, duties(database)[0].task.id, date(2026, 9, 30), by())
        extend(session, house_policies(), now=at(date(2026, 9, 30)))
    assert open_dues(database) == [None]
    with database.writing() as session:
        extend(session, house_policies(), now=at(date(2026, 10, 1)))
    assert open_dues(database) == []


def test_k6_a_number_of_two_years_is_asked_about(database: Database) -> None:
    for year in (2025, 2026):
        head = a_head(number="10/KH-UBND", issued_on=date(year, 1, 5), years=(year, year))
        registered(database, a_row("Tháng 12", "Sở Y tế"), head=head)
    with database.reading() as session:
        with pytest.raises(AmbiguousPlan, match="10/KH-UBND năm 2026"):
            plan_by_number(session, "10/KH-UBND")
        assert plan_by_number(session, "10/KH-UBND năm 2025").issued_on.year == 2025
        assert plan_by_number(session, "10/KH-UBND ngày 05/01/2026").issued_on.year == 2026
        assert plan_by_number(session, "10/KH-UBND", 2025).issued_on.year == 2025


def test_l_a_printed_command_names_a_plan_so_that_it_is_found(database: Database) -> None:
    plans = (("7/KH-UBND", 2026, 1), ("10/KH-UBND", 2025, 1), ("10/KH-UBND", 2026, 1), ("10/KH-UBND", 2026, 2))
    for number, year, month in plans:
        head = a_head(
            number=number, issued_on=date(year, month, 5), years=(year, year), issuer=f"UBND tỉnh thứ {month}"
        )
        registered(database, a_row("Tháng 12", "Sở Y tế"), head=head)
    with database.reading() as session:
        named = [plan_argument(session, number, date(year, month, 5)) for number, year, month in plans]
        assert named == [
            "7/KH-UBND",
            '"10/KH-UBND năm 2025"',
            '"10/KH-UBND ngày 05/01/2026"',
            '"10/KH-UBND ngày 05/02/2026"',
        ]
        found = [plan_by_number(session, name.strip('"')) for name in named]
        assert [(plan.number, plan.issued_on) for plan in found] == [(n, date(y, m, 5)) for n, y, m in plans]
        with pytest.raises(AmbiguousPlan, match="10/KH-UBND ngày 05/02/2026"):
            plan_by_number(session, "10/KH-UBND năm 2026")


def test_k6_a_replacement_is_undone_within_thirty_days(database: Database) -> None:
    registered(database, a_row("Trước 15/7/2026"), a_row("Sau khi Chính phủ ban hành Nghị định"))
    accepted = next(duty for duty in duties(database) if duty.due)
    act(database, accepted.id, Event.ACCEPT, DAY)
    registered(database, a_row(), head=a_head(number="99/KH-UBND", issued_on=DAY), on=DAY)
    with database.writing() as session:
        old, new = plan_by_number(session, "50/KH-UBND").id, plan_by_number(session, "99/KH-UBND").id
        supersede_plan(session, old, new, by())
        restore_plan(session, old, by(date(2026, 6, 3)), house_policies())
        states = {duty.state for duty in assignments(session, plan_id=old)}
        assert states == {State.IN_PROGRESS, State.WAITING}
        assert list(unexplained_duties(session)) == []
        supersede_plan(session, old, new, by())
        with pytest.raises(SuccessionRefused, match="quá 30 ngày"):
            restore_plan(session, old, by(date(2026, 6, 5)), house_policies())


def test_k6_a_plan_imported_by_mistake_is_taken_back_whole_and_may_come_again(database: Database) -> None:
    registered(database, a_row("Trước 15/7/2026"), a_row("ngày 25 hằng tháng"))
    with database.writing() as session:
        plan = plan_by_number(session, "50/KH-UBND")
        take_back_plan(session, plan.id, by())
        assert {duty.state for duty in assignments(session)} == {State.WITHDRAWN}
        assert extend(session, house_policies(), now=at(date(2026, 9, 1))).duties == 0
        assert list(unexplained_duties(session)) == []


def test_k10_an_ended_plan_is_proposed_for_closing_once(database: Database) -> None:
    with_contacts(database, "so-khoa-hoc-va-cong-nghe")
    registered(database, a_row("Trước 15/7/2026"))
    asked = []
    for day in (date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 5), date(2027, 6, 1)):
        with database.writing() as session:
            asked.append(ask_about_ended_plans(session, Moment(today=day, now=at(day), not_before=at(day))))
    assert asked == [0, 1, 0, 0]
    with database.reading() as session:
        (plan,) = ended_plans(session, today=date(2027, 1, 4))
        assert [line.step for line in notices(session)] == ["ended"]
    assert plan.open_duties == 1


def test_k10_a_closed_plan_is_asked_about_no_more(database: Database) -> None:
    registered(database, a_row("Trước 15/7/2026"))
    with database.writing() as session:
        plan = plan_by_number(session, "50/KH-UBND")
        assert close_plan(session, plan.id, by(date(2027, 1, 4))).withdrawn == 1
        assert ended_plans(session, today=date(2027, 1, 5)) == []
        with pytest.raises(EndingRefused, match="đã đóng"):
            close_plan(session, plan.id, by(date(2027, 1, 5)))


def test_k10_a_plan_is_not_prolonged_to_a_year_that_nobody_can_mean(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế"))
    with database.writing() as session, pytest.raises(EndingRefused, match="năm quá xa"):
        prolong_plan(session, plan_by_number(session, "50/KH-UBND").id, 9999, by(date(2027, 1, 4)))


def test_k10_a_prolonged_plan_goes_on_where_it_ended(database: Database) -> None:
    registered(database, a_row("ngày 25 hằng tháng", "Sở Y tế"))
    with database.writing() as session:
        extend(session, house_policies(), now=at(date(2026, 12, 1)))
        prolong_plan(session, plan_by_number(session, "50/KH-UBND").id, 2027, by(date(2027, 1, 4)))
        extend(session, house_policies(), now=at(date(2027, 1, 4)))
    assert [duty.due for duty in duties(database)][12:14] == [date(2027, 1, 25), date(2027, 2, 25)]
    assert duties(database)[-1].due == date(2027, 12, 25)
