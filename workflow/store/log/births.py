"""The first line in the log of every duty that a plan makes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Integer, SQLColumnExpression, String, insert, literal, select, type_coerce
from sqlalchemy.orm import Session

from workflow.by import By
from workflow.log.actions import LogAction
from workflow.log.history import GAINED_ON
from workflow.store.database.insert import json_of
from workflow.store.tables import AgencyRow, AssignmentRow, EventRow, OccurrenceRow, PlanRow


def log_births(session: Session, plan_id: int, task_ids: Iterable[int], by: By) -> None:
    """Write every new duty's first line: what `workflow.log.history.line_facts` would say, said by the database."""
    facts: dict[str, SQLColumnExpression[Any]] = {
        "agency": AgencyRow.code,
        "timeliness": type_coerce(AssignmentRow.timeliness, String),
        "opens": AssignmentRow.opens,
        "due": AssignmentRow.due,
        "act_by": AssignmentRow.act_by,
        "soon_on": AssignmentRow.soon_on,
    }
    announced = session.scalar(select(PlanRow.announced_at).where(PlanRow.id == plan_id))
    if announced is not None and announced < by.now:
        facts[GAINED_ON] = literal(str(by.today), String)
    births = (
        select(
            literal(by.now, EventRow.at.type),
            literal(by.actor, String),
            literal(LogAction.ASSIGN.value, String),
            literal(plan_id, Integer),
            AssignmentRow.id,
            literal("", String),
            type_coerce(AssignmentRow.state, String),
            literal("", String),
            literal("", String),
            json_of(session.get_bind().dialect, facts),
        )
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .where(OccurrenceRow.task_id.in_(task_ids))
        # Computed, since SQLite would rather read all duties in order than sort the new ones.
        .order_by(AssignmentRow.id + 0)
    )
    columns = ["at", "actor", "action", "plan_id", "assignment_id", "before", "after", "reason", "document", "details"]
    session.execute(insert(EventRow).from_select(columns, births))
