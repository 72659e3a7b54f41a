"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and ten recovery codes on paper.

The secret is kept encrypted under the installation's key. Who has lost key and phone starts from the shell:
`dondoc admin create` gives a link that takes the old factor away.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime

import pyotp
from cryptography.fernet import InvalidToken, MultiFernet

from base.errors import Topic
from config.keys import cipher_of
from services.accounts.desk import AccountDesk, Visit
from services.accounts.errors import SignInRefused, tries_exhausted, wrong_code
from services.accounts.journal import by_of, note
from services.accounts.sessions import SignedIn, complete
from services.accounts.sign_in import counted_try, needs_second_factor, note_failure, right_try
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.people.lockout import Closed
from workflow.store.database.opening import Session
from workflow.store.people.accounts import secrets_of, set_second_factor, spend_recovery, spend_step, user_account

_USE = "second factor"
ISSUER = "Đôn Đốc"
RECOVERY_CODES = 10
# 50 bits each, in letters that nobody takes for another.
RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_LENGTH = 10
# A phone's clock may be this many steps of 30 seconds off.
DRIFT = 1
_SECRET = re.compile("[A-Z2-7]{32}")


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """A second factor being set up: the secret in words, and the address that a QR code carries."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


def begin_enrolment(who: SignedIn) -> Enrolment:
    """Return a new secret for an authenticator app; nothing is kept until a code of it was typed."""
    return _enrolment(who, pyotp.random_base32())


def enrolment_of(who: SignedIn, secret: str) -> Enrolment:
    """Return the same enrolment again, after a code that wasn't right; a new one for what was no secret of ours."""
    return _enrolment(who, secret) if _SECRET.fullmatch(secret) else begin_enrolment(who)


def finish_enrolment(
    desk: AccountDesk, who: SignedIn, secret: str, code: str, *, now: datetime, phone: datetime
) -> tuple[str, tuple[str, ...]]:
    """Keep a second factor once a code proves that the app has it; return the new cookie and the recovery codes.

    `phone` is the moment by the clock that the app goes by. The recovery codes are shown once:
    only their digests are kept. Raises `SignInRefused`.
    """
    step = _step_of(secret, code, phone) if _SECRET.fullmatch(secret) else None
    if step is None:
        raise wrong_code("mã của ứng dụng", of_app=True)
    codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
    sealed = _cipher(desk).encrypt(secret.encode()).decode("ascii")
    with desk.database.writing() as session:
        person = who.account.id
        set_second_factor(session, person, sealed=sealed, step=step, recovery=tuple(map(_recovery_digest, codes)))
        note(session, LogAction.SET_SECOND_FACTOR, by_of(who.actor, now), person=person)
        return complete(session, desk, who.session, now=now), codes


def check_second_factor(
    desk: AccountDesk, who: SignedIn, code: str, *, visit: Visit, now: datetime, phone: datetime
) -> str:
    """Finish a sign-in, or prove oneself anew, with a code of the app or a recovery code; return the new cookie.

    Raises `SignInRefused`; a code counts once, even within its half minute.
    """
    with desk.database.writing() as session:
        counted = counted_try(session, desk, who.account.mail, visit=visit, now=now)
        if not isinstance(counted, Closed):
            if _is_right(session, desk, who.account.id, code, phone):
                right_try(session, counted)
                note(session, LogAction.PROVE_SECOND_FACTOR, by_of(who.actor, now), person=who.account.id)
                return complete(session, desk, who.session, now=now)
            note_failure(session, desk, user_account(session, who.account.id), counted, now=now)
    raise (
        tries_exhausted(counted, desk.policy) if isinstance(counted, Closed) else wrong_code("mã xác thực", of_app=True)
    )


def give_up_second_factor(desk: AccountDesk, who: SignedIn, *, now: datetime) -> None:
    """Take one's own second factor away. Raises `SignInRefused` where one is needed."""
    with desk.database.writing() as session:
        if needs_second_factor(session, desk, who.account.id, now=now):
            raise SignInRefused(
                given=Topic("xác thực hai bước"),
                place="Tài khoản",
                reason="là bắt buộc với tài khoản của bạn",
                remedy="Đổi điện thoại thì bật lại với ứng dụng mới.",
            )
        remove_second_factor(session, who.account.id, by_of(who.actor, now))


def remove_second_factor(session: Session, person: int, by: By) -> None:
    """Take an account's second factor away."""
    set_second_factor(session, person, sealed="", step=0, recovery=())
    note(session, LogAction.REMOVE_SECOND_FACTOR, by, person=person)


def _is_right(session: Session, desk: AccountDesk, person: int, code: str, phone: datetime) -> bool:
    kept = secrets_of(session, person)
    if spend_recovery(session, person, _recovery_digest(code)):
        return True
    step = _step_of(_opened(desk, kept.second_factor), code, phone)
    return step is not None and spend_step(session, person, step)


def _opened(desk: AccountDesk, sealed: str) -> str:
    try:
        return _cipher(desk).decrypt(sealed.encode("ascii")).decode("ascii")
    except InvalidToken as error:
        raise SignInRefused(
            given=Topic("mã xác thực"),
            place="Xác thực hai bước",
            reason="không kiểm tra được vì khóa bí mật của hệ thống đã đổi",
            remedy="Dùng mã dự phòng, hoặc nhờ người quản trị máy chủ cấp lại đường dẫn đăng nhập.",
        ) from error


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step that a code belongs to, of those near now; None when it is of none."""
    typed = "".join(filter(str.isdigit, code))
    app = pyotp.TOTP(secret)
    present = app.timecode(now)
    for step in range(present - DRIFT, present + DRIFT + 1):
        if secrets.compare_digest(app.generate_otp(step), typed):
            return step
    return None


def _enrolment(who: SignedIn, secret: str) -> Enrolment:
    uri = pyotp.TOTP(secret).provisioning_uri(name=who.account.mail, issuer_name=ISSUER)
    return Enrolment(secret=secret, uri=uri)


def _recovery_code() -> str:
    letters = "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def _recovery_digest(code: str) -> str:
    typed = "".join(letter for letter in code.lower() if letter in RECOVERY_LETTERS)
    return hashlib.sha256(typed.encode()).hexdigest()


def _cipher(desk: AccountDesk) -> MultiFernet:
    return cipher_of(desk.keys().for_use(_USE))
