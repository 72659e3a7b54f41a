"""What waits for somebody's decision, the longest first: the queue behind "Chờ tôi", and extensions asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from base.errors import DondocError
from services.duties.acting import Doing, allow_extension
from services.installation import Installation
from services.screens.many_duties import MOST_AT_ONCE, Done
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.people.grants import Actor, Grant, GrantedRole, ScopeKind
from workflow.rights import RIGHTS, No, Subject, may, sight
from workflow.store.database.opening import Session
from workflow.store.duties.awaiting import (
    AskedExtension,
    AwaitedDecision,
    AwaitingDecision,
    asked_extensions,
    awaiting_decisions,
    coordinated_plans,
)
from workflow.store.duties.sighting import in_sight
from workflow.store.duties.subjects import duty_subject, plan_subject
from workflow.store.firings.event_proposals import EventProposal, open_proposals

_DECIDING = (GrantedRole.COORDINATOR, GrantedRole.ADMIN)
MOST_DECISIONS = 50
MOST_EXTENSIONS = 200


# What is to be decided about a duty, or an event of which somebody says that it happened.
Waiting = AwaitingDecision | EventProposal


@dataclass(frozen=True, kw_only=True)
class QueuePlace:
    """Where a duty stands in the queue: which of how many, counted from one, and what comes after it.

    A duty that no longer waits has place 0, and the queue's first comes after it.
    """

    number: int
    total: int
    following: Waiting | None


@dataclass(frozen=True, kw_only=True)
class ShownExtension:
    """An extension that is asked for; `may_grant` says whether whoever looks may give it."""

    asked: AskedExtension
    may_grant: bool


def decides(actor: Actor) -> bool:
    """Whether reports, extensions and refusals can wait for this person's decision."""
    return actor.has(*_DECIDING)


def queue_of(session: Session, actor: Actor) -> Sequence[Waiting]:
    """Return what waits for this person, the longest first; nothing for who doesn't decide."""
    return sorted([*_of_duties(session, actor), *_of_events(session, actor)], key=waiting_since)


def _of_duties(session: Session, actor: Actor) -> list[Waiting]:
    if not decides(actor):
        return []
    plans = None if _every_plan(actor) else followed_plans(session, actor)
    awaiting = awaiting_decisions(session, plans, limit=MOST_DECISIONS, but_by=_never_decides_of(actor))
    return [one for one in awaiting if _may_decide(actor, one)]


def _of_events(session: Session, actor: Actor) -> list[Waiting]:
    """The words about events that he may accept or refuse: whoever may say himself that the event happened."""
    if not actor.has(*RIGHTS[Action.FIRE]) and not any(Action.FIRE in grant.also for grant in actor.grants):
        return []
    found = open_proposals(session)
    subjects = {plan: plan_subject(session, plan) for plan in {one.plan_id for one in found}}
    return [one for one in found if may(actor, Action.FIRE, subjects[one.plan_id])]


def _never_decides_of(actor: Actor) -> set[int]:
    """The persons of whose reports he decides on none: himself, and who lent him all by which he decides."""
    lenders = {grant.lent_by.person if grant.lent_by else None for grant in actor.grants if grant.role in _DECIDING}
    return {person for person in (actor.person, *(lenders if len(lenders) == 1 else ())) if person is not None}


def _may_decide(actor: Actor, one: AwaitingDecision) -> bool:
    """Whether the table of rights lets him: a report of his own isn't his, nor his deputy's, to decide."""
    if one.kind is not AwaitedDecision.REPORT:
        return True
    subject = Subject(plan=one.plan, coordinator=one.coordinator, reporters=one.begun_by)
    return bool(may(actor, Action.CONFIRM, subject))


def waiting_since(one: Waiting) -> datetime:
    """Return since when something waits."""
    return one.since if isinstance(one, AwaitingDecision) else one.proposed_at


def place_in_queue(installation: Installation, actor: Actor, duty: int | None) -> QueuePlace:
    """Return where a duty stands among what waits for this person; None is what was decided about no duty."""
    with installation.database.reading() as session:
        queue = queue_of(session, actor)
    numbers = [one.duty_id if isinstance(one, AwaitingDecision) else None for one in queue]
    number = numbers.index(duty) + 1 if duty is not None and duty in numbers else 0
    # After the last one the queue begins anew with what was put off.
    round_about = [*zip(queue[number:], numbers[number:], strict=True), *zip(queue, numbers, strict=True)]
    following = next((one for one, about in round_about if duty is None or about != duty), None)
    return QueuePlace(number=number, total=len(queue), following=following)


def extensions_asked_for(installation: Installation, actor: Actor, *, now: datetime) -> Sequence[ShownExtension]:
    """Return the extensions that are asked for among the duties of this person's agencies, or that he decides on."""
    with installation.database.reading() as session:
        found = []
        for asked in asked_extensions(session, in_sight(session, sight(actor)), limit=MOST_EXTENSIONS):
            subject = duty_subject(session, asked.duty_id, asking=actor.agencies, today=now.date())
            granting = bool(may(actor, Action.GRANT_EXTENSION, subject))
            if granting or may(actor, Action.SEE_EVIDENCE, subject):
                found.append(ShownExtension(asked=asked, may_grant=granting))
    return found


def check_granting(actor: Actor) -> None:
    """Raise `NotAllowed` for who may give no extension at all: before anything of a form is judged."""
    if not actor.has(*RIGHTS[Action.GRANT_EXTENSION]):
        answer = may(actor, Action.GRANT_EXTENSION, Subject())
        raise NotAllowed(
            given=Action.GRANT_EXTENSION.label,
            place="Đề nghị gia hạn",
            reason="không thuộc quyền của bạn",
            remedy=answer.reason if isinstance(answer, No) else "",
        )


def grant_many(
    installation: Installation, chosen: Sequence[tuple[int, int]], actor: Actor, *, document: str, now: datetime
) -> Done:
    """Grant several by one document, each as it was seen (duty and version); one that is refused hinders no other."""
    done, refused = [], {}
    for duty, version in chosen[:MOST_AT_ONCE]:
        try:
            allow_extension(installation, Doing(duty=duty, actor=actor, now=now, version=version, document=document))
            done.append(duty)
        except DondocError as error:
            refused[duty] = error.reason
    return Done(done=done, refused=refused)


def _every_plan(actor: Actor) -> bool:
    return actor.has(GrantedRole.ADMIN) or any(grant.scope.kind is ScopeKind.HOUSE for grant in _coordinating(actor))


def followed_plans(session: Session, actor: Actor) -> set[int]:
    """Return the plans of the standing agencies that somebody coordinates for, and those that were named to him."""
    grants = _coordinating(actor)
    agencies = [grant.scope.agency for grant in grants if grant.scope.kind is ScopeKind.AGENCY]
    return coordinated_plans(session, agencies, [grant.scope.plan for grant in grants if grant.scope.plan is not None])


def _coordinating(actor: Actor) -> list[Grant]:
    return [grant for grant in actor.grants if grant.role is GrantedRole.COORDINATOR]
