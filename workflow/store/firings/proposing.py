"""The day that an event proposes for one duty: by firing, after the duty was closed, or corrected."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from base.clock import VIETNAM
from base.vietnamese import short_date
from workflow.deadlines.values.resolution import Offset, Unit
from workflow.lifecycle import State
from workflow.policies import Policies
from workflow.store.firings.given_day import given_day
from workflow.store.firings.standing import ROUND, day_lines, giving_firing, standing_firings
from workflow.store.tables import AssignmentRow, OccurrenceRow, TriggerRow
from workflow.triggers import Proposal, propose

# Whoever has these has still to do them, and can be late.
TO_BE_DONE = frozenset({State.ASSIGNED, State.IN_PROGRESS, State.REFUSED})


@dataclass(frozen=True, kw_only=True)
class EventDay:
    """What an event that happened `on` a day says of one duty's day; `was_on` where it was corrected since."""

    trigger_id: int
    on: date
    due: date
    document: str
    was_on: date | None = None

    @property
    def said(self) -> dict[str, str]:
        """What a line of the log says of the event that set a day."""
        return {"on": self.on.isoformat()} | ({"was_on": self.was_on.isoformat()} if self.was_on else {})


def proposed_after(
    on: date, offset: Offset | None, policies: Policies, entered_on: date, shift: timedelta = timedelta(0)
) -> Proposal:
    """Return what an event of a day proposes; `shift` are the days that returned reports lay."""
    days = policies.working_days
    proposed = propose(on, offset, days, usual=policies.usual_term, entered_on=entered_on)
    moved = proposed.due + shift
    return replace(proposed, due=moved, act_by=days.on_or_before(moved)) if shift else proposed


def offset_of(count: int | None, unit: Unit | None) -> Offset | None:
    """Return the term that an occurrence is due after its event, None where its words name none."""
    return None if count is None or unit is None else Offset(count, unit)


def still_to_be_met(proposed: Proposal, due: date | None, state: State, *, today: date, policies: Policies) -> Proposal:
    """Return what a correction proposes for a duty of this state and day: nobody becomes overdue by it.

    Where the right day has no working day left, who was in time keeps his day, or has the usual term where that ends
    before. Who was late stays as late as he truly was.
    """
    days = policies.working_days
    if state not in TO_BE_DONE or due is None or days.on_or_before(proposed.due) > today:
        return proposed
    if due >= today and proposed.due < due:
        kept = min(due, days.add(today, policies.usual_term))
        rule = f"{proposed.rule}: {short_date(proposed.due)} không còn kịp khi chỉnh, hạn đến {short_date(kept)}"
    elif due < today <= proposed.due:
        kept = days.add(today, 1)
        rule = f"{proposed.rule}: không còn kịp khi chỉnh, nên đến ngày làm việc tiếp theo"
    else:
        return proposed
    act_by, passed = days.on_or_before(kept), proposed.due
    return replace(proposed, due=kept, act_by=act_by, rule=rule, assumed=True, passed=passed)


def day_after_event(session: Session, row: AssignmentRow, today: date, policies: Policies) -> EventDay | None:
    """Return the day that an event which has happened gives a duty without one, entered today; None before it.

    What one firing alone brought has no other.
    """
    occurrence = session.get_one(OccurrenceRow, row.occurrence_id)
    trigger = session.get(TriggerRow, occurrence.trigger_id) if occurrence.trigger_id else None
    of_one_firing = ROUND in occurrence.key and row.state is not State.WITHDRAWN
    if trigger is None or trigger.fired_on is None or of_one_firing:
        return None
    offset = offset_of(occurrence.offset_count, occurrence.offset_unit)
    due = proposed_after(trigger.fired_on, offset, policies, today).due
    return EventDay(trigger_id=trigger.id, on=trigger.fired_on, due=due, document=trigger.document)


def corrected_day(session: Session, row: AssignmentRow, today: date, policies: Policies) -> EventDay | None:
    """Return the day of a duty whose event was corrected while it was closed; None where that changes nothing.

    A day that a person set stays.
    """
    occurrence = session.get_one(OccurrenceRow, row.occurrence_id)
    trigger = session.get(TriggerRow, occurrence.trigger_id) if occurrence.trigger_id else None
    if trigger is None or trigger.fired_on is None or row.due is None:
        return None
    given = given_day(day_lines(session, row.id), trigger.id)
    if given is None or given.decided or given.on in {None, trigger.fired_on}:
        return None
    # Of an event that happened several times the last one is corrected.
    if giving_firing(session, trigger.id, given.given_at) != standing_firings(session, trigger.id)[-1]:
        return None
    offset = offset_of(occurrence.offset_count, occurrence.offset_unit)
    entered_on = given.given_at.astimezone(VIETNAM).date()
    proposed = proposed_after(trigger.fired_on, offset, policies, entered_on, given.shift)
    # It is to be done again from now on, whatever it is called while it lies closed.
    due = still_to_be_met(proposed, row.due, State.ASSIGNED, today=today, policies=policies).due
    if due == row.due:
        return None
    return EventDay(trigger_id=trigger.id, on=trigger.fired_on, due=due, document=trigger.document, was_on=given.on)
