"""What the table of rights has to know of a duty, a plan or an agency; and which duties a sight takes in."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Select, bindparam, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from workflow.log.audit import LENT_BY, PERSON
from workflow.people.actions import Action
from workflow.rights import Sight, Subject
from workflow.store.duties.reading import UnknownAssignment
from workflow.store.people.directory import groups_holding
from workflow.store.people.grants import manned_agencies
from workflow.store.tables import (
    AgencyRow,
    AssignmentRow,
    EventRow,
    OccurrenceRow,
    PlanRow,
    TaskAgencyRow,
    TaskRole,
    TaskRow,
)

_COORDINATOR = aliased(AgencyRow)
# Asked on every page of a duty and at every step of one; building a statement takes longer than the database does.
_DUTY = (
    select(
        AgencyRow.code,
        AgencyRow.name,
        TaskRow.id.label("task"),
        TaskRow.plan_id,
        _COORDINATOR.code.label("coordinator"),
        _COORDINATOR.name.label("coordinator_name"),
    )
    .select_from(AssignmentRow)
    .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
    .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
    .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
    .join(PlanRow, PlanRow.id == TaskRow.plan_id)
    .outerjoin(_COORDINATOR, _COORDINATOR.id == PlanRow.coordinator_id)
    .where(AssignmentRow.id == bindparam("duty"))
)
_LAST_REPORT = (
    select(EventRow.details)
    .where(EventRow.assignment_id == bindparam("duty"), EventRow.action == Action.REPORT)
    .order_by(EventRow.id.desc())
    .limit(1)
)


def duty_subject(session: Session, assignment_id: int, *, asking: Iterable[str] = (), today: date) -> Subject:
    """Return a duty as the table of rights sees it. `asking` are the agencies of who asks; only those are looked up.

    Raises `UnknownAssignment`.
    """
    row = session.execute(_DUTY, {"duty": assignment_id}).one_or_none()
    if row is None:
        raise UnknownAssignment(assignment_id)
    asked = frozenset(asking)
    return Subject(
        plan=row.plan_id,
        agency=row.code,
        agency_name=row.name,
        cooperating=_cooperating_of(session, _COOPERATING_IN_TASK, row.task, asked),
        involved=plan_involvement(session, row.plan_id, asked),
        coordinator=row.coordinator or "",
        coordinator_name=row.coordinator_name or "",
        reporters=_reporters(session, assignment_id),
        manned=bool(manned_agencies(session, [row.code], today=today)),
    )


def plan_subject(session: Session, plan_id: int) -> Subject:
    """Return a plan as the table of rights sees it."""
    row = session.execute(
        select(_COORDINATOR.code, _COORDINATOR.name)
        .select_from(PlanRow)
        .outerjoin(_COORDINATOR, _COORDINATOR.id == PlanRow.coordinator_id)
        .where(PlanRow.id == plan_id)
    ).one()
    return Subject(plan=plan_id, coordinator=row.code or "", coordinator_name=row.name or "")


def agency_subject(session: Session, code: str, *, today: date) -> Subject | None:
    """Return an agency as the table of rights sees it; None when the directory doesn't have it."""
    name = session.scalars(select(AgencyRow.name).where(AgencyRow.code == code)).one_or_none()
    if name is None:
        return None
    return Subject(agency=code, agency_name=name, manned=bool(manned_agencies(session, [code], today=today)))


def within(sight: Sight) -> ColumnElement[bool]:
    """Return the condition on `AssignmentRow` that holds for the duties a sight takes in."""
    if sight.everything:
        return true()
    parts: list[ColumnElement[bool]] = []
    if sight.agencies:
        parts.append(AssignmentRow.agency_id.in_(_ids(sight.agencies)))
    plans: list[ColumnElement[bool]] = []
    if sight.plans:
        plans.append(PlanRow.id.in_(sight.plans))
    if sight.coordinated:
        plans.append(PlanRow.coordinator_id.in_(_ids(sight.coordinated)))
    if sight.in_plans_of:
        plans.append(PlanRow.id.in_(_plans_owed_by(_ids(sight.in_plans_of))))
        plans.append(PlanRow.id.in_(_plans_cooperated_in(_ids(sight.in_plans_of))))
    if plans:
        parts.append(
            AssignmentRow.occurrence_id.in_(
                select(OccurrenceRow.id)
                .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
                .join(PlanRow, PlanRow.id == TaskRow.plan_id)
                .where(or_(*plans))
            )
        )
    return or_(*parts) if parts else false()


def _ids(codes: Iterable[str]) -> Select[int]:
    return select(AgencyRow.id).where(AgencyRow.code.in_(frozenset(codes)))


def _plans_owed_by(agencies: Select[int]) -> Select[int]:
    return (
        select(TaskRow.plan_id)
        .join(OccurrenceRow, OccurrenceRow.task_id == TaskRow.id)
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .where(AssignmentRow.agency_id.in_(agencies))
    )


def _plans_cooperated_in(agencies: Select[int]) -> Select[int]:
    return (
        select(TaskRow.plan_id)
        .join(TaskAgencyRow, TaskAgencyRow.task_id == TaskRow.id)
        .where(TaskAgencyRow.role == TaskRole.COOPERATING, _is_or_has(agencies))
    )


def _is_or_has(agencies: Select[int]) -> ColumnElement[bool]:
    """Whether a task's cell names one of the agencies, or a group that one of them stands behind."""
    return or_(TaskAgencyRow.agency_id.in_(agencies), TaskAgencyRow.agency_id.in_(groups_holding(agencies)))


# Of the tasks with one number, or of the plan with one: whether an agency cooperates in any, or owes a duty.
_TASKS_OF_PLAN = select(TaskRow.id).where(TaskRow.plan_id == bindparam("number"))
_THE_AGENCY = select(AgencyRow.id).where(AgencyRow.code == bindparam("agency"))
_COOPERATING = select(TaskAgencyRow.task_id).where(TaskAgencyRow.role == TaskRole.COOPERATING, _is_or_has(_THE_AGENCY))
_COOPERATING_IN_TASK = _COOPERATING.where(TaskAgencyRow.task_id == bindparam("number")).limit(1)
_COOPERATING_IN_PLAN = _COOPERATING.where(TaskAgencyRow.task_id.in_(_TASKS_OF_PLAN)).limit(1)
_OWING_IN_PLAN = select(AgencyRow.code).where(
    AgencyRow.code.in_(bindparam("asked", expanding=True)),
    select(AssignmentRow.id)
    .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
    .where(AssignmentRow.agency_id == AgencyRow.id, OccurrenceRow.task_id.in_(_TASKS_OF_PLAN))
    .exists(),
)


def _cooperating_of(session: Session, within: Select[int], number: int, asked: frozenset[str]) -> frozenset[str]:
    """Of the agencies that ask, those that cooperate in the task or plan with this number."""
    return frozenset(
        code for code in asked if session.execute(within, {"number": number, "agency": code}).first() is not None
    )


def plan_involvement(session: Session, plan_id: int, asked: frozenset[str]) -> frozenset[str]:
    """Return those of the agencies (codes) that owe a duty in a plan or cooperate in one of its tasks."""
    if not asked:
        return frozenset()
    owing = session.scalars(_OWING_IN_PLAN, {"number": plan_id, "asked": sorted(asked)})
    return frozenset(owing) | _cooperating_of(session, _COOPERATING_IN_PLAN, plan_id, asked)


def _reporters(session: Session, assignment_id: int) -> frozenset[int]:
    """Who handed in the last report, and in whose name, as the log tells."""
    details = session.scalars(_LAST_REPORT, {"duty": assignment_id}).one_or_none() or {}
    return frozenset(number for key in (PERSON, LENT_BY) if (number := details.get(key)) is not None)
