"""Firing an awaited event gives its duties their dates; taking it back undoes exactly that."""

from datetime import date

import pytest

from tests.plans import a_row, at, house_policies, registered
from workflow.by import By
from workflow.lifecycle import Event, Role, State, Transition
from workflow.log.words import line_label, line_words
from workflow.store.database.opening import Database
from workflow.store.duties.extensions import reschedule_duty
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.duties.triggers import (
    FiringRefused,
    TriggerAlready,
    UnknownTrigger,
    correct,
    fire,
    list_triggers,
    preview,
)
from workflow.store.firings.affected import Firing
from workflow.store.firings.taking_back import unfire
from workflow.store.log.replaying import unexplained_duties
from workflow.store.log.writing import history

ON = date(2026, 2, 27)
TODAY = date(2026, 3, 2)


def firing(trigger_id: int = 1, *, on: date = ON, due: date | None = None, reason: str = "") -> Firing:
    by = By(actor="Chị Lan", now=at(TODAY), document="345/QĐ-BNV", reason=reason)
    return Firing(trigger_id=trigger_id, on=on, due=due, by=by)


@pytest.fixture
def waiting(database: Database) -> Database:
    """Two duties that await the same event: one without a term, one with 15 days."""
    registered(
        database,
        a_row("Sau khi Bộ Nội vụ ban hành Đề án", "Sở Nội vụ"),
        a_row("Trong 15 ngày sau khi Bộ Nội vụ ban hành Đề án", "Sở Tài chính"),
    )
    return database


def test_a_waiting_event_says_since_when_and_how_many_duties_hang_on_it(waiting: Database) -> None:
    with waiting.reading() as session:
        (trigger,) = list_triggers(session)
    assert (trigger.wording, trigger.awaited_by, trigger.fired_on) == ("Bộ Nội vụ ban hành Đề án", 2, None)
    assert trigger.age(date(2026, 1, 29)) == 10


def test_a_preview_shows_the_proposed_days_and_their_rule_and_changes_nothing(waiting: Database) -> None:
    with waiting.reading() as session:
        shown = preview(session, firing(), house_policies())
        assert {duty.state for duty in assignments(session)} == {State.WAITING}
    by_agency = {item.assignment.agency_name: item.proposal for item in shown}
    assert by_agency["Sở Nội vụ"].due == date(2026, 3, 13)
    assert "không ghi thời hạn" in by_agency["Sở Nội vụ"].rule
    # 27/02 plus 15 days is Saturday 14/3: the term ends with the next working day.
    assert by_agency["Sở Tài chính"].due == date(2026, 3, 16)


def test_firing_gives_every_duty_what_the_preview_showed(waiting: Database) -> None:
    with waiting.writing() as session:
        shown = {item.assignment.id: item.proposal.due for item in preview(session, firing(), house_policies())}
        fire(session, firing(), house_policies())
    with waiting.reading() as session:
        assert {duty.id: duty.due for duty in assignments(session)} == shown
        assert {duty.state for duty in assignments(session)} == {State.ASSIGNED}
        line = history(session, min(shown))[-1]
        assert (line.action, line.document, line.before) == ("fire", "345/QĐ-BNV", "waiting")
        assert [t.fired_on for t in list_triggers(session)] == [ON]
        assert list_triggers(session, waiting_only=True) == []


def test_a_person_may_overrule_the_proposed_day(waiting: Database) -> None:
    with waiting.writing() as session:
        fire(session, firing(due=date(2026, 4, 5), reason="Chủ tịch chỉ đạo"), house_policies())
    with waiting.reading() as session:
        duty = assignments(session)[0]
        assert (duty.due, duty.act_by) == (date(2026, 4, 5), date(2026, 4, 3))
        assert history(session, duty.id)[-1].reason == "Chủ tịch chỉ đạo"


def test_k19_the_day_set_with_an_event_is_none_that_nobody_can_mean(waiting: Database) -> None:
    with pytest.raises(FiringRefused, match="hạn quá xa"), waiting.writing() as session:
        fire(session, firing(due=date(9999, 12, 30), reason="Chủ tịch chỉ đạo"), house_policies())


def test_an_event_fires_once(waiting: Database) -> None:
    with waiting.writing() as session:
        fire(session, firing(), house_policies())
    with pytest.raises(TriggerAlready, match="27/02/2026"), waiting.writing() as session:
        fire(session, firing(), house_policies())


def test_taking_a_firing_back_lets_its_duties_wait_again_without_dates(waiting: Database) -> None:
    with waiting.writing() as session:
        fire(session, firing(), house_policies())
        unfire(session, 1, By(actor="Chị Lan", now=at(TODAY), reason="nhầm văn bản"), house_policies())
    with waiting.reading() as session:
        duties = assignments(session)
        assert {(duty.state, duty.due, duty.act_by) for duty in duties} == {(State.WAITING, None, None)}
        assert {duty.event for duty in duties} == {"Bộ Nội vụ ban hành Đề án"}
        assert list_triggers(session)[0].fired_on is None


def test_what_was_reported_meanwhile_stays_reported(waiting: Database) -> None:
    with waiting.writing() as session:
        moved = fire(session, firing(), house_policies())
        report = Transition(
            event=Event.REPORT, role=Role.STAFF, by=By(actor="Anh Minh", now=at(TODAY)), result="12/BC-SNV"
        )
        apply(session, moved[0].assignment.id, report)
        concerned = unfire(session, 1, By(actor="Chị Lan", now=at(TODAY), reason="nhầm"), house_policies())
    assert [(duty.id, duty.state, duty.due) for duty in concerned] == [
        (moved[0].assignment.id, State.REPORTED, None),
        (moved[1].assignment.id, State.WAITING, None),
    ]


def test_an_event_that_has_not_fired_cannot_be_taken_back(waiting: Database) -> None:
    with pytest.raises(TriggerAlready, match="chưa được ghi nhận xảy ra"), waiting.writing() as session:
        unfire(session, 1, By(actor="Chị Lan", now=at(TODAY), reason="nhầm"), house_policies())


def test_an_unknown_event_is_named(waiting: Database) -> None:
    with pytest.raises(UnknownTrigger, match="99"), waiting.reading() as session:
        preview(session, firing(99), house_policies())


def test_correcting_the_day_of_an_event_moves_its_duties_along(waiting: Database) -> None:
    with waiting.writing() as session:
        fire(session, firing(), house_policies())
        correct(session, firing(on=date(2026, 2, 20), reason="văn bản ghi ngày 20/02"), house_policies())
    with waiting.reading() as session:
        dues = {duty.agency_name: duty.due for duty in assignments(session)}
        assert list_triggers(session)[0].fired_on == date(2026, 2, 20)
    assert dues == {"Sở Nội vụ": date(2026, 3, 6), "Sở Tài chính": date(2026, 3, 9)}


@pytest.fixture
def movable(database: Database) -> Database:
    """Two duties with a day each, or when the steering committee asks for it."""
    registered(
        database,
        a_row("Trước 26/02/2026 (hoặc theo yêu cầu của BCĐ)", "Sở Nội vụ"),
        a_row("Trước 28/05/2026 (hoặc theo yêu cầu của BCĐ)", "Sở Nội vụ"),
    )
    return database


def test_a_request_that_may_move_a_day_is_no_waiting_event_and_belongs_to_one_task(movable: Database) -> None:
    with movable.reading() as session:
        assert list_triggers(session, waiting_only=True) == []
        alternatives = list_triggers(session)
        assert [duty.due for duty in assignments(session)] == [date(2026, 2, 25), date(2026, 5, 27)]
    assert [(t.alternative, t.awaited_by) for t in alternatives] == [(True, 1), (True, 1)]


def test_a_request_moves_the_day_of_its_task_and_taking_it_back_restores_it(movable: Database) -> None:
    with movable.writing() as session:
        first = list_triggers(session)[0].id
        asked = firing(first, due=date(2026, 3, 6), reason="BCĐ họp sớm")
        fire(session, asked, house_policies())
        assert [duty.due for duty in assignments(session)] == [date(2026, 3, 6), date(2026, 5, 27)]
        unfire(session, first, By(actor="Chị Lan", now=at(TODAY), reason="hoãn họp"), house_policies())
        assert [duty.due for duty in assignments(session)] == [date(2026, 2, 25), date(2026, 5, 27)]
        assert {duty.state for duty in assignments(session)} == {State.ASSIGNED}


def test_k11_a_request_proposes_no_later_day_than_the_printed_one_until_that_has_passed(movable: Database) -> None:
    # Ten working days from Monday 02/3 end on Monday 16/3: sooner than 27/5, and 25/02 has passed.
    with movable.writing() as session:
        early, late = list_triggers(session)
        (item,) = preview(session, firing(early.id, on=TODAY), house_policies())
        assert (item.proposal.due, item.moves) == (date(2026, 3, 16), True)
        (item,) = preview(session, firing(late.id, on=TODAY), house_policies())
        assert (item.proposal.due, item.moves) == (date(2026, 3, 16), True)
    with movable.writing() as session:
        by = By(actor="Chị Lan", now=at(date(2026, 5, 20)), document="12/BCĐ")
        asked = Firing(trigger_id=late.id, on=date(2026, 5, 20), by=by)
        (item,) = fire(session, asked, house_policies())
        assert (item.proposal.due, item.moves) == (date(2026, 5, 27), False)
        assert "hạn đã ghi 27/5/2026 sớm hơn 03/6/2026" in item.proposal.rule
        line = history(session, item.assignment.id)[-1]
        assert (line.action, line.document, line.details["kept_due"]) == ("fire", "12/BCĐ", "2026-05-27")
        assert list(unexplained_duties(session)) == []
        unfire(session, late.id, By(actor="Chị Lan", now=at(date(2026, 5, 21)), reason="nhầm"), house_policies())
        assert [duty.due for duty in assignments(session)] == [date(2026, 2, 25), date(2026, 5, 27)]


def test_k15_a_day_set_alone_has_its_reason_in_the_log_once(waiting: Database) -> None:
    with waiting.writing() as session:
        by = By(actor="Chị Lan", now=at(TODAY), reason="Bộ hẹn riêng")
        duty = reschedule_duty(session, 1, date(2026, 4, 29), by, house_policies())
        line = history(session, duty.id)[-1]
    assert line_label(line) == "đặt hạn riêng"
    assert (line.reason, line.document, line_words(line).count("Bộ hẹn riêng")) == ("Bộ hẹn riêng", "", 1)


def test_a_day_that_was_changed_again_since_the_request_is_left_alone(movable: Database) -> None:
    with movable.writing() as session:
        first = list_triggers(session)[0].id
        duty = fire(session, firing(first, due=date(2026, 3, 6), reason="BCĐ họp sớm"), house_policies())[0].assignment
        by = By(actor="Chị Lan", now=at(TODAY), reason="Chủ tịch chỉ đạo")
        reschedule_duty(session, duty.id, date(2026, 3, 20), by, house_policies())
        unfire(session, first, By(actor="Chị Lan", now=at(TODAY), reason="hoãn họp"), house_policies())
        assert date(2026, 3, 20) in [d.due for d in assignments(session)]
