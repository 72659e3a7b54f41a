"""Events that are taken back, happen or are corrected while a duty isn't to be done, and what it then comes back to."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.builders import a_transition
from tests.plans import a_head, a_row, at, house_policies, registered
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import Event, State, step_of
from workflow.log.audit import LogEntry
from workflow.policies import Policies
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.duties.setting_days import dates_with
from workflow.store.duties.transitions import apply
from workflow.store.duties.triggers import correct, fire, set_repeatable
from workflow.store.firings.affected import Firing
from workflow.store.firings.taking_back import unfire
from workflow.store.log.replaying import unexplained_duties
from workflow.store.log.writing import history
from workflow.store.plans.successions import restore_plan, succeed_agency, supersede_plan
from workflow.timeliness import Timeliness

TERM = "Trong 15 ngày sau khi Bộ Nội vụ ban hành Đề án"
POLICIES: Policies = house_policies()
FIRED, BACK, AGAIN = date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 16)
# Fifteen days from Friday 27/02 end on a Saturday; from Monday 16/3 on the 31st.
FIRST_DUE, SECOND_DUE = date(2026, 3, 16), date(2026, 3, 31)


def said(day: date, document: str = "345/QĐ-BNV ngày 27/02/2026") -> By:
    return By(actor="Chị Lan", now=at(day), document=document, reason="ghi nhầm")


def happens(database: Database, on: date, day: date) -> None:
    with database.writing() as session:
        fire(session, Firing(trigger_id=1, on=on, by=said(day)), POLICIES)
        assert list(unexplained_duties(session)) == []


def taken_back(database: Database, day: date = BACK) -> list[Assignment]:
    with database.writing() as session:
        done = unfire(session, 1, said(day), POLICIES)
        assert list(unexplained_duties(session)) == []
    return done


def corrected(database: Database, on: date, day: date) -> None:
    with database.writing() as session:
        correct(session, Firing(trigger_id=1, on=on, by=said(day)), POLICIES)
        assert list(unexplained_duties(session)) == []


def duties(database: Database) -> list[Assignment]:
    with database.reading() as session:
        return sorted(assignments(session), key=lambda duty: duty.id)


def lines(database: Database, number: int = 1) -> list[LogEntry]:
    with database.reading() as session:
        return list(history(session, number))


def act(database: Database, event: Event, day: date, number: int = 1, **brought: Any) -> Assignment:
    """What somebody does, with the day that goes with it."""
    brought = {"reason": "lý do"} | brought
    with database.writing() as session:
        duty = next(each for each in assignments(session) if each.id == number)
        move = a_transition(event, step_of(event).role, "Chị Lan", at(day), **brought)
        after = apply(session, number, move, dates_with(session, duty, move, None, POLICIES))
        assert list(unexplained_duties(session)) == []
    return after


def reported(database: Database) -> None:
    act(database, Event.REPORT, date(2026, 3, 6), result="1/BC ngày 06/3/2026")


def completed(database: Database) -> None:
    reported(database)
    act(database, Event.CONFIRM, date(2026, 3, 9))


def refused(database: Database) -> None:
    act(database, Event.REFUSE, date(2026, 3, 6))


def withdrawn(database: Database) -> None:
    act(database, Event.WITHDRAW, date(2026, 3, 6))


Deed = Callable[[Database], object]
COMING_BACK: dict[str, tuple[Deed, Event]] = {
    "a returned report": (reported, Event.RETURN),
    "a recalled report": (reported, Event.RECALL_REPORT),
    "a refused duty that goes to another agency": (refused, Event.REASSIGN),
    "a completed duty that is opened again": (completed, Event.REOPEN),
    "a withdrawn duty that is opened again": (withdrawn, Event.REOPEN),
}


@pytest.fixture
def fired(database: Database) -> Database:
    registered(database, a_row(TERM, "Sở Nội vụ"))
    happens(database, date(2026, 2, 27), FIRED)
    assert duties(database)[0].due == FIRST_DUE
    return database


@pytest.mark.parametrize("name", COMING_BACK)
def test_k16_what_comes_back_after_its_event_was_taken_back_waits_for_it(name: str, fired: Database) -> None:
    leaves, comes_back = COMING_BACK[name]
    leaves(fired)
    taken_back(fired)
    agency = "so-y-te" if comes_back is Event.REASSIGN else None
    after = act(fired, comes_back, date(2026, 3, 12), agency=agency)
    assert (after.state, after.due) == (State.WAITING, None)
    happens(fired, AGAIN, AGAIN)
    assert (duties(fired)[0].state, duties(fired)[0].due) == (State.ASSIGNED, SECOND_DUE)


@pytest.mark.parametrize("name", COMING_BACK)
def test_k16_what_comes_back_after_its_event_happened_anew_has_the_day_of_the_second_firing(
    name: str, fired: Database
) -> None:
    leaves, comes_back = COMING_BACK[name]
    leaves(fired)
    taken_back(fired)
    happens(fired, AGAIN, AGAIN)
    agency = "so-y-te" if comes_back is Event.REASSIGN else None
    after = act(fired, comes_back, AGAIN, agency=agency)
    # A report that lay until then gets the days that it lay on top, as any other.
    assert after.due is not None
    assert after.due >= SECOND_DUE
    assert after.state in {State.ASSIGNED, State.IN_PROGRESS}
    corrected(fired, date(2026, 3, 17), date(2026, 3, 18))
    moved = duties(fired)[0].due
    assert moved is not None
    assert (moved - after.due).days == 1


@pytest.mark.parametrize(
    ("leaves", "state"),
    [(reported, State.REPORTED), (completed, State.COMPLETED), (refused, State.REFUSED)],
    ids=["reported", "completed", "refused"],
)
def test_k16_taking_an_event_back_names_what_stays_and_takes_its_day(
    leaves: Deed, state: State, fired: Database
) -> None:
    leaves(fired)
    (duty,) = taken_back(fired)
    assert (duty.state, duty.due, duty.timeliness) == (state, None, Timeliness.UNDATED)
    assert (lines(fired)[-1].action, lines(fired)[-1].details["was_due"]) == (Event.UNFIRE, FIRST_DUE.isoformat())


def test_k16_what_was_done_is_judged_by_the_day_of_the_second_firing(fired: Database) -> None:
    act(fired, Event.REPORT, date(2026, 3, 18), result="1/BC ngày 18/3/2026")
    assert act(fired, Event.CONFIRM, date(2026, 3, 19)).timeliness is Timeliness.DONE_LATE
    taken_back(fired, date(2026, 3, 20))
    happens(fired, date(2026, 3, 16), date(2026, 3, 20))
    assert (duties(fired)[0].due, duties(fired)[0].timeliness) == (SECOND_DUE, Timeliness.DONE_ON_TIME)


def test_k16_a_report_of_a_request_that_was_taken_back_leaves_nothing_behind_once_it_is_returned(
    database: Database,
) -> None:
    registered(database, a_row(TERM, "Sở Nội vụ"))
    with database.writing() as session:
        set_repeatable(session, 1, said(FIRED), repeatable=True)
    happens(database, date(2026, 2, 27), FIRED)
    happens(database, date(2026, 3, 4), date(2026, 3, 4))
    act(database, Event.REPORT, date(2026, 3, 6), 2, result="1/BC ngày 06/3/2026")
    taken_back(database)
    first, second = duties(database)
    assert (first.due, second.state, second.due) == (FIRST_DUE, State.REPORTED, None)
    assert act(database, Event.RETURN, date(2026, 3, 12), 2).state is State.WITHDRAWN


# Plans that were replaced by mistake.


def replaced(database: Database, day: date) -> int:
    newer = registered(
        database, a_row("Tháng 12", "Sở Nội vụ"), head=a_head(number="99/KH-UBND", issued_on=day), on=day
    )
    with database.writing() as session:
        supersede_plan(session, 1, newer.plan_id, said(day))
    return newer.plan_id


def restored(database: Database, day: date) -> Assignment:
    with database.writing() as session:
        restore_plan(session, 1, said(day), POLICIES)
        assert list(unexplained_duties(session)) == []
    return duties(database)[0]


def test_k15_a_plan_that_is_restored_after_its_event_happened_has_the_events_day(database: Database) -> None:
    registered(database, a_row(TERM, "Sở Nội vụ"))
    replaced(database, date(2026, 2, 26))
    happens(database, date(2026, 2, 27), FIRED)
    after = restored(database, date(2026, 3, 5))
    assert (after.state, after.due) == (State.ASSIGNED, FIRST_DUE)
    assert (lines(database)[-1].action, lines(database)[-1].document) == (Event.FIRE, "345/QĐ-BNV ngày 27/02/2026")


def test_k15_a_plan_that_is_restored_when_the_events_term_is_over_has_the_usual_one(database: Database) -> None:
    registered(database, a_row(TERM, "Sở Nội vụ"))
    replaced(database, date(2026, 2, 26))
    happens(database, date(2026, 2, 27), FIRED)
    after = restored(database, date(2026, 3, 20))
    assert after.due == POLICIES.working_days.add(date(2026, 3, 20), POLICIES.usual_term)


def test_k15_a_plan_that_is_restored_after_its_event_was_taken_back_waits(fired: Database) -> None:
    replaced(fired, date(2026, 3, 4))
    taken_back(fired)
    after = restored(fired, date(2026, 3, 12))
    assert (after.state, after.due) == (State.WAITING, None)


def test_k15_a_plan_that_is_restored_after_its_event_happened_anew_has_the_second_day(fired: Database) -> None:
    replaced(fired, date(2026, 3, 4))
    taken_back(fired)
    happens(fired, AGAIN, AGAIN)
    after = restored(fired, AGAIN)
    assert (after.state, after.due) == (State.ASSIGNED, SECOND_DUE)


def test_k15_a_plan_that_is_restored_has_the_corrected_day(fired: Database) -> None:
    replaced(fired, date(2026, 3, 4))
    corrected(fired, date(2026, 3, 2), date(2026, 3, 5))
    assert restored(fired, date(2026, 3, 6)).due == date(2026, 3, 17)


def test_k15_who_was_left_out_of_a_firing_still_waits_when_the_plan_is_restored(database: Database) -> None:
    registered(database, a_row(TERM, "Sở Nội vụ, Sở Y tế"))
    with database.writing() as session:
        fire(session, Firing(trigger_id=1, on=FIRED, by=said(FIRED), left_out=frozenset({1})), POLICIES)
    replaced(database, date(2026, 3, 4))
    assert restored(database, date(2026, 3, 6)).state is State.WAITING


# Days that go along with a corrected event.


def test_k14_what_was_opened_again_after_its_event_happened_is_corrected_along(database: Database) -> None:
    registered(database, a_row(TERM, "Sở Nội vụ"))
    act(database, Event.WITHDRAW, date(2026, 2, 26))
    happens(database, date(2026, 2, 27), FIRED)
    assert act(database, Event.REOPEN, date(2026, 3, 3)).due == FIRST_DUE
    corrected(database, date(2026, 3, 2), date(2026, 3, 4))
    assert duties(database)[0].due == date(2026, 3, 17)


def test_k14_what_was_corrected_while_a_duty_was_withdrawn_holds_once_it_is_opened_again(fired: Database) -> None:
    withdrawn(fired)
    corrected(fired, date(2026, 3, 4), date(2026, 3, 9))
    assert act(fired, Event.REOPEN, BACK).due == date(2026, 3, 19)


def test_k14_a_duty_that_goes_on_where_a_merged_agencys_stood_is_corrected_along(database: Database) -> None:
    registered(database, a_row(TERM, "Sở Nội vụ, Sở Y tế"))
    act(database, Event.WITHDRAW, date(2026, 2, 26))
    happens(database, date(2026, 2, 27), FIRED)
    with database.writing() as session:
        succeed_agency(session, "so-y-te", "so-noi-vu", said(date(2026, 3, 3)))
    corrected(database, date(2026, 3, 2), date(2026, 3, 4))
    own, gone = duties(database)
    assert (own.state, own.due, gone.state) == (State.IN_PROGRESS, date(2026, 3, 17), State.WITHDRAWN)


def test_k14_a_duty_that_goes_back_to_who_had_it_before_is_corrected_along(database: Database) -> None:
    registered(database, a_row(TERM, "Sở Nội vụ, Sở Y tế"))
    act(database, Event.WITHDRAW, date(2026, 2, 26), 2)
    happens(database, date(2026, 2, 27), FIRED)
    act(database, Event.REASSIGN, date(2026, 3, 3), agency="so-y-te")
    corrected(database, date(2026, 3, 2), date(2026, 3, 4))
    gone, again = duties(database)
    assert (gone.state, again.state, again.due) == (State.WITHDRAWN, State.IN_PROGRESS, date(2026, 3, 17))


# Nobody is overdue from the first minute.


def test_k13_a_term_that_ends_on_the_day_of_the_entry_gives_the_usual_one(database: Database) -> None:
    registered(database, a_row(TERM, "Sở Nội vụ"))
    happens(database, date(2026, 2, 27), FIRST_DUE)
    assert duties(database)[0].due == POLICIES.working_days.add(FIRST_DUE, POLICIES.usual_term)


def test_k13_a_correction_makes_nobody_overdue_who_was_in_time(fired: Database) -> None:
    # Fifteen days from 20/02 end on Monday 09/3, which has passed; the day there is has not.
    corrected(fired, date(2026, 2, 20), date(2026, 3, 11))
    assert duties(fired)[0].due == FIRST_DUE
    assert lines(fired)[-1].details["passed"] == "2026-03-09"


def test_k13_a_correction_leaves_who_was_late_as_late_as_he_truly_was(fired: Database) -> None:
    corrected(fired, date(2026, 3, 2), date(2026, 3, 20))
    assert duties(fired)[0].due == date(2026, 3, 17)


def test_k13_a_correction_that_ends_a_delay_gives_a_day_that_can_be_met(fired: Database) -> None:
    corrected(fired, date(2026, 3, 5), date(2026, 3, 20))
    assert duties(fired)[0].due == date(2026, 3, 23)
