"""The directory as pages show it: who there is, what each is called, who is written to, who has an account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.installation import Installation
from workflow.agencies import Agency, Directory, Mention
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import No, Subject, Yes, possible
from workflow.store.database.opening import Session
from workflow.store.duties.subjects import agency_subject
from workflow.store.people.accounts import UserAccount, user_account
from workflow.store.people.agency_standing import (
    AgencyReach,
    Bounce,
    FormerName,
    agency_standings,
    bounced_addresses,
    former_names_of,
)
from workflow.store.people.contacts import KnownContact, contacts
from workflow.store.people.grants import KeptGrant, kept_grants
from workflow.store.plans.groups import Gap, gaps, task_titles
from workflow.views.folding import fold

AGENCY_ACTIONS = (
    *(Action.SEE_CONTACTS, Action.KEEP_CONTACTS, Action.KEEP_DIRECTORY, Action.SEE_GRANTS, Action.GIVE_STAFF_GRANTS),
)
_NOBODY = AgencyReach()


@dataclass(frozen=True, kw_only=True)
class AgencyLine:
    """An agency as the list shows it; `told` is False where it has open duties and nobody to write to."""

    agency: Agency
    standing: AgencyReach
    members: int
    told: bool


@dataclass(frozen=True, kw_only=True)
class ReachedPerson:
    """A contact, and why the last message to his address was given up, if it was."""

    contact: KnownContact
    bounce: Bounce | None


@dataclass(frozen=True, kw_only=True)
class AgencyPerson:
    """A right within the agency, and the account that has it; None where everybody of another agency has it."""

    kept: KeptGrant
    account: UserAccount | None


@dataclass(frozen=True, kw_only=True)
class ShownAgency:
    """One agency whole. What the one who looks may not see is empty; `answers` says what may be done, or why not.

    `members` are who a group comes to, groups in it opened; `direct_members` those that may leave it itself.
    `gap_tasks` are the titles of the tasks that the gaps are about, with their deadlines as printed.
    """

    agency: Agency
    standing: AgencyReach
    former: Sequence[FormerName]
    members: Sequence[Agency]
    direct_members: Sequence[Agency]
    groups: Sequence[Agency]
    successors: Sequence[Agency]
    predecessors: Sequence[Agency]
    people: Sequence[ReachedPerson]
    accounts: Sequence[AgencyPerson]
    gaps: Sequence[Gap]
    gap_tasks: Mapping[int, str]
    answers: Mapping[Action, Yes | No]


def list_agencies(installation: Installation, *, search: str, kind: str, today: date) -> list[AgencyLine]:
    """Return the agencies with these words in a name, without regard to accents, of one kind where one is given."""
    directory, wanted = installation.policies.directory, fold(search)
    with installation.database.reading() as session:
        standings = agency_standings(session, today=today)
    return [
        AgencyLine(
            agency=agency,
            standing=(standing := standings.get(agency.code, _NOBODY)),
            members=len(directory.members(agency.code)) if agency.is_group else 0,
            told=bool(standing.people) or not standing.open_duties,
        )
        for agency in directory
        if (not kind or agency.kind == kind) and any(wanted in fold(name) for name in (agency.name, *agency.aliases))
    ]


def open_questions(installation: Installation) -> list[Gap]:
    """Return who joined or left a group that leads open tasks, as long as nobody has decided what becomes of these."""
    with installation.database.reading() as session:
        return gaps(session, installation.policies.directory)


def read_cell(installation: Installation, cell: str) -> tuple[Mention, ...]:
    """Return the agencies that a cell of a plan is taken for."""
    return installation.policies.directory.split(cell)


def show_agency(installation: Installation, code: str, actor: Actor, *, today: date) -> ShownAgency:
    """Return one agency as somebody may see it. Raises `UnknownAgency`."""
    directory = installation.policies.directory
    agency = directory.get(code)
    with installation.database.reading() as session:
        subject = agency_subject(session, code, today=today) or Subject(agency=code, agency_name=agency.name)
        answers = possible(actor, subject, AGENCY_ACTIONS)
        found = [gap for gap in gaps(session, directory) if _concerns(gap, agency, directory)]
        granting = bool(answers[Action.SEE_GRANTS]) or bool(answers[Action.GIVE_STAFF_GRANTS])
        return ShownAgency(
            agency=agency,
            standing=agency_standings(session, today=today).get(code, _NOBODY),
            former=former_names_of(session, code),
            members=directory.members(code) if agency.is_group else (),
            direct_members=[directory.get(member) for member in agency.members if member in directory],
            groups=[group for group in directory if group.is_group and code in _members(directory, group)],
            successors=[directory.get(heir) for heir in agency.successors if heir in directory],
            predecessors=[other for other in directory if code in other.successors],
            people=_people(session, code) if answers[Action.SEE_CONTACTS] else (),
            accounts=_accounts(session, code) if granting else (),
            gaps=found,
            gap_tasks=task_titles(session, {task for gap in found for task in gap.tasks}),
            answers=answers,
        )


def _concerns(gap: Gap, agency: Agency, directory: Directory) -> bool:
    """Whether a page asks about it: the agency's own, or the group's that it joined or left."""
    if gap.agency == agency.code or not agency.is_group:
        return gap.agency == agency.code
    return gap.agency in (_members(directory, agency) if gap.joined else set(agency.left))


def _members(directory: Directory, group: Agency) -> set[str]:
    return {member.code for member in directory.members(group.code)}


def _people(session: Session, code: str) -> list[ReachedPerson]:
    dead = bounced_addresses(session)
    found = contacts(session, agency=code)
    return [ReachedPerson(contact=one, bounce=dead.get((one.channel, one.address))) for one in found]


def _accounts(session: Session, code: str) -> list[AgencyPerson]:
    return [
        AgencyPerson(kept=kept, account=user_account(session, kept.person) if kept.person is not None else None)
        for kept in kept_grants(session, agency=code)
        if kept.ended_at is None
    ]
