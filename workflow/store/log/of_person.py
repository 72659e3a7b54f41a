"""The lines of the log about one person, found by his number in them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.log.audit import PERSON
from workflow.store.log.writing import LogEntry, entry_of
from workflow.store.tables import EventRow

_MOST = 2_000


def lines_of_person(session: Session, person: int, *, limit: int = _MOST) -> list[LogEntry]:
    """Return what a person did and what was done to his account, the newest first."""
    about = EventRow.details[PERSON].as_integer() == person
    rows = session.scalars(select(EventRow).where(about).order_by(EventRow.id.desc()).limit(limit))
    return [entry_of(row) for row in rows]
