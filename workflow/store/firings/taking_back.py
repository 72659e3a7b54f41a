"""Taking the firing of an event back: what waits again, what keeps its place without a day, what has its old day."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import WORKING, Event, Role, State, Transition
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.policies import Policies
from workflow.store.duties.extensions import reschedule_duty
from workflow.store.duties.setting_days import set_day
from workflow.store.duties.transitions import apply
from workflow.store.duties.triggers import check_fired, hanging_ids, trigger_row
from workflow.store.firings.affected import UNDATED_BY_TAKING_BACK
from workflow.store.firings.given_day import given_day
from workflow.store.firings.giving import take_day
from workflow.store.firings.standing import ROUND, day_lines, standing_firings
from workflow.store.log.writing import history, record
from workflow.store.tables import AssignmentRow, EventRow, OccurrenceRow


def unfire(session: Session, trigger_id: int, by: By, policies: Policies) -> list[Assignment]:
    """Take a firing back: its duties wait again, and days that it moved are as before. Returns all that it concerns.

    What was reported, refused or done on the day that it gave stays what it is, without a day: it waits once it comes
    back, and is judged by the day of the next firing. Days that were changed again since stay where the event only
    moved one.
    """
    row = trigger_row(session, trigger_id, lock=True)
    check_fired(row)
    firings = standing_firings(session, trigger_id)
    # Of an event that happened several times the last one is taken back.
    last, earlier = (firings[-1], firings[:-1]) if firings and row.repeatable else (None, [])
    before = earlier[-1] if earlier else None
    concerned = [
        number
        for number in hanging_ids(session, OccurrenceRow.trigger_id == trigger_id, WORKING | UNDATED_BY_TAKING_BACK)
        if _fired_by(session, number, trigger_id, last)
    ]
    row.fired_on = date.fromisoformat(before.details["on"]) if before else None
    row.document = before.document if before else ""
    row.waiting_since = row.waiting_since if before else by.today
    session.flush()
    record(session, [LogEntry.of(by, Event.UNFIRE, trigger=trigger_id, plan=row.plan_id)])
    taken = [take_day(session, number, trigger_id, by) for number in concerned]
    if before:
        taken = _end_round(session, taken, by)
    return taken + _move_back(session, trigger_id, by, policies)


def _end_round(session: Session, taken: list[Assignment], by: By) -> list[Assignment]:
    """What this firing alone brought goes with it: the event has happened before, nothing of it waits."""
    gone = by.because(by.reason or "hủy ghi nhận lần xảy ra này")
    end = Transition(event=Event.WITHDRAW, role=Role.ADMIN, by=gone)
    ending = frozenset({State.WAITING, State.REFUSED})
    opened = set(hanging_ids(session, OccurrenceRow.key.contains(ROUND), ending))
    return [apply(session, duty.id, end) if duty.id in opened else duty for duty in taken]


def _move_back(session: Session, trigger_id: int, by: By, policies: Policies) -> list[Assignment]:
    """Give the duties whose date this firing moved the day they had, unless it was moved again since."""
    back = []
    moved = OccurrenceRow.alternative_id == trigger_id
    for assignment_id in hanging_ids(session, moved, WORKING | UNDATED_BY_TAKING_BACK):
        moves = [line for line in history(session, assignment_id) if "was_due" in line.details]
        if moves and moves[-1].trigger_id == trigger_id:
            was_due = date.fromisoformat(moves[-1].details["was_due"])
            if session.get_one(AssignmentRow, assignment_id).state in WORKING:
                back.append(reschedule_duty(session, assignment_id, was_due, by, policies))
            else:
                back.append(set_day(session, assignment_id, was_due, LogAction.RESCHEDULE, by, policies))
    return back


def _fired_by(session: Session, number: int, trigger_id: int, firing: LogEntry | None) -> bool:
    """Whether a duty has its day by the event, and by this firing of it where one is named.

    One that lay withdrawn on that day has no such line of its own: taken up again it goes by its occurrence's.
    """
    duty = session.get_one(AssignmentRow, number)
    lines = day_lines(session, number)
    own = [line for line in lines if line.action == Event.FIRE]
    by_others = own and (own[-1].trigger_id != trigger_id or given_day(lines, trigger_id) is None)
    if duty.due is None or by_others:
        # It has lost its day already, or somebody gave it one for itself.
        return False
    if firing is None:
        return True
    of_occurrence = select(EventRow.id).join(AssignmentRow, AssignmentRow.id == EventRow.assignment_id)
    at_that_moment = of_occurrence.where(
        AssignmentRow.occurrence_id == duty.occurrence_id, EventRow.action == Event.FIRE, EventRow.at == firing.at
    )
    return session.scalar(at_that_moment.limit(1)) is not None
