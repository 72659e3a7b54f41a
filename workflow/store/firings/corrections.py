"""What was done last about an event that had fired: how many days a correction moved, what taking it back left."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from workflow.lifecycle import Event, State
from workflow.log.actions import LogAction
from workflow.store.tables import AgencyRow, AssignmentRow, EventRow


@dataclass(frozen=True, kw_only=True)
class LastCorrection:
    """The day on which an event was corrected last; how many duties got another day by it, and how many kept theirs."""

    on: date
    moved: int
    kept: int


@dataclass(frozen=True, kw_only=True)
class LastTakingBack:
    """The day on which a firing was taken back; how many duties wait since, and which stayed what they were.

    `kept` are those that had been reported, refused or done, by number with the agency's name and the state.
    """

    on: date
    waiting: int
    kept: tuple[tuple[int, str, State], ...]


def last_taking_back(session: Session, trigger_id: int) -> LastTakingBack | None:
    """Return what taking an event back did; None where it has happened since, or never had."""
    last = _last(session, trigger_id)
    if last is None or last.action != Event.UNFIRE:
        return None
    lines = session.execute(
        select(AssignmentRow.id, AgencyRow.name, EventRow.after)
        .join(AssignmentRow, AssignmentRow.id == EventRow.assignment_id)
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        .where(EventRow.trigger_id == trigger_id, EventRow.action == Event.UNFIRE, EventRow.at == last.at)
        .order_by(EventRow.assignment_id)
    ).all()
    kept = tuple((number, name, State(after)) for number, name, after in lines if after != State.WAITING)
    return LastTakingBack(on=_day_of(last), waiting=len(lines) - len(kept), kept=kept)


def last_correction(session: Session, trigger_id: int) -> LastCorrection | None:
    """Return what the last correction of an event did; None where it wasn't corrected since it was fired."""
    last = _last(session, trigger_id)
    if last is None or last.action != LogAction.CORRECT_EVENT:
        return None
    lines = select(EventRow.details).where(
        EventRow.trigger_id == trigger_id,
        EventRow.assignment_id.is_not(None),
        EventRow.action == LogAction.CORRECT_EVENT,
        EventRow.at == last.at,
    )
    moved = [details.get("due") is not None for details in session.scalars(lines)]
    return LastCorrection(on=_day_of(last), moved=sum(moved), kept=len(moved) - sum(moved))


def _last(session: Session, trigger_id: int) -> EventRow | None:
    """The line of what was last said of the event itself."""
    of_event = select(EventRow).where(
        EventRow.trigger_id == trigger_id,
        EventRow.assignment_id.is_(None),
        EventRow.action.in_([LogAction.CORRECT_EVENT, Event.FIRE, Event.UNFIRE]),
    )
    return session.scalars(of_event.order_by(EventRow.id.desc()).limit(1)).one_or_none()


def _day_of(line: EventRow) -> date:
    return line.at.astimezone(VIETNAM).date()
