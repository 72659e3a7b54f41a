"""Which duties an awaited event reaches, and the days that they would get: by firing, firing again, correcting."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from workflow.assignment import Assignment
from workflow.by import By
from workflow.deadlines.values.resolution import Offset
from workflow.lifecycle import WORKING, State
from workflow.policies import Policies
from workflow.store.duties.reading import assignments_by_id
from workflow.store.firings.given_day import given_day
from workflow.store.firings.proposing import offset_of, proposed_after, still_to_be_met
from workflow.store.firings.standing import ROUND, day_lines, giving_firing, standing_firings
from workflow.store.people.passing_over import heirs
from workflow.store.plans.next_occurrences import in_force
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow, PlanRow, TaskRow, TriggerRow
from workflow.timeliness import CLOSED_UNDONE
from workflow.triggers import Proposal, no_later_than_printed

# Taking a firing back leaves these where they are, without a day.
UNDATED_BY_TAKING_BACK = frozenset({State.REFUSED, State.REPORTED, State.COMPLETED})


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
    """A duty and the dates it would get: one that waits, or `again` one whose task gets a new occurrence by it.

    `by_hand` says that the day it has from the event was set by a person, `kept` that a correction leaves its day, for
    a person has decided on it.
    """

    assignment: Assignment
    proposal: Proposal
    again: bool = False
    by_hand: bool = False
    kept: bool = False

    @property
    def moves(self) -> bool:
        """Whether a duty gets another day than it has."""
        return self.again or self.proposal.due != self.assignment.due


def affected_by(session: Session, trigger_id: int, firing: Firing, policies: Policies) -> list[Affected]:
    """The duties that wait for the event, those that lost their day when it was taken back, and those it may move."""
    of_event = OccurrenceRow.trigger_id == trigger_id
    lost = and_(AssignmentRow.state.in_(UNDATED_BY_TAKING_BACK), AssignmentRow.due.is_(None))
    waits = and_(of_event, or_(AssignmentRow.state == State.WAITING, and_(lost, ~OccurrenceRow.key.contains(ROUND))))
    moves = and_(OccurrenceRow.alternative_id == trigger_id, AssignmentRow.state.in_(WORKING))
    found = []
    for duty, offset in _with_offsets(session, or_(waits, moves), firing):
        proposed = proposed_after(firing.on, offset, policies, firing.by.today)
        proposed = no_later_than_printed(proposed, duty.due, duty.act_by, today=firing.by.today)
        found.append(Affected(assignment=duty, proposal=_chosen(firing, duty.id, proposed, policies)))
    return found


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
    return [(duties[number], offset_of(count, unit)) for number, count, unit in rows]


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
    last = {
        (duty.task.id, duty.agency): (duty, offset)
        for duty, offset in _of_living(session, _with_offsets(session, settled, firing))
    }
    return [
        Affected(
            assignment=duty,
            proposal=_chosen(firing, duty.id, proposed_after(firing.on, offset, policies, firing.by.today), policies),
            again=True,
        )
        for key, (duty, offset) in sorted(last.items(), key=lambda one: one[1][0].id)
        if key not in served
    ]


def _of_living(
    session: Session, found: list[tuple[Assignment, Offset | None]]
) -> list[tuple[Assignment, Offset | None]]:
    """What a merged agency did last under its successor's name, before what that did itself."""
    merged = heirs(session)
    if not merged:
        return found
    rows = session.execute(select(AgencyRow.id, AgencyRow.code, AgencyRow.name))
    agencies = {number: (code, name) for number, code, name in rows}
    standing = {agencies[old][0]: agencies[heir] for old, heir in merged.items()}
    passed = []
    for duty, offset in found:
        if duty.agency in standing:
            code, name = standing[duty.agency]
            passed.append((replace(duty, agency=code, agency_name=name), offset))
    return passed + [one for one in found if one[0].agency not in standing]


def hanging_on(session: Session, row: TriggerRow, firing: Firing, policies: Policies) -> list[Affected]:
    """The duties that got their day from the event's last firing, with the day that follows from it now.

    Those on whose day a person has decided since keep it, and so do those left out, and a day set by hand while the
    event's own day stays.
    """
    hangs = or_(OccurrenceRow.trigger_id == row.id, OccurrenceRow.alternative_id == row.id)
    got = and_(hangs, AssignmentRow.state.not_in(CLOSED_UNDONE | {State.WAITING}))
    firings = standing_firings(session, row.id)
    last = firings[-1] if firings and row.repeatable else None
    found = []
    for duty, offset in _with_offsets(session, got, replace(firing, left_out=frozenset())):
        given = given_day(day_lines(session, duty.id), row.id)
        if given is None or duty.due is None:
            continue
        if last is not None and giving_firing(session, row.id, given.given_at) != last:
            continue
        if given.decided or duty.id in firing.left_out or (given.by_hand and firing.on == row.fired_on):
            found.append(Affected(assignment=duty, proposal=_as_it_is(duty, duty.due), kept=True))
            continue
        entered_on = given.given_at.astimezone(VIETNAM).date()
        proposed = proposed_after(firing.on, offset, policies, entered_on, given.shift)
        proposed = still_to_be_met(proposed, duty.due, duty.state, today=firing.by.today, policies=policies)
        proposal = _chosen(firing, duty.id, proposed, policies)
        found.append(Affected(assignment=duty, proposal=proposal, by_hand=given.by_hand))
    return found


def _as_it_is(duty: Assignment, due: date) -> Proposal:
    return Proposal(due=due, act_by=duty.act_by or due, rule="hạn đã được ấn định riêng, giữ nguyên")


def _chosen(firing: Firing, duty: int, proposed: Proposal, policies: Policies) -> Proposal:
    """The day that a person set for all or for this duty, else the proposed one."""
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
