"""Triggers: which events are awaited, and what firing one does to the duties that hang on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from base.errors import DondocError
from workflow.assignment import Assignment
from workflow.deadlines.values.resolution import Offset, Unit
from workflow.lifecycle import WORKING, Event, Role, State
from workflow.store.duties.extensions import DateRules, Decision, reschedule_duty
from workflow.store.duties.reading import assignments_by_id
from workflow.store.duties.transitions import Act, Rescheduling, move
from workflow.store.log.writing import LogEntry, history, record
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow, PlanRow, TriggerRow
from workflow.triggers import Proposal, Trigger, propose
from workflow.working_days import WorkingDays


class UnknownTrigger(DondocError):
    """There is no trigger of this number."""


class UnknownWatcher(DondocError):
    """The agency that is to watch an event isn't in the directory."""


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
class FiringRules:
    """What firing leans on: the working days, the usual term where a plan names none, the notice of "due soon"."""

    working_days: WorkingDays
    usual_term: int
    soon: timedelta


def list_triggers(session: Session, *, waiting_only: bool = False) -> list[Trigger]:
    """Return the events, those that wait longest first; `waiting_only` leaves out fired and alternative ones."""
    awaited = _hanging(OccurrenceRow.trigger_id, frozenset({State.WAITING}))
    movable = _hanging(OccurrenceRow.alternative_id, WORKING)
    query = (
        select(TriggerRow, PlanRow.number, awaited.c.duties, movable.c.duties)
        .join(PlanRow, PlanRow.id == TriggerRow.plan_id)
        .join(awaited, awaited.c.trigger_id == TriggerRow.id, isouter=True)
        .join(movable, movable.c.trigger_id == TriggerRow.id, isouter=True)
        .order_by(TriggerRow.waiting_since, TriggerRow.id)
    )
    if waiting_only:
        alternatives = select(OccurrenceRow.alternative_id).where(OccurrenceRow.alternative_id.is_not(None))
        query = query.where(TriggerRow.fired_on.is_(None), TriggerRow.id.not_in(alternatives))
    return [_trigger(row, number, duties, moved) for row, number, duties, moved in session.execute(query)]


def awaited_by_duties(session: Session, ids: Collection[int]) -> dict[int, Trigger]:
    """Return the event that each of these duties waits for, by duty; fired ones left out."""
    rows = session.execute(
        select(AssignmentRow.id, OccurrenceRow.trigger_id)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .where(AssignmentRow.id.in_(ids), OccurrenceRow.trigger_id.is_not(None))
    ).all()
    known = {trigger.id: trigger for trigger in list_triggers(session, waiting_only=True)} if rows else {}
    return {duty: known[trigger] for duty, trigger in rows if trigger in known}


def set_watcher(session: Session, trigger_id: int, agency: str | None, *, actor: str, at: datetime) -> None:
    """Name the agency that is asked whether an event has happened; None: the plan's coordinator again.

    Raises `UnknownTrigger` and `UnknownWatcher`.
    """
    row = _row(session, trigger_id, lock=True)
    watcher = None
    if agency is not None:
        watcher = session.scalars(select(AgencyRow.id).where(AgencyRow.code == agency)).one_or_none()
        if watcher is None:
            raise UnknownWatcher(
                given=agency,
                place=f"Sự kiện chờ {trigger_id}",
                reason="không có trong danh bạ cơ quan",
                remedy="Xem mã cơ quan bằng `dondoc agencies list`.",
            )
    row.watcher_id = watcher
    details = {"watcher": agency}
    entry = LogEntry(at=at, actor=actor, action="watch", plan_id=row.plan_id, trigger_id=trigger_id, details=details)
    record(session, [entry])


def _hanging(link: InstrumentedAttribute[int | None], states: frozenset[State]) -> Subquery:
    return (
        select(link.label("trigger_id"), func.count().label("duties"))
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .where(link.is_not(None), AssignmentRow.state.in_(states))
        .group_by(link)
        .subquery()
    )


def preview(session: Session, firing: Firing, rules: FiringRules) -> list[Affected]:
    """Return every duty that firing would move and the dates it would get; changes nothing."""
    row = _row(session, firing.trigger_id)
    if row.fired_on is not None:
        raise TriggerAlready(
            given=row.wording,
            place=f"Sự kiện chờ {row.id}",
            reason=f"đã được kích hoạt với ngày {row.fired_on:%d/%m/%Y}",
            remedy="Nếu ngày đó sai, hủy kích hoạt bằng `dondoc trigger unfire` rồi kích hoạt lại.",
        )
    return _affected(session, row.id, firing, rules)


def fire(session: Session, firing: Firing, rules: FiringRules) -> list[Affected]:
    """Give every waiting duty of the event its dates, and log it. Returns what moved, with the dates given."""
    # Whoever fires the same event at the same time waits here, and is told then.
    _row(session, firing.trigger_id, lock=True)
    affected = preview(session, firing, rules)
    session.execute(
        update(TriggerRow)
        .where(TriggerRow.id == firing.trigger_id)
        .values(fired_on=firing.on, document=firing.document)
    )
    record(session, [_trigger_entry(_row(session, firing.trigger_id), firing)])
    act = Act(
        event=Event.FIRE,
        actor=firing.actor,
        role=Role.ADMIN,
        at=firing.at,
        today=firing.today,
        on=firing.on,
        document=firing.document,
        reason=firing.reason,
        trigger_id=firing.trigger_id,
    )
    for item in affected:
        if item.assignment.state is State.WAITING:
            move(session, item.assignment.id, act, _dates(item.proposal, rules))
        else:
            _move_date(session, item, firing, rules)
    return affected


def correct(session: Session, firing: Firing, rules: FiringRules) -> list[Affected]:
    """Fire an event anew with another day or document, in one go; what was reported meanwhile stays as it is."""
    unfire(
        session,
        firing.trigger_id,
        actor=firing.actor,
        at=firing.at,
        today=firing.today,
        reason=firing.reason or "chỉnh lại ngày xảy ra sự kiện",
        rules=rules,
    )
    return fire(session, firing, rules)


def unfire(
    session: Session, trigger_id: int, *, actor: str, at: datetime, today: date, reason: str, rules: FiringRules
) -> list[Assignment]:
    """Take a firing back: its duties wait again, and dates that it moved are as before.

    Duties that are reported or closed already stay as they are, and so do those whose date was changed again since.
    """
    row = _row(session, trigger_id, lock=True)
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
        [LogEntry(at=at, actor=actor, action="unfire", trigger_id=trigger_id, plan_id=row.plan_id, reason=reason)],
    )
    act = Act(
        event=Event.UNFIRE, actor=actor, role=Role.ADMIN, at=at, today=today, reason=reason, trigger_id=trigger_id
    )
    hanging = _hanging_ids(session, OccurrenceRow.trigger_id == trigger_id, WORKING)
    waiting = [move(session, assignment_id, act, Rescheduling()) for assignment_id in hanging]
    decision = Decision(actor=actor, at=at, today=today, reason=reason)
    return waiting + _move_back(session, trigger_id, decision, rules)


def _move_date(session: Session, item: Affected, firing: Firing, rules: FiringRules) -> None:
    by = Decision(
        actor=firing.actor,
        at=firing.at,
        today=firing.today,
        reason=firing.reason or f"sự kiện ngày {firing.on:%d/%m/%Y}",
        document=firing.document,
    )
    reschedule_duty(
        session, item.assignment.id, item.proposal.due, by, _date_rules(rules), trigger_id=firing.trigger_id
    )


def _move_back(session: Session, trigger_id: int, by: Decision, rules: FiringRules) -> list[Assignment]:
    """Give the duties whose date this firing moved the day they had, unless it was moved again since."""
    back = []
    for assignment_id in _hanging_ids(session, OccurrenceRow.alternative_id == trigger_id, WORKING):
        moves = [line for line in history(session, assignment_id) if "was_due" in line.details]
        if moves and moves[-1].trigger_id == trigger_id:
            was_due = date.fromisoformat(moves[-1].details["was_due"])
            back.append(reschedule_duty(session, assignment_id, was_due, by, _date_rules(rules)))
    return back


def _date_rules(rules: FiringRules) -> DateRules:
    return DateRules(working_days=rules.working_days, soon=rules.soon)


def _affected(session: Session, trigger_id: int, firing: Firing, rules: FiringRules) -> list[Affected]:
    waits = and_(OccurrenceRow.trigger_id == trigger_id, AssignmentRow.state == State.WAITING)
    moves = and_(OccurrenceRow.alternative_id == trigger_id, AssignmentRow.state.in_(WORKING))
    rows = session.execute(
        select(AssignmentRow.id, OccurrenceRow.offset_count, OccurrenceRow.offset_unit)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .where(or_(waits, moves))
        .order_by(AssignmentRow.id)
    ).all()
    duties = assignments_by_id(session, [row.id for row in rows])
    return [
        Affected(assignment=duties[number], proposal=_proposal(firing, _offset(count, unit), rules))
        for number, count, unit in rows
    ]


def _offset(count: int | None, unit: Unit | None) -> Offset | None:
    return None if count is None or unit is None else Offset(count, unit)


def _proposal(firing: Firing, offset: Offset | None, rules: FiringRules) -> Proposal:
    if firing.due is None:
        return propose(firing.on, offset, rules.working_days, usual=rules.usual_term)
    return Proposal(
        due=firing.due,
        act_by=rules.working_days.on_or_before(firing.due),
        rule=f"người kích hoạt ấn định: {firing.reason or firing.document}",
    )


def _dates(proposal: Proposal, rules: FiringRules) -> Rescheduling:
    return Rescheduling(due=proposal.due, act_by=proposal.act_by, soon_on=proposal.act_by - rules.soon)


def _hanging_ids(session: Session, hangs: ColumnElement[bool], states: frozenset[State]) -> list[int]:
    return list(
        session.scalars(
            select(AssignmentRow.id)
            .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
            .where(hangs, AssignmentRow.state.in_(states))
            .order_by(AssignmentRow.id)
        )
    )


def _row(session: Session, trigger_id: int, *, lock: bool = False) -> TriggerRow:
    row = session.get(TriggerRow, trigger_id, populate_existing=True, with_for_update=lock)
    if row is None:
        raise UnknownTrigger(
            given=trigger_id,
            place="Sự kiện chờ",
            reason="không có trong cơ sở dữ liệu",
            remedy="Xem số sự kiện bằng `dondoc trigger list`.",
        )
    return row


def _trigger(row: TriggerRow, plan_number: str, duties: int | None, movable: int | None) -> Trigger:
    return Trigger(
        id=row.id,
        plan_number=plan_number,
        wording=row.wording,
        waiting_since=row.waiting_since,
        fired_on=row.fired_on,
        document=row.document,
        awaited_by=duties or movable or 0,
        alternative="|" in row.key,
    )


def _trigger_entry(row: TriggerRow, firing: Firing) -> LogEntry:
    return LogEntry(
        at=firing.at,
        actor=firing.actor,
        action="fire",
        plan_id=row.plan_id,
        trigger_id=row.id,
        reason=firing.reason,
        document=firing.document,
        details={"on": firing.on.isoformat()},
    )
