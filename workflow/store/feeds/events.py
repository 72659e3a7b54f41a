"""The events behind feeds: which duties an address shows, in which revision, and their bytes as they were rendered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from workflow.feeds import Feed, FeedRole, FeedScope
from workflow.lifecycle import OPEN, State
from workflow.store.database.insert import insert_into
from workflow.store.tables import (
    AgencyMemberRow,
    AgencyRow,
    AssignmentRow,
    ContactRow,
    FeedRow,
    OccurrenceRow,
    PlanRow,
    RenderedEventRow,
    TaskAgencyRow,
    TaskRole,
    TaskRow,
)

# SQLite takes at most 32,766 values in one statement; five of them make a rendered row.
_BATCH = 5_000


class LineKind(StrEnum):
    """What an event tells of: a duty, several due on one day, or one that another agency has now."""

    DUTY = "duty"
    GROUP = "group"
    DEPARTED = "departed"


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedLine:
    """A dated duty as a feed lists it. `octets` is the length of its stored event, 0 when there is none that holds.

    That of a group stands for all duties of `occurrence` which are due on its day; `id` is then the first's.
    `stamp` is its event's, in seconds since 1970 (UTC); `changed_on` is Vietnam's date of the last change.
    """

    id: int
    uid: str
    revision: int
    due: date
    state: State
    stamp: int
    changed_on: date
    octets: int
    kind: LineKind = LineKind.DUTY
    occurrence: int | None = None


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """How an address has its events: `variant` names its options, `form` is the way they are rendered now."""

    variant: str
    form: str


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """One event, and the revision of what it was rendered from."""

    assignment_id: int
    revision: int
    content: bytes


def feed_lines(
    session: Session, feed: Feed, rendering: Rendering, *, today: date, last: date, closed_since: date
) -> list[FeedLine]:
    """Return what may be in the feed's window: due until `last`, and of closed duties those changed lately.

    `closed_since` is inclusive, in Vietnam. In no order: whoever chooses sorts.
    """
    since = datetime.combine(closed_since, datetime.min.time(), VIETNAM)
    holds = and_(
        RenderedEventRow.assignment_id == AssignmentRow.id,
        RenderedEventRow.variant == rendering.variant,
        RenderedEventRow.form == rendering.form,
        RenderedEventRow.revision == AssignmentRow.revision,
    )
    query = (
        select(
            AssignmentRow.id,
            AssignmentRow.uid,
            AssignmentRow.revision,
            AssignmentRow.due,
            AssignmentRow.state,
            AssignmentRow.changed_at,
            AssignmentRow.event_stamp,
            func.length(RenderedEventRow.content),
        )
        .join(RenderedEventRow, holds, isouter=True)
        .where(
            AssignmentRow.due <= last,
            or_(AssignmentRow.state.in_(OPEN), AssignmentRow.changed_at >= since),
            shown_by(session, feed, today),
        )
    )
    # In pieces: the rows of ten thousand duties at once would be most of what the server needs.
    return list(_lines(session.execute(query, execution_options={"yield_per": 500})))


def stored_octets(session: Session, rendering: Rendering, lines: Iterable[FeedLine]) -> dict[int, int]:
    """Return the lengths of the stored events of these lines that still hold, by the line's number."""
    wanted = {line.id: line.revision for line in lines}
    numbers = sorted(wanted)
    found: dict[int, int] = {}
    for start in range(0, len(numbers), _BATCH):
        rows = session.execute(
            select(
                RenderedEventRow.assignment_id, RenderedEventRow.revision, func.length(RenderedEventRow.content)
            ).where(
                RenderedEventRow.assignment_id.in_(numbers[start : start + _BATCH]),
                RenderedEventRow.variant == rendering.variant,
                RenderedEventRow.form == rendering.form,
            )
        )
        found.update({number: octets for number, revision, octets in rows if revision == wanted[number]})
    return found


def rendered_contents(session: Session, rendering: Rendering, lines: Iterable[FeedLine]) -> dict[int, bytes]:
    """Return the stored events of these lines that still hold, by the line's number."""
    found: dict[int, bytes] = {}
    wanted = {line.id: line.revision for line in lines}
    numbers = sorted(wanted)
    for start in range(0, len(numbers), _BATCH):
        rows = session.execute(
            select(RenderedEventRow.assignment_id, RenderedEventRow.revision, RenderedEventRow.content).where(
                RenderedEventRow.assignment_id.in_(numbers[start : start + _BATCH]),
                RenderedEventRow.variant == rendering.variant,
                RenderedEventRow.form == rendering.form,
            )
        )
        found.update({number: content for number, revision, content in rows if revision == wanted[number]})
    return found


def keep_rendered(session: Session, rendering: Rendering, events: Sequence[Rendered]) -> None:
    """Store events over what was stored of the same duties. An older revision never replaces a newer one."""
    table = RenderedEventRow
    statement = insert_into(session.get_bind().dialect, table)
    new = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=["assignment_id", "variant"],
        set_={"form": new.form, "revision": new.revision, "content": new.content},
        where=new.revision >= table.revision,
    )
    rows = [
        {
            "assignment_id": event.assignment_id,
            "variant": rendering.variant,
            "form": rendering.form,
            "revision": event.revision,
            "content": event.content,
        }
        for event in events
    ]
    if rows:
        session.execute(statement, rows)


def _lines(rows: Iterable[tuple[int, str, int, date | None, State, datetime, int, int | None]]) -> Iterator[FeedLine]:
    days: dict[datetime, date] = {}  # what one import made carries one moment
    for number, uid, revision, due, state, changed_at, stamp, octets in rows:
        if changed_at not in days:
            days[changed_at] = changed_at.astimezone(VIETNAM).date()
        assert due is not None
        yield FeedLine(
            id=number,
            uid=uid,
            revision=revision,
            due=due,
            state=state,
            stamp=stamp,
            changed_on=days[changed_at],
            octets=octets or 0,
        )


def shown_by(session: Session, feed: Feed, today: date) -> ColumnElement[bool]:
    """Return what says of a duty that the address shows it."""
    shown = _in_scope(session, feed, today)
    return shown if feed.look.plan is None else and_(shown, hanging_on_plan(feed.look.plan))


def hanging_on_plan(plan_id: int) -> ColumnElement[bool]:
    """Return what says of a duty that it is one of a plan."""
    return _hanging_on(select(PlanRow.id).where(PlanRow.id == plan_id))


def plans_of_feed(session: Session, feed: Feed, today: date) -> list[tuple[int, str]]:
    """Return the plans that an address would show duties of, were it narrowed to none: number of the row and name."""
    shown = select(AssignmentRow.occurrence_id).where(_in_scope(session, feed, today))
    tasks = select(OccurrenceRow.task_id).where(OccurrenceRow.id.in_(shown))
    plans = select(TaskRow.plan_id).where(TaskRow.id.in_(tasks))
    query = select(PlanRow.id, PlanRow.number, PlanRow.issued_on).where(PlanRow.id.in_(plans))
    found = session.execute(query.order_by(PlanRow.issued_on.desc(), PlanRow.id))
    return [(number, f"{name} ({issued_on.year})") for number, name, issued_on in found]


def _in_scope(session: Session, feed: Feed, today: date) -> ColumnElement[bool]:
    if feed.scope is FeedScope.PLAN:
        return _hanging_on(select(FeedRow.plan_id).where(FeedRow.id == feed.id))
    if feed.scope is FeedScope.COORDINATOR:
        return _hanging_on(select(PlanRow.id).where(PlanRow.coordinator_id.in_(agencies_behind(session, feed))))
    agencies = agencies_behind(session, feed)
    if feed.role is FeedRole.LEAD:
        return AssignmentRow.agency_id.in_(agencies)
    named = select(TaskAgencyRow.task_id).where(
        TaskAgencyRow.role == TaskRole.COOPERATING,
        TaskAgencyRow.agency_id.in_(_with_their_groups(session, agencies, today)),
    )
    hanging = select(OccurrenceRow.id).where(OccurrenceRow.task_id.in_(named))
    # What they owe themselves stands in the calendar of what they lead.
    return and_(AssignmentRow.occurrence_id.in_(hanging), AssignmentRow.agency_id.not_in(agencies))


def _hanging_on(plans: Select[int] | Select[int | None]) -> ColumnElement[bool]:
    tasks = select(TaskRow.id).where(TaskRow.plan_id.in_(plans))
    return AssignmentRow.occurrence_id.in_(select(OccurrenceRow.id).where(OccurrenceRow.task_id.in_(tasks)))


def agencies_behind(session: Session, feed: Feed) -> set[int]:
    """The agency of the address, or those that write to the person now."""
    if feed.scope is FeedScope.PERSON:
        return set(session.scalars(select(ContactRow.agency_id).where(ContactRow.address == feed.person)))
    return set(session.scalars(select(AgencyRow.id).where(AgencyRow.code == feed.code)))


def _with_their_groups(session: Session, agencies: set[int], today: date) -> set[int]:
    """The agencies and the groups they are in today, and the groups that those are in."""
    found, new = set(agencies), agencies
    while new:
        groups = select(AgencyMemberRow.group_id).where(
            AgencyMemberRow.member_id.in_(new),
            or_(AgencyMemberRow.left_on.is_(None), AgencyMemberRow.left_on > today),
        )
        new = set(session.scalars(groups)) - found
        found |= new
    return found
