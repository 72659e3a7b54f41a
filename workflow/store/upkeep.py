"""What the upkeep of an installation asks the database: whom nobody can reach, what waits for a person, what stuck."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from workflow.lifecycle import OPEN
from workflow.store.tables import (
    AgencyRow,
    AssignmentRow,
    ContactRole,
    ContactRow,
    EventRow,
    NoticeRow,
    NoticeState,
    OccurrenceRow,
    PlanRow,
    TaskTableRow,
)


@dataclass(frozen=True)
class Unreached:
    """An agency without an office address, and how many open duties hang on it."""

    name: str
    duties: int


def damage(session: Session) -> str:
    """Return what is broken in the database's file, "" when it is sound. PostgreSQL watches over itself."""
    if session.get_bind().dialect.name != "sqlite":
        return ""
    found: str = session.execute(text("PRAGMA quick_check(1)")).scalar_one()
    return "" if found == "ok" else found


def unreached_leads(session: Session) -> list[Unreached]:
    """Return the agencies that owe open duties and have no office address, those that owe most first."""
    return _unreached(session, AssignmentRow.agency_id)


def unreached_coordinators(session: Session) -> list[Unreached]:
    """Return the coordinators of plans with open duties who have no office address."""
    return _unreached(session, PlanRow.coordinator_id)


def _unreached(
    session: Session, agency_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> list[Unreached]:
    owing = func.count()
    query = (
        select(AgencyRow.name, owing)
        .select_from(AssignmentRow)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskTableRow, TaskTableRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskTableRow.plan_id)
        .join(AgencyRow, AgencyRow.id == agency_id)
        .where(AssignmentRow.state.in_(OPEN), ~_has_office())
        .group_by(AgencyRow.id, AgencyRow.name)
        .order_by(owing.desc(), AgencyRow.name)
    )
    return [Unreached(name, duties) for name, duties in session.execute(query)]


def _has_office() -> ColumnElement[bool]:
    return exists().where(ContactRow.agency_id == AgencyRow.id, ContactRow.role == ContactRole.STAFF)


def plans_without_coordinator(session: Session) -> list[str]:
    """Return the numbers of plans in force that nobody follows up."""
    query = select(PlanRow.number).where(PlanRow.coordinator_id.is_(None), PlanRow.superseded_by_id.is_(None))
    return list(session.scalars(query.order_by(PlanRow.issued_on, PlanRow.id)))


def tasks_to_review(session: Session) -> int:
    """Count the tasks in whose reading something is doubtful."""
    return session.scalar(select(func.count()).where(TaskTableRow.needs_review)) or 0


def notices_in(session: Session, state: NoticeState) -> int:
    """Count the notices in a state."""
    return session.scalar(select(func.count()).where(NoticeRow.state == state)) or 0


def queued_since(session: Session) -> datetime | None:
    """Return from when on the notice that waits longest might have been sent; None when nothing waits."""
    return session.scalar(select(func.min(NoticeRow.not_before)).where(NoticeRow.state == NoticeState.QUEUED))


def last_line(session: Session) -> datetime | None:
    """Return the moment of the log's last line, None when it has none."""
    return session.scalar(select(EventRow.at).order_by(EventRow.id.desc()).limit(1))


def has_duties_due_in(session: Session, year: int) -> bool:
    """Whether an open duty falls due in a year."""
    within = AssignmentRow.due.between(date(year, 1, 1), date(year, 12, 31))
    return session.scalar(select(exists().where(AssignmentRow.state.in_(OPEN), within))) is True


def has_open_duties(session: Session) -> bool:
    """Whether anybody owes anything."""
    return session.scalar(select(exists().where(AssignmentRow.state.in_(OPEN)))) is True
