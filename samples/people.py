"""The three people of the demo: a clerk of a commune, a coordinator, an admin; each gets in by a link of 48 hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from base.clock import moment_of
from config.sign_in import SignInPolicy
from services.accounts.opening import account_desk
from services.accounts.people import invite_person, make_admin
from services.installation import Installation
from workflow.people.grants import HOUSE, Actor, Grant, GrantedRole, GrantScope, ScopeKind

COMMUNE, COORDINATOR = "xa-28468", "so-khoa-hoc-va-cong-nghe"
PEOPLE = (
    ("Nguyễn Thị Mai", "mai@tanphu.example", ((GrantedRole.STAFF, COMMUNE),)),
    ("Trần Văn Nam", "nam@skhcn.example", ((GrantedRole.COORDINATOR, COORDINATOR), (GrantedRole.STAFF, COORDINATOR))),
)


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """Somebody who may sign in, what he is, and his one-time link."""

    name: str
    standing: str
    url: str


def invite_people(installation: Installation, day: date) -> Sequence[DemoPerson]:
    """Make the accounts and their links, as on that day."""
    desk, now = account_desk(installation, SignInPolicy()), moment_of(day)
    admin = Actor(name="Trình diễn", grants=(Grant(role=GrantedRole.ADMIN, scope=HOUSE, since=day),))
    made = make_admin(desk, name="Lê Thị Lan", mail="lan@ubnd.example", actor="Trình diễn", now=now)
    found = [DemoPerson(name="Lê Thị Lan", standing="quản trị", url=made.url)]
    for name, mail, roles in PEOPLE:
        grants = tuple(
            Grant(role=role, scope=GrantScope(kind=ScopeKind.AGENCY, agency=agency), since=day)
            for role, agency in roles
        )
        invited = invite_person(desk, admin, name=name, mail=mail, grants=grants, now=now)
        role, agency = roles[0]
        standing = f"{role.label}, {installation.policies.directory.get(agency).name}"
        found.insert(0, DemoPerson(name=name, standing=standing, url=invited.url))
    return found
