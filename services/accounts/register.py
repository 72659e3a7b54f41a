"""The register of people: who has an account, with which rights, and when he was last here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.accounts.desk import AccountDesk, digest_of_mail
from services.accounts.grants import ImpossibleGrant, check_grant
from services.directory.working_agencies import check_works
from workflow.agencies import Directory
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.people.grants import Actor, Grant, GrantedRole, GrantScope, ScopeKind
from workflow.people.lockout import Tries, locked_until
from workflow.rights import GRANTABLE, No, Subject, Yes, may
from workflow.store.database.opening import Session
from workflow.store.people.accounts import UserAccount, user_account, user_accounts
from workflow.store.people.grants import KeptGrant, kept_grants
from workflow.store.people.wrong_tries import tries_by_account
from workflow.store.plans.successions import plan_by_number
from workflow.views.folding import fold

REGISTER_TITLE = "Người dùng"


@dataclass(frozen=True, kw_only=True)
class RegisteredPerson:
    """An account with its rights that weren't ended, the newest first; those to come are among them.

    `locked_until` is when a lock for wrong passwords ends by itself.
    """

    account: UserAccount
    grants: Sequence[KeptGrant]
    locked_until: datetime | None = None


def look_at_register(desk: AccountDesk, actor: Actor, *, search: str = "", now: datetime) -> list[RegisteredPerson]:
    """Return the accounts by name; with `search` those with it in name or mail, accents aside. Raises `NotAllowed`."""
    _check_seeing(actor)
    wanted = fold(search)
    with desk.database.reading() as session:
        found = user_accounts(session)
        tried = tries_by_account(session, now=now, lock=desk.policy.lock)
        held: dict[int | None, list[KeptGrant]] = {}
        for kept in kept_grants(session):
            if kept.ended_at is None:
                held.setdefault(kept.person, []).append(kept)
    return [
        RegisteredPerson(account=one, grants=held.get(one.id, []), locked_until=_locked_until(desk, one, tried, now))
        for one in found
        if wanted in fold(one.name) or wanted in one.mail
    ]


def look_at_person(desk: AccountDesk, actor: Actor, person: int, *, now: datetime) -> RegisteredPerson:
    """Return one account with its rights. Raises `NotAllowed`, `UnknownPerson`."""
    _check_seeing(actor)
    with desk.database.reading() as session:
        account = user_account(session, person)
        own = digest_of_mail(account.mail)
        tried = tries_by_account(session, now=now, lock=desk.policy.lock, account=own)
        return RegisteredPerson(
            account=account,
            grants=[kept for kept in kept_grants(session, person=person) if kept.ended_at is None],
            locked_until=_locked_until(desk, account, tried, now),
        )


def _locked_until(
    desk: AccountDesk, account: UserAccount, tried: Mapping[bytes, Sequence[Tries]], now: datetime
) -> datetime | None:
    """The last of an account's locks, each for one network."""
    locks = [locked_until(tries, desk.policy, now) for tries in tried.get(digest_of_mail(account.mail), ())]
    return max((lock for lock in locks if lock is not None), default=None)


def may_give_rights(actor: Actor) -> Yes | No:
    """Whether he may give and end any right, or who may."""
    return may(actor, Action.GIVE_GRANTS, Subject())


def grant_within(
    desk: AccountDesk,
    directory: Directory,
    role: GrantedRole,
    *,
    agency: str = "",
    plan: str = "",
    since: date,
    until: date | None = None,
    document: str = "",
    also: frozenset[Action] = frozenset(),
) -> Grant:
    """Return a grant within an agency, by its code, or a plan, by its number; without either of the whole house.

    Raises `NotWorking`, `ImpossibleGrant`, `UnknownPlan`, `AmbiguousPlan`.
    """
    if agency:
        check_works(directory, agency, "Phạm vi của quyền")
    scope = GrantScope(kind=ScopeKind.AGENCY, agency=agency) if agency else GrantScope()
    if plan:
        with desk.database.reading() as session:
            scope = GrantScope(kind=ScopeKind.PLAN, plan=_plan(session, plan))
    made = Grant(role=role, scope=scope, since=since, until=until, document=document, also=also)
    check_grant(made)
    return made


def grantable(words: Collection[str]) -> frozenset[Action]:
    """Return what may be given beside a role, by the names of actions. Raises `ImpossibleGrant` for anything else."""
    known = {action.value: action for action in GRANTABLE}
    for word in words:
        if word not in known:
            raise ImpossibleGrant(
                given=word,
                place="Quyền",
                reason="không phải quyền giao thêm được",
                remedy="Giao thêm được: " + ", ".join(f"{name} ({known[name].label})" for name in sorted(known)) + ".",
            )
    return frozenset(known[word] for word in words)


def _plan(session: Session, number: str) -> int:
    return plan_by_number(session, number).id


def _check_seeing(actor: Actor) -> None:
    answer = may(actor, Action.SEE_GRANTS, Subject())
    if isinstance(answer, No):
        raise NotAllowed(
            given=Action.SEE_GRANTS.label,
            place=REGISTER_TITLE,
            reason="không thuộc quyền của bạn",
            remedy=answer.reason,
        )
