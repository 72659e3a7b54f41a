"""Events that are corrected, that happen again, and days that are never past from the first minute. Issue K."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import a_transition
from tests.plans import a_row, at, house_policies, registered
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import Event, State, step_of
from workflow.log.actions import LogAction
from workflow.policies import Policies
from workflow.store.database.opening import Database
from workflow.store.duties.extensions import grant_extension, request_extension
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import Rescheduling, apply
from workflow.store.duties.triggers import FiringRefused, TriggerAlready, correct, fire, preview, set_repeatable
from workflow.store.firings.affected import Firing
from workflow.store.firings.taking_back import unfire
from workflow.store.log.replaying import unexplained_duties
from workflow.store.log.writing import history
from workflow.store.plans.ending import withdraw_task
from workflow.store.plans.successions import succeed_agency
from workflow.timeliness import Timeliness

ON, FIRED = date(2026, 2, 27), date(2026, 3, 2)
TERM = "Trong 15 ngày sau khi Bộ Nội vụ ban hành Đề án"
POLICIES: Policies = house_policies()


def firing(on: date = ON, day: date = FIRED, **more: Any) -> Firing:
    by = By(actor="Chị Lan", now=at(day), document="345/QĐ-BNV ngày 27/02/2026", reason="ghi nhầm ngày")
    return Firing(trigger_id=1, on=on, by=by, **more)


def fired(database: Database, *deadlines: str, on: date = ON, day: date = FIRED) -> list[Assignment]:
    registered(database, *(a_row(deadline, "Sở Nội vụ") for deadline in deadlines))
    with database.writing() as session:
        fire(session, firing(on, day), POLICIES)
    return duties(database)


def duties(database: Database) -> list[Assignment]:
    with database.reading() as session:
        return sorted(assignments(session), key=lambda duty: duty.id)


def act(database: Database, event: Event, day: date, number: int = 1, **brought: Any) -> Assignment:
    with database.writing() as session:
        return apply(session, number, a_transition(event, step_of(event).role, "Chị Lan", at(day), **brought))


def corrected(database: Database, on: date, day: date = date(2026, 3, 20)) -> Assignment:
    with database.writing() as session:
        correct(session, firing(on, day), POLICIES)
        assert list(unexplained_duties(session)) == []
        return assignments(session)[0]


def test_k5_a_completed_duty_is_judged_by_the_corrected_day(database: Database) -> None:
    (duty,) = fired(database, TERM)
    act(database, Event.REPORT, date(2026, 3, 18), result="1/BC")
    assert act(database, Event.CONFIRM, date(2026, 3, 19)).timeliness is Timeliness.DONE_LATE
    after = corrected(database, date(2026, 3, 2))
    assert duty.due == date(2026, 3, 16)
    assert (after.due, after.state, after.timeliness) == (
        date(2026, 3, 17),
        State.COMPLETED,
        Timeliness.DONE_LATE,
    )
    assert corrected(database, date(2026, 3, 3)).timeliness is Timeliness.DONE_ON_TIME


def test_k5_a_refused_duty_gets_the_corrected_day(database: Database) -> None:
    fired(database, TERM)
    act(database, Event.REFUSE, date(2026, 3, 4), reason="không phải nhiệm vụ của sở")
    after = corrected(database, date(2026, 3, 2))
    assert (after.state, after.due) == (State.REFUSED, date(2026, 3, 17))


def test_k5_being_under_way_and_progress_survive_a_correction(database: Database) -> None:
    fired(database, TERM)
    act(database, Event.NOTE_PROGRESS, date(2026, 3, 4), text="đang làm", percent=60)
    assert corrected(database, date(2026, 3, 2)).state is State.IN_PROGRESS
    with database.reading() as session:
        assert "progress" not in history(session, 1)[-1].details


def test_k5_what_people_decided_since_stays(database: Database) -> None:
    fired(database, TERM)
    by = By(actor="Chị Lan", now=at(date(2026, 3, 4)), reason="chờ Bộ", document="9/UBND ngày 04/3/2026")
    with database.writing() as session:
        request_extension(session, 1, date(2026, 4, 30), by)
        grant_extension(session, 1, by, POLICIES)
    assert corrected(database, date(2026, 3, 2)).due == date(2026, 4, 30)


def correction_lines(database: Database) -> dict[int, dict[str, Any]]:
    """What each duty's lines say of the last correction."""
    with database.reading() as session:
        told = {duty.id: history(session, duty.id)[-1] for duty in assignments(session)}
    return {number: dict(line.details) for number, line in told.items() if line.action == LogAction.CORRECT_EVENT}


def test_k5_every_duty_that_hangs_on_a_corrected_event_has_it_in_its_log_also_where_its_day_stays(
    database: Database,
) -> None:
    # Fifteen days from Friday 27/02 or from Saturday end on Monday 16/3.
    fired(database, TERM, "Trong 20 ngày sau khi Bộ Nội vụ ban hành Đề án")
    with database.writing() as session:
        told = correct(session, firing(date(2026, 2, 28), date(2026, 3, 4)), POLICIES)
        assert list(unexplained_duties(session)) == []
    assert [item.moves for item in told] == [False, True]
    facts = {"on": "2026-02-28", "was_on": "2026-02-27", "was_document": "345/QĐ-BNV ngày 27/02/2026"}
    lines = correction_lines(database)
    assert lines[1] == facts | {"kept_due": "2026-03-16"}
    assert lines[2].items() >= (facts | {"was_due": "2026-03-19", "due": "2026-03-20"}).items()


def test_k5_a_corrected_document_alone_moves_no_day_not_even_one_set_by_hand(database: Database) -> None:
    registered(database, a_row(TERM, "Sở Nội vụ"))
    day = date(2026, 4, 30)
    with database.writing() as session:
        fire(session, firing(due=day), POLICIES)
        by = By(actor="Chị Lan", now=at(date(2026, 3, 4)), document="346/QĐ-BNV ngày 27/02/2026", reason="ghi nhầm số")
        correct(session, Firing(trigger_id=1, on=ON, by=by), POLICIES)
        with pytest.raises(FiringRefused, match="đúng ngày này, theo văn bản này"):
            correct(session, Firing(trigger_id=1, on=ON, by=by), POLICIES)
        assert history(session, 1)[-1].document == "346/QĐ-BNV ngày 27/02/2026"
    assert [duty.due for duty in duties(database)] == [day]
    assert correction_lines(database)[1]["kept_due"] == day.isoformat()


def test_k5_what_people_decided_stays_and_still_has_the_corrected_event_in_its_log(database: Database) -> None:
    fired(database, TERM)
    by = By(actor="Chị Lan", now=at(date(2026, 3, 4)), reason="chờ Bộ", document="9/UBND ngày 04/3/2026")
    with database.writing() as session:
        request_extension(session, 1, date(2026, 4, 30), by)
        grant_extension(session, 1, by, POLICIES)
        (item,) = correct(session, firing(date(2026, 3, 2), date(2026, 3, 20)), POLICIES)
    assert (item.kept, item.moves) == (True, False)
    assert correction_lines(database)[1]["kept_due"] == "2026-04-30"


def test_k5_two_corrections_keep_the_days_that_a_return_gave(database: Database) -> None:
    fired(database, TERM)
    act(database, Event.REPORT, date(2026, 3, 9), result="1/BC")
    # Handed in on Monday 09/3, returned on Wednesday: 16/3 and two days.
    given = Rescheduling(due=date(2026, 3, 18), act_by=date(2026, 3, 18), soon_on=date(2026, 3, 11))
    with database.writing() as session:
        back = a_transition(Event.RETURN, step_of(Event.RETURN).role, "Chị Lan", at(date(2026, 3, 11)), reason="thiếu")
        apply(session, 1, back, given)
    moved = [corrected(database, date(2026, 3, day), date(2026, 3, 17)).due for day in (2, 3)]
    assert moved == [date(2026, 3, 19), date(2026, 3, 20)]


def test_k11_an_event_that_was_taken_back_and_happened_later_is_corrected_as_of_then(database: Database) -> None:
    fired(database, TERM)
    later = firing(date(2026, 5, 4), date(2026, 5, 4))
    with database.writing() as session:
        unfire(session, 1, later.by, POLICIES)
        fire(session, later, POLICIES)
    # Fifteen days from 01/4 had passed when it was fired in May.
    usual = POLICIES.working_days.add(date(2026, 5, 4), POLICIES.usual_term)
    assert corrected(database, date(2026, 4, 1), date(2026, 5, 5)).due == usual


def test_k9_right_after_an_event_is_the_next_working_day(database: Database) -> None:
    # Friday 27/02, entered on Monday 02/3.
    (duty,) = fired(database, "Ngay sau khi Bộ Nội vụ ban hành Đề án")
    assert duty.due == date(2026, 3, 3)


def test_k9_an_event_that_is_heard_of_late_gives_no_past_day(database: Database) -> None:
    (duty,) = fired(database, TERM, day=date(2026, 5, 4))
    assert duty.due == POLICIES.working_days.add(date(2026, 5, 4), POLICIES.usual_term)


def test_k11_a_request_opens_a_new_occurrence_each_time(database: Database) -> None:
    fired(database, "theo yêu cầu của BCĐ")
    act(database, Event.REPORT, date(2026, 3, 5), result="1/BC")
    with database.writing() as session:
        shown = preview(session, firing(date(2026, 4, 6), date(2026, 4, 6)), POLICIES)
        assert [item.again for item in shown] == [True]
        fire(session, firing(date(2026, 4, 6), date(2026, 4, 6)), POLICIES)
        assert list(unexplained_duties(session)) == []
    first, second = duties(database)
    assert (first.state, second.state) == (State.REPORTED, State.ASSIGNED)
    assert second.due == POLICIES.working_days.add(date(2026, 4, 6), POLICIES.usual_term)


def test_k11_a_request_beside_a_date_is_not_used_up_by_a_report(database: Database) -> None:
    registered(database, a_row("Trước 26/4/2026 (hoặc theo yêu cầu của BCĐ)", "Sở Nội vụ"))
    act(database, Event.REPORT, date(2026, 3, 1), result="1/BC")
    with database.writing() as session:
        fire(session, firing(), POLICIES)
    first, second = duties(database)
    assert (first.due, first.state) == (date(2026, 4, 25), State.REPORTED)
    assert second.state is State.ASSIGNED
    assert second.due is not None
    assert second.due > FIRED


def test_k11_taking_the_last_firing_back_leaves_the_earlier_ones(database: Database) -> None:
    fired(database, "theo yêu cầu của BCĐ")
    with database.writing() as session:
        fire(session, firing(date(2026, 4, 6), date(2026, 4, 6)), POLICIES)
        unfire(session, 1, firing(day=date(2026, 4, 7)).by, POLICIES)
    assert [duty.state for duty in duties(database)] == [State.ASSIGNED, State.WITHDRAWN]
    with database.writing() as session:
        fire(session, firing(date(2026, 4, 8), date(2026, 4, 8)), POLICIES)
    assert [duty.state for duty in duties(database)] == [State.ASSIGNED, State.WITHDRAWN, State.ASSIGNED]


def test_an_event_that_is_taken_back_takes_along_what_lay_withdrawn_when_it_happened(database: Database) -> None:
    registered(database, a_row(TERM, "Sở Nội vụ, Sở Y tế"))
    act(database, Event.WITHDRAW, date(2026, 2, 26), reason="giao nhầm")
    with database.writing() as session:
        fire(session, firing(), POLICIES)
    with database.writing() as session:
        succeed_agency(session, "so-y-te", "so-noi-vu", firing().by)
    own, other = duties(database)
    assert (own.state, own.due, other.state) == (State.IN_PROGRESS, other.due, State.WITHDRAWN)
    with database.writing() as session:
        unfire(session, 1, firing(day=date(2026, 3, 4)).by, POLICIES)
        assert list(unexplained_duties(session)) == []
    assert (duties(database)[0].state, duties(database)[0].due) == (State.WAITING, None)


def test_what_hangs_on_an_event_and_is_opened_again_before_it_waits_for_it(database: Database) -> None:
    registered(database, a_row(TERM, "Sở Nội vụ"))
    act(database, Event.WITHDRAW, date(2026, 2, 26), reason="giao nhầm")
    assert act(database, Event.REOPEN, date(2026, 2, 27), reason="vẫn cần").state is State.WAITING
    with database.writing() as session:
        fire(session, firing(), POLICIES)
        assert list(unexplained_duties(session)) == []
    assert duties(database)[0].due is not None


def test_a_duty_opened_again_gets_no_day_of_an_event_that_was_taken_back_meanwhile(database: Database) -> None:
    fired(database, TERM)
    act(database, Event.WITHDRAW, date(2026, 3, 3), reason="giao nhầm")
    with database.writing() as session:
        unfire(session, 1, firing(day=date(2026, 3, 4)).by, POLICIES)
    again = act(database, Event.REOPEN, date(2026, 3, 5), reason="vẫn cần")
    assert (again.state, again.due) == (State.WAITING, None)
    with database.writing() as session:
        fire(session, firing(date(2026, 3, 6), date(2026, 3, 6)), POLICIES)
        assert list(unexplained_duties(session)) == []
    assert duties(database)[0].due is not None


def test_k11_what_may_happen_again_is_a_persons_to_say(database: Database) -> None:
    fired(database, TERM)
    later = firing(date(2026, 4, 6), date(2026, 4, 6))
    with database.writing() as session:
        with pytest.raises(TriggerAlready):
            preview(session, later, POLICIES)
        set_repeatable(session, 1, later.by, repeatable=True)
        assert len(fire(session, later, POLICIES)) == 1
    assert len(duties(database)) == 2


def test_k19_an_events_day_is_not_ahead_and_an_early_one_is_asked_about_twice(database: Database) -> None:
    registered(database, a_row(TERM, "Sở Nội vụ"))
    with database.writing() as session:
        with pytest.raises(FiringRefused, match="chưa đến"):
            fire(session, firing(FIRED + timedelta(days=1)), POLICIES)
        with pytest.raises(FiringRefused, match="trước khi văn bản được ban hành"):
            fire(session, firing(date(2025, 12, 31)), POLICIES)
        assert len(fire(session, firing(date(2025, 12, 31), sure=True), POLICIES)) == 1


def test_k11_a_withdrawn_task_gets_no_new_occurrence(database: Database) -> None:
    fired(database, "theo yêu cầu của BCĐ")
    act(database, Event.REPORT, date(2026, 3, 5), result="1/BC")
    later = firing(date(2026, 4, 6), date(2026, 4, 6))
    with database.writing() as session:
        withdraw_task(session, 1, later.by)
        assert fire(session, later, POLICIES) == []


def test_an_event_that_comes_back_is_not_recorded_twice_with_one_day_and_document(database: Database) -> None:
    registered(database, a_row(TERM, "Sở Nội vụ"))
    with database.writing() as session:
        set_repeatable(session, 1, firing().by, repeatable=True)
        fire(session, firing(), POLICIES)
    with pytest.raises(FiringRefused, match="cùng văn bản"), database.writing() as session:
        fire(session, firing(), POLICIES)
    assert len(duties(database)) == 1
    with database.writing() as session:
        fire(session, firing(FIRED), POLICIES)
    assert len(duties(database)) == 2
