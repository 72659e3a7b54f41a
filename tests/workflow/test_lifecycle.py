"""The table of steps is the whole truth about an assignment's life."""

import pytest

from workflow.lifecycle import (
    OPEN,
    STATE_LABELS,
    STEPS,
    Event,
    ForbiddenStep,
    Need,
    NeedMissing,
    NotAllowed,
    Role,
    State,
    Step,
    advance,
    possible_events,
    step_of,
)

EVERYTHING = frozenset(Need)
PAIRS = [(state, event) for state in State for event in Event]


@pytest.mark.parametrize(("state", "event"), PAIRS)
def test_a_pair_leads_where_the_table_says_and_every_other_pair_is_refused(state: State, event: Event) -> None:
    step = step_of(event)
    if state in step.sources:
        assert advance(state, event, role=step.role, given=EVERYTHING, former=State.ASSIGNED) in step.targets
    else:
        with pytest.raises(ForbiddenStep) as refusal:
            advance(state, event, role=step.role, given=EVERYTHING)
        assert state.label in str(refusal.value)
        assert all(possible.label in refusal.value.remedy for possible in possible_events(state))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.event)
@pytest.mark.parametrize("role", Role)
def test_only_the_role_of_the_step_may_walk_it_and_an_admin_also_for_a_coordinator(step: Step, role: Role) -> None:
    allowed = role is step.role or (role is Role.ADMIN and step.role is Role.COORDINATOR)
    source = next(iter(step.sources))
    if allowed:
        assert advance(source, step.event, role=role, given=EVERYTHING, former=State.ASSIGNED) in step.targets
    else:
        with pytest.raises(NotAllowed, match=step.role.label):
            advance(source, step.event, role=role, given=EVERYTHING)


@pytest.mark.parametrize("step", [step for step in STEPS if step.needs], ids=lambda step: step.event)
def test_a_step_without_what_it_needs_is_refused(step: Step) -> None:
    for need in step.needs:
        with pytest.raises(NeedMissing, match="còn thiếu"):
            advance(next(iter(step.sources)), step.event, role=step.role, given=EVERYTHING - {need})


def test_every_event_stands_in_the_table_once() -> None:
    assert sorted(step.event for step in STEPS) == sorted(Event)


def test_every_state_and_event_has_a_vietnamese_name() -> None:
    assert set(STATE_LABELS) == set(State)
    assert all(step.telling.label for step in STEPS)


def test_an_open_assignment_can_always_be_withdrawn_and_superseded_unless_a_report_waits() -> None:
    assert all(Event.WITHDRAW in possible_events(state) for state in OPEN)
    assert step_of(Event.SUPERSEDE).sources == OPEN - {State.REPORTED}


def test_k6_a_superseded_assignment_can_only_be_restored_to_where_it_was() -> None:
    assert possible_events(State.SUPERSEDED) == (Event.RESTORE_SUPERSEDED,)
    for former in step_of(Event.SUPERSEDE).sources:
        restored = advance(State.SUPERSEDED, Event.RESTORE_SUPERSEDED, role=Role.ADMIN, given=EVERYTHING, former=former)
        assert restored is former
    with pytest.raises(ForbiddenStep):
        advance(State.SUPERSEDED, Event.RESTORE_SUPERSEDED, role=Role.ADMIN, given=EVERYTHING, former=State.REPORTED)


def test_a_refusal_names_the_assignment() -> None:
    with pytest.raises(ForbiddenStep, match="nhiệm vụ 7"):
        advance(State.ASSIGNED, Event.CONFIRM, role=Role.COORDINATOR, assignment="nhiệm vụ 7 (Sở Nội vụ)")
