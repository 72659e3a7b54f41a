"""The log read forward: what happened after a line, with the names that a person or another program needs."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from workflow.log.actions import LogAction
from workflow.log.audit import LogLine
from workflow.store.log.writing import entry_of
from workflow.store.tables import AgencyRow, AssignmentRow, EventRow, OccurrenceRow, PlanRow, TaskRow, TriggerRow


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One line of the log. Of what the line is not about, numbers are None and names empty."""

    line: int
    at: datetime
    action: str
    before: str
    after: str
    document: str
    assignment_id: int | None
    trigger_id: int | None
    plan_id: int | None
    plan_number: str
    agency: str
    title: str
    wording: str
    due: date | None


def newest_line(session: Session) -> int:
    """Return the number of the log's last line, 0 for an empty log."""
    return session.scalar(select(func.max(EventRow.id))) or 0


def newest_moment(session: Session) -> datetime | None:
    """Return when the log's last line was written, None for an empty log."""
    return session.scalar(select(EventRow.at).order_by(EventRow.id.desc()).limit(1))


def happenings(
    session: Session, *, after: int, up_to: int, limit: int, action: LogAction | None = None, into: str | None = None
) -> list[Happening]:
    """Return the lines after one up to another, by number, at most `limit`; of an action, `into` a state, if given."""
    query = _lines().where(EventRow.id > after, EventRow.id <= up_to).order_by(EventRow.id).limit(limit)
    if action is not None:
        query = query.where(EventRow.action == action)
    if into is not None:
        query = query.where(EventRow.after == into)
    return [Happening(**row._mapping) for row in session.execute(query)]  # noqa: SLF001 - it is public


def count_lines(session: Session, *, after: int, up_to: int) -> int:
    """Count the lines after one up to another."""
    query = select(func.count()).where(EventRow.id > after, EventRow.id <= up_to)
    return session.scalar(query.select_from(EventRow)) or 0


def _lines() -> Select[*tuple[object, ...]]:
    plan_id = func.coalesce(EventRow.plan_id, TaskRow.plan_id, TriggerRow.plan_id)
    return (
        select(
            EventRow.id.label("line"),
            EventRow.at,
            EventRow.action,
            EventRow.before,
            EventRow.after,
            EventRow.document,
            EventRow.assignment_id,
            EventRow.trigger_id,
            plan_id.label("plan_id"),
            func.coalesce(PlanRow.number, "").label("plan_number"),
            func.coalesce(AgencyRow.name, "").label("agency"),
            func.coalesce(TaskRow.shown_title(), "").label("title"),
            func.coalesce(TriggerRow.wording, "").label("wording"),
            AssignmentRow.due,
        )
        .join(AssignmentRow, AssignmentRow.id == EventRow.assignment_id, isouter=True)
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id, isouter=True)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id, isouter=True)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id, isouter=True)
        .join(TriggerRow, TriggerRow.id == EventRow.trigger_id, isouter=True)
        .join(PlanRow, PlanRow.id == plan_id, isouter=True)
    )


def latest_lines(
    session: Session, *, assignment: int | None = None, person: str = "", day: date | None = None, limit: int
) -> list[LogLine]:
    """Return the last lines about a duty, by somebody whose name holds `person`, of a day in Vietnam; oldest first."""
    query = select(EventRow).order_by(EventRow.id.desc()).limit(limit)
    if assignment is not None:
        query = query.where(EventRow.assignment_id == assignment)
    if person:
        query = query.where(EventRow.actor.icontains(person, autoescape=True))
    if day is not None:
        begins = datetime.combine(day, time.min, VIETNAM)
        query = query.where(EventRow.at >= begins, EventRow.at < begins + timedelta(days=1))
    return [LogLine(row.id, entry_of(row)) for row in reversed(session.scalars(query).all())]
