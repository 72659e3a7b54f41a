"""Which notices somebody sees, as a condition of a query; and what the table of rights has to know of one."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from workflow.rights import Subject
from workflow.store.tables import AgencyRow, AssignmentRow, NoticeRow, OccurrenceRow, PlanRow, TaskRow

_COORDINATOR = aliased(AgencyRow)


@dataclass(frozen=True, kw_only=True)
class NoticeSight:
    """Those sent for these agencies, about these plans, or about plans that these agencies follow up; or all."""

    everything: bool = False
    agencies: frozenset[str] = frozenset()
    plans: frozenset[int] = frozenset()
    coordinated: frozenset[str] = frozenset()


def seen_by(sight: NoticeSight) -> ColumnElement[bool]:
    """Return the condition on `NoticeRow` that holds for what a sight takes in."""
    if sight.everything:
        return true()
    own = NoticeRow.agency_id.in_(select(AgencyRow.id).where(AgencyRow.code.in_(sight.agencies)))
    followed = select(AgencyRow.id).where(AgencyRow.code.in_(sight.coordinated))
    plans = select(PlanRow.id).where(or_(PlanRow.id.in_(sight.plans), PlanRow.coordinator_id.in_(followed)))
    about = (
        select(AssignmentRow.id)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .where(TaskRow.plan_id.in_(plans))
    )
    return or_(own, NoticeRow.plan_id.in_(plans), NoticeRow.assignment_id.in_(about))


def notice_subject(session: Session, number: int) -> Subject:
    """Return a notice as the table of rights sees it: the agency that is told, the plan and who follows it up."""
    row = session.execute(
        select(AgencyRow.code, AgencyRow.name, PlanRow.id, _COORDINATOR.code, _COORDINATOR.name)
        .select_from(NoticeRow)
        .join(AgencyRow, AgencyRow.id == NoticeRow.agency_id)
        .outerjoin(AssignmentRow, AssignmentRow.id == NoticeRow.assignment_id)
        .outerjoin(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .outerjoin(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .outerjoin(PlanRow, PlanRow.id == func.coalesce(NoticeRow.plan_id, TaskRow.plan_id))
        .outerjoin(_COORDINATOR, _COORDINATOR.id == PlanRow.coordinator_id)
        .where(NoticeRow.id == number)
    ).one_or_none()
    if row is None:
        return Subject()
    code, name, plan, coordinator, coordinator_name = row
    return Subject(
        plan=plan,
        agency=code,
        agency_name=name,
        coordinator=coordinator or "",
        coordinator_name=coordinator_name or "",
    )
