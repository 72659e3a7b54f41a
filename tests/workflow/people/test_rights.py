"""Who may do what: the table of the contract written down a second time, and asked role by role, scope by scope."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.lifecycle import STEPS, Event
from workflow.lifecycle import Role as LifecycleRole
from workflow.people.actions import Action
from workflow.people.grants import HOUSE, SCOPES, Actor, Grant, GrantedRole, GrantScope, Principal, ScopeKind
from workflow.rights import RIGHTS, No, Sight, Subject, Yes, may, possible, sight, signature

A, V, S, H, C, L, U = (
    GrantedRole.ADMIN,
    GrantedRole.VIEWER,
    GrantedRole.STAFF,
    GrantedRole.HEAD,
    GrantedRole.COORDINATOR,
    GrantedRole.LEADER,
    GrantedRole.AUDITOR,
)
# The duty of all examples: Sở Nội vụ leads, Sở Tài chính cooperates, Sở Y tế has other duties in the same plan.
LEAD, COOPERATING, INVOLVED, STRANGER, STANDING = "so-noi-vu", "so-tai-chinh", "so-y-te", "so-xay-dung", "so-khcn"
PLAN, OTHER_PLAN = 50, 51
DUTY = Subject(
    plan=PLAN,
    agency=LEAD,
    agency_name="Sở Nội vụ",
    cooperating=frozenset({COOPERATING}),
    involved=frozenset({LEAD, COOPERATING, INVOLVED}),
    coordinator=STANDING,
    coordinator_name="Sở Khoa học và Công nghệ",
)


def scope_of(where: str | int | None) -> GrantScope:
    if where is None:
        return HOUSE
    if isinstance(where, int):
        return GrantScope(kind=ScopeKind.PLAN, plan=where)
    return GrantScope(kind=ScopeKind.AGENCY, agency=where)


WHERES: tuple[str | int | None, ...] = (None, PLAN, OTHER_PLAN, LEAD, COOPERATING, INVOLVED, STRANGER, STANDING)
PLACES = [(role, where) for role in GrantedRole for where in WHERES if scope_of(where).kind in SCOPES[role]]

# What each row of the contract's matrix says, by "role of agency" or "role of plan".
Place = tuple[GrantedRole, str | int | None]
OWN: set[Place] = {(S, LEAD), (H, LEAD)}
OWN_AND_COOPERATING: set[Place] = OWN | {(S, COOPERATING), (H, COOPERATING)}
ALL_OF_ITS_PLANS: set[Place] = OWN_AND_COOPERATING | {(S, INVOLVED), (H, INVOLVED)}
STANDING_AGENCY: set[Place] = {(C, STANDING), (C, PLAN), (C, None)}
ADMIN: set[Place] = {(A, None)}
READS_ALL: set[Place] = ADMIN | {(L, None), (U, None)}
MATRIX: dict[Action, set[Place]] = {
    Action.SEE_DUTY: READS_ALL | ALL_OF_ITS_PLANS | STANDING_AGENCY | {(V, PLAN), (V, None), (V, LEAD)},
    Action.SEE_EVIDENCE: READS_ALL | OWN_AND_COOPERATING | STANDING_AGENCY,
    **dict.fromkeys((Action.ACCEPT, Action.NOTE_PROGRESS, Action.REPORT, Action.RECALL_REPORT), OWN | ADMIN),
    **dict.fromkeys((Action.REFUSE, Action.REQUEST_EXTENSION), OWN | ADMIN),
    Action.COMMENT: {(S, COOPERATING), (H, COOPERATING)},
    **dict.fromkeys(
        (
            *(
                Action.CONFIRM,
                Action.RECALL_CONFIRMATION,
                Action.RETURN,
                Action.REASSIGN,
                Action.WITHDRAW,
                Action.REOPEN,
            ),
            *(Action.GRANT_EXTENSION, Action.DENY_EXTENSION, Action.RESCHEDULE, Action.REMIND),
        ),
        STANDING_AGENCY | ADMIN,
    ),
    **dict.fromkeys((Action.FIRE, Action.UNFIRE, Action.CORRECT_EVENT, Action.WATCH), ADMIN),
    Action.PROPOSE_EVENT: ALL_OF_ITS_PLANS | STANDING_AGENCY | ADMIN,
    **dict.fromkeys((Action.IMPORT, Action.SUPERSEDE, Action.RESTORE_SUPERSEDED), ADMIN),
    Action.REVIEW_IMPORT: STANDING_AGENCY | ADMIN,
    Action.DIRECT: {(L, None)},
    Action.SEE_CONTACTS: OWN | READS_ALL | {place for place in PLACES if place[0] is C},
    Action.KEEP_CONTACTS: OWN | ADMIN,
    Action.KEEP_FEED: OWN | STANDING_AGENCY | ADMIN | {(L, None)},
    Action.SEE_NOTICES: OWN | STANDING_AGENCY | ADMIN | {(U, None)},
    **dict.fromkeys((Action.STEER_NOTICES, Action.ANNOUNCE, Action.SHARE), STANDING_AGENCY | ADMIN),
    Action.EXPORT: OWN | STANDING_AGENCY | READS_ALL | {(V, PLAN), (V, None), (V, LEAD)},
    Action.GIVE_STAFF_GRANTS: {(H, LEAD)} | ADMIN,
    Action.SEE_GRANTS: {(U, None)} | ADMIN,
    **dict.fromkeys((Action.GIVE_GRANTS, Action.KEEP_DIRECTORY, Action.KEEP_POLICIES), ADMIN),
    Action.SEE_LOG: {(U, None)} | ADMIN,
    Action.SEE_PLAN_LOG: STANDING_AGENCY | ADMIN | {(U, None)},
    Action.USE_OWN: set(),
}


def somebody(*grants: Grant, person: int | None = 1, name: str = "Bà Hà") -> Actor:
    return Actor(name=name, person=person, grants=grants)


def grant(role: GrantedRole, where: str | int | None = None, **more: object) -> Grant:
    return Grant(role=role, scope=scope_of(where), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("action", Action)
def test_every_action_is_open_to_whom_the_contract_names_and_to_nobody_else(action: Action) -> None:
    allowed = {place for place in PLACES if may(somebody(grant(*place)), action, DUTY)}

    assert allowed == MATRIX[action]


@pytest.mark.parametrize("action", Action)
def test_every_refusal_is_a_sentence_that_says_who_may(action: Action) -> None:
    answer = may(somebody(), action, DUTY)

    assert isinstance(answer, No)
    assert answer.reason.endswith(".")
    assert len(answer.reason) > 20


def test_every_event_of_the_lifecycle_is_an_action_and_open_to_the_lifecycles_own_role() -> None:
    roles = {LifecycleRole.STAFF: S, LifecycleRole.COORDINATOR: C, LifecycleRole.ADMIN: A}

    for event in Event:
        assert Action(event.value) in RIGHTS
    for step in STEPS:
        assert roles[step.role] in RIGHTS[Action(step.event.value)]


def test_a_refusal_names_the_agency_that_may() -> None:
    answer = may(somebody(grant(S, LEAD)), Action.CONFIRM, DUTY)

    assert answer == No(reason="Chỉ cơ quan đầu mối (Sở Khoa học và Công nghệ) xác nhận hoàn thành được.")


def test_an_agency_that_leads_and_stands_in_the_cooperating_group_gives_itself_no_opinion() -> None:
    both = Subject(plan=PLAN, agency=LEAD, cooperating=frozenset({LEAD, COOPERATING}), coordinator=STANDING)
    assert not may(somebody(grant(S, LEAD)), Action.COMMENT, both)
    assert may(somebody(grant(S, LEAD)), Action.REPORT, both)
    assert may(somebody(grant(S, COOPERATING)), Action.COMMENT, both)


def test_an_admin_who_reports_for_an_agency_enters_it_in_its_place() -> None:
    answer = may(somebody(grant(A)), Action.REPORT, DUTY)

    assert isinstance(answer, Yes)
    assert answer.instead
    assert signature(somebody(grant(A)), answer) == "Bà Hà, nhập thay"


def test_an_admin_who_is_also_of_the_agency_acts_for_himself() -> None:
    answer = may(somebody(grant(A), grant(S, LEAD)), Action.REPORT, DUTY)

    assert isinstance(answer, Yes)
    assert not answer.instead


def test_the_coordinator_enters_a_report_only_for_an_agency_without_an_account() -> None:
    coordinator = somebody(grant(C, PLAN))
    unmanned = Subject(plan=PLAN, agency=LEAD, coordinator=STANDING, manned=False)

    assert not may(coordinator, Action.REPORT, DUTY)
    assert may(coordinator, Action.REPORT, unmanned) == Yes(grant=grant(C, PLAN), instead=True)
    assert not may(coordinator, Action.REFUSE, unmanned)


@pytest.mark.parametrize("action", [Action.CONFIRM, Action.RETURN])
def test_nobody_answers_his_own_report(action: Action) -> None:
    reported = Subject(plan=PLAN, agency=LEAD, coordinator=STANDING, reporters=frozenset({1}))

    assert not may(somebody(grant(A), person=1), action, reported)
    assert may(somebody(grant(A), person=2), action, reported)


def test_a_deputy_does_not_confirm_in_the_name_of_who_reported() -> None:
    reported = Subject(plan=PLAN, agency=LEAD, coordinator=STANDING, reporters=frozenset({1}))
    lent_by_reporter = grant(C, PLAN, lent_by=Principal(person=1, name="Ông An", document="12/GUQ"))

    assert not may(somebody(lent_by_reporter, person=2), Action.CONFIRM, reported)
    assert may(somebody(lent_by_reporter, grant(C, PLAN), person=2), Action.CONFIRM, reported)


def test_a_report_of_the_standing_agency_itself_is_confirmed_by_another_of_it_and_marked() -> None:
    own = Subject(plan=PLAN, agency=STANDING, coordinator=STANDING, reporters=frozenset({1}))
    answer = may(somebody(grant(C, STANDING), person=2), Action.CONFIRM, own)

    assert isinstance(answer, Yes)
    assert answer.same_agency


def test_a_lent_right_is_used_only_where_there_is_no_own_one() -> None:
    lent = grant(C, PLAN, lent_by=Principal(person=9, name="Ông An", document="12/GUQ-SKHCN"))
    deputy = somebody(lent)
    answer = may(deputy, Action.CONFIRM, DUTY)

    assert isinstance(answer, Yes)
    assert signature(deputy, answer) == "Bà Hà (thừa ủy quyền của Ông An, số 12/GUQ-SKHCN)"
    both = somebody(lent, grant(C, STANDING))
    again = may(both, Action.CONFIRM, DUTY)
    assert isinstance(again, Yes)
    assert signature(both, again) == "Bà Hà"


def test_a_right_holds_on_its_first_and_last_day_and_on_no_other() -> None:
    actor = somebody(grant(S, LEAD, since=date(2026, 3, 2), until=date(2026, 3, 6)))

    answers = [bool(may(actor.on(date(2026, 3, day)), Action.REPORT, DUTY)) for day in (1, 2, 6, 7)]
    assert answers == [False, True, True, False]


def test_an_added_action_reaches_as_far_as_its_grant() -> None:
    firing = somebody(grant(C, PLAN, also=frozenset({Action.FIRE})))

    assert may(firing, Action.FIRE, DUTY)
    assert not may(firing, Action.FIRE, Subject(plan=OTHER_PLAN, coordinator=STANDING))
    assert not may(firing, Action.UNFIRE, DUTY)


def test_only_a_few_actions_can_be_added_to_a_grant() -> None:
    assert not may(somebody(grant(V, PLAN, also=frozenset({Action.CONFIRM}))), Action.CONFIRM, DUTY)


def test_drafts_and_devices_open_to_their_owner_alone() -> None:
    mine = Subject(owner=1)

    assert may(somebody(person=1), Action.USE_OWN, mine)
    assert not may(somebody(grant(A), person=2), Action.USE_OWN, mine)
    assert not may(somebody(grant(A), person=None), Action.USE_OWN, Subject(owner=None))


def test_a_page_with_many_buttons_asks_once() -> None:
    answers = possible(somebody(grant(S, LEAD)), DUTY)

    assert set(answers) == set(Action)
    assert answers[Action.REPORT]


grants = st.builds(
    lambda place: grant(*place),
    st.sampled_from(PLACES),
)
subjects = st.builds(
    Subject,
    plan=st.sampled_from([PLAN, OTHER_PLAN]),
    agency=st.sampled_from([LEAD, COOPERATING, INVOLVED, STRANGER, STANDING]),
    cooperating=st.frozensets(st.sampled_from([LEAD, COOPERATING])),
    involved=st.frozensets(st.sampled_from([LEAD, COOPERATING, INVOLVED, STRANGER])),
    coordinator=st.sampled_from(["", STANDING, LEAD]),
    manned=st.booleans(),
)


@given(st.lists(grants, max_size=4), subjects, st.sampled_from(Action))
def test_more_rights_never_open_less(held: list[Grant], subject: Subject, action: Action) -> None:
    alone = any(may(somebody(one), action, subject) for one in held)

    assert bool(may(somebody(*held), action, subject)) is alone


@given(st.lists(grants, max_size=4), subjects)
def test_the_sight_of_a_list_is_what_may_says_of_each_duty(held: list[Grant], subject: Subject) -> None:
    # Whoever leads or cooperates in a duty has a part in its plan.
    whole = Subject(
        plan=subject.plan,
        agency=subject.agency,
        cooperating=subject.cooperating,
        involved=subject.involved | subject.cooperating | {subject.agency},
        coordinator=subject.coordinator,
    )
    actor = somebody(*held)

    assert in_sight(sight(actor), whole) is bool(may(actor, Action.SEE_DUTY, whole))


def in_sight(seen: Sight, subject: Subject) -> bool:
    return (
        seen.everything
        or subject.plan in seen.plans
        or subject.agency in seen.agencies
        or bool(seen.in_plans_of & subject.involved)
        or (bool(subject.coordinator) and subject.coordinator in seen.coordinated)
    )
