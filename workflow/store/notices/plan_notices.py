"""Queueing what agencies are told of a plan as a whole: its next report day, the picture of the week."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from workflow.notices.ladder import LadderStep
from workflow.store.notices.audience import Asking, people_of_agencies
from workflow.store.notices.change_notices import notice_row, queue_rows
from workflow.store.notices.queueing import Moment
from workflow.store.tables import AgencyRow, NoticeRow


@dataclass(frozen=True, kw_only=True)
class PlanNews:
    """What some agencies are told of a plan, and the day it speaks of. `occasion` tells it from the step's next."""

    step: LadderStep
    plan_id: int
    day: date
    occasion: str
    agency_ids: Collection[int]


def queue_plan_news(session: Session, news: Iterable[PlanNews], moment: Moment) -> int:
    """Queue a notice for each of the agencies' people, their stand-ins or back-ups; return how many are new."""
    return queue_rows(session, [row for told in news for row in _rows(session, told, moment)])


def _rows(session: Session, told: PlanNews, moment: Moment) -> Iterator[dict[str, Any]]:
    asked = (
        select(
            literal(told.plan_id).label("id"),
            literal(told.day, NoticeRow.due.type).label("due"),
            AgencyRow.id.label("agency_id"),
        )
        .where(AgencyRow.id.in_(told.agency_ids))
        .cte("asked")
    )
    key = f"{told.step.id}:{told.plan_id}:{told.occasion}"
    for way in people_of_agencies(asked, Asking(step=told.step, today=moment.today)):
        for person in session.execute(way):
            yield notice_row(told.step, person, key, moment) | {"plan_id": told.plan_id}
