"""Who a person is to the office: grants of roles within scopes, and the actor that brings those in force."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from workflow.people.actions import Action


class GrantedRole(StrEnum):
    """What a person is to the office, by a grant. The lifecycle's three roles follow from it."""

    VIEWER = "viewer"
    STAFF = "staff"
    HEAD = "head"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    AUDITOR = "auditor"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """The role in the words of the screen."""
        return ROLE_LABELS[self]


class ScopeKind(StrEnum):
    """How far a grant reaches."""

    HOUSE = "house"
    PLAN = "plan"
    AGENCY = "agency"

    @property
    def label(self) -> str:
        """The scope in the words of the screen."""
        return GRANT_SCOPE_LABELS[self]


ROLE_LABELS: Mapping[GrantedRole, str] = {
    GrantedRole.VIEWER: "người xem",
    GrantedRole.STAFF: "chuyên viên",
    GrantedRole.HEAD: "lãnh đạo cơ quan",
    GrantedRole.COORDINATOR: "cơ quan đầu mối",
    GrantedRole.LEADER: "lãnh đạo tỉnh",
    GrantedRole.AUDITOR: "kiểm tra, giám sát",
    GrantedRole.ADMIN: "quản trị",
}


GRANT_SCOPE_LABELS: Mapping[ScopeKind, str] = {
    ScopeKind.HOUSE: "toàn hệ thống",
    ScopeKind.PLAN: "một văn bản",
    ScopeKind.AGENCY: "một cơ quan",
}


@dataclass(frozen=True, kw_only=True)
class GrantScope:
    """Everything, one plan by its number in the store, or one agency by its code."""

    kind: ScopeKind = ScopeKind.HOUSE
    plan: int | None = None
    agency: str = ""


HOUSE = GrantScope()
OF_ONE_AGENCY = frozenset({GrantedRole.STAFF, GrantedRole.HEAD})
# Which scopes a role can have.
SCOPES: Mapping[GrantedRole, frozenset[ScopeKind]] = {
    GrantedRole.VIEWER: frozenset(ScopeKind),
    GrantedRole.STAFF: frozenset({ScopeKind.AGENCY}),
    GrantedRole.HEAD: frozenset({ScopeKind.AGENCY}),
    GrantedRole.COORDINATOR: frozenset(ScopeKind),
    GrantedRole.LEADER: frozenset({ScopeKind.HOUSE}),
    GrantedRole.AUDITOR: frozenset({ScopeKind.HOUSE}),
    GrantedRole.ADMIN: frozenset({ScopeKind.HOUSE}),
}


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Who lent a grant (ủy quyền), and by which document."""

    person: int
    name: str
    document: str


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role within a scope, from `since` to `until`, both days included; without `until` it is for good.

    `also` are the few actions that an admin may add to a role. `lent_by` is who delegated it.
    """

    role: GrantedRole
    scope: GrantScope = HOUSE
    since: date = date.min
    until: date | None = None
    document: str = ""
    also: frozenset[Action] = frozenset()
    lent_by: Principal | None = None

    def in_force(self, today: date) -> bool:
        """Whether the grant holds on a day."""
        return self.since <= today and (self.until is None or today <= self.until)

    def covers(self, other: "Grant", today: date) -> bool:
        """Whether this grant says from a day on all that another says: that one adds nothing.

        A right of one's own by another document is another decision; a loan is the same loan.
        """
        same = (self.role, self.scope, self.lent_by and self.lent_by.person) == (
            other.role,
            other.scope,
            other.lent_by and other.lent_by.person,
        )
        begins = self.since <= max(other.since, today)
        ends = self.until is None or (other.until is not None and other.until <= self.until)
        by_same = self.lent_by is not None or self.document == other.document
        return same and begins and ends and by_same and other.also <= self.also

    @property
    def role_words(self) -> str:
        """The role with what was added to it, in the words of the screen."""
        return ", thêm ".join([self.role.label, *sorted(action.label for action in self.also)])


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts, with the grants in force as he does. `person` is his number; None for the command line and machines.

    `by_place` are those of `grants` that come with where he acts, not with his account: whoever may write the home is
    its admin.
    """

    name: str
    person: int | None = None
    grants: tuple[Grant, ...] = ()
    by_place: tuple[Grant, ...] = ()

    def on(self, today: date) -> "Actor":
        """The same with those grants alone that hold on a day."""
        return replace(self, grants=tuple(grant for grant in self.grants if grant.in_force(today)))

    @property
    def agencies(self) -> frozenset[str]:
        """The agencies whose staff or head he is."""
        return frozenset(grant.scope.agency for grant in self.grants if grant.role in OF_ONE_AGENCY)

    def has(self, *roles: GrantedRole) -> bool:
        """Whether he has one of these roles, in whatever scope."""
        return any(grant.role in roles for grant in self.grants)
