"""Which duties somebody sees, as conditions of a query: what `workflow.rights.sight` says, in the store's numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, select, union
from sqlalchemy.orm import Session

from workflow.rights import Sight
from workflow.store.people.directory import groups_holding
from workflow.store.tables import (
    AgencyRow,
    AssignmentRow,
    OccurrenceRow,
    PlanRow,
    TaskAgencyRow,
    TaskRole,
    TaskRow,
)


@dataclass(frozen=True, kw_only=True)
class InSight:
    """The duties of these plans and those led by these agencies, by the store's numbers, or everything."""

    everything: bool = False
    plans: frozenset[int] = frozenset()
    agencies: frozenset[int] = frozenset()


EVERYTHING = InSight(everything=True)


def in_sight(session: Session, sight: Sight) -> InSight:
    """Return what somebody sees, by the store's numbers: the plans in which his agencies have anything to do."""
    if sight.everything:
        return EVERYTHING
    plans = set(sight.plans)
    if sight.in_plans_of:
        plans |= set(session.scalars(_plans_of(sight.in_plans_of)))
    if sight.coordinated:
        coordinators = select(AgencyRow.id).where(AgencyRow.code.in_(sight.coordinated))
        plans |= set(session.scalars(select(PlanRow.id).where(PlanRow.coordinator_id.in_(coordinators))))
    agencies = session.scalars(select(AgencyRow.id).where(AgencyRow.code.in_(sight.agencies))) if sight.agencies else ()
    return InSight(plans=frozenset(plans), agencies=frozenset(agencies))


def cooperates(task_id: Any, codes: Collection[str]) -> ColumnElement[bool]:
    """Whether a task names one of the agencies, or a group they are in, as cooperating."""
    return exists().where(
        TaskAgencyRow.task_id == task_id,
        TaskAgencyRow.role == TaskRole.COOPERATING,
        TaskAgencyRow.agency_id.in_(_with_groups(codes)),
    )


def _plans_of(codes: Collection[str]) -> Any:
    owed = (
        select(TaskRow.plan_id)
        .join(OccurrenceRow, OccurrenceRow.task_id == TaskRow.id)
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .where(AssignmentRow.agency_id.in_(select(AgencyRow.id).where(AgencyRow.code.in_(codes))))
    )
    named = (
        select(TaskRow.plan_id)
        .join(TaskAgencyRow, TaskAgencyRow.task_id == TaskRow.id)
        .where(TaskAgencyRow.agency_id.in_(_with_groups(codes)))
    )
    return union(owed, named)


def _with_groups(codes: Collection[str]) -> Any:
    own = select(AgencyRow.id).where(AgencyRow.code.in_(codes))
    return union(own, groups_holding(own))
