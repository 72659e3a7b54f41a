"""Newer plans and successor agencies take over; what was done stays where it was done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from tests.plans import a_head, a_row, at, house_policies, registered, with_contacts
from workflow.agencies import Directory
from workflow.by import By
from workflow.lifecycle import Event, Role, State, Transition, step_of
from workflow.plan import PlanDocument, PrintedRow
from workflow.registry.registration import PlannedTask, planned_tasks
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.log.replaying import unexplained_duties
from workflow.store.log.writing import history
from workflow.store.people.directory import agency_ids
from workflow.store.plans.successions import (
    SuccessionRefused,
    UnknownPlan,
    plan_by_number,
    succeed_agency,
    supersede_plan,
)
from workflow.store.tables import ContactRow, PlanRow, TaskAgencyRow, TaskRole

TODAY = date(2026, 7, 1)


def change() -> By:
    return By(actor="Chị Lan", now=at(TODAY), document="12/NQ-HĐND ngày 30/6/2026")


def finish(database: Database, assignment_id: int) -> None:
    with database.writing() as session:
        for event, role in ((Event.REPORT, Role.STAFF), (Event.CONFIRM, Role.COORDINATOR)):
            apply(
                session,
                assignment_id,
                Transition(event=event, role=role, by=By(actor="x", now=at(TODAY)), result="1/BC"),
            )


def test_a_newer_plan_closes_the_older_ones_open_duties_and_leaves_the_finished_ones(database: Database) -> None:
    registered(database, a_row(), a_row("Tháng 3"))
    with database.reading() as session:
        finished = assignments(session)[0].id
    finish(database, finished)
    registered(database, a_row(), head=a_head(number="99/KH-UBND", issued_on=date(2026, 6, 1)))
    with database.writing() as session:
        old, new = plan_by_number(session, "50/KH-UBND"), plan_by_number(session, "99/KH-UBND", 2026)
        assert supersede_plan(session, old.id, new.id, change()).closed == 1
        assert old.superseded_by_id == new.id
        states = {duty.id: duty.state for duty in assignments(session, plan_id=old.id)}
        assert states[finished] is State.COMPLETED
        closed = next(number for number, state in states.items() if state is State.SUPERSEDED)
        assert "99/KH-UBND" in history(session, closed)[-1].document


def test_an_older_plan_cannot_replace_a_newer_one(database: Database) -> None:
    registered(database, a_row())
    registered(database, a_row(), head=a_head(number="1/KH-UBND", issued_on=date(2026, 1, 2)))
    with pytest.raises(SuccessionRefused, match="ban hành trước"), database.writing() as session:
        supersede_plan(
            session, plan_by_number(session, "50/KH-UBND").id, plan_by_number(session, "1/KH-UBND").id, change()
        )


def test_an_unknown_plan_is_named(database: Database) -> None:
    with pytest.raises(UnknownPlan, match="7/KH-UBND năm 2020"), database.reading() as session:
        plan_by_number(session, "7/KH-UBND", 2020)


def test_a_successor_takes_over_open_duties_with_their_uids_and_history(database: Database) -> None:
    registered(database, a_row("Tháng 3", "Sở Nội vụ"), a_row("Tháng 9", "Sở Nội vụ"))
    with database.reading() as session:
        before = {duty.id: duty.uid for duty in assignments(session)}
    finish(database, min(before))
    with database.writing() as session:
        done = succeed_agency(session, "so-noi-vu", "so-y-te", change())
        after = {duty.id: duty for duty in assignments(session)}
    assert (done.moved, done.closed) == (1, 0)
    assert after[min(before)].agency == "so-noi-vu"
    assert after[max(before)].agency == "so-y-te"
    assert {number: duty.uid for number, duty in after.items()} == before


def test_where_the_successor_owes_the_same_already_the_old_duty_is_withdrawn(database: Database) -> None:
    registered(database, a_row("Tháng 9", "Sở Nội vụ, Sở Y tế"))
    with database.writing() as session:
        done = succeed_agency(session, "so-noi-vu", "so-y-te", change())
        states = {duty.agency: duty.state for duty in assignments(session)}
    assert (done.moved, done.closed) == (0, 1)
    assert states == {"so-noi-vu": State.WITHDRAWN, "so-y-te": State.ASSIGNED}


@pytest.mark.parametrize(
    ("old", "new"), [("so-noi-vu", "so-noi-vu"), ("so-noi-vu", "khong-co"), ("khong-co", "so-y-te")]
)
def test_a_successor_must_be_another_known_agency(database: Database, old: str, new: str) -> None:
    registered(database, a_row())
    with pytest.raises(SuccessionRefused), database.writing() as session:
        succeed_agency(session, old, new, change())


@pytest.mark.parametrize("ending", [Event.CONFIRM, Event.RETURN, Event.RECALL_REPORT])
def test_k7_a_report_outlives_its_plan_until_it_is_confirmed_and_returned_its_duty_follows(
    database: Database, ending: Event
) -> None:
    registered(database, a_row())
    registered(database, a_row(), head=a_head(number="99/KH-UBND", issued_on=date(2026, 6, 1)))
    by = By(actor="x", now=at(TODAY), reason="thiếu phụ lục")
    with database.writing() as session:
        apply(session, 1, Transition(event=Event.REPORT, role=Role.STAFF, by=by, result="1/BC"))
        old, new = plan_by_number(session, "50/KH-UBND"), plan_by_number(session, "99/KH-UBND")
        assert supersede_plan(session, old.id, new.id, change()).closed == 0
        after = apply(session, 1, Transition(event=ending, role=step_of(ending).role, by=by))
        last = history(session, 1)[-1]
    if ending is Event.CONFIRM:
        assert after.state is State.COMPLETED
    else:
        assert after.state is State.SUPERSEDED
        assert last.document == "99/KH-UBND ngày 01/6/2026"


def own_withdrawn(database: Database) -> tuple[int, int]:
    """Two leads of one task; the successor's own duty was withdrawn. Returns the old agency's duty and that one."""
    registered(database, a_row("Trước 15/9/2026", "Sở Nội vụ, Sở Tài chính"))
    with database.writing() as session:
        numbers = {duty.agency: duty.id for duty in assignments(session)}
        gone = Transition(event=Event.WITHDRAW, role=Role.ADMIN, by=change().because("không cần"))
        apply(session, numbers["so-tai-chinh"], gone)
    return numbers["so-noi-vu"], numbers["so-tai-chinh"]


def test_k4_a_withdrawn_duty_of_the_successor_takes_the_old_one_up(database: Database) -> None:
    _, own = own_withdrawn(database)
    with database.writing() as session:
        assert succeed_agency(session, "so-noi-vu", "so-tai-chinh", change()).moved == 1
        (living,) = [duty for duty in assignments(session) if duty.state is not State.WITHDRAWN]
        assert list(unexplained_duties(session)) == []
    assert (living.id, living.agency, living.due) == (own, "so-tai-chinh", date(2026, 9, 14))


def test_k4_a_report_that_waits_goes_along(database: Database) -> None:
    old, own = own_withdrawn(database)
    with database.writing() as session:
        report = Transition(event=Event.REPORT, role=Role.STAFF, by=change(), result="1/BC-SNV")
        apply(session, old, report)
        succeed_agency(session, "so-noi-vu", "so-tai-chinh", change())
        (living,) = [duty for duty in assignments(session) if duty.state is not State.WITHDRAWN]
    assert (living.id, living.state, living.reported_on) == (own, State.REPORTED, TODAY)


@pytest.mark.parametrize(
    ("event", "role", "left"),
    [
        (Event.ACCEPT, Role.STAFF, {"so-tai-chinh": State.REPORTED, "so-noi-vu": State.WITHDRAWN}),
        (Event.REFUSE, Role.STAFF, {"so-tai-chinh": State.REFUSED, "so-noi-vu": State.REPORTED}),
        (Event.REPORT, Role.STAFF, {"so-tai-chinh": State.REPORTED, "so-noi-vu": State.REPORTED}),
    ],
)
def test_k4_a_report_that_waits_is_not_lost_where_the_successor_owes_the_same(
    database: Database, event: Event, role: Role, left: dict[str, State]
) -> None:
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ, Sở Tài chính"))
    with database.writing() as session:
        number = {duty.agency: duty.id for duty in assignments(session)}
        report = Transition(event=Event.REPORT, role=Role.STAFF, by=change(), result="1/BC-SNV")
        apply(session, number["so-noi-vu"], report)
        own = Transition(event=event, role=role, by=change().because("lý do"), result="2/BC-STC")
        apply(session, number["so-tai-chinh"], own)
        succeed_agency(session, "so-noi-vu", "so-tai-chinh", change())
        assert {duty.agency: duty.state for duty in assignments(session)} == left


@pytest.mark.parametrize("ending", [Event.RETURN, Event.RECALL_REPORT])
def test_l4_a_report_that_outlived_its_agency_leaves_the_duty_to_the_successor_once_it_comes_back(
    database: Database, ending: Event
) -> None:
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ, Sở Tài chính"))
    by = change().because("thiếu phụ lục")
    with database.writing() as session:
        number = {duty.agency: duty.id for duty in assignments(session)}
        for each in number.values():
            apply(session, each, Transition(event=Event.REPORT, role=Role.STAFF, by=by, result="1/BC"))
        succeed_agency(session, "so-noi-vu", "so-tai-chinh", change())
        after = apply(session, number["so-noi-vu"], Transition(event=ending, role=step_of(ending).role, by=by))
        last = history(session, after.id)[-1]
    assert after.state is State.WITHDRAWN
    assert last.reason == "cơ quan kế thừa (Sở Tài chính) đã có nhiệm vụ này"


def test_k4_what_an_agency_follows_up_cooperates_in_and_who_is_written_to_pass_over(database: Database) -> None:
    with_contacts(database, "so-noi-vu")
    registered(
        database,
        a_row("Sau khi Chính phủ ban hành Nghị định", "Sở Y tế", cooperating="Sở Nội vụ"),
        coordinator="so-noi-vu",
    )
    with database.writing() as session:
        succeed_agency(session, "so-noi-vu", "so-tai-chinh", change())
        old, new = (agency_ids(session)[code] for code in ("so-noi-vu", "so-tai-chinh"))
        assert session.scalars(select(PlanRow.coordinator_id)).one() == new
        named = session.scalars(select(TaskAgencyRow.agency_id).where(TaskAgencyRow.role == TaskRole.COOPERATING))
        assert set(named) == {new}
        assert set(session.scalars(select(ContactRow.agency_id))) == {new}
        assert old != new


def test_k4_the_next_plan_gives_the_successor_the_duties() -> None:
    (task,) = planned_of(a_row("Trước 15/9/2026", "Sở Nội vụ"))
    assert [agency.code for agency in task.owners] == ["so-tai-chinh"]


def test_k4_in_the_next_plan_the_successor_cooperates_under_the_name_that_is_printed() -> None:
    (task,) = planned_of(a_row("Trước 15/9/2026", "Sở Y tế", cooperating="Sở Nội vụ, Sở Xây dựng"))
    named = [(mention.spelling, mention.agency and mention.agency.code) for mention in task.cooperating]
    assert named == [("Sở Nội vụ", "so-tai-chinh"), ("Sở Xây dựng", "so-xay-dung")]


def planned_of(row: PrintedRow) -> Sequence[PlannedTask]:
    """The tasks of a plan after Sở Nội vụ was merged into Sở Tài chính."""
    directory = house_policies().directory
    gone = replace(directory.get("so-noi-vu"), dissolved=True, successors=("so-tai-chinh",))
    known = Directory.of([gone if a.code == gone.code else a for a in directory], directory.vocabulary)
    return planned_tasks(PlanDocument(head=a_head(), rows=(row,)), known, house_policies().working_days)
