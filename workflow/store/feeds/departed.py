"""The events of duties that another agency has now: they stay in their former agency's calendar for a while, marked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from workflow.assignment import Departure
from workflow.feeds import Feed
from workflow.lifecycle import OPEN, State
from workflow.log.actions import HANDED_OVER
from workflow.store.duties.reading import assignments_by_id
from workflow.store.feeds.events import FeedLine, LineKind, Rendering, agencies_behind, hanging_on_plan, stored_octets
from workflow.store.people.passing_over import heirs
from workflow.store.tables import AgencyRow, AssignmentRow, EventRow
from workflow.timeliness import CLOSED_UNDONE

# As long as a calendar shows what was cancelled.
_SHOWN = timedelta(days=30)


def departures(session: Session, *, today: date) -> list[Departure]:
    """Return the duties that were taken from agencies in the last 30 days, dated or not, by agency and number.

    One that came back since is none; one that went on from hand to hand has left each of them.
    """
    moves = session.execute(
        select(EventRow.assignment_id, EventRow.details, EventRow.at).where(
            EventRow.at >= _begin_of(today - _SHOWN), EventRow.action.in_(HANDED_OVER)
        )
    )
    left: dict[tuple[str, int], datetime] = {}
    for number, details, at in moves:
        key = details["was_agency"], number
        left[key] = max(at, left.get(key, at))
    names = dict(session.execute(select(AgencyRow.code, AgencyRow.name)).all())
    duties = assignments_by_id(session, {number for _, number in left})
    return [
        Departure(duty=duties[number], agency=code, agency_name=names[code], on=at.astimezone(VIETNAM).date())
        for (code, number), at in sorted(left.items())
        if duties[number].agency != code
    ]


def departed_lines(session: Session, feed: Feed, rendering: Rendering, *, since: date) -> list[FeedLine]:
    """Return the dated duties that were taken from the feed's agencies since a day, inclusive, in Vietnam.

    One that came back, or went from one of them to another, is none.
    """
    agencies = agencies_behind(session, feed)
    codes = list(session.scalars(select(AgencyRow.code).where(AgencyRow.id.in_(agencies))))
    left_at = func.max(EventRow.at).label("left_at")
    taken = (
        select(EventRow.assignment_id, left_at)
        .where(
            EventRow.at >= _begin_of(since),
            EventRow.action.in_(HANDED_OVER),
            EventRow.details["was_agency"].as_string().in_(codes),
        )
        .group_by(EventRow.assignment_id)
        .subquery()
    )
    query = (
        select(AssignmentRow, taken.c.left_at)
        .join(taken, taken.c.assignment_id == AssignmentRow.id)
        .where(AssignmentRow.agency_id.not_in(agencies), AssignmentRow.due.is_not(None))
    )
    if feed.look.plan is not None:
        query = query.where(hanging_on_plan(feed.look.plan))
    lines = [_line(row, at) for row, at in session.execute(query)]
    return _measured(session, rendering, lines)


def left_behind_lines(session: Session, feed: Feed, rendering: Rendering, *, since: date) -> list[FeedLine]:
    """Return the dated duties that stayed with agencies whose place the feed's took since a day, inclusive, in Vietnam.

    Their readers are the feed's now: they see what was withdrawn there, and the reports that wait.
    """
    ours, begin = agencies_behind(session, feed), _begin_of(since)
    merged = {old for old, heir in heirs(session, since=begin).items() if heir in ours}
    if not merged:
        return []
    closed = and_(AssignmentRow.state.in_(CLOSED_UNDONE), AssignmentRow.changed_at >= begin)
    query = select(AssignmentRow).where(
        AssignmentRow.agency_id.in_(merged),
        AssignmentRow.due.is_not(None),
        or_(AssignmentRow.state.in_(OPEN), closed),
    )
    if feed.look.plan is not None:
        query = query.where(hanging_on_plan(feed.look.plan))
    lines = [_line(row, row.changed_at, kind=LineKind.DUTY) for row in session.scalars(query)]
    return _measured(session, rendering, lines)


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), VIETNAM).astimezone(UTC)


def _measured(session: Session, rendering: Rendering, lines: list[FeedLine]) -> list[FeedLine]:
    stored = stored_octets(session, rendering, lines)
    return [replace(line, octets=stored.get(line.id, 0)) for line in lines]


def _line(row: AssignmentRow, moved_at: datetime, *, kind: LineKind = LineKind.DEPARTED) -> FeedLine:
    assert row.due is not None
    return FeedLine(
        id=row.id,
        uid=row.uid,
        revision=row.revision,
        due=row.due,
        state=State.WITHDRAWN if kind is LineKind.DEPARTED else row.state,
        stamp=row.event_stamp,
        changed_on=moved_at.astimezone(VIETNAM).date(),
        octets=0,
        kind=kind,
    )
