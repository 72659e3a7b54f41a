"""Giving an occurrence to agencies one by one, after the plan's own registration: new members, next occurrences."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.assignment import assignment_uid
from workflow.by import By
from workflow.lifecycle import OPEN, State
from workflow.log.actions import LogAction
from workflow.log.history import line_facts
from workflow.policies import Policies
from workflow.store.log.writing import LogEntry, record
from workflow.store.tables import AssignmentRow, OccurrenceRow, PlanRow, TaskRow
from workflow.timeliness import Dates, next_change, timeliness


def assign(
    session: Session,
    occurrence: OccurrenceRow,
    agencies: Iterable[tuple[int, str]],
    *,
    task: TaskRow,
    plan: PlanRow,
    by: By,
    policies: Policies,
    due: date | None = None,
    newly: bool = False,
    waits: bool = False,
) -> int:
    """Give an occurrence to agencies (row id and code), each with its line in the log; return how many duties.

    `newly` says that they come to owe only now what others owed before: where that day has passed they get `due`, or
    the usual term. `waits` says that they wait for the occurrence's event, whatever others got from it already.
    """
    given = list(agencies)
    owed = None if waits else day_owed(session, occurrence)
    dates = _dates(occurrence, owed, policies, None if not newly else by.today, due)
    rows = [
        AssignmentRow(
            uid=assignment_uid(plan.issuer, plan.number, str(plan.issued_on), task.key, occurrence.key, code),
            occurrence_id=occurrence.id,
            agency_id=agency_id,
            scheduled_on=by.today,
            changed_at=by.now,
            event_stamp=int(by.now.timestamp()),
            **dates,
        )
        for agency_id, code in given
    ]
    session.add_all(rows)
    session.flush()
    record(
        session,
        [
            _entry(row, plan.id, line_facts(dates | {"agency": code}), by)
            for row, (_, code) in zip(rows, given, strict=True)
        ],
    )
    return len(rows)


def _dates(
    occurrence: OccurrenceRow, due: date | None, policies: Policies, newly_on: date | None, instead: date | None
) -> dict[str, Any]:
    if due is not None and newly_on is not None and due < newly_on:
        usual = policies.working_days.add(newly_on, policies.usual_term)
        due = instead or usual
    state = State.WAITING if occurrence.trigger_id is not None and due is None else State.ASSIGNED
    act_by = policies.working_days.on_or_before(due) if due else None
    dates = Dates(due=due, soon_on=act_by - policies.soon if act_by else None)
    return {
        "state": state,
        "opens": occurrence.opens if due is None or occurrence.opens is None or occurrence.opens <= due else None,
        "due": due,
        "act_by": act_by,
        "soon_on": dates.soon_on,
        "timeliness": timeliness(state, dates, today=date.min),
        "next_change_on": next_change(state, dates, today=date.min),
    }


def day_owed(session: Session, occurrence: OccurrenceRow) -> date | None:
    """Return the day on which an occurrence falls due: its own, or the one that its event gave."""
    return occurrence.due or _due_of_siblings(session, occurrence.id)


def _due_of_siblings(session: Session, occurrence_id: int) -> date | None:
    """The day that firing an event gave the others; None while all of them wait, or the task has no date at all."""
    return session.scalar(
        select(func.min(AssignmentRow.due)).where(
            AssignmentRow.occurrence_id == occurrence_id, AssignmentRow.state.in_(OPEN)
        )
    )


def _entry(row: AssignmentRow, plan_id: int, details: dict[str, Any], by: By) -> LogEntry:
    return LogEntry.of(by, LogAction.ASSIGN, plan=plan_id, assignment=row.id, after=row.state, details=details)
