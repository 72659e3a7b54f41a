"""Signing in with a password, and what every way of signing in ends with.

A try counts as wrong before it is looked at, and is taken back when it was right: many tries at the same moment get no
further than the number that closes the way.
"""

from dataclasses import dataclass, field
from datetime import datetime

from config.sign_in import SecondFactorFor
from services.accounts.desk import AccountDesk, Visit, digest_of_mail, digest_of_token, new_token
from services.accounts.errors import tries_exhausted, wrong_password
from services.accounts.journal import note
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.people.grants import GrantedRole
from workflow.people.lockout import Closed, closed_ways
from workflow.store.database.opening import Session
from workflow.store.people.accounts import UserAccount, account_by_mail, note_seen, secrets_of, user_account
from workflow.store.people.grants import grants_of
from workflow.store.people.sessions import begin_session
from workflow.store.people.wrong_tries import count_try, end_row_of_tries, take_back, tries
from workflow.store.tables import SignInStage


@dataclass(frozen=True, kw_only=True)
class BegunSession:
    """A sign-in that began. `cookie` is the secret that the browser keeps; `goal` is the page that was wanted."""

    cookie: str = field(repr=False)
    person: int
    stage: SignInStage
    goal: str = ""


@dataclass(frozen=True, kw_only=True)
class CountedTry:
    """A try that counts as wrong for now, and whose account and network it counts for."""

    number: int
    account: bytes
    network: str


def sign_in_with_password(
    desk: AccountDesk, mail: str, password: str, *, goal: str = "", visit: Visit, now: datetime
) -> BegunSession:
    """Sign in by mail address and password. Raises `SignInRefused`; an unknown address takes as long as a known one."""
    with desk.database.writing() as session:
        counted = counted_try(session, desk, mail, visit=visit, now=now)
        found = account_by_mail(session, mail)
        hashed = secrets_of(session, found.id).password if found is not None and found.is_active else ""
    if isinstance(counted, Closed):
        raise tries_exhausted(counted, desk.policy)
    if not desk.hashing.is_password(password, hashed) or found is None:
        with desk.database.writing() as session:
            note_failure(session, desk, found, counted, now=now)
        raise wrong_password()
    with desk.database.writing() as session:
        right_try(session, counted)
        return begin(session, desk, user_account(session, found.id), way="password", visit=visit, now=now, goal=goal)


def counted_try(session: Session, desk: AccountDesk, mail: str, *, visit: Visit, now: datetime) -> CountedTry | Closed:
    """Count a try as wrong; say why none may be made where the way is closed."""
    account = digest_of_mail(mail)
    before = tries(session, account=account, network=visit.network, now=now, lock=desk.policy.lock)
    if why := closed_ways(before, desk.policy, now):
        return why
    number = count_try(session, account=account, network=visit.network, now=now)
    return CountedTry(number=number, account=account, network=visit.network)


def right_try(session: Session, counted: CountedTry) -> None:
    """Take back a try that was right, and begin counting anew in its network."""
    take_back(session, counted.number)
    end_row_of_tries(session, counted.account, network=counted.network)


def note_failure(
    session: Session, desk: AccountDesk, found: UserAccount | None, counted: CountedTry, *, now: datetime
) -> None:
    """Write a wrong try into the log, and the lock that it brings."""
    by = By(actor=found.name if found else "không rõ", now=now)
    note(session, LogAction.SIGN_IN_FAILED, by, person=found.id if found else None, network=counted.network)
    after = tries(session, account=counted.account, network=counted.network, now=now, lock=desk.policy.lock)
    if found is not None and len(after.here) == desk.policy.wrong_in_a_row:
        note(session, LogAction.LOCK_ACCOUNT, by, person=found.id, network=counted.network)


def begin(
    session: Session,
    desk: AccountDesk,
    account: UserAccount,
    *,
    way: str,
    visit: Visit,
    now: datetime,
    goal: str = "",
) -> BegunSession:
    """Begin a session for somebody who has proved who he is, as far as his second factor lets him.

    Raises `SignInRefused` for an account that was disabled meanwhile.
    """
    if not account.is_active:
        raise wrong_password()
    cookie, stage = new_token(), stage_of(session, desk, account, now=now)
    begin_session(
        session,
        digest_of_token(cookie),
        person=account.id,
        stage=stage,
        device=visit.device,
        network=visit.network,
        now=now,
    )
    note_seen(session, account.id, now, confirms_mail=way != "password")
    himself = By(actor=account.name, now=now)
    note(session, LogAction.SIGN_IN, himself, person=account.id, way=way, network=visit.network)
    return BegunSession(cookie=cookie, person=account.id, stage=stage, goal=goal)


def stage_of(session: Session, desk: AccountDesk, account: UserAccount, *, now: datetime) -> SignInStage:
    """Return how far one proof brings an account: all the way, to its second factor, or to setting one up."""
    if account.has_second_factor:
        return SignInStage.SECOND_FACTOR
    return SignInStage.ENROLMENT if needs_second_factor(session, desk, account.id, now=now) else SignInStage.COMPLETE


def needs_second_factor(session: Session, desk: AccountDesk, person: int, *, now: datetime) -> bool:
    """Whether an account must have a second factor: admins always, everybody where the office says so."""
    if desk.policy.second_factor is SecondFactorFor.ALL:
        return True
    return any(grant.role is GrantedRole.ADMIN for grant in grants_of(session, person, today=now.date()))
