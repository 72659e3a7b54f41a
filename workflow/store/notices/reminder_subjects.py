"""Whom the house writes to by itself: agencies before a report day, coordinators every week."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from workflow.deadlines.values.resolution import Context
from workflow.lifecycle import OPEN, State
from workflow.registry.registration import next_check_in
from workflow.store.plans.next_occurrences import context_of
from workflow.store.tables import AssignmentRow, OccurrenceRow, PlanRow, TaskRow
from workflow.working_days import WorkingDays

# Whoever owes a report or must act; a reported duty waits for somebody else.
OWING = frozenset({State.ASSIGNED, State.IN_PROGRESS, State.REFUSED})


@dataclass(frozen=True, kw_only=True)
class CyclePlan:
    """A plan in force that prints a report cycle, as in "trước ngày 25 hằng tháng"."""

    id: int
    number: str
    issued_on: date
    title: str
    report_cycle: str
    coordinator_id: int | None
    context: Context

    def next_report(self, working_days: WorkingDays, *, start: date) -> date | None:
        """Return the first report day on or after a day, None when the cycle has none any more."""
        return next_check_in(self.report_cycle, self.context, working_days, start=start)


def cycle_plans(session: Session, ids: Collection[int] | None = None) -> list[CyclePlan]:
    """Return the plans in force with a report cycle, all or those of the numbers given."""
    query = select(PlanRow).where(PlanRow.superseded_by_id.is_(None), PlanRow.report_cycle != "")
    if ids is not None:
        query = query.where(PlanRow.id.in_(ids))
    return [
        CyclePlan(
            id=plan.id,
            number=plan.number,
            issued_on=plan.issued_on,
            title=plan.title,
            report_cycle=plan.report_cycle,
            coordinator_id=plan.coordinator_id,
            context=context_of(plan),
        )
        for plan in session.scalars(query.order_by(PlanRow.id))
    ]


def agencies_owing(session: Session, plan_id: int) -> dict[int, int]:
    """Return the agencies that owe something under a plan, each with how many duties."""
    query = (
        _duties(AssignmentRow.agency_id)
        .add_columns(func.count())
        .where(TaskRow.plan_id == plan_id, AssignmentRow.state.in_(OPEN - {State.WAITING}))
        .group_by(AssignmentRow.agency_id)
    )
    return dict(session.execute(query).all())


def coordinating(session: Session) -> list[int]:
    """Return the agencies that coordinate a plan in force."""
    query = select(PlanRow.coordinator_id).where(PlanRow.superseded_by_id.is_(None)).distinct()
    return [agency_id for agency_id in session.scalars(query.order_by(PlanRow.coordinator_id)) if agency_id]


def pressing(session: Session, coordinator_id: int, *, until: date) -> list[int]:
    """Return the duties owed under a coordinator's plans that are overdue or fall due up to a day, that included."""
    query = (
        _duties(AssignmentRow.id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(PlanRow.coordinator_id == coordinator_id, AssignmentRow.state.in_(OWING), AssignmentRow.due <= until)
    )
    return list(session.scalars(query.order_by(AssignmentRow.due, AssignmentRow.id)))


def _duties(column: InstrumentedAttribute[int]) -> Select[int]:
    return (
        select(column)
        .select_from(AssignmentRow)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
    )
