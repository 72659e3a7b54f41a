"""A task's next occurrence because its event happened once more: opened beside the last one, for the same agency."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.policies import Policies
from workflow.store.firings.affected import Firing
from workflow.store.firings.standing import ROUND
from workflow.store.people.passing_over import heirs
from workflow.store.plans.assigning import assign
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow, PlanRow, TaskRow


def open_again(session: Session, last_id: int, firing: Firing, policies: Policies) -> int:
    """Open a new occurrence of the task that a duty belongs to, for its agency or whoever that was merged into.

    Returns the new duty, which waits.
    """
    last, task, plan = session.execute(
        select(AssignmentRow, TaskRow, PlanRow)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(AssignmentRow.id == last_id)
    ).one()
    before = session.get_one(OccurrenceRow, last.occurrence_id)
    occurrence = _occurrence(session, before, firing)
    number = heirs(session).get(last.agency_id, last.agency_id)
    agency = (number, session.get_one(AgencyRow, number).code)
    assign(session, occurrence, [agency], task=task, plan=plan, by=firing.by, policies=policies, waits=True)
    return session.scalars(
        select(AssignmentRow.id).where(AssignmentRow.occurrence_id == occurrence.id, AssignmentRow.agency_id == number)
    ).one()


def _occurrence(session: Session, before: OccurrenceRow, firing: Firing) -> OccurrenceRow:
    """The occurrence of this firing: one for all agencies of a task, opened with the first."""
    key = f"{before.key.partition(ROUND)[0]}{ROUND}{firing.by.now:%Y%m%d%H%M%S%f}"
    known = select(OccurrenceRow).where(OccurrenceRow.task_id == before.task_id, OccurrenceRow.key == key)
    found = session.scalars(known).one_or_none()
    if found is None:
        found = OccurrenceRow(
            task_id=before.task_id,
            key=key,
            trigger_id=firing.trigger_id,
            offset_count=before.offset_count,
            offset_unit=before.offset_unit,
        )
        session.add(found)
        session.flush()
    return found
