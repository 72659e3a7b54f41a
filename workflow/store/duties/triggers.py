"""Triggers: which events are awaited, and what firing one does to the duties that hang on it."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Subquery, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from base.errors import DondocError
from base.vietnamese import short_date
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import WORKING, Event, Role, State, Transition
from workflow.log.actions import LogAction
from workflow.policies import Policies
from workflow.store.duties.extensions import reschedule_duty
from workflow.store.duties.setting_days import dates_for, set_day
from workflow.store.duties.transitions import Rescheduling, apply
from workflow.store.firings.affected import Affected, Firing, affected_again, affected_by, given_by, standing_firings
from workflow.store.firings.again import open_again
from workflow.store.log.writing import LogEntry, history, record
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow, PlanRow, TriggerRow
from workflow.triggers import Trigger


class UnknownTrigger(DondocError):
    """There is no trigger of this number."""


class UnknownWatcher(DondocError):
    """The agency that is to watch an event isn't in the directory."""


class TriggerAlready(DondocError):
    """The trigger has fired already, or has not fired yet."""


class FiringRefused(DondocError):
    """The event or a due day lies on a day that can't be, or nothing is left that the firing would move."""


def list_triggers(
    session: Session, *, waiting_only: bool = False, plans: Collection[int] | None = None
) -> list[Trigger]:
    """Return the events, those that wait longest first; `waiting_only` leaves out fired and alternative ones.

    `plans` are those whose events are wanted, None for all.
    """
    awaited = count_hanging(OccurrenceRow.trigger_id, frozenset({State.WAITING}))
    movable = count_hanging(OccurrenceRow.alternative_id, WORKING)
    query = (
        select(TriggerRow, PlanRow.number, awaited.c.duties, movable.c.duties)
        .join(PlanRow, PlanRow.id == TriggerRow.plan_id)
        .join(awaited, awaited.c.trigger_id == TriggerRow.id, isouter=True)
        .join(movable, movable.c.trigger_id == TriggerRow.id, isouter=True)
        .order_by(TriggerRow.waiting_since, TriggerRow.id)
    )
    if plans is not None:
        query = query.where(TriggerRow.plan_id.in_(plans))
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


def duties_of_event(session: Session, trigger_id: int) -> list[int]:
    """Return the duties that wait for an event, got their day from it, or may have it moved by it; closed ones too."""
    hangs = or_(OccurrenceRow.trigger_id == trigger_id, OccurrenceRow.alternative_id == trigger_id)
    return _hanging_ids(session, hangs, frozenset(State) - {State.WITHDRAWN, State.SUPERSEDED})


def set_watcher(session: Session, trigger_id: int, agency: str | None, by: By) -> None:
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
    record(
        session, [LogEntry.of(by, LogAction.WATCH, plan=row.plan_id, trigger=trigger_id, details={"watcher": agency})]
    )


def set_repeatable(session: Session, trigger_id: int, by: By, *, repeatable: bool) -> None:
    """Say whether an event may happen again and again. Raises `UnknownTrigger`."""
    row = _row(session, trigger_id, lock=True)
    row.repeatable = repeatable
    details = {"repeatable": repeatable}
    record(session, [LogEntry.of(by, LogAction.SET_REPEATABLE, plan=row.plan_id, trigger=row.id, details=details)])


def count_hanging(link: InstrumentedAttribute[int | None], states: frozenset[State]) -> Subquery:
    """Return a table of events (`trigger_id`) with how many duties in these states hang on each (`duties`)."""
    return (
        select(link.label("trigger_id"), func.count().label("duties"))
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .where(link.is_not(None), AssignmentRow.state.in_(states))
        .group_by(link)
        .subquery()
    )


def preview(session: Session, firing: Firing, policies: Policies) -> list[Affected]:
    """Return every duty that firing would move and the dates it would get; changes nothing.

    An event that fired for some duties fires again for those that were left out. Raises `TriggerAlready`,
    `FiringRefused`.
    """
    row = _row(session, firing.trigger_id)
    if firing.on > firing.by.today:
        raise _refused(row, short_date(firing.on), "là ngày chưa đến", "Ghi ngày sự kiện đã xảy ra.")
    affected = affected_by(session, row.id, firing, policies)
    if row.repeatable:
        return affected + affected_again(session, row, affected, firing, policies)
    if row.fired_on is not None and not any(item.assignment.state is State.WAITING for item in affected):
        raise TriggerAlready(
            given=row.wording,
            place=f"Sự kiện chờ {row.id}",
            reason=f"đã được ghi nhận xảy ra ngày {short_date(row.fired_on)}",
            remedy="Nếu ngày đó sai, sửa ngày của sự kiện, hoặc hủy rồi ghi nhận lại.",
        )
    return affected


def preview_correction(session: Session, firing: Firing, policies: Policies) -> list[Affected]:
    """Return the duties that `correct` would move and the dates they would get; changes nothing.

    Raises `TriggerAlready`, `FiringRefused`.
    """
    row = _row(session, firing.trigger_id)
    _check_fired(row)
    if firing.on > firing.by.today:
        raise _refused(row, short_date(firing.on), "là ngày chưa đến", "Ghi ngày sự kiện đã xảy ra.")
    return given_by(session, row, firing, policies)


def fire(session: Session, firing: Firing, policies: Policies) -> list[Affected]:
    """Give every waiting duty of the event its dates, and log it. Returns what moved, with the dates given."""
    # Whoever fires the same event at the same time waits here, and is told then.
    _row(session, firing.trigger_id, lock=True)
    affected = preview(session, firing, policies)
    _check_days(session, _row(session, firing.trigger_id), firing, affected)
    session.execute(
        update(TriggerRow)
        .where(TriggerRow.id == firing.trigger_id)
        .values(fired_on=firing.on, document=firing.by.document)
    )
    record(session, [_trigger_entry(_row(session, firing.trigger_id), firing)])
    fired = Transition(event=Event.FIRE, role=Role.ADMIN, by=firing.by, on=firing.on, trigger_id=firing.trigger_id)
    for item in affected:
        dates = dates_for(item.proposal.due, policies)
        if item.again:
            apply(session, open_again(session, item.assignment.id, firing, policies), fired, dates)
        elif item.assignment.state is State.WAITING:
            apply(session, item.assignment.id, fired, dates)
        else:
            _move_date(session, item, firing, policies)
    return affected


def correct(session: Session, firing: Firing, policies: Policies) -> list[Affected]:
    """Give a fired event another day or document: whatever got its day from it is judged anew, in every state.

    What people decided since about a duty's day stays; so do its state and its progress. Raises `TriggerAlready`,
    `FiringRefused`.
    """
    row = _row(session, firing.trigger_id, lock=True)
    affected = preview_correction(session, firing, policies)
    _check_days(session, row, firing, affected)
    details = {"on": firing.on.isoformat(), "was_on": row.fired_on.isoformat() if row.fired_on else None}
    row.fired_on, row.document = firing.on, firing.by.document
    session.flush()
    by = firing.by.because(firing.by.reason or "chỉnh lại ngày xảy ra sự kiện", firing.by.document)
    record(session, [LogEntry.of(by, LogAction.CORRECT_EVENT, plan=row.plan_id, trigger=row.id, details=details)])
    for item in affected:
        if item.proposal.due != item.assignment.due:
            set_day(
                session,
                item.assignment.id,
                item.proposal.due,
                LogAction.CORRECT_EVENT,
                by,
                policies,
                trigger_id=row.id,
            )
    return affected


def unfire(session: Session, trigger_id: int, by: By, policies: Policies) -> list[Assignment]:
    """Take a firing back: its duties wait again, and dates that it moved are as before.

    Duties that are reported or closed already stay as they are, and so do those whose date was changed again since.
    """
    row = _row(session, trigger_id, lock=True)
    _check_fired(row)
    firings = standing_firings(session, trigger_id)
    # Of an event that happened several times the last one is taken back.
    last, earlier = (firings[-1], firings[:-1]) if firings and row.repeatable else (None, [])
    before = earlier[-1] if earlier else None
    row.fired_on = date.fromisoformat(before.details["on"]) if before else None
    row.document = before.document if before else ""
    session.flush()
    record(session, [LogEntry.of(by, Event.UNFIRE, trigger=trigger_id, plan=row.plan_id)])
    taken_back = Transition(event=Event.UNFIRE, role=Role.ADMIN, by=by, trigger_id=trigger_id)
    hanging = [
        number
        for number in _hanging_ids(session, OccurrenceRow.trigger_id == trigger_id, WORKING)
        if _fired_by(session, number, trigger_id, last)
    ]
    waiting = [apply(session, assignment_id, taken_back, Rescheduling()) for assignment_id in hanging]
    return waiting + _move_back(session, trigger_id, by, policies)


def _move_date(session: Session, item: Affected, firing: Firing, policies: Policies) -> None:
    reason = firing.by.reason or f"sự kiện ngày {short_date(firing.on)}"
    by = firing.by.because(reason, firing.by.document)
    reschedule_duty(session, item.assignment.id, item.proposal.due, by, policies, trigger_id=firing.trigger_id)


def _move_back(session: Session, trigger_id: int, by: By, policies: Policies) -> list[Assignment]:
    """Give the duties whose date this firing moved the day they had, unless it was moved again since."""
    back = []
    for assignment_id in _hanging_ids(session, OccurrenceRow.alternative_id == trigger_id, WORKING):
        moves = [line for line in history(session, assignment_id) if "was_due" in line.details]
        if moves and moves[-1].trigger_id == trigger_id:
            was_due = date.fromisoformat(moves[-1].details["was_due"])
            back.append(reschedule_duty(session, assignment_id, was_due, by, policies))
    return back


def _check_fired(row: TriggerRow) -> None:
    if row.fired_on is None:
        raise TriggerAlready(
            given=row.wording,
            place=f"Sự kiện chờ {row.id}",
            reason="chưa được ghi nhận xảy ra",
            remedy="Không cần hủy.",
        )


def _fired_by(session: Session, number: int, trigger_id: int, firing: LogEntry | None) -> bool:
    """Whether a duty got its day from the event, and from this firing of it where one is named."""
    lines = [line for line in history(session, number) if line.action == Event.FIRE]
    if not lines or lines[-1].trigger_id != trigger_id:
        return False
    return firing is None or lines[-1].at == firing.at


def _check_days(session: Session, row: TriggerRow, firing: Firing, affected: Collection[Affected]) -> None:
    """Hold days that a person set to sense, and refuse a firing that leaves everything out."""
    issued_on = session.get_one(PlanRow, row.plan_id).issued_on
    if firing.on < issued_on and not firing.sure:
        raise _refused(
            row,
            short_date(firing.on),
            f"là ngày trước khi văn bản được ban hành ({short_date(issued_on)})",
            "Kiểm tra lại; nếu đúng thì xác nhận lần nữa.",
        )
    if firing.left_out and not affected:
        raise _refused(row, "bỏ chọn tất cả", "không còn nhiệm vụ nào được đặt hạn", "Chọn ít nhất một nhiệm vụ.")
    for item in affected:
        if item.proposal.instead_of is not None and item.proposal.due < firing.by.today:
            raise _refused(row, short_date(item.proposal.due), "là hạn đã qua", "Ghi một ngày từ hôm nay trở đi.")


def _refused(row: TriggerRow, given: str, reason: str, remedy: str) -> FiringRefused:
    return FiringRefused(given=given, place=f"Sự kiện chờ {row.id} “{row.wording}”", reason=reason, remedy=remedy)


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
        repeatable=row.repeatable,
    )


def _trigger_entry(row: TriggerRow, firing: Firing) -> LogEntry:
    return LogEntry.of(firing.by, Event.FIRE, plan=row.plan_id, trigger=row.id, details={"on": firing.on.isoformat()})
