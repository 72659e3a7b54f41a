"""Telling the agencies of an imported plan what is new: asked for by a person, never by the import itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.accounts.journal import by_of
from services.day.alarms import watch_unreachable
from services.day.steps import Day, sending_moment
from services.duties.acting import actor_now
from services.installation import Installation
from workflow.by import By
from workflow.lifecycle import NotAllowed
from workflow.notices.ladder import NEW
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.registry.past_days import PastDays
from workflow.rights import No, Subject, may
from workflow.store.database.opening import Session
from workflow.store.figures.plan_facts import PlanFacts, plan_facts
from workflow.store.notices.plan_notices import PlanNews, queue_plan_news
from workflow.store.operation.announcing import Announcement, agencies_of, announce, announcement
from workflow.store.people.unheard import UnheardAgency, unheard_agencies


@dataclass(frozen=True, kw_only=True)
class Announced:
    """What the agencies are told, how many messages that will be part of, and the agencies nobody can be told for."""

    told: Announcement
    notices: int
    unheard: tuple[UnheardAgency, ...] = ()


def preview_announcement(installation: Installation, plan_id: int, *, today: date) -> Announcement:
    """Return what the agencies of a plan would be told on a day; changes nothing."""
    with installation.database.reading() as session:
        return announcement(session, plan_id, today=today)


def unheard_of(installation: Installation, plan_id: int, *, today: date) -> Sequence[UnheardAgency]:
    """Return the agencies of a plan that nobody could be told for on a day, not even its coordinator."""
    with installation.database.reading() as session:
        return unheard_agencies(session, today=today, plan_id=plan_id)


def announce_plan(installation: Installation, plan_id: int, past: PastDays, by: By) -> Announced:
    """Release a plan's duties and queue one message for each agency. Raises `AlreadyAnnounced`.

    Of an agency that nobody can be told for, the admin hears with the next alarms.
    """
    with installation.database.writing() as session:
        announced = _announce(session, installation, plan_id, past, by)
    watch_unreachable(installation, by.now)
    return announced


def announce_as(installation: Installation, plan_id: int, past: PastDays, actor: Actor, *, now: datetime) -> Announced:
    """Do the same for a person at a page. Raises `NotAllowed`, `AlreadyAnnounced`, `UnknownPlanPage`."""
    with installation.database.writing() as session:
        fresh = actor_now(session, actor, now)
        answer = may(fresh, Action.ANNOUNCE, _subject(plan_facts(session, plan_id)))
        if isinstance(answer, No):
            raise NotAllowed(
                given=Action.ANNOUNCE.label,
                place="Báo cho các cơ quan",
                reason="không thuộc quyền của bạn",
                remedy=answer.reason,
            )
        announced = _announce(session, installation, plan_id, past, by_of(fresh, now, answer))
    watch_unreachable(installation, now)
    return announced


def announcing_right(actor: Actor, facts: PlanFacts) -> No | None:
    """Return why somebody may not tell the agencies of a plan; None when he may."""
    answer = may(actor, Action.ANNOUNCE, _subject(facts))
    return answer if isinstance(answer, No) else None


def _subject(facts: PlanFacts) -> Subject:
    return Subject(plan=facts.id, coordinator=facts.coordinator, coordinator_name=facts.coordinator_name)


def _announce(session: Session, installation: Installation, plan_id: int, past: PastDays, by: By) -> Announced:
    told = announce(session, plan_id, past, by)
    news = PlanNews(step=NEW, plan_id=plan_id, day=by.today, occasion="", agency_ids=agencies_of(session, plan_id))
    day = Day(today=by.today, now=by.now)
    notices = queue_plan_news(session, [news], sending_moment(installation, day))
    unheard = unheard_agencies(session, today=by.today, plan_id=plan_id)
    return Announced(told=told, notices=notices, unheard=tuple(unheard))
