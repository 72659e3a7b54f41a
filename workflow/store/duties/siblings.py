"""What stands around one duty: how its words were read, its event, and the same task's duties of other agencies."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from workflow.deadlines.values.resolution import Certainty, Offset
from workflow.lifecycle import State
from workflow.store.duties.reading import UnknownAssignment
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow, PlanRow, TaskRow, TriggerRow


@dataclass(frozen=True, kw_only=True)
class DutyFacts:
    """What of a duty no list shows: how its words were read, the event's own day, what it carries of its own."""

    plan_id: int
    task_key: str
    coordinator: str
    coordinator_name: str
    certainty: Certainty
    others: tuple[str, ...]
    event: str
    event_on: date | None
    offset: Offset | None
    extensions: int
    wished_due: date | None
    progress: int
    result: str
    version: int
    occurrence_id: int
    soon_on: date | None
    announced: bool


@dataclass(frozen=True, kw_only=True)
class Sibling:
    """Another agency's duty for the same occurrence."""

    id: int
    agency_name: str
    state: State


def duty_facts(session: Session, assignment_id: int) -> DutyFacts:
    """Return the facts of a duty. Raises `UnknownAssignment`."""
    coordinator = aliased(AgencyRow)
    found = session.execute(
        select(AssignmentRow, TaskRow, PlanRow, TriggerRow, OccurrenceRow, coordinator.code, coordinator.name)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .outerjoin(TriggerRow, TriggerRow.id == OccurrenceRow.trigger_id)
        .outerjoin(coordinator, coordinator.id == PlanRow.coordinator_id)
        .where(AssignmentRow.id == assignment_id)
    ).one_or_none()
    if found is None:
        raise UnknownAssignment(assignment_id)
    duty, task, plan, trigger, occurrence, code, name = found
    return DutyFacts(
        plan_id=plan.id,
        task_key=task.key,
        coordinator=code or "",
        coordinator_name=name or "",
        certainty=task.certainty,
        others=_others(task.resolution),
        event=trigger.wording if trigger else "",
        event_on=trigger.fired_on if trigger else None,
        offset=_offset(occurrence),
        extensions=duty.extensions,
        wished_due=duty.wished_due,
        progress=duty.progress,
        result=duty.result,
        version=duty.version,
        occurrence_id=duty.occurrence_id,
        soon_on=duty.soon_on,
        announced=plan.announced_at is not None,
    )


def siblings(session: Session, occurrence_id: int) -> list[Sibling]:
    """Return all duties of an occurrence, the asking one among them, by the agency's code."""
    rows = session.execute(
        select(AssignmentRow.id, AgencyRow.name, AssignmentRow.state)
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        .where(AssignmentRow.occurrence_id == occurrence_id)
        .order_by(AgencyRow.code)
    )
    return [Sibling(id=number, agency_name=name, state=state) for number, name, state in rows]


def _offset(row: OccurrenceRow) -> Offset | None:
    if row.offset_count is None or row.offset_unit is None:
        return None
    return Offset(row.offset_count, row.offset_unit)


def _others(resolution: dict[str, Any]) -> tuple[str, ...]:
    return tuple(resolution.get("alternatives") or ())
