"""The log page by page, the newest lines first: what a view asks for, of the plans that somebody may look into."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from workflow.log.audit import LogEntry
from workflow.log.view import LogView
from workflow.store.duties.sighting import InSight
from workflow.store.log.writing import entry_of
from workflow.store.tables import (
    AgencyRow,
    AssignmentRow,
    EventRow,
    OccurrenceRow,
    PlanRow,
    SealRow,
    TaskRow,
    TriggerRow,
)

PAGE_LINES = 50
# Lines that a file takes at a time.
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    """A line with the names that a person needs; "" and None for what it isn't about."""

    id: int
    entry: LogEntry
    plan_id: int | None
    plan_number: str
    title: str
    agency: str


@dataclass(frozen=True, kw_only=True)
class SealStanding:
    """How far the log is sealed: how many seals, the newest one's moment and digest, lines that wait for the next."""

    seals: int
    sealed_at: datetime | None
    head: str
    lines: int
    unsealed: int


def log_page(session: Session, view: LogView, seen: InSight, *, limit: int = PAGE_LINES) -> list[ShownLine]:
    """Return the lines of one page, the newest first."""
    query = _lines(view, seen).order_by(EventRow.id.desc()).limit(limit)
    return [
        ShownLine(id=row.id, entry=entry_of(row), plan_id=plan, plan_number=number, title=title, agency=agency)
        for row, plan, number, title, agency in session.execute(query)
    ]


def all_lines(session: Session, view: LogView, seen: InSight) -> Iterator[ShownLine]:
    """Give every line of a view, the newest first, for a file; memory stays flat."""
    before = view.before
    while True:
        part = log_page(session, LogView(**{**vars(view), "before": before}), seen, limit=_AT_ONCE)
        yield from part
        if len(part) < _AT_ONCE:
            return
        before = part[-1].id


def lines_since(session: Session, moment: datetime) -> int:
    """Count the lines that were written after a moment."""
    return session.scalar(select(func.count()).select_from(EventRow).where(EventRow.at > moment)) or 0


def seal_standing(session: Session) -> SealStanding:
    """Return how far the log is sealed."""
    newest = session.execute(select(SealRow).order_by(SealRow.number.desc()).limit(1)).scalar_one_or_none()
    lines = session.scalar(select(func.count()).select_from(EventRow)) or 0
    after = newest.last if newest else 0
    unsealed = session.scalar(select(func.count()).select_from(EventRow).where(EventRow.id > after)) or 0
    return SealStanding(
        seals=newest.number if newest else 0,
        sealed_at=newest.at if newest else None,
        head=newest.digest if newest else "",
        lines=lines,
        unsealed=unsealed,
    )


def _lines(view: LogView, seen: InSight) -> Select[EventRow, int, str, str, str]:
    plan_id = func.coalesce(EventRow.plan_id, TaskRow.plan_id, TriggerRow.plan_id)
    query = (
        select(
            EventRow,
            plan_id,
            func.coalesce(PlanRow.number, ""),
            func.coalesce(TaskRow.shown_title(), TriggerRow.wording, ""),
            func.coalesce(AgencyRow.name, ""),
        )
        .join(AssignmentRow, AssignmentRow.id == EventRow.assignment_id, isouter=True)
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id, isouter=True)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id, isouter=True)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id, isouter=True)
        .join(TriggerRow, TriggerRow.id == EventRow.trigger_id, isouter=True)
        .join(PlanRow, PlanRow.id == plan_id, isouter=True)
    )
    if not seen.everything:
        query = query.where(plan_id.in_(seen.plans))
    if view.duty is not None:
        query = query.where(EventRow.assignment_id == view.duty)
    if view.plan is not None:
        query = query.where(plan_id == view.plan)
    if view.person:
        query = query.where(EventRow.actor.icontains(view.person, autoescape=True))
    if view.action:
        query = query.where(EventRow.action == view.action)
    if view.first is not None:
        query = query.where(EventRow.at >= datetime.combine(view.first, time.min, VIETNAM))
    if view.last is not None:
        query = query.where(EventRow.at < datetime.combine(view.last, time.min, VIETNAM) + timedelta(days=1))
    if view.before is not None:
        query = query.where(EventRow.id < view.before)
    return query
