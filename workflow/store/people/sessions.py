"""Signed-in browsers: begun, found by their cookie's digest, renewed, ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from workflow.store.tables import BrowserSessionRow, SignInStage

# A request every second would be a write every second.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class BrowserSession:
    """One signed-in browser. Moments are aware, UTC."""

    id: int
    person: int
    stage: SignInStage
    began_at: datetime
    seen_at: datetime
    proven_at: datetime
    device: str
    network: str
    ended_at: datetime | None

    def is_alive(self, now: datetime, *, idle: timedelta, longest: timedelta) -> bool:
        """Whether it still counts: not ended, not left alone for too long, not too old."""
        return self.ended_at is None and now - self.seen_at < idle and now - self.began_at < longest


def begin_session(
    session: Session, digest: bytes, *, person: int, stage: SignInStage, device: str, network: str, now: datetime
) -> BrowserSession:
    """Keep a new sign-in under its cookie's digest."""
    row = BrowserSessionRow(
        digest=digest,
        person_id=person,
        stage=stage,
        began_at=now,
        seen_at=now,
        proven_at=now,
        device=device[:200],
        network=network,
    )
    session.add(row)
    session.flush()
    return _browser_session(row)


def session_by_digest(session: Session, digest: bytes) -> BrowserSession | None:
    """Return the sign-in behind a cookie, ended ones too."""
    row = session.scalars(select(BrowserSessionRow).where(BrowserSessionRow.digest == digest)).one_or_none()
    return None if row is None else _browser_session(row)


def sessions_of(session: Session, person: int) -> list[BrowserSession]:
    """Return a person's sign-ins that were not ended, the latest used first."""
    query = select(BrowserSessionRow).where(BrowserSessionRow.person_id == person, BrowserSessionRow.ended_at.is_(None))
    return [_browser_session(row) for row in session.scalars(query.order_by(BrowserSessionRow.seen_at.desc()))]


def note_use(session: Session, number: int, now: datetime) -> None:
    """Note that a signed-in browser asked for something."""
    _change(session, BrowserSessionRow.id == number, seen_at=now)


def renew(session: Session, number: int, digest: bytes, *, stage: SignInStage, now: datetime) -> None:
    """Give a sign-in another cookie and a fresh proof: what was known before is worth nothing any more."""
    _change(session, BrowserSessionRow.id == number, digest=digest, stage=stage, seen_at=now, proven_at=now)


def end_session(session: Session, person: int, number: int, *, now: datetime) -> bool:
    """End one of a person's sign-ins; False when it is none of his or had ended."""
    return _end(session, BrowserSessionRow.id == number, BrowserSessionRow.person_id == person, now=now)


def end_sessions(session: Session, person: int, *, now: datetime, but: int | None = None) -> bool:
    """End all of a person's sign-ins, beside the one numbered `but`."""
    others = [BrowserSessionRow.id != but] if but is not None else []
    return _end(session, BrowserSessionRow.person_id == person, *others, now=now)


def _end(session: Session, *where: ColumnElement[bool], now: datetime) -> bool:
    return _change(session, *where, BrowserSessionRow.ended_at.is_(None), ended_at=now)


def _change(session: Session, *where: ColumnElement[bool], **values: Any) -> bool:
    changed = session.execute(
        update(BrowserSessionRow)
        .where(*where)
        .values(**values)
        .returning(BrowserSessionRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.expire_all()
    return bool(changed)


def _browser_session(row: BrowserSessionRow) -> BrowserSession:
    return BrowserSession(
        id=row.id,
        person=row.person_id,
        stage=row.stage,
        began_at=row.began_at,
        seen_at=row.seen_at,
        proven_at=row.proven_at,
        device=row.device,
        network=row.network,
        ended_at=row.ended_at,
    )
