"""Setting a duty's days, whoever decides it: the state stays, and one line of the log keeps the day there was."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.assignment import Assignment
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.log.history import line_facts
from workflow.policies import Policies
from workflow.store.duties.reading import UnknownAssignment, assignment
from workflow.store.duties.transitions import Rescheduling, apply_change
from workflow.store.log.writing import LogEntry, record
from workflow.store.tables import AssignmentRow
from workflow.timeliness import Dates, next_change, timeliness


def dates_for(due: date | None, policies: Policies, *, opens: date | None = None) -> Rescheduling:
    """Return all the days that follow from a due day."""
    act_by = policies.working_days.on_or_before(due) if due else None
    return Rescheduling(opens=opens, due=due, act_by=act_by, soon_on=act_by - policies.soon if act_by else None)


def set_day(
    session: Session,
    assignment_id: int,
    due: date,
    action: LogAction,
    by: By,
    policies: Policies,
    *,
    trigger_id: int | None = None,
    **also: Any,
) -> Assignment:
    """Give a duty another due day; `also` are further facts that the same decision sets. Raises `ChangedMeanwhile`."""
    row = duty_row(session, assignment_id)
    opens = row.opens if row.opens is None or row.opens <= due else None
    dates = dates_for(due, policies, opens=opens)
    return set_dates(session, assignment_id, dates, action, by, trigger_id=trigger_id, **also)


def set_dates(
    session: Session,
    assignment_id: int,
    dates: Rescheduling,
    action: LogAction,
    by: By,
    *,
    trigger_id: int | None = None,
    details: dict[str, Any] | None = None,
    **also: Any,
) -> Assignment:
    """Give a duty these days, or none, and judge it anew; an open request for an extension ends with it."""
    before, row = assignment(session, assignment_id), duty_row(session, assignment_id)
    deciding = Dates(due=dates.due, soon_on=dates.soon_on, reported_on=row.reported_on)
    values = vars(dates) | {
        "wished_due": None,
        "scheduled_on": by.today,
        "timeliness": timeliness(row.state, deciding, today=by.today),
        "next_change_on": next_change(row.state, deciding, today=by.today),
        "changed_at": by.now,
    }
    values |= also
    apply_change(session, row, before, values)
    was = {"was_due": before.due.isoformat() if before.due else None}
    note_decision(session, before, action, by, line_facts(values) | was | (details or {}), trigger_id=trigger_id)
    return assignment(session, assignment_id)


def duty_row(session: Session, assignment_id: int) -> AssignmentRow:
    """Return a duty's row. Raises `UnknownAssignment`."""
    row = session.scalars(select(AssignmentRow).where(AssignmentRow.id == assignment_id)).one_or_none()
    if row is None:
        raise UnknownAssignment(assignment_id)
    return row


def note_decision(
    session: Session,
    duty: Assignment,
    action: LogAction,
    by: By,
    details: dict[str, Any],
    *,
    trigger_id: int | None = None,
) -> None:
    """Write the line of a decision that leaves a duty's state as it is."""
    entry = LogEntry.of(
        by, action, trigger=trigger_id, assignment=duty.id, before=duty.state, after=duty.state, details=details
    )
    record(session, [entry])
