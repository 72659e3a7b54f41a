"""Who may do what to which duty: one table, asked by a page to show a button and by the change inside its transaction.

Pure: an `Actor` brings the grants that are in force, a `Subject` what the answer depends on. A role never says more
than the table; what isn't in the table is refused.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from workflow.lifecycle import STEPS, Role
from workflow.people.actions import Action
from workflow.people.grants import OF_ONE_AGENCY, Actor, Grant, GrantedRole, ScopeKind


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What an answer depends on: of a duty everything, of a plan or an agency what there is of it.

    `agency` leads (its code), `coordinator` is the plan's standing agency, `involved` are agencies with a duty in the
    plan, at least those of who asks. `reporters` are the persons who reported, or in whose name. `manned` says whether
    the leading agency has a person who may act himself. `owner` is the person whose draft, file or device it is.
    """

    plan: int | None = None
    agency: str = ""
    agency_name: str = ""
    cooperating: frozenset[str] = frozenset()
    involved: frozenset[str] = frozenset()
    coordinator: str = ""
    coordinator_name: str = ""
    reporters: frozenset[int] = frozenset()
    manned: bool = True
    owner: int | None = None


@dataclass(frozen=True, kw_only=True)
class Yes:
    """Allowed. `grant` is by which right; `instead` when it is entered for an agency (nhập thay).

    `same_agency` marks a decision on a report of the coordinator's own agency.
    """

    grant: Grant | None = None
    instead: bool = False
    same_agency: bool = False

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, kw_only=True)
class No:
    """Refused, with a Vietnamese sentence that says who may instead."""

    reason: str

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Which duties an actor sees, as a query can ask it: the union of its parts.

    `agencies` lead the duty, `in_plans_of` lead, cooperate or owe something else in the plan, `coordinated` are the
    plan's standing agency.
    """

    everything: bool = False
    plans: frozenset[int] = frozenset()
    agencies: frozenset[str] = frozenset()
    in_plans_of: frozenset[str] = frozenset()
    coordinated: frozenset[str] = frozenset()


Reach = Callable[[Grant, Subject], bool]


def _everywhere(grant: Grant, subject: Subject) -> bool:  # noqa: ARG001
    return True


def _own_agency(grant: Grant, subject: Subject) -> bool:
    return bool(subject.agency) and grant.scope.agency == subject.agency


def _cooperating(grant: Grant, subject: Subject) -> bool:
    # An agency that leads the duty has its own words for it, also where it stands in a group that cooperates.
    return grant.scope.agency in subject.cooperating and not _own_agency(grant, subject)


def _own_or_cooperating(grant: Grant, subject: Subject) -> bool:
    return _own_agency(grant, subject) or _cooperating(grant, subject)


def _its_plans(grant: Grant, subject: Subject) -> bool:
    return _own_or_cooperating(grant, subject) or grant.scope.agency in subject.involved


def _granted(grant: Grant, subject: Subject) -> bool:
    """What the grant names: the house, the plan, or the agency's own duties."""
    match grant.scope.kind:
        case ScopeKind.HOUSE:
            return True
        case ScopeKind.PLAN:
            return subject.plan is not None and grant.scope.plan == subject.plan
        case ScopeKind.AGENCY:
            return _own_agency(grant, subject)


def _coordinated(grant: Grant, subject: Subject) -> bool:
    """The plan of the grant, or every plan whose standing agency the grant names."""
    if grant.scope.kind is ScopeKind.AGENCY:
        return bool(subject.coordinator) and grant.scope.agency == subject.coordinator
    return _granted(grant, subject)


def _unmanned(grant: Grant, subject: Subject) -> bool:
    return not subject.manned and _coordinated(grant, subject)


_STAFF = {GrantedRole.STAFF: _own_agency, GrantedRole.HEAD: _own_agency}
_FOR_AN_AGENCY = _STAFF | {GrantedRole.COORDINATOR: _unmanned, GrantedRole.ADMIN: _everywhere}
_ASKS = _STAFF | {GrantedRole.ADMIN: _everywhere}
_DECIDES = {GrantedRole.COORDINATOR: _coordinated, GrantedRole.ADMIN: _everywhere}
_ADMIN: Mapping[GrantedRole, Reach] = {GrantedRole.ADMIN: _everywhere}
_PROPOSES = {
    GrantedRole.STAFF: _its_plans,
    GrantedRole.HEAD: _its_plans,
    GrantedRole.COORDINATOR: _coordinated,
    GrantedRole.ADMIN: _everywhere,
}
_READS_ALL = {
    GrantedRole.LEADER: _everywhere,
    GrantedRole.AUDITOR: _everywhere,
    GrantedRole.ADMIN: _everywhere,
}

# Who may cause a step of the lifecycle follows from the step's role, where nothing below says otherwise.
_BY_ROLE = {Role.STAFF: _FOR_AN_AGENCY, Role.COORDINATOR: _DECIDES, Role.ADMIN: _ADMIN}

RIGHTS: Mapping[Action, Mapping[GrantedRole, Reach]] = {Action(step.event): _BY_ROLE[step.role] for step in STEPS} | {
    Action.CORRECT_EVENT: _ADMIN,
    Action.WATCH: _ADMIN,
    Action.PROPOSE_EVENT: _PROPOSES,
    Action.REFUSE: _ASKS,
    Action.REQUEST_EXTENSION: _ASKS,
    Action.GRANT_EXTENSION: _DECIDES,
    Action.DENY_EXTENSION: _DECIDES,
    Action.RESCHEDULE: _DECIDES,
    Action.REMIND: _DECIDES,
    Action.IMPORT: _ADMIN,
    Action.ANNOUNCE: _DECIDES,
    Action.REVIEW_IMPORT: _DECIDES,
    Action.SEE_DUTY: _READS_ALL
    | {
        GrantedRole.VIEWER: _granted,
        GrantedRole.STAFF: _its_plans,
        GrantedRole.HEAD: _its_plans,
        GrantedRole.COORDINATOR: _coordinated,
    },
    Action.SEE_EVIDENCE: _READS_ALL
    | {
        GrantedRole.STAFF: _own_or_cooperating,
        GrantedRole.HEAD: _own_or_cooperating,
        GrantedRole.COORDINATOR: _coordinated,
    },
    Action.COMMENT: {GrantedRole.STAFF: _cooperating, GrantedRole.HEAD: _cooperating},
    Action.DIRECT: {GrantedRole.LEADER: _everywhere},
    Action.EXPORT: _READS_ALL
    | {
        GrantedRole.VIEWER: _granted,
        GrantedRole.STAFF: _own_agency,
        GrantedRole.HEAD: _own_agency,
        GrantedRole.COORDINATOR: _coordinated,
    },
    Action.SHARE: _DECIDES,
    Action.SEE_PLAN_LOG: {
        GrantedRole.COORDINATOR: _coordinated,
        GrantedRole.AUDITOR: _everywhere,
        GrantedRole.ADMIN: _everywhere,
    },
    Action.SEE_CONTACTS: _READS_ALL | _STAFF | {GrantedRole.COORDINATOR: _everywhere},
    Action.KEEP_CONTACTS: _ASKS,
    Action.KEEP_FEED: _STAFF
    | {
        GrantedRole.COORDINATOR: _coordinated,
        GrantedRole.LEADER: _everywhere,
        GrantedRole.ADMIN: _everywhere,
    },
    Action.SEE_NOTICES: _STAFF
    | {
        GrantedRole.COORDINATOR: _coordinated,
        GrantedRole.AUDITOR: _everywhere,
        GrantedRole.ADMIN: _everywhere,
    },
    Action.STEER_NOTICES: _DECIDES,
    Action.GIVE_STAFF_GRANTS: {GrantedRole.HEAD: _own_agency, GrantedRole.ADMIN: _everywhere},
    Action.KEEP_DIRECTORY: _ADMIN,
    Action.SEE_GRANTS: {GrantedRole.AUDITOR: _everywhere, GrantedRole.ADMIN: _everywhere},
    Action.GIVE_GRANTS: _ADMIN,
    Action.KEEP_POLICIES: _ADMIN,
    Action.SEE_LOG: {GrantedRole.AUDITOR: _everywhere, GrantedRole.ADMIN: _everywhere},
    # Nobody, the admin included, opens another's drafts and devices.
    Action.USE_OWN: {},
}
# What an admin may add to a grant.
GRANTABLE = frozenset({Action.FIRE, Action.UNFIRE, Action.CORRECT_EVENT, Action.WATCH, Action.IMPORT, Action.SUPERSEDE})
# What an agency does with its duty: anybody else enters it for the agency.
OF_AN_AGENCY = frozenset(Action(step.event) for step in STEPS if step.role is Role.STAFF) | {Action.REQUEST_EXTENSION}
# The two answers to a report: nobody gives them to his own.
ON_A_REPORT = frozenset({Action.CONFIRM, Action.RETURN})


def may(actor: Actor, action: Action, subject: Subject) -> Yes | No:
    """Answer for grants that are in force: the nearest one that reaches, one's own before a lent one."""
    if action is Action.USE_OWN:
        return _own(actor, subject)
    reaching = sorted((g for g in actor.grants if _reaches(g, action, subject)), key=_nearness)
    if not reaching:
        return No(reason=_who_may(action, subject))
    if action in ON_A_REPORT and (whose := _own_report(actor, reaching, subject)):
        return No(reason=f"{whose}; một người khác xác nhận hoặc trả lại.")
    grant = reaching[0]
    return Yes(
        grant=grant,
        instead=action in OF_AN_AGENCY and grant.role not in OF_ONE_AGENCY,
        same_agency=action in ON_A_REPORT and bool(subject.agency) and subject.agency == subject.coordinator,
    )


def possible(actor: Actor, subject: Subject, actions: Iterable[Action] = Action) -> dict[Action, Yes | No]:
    """Answer for several actions at once, as a page with many buttons asks."""
    return {action: may(actor, action, subject) for action in actions}


def sight(actor: Actor) -> Sight:
    """Return what `may` says of seeing duties, for all duties at once."""
    grants = [grant for grant in actor.grants if grant.role in RIGHTS[Action.SEE_DUTY]]
    named = [grant for grant in grants if RIGHTS[Action.SEE_DUTY][grant.role] is not _everywhere]
    whole = [grant for grant in named if grant.scope.kind is ScopeKind.HOUSE]
    agencies = [grant for grant in named if grant.scope.kind is ScopeKind.AGENCY]
    return Sight(
        everything=len(named) < len(grants) or bool(whole),
        plans=frozenset(grant.scope.plan for grant in named if grant.scope.plan is not None),
        agencies=frozenset(grant.scope.agency for grant in agencies if grant.role is GrantedRole.VIEWER),
        in_plans_of=frozenset(grant.scope.agency for grant in agencies if grant.role in OF_ONE_AGENCY),
        coordinated=frozenset(grant.scope.agency for grant in agencies if grant.role is GrantedRole.COORDINATOR),
    )


def signature(actor: Actor, answer: Yes) -> str:
    """How the log and the mails name who acted: in whose place, by whose leave, by which document."""
    said = actor.name
    if answer.grant is not None and (principal := answer.grant.lent_by) is not None:
        said += f" (thừa ủy quyền của {principal.name}, số {principal.document})"
    return f"{said}, nhập thay" if answer.instead else said


def _own(actor: Actor, subject: Subject) -> Yes | No:
    if actor.person is not None and actor.person == subject.owner:
        return Yes()
    return No(reason="Đây là nội dung của người khác; chỉ người tạo ra mở được.")


def _reaches(grant: Grant, action: Action, subject: Subject) -> bool:
    if action in grant.also & GRANTABLE:
        return _coordinated(grant, subject)
    reach = RIGHTS[action].get(grant.role)
    return reach is not None and reach(grant, subject)


def _nearness(grant: Grant) -> tuple[bool, int]:
    return grant.lent_by is not None, _NEAREST.index(grant.role)


_NEAREST = (
    GrantedRole.STAFF,
    GrantedRole.HEAD,
    GrantedRole.COORDINATOR,
    GrantedRole.VIEWER,
    GrantedRole.LEADER,
    GrantedRole.AUDITOR,
    GrantedRole.ADMIN,
)


def _own_report(actor: Actor, reaching: Iterable[Grant], subject: Subject) -> str:
    """Say that he reported, or could answer only in the name of who did; "" where neither is so."""
    if actor.person in subject.reporters:
        return "Người đã báo cáo không tự quyết định về báo cáo của mình"
    lenders = [grant.lent_by for grant in reaching]
    names = dict.fromkeys(one.name for one in lenders if one is not None and one.person in subject.reporters)
    if not all(one is not None and one.person in subject.reporters for one in lenders):
        return ""
    return f"Bạn thừa ủy quyền của {', '.join(names)}, người đã báo cáo, nên không quyết định về báo cáo ấy"


def _who_may(action: Action, subject: Subject) -> str:
    roles = [role for role in _NEAREST if role in RIGHTS[action]]
    usual = [role for role in roles if role in OF_ONE_AGENCY] if action in OF_AN_AGENCY else roles
    others = [role for role in usual if role is not GrantedRole.ADMIN]
    names = dict.fromkeys(_named(role, action, subject) for role in others or roles)
    *first, last = names
    either = f"{', '.join(first)} hoặc {last}" if first else last
    # An admin may add a few actions to anybody's role.
    added = " hoặc người được giao thêm quyền này" if action in GRANTABLE else ""
    return f"Chỉ {either}{added} {action.label} được."


def _named(role: GrantedRole, action: Action, subject: Subject) -> str:
    if role in OF_ONE_AGENCY and action is Action.COMMENT:
        return "cơ quan phối hợp"
    if role in OF_ONE_AGENCY:
        return _with_name("cơ quan chủ trì", subject.agency_name)
    if role is GrantedRole.COORDINATOR:
        return _with_name("cơ quan đầu mối", subject.coordinator_name)
    return role.label


def _with_name(what: str, name: str) -> str:
    return f"{what} ({name})" if name else what
