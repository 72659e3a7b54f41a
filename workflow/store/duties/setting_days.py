"""A duty's days: those that go with an event, proposed by the house or set by whoever decides, and those set alone.

Setting them alone leaves the state as it is; one line of the log keeps the day there was.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from workflow.assignment import Assignment
from workflow.by import By
from workflow.entered_days import (
    ReportReturned,
    SaidReportDay,
    check_new_due,
    check_report_day,
    day_after_return,
)
from workflow.lifecycle import Event, Transition
from workflow.log.actions import LogAction
from workflow.log.history import line_facts
from workflow.policies import Policies
from workflow.store.duties.reading import UnknownAssignment, assignment
from workflow.store.duties.transitions import Rescheduling, apply_change
from workflow.store.firings.proposing import EventDay, corrected_day, day_after_event
from workflow.store.firings.standing import lost_its_day
from workflow.store.log.writing import LogEntry, record
from workflow.store.tables import AssignmentRow, EventRow, OccurrenceRow, PlanRow, TaskRow, TriggerRow
from workflow.timeliness import Dates, next_change, timeliness

# These give a duty to somebody, or back to somebody, who may not be overdue from the first minute.
_NEWLY_OWED = frozenset({Event.REASSIGN, Event.REOPEN})
# After these a duty is to be done again: an event that was taken back, or came about meanwhile, tells of its day.
_COME_BACK = _NEWLY_OWED | {Event.RETURN, Event.RECALL_REPORT}


@dataclass(frozen=True, kw_only=True)
class ProposedDay:
    """The due day that an event proposes, beside the one there is, if any; the same where nothing has to change.

    `by_event` is the awaited event that gives the day.
    """

    due: date
    was: date | None
    by_event: EventDay | None = None


def dates_for(
    due: date | None, policies: Policies, *, opens: date | None = None, by_event: EventDay | None = None
) -> Rescheduling:
    """Return all the days that follow from a due day; `by_event` is the awaited event that gives it."""
    act_by = policies.working_days.on_or_before(due) if due else None
    soon_on = act_by - policies.soon if act_by else None
    return Rescheduling(opens=opens, due=due, act_by=act_by, soon_on=soon_on, by_event=by_event)


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
    action: LogAction | Event,
    by: By,
    *,
    trigger_id: int | None = None,
    details: dict[str, Any] | None = None,
    **also: Any,
) -> Assignment:
    """Give a duty these days, or none, and judge it anew; an open request for an extension ends with it."""
    before, row = assignment(session, assignment_id), duty_row(session, assignment_id)
    deciding = Dates(due=dates.due, soon_on=dates.soon_on, reported_on=row.reported_on)
    values: dict[str, Any] = dates.values | {
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
    action: LogAction | Event,
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


def proposed_day(
    session: Session, duty: Assignment, event: Event, *, today: date, policies: Policies
) -> ProposedDay | None:
    """Return the day proposed with a return, a reassignment or a reopening; None for other events, without a date."""
    row = duty_row(session, duty.id)
    if event in _COME_BACK and lost_its_day(session, row):
        given = day_after_event(session, row, today, policies)
        return None if given is None else ProposedDay(due=given.due, was=None, by_event=given)
    if duty.due is None:
        return None
    if event is Event.RETURN:
        handed_in = _handed_in_on(session, duty.id) or today
        report = ReportReturned(reported_on=duty.reported_on or handed_in, handed_in=handed_in, today=today)
        return ProposedDay(due=day_after_return(duty.due, report, policies.working_days), was=duty.due)
    if event in _NEWLY_OWED:
        # Who is given it on its last working day hears of it the next morning.
        corrected = corrected_day(session, row, today, policies) if event is Event.REOPEN else None
        standing = corrected.due if corrected else duty.due
        if policies.working_days.on_or_before(standing) <= today:
            return ProposedDay(due=policies.working_days.add(today, policies.usual_term), was=duty.due)
        return ProposedDay(due=standing, was=duty.due, by_event=corrected)
    return None


def dates_with(
    session: Session, duty: Assignment, act: Transition, due: date | None, policies: Policies
) -> Rescheduling | None:
    """Return the dates that an event brings, `due` being the day that was asked for; None where they stay.

    Raises `DayRefused` for a day that is past, unless it is the proposed one.
    """
    proposed = proposed_day(session, duty, act.event, today=act.by.today, policies=policies)
    day = due or (proposed.due if proposed else None)
    if day is None or day == duty.due:
        return None
    if proposed is None or day != proposed.due:
        check_new_due(day, today=act.by.today, duty=duty.name)
    by_event = proposed.by_event if proposed and day == proposed.due else None
    opens = duty.opens if duty.opens is None or duty.opens <= day else None
    return dates_for(day, policies, opens=opens, by_event=by_event)


def check_report(session: Session, duty: Assignment, report: Transition) -> None:
    """Raise `DayRefused` unless the report's day can be meant."""
    day = SaidReportDay(
        on=report.on or report.by.today,
        given_on=_given_on(session, duty),
        document=f"{report.result} {report.by.document}",
    )
    check_report_day(day, today=report.by.today, duty=duty.name)


def _given_on(session: Session, duty: Assignment) -> date:
    """The day on which the duty was given to the agency: the plan's, the event's, or that of a reassignment."""
    issued, fired = session.execute(
        select(PlanRow.issued_on, TriggerRow.fired_on)
        .join(TaskRow, TaskRow.plan_id == PlanRow.id)
        .join(OccurrenceRow, OccurrenceRow.task_id == TaskRow.id)
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .outerjoin(TriggerRow, TriggerRow.id == OccurrenceRow.trigger_id)
        .where(AssignmentRow.id == duty.id)
    ).one()
    moved = _last_day_of(session, duty.id, Event.REASSIGN)
    return max(day for day in (issued, fired, moved) if day is not None)


def _handed_in_on(session: Session, assignment_id: int) -> date | None:
    return _last_day_of(session, assignment_id, Event.REPORT)


def _last_day_of(session: Session, assignment_id: int, event: Event) -> date | None:
    last = select(func.max(EventRow.id)).where(EventRow.assignment_id == assignment_id, EventRow.action == event)
    moment = session.scalars(select(EventRow.at).where(EventRow.id == last.scalar_subquery())).one_or_none()
    return moment.astimezone(VIETNAM).date() if moment else None
