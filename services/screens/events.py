"""The pages of awaited events: the list, and one event with its duties, what was said about it and what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from base.errors import DondocError
from services.installation import Installation
from workflow.assignment import Assignment
from workflow.log.audit import LogEntry
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import No, Yes, possible, sight
from workflow.store.database.opening import Session
from workflow.store.duties.awaited_events import EventStanding, awaited_event, awaited_events, event_subject
from workflow.store.duties.reading import assignments_by_id
from workflow.store.duties.sighting import in_sight
from workflow.store.duties.triggers import duties_of_event
from workflow.store.firings.corrections import LastCorrection, LastTakingBack, last_correction, last_taking_back
from workflow.store.firings.event_proposals import EventProposal, open_proposals, proposals_of
from workflow.store.firings.standing import said_of_event
from workflow.store.operation.announcing import held_plans

EVENT_ACTIONS = (Action.FIRE, Action.UNFIRE, Action.CORRECT_EVENT, Action.PROPOSE_EVENT)


class NotYourEvent(DondocError):
    """Whoever asks may not see the event."""


@dataclass(frozen=True, kw_only=True)
class EventList:
    """What is awaited, and what has happened; `proposals` are undecided words about them."""

    awaited: Sequence[EventStanding]
    happened: Sequence[EventStanding]
    proposals: Sequence[EventProposal]


@dataclass(frozen=True, kw_only=True)
class ShownEvent:
    """One event with the duties that hang on it; `answers` says what may be done, or why not.

    `record` are the lines by which it was said to have happened, corrected or taken back, the oldest first.
    `announced` says that the agencies of its plan were told: before, nobody is written to. `corrected` is the last
    correction since it was fired, `taken_back` what taking it back did, where it hasn't happened since.
    """

    event: EventStanding
    duties: Sequence[Assignment]
    proposals: Sequence[EventProposal]
    record: Sequence[LogEntry]
    answers: Mapping[Action, Yes | No]
    announced: bool
    corrected: LastCorrection | None
    taken_back: LastTakingBack | None


def list_events(installation: Installation, actor: Actor) -> EventList:
    """Return the events that somebody may see."""
    with installation.database.reading() as session:
        seen = in_sight(session, sight(actor))
        found = awaited_events(session, seen)
        proposals = open_proposals(session, None if seen.everything else seen.plans)
    return EventList(
        awaited=[one for one in found if one.waiting or ((one.movable or one.undated) and one.fired_on is None)],
        happened=[one for one in reversed(found) if one.fired_on is not None and not one.waiting],
        proposals=proposals,
    )


def show_event(installation: Installation, number: int, actor: Actor) -> ShownEvent:
    """Return one event. Raises `UnknownTrigger`, `NotYourEvent`."""
    with installation.database.reading() as session:
        event = awaited_event(session, number)
        _check_sight(session, event, actor)
        found = assignments_by_id(session, duties_of_event(session, number))
        return ShownEvent(
            event=event,
            duties=[found[duty] for duty in sorted(found)],
            proposals=proposals_of(session, number),
            record=said_of_event(session, number),
            answers=possible(actor, event_subject(session, event, asking=actor.agencies), EVENT_ACTIONS),
            announced=all(plan.id != event.plan_id for plan in held_plans(session)),
            corrected=last_correction(session, number),
            taken_back=last_taking_back(session, number),
        )


def _check_sight(session: Session, event: EventStanding, actor: Actor) -> None:
    seen = in_sight(session, sight(actor))
    if not seen.everything and event.plan_id not in seen.plans:
        raise NotYourEvent(
            given=event.id,
            place="Sự kiện chờ",
            reason="không thuộc văn bản bạn được xem",
            remedy="Đề nghị người quản trị.",
        )
