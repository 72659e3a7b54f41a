"""The state of the house at a glance: counts by agency, the most urgent tasks. Counted by the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.lifecycle import OPEN, State
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow, PlanRow, TaskRow
from workflow.timeliness import Timeliness

COUNTED = OPEN | {State.COMPLETED}


@dataclass(frozen=True, kw_only=True)
class AgencyStanding:
    """How many of an agency's duties stand where, at the last sweep."""

    code: str
    name: str
    counts: Mapping[Timeliness, int]

    def __getitem__(self, standing: Timeliness) -> int:
        return self.counts.get(standing, 0)


@dataclass(frozen=True, kw_only=True)
class UrgentTask:
    """A task with a due day that somebody still owes. `owing` counts the agencies, `agency` names one of them."""

    title: str
    plan_number: str
    expression: str
    due: date
    owing: int
    agency: str


def count_by_timeliness(session: Session) -> dict[Timeliness, int]:
    """Count the duties that are open or completed by where they stood at the last sweep."""
    rows = session.execute(
        select(AssignmentRow.timeliness, func.count())
        .where(AssignmentRow.state.in_(COUNTED))
        .group_by(AssignmentRow.timeliness)
    )
    return dict(rows.all())


def standing_by_agency(session: Session) -> list[AgencyStanding]:
    """Return every agency that has duties, those with most overdue ones first, then by name."""
    rows = session.execute(
        select(AgencyRow.code, AgencyRow.name, AssignmentRow.timeliness, func.count())
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        .where(AssignmentRow.state.in_(COUNTED))
        .group_by(AgencyRow.code, AgencyRow.name, AssignmentRow.timeliness)
    )
    names: dict[str, str] = {}
    counts: dict[str, dict[Timeliness, int]] = {}
    for code, name, standing, count in rows:
        names[code] = name
        counts.setdefault(code, {})[standing] = count
    return most_overdue_first(AgencyStanding(code=code, name=name, counts=counts[code]) for code, name in names.items())


def most_overdue_first(standings: Iterable[AgencyStanding]) -> list[AgencyStanding]:
    """Return agencies in the order of every list: most overdue duties, then most duties, then by name."""
    return sorted(standings, key=lambda s: (-s[Timeliness.OVERDUE], -sum(s.counts.values()), s.name))


def most_urgent(session: Session, *, limit: int) -> list[UrgentTask]:
    """Return the tasks that are owed soonest, overdue ones first; a group's duties of one day are one line."""
    owed = (
        select(
            TaskRow.shown_title(),
            PlanRow.number,
            TaskRow.expression,
            AssignmentRow.due,
            func.count(),
            func.min(AgencyRow.name),
        )
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        .where(
            AssignmentRow.due.is_not(None),
            AssignmentRow.state.in_([State.ASSIGNED, State.IN_PROGRESS, State.REFUSED]),
        )
        .group_by(TaskRow.id, PlanRow.number, TaskRow.expression, AssignmentRow.due)
        .order_by(AssignmentRow.due, TaskRow.id)
        .limit(limit)
    )
    return [
        UrgentTask(title=title, plan_number=number, expression=expression, due=due, owing=owing, agency=agency)
        for title, number, expression, due, owing, agency in session.execute(owed)
        if due is not None
    ]
