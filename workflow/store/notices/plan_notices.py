"""Queueing what agencies are told of a plan as a whole: its next report day, the picture of the week.

What an agency nobody speaks for would hear, the plan's coordinator hears instead.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, literal, select
from sqlalchemy.orm import Session

from workflow.notices.ladder import NEW, LadderStep
from workflow.notices.stand_ins import unheard_of_report_day
from workflow.store.notices.audience import (
    Asking,
    has_contacts,
    people_of_agencies,
    people_or_coordinator,
    without_people,
)
from workflow.store.notices.change_notices import notice_row, queue_rows
from workflow.store.notices.queueing import Moment
from workflow.store.tables import AgencyRow, NoticeRow, PlanRow

# Of the agencies that nobody can be told for so many are named, the rest is counted.
_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class PlanNews:
    """What some agencies are told of a plan, and the day it speaks of. `occasion` tells it from the step's next."""

    step: LadderStep
    plan_id: int
    day: date
    occasion: str
    agency_ids: Collection[int]

    @property
    def key(self) -> str:
        """What the keys of its notices begin with."""
        return f"{self.step.id}:{self.plan_id}:{self.occasion}"


def queue_plan_news(session: Session, news: Iterable[PlanNews], moment: Moment) -> int:
    """Queue a notice for each of the agencies' people, their stand-ins, back-ups or coordinator; return how many."""
    return queue_rows(session, [row for told in news for row in _rows(session, told, moment)])


def _rows(session: Session, told: PlanNews, moment: Moment) -> Iterator[dict[str, Any]]:
    asking, asked = Asking(step=told.step, today=moment.today), _asked(told)
    if told.step is NEW:
        yield from _by_agency(session, told, asked, asking, moment)
        return
    unheard = _unheard_words(session, told, asking)
    coordinator = session.scalar(select(PlanRow.coordinator_id).where(PlanRow.id == told.plan_id))
    for way in people_of_agencies(asked, asking):
        for person in session.execute(way):
            words = unheard if person.asked_agency_id == coordinator else ""
            yield notice_row(told.step, person, told.key, moment, words=words) | _about(told, person)


def _by_agency(
    session: Session, told: PlanNews, asked: CTE, asking: Asking, moment: Moment
) -> Iterator[dict[str, Any]]:
    """A notice for each agency a person speaks for, or hears instead of: each has duties of its own."""
    for way in people_or_coordinator(asked, asking):
        for person in session.execute(way):
            key = f"{told.key}:{person.asked_agency_id}"
            yield notice_row(told.step, person, key, moment) | _about(told, person)


def _about(told: PlanNews, person: Any) -> dict[str, Any]:
    return {"plan_id": told.plan_id, "about_agency_id": person.asked_agency_id}


def _unheard_words(session: Session, told: PlanNews, asking: Asking) -> str:
    """What a coordinator is told beside the news: for which agencies nobody hears it."""
    nobody = (
        select(AgencyRow.name, has_contacts(AgencyRow.id, asking))
        .where(AgencyRow.id.in_(told.agency_ids), without_people(AgencyRow.id, asking))
        .order_by(AgencyRow.name)
    )
    found = session.execute(nobody).all()
    lacking, absent = ([name for name, named in found if bool(named) is there] for there in (False, True))
    return unheard_of_report_day(_listed(lacking), _listed(absent))


def _listed(names: Sequence[str]) -> str:
    more = f" và {len(names) - _NAMED} cơ quan khác" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def _asked(told: PlanNews) -> CTE:
    coordinator = select(PlanRow.coordinator_id).where(PlanRow.id == told.plan_id).scalar_subquery()
    return (
        select(
            literal(told.plan_id).label("id"),
            literal(told.day, NoticeRow.due.type).label("due"),
            AgencyRow.id.label("agency_id"),
            coordinator.label("coordinator_id"),
        )
        .where(AgencyRow.id.in_(told.agency_ids))
        .cte("asked")
    )
