"""Telling the agencies of an imported plan what is new: asked for by a person, never by the import itself."""

from dataclasses import dataclass

from services.day.steps import Day, sending_moment
from services.installation import Installation
from workflow.by import By
from workflow.notices.ladder import NEW
from workflow.registry.past_days import PastDays
from workflow.store.notices.plan_notices import PlanNews, queue_plan_news
from workflow.store.operation.announcing import Announcement, agencies_of, announce, announcement


@dataclass(frozen=True, kw_only=True)
class Announced:
    """What the agencies are told, and how many messages that will be part of."""

    told: Announcement
    notices: int


def preview_announcement(installation: Installation, plan_id: int, day: Day) -> Announcement:
    """Return what the agencies of a plan would be told; changes nothing."""
    with installation.database.reading() as session:
        return announcement(session, plan_id, today=day.today)


def announce_plan(installation: Installation, plan_id: int, past: PastDays, by: By) -> Announced:
    """Release a plan's duties and queue one message for each agency. Raises `AlreadyAnnounced`."""
    day = Day(today=by.today, now=by.now)
    with installation.database.writing() as session:
        told = announce(session, plan_id, past, by)
        news = PlanNews(step=NEW, plan_id=plan_id, day=day.today, occasion="", agency_ids=agencies_of(session, plan_id))
        return Announced(told=told, notices=queue_plan_news(session, [news], sending_moment(installation, day)))
