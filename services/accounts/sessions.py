"""Who asks: the cookie of a browser turned into a person with the rights he has at this moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.accounts.desk import AccountDesk, digest_of_token, new_token
from services.accounts.journal import by_of, note
from services.accounts.sign_in import needs_second_factor
from workflow.log.actions import LogAction
from workflow.people.grants import Actor, GrantedRole
from workflow.store.database.opening import Session
from workflow.store.people.accounts import UserAccount, user_account
from workflow.store.people.grants import grants_of
from workflow.store.people.sessions import (
    SEEN_EVERY,
    BrowserSession,
    end_session,
    end_sessions,
    note_use,
    renew,
    session_by_digest,
    sessions_of,
)
from workflow.store.tables import SignInStage


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A person at a browser. `actor` brings the grants in force now; what he may see before the sign-in is `stage`."""

    session: BrowserSession
    account: UserAccount
    actor: Actor
    password_due: bool = False

    @property
    def stage(self) -> SignInStage:
        """How far the sign-in has come."""
        return self.session.stage

    def is_fresh(self, now: datetime, span: timedelta) -> bool:
        """Whether he proved lately enough who he is for a grave step."""
        return now - self.session.proven_at < span


@dataclass(frozen=True, kw_only=True)
class EndedSession:
    """A cookie whose session is over, and whose it was: what he just typed can be kept for him."""

    person: int


def who_asks(desk: AccountDesk, cookie: str, *, now: datetime) -> SignedIn | EndedSession | None:
    """Return who a cookie stands for; None for one that was never ours."""
    digest = digest_of_token(cookie)
    with desk.database.reading() as session:
        known = session_by_digest(session, digest)
        if known is None:
            return None
        account = user_account(session, known.person)
        alive = known.is_alive(now, idle=desk.policy.idle, longest=desk.policy.longest)
        if not (alive and account.is_active):
            return EndedSession(person=known.person)
        actor = actor_of(session, account, now=now)
    if now - known.seen_at >= SEEN_EVERY:
        with desk.database.writing() as session:
            note_use(session, known.id, now)
    return SignedIn(session=known, account=account, actor=actor, password_due=_password_due(desk, account, actor, now))


def actor_of(session: Session, account: UserAccount, *, now: datetime) -> Actor:
    """Return a person as the table of rights sees him now; without any right when his account is closed."""
    grants = grants_of(session, account.id, today=now.date()) if account.is_active else ()
    return Actor(name=account.name, person=account.id, grants=grants)


def complete(session: Session, desk: AccountDesk, known: BrowserSession, *, now: datetime) -> str:
    """Give a session a fresh proof and another cookie, which is returned: signed in to the end."""
    account = user_account(session, known.person)
    enrol = not account.has_second_factor and needs_second_factor(session, desk, known.person, now=now)
    cookie = new_token()
    stage = SignInStage.ENROLMENT if enrol else SignInStage.COMPLETE
    renew(session, known.id, digest_of_token(cookie), stage=stage, now=now)
    return cookie


def sign_out(desk: AccountDesk, who: SignedIn, *, now: datetime) -> None:
    """End the session of this browser."""
    with desk.database.writing() as session:
        if end_session(session, who.account.id, who.session.id, now=now):
            note(session, LogAction.SIGN_OUT, by_of(who.actor, now), person=who.account.id)


def devices(desk: AccountDesk, who: SignedIn, *, now: datetime) -> list[BrowserSession]:
    """Return a person's sign-ins that still count, the present one among them."""
    with desk.database.reading() as session:
        found = sessions_of(session, who.account.id)
    return [s for s in found if s.is_alive(now, idle=desk.policy.idle, longest=desk.policy.longest)]


def end_device(desk: AccountDesk, who: SignedIn, number: int, *, now: datetime) -> bool:
    """End one of a person's own sign-ins; False when it is none of his."""
    with desk.database.writing() as session:
        ended = end_session(session, who.account.id, number, now=now)
        if ended:
            note(session, LogAction.END_SESSION, by_of(who.actor, now), person=who.account.id, browser=number)
    return ended


def end_other_devices(desk: AccountDesk, who: SignedIn, *, now: datetime) -> None:
    """End all of a person's sign-ins but this one."""
    with desk.database.writing() as session:
        if end_sessions(session, who.account.id, now=now, but=who.session.id):
            note(session, LogAction.END_SESSION, by_of(who.actor, now), person=who.account.id)


def _password_due(desk: AccountDesk, account: UserAccount, actor: Actor, now: datetime) -> bool:
    """Whether an admin's password is older than the norm allows."""
    if not account.has_password or account.password_at is None or not actor.has(GrantedRole.ADMIN):
        return False
    return now - account.password_at > timedelta(days=desk.policy.admin_password_days)
