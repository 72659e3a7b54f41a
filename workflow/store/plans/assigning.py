"""Giving an occurrence to agencies one by one, after the plan's own registration: new members, next occurrences."""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.assignment import assignment_uid
from workflow.by import By
from workflow.entered_days import day_of_newly_owed
from workflow.lifecycle import OPEN, State
from workflow.log.actions import LogAction
from workflow.log.history import GAINED_ON, JOINED, LATE_FOR, line_facts
from workflow.policies import Policies
from workflow.store.log.writing import LogEntry, record
from workflow.store.tables import AssignmentRow, OccurrenceRow, PlanRow, TaskRow
from workflow.timeliness import Dates, next_change, timeliness


class Newly(Enum):
    """How an agency comes to owe what others owed before it."""

    ADDED = "added"
    JOINED = "joined"


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
    newly: Newly | None = None,
    waits: bool = False,
) -> int:
    """Give an occurrence to agencies (row id and code), each with its line in the log; return how many duties.

    `newly` says how they come to owe only now what others owed before: where that day has passed they get `due`, or
    the usual term. `waits` says that they wait for the occurrence's event, whatever others got from it already.
    """
    given = list(agencies)
    owed = None if waits else day_owed(session, occurrence)
    day = day_given(owed, due, policies, today=by.today) if newly else owed
    dates = _dates(occurrence, day, policies)
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
    gained: dict[str, Any] = {GAINED_ON: str(by.today)} if newly else {}
    if newly is Newly.JOINED:
        gained[JOINED] = True
    if newly and owed is not None and owed != dates["due"]:
        gained[LATE_FOR] = str(owed)
    session.add_all(rows)
    session.flush()
    record(
        session,
        [
            _entry(row, plan.id, line_facts(dates | {"agency": code}) | gained, by)
            for row, (_, code) in zip(rows, given, strict=True)
        ],
    )
    return len(rows)


def day_given(owed: date | None, instead: date | None, policies: Policies, *, today: date) -> date | None:
    """Return the day of an agency that comes to owe only now: where it has passed, `instead` or the usual term."""
    usual = day_of_newly_owed(owed, today=today, working_days=policies.working_days, usual=policies.usual_term)
    return usual if usual == owed else instead or usual


def _dates(occurrence: OccurrenceRow, due: date | None, policies: Policies) -> dict[str, Any]:
    state = State.WAITING if occurrence.trigger_id is not None and due is None else State.ASSIGNED
    act_by = policies.working_days.on_or_before(due) if due else None
    opens = occurrence.opens if due is None or occurrence.opens is None or occurrence.opens <= due else None
    return standing_of_new(state, opens, due, act_by, policies)


def standing_of_new(
    state: State, opens: date | None, due: date | None, act_by: date | None, policies: Policies
) -> dict[str, Any]:
    """Return a new duty's state, days and timeliness as columns.

    It starts as if nobody had looked yet: the first sweep records that it is due or overdue.
    """
    dates = Dates(due=due, soon_on=act_by - policies.soon if act_by else None)
    return {
        "state": state,
        "opens": opens,
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
