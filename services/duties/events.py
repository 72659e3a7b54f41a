"""What people do with awaited events: say that one happened, fire it, correct or take back a firing, decide on a word.

Rights are asked inside the transaction that changes, as for duties.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from services.accounts.journal import by_of
from services.directory.working_agencies import check_works
from services.duties.acting import actor_now
from services.installation import Installation
from workflow.agencies import Directory
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import No, may
from workflow.store.database.opening import Session
from workflow.store.duties.awaited_events import awaited_event, event_subject
from workflow.store.duties.triggers import (
    correct,
    fire,
    preview,
    preview_correction,
    set_repeatable,
    set_watcher,
)
from workflow.store.firings.affected import Affected, Firing
from workflow.store.firings.event_proposals import (
    accept_proposal,
    event_proposal,
    keep_proposal,
    overtake_proposals,
    refuse_proposal,
)
from workflow.store.firings.taking_back import unfire


@dataclass(frozen=True, kw_only=True)
class EventDoing:
    """Who does something to which event, and why."""

    event: int
    actor: Actor
    now: datetime
    reason: str = ""
    document: str = ""


@dataclass(frozen=True, kw_only=True)
class SaidDays:
    """The event's day, and what a person says about the days of duties: one for all, single ones, none yet."""

    on: date
    due: date | None = None
    days: tuple[tuple[int, date], ...] = ()
    left_out: frozenset[int] = frozenset()
    sure: bool = False

    def firing(self, event: int, by: By) -> Firing:
        """Return the firing that this asks for."""
        return Firing(
            trigger_id=event,
            on=self.on,
            by=by,
            due=self.due,
            days=dict(self.days),
            left_out=self.left_out,
            sure=self.sure,
        )


def watch_event(session: Session, directory: Directory, event: int, agency: str | None, by: By) -> None:
    """Name the agency (code) that is asked whether an event happened; None: the plan's coordinator again.

    Raises `NotWorking` for one that can't be asked, `UnknownTrigger` and `UnknownWatcher`.
    """
    if agency is not None:
        check_works(directory, agency, "Cơ quan theo dõi sự kiện")
    set_watcher(session, event, agency, by)


def preview_firing(installation: Installation, doing: EventDoing, said: SaidDays) -> list[Affected]:
    """Return what firing would do. Raises `NotAllowed`, `UnknownTrigger`, `TriggerAlready`, `FiringRefused`."""
    with installation.database.reading() as session:
        by = _allowed(session, Action.FIRE, doing)
        return preview(session, said.firing(doing.event, by), installation.policies)


def preview_event_correction(installation: Installation, doing: EventDoing, said: SaidDays) -> list[Affected]:
    """Return what correcting would do. Raises as `preview_firing` does."""
    with installation.database.reading() as session:
        by = _allowed(session, Action.CORRECT_EVENT, doing)
        return preview_correction(session, said.firing(doing.event, by), installation.policies)


def set_by_hand(installation: Installation, doing: EventDoing, said: SaidDays) -> frozenset[int]:
    """Return the duties whose day a person set when the event was recorded: a correction asks before it moves them.

    Raises as `preview_firing` does.
    """
    return frozenset(one.assignment.id for one in preview_event_correction(installation, doing, said) if one.by_hand)


def fire_event(
    installation: Installation, doing: EventDoing, said: SaidDays, *, proposal: int | None = None
) -> list[Affected]:
    """Fire an event, in one transaction; `proposal` is the word of somebody that is accepted by it.

    Raises as `preview_firing` does, and `ProposalRefused`.
    """
    with installation.database.writing() as session:
        by = _allowed(session, Action.FIRE, doing)
        if proposal is not None:
            accept_proposal(session, proposal, by)
        affected = fire(session, said.firing(doing.event, by), installation.policies)
        overtake_proposals(session, doing.event, by)
        return affected


def correct_event(installation: Installation, doing: EventDoing, said: SaidDays) -> list[Affected]:
    """Give a fired event another day or document. Raises as `preview_firing` does."""
    with installation.database.writing() as session:
        by = _allowed(session, Action.CORRECT_EVENT, doing)
        return correct(session, said.firing(doing.event, by), installation.policies)


def repeat_event(installation: Installation, doing: EventDoing, *, repeatable: bool) -> None:
    """Say whether an event may happen again and again. Raises `NotAllowed`, `UnknownTrigger`."""
    with installation.database.writing() as session:
        by = _allowed(session, Action.WATCH, doing)
        set_repeatable(session, doing.event, by, repeatable=repeatable)


def unfire_event(installation: Installation, doing: EventDoing) -> list[Assignment]:
    """Take a firing back. Raises `NotAllowed`, `UnknownTrigger`, `TriggerAlready`."""
    with installation.database.writing() as session:
        return unfire(session, doing.event, _allowed(session, Action.UNFIRE, doing), installation.policies)


def propose_event(installation: Installation, doing: EventDoing, on: date) -> int:
    """Say that an event happened; return the number of the proposal. Raises `NotAllowed`, `ProposalRefused`."""
    with installation.database.writing() as session:
        return keep_proposal(session, doing.event, on, _allowed(session, Action.PROPOSE_EVENT, doing))


def accept_event_proposal(
    installation: Installation, number: int, actor: Actor, *, now: datetime, document: str = ""
) -> list[Affected]:
    """Accept somebody's word, which fires the event as he said, by his document unless another is given.

    Raises as `fire_event` does.
    """
    with installation.database.reading() as session:
        known = event_proposal(session, number)
    doing = EventDoing(event=known.trigger_id, actor=actor, now=now, document=document or known.document)
    return fire_event(installation, doing, SaidDays(on=known.happened_on), proposal=number)


def refuse_event_proposal(installation: Installation, number: int, actor: Actor, *, now: datetime, reason: str) -> None:
    """Refuse somebody's word, with a reason. Raises `NotAllowed`, `ProposalRefused`."""
    with installation.database.writing() as session:
        known = event_proposal(session, number)
        doing = EventDoing(event=known.trigger_id, actor=actor, now=now, reason=reason)
        refuse_proposal(session, number, _allowed(session, Action.FIRE, doing))


def _allowed(session: Session, action: Action, doing: EventDoing) -> By:
    actor = actor_now(session, doing.actor, doing.now)
    event = awaited_event(session, doing.event)
    answer = may(actor, action, event_subject(session, event, asking=actor.agencies))
    if isinstance(answer, No):
        raise NotAllowed(
            given=action.label,
            place=f"Sự kiện chờ {event.id}",
            reason="không thuộc quyền của bạn",
            remedy=answer.reason,
        )
    return replace(by_of(actor, doing.now, answer), reason=doing.reason, document=doing.document)
