"""Mailed links and their six digits: asked for, found, used once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from workflow.store.tables import SignInTokenRow, TokenKind


@dataclass(frozen=True, kw_only=True)
class SignInToken:
    """A mailed link. `person` is None where a stranger asked; `goal` is the page that he wanted."""

    id: int
    kind: TokenKind
    person: int | None
    account: bytes
    browser: bytes | None
    code: bytes | None
    ends_at: datetime
    used_at: datetime | None
    wrong: int
    goal: str

    def is_good(self, now: datetime) -> bool:
        """Whether it may still be used."""
        return self.used_at is None and now < self.ends_at


@dataclass(frozen=True, kw_only=True)
class NewToken:
    """A link to be kept: digests only, and where it was asked for."""

    kind: TokenKind
    digest: bytes
    account: bytes
    person: int | None
    ends_at: datetime
    code: bytes | None = None
    browser: bytes | None = None
    network: str = ""
    goal: str = ""


def keep_token(session: Session, new: NewToken, *, now: datetime) -> SignInToken:
    """Keep a link."""
    row = SignInTokenRow(
        kind=new.kind,
        digest=new.digest,
        account=new.account,
        person_id=new.person,
        made_at=now,
        ends_at=new.ends_at,
        code=new.code,
        browser=new.browser,
        network=new.network,
        goal=new.goal,
    )
    session.add(row)
    session.flush()
    return _token(row)


def token_by_digest(session: Session, digest: bytes) -> SignInToken | None:
    """Return a link by what is in its address."""
    row = session.scalars(select(SignInTokenRow).where(SignInTokenRow.digest == digest)).one_or_none()
    return None if row is None else _token(row)


def token_of_browser(session: Session, browser: bytes, *, now: datetime) -> SignInToken | None:
    """Return the last link that a browser asked for and that is still good."""
    query = select(SignInTokenRow).where(
        SignInTokenRow.browser == browser, SignInTokenRow.used_at.is_(None), SignInTokenRow.ends_at > now
    )
    row = session.scalars(query.order_by(SignInTokenRow.id.desc()).limit(1)).one_or_none()
    return None if row is None else _token(row)


def spend_token(session: Session, number: int, *, now: datetime) -> bool:
    """Use a link; False when somebody was faster or its time is over."""
    used = session.execute(
        update(SignInTokenRow)
        .where(SignInTokenRow.id == number, SignInTokenRow.used_at.is_(None), SignInTokenRow.ends_at > now)
        .values(used_at=now)
        .returning(SignInTokenRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.expire_all()
    return bool(used)


def spend_tokens_of(session: Session, person: int, *, now: datetime) -> None:
    """Make all links of a person worthless."""
    session.execute(
        update(SignInTokenRow)
        .where(SignInTokenRow.person_id == person, SignInTokenRow.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def note_wrong_code(session: Session, number: int) -> None:
    """Count a wrong six-digit code against its link."""
    session.execute(
        update(SignInTokenRow)
        .where(SignInTokenRow.id == number)
        .values(wrong=SignInTokenRow.wrong + 1)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def links_lately(session: Session, *, account: bytes, network: str, since: datetime) -> tuple[int, int]:
    """Return how many links were asked for since a moment: for an account, and from a network."""
    recent = [SignInTokenRow.made_at > since, SignInTokenRow.kind == TokenKind.SIGN_IN]
    return (
        _count(session, SignInTokenRow.account == account, *recent),
        _count(session, SignInTokenRow.network == network, *recent),
    )


def forget_old_tokens(session: Session, *, before: datetime) -> int:
    """Delete links that ended before a moment; return how many."""
    old = delete(SignInTokenRow).where(SignInTokenRow.ends_at < before).returning(SignInTokenRow.id)
    return len(session.execute(old).all())


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(SignInTokenRow).where(*where)) or 0


def _token(row: SignInTokenRow) -> SignInToken:
    return SignInToken(
        id=row.id,
        kind=row.kind,
        person=row.person_id,
        account=row.account,
        browser=row.browser,
        code=row.code,
        ends_at=row.ends_at,
        used_at=row.used_at,
        wrong=row.wrong,
        goal=row.goal,
    )
