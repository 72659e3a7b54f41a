"""The events of feeds that show what several agencies owe on one day as one: a plan's, a coordinator's, cooperating."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from workflow.assignment import Assignment
from workflow.feeds import Feed
from workflow.lifecycle import State
from workflow.store.duties.reading import assignments_by_id
from workflow.store.feeds.events import FeedLine, LineKind, Rendering, shown_by, stored_octets
from workflow.store.tables import AssignmentRow
from workflow.timeliness import joint_state

# SQLite takes at most 32,766 values in one statement.
_BATCH = 10_000


@dataclass
class _Day:
    """What is due of one occurrence on one day, added up; of a single duty it is that duty's."""

    first: int
    uid: str
    changed_at: datetime
    revision: int = 0
    stamp: int = 0
    duties: int = 0
    states: set[State] = field(default_factory=set)


@dataclass
class _Whole:
    """What the duties of an occurrence amount to, whatever their days."""

    revision: int = 0
    stamp: int = 0
    days: dict[date, _Day] = field(default_factory=dict)


def grouped_feed_lines(
    session: Session, feed: Feed, alone: Rendering, grouped: Rendering, *, today: date
) -> list[FeedLine]:
    """Return a line for each occurrence and day that the feed shows, in no order and whatever their days.

    `alone` is how the event of a single duty is rendered, `grouped` how that of several is.
    """
    lines = [line for number, whole in _wholes(session, feed, today).items() for line in _lines(number, whole)]
    stored = {
        kind: stored_octets(session, rendering, [line for line in lines if line.kind is kind])
        for kind, rendering in ((LineKind.DUTY, alone), (LineKind.GROUP, grouped))
    }
    return [replace(line, octets=stored[line.kind].get(line.id, 0)) for line in lines]


def duties_of_occurrences(session: Session, occurrences: Sequence[int]) -> list[Assignment]:
    """Return all duties of some occurrences."""
    ids: list[int] = []
    for start in range(0, len(occurrences), _BATCH):
        batch = occurrences[start : start + _BATCH]
        ids += session.scalars(select(AssignmentRow.id).where(AssignmentRow.occurrence_id.in_(batch)))
    return list(assignments_by_id(session, ids).values())


def _wholes(session: Session, feed: Feed, today: date) -> dict[int, _Whole]:
    """Add up the occurrences of which the feed shows a duty: by day and state, so that few rows come back."""
    shown = select(AssignmentRow.occurrence_id).where(shown_by(session, feed, today))
    rows = session.execute(
        select(
            AssignmentRow.occurrence_id,
            AssignmentRow.due,
            AssignmentRow.state,
            func.count(),
            func.min(AssignmentRow.id),
            func.min(AssignmentRow.uid),
            func.sum(AssignmentRow.revision),
            func.max(AssignmentRow.event_stamp),
            func.max(AssignmentRow.changed_at),
        )
        .where(AssignmentRow.occurrence_id.in_(shown))
        .group_by(AssignmentRow.occurrence_id, AssignmentRow.due, AssignmentRow.state)
    )
    wholes: defaultdict[int, _Whole] = defaultdict(_Whole)
    for occurrence, due, state, duties, first, uid, revisions, stamp, changed_at in rows:
        whole = wholes[occurrence]
        whole.revision += int(revisions) + duties
        whole.stamp = max(whole.stamp, stamp)
        if due is None:
            continue
        day = whole.days.setdefault(due, _Day(first=first, uid=uid, changed_at=changed_at))
        day.first = min(day.first, first)
        day.changed_at = max(day.changed_at, changed_at)
        day.revision += int(revisions)
        day.stamp = max(day.stamp, stamp)
        day.duties += duties
        day.states.add(state)
    return wholes


def _lines(occurrence: int, whole: _Whole) -> Iterator[FeedLine]:
    for due, day in whole.days.items():
        several = day.duties > 1
        yield FeedLine(
            id=day.first,
            uid=f"{occurrence}/{due}" if several else day.uid,
            revision=whole.revision if several else day.revision,
            due=due,
            state=joint_state(day.states),
            stamp=whole.stamp if several else day.stamp,
            changed_on=day.changed_at.astimezone(VIETNAM).date(),
            octets=0,
            kind=LineKind.GROUP if several else LineKind.DUTY,
            occurrence=occurrence if several else None,
        )
