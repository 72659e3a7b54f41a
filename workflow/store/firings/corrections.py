"""What the last correction of a fired event did: how many days moved, and how many stayed."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from workflow.lifecycle import Event
from workflow.log.actions import LogAction
from workflow.store.tables import EventRow


@dataclass(frozen=True, kw_only=True)
class LastCorrection:
    """The day on which an event was corrected last; how many duties got another day by it, and how many kept theirs."""

    on: date
    moved: int
    kept: int


def last_correction(session: Session, trigger_id: int) -> LastCorrection | None:
    """Return what the last correction of an event did; None where it wasn't corrected since it was fired."""
    of_event = select(EventRow.at, EventRow.action).where(
        EventRow.trigger_id == trigger_id,
        EventRow.assignment_id.is_(None),
        EventRow.action.in_([LogAction.CORRECT_EVENT, Event.FIRE, Event.UNFIRE]),
    )
    last = session.execute(of_event.order_by(EventRow.id.desc()).limit(1)).one_or_none()
    if last is None or last.action != LogAction.CORRECT_EVENT:
        return None
    lines = select(EventRow.details).where(
        EventRow.trigger_id == trigger_id,
        EventRow.assignment_id.is_not(None),
        EventRow.action == LogAction.CORRECT_EVENT,
        EventRow.at == last.at,
    )
    moved = [details.get("due") is not None for details in session.scalars(lines)]
    return LastCorrection(on=last.at.astimezone(VIETNAM).date(), moved=sum(moved), kept=len(moved) - sum(moved))
