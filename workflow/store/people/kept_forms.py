"""Forms that came when their session had ended, sealed: nothing typed is ever lost."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from workflow.store.tables import KeptFormRow

# So many of one person: whoever sends on and on doesn't fill the disk.
_MOST = 20


def keep_form(session: Session, digest: bytes, *, person: int, sealed: bytes, now: datetime, ends_at: datetime) -> None:
    """Keep a sealed form for its person; the oldest of too many goes."""
    mine = select(KeptFormRow.digest).where(KeptFormRow.person_id == person).order_by(KeptFormRow.kept_at.desc())
    old = session.scalars(mine.offset(_MOST - 1)).all()
    session.execute(delete(KeptFormRow).where(KeptFormRow.digest.in_(old)))
    session.add(KeptFormRow(digest=digest, person_id=person, sealed=sealed, kept_at=now, ends_at=ends_at))
    session.flush()


def kept_form(session: Session, digest: bytes, *, person: int, now: datetime) -> bytes | None:
    """Return a sealed form to the person who sent it; None to anybody else, and when its time is over."""
    query = select(KeptFormRow.sealed).where(
        KeptFormRow.digest == digest, KeptFormRow.person_id == person, KeptFormRow.ends_at > now
    )
    return session.scalars(query).one_or_none()


def forget_old_forms(session: Session, *, now: datetime) -> int:
    """Delete forms whose time is over; return how many."""
    old = delete(KeptFormRow).where(KeptFormRow.ends_at <= now).returning(KeptFormRow.digest)
    return len(session.execute(old).all())
