"""Moving a duty along its life: the row, its dates and its log agree."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.builders import a_transition
from tests.plans import a_row, at, registered
from workflow.lifecycle import Event, ForbiddenStep, NeedMissing, NotAllowed, Role, State, Transition
from workflow.store.database.opening import Database
from workflow.store.duties.reading import UnknownAssignment, assignment, assignments
from workflow.store.duties.sweep import sweep
from workflow.store.duties.transitions import ChangedMeanwhile, OwesTheSame, UnknownNewAgency, apply
from workflow.store.log.replaying import unexplained_duties
from workflow.store.log.writing import history
from workflow.store.tables import AssignmentRow
from workflow.timeliness import Timeliness

EVE = date(2026, 7, 10)


def act(event: Event, role: Role = Role.STAFF, *, on: date = EVE, **brought: Any) -> Transition:
    return a_transition(event, role, "Anh Minh", at(on), **brought)


def reported(on: date) -> Transition:
    return act(Event.REPORT, on=on, result="123/BC-SNV")


@pytest.fixture
def duty_id(database: Database) -> int:
    """A duty of Sở Nội vụ, due on 14/7/2026."""
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    with database.reading() as session:
        return assignments(session)[0].id


def test_a_duty_is_accepted_reported_and_confirmed_on_time(database: Database, duty_id: int) -> None:
    with database.writing() as session:
        apply(session, duty_id, act(Event.ACCEPT))
        apply(session, duty_id, reported(date(2026, 7, 14)))
        done = apply(session, duty_id, act(Event.CONFIRM, Role.COORDINATOR, on=date(2026, 8, 20)))
    assert (done.state, done.timeliness) == (State.COMPLETED, Timeliness.DONE_ON_TIME)
    assert done.reported_on == date(2026, 7, 14)


def test_a_report_after_the_due_day_is_late_however_soon_it_is_confirmed(database: Database, duty_id: int) -> None:
    with database.writing() as session:
        apply(session, duty_id, reported(date(2026, 7, 15)))
        done = apply(session, duty_id, act(Event.CONFIRM, Role.COORDINATOR, on=date(2026, 7, 15)))
    assert done.timeliness is Timeliness.DONE_LATE


def test_a_returned_report_no_longer_counts(database: Database, duty_id: int) -> None:
    with database.writing() as session:
        apply(session, duty_id, reported(date(2026, 7, 14)))
        returned = apply(session, duty_id, act(Event.RETURN, Role.COORDINATOR, on=date(2026, 7, 20), reason="thiếu"))
    assert (returned.state, returned.reported_on, returned.timeliness) == (State.IN_PROGRESS, None, Timeliness.OVERDUE)


@pytest.mark.parametrize(
    "ended",
    [
        act(Event.CONFIRM, Role.COORDINATOR),
        act(Event.WITHDRAW, Role.COORDINATOR, reason="đã giao ở văn bản khác"),
    ],
    ids=["done", "withdrawn"],
)
def test_what_is_opened_again_is_as_far_as_it_was_before_its_report(
    database: Database, duty_id: int, ended: Transition
) -> None:
    with database.writing() as session:
        apply(session, duty_id, act(Event.NOTE_PROGRESS, text="đã xong một phần", percent=40))
        apply(session, duty_id, reported(EVE))
        apply(session, duty_id, ended)
        apply(session, duty_id, act(Event.REOPEN, Role.COORDINATOR, reason="cần bổ sung"))
    with database.reading() as session:
        assert session.execute(select(AssignmentRow.progress)).scalar_one() == 40
        assert not list(unexplained_duties(session))


def test_the_log_tells_who_did_what_from_where_to_where_and_why(database: Database, duty_id: int) -> None:
    with database.writing() as session:
        apply(session, duty_id, act(Event.REFUSE, reason="không thuộc chức năng"))
    with database.reading() as session:
        line = history(session, duty_id)[-1]
    assert (line.actor, line.action, line.before, line.after) == ("Anh Minh", "refuse", "assigned", "refused")
    assert line.reason == "không thuộc chức năng"
    assert line.at == at(EVE)


def test_every_move_gives_the_calendar_a_higher_revision_and_the_moves_moment(database: Database, duty_id: int) -> None:
    with database.writing() as session:
        before = assignment(session, duty_id)
        after = apply(session, duty_id, act(Event.ACCEPT))
    assert after.revision == before.revision + 1
    assert after.changed_at == at(EVE)
    assert after.uid == before.uid


def test_a_move_that_is_dated_back_is_stamped_after_the_last_one(database: Database, duty_id: int) -> None:
    before_that = EVE - timedelta(days=3)
    with database.writing() as session:
        accepted = apply(session, duty_id, act(Event.ACCEPT))
        withdrawn = apply(session, duty_id, act(Event.WITHDRAW, Role.COORDINATOR, on=before_that, reason="thôi"))

    assert (accepted.stamped_at, withdrawn.changed_at) == (at(EVE), at(before_that))
    assert withdrawn.stamped_at == at(EVE) + timedelta(seconds=1)


def test_moves_of_one_moment_are_stamped_a_second_apart(database: Database, duty_id: int) -> None:
    with database.writing() as session:
        moved = [
            apply(session, duty_id, act(Event.ACCEPT)),
            apply(session, duty_id, act(Event.NOTE_PROGRESS, text="đang làm", percent=40)),
            apply(session, duty_id, reported(EVE)),
            apply(session, duty_id, act(Event.CONFIRM, Role.COORDINATOR)),
        ]

    assert [duty.stamped_at for duty in moved] == [at(EVE) + timedelta(seconds=n) for n in range(4)]


def test_a_reassigned_duty_belongs_to_the_new_agency_and_keeps_its_uid(database: Database, duty_id: int) -> None:
    with database.writing() as session:
        before = assignment(session, duty_id)
        after = apply(session, duty_id, act(Event.REASSIGN, Role.COORDINATOR, agency="so-y-te"))
    assert (after.agency_name, after.state, after.uid) == ("Sở Y tế", State.ASSIGNED, before.uid)


def test_a_duty_cannot_go_to_an_agency_that_owes_the_same_already(database: Database) -> None:
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ, Sở Y tế"))
    with database.reading() as session:
        first, second = assignments(session)
    with pytest.raises(OwesTheSame, match=f"nhiệm vụ {second.id}"), database.writing() as session:
        apply(session, first.id, act(Event.REASSIGN, Role.COORDINATOR, agency=second.agency))


def test_a_duty_given_back_to_who_had_it_withdrawn_takes_up_the_withdrawn_one_again(database: Database) -> None:
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ, Sở Y tế"))
    with database.writing() as session:
        first, second = assignments(session)
        apply(session, first.id, act(Event.WITHDRAW, Role.COORDINATOR, reason="đổi chủ trì"))
        apply(session, second.id, act(Event.REASSIGN, Role.COORDINATOR, agency=first.agency, reason="giao nhầm"))
        taken_up, left = assignment(session, first.id), assignment(session, second.id)
        assert list(unexplained_duties(session)) == []
    assert (taken_up.state, taken_up.due, left.state) == (State.IN_PROGRESS, second.due, State.WITHDRAWN)


def test_an_unknown_new_agency_is_refused(database: Database, duty_id: int) -> None:
    with pytest.raises(UnknownNewAgency, match="so-khong-co"), database.writing() as session:
        apply(session, duty_id, act(Event.REASSIGN, Role.COORDINATOR, agency="so-khong-co"))


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (act(Event.CONFIRM, Role.COORDINATOR), ForbiddenStep),
        (act(Event.ACCEPT, Role.COORDINATOR), NotAllowed),
        (act(Event.REPORT), NeedMissing),
    ],
    ids=["state", "role", "need"],
)
def test_what_the_table_refuses_changes_nothing(
    database: Database, duty_id: int, wrong: Transition, error: type[Exception]
) -> None:
    with database.reading() as session:
        before, lines = assignment(session, duty_id), len(history(session, duty_id))
    with pytest.raises(error), database.writing() as session:
        apply(session, duty_id, wrong)
    with database.reading() as session:
        assert assignment(session, duty_id) == before
        assert len(history(session, duty_id)) == lines


def test_a_duty_that_does_not_exist_is_named(database: Database) -> None:
    with pytest.raises(UnknownAssignment, match="4711"), database.writing() as session:
        apply(session, 4711, act(Event.ACCEPT))


def test_of_two_who_act_at_the_same_time_the_slower_is_told(database: Database, duty_id: int) -> None:
    with pytest.raises(ChangedMeanwhile, match="người khác"), database.writing() as session:
        held = session.get_one(AssignmentRow, duty_id)
        assert held.version == 1
        # What another process commits between our reading and our writing.
        session.execute(
            update(AssignmentRow)
            .where(AssignmentRow.id == duty_id)
            .values(version=AssignmentRow.version + 1)
            .execution_options(synchronize_session=False)
        )
        apply(session, duty_id, act(Event.ACCEPT))


def test_a_reported_duty_is_left_alone_by_the_sweep(database: Database, duty_id: int) -> None:
    with database.writing() as session:
        apply(session, duty_id, reported(date(2026, 7, 14)))
        swept = sweep(session, today=date(2026, 9, 1), now=at(date(2026, 9, 1)))
        assert swept.changes == 0
        assert assignment(session, duty_id).timeliness is Timeliness.DUE_TODAY
