"""People who look at pages in tests, by their grants."""

from datetime import date

from workflow.people.grants import HOUSE, Actor, Grant, GrantedRole, GrantScope, ScopeKind

SINCE = date(2026, 1, 1)


def granted(role: GrantedRole, agency: str = "") -> Grant:
    """A grant from the year's start on, of one agency or of everything."""
    scope = GrantScope(kind=ScopeKind.AGENCY, agency=agency) if agency else HOUSE
    return Grant(role=role, scope=scope, since=SINCE)


ADMIN = Actor(name="Chị Lan", grants=(granted(GrantedRole.ADMIN),))
COORDINATOR = Actor(name="Anh Nam", grants=(granted(GrantedRole.COORDINATOR, "so-khoa-hoc-va-cong-nghe"),))
CLERK = Actor(name="Chị Hoa", grants=(granted(GrantedRole.STAFF, "so-noi-vu"),))
STRANGER = Actor(name="Người lạ")
