"""The accounts of people: found by number or mail, made, changed, disabled. Secrets leave only for who checks them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from base.errors import DondocError
from base.where_to_look import WhereToLook
from workflow.store.tables import FormerPasswordRow, PersonRow


@dataclass(frozen=True, kw_only=True)
class UserAccount:
    """An account as others see it. Moments are aware, UTC; `seen_at` is the last request that was signed in."""

    id: int
    name: str
    mail: str
    phone: str
    has_password: bool
    has_second_factor: bool
    recovery_left: int
    password_at: datetime | None
    created_at: datetime
    confirmed_at: datetime | None
    seen_at: datetime | None
    disabled_at: datetime | None
    disabled_why: str

    @property
    def is_active(self) -> bool:
        """Whether he may sign in."""
        return self.disabled_at is None


@dataclass(frozen=True, kw_only=True)
class AccountSecrets:
    """What proves an account: the password's hash, the encrypted second factor, digests of the recovery codes."""

    password: str = field(repr=False)
    second_factor: str = field(repr=False)
    used_step: int
    recovery: tuple[str, ...] = field(repr=False)


class UnknownPerson(DondocError):
    """There is no account of this number or address."""

    def __init__(self, given: object) -> None:
        super().__init__(
            given=given,
            place="Người dùng",
            reason="chưa có tài khoản",
            remedy="Tìm trong danh sách người dùng.",
            look=WhereToLook.PEOPLE,
        )


class MailTaken(DondocError):
    """Another account has this address."""


def folded_mail(address: str) -> str:
    """Return an address as accounts are found by it: without blanks around, in small letters."""
    return address.strip().casefold()


def user_account(session: Session, number: int) -> UserAccount:
    """Return an account. Raises `UnknownPerson`."""
    return _account(_row(session, number))


def account_by_mail(session: Session, address: str) -> UserAccount | None:
    """Return the account of an address, disabled ones too."""
    row = session.scalars(select(PersonRow).where(PersonRow.mail == folded_mail(address))).one_or_none()
    return None if row is None else _account(row)


def accounts_named(session: Session, name: str) -> list[UserAccount]:
    """Return the accounts under this name, letter for letter."""
    rows = session.scalars(select(PersonRow).where(PersonRow.name == name).order_by(PersonRow.id))
    return [_account(row) for row in rows]


def user_accounts(session: Session) -> list[UserAccount]:
    """Return all accounts by name."""
    return [_account(row) for row in session.scalars(select(PersonRow).order_by(PersonRow.name, PersonRow.id))]


def add_account(session: Session, *, name: str, mail: str, phone: str = "", now: datetime) -> UserAccount:
    """Make an account without any proof yet. Raises `MailTaken`."""
    if account_by_mail(session, mail) is not None:
        raise MailTaken(
            given=mail,
            place="Người dùng",
            reason="đã có tài khoản",
            remedy="Một người một tài khoản; tìm trong danh sách người dùng.",
            look=WhereToLook.PEOPLE,
        )
    row = PersonRow(name=name.strip(), mail=folded_mail(mail), phone=phone.strip(), created_at=now)
    session.add(row)
    session.flush()
    return _account(row)


def secrets_of(session: Session, number: int) -> AccountSecrets:
    """Return what proves an account. Raises `UnknownPerson`."""
    row = _row(session, number)
    return AccountSecrets(
        password=row.password,
        second_factor=row.second_factor,
        used_step=row.used_step,
        recovery=tuple(row.recovery),
    )


def set_profile(session: Session, number: int, *, name: str, phone: str) -> None:
    """Change what a person says of himself."""
    _set(session, number, name=name.strip(), phone=phone.strip())


def set_password_hash(session: Session, number: int, hashed: str, *, now: datetime) -> None:
    """Give an account another password, hashed; the former one is remembered."""
    row = _row(session, number)
    if row.password:
        session.add(FormerPasswordRow(person_id=number, password=row.password, until=now))
    _set(session, number, password=hashed, password_at=now)


def former_passwords(session: Session, number: int, *, limit: int) -> list[str]:
    """Return the hashes of the last passwords, the present one first."""
    row = _row(session, number)
    query = select(FormerPasswordRow.password).where(FormerPasswordRow.person_id == number)
    former = session.scalars(query.order_by(FormerPasswordRow.until.desc(), FormerPasswordRow.id.desc()).limit(limit))
    return [hashed for hashed in (row.password, *former) if hashed][:limit]


def set_second_factor(session: Session, number: int, *, sealed: str, step: int, recovery: tuple[str, ...]) -> None:
    """Give an account a second factor, or take it away with an empty one."""
    _set(session, number, second_factor=sealed, used_step=step, recovery=list(recovery))


def spend_step(session: Session, number: int, step: int) -> bool:
    """Note the time step of a code; False when it or a later one was used before."""
    return _set_if(session, PersonRow.id == number, PersonRow.used_step < step, used_step=step)


def spend_recovery(session: Session, number: int, digest: str) -> bool:
    """Strike a recovery code; False when it is none of his, or was used before."""
    left = list(_row(session, number, lock=True).recovery)
    if digest not in left:
        return False
    left.remove(digest)
    _set(session, number, recovery=left)
    return True


def note_seen(session: Session, number: int, now: datetime, *, confirms_mail: bool = False) -> None:
    """Note that somebody signed in, and by a mail of ours where he did: then the address is his."""
    confirmed = {"confirmed_at": func.coalesce(PersonRow.confirmed_at, now)} if confirms_mail else {}
    _set(session, number, seen_at=now, **confirmed)


def set_disabled(session: Session, number: int, *, at: datetime | None, why: str = "") -> None:
    """Close an account, or open it again with no moment; then the days without a sign-in begin anew."""
    _set(session, number, disabled_at=at, disabled_why=why)


def dormant_accounts(session: Session, *, before: datetime) -> list[UserAccount]:
    """Return the open accounts that nobody has used since a moment."""
    last = func.coalesce(PersonRow.seen_at, PersonRow.created_at)
    query = select(PersonRow).where(PersonRow.disabled_at.is_(None), last < before).order_by(PersonRow.id)
    return [_account(row) for row in session.scalars(query)]


def _row(session: Session, number: int, *, lock: bool = False) -> PersonRow:
    query = select(PersonRow).where(PersonRow.id == number)
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise UnknownPerson(number)
    return row


def _set(session: Session, number: int, **values: Any) -> None:
    _set_if(session, PersonRow.id == number, **values)


def _set_if(session: Session, *where: Any, **values: Any) -> bool:
    changed = session.execute(
        update(PersonRow)
        .where(*where)
        .values(**values)
        .returning(PersonRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.expire_all()
    return bool(changed)


def _account(row: PersonRow) -> UserAccount:
    return UserAccount(
        id=row.id,
        name=row.name,
        mail=row.mail,
        phone=row.phone,
        has_password=bool(row.password),
        has_second_factor=bool(row.second_factor),
        recovery_left=len(row.recovery),
        password_at=row.password_at,
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        seen_at=row.seen_at,
        disabled_at=row.disabled_at,
        disabled_why=row.disabled_why,
    )
