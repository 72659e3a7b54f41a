"""Which firings of an awaited event stand, what became of the day that one gave, and which duties have lost theirs."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.lifecycle import Event, State
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.store.firings.given_day import CONTINUES, given_day
from workflow.store.log.writing import entry_of, history
from workflow.store.tables import AssignmentRow, EventRow, OccurrenceRow, TriggerRow

# What parts the key of an occurrence from the moment of the firing that brought it once more.
ROUND = "@"


def said_of_event(session: Session, trigger_id: int) -> list[LogEntry]:
    """The lines that say the event happened, was corrected or taken back, the oldest first."""
    of_trigger = select(EventRow).where(
        EventRow.trigger_id == trigger_id,
        EventRow.assignment_id.is_(None),
        EventRow.action.in_([Event.FIRE, LogAction.CORRECT_EVENT, Event.UNFIRE]),
    )
    return [entry_of(row) for row in session.scalars(of_trigger.order_by(EventRow.id))]


def standing_firings(session: Session, trigger_id: int, at: datetime | None = None) -> list[LogEntry]:
    """The lines of the firings that nobody took back, or had taken back by a moment, the oldest first."""
    return _standing(line for line in said_of_event(session, trigger_id) if at is None or line.at <= at)


def _standing(lines: Iterable[LogEntry]) -> list[LogEntry]:
    standing: list[LogEntry] = []
    for line in lines:
        if line.action == Event.FIRE:
            standing.append(line)
        elif line.action == Event.UNFIRE:
            standing = standing[:-1]
    return standing


def giving_firing(session: Session, trigger_id: int, given_at: datetime) -> LogEntry | None:
    """The firing by which a day was given at a moment; None where it has been taken back."""
    then = standing_firings(session, trigger_id, given_at)
    now = standing_firings(session, trigger_id)
    return then[-1] if then and then[-1] in now else None


def day_lines(session: Session, assignment_id: int) -> Sequence[LogEntry]:
    """A duty's lines; before them those of the duty on whose day it went on, up to then."""
    lines = history(session, assignment_id)
    for number, line in reversed(list(enumerate(lines))):
        if before := line.details.get(CONTINUES):
            return [*(one for one in day_lines(session, before) if one.at <= line.at), *lines[number:]]
    return lines


def lost_its_day(session: Session, row: AssignmentRow) -> bool:
    """Whether a duty hangs on an event and has no day: it never had one, or the firing that gave it was taken back."""
    trigger_id = session.get_one(OccurrenceRow, row.occurrence_id).trigger_id
    if trigger_id is None or row.due is None:
        return trigger_id is not None
    lines = day_lines(session, row.id)
    fired = [line for line in lines if line.action == Event.FIRE]
    if fired and fired[-1].trigger_id != trigger_id:
        # Somebody gave it a day for itself.
        return False
    given = given_day(lines, trigger_id)
    if given is not None:
        return giving_firing(session, trigger_id, given.given_at) is None
    happened = session.get_one(TriggerRow, trigger_id).fired_on is not None
    return not fired and row.state is State.WITHDRAWN and not happened
