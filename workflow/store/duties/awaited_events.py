"""The events that duties wait for, as their page lists them: since when, who watches, how many duties, last asked."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session, aliased

from workflow.lifecycle import OPEN, WORKING, State
from workflow.notices.ladder import WATCH
from workflow.rights import Subject
from workflow.store.duties.sighting import InSight
from workflow.store.duties.subjects import plan_involvement
from workflow.store.duties.triggers import UnknownTrigger, count_hanging
from workflow.store.firings.affected import UNDATED_BY_TAKING_BACK
from workflow.store.tables import (
    AgencyRow,
    AssignmentRow,
    EventProposalRow,
    NoticeRow,
    OccurrenceRow,
    PlanRow,
    ProposalState,
    TriggerRow,
)

_WATCHER, _COORDINATOR = aliased(AgencyRow), aliased(AgencyRow)


@dataclass(frozen=True, kw_only=True)
class EventStanding:
    """One event. `waiting` duties have no day yet, `moved` ones got theirs from it, `movable` ones have another.

    `undated` ones were reported, refused or done before the event was taken back, which took their day.

    `watcher` is who is asked about it, the plan's coordinator where nobody is named (then `watched_by` is "").
    `proposed` counts the proposals that nobody has decided on.
    """

    id: int
    plan_id: int
    plan_number: str
    plan_issued_on: date
    plan_imported_at: datetime
    wording: str
    waiting_since: date
    fired_on: date | None
    repeatable: bool
    document: str
    watched_by: str
    watcher: str
    coordinator: str
    coordinator_name: str
    waiting: int
    moved: int
    movable: int
    undated: int
    proposed: int
    last_asked: datetime | None

    def age(self, today: date) -> int:
        """Return for how many days it has been awaited."""
        return (today - self.waiting_since).days


def awaited_events(session: Session, seen: InSight) -> list[EventStanding]:
    """Return the events of the plans in sight on which a duty hangs, those awaited longest first."""
    query = _query()
    if not seen.everything:
        query = query.where(TriggerRow.plan_id.in_(seen.plans))
    found = [EventStanding(**row._mapping) for row in session.execute(query)]  # noqa: SLF001 - it is public
    return [one for one in found if one.waiting or one.moved or one.movable or one.undated]


def awaited_event(session: Session, number: int) -> EventStanding:
    """Return one event. Raises `UnknownTrigger`."""
    row = session.execute(_query().where(TriggerRow.id == number)).one_or_none()
    if row is None:
        raise UnknownTrigger(
            given=number,
            place="Sự kiện chờ",
            reason="không có trong cơ sở dữ liệu",
            remedy="Xem danh sách sự kiện chờ.",
        )
    return EventStanding(**row._mapping)  # noqa: SLF001 - it is public


def event_subject(session: Session, event: EventStanding, *, asking: frozenset[str]) -> Subject:
    """Return an event as the table of rights sees it: of its plan; who watches it has to do with it too."""
    involved = plan_involvement(session, event.plan_id, asking)
    watching = {event.watched_by} & asking
    return Subject(
        plan=event.plan_id,
        involved=involved | watching,
        coordinator=event.coordinator,
        coordinator_name=event.coordinator_name,
    )


def _query() -> Select[*tuple[object, ...]]:
    waiting = count_hanging(OccurrenceRow.trigger_id, frozenset({State.WAITING}))
    moved = count_hanging(OccurrenceRow.trigger_id, (OPEN | {State.COMPLETED}) - {State.WAITING}, dated=True)
    undated = count_hanging(OccurrenceRow.trigger_id, UNDATED_BY_TAKING_BACK, dated=False)
    movable = count_hanging(OccurrenceRow.alternative_id, WORKING)
    proposed = (
        select(EventProposalRow.trigger_id, func.count().label("open"))
        .where(EventProposalRow.state == ProposalState.OPEN)
        .group_by(EventProposalRow.trigger_id)
        .subquery()
    )
    return (
        select(
            TriggerRow.id,
            TriggerRow.plan_id,
            PlanRow.number.label("plan_number"),
            PlanRow.issued_on.label("plan_issued_on"),
            PlanRow.imported_at.label("plan_imported_at"),
            TriggerRow.wording,
            TriggerRow.waiting_since,
            TriggerRow.fired_on,
            TriggerRow.repeatable,
            TriggerRow.document,
            func.coalesce(_WATCHER.code, "").label("watched_by"),
            func.coalesce(_WATCHER.name, _COORDINATOR.name, "").label("watcher"),
            func.coalesce(_COORDINATOR.code, "").label("coordinator"),
            func.coalesce(_COORDINATOR.name, "").label("coordinator_name"),
            func.coalesce(waiting.c.duties, 0).label("waiting"),
            func.coalesce(moved.c.duties, 0).label("moved"),
            func.coalesce(movable.c.duties, 0).label("movable"),
            func.coalesce(undated.c.duties, 0).label("undated"),
            func.coalesce(proposed.c.open, 0).label("proposed"),
            _last_asked().label("last_asked"),
        )
        .join(PlanRow, PlanRow.id == TriggerRow.plan_id)
        .join(_WATCHER, _WATCHER.id == TriggerRow.watcher_id, isouter=True)
        .join(_COORDINATOR, _COORDINATOR.id == PlanRow.coordinator_id, isouter=True)
        .join(waiting, waiting.c.trigger_id == TriggerRow.id, isouter=True)
        .join(moved, moved.c.trigger_id == TriggerRow.id, isouter=True)
        .join(movable, movable.c.trigger_id == TriggerRow.id, isouter=True)
        .join(undated, undated.c.trigger_id == TriggerRow.id, isouter=True)
        .join(proposed, proposed.c.trigger_id == TriggerRow.id, isouter=True)
        .order_by(TriggerRow.waiting_since, TriggerRow.id)
    )


def _last_asked() -> ScalarSelect[datetime]:
    """The moment at which the watchers were last asked about the event."""
    return (
        select(func.max(NoticeRow.queued_at))
        .join(AssignmentRow, AssignmentRow.id == NoticeRow.assignment_id)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .where(OccurrenceRow.trigger_id == TriggerRow.id, NoticeRow.step == WATCH.id)
        .correlate(TriggerRow)
        .scalar_subquery()
    )
