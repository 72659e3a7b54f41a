"""Triggers: which events are awaited, and what firing one does to the duties that hang on it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from workflow.assignment import Assignment
from workflow.deadlines.values import Offset
from workflow.errors import DondocError
from workflow.lifecycle import WORKING, Event, Role, State
from workflow.store.duties import assignments_by_id
from workflow.store.log import Entry, record
from workflow.store.moves import Act, Rescheduling, move
from workflow.store.tables import AssignmentRow, OccurrenceRow, PlanRow, TriggerRow
from workflow.triggers import Proposal, Trigger, propose
from workflow.working_days import WorkingDays


class UnknownTrigger(DondocError):
    """There is no trigger of this number."""


class TriggerAlready(DondocError):
    """The trigger has fired already, or has not fired yet."""


@dataclass(frozen=True, kw_only=True)
class Firing:
    """What an admin says when an awaited event has happened. `due` overrules every proposed date, with a reason."""

    trigger_id: int
    on: date
    document: str
    actor: str
    at: datetime
    today: date
    due: date | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Affected:
    """A waiting duty and the dates it would get."""

    assignment: Assignment
    proposal: Proposal


@dataclass(frozen=True, kw_only=True)
class House:
    """What firing leans on: the working days, the usual term where a plan names none, the notice of "due soon"."""

    working_days: WorkingDays
    usual_term: int
    soon: timedelta


def triggers(session: Session, *, waiting_only: bool = False) -> list[Trigger]:
    """Return the awaited events, those that wait longest first."""
    awaited = (
        select(OccurrenceRow.trigger_id, func.count().label("count"))
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .where(AssignmentRow.state == State.WAITING)
        .group_by(OccurrenceRow.trigger_id)
        .subquery()
    )
    query = (
        select(TriggerRow, PlanRow.number, awaited.c.count)
        .join(PlanRow, PlanRow.id == TriggerRow.plan_id)
        .join(awaited, awaited.c.trigger_id == TriggerRow.id, isouter=True)
        .order_by(TriggerRow.waiting_since, TriggerRow.id)
    )
    if waiting_only:
        query = query.where(TriggerRow.fired_on.is_(None))
    return [_trigger(row, number, count or 0) for row, number, count in session.execute(query)]


def preview(session: Session, firing: Firing, house: House) -> list[Affected]:
    """Return every duty that firing would move and the dates it would get; changes nothing."""
    row = _row(session, firing.trigger_id)
    if row.fired_on is not None:
        raise TriggerAlready(
            given=row.wording,
            place=f"Sự kiện chờ {row.id}",
            reason=f"đã được kích hoạt với ngày {row.fired_on:%d/%m/%Y}",
            remedy="Nếu ngày đó sai, hủy kích hoạt bằng `dondoc trigger unfire` rồi kích hoạt lại.",
        )
    return _affected(session, row.id, firing, house)


def fire(session: Session, firing: Firing, house: House) -> list[Affected]:
    """Give every waiting duty of the event its dates, and log it. Returns what moved, with the dates given."""
    affected = preview(session, firing, house)
    session.execute(
        update(TriggerRow)
        .where(TriggerRow.id == firing.trigger_id)
        .values(fired_on=firing.on, document=firing.document)
    )
    record(session, [_trigger_entry(firing.trigger_id, "fire", firing)])
    act = Act(
        event=Event.FIRE,
        actor=firing.actor,
        role=Role.ADMIN,
        at=firing.at,
        today=firing.today,
        on=firing.on,
        document=firing.document,
        reason=firing.reason,
    )
    for item in affected:
        move(session, item.assignment.id, act, _dates(item.proposal, house))
    return affected


def unfire(
    session: Session, trigger_id: int, *, actor: str, at: datetime, today: date, reason: str
) -> list[Assignment]:
    """Take a firing back: its duties wait again. Those that are reported or closed already stay as they are."""
    row = _row(session, trigger_id)
    if row.fired_on is None:
        raise TriggerAlready(
            given=row.wording,
            place=f"Sự kiện chờ {trigger_id}",
            reason="chưa được kích hoạt",
            remedy="Không cần hủy.",
        )
    session.execute(update(TriggerRow).where(TriggerRow.id == trigger_id).values(fired_on=None, document=""))
    record(
        session,
        [Entry(at=at, actor=actor, action="unfire", trigger_id=trigger_id, plan_id=row.plan_id, reason=reason)],
    )
    act = Act(event=Event.UNFIRE, actor=actor, role=Role.ADMIN, at=at, today=today, reason=reason)
    hanging = _hanging_ids(session, trigger_id, WORKING)
    return [move(session, assignment_id, act, Rescheduling()) for assignment_id in hanging]


def _affected(session: Session, trigger_id: int, firing: Firing, house: House) -> list[Affected]:
    rows = session.execute(
        select(AssignmentRow.id, OccurrenceRow.offset_count, OccurrenceRow.offset_unit)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .where(OccurrenceRow.trigger_id == trigger_id, AssignmentRow.state == State.WAITING)
        .order_by(AssignmentRow.id)
    ).all()
    duties = assignments_by_id(session, [row.id for row in rows])
    return [
        Affected(
            assignment=duties[row.id],
            proposal=_proposal(
                firing,
                Offset(row.offset_count, row.offset_unit) if row.offset_unit is not None else None,
                house,
            ),
        )
        for row in rows
    ]


def _proposal(firing: Firing, offset: Offset | None, house: House) -> Proposal:
    if firing.due is None:
        return propose(firing.on, offset, house.working_days, usual=house.usual_term)
    return Proposal(
        due=firing.due,
        act_by=house.working_days.on_or_before(firing.due),
        rule=f"người kích hoạt ấn định: {firing.reason or firing.document}",
    )


def _dates(proposal: Proposal, house: House) -> Rescheduling:
    return Rescheduling(due=proposal.due, act_by=proposal.act_by, soon_on=proposal.act_by - house.soon)


def _hanging_ids(session: Session, trigger_id: int, states: frozenset[State]) -> list[int]:
    return list(
        session.scalars(
            select(AssignmentRow.id)
            .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
            .where(OccurrenceRow.trigger_id == trigger_id, AssignmentRow.state.in_(states))
            .order_by(AssignmentRow.id)
        )
    )


def _row(session: Session, trigger_id: int) -> TriggerRow:
    row = session.get(TriggerRow, trigger_id, populate_existing=True)
    if row is None:
        raise UnknownTrigger(
            given=trigger_id,
            place="Sự kiện chờ",
            reason="không có trong cơ sở dữ liệu",
            remedy="Xem số sự kiện bằng `dondoc trigger list`.",
        )
    return row


def _trigger(row: TriggerRow, plan_number: str, awaited_by: int) -> Trigger:
    return Trigger(
        id=row.id,
        plan_number=plan_number,
        wording=row.wording,
        waiting_since=row.waiting_since,
        fired_on=row.fired_on,
        document=row.document,
        awaited_by=awaited_by,
    )


def _trigger_entry(trigger_id: int, action: str, firing: Firing) -> Entry:
    return Entry(
        at=firing.at,
        actor=firing.actor,
        action=action,
        trigger_id=trigger_id,
        reason=firing.reason,
        document=firing.document,
        details={"on": firing.on.isoformat()},
    )
