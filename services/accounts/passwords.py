"""Choosing a password: what it must be, what it was before, and that it ends every other sign-in."""

from datetime import datetime

from base.errors import DondocError, Topic
from services.accounts.desk import AccountDesk, Visit
from services.accounts.errors import tries_exhausted, wrong_password
from services.accounts.journal import by_of, note
from services.accounts.sessions import SignedIn, complete
from services.accounts.sign_in import counted_try, note_failure, right_try
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.people.lockout import Closed
from workflow.people.passwords import faults_of
from workflow.store.people.accounts import former_passwords, secrets_of, set_password_hash
from workflow.store.people.sessions import end_sessions


class WeakPassword(DondocError):
    """The password may not be used."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(
            given=Topic("mật khẩu mới"),
            place="Mật khẩu",
            reason=f"chưa dùng được: {'; '.join(reasons).lower()}",
            remedy="Chọn mật khẩu khác; một câu dài dễ nhớ là tốt nhất.",
        )
        self.reasons = reasons


def set_password(desk: AccountDesk, who: SignedIn, password: str, *, now: datetime) -> str:
    """Give oneself another password; return the new cookie. All other sign-ins end. Raises `WeakPassword`."""
    account = who.account
    known = [account.mail.partition("@")[0], *account.name.split()]
    if faults := faults_of(password, length=desk.policy.password_length, known=known):
        raise WeakPassword(faults)
    with desk.database.reading() as session:
        former = former_passwords(session, account.id, limit=desk.policy.password_memory)
    if any(desk.hashing.is_password(password, hashed) for hashed in former):
        raise WeakPassword((f"Trùng với một trong {desk.policy.password_memory} mật khẩu gần nhất",))
    hashed = desk.hashing.hash_of(password)
    with desk.database.writing() as session:
        set_password_hash(session, account.id, hashed, now=now)
        end_sessions(session, account.id, now=now, but=who.session.id)
        note(session, LogAction.SET_PASSWORD, By(actor=account.name, now=now), person=account.id)
        return complete(session, desk, who.session, now=now)


def prove_by_password(desk: AccountDesk, who: SignedIn, password: str, *, visit: Visit, now: datetime) -> str:
    """Prove oneself anew by one's password; return the new cookie. Raises `SignInRefused`."""
    with desk.database.writing() as session:
        counted = counted_try(session, desk, who.account.mail, visit=visit, now=now)
        hashed = secrets_of(session, who.account.id).password
    if isinstance(counted, Closed):
        raise tries_exhausted(counted, desk.policy)
    if not desk.hashing.is_password(password, hashed):
        with desk.database.writing() as session:
            note_failure(session, desk, who.account, counted, now=now)
        raise wrong_password()
    with desk.database.writing() as session:
        right_try(session, counted)
        note(session, LogAction.PROVE_PASSWORD, by_of(who.actor, now), person=who.account.id)
        return complete(session, desk, who.session, now=now)
