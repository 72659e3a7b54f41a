"""Which duties an awaited event reaches, and the days that they would get: by firing, firing again, correcting."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from workflow.assignment import Assignment
from workflow.by import By
from workflow.deadlines.values.resolution import Offset, Unit
from workflow.lifecycle import WORKING, Event, State
from workflow.log.audit import LogEntry
from workflow.policies import Policies
from workflow.store.duties.reading import assignments_by_id
from workflow.store.firings.kept_day import kept_day
from workflow.store.log.writing import entry_of, history
from workflow.store.plans.next_occurrences import in_force
from workflow.store.tables import AssignmentRow, EventRow, OccurrenceRow, PlanRow, TaskRow, TriggerRow
from workflow.timeliness import CLOSED_UNDONE
from workflow.triggers import Proposal, propose


@dataclass(frozen=True, kw_only=True)
class Firing:
    """What an admin says when an awaited event has happened on a day; `by` names the document that proves it.

    `due` overrules every proposed date, with a reason; `days` those of single duties. Duties that are `left_out` go on
    waiting: the event fires for them later. `sure` says that a day before the plan's issue is meant.
    """

    trigger_id: int
    on: date
    by: By
    due: date | None = None
    days: Mapping[int, date] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    sure: bool = False


@dataclass(frozen=True, kw_only=True)
class Affected:
    """A duty and the dates it would get: one that waits, or `again` one whose task gets a new occurrence by it."""

    assignment: Assignment
    proposal: Proposal
    again: bool = False


def standing_firings(session: Session, trigger_id: int) -> list[LogEntry]:
    """The lines of the firings that nobody took back, the oldest first."""
    of_trigger = select(EventRow).where(EventRow.trigger_id == trigger_id, EventRow.assignment_id.is_(None))
    standing: list[LogEntry] = []
    for row in session.scalars(of_trigger.order_by(EventRow.id)):
        if row.action == Event.FIRE:
            standing.append(entry_of(row))
        elif row.action == Event.UNFIRE:
            standing = standing[:-1]
    return standing


def affected_by(session: Session, trigger_id: int, firing: Firing, policies: Policies) -> list[Affected]:
    """The duties that wait for the event, and those whose day it may move."""
    waits = and_(OccurrenceRow.trigger_id == trigger_id, AssignmentRow.state == State.WAITING)
    moves = and_(OccurrenceRow.alternative_id == trigger_id, AssignmentRow.state.in_(WORKING))
    return [
        Affected(assignment=duty, proposal=_proposal(firing, duty.id, offset, policies, firing.by.today))
        for duty, offset in _with_offsets(session, or_(waits, moves), firing)
    ]


def _with_offsets(
    session: Session, hangs: ColumnElement[bool], firing: Firing
) -> list[tuple[Assignment, Offset | None]]:
    rows = session.execute(
        select(AssignmentRow.id, OccurrenceRow.offset_count, OccurrenceRow.offset_unit)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .where(hangs, AssignmentRow.id.not_in(firing.left_out))
        .order_by(AssignmentRow.id)
    ).all()
    duties = assignments_by_id(session, [row.id for row in rows])
    return [(duties[number], _offset(count, unit)) for number, count, unit in rows]


def affected_again(
    session: Session, row: TriggerRow, waiting: Collection[Affected], firing: Firing, policies: Policies
) -> list[Affected]:
    """The last duties of the tasks that get a new occurrence because the event happens once more.

    A task one of whose agencies waits, or whose open day the event moves, gets none.
    """
    served = {(item.assignment.task.id, item.assignment.agency) for item in waiting}
    hangs = or_(OccurrenceRow.trigger_id == row.id, OccurrenceRow.alternative_id == row.id)
    running = (
        select(TaskRow.id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(in_force(firing.by.today), TaskRow.withdrawn_on.is_(None))
        .where(or_(TaskRow.ends_on.is_(None), TaskRow.ends_on >= firing.by.today))
    )
    settled = and_(
        hangs, AssignmentRow.state.not_in(CLOSED_UNDONE | {State.WAITING}), OccurrenceRow.task_id.in_(running)
    )
    last = {(duty.task.id, duty.agency): (duty, offset) for duty, offset in _with_offsets(session, settled, firing)}
    return [
        Affected(
            assignment=duty,
            proposal=_proposal(firing, duty.id, offset, policies, firing.by.today),
            again=True,
        )
        for key, (duty, offset) in sorted(last.items(), key=lambda one: one[1][0].id)
        if key not in served
    ]


def given_by(session: Session, row: TriggerRow, firing: Firing, policies: Policies) -> list[Affected]:
    """The duties that got their day from the event's last firing, and have kept it, with the day that follows now."""
    hangs = or_(OccurrenceRow.trigger_id == row.id, OccurrenceRow.alternative_id == row.id)
    got = and_(hangs, AssignmentRow.state.not_in(CLOSED_UNDONE | {State.WAITING}))
    firings = standing_firings(session, row.id)
    last = firings[-1] if firings and row.repeatable else None
    found = []
    for duty, offset in _with_offsets(session, got, firing):
        kept = kept_day(history(session, duty.id), row.id)
        if kept is None or (last is not None and kept.given_at != last.at):
            continue
        proposal = _proposal(firing, duty.id, offset, policies, kept.given_at.astimezone(VIETNAM).date(), kept.shift)
        found.append(Affected(assignment=duty, proposal=proposal))
    return found


def _offset(count: int | None, unit: Unit | None) -> Offset | None:
    return None if count is None or unit is None else Offset(count, unit)


def _proposal(
    firing: Firing,
    duty: int,
    offset: Offset | None,
    policies: Policies,
    entered_on: date,
    shift: timedelta = timedelta(0),
) -> Proposal:
    proposed = propose(firing.on, offset, policies.working_days, usual=policies.usual_term, entered_on=entered_on)
    if shift:
        moved = proposed.due + shift
        proposed = replace(proposed, due=moved, act_by=policies.working_days.on_or_before(moved))
    due = firing.days.get(duty, firing.due)
    if due is None or (firing.due is None and due == proposed.due):
        return proposed
    return replace(
        proposed,
        due=due,
        act_by=policies.working_days.on_or_before(due),
        rule=f"người ghi nhận ấn định: {firing.by.reason or firing.by.document}",
        assumed=False,
        instead_of=proposed.due,
    )
