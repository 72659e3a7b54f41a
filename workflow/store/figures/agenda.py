"""What falls due when, and what the night changed: the figures beside today's list."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from workflow.lifecycle import OPEN, State
from workflow.log.actions import LogAction
from workflow.store.duties.sighting import InSight
from workflow.store.tables import (
    AgencyRow,
    AssignmentRow,
    EventRow,
    NoticeRow,
    NoticeState,
    OccurrenceRow,
    TaskRow,
)
from workflow.timeliness import Timeliness

_SHOWN = OPEN | {State.COMPLETED}


@dataclass(frozen=True, kw_only=True)
class Night:
    """What the sweep of a day changed, by where duties arrived, and how many messages wait to be sent that day."""

    arrived: Mapping[Timeliness, int]
    to_send: int
    first_sent: datetime | None


def due_by_day(session: Session, seen: InSight, first: date, last: date) -> dict[date, dict[Timeliness, int]]:
    """Count the duties that fall due on each day, both ends included, by where they stood at the last sweep."""
    query = (
        select(AssignmentRow.due, AssignmentRow.timeliness, func.count())
        .where(AssignmentRow.due.between(first, last), AssignmentRow.state.in_(_SHOWN))
        .group_by(AssignmentRow.due, AssignmentRow.timeliness)
    )
    found: dict[date, dict[Timeliness, int]] = {}
    for due, timeliness, count in session.execute(_within(query, seen)):
        if due is not None:
            found.setdefault(due, {})[timeliness] = count
    return found


def night(session: Session, *, agencies: Collection[str] | None, begun: datetime, ended: datetime) -> Night:
    """Return what the sweep changed between two moments and stands so still, for these agencies or, with None, all.

    What was given out within them and judged at once changed in no night.
    """
    given = aliased(EventRow)
    new = exists().where(
        given.assignment_id == EventRow.assignment_id, given.action == LogAction.ASSIGN, given.at >= begun
    )
    swept = (
        select(EventRow.after, func.count(AssignmentRow.id.distinct()))
        .join(AssignmentRow, AssignmentRow.id == EventRow.assignment_id)
        .where(EventRow.at >= begun, EventRow.at < ended, EventRow.action == LogAction.SWEEP)
        .where(AssignmentRow.timeliness == EventRow.after, AssignmentRow.state.in_(OPEN), ~new)
    )
    due_out = NoticeRow.state == NoticeState.QUEUED, NoticeRow.not_before < ended
    waiting = select(NoticeRow.channel, NoticeRow.recipient, NoticeRow.not_before).where(*due_out)
    if agencies is not None:
        own = select(AgencyRow.id).where(AgencyRow.code.in_(agencies))
        swept = swept.where(AssignmentRow.agency_id.in_(own))
        waiting = waiting.where(NoticeRow.agency_id.in_(own))
    counts = dict(session.execute(swept.group_by(EventRow.after)).all())
    notices = session.execute(waiting).all()
    arrived = {Timeliness(after): count for after, count in counts.items() if after in set(Timeliness)}
    messages = len({(channel, recipient) for channel, recipient, _ in notices})
    return Night(arrived=arrived, to_send=messages, first_sent=min((at for _, _, at in notices), default=None))


def longest_overdue(session: Session, seen: InSight) -> dict[str, date]:
    """Return, by agency, the earliest due day of a duty that is overdue and not done."""
    query = (
        select(AgencyRow.code, func.min(AssignmentRow.due))
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        .where(AssignmentRow.timeliness == Timeliness.OVERDUE, AssignmentRow.state.in_(OPEN))
        .group_by(AgencyRow.code)
    )
    return {code: due for code, due in session.execute(_within(query, seen)) if due is not None}


def _within(query: Select[*tuple[Any, ...]], seen: InSight) -> Select[*tuple[Any, ...]]:
    if seen.everything:
        return query
    in_plans = (
        select(OccurrenceRow.id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .where(TaskRow.plan_id.in_(seen.plans))
    )
    return query.where(AssignmentRow.occurrence_id.in_(in_plans) | AssignmentRow.agency_id.in_(seen.agencies))
