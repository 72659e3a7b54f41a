"""Triggers: which events are awaited, and what firing one does to the duties that hang on it."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import ColumnElement, Subquery, func, or_, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from base.errors import DondocError
from base.vietnamese import short_date
from base.where_to_look import WhereToLook
from workflow.by import By
from workflow.entered_days import remedy_for_new_due, why_no_new_due
from workflow.lifecycle import WORKING, Event, Role, State, Transition
from workflow.log.actions import LogAction
from workflow.log.history import PASSED
from workflow.policies import Policies
from workflow.store.duties.extensions import reschedule_duty
from workflow.store.duties.setting_days import dates_for, note_decision, set_day
from workflow.store.duties.transitions import apply
from workflow.store.firings.affected import Affected, Firing, affected_again, affected_by, hanging_on
from workflow.store.firings.again import open_again
from workflow.store.firings.giving import give_day
from workflow.store.log.writing import LogEntry, record
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
    return hanging_ids(session, hangs, frozenset(State) - {State.WITHDRAWN, State.SUPERSEDED})


def set_watcher(session: Session, trigger_id: int, agency: str | None, by: By) -> None:
    """Name the agency that is asked whether an event has happened; None: the plan's coordinator again.

    Raises `UnknownTrigger` and `UnknownWatcher`.
    """
    row = trigger_row(session, trigger_id, lock=True)
    watcher = None
    if agency is not None:
        watcher = session.scalars(select(AgencyRow.id).where(AgencyRow.code == agency)).one_or_none()
        if watcher is None:
            raise UnknownWatcher(
                given=agency,
                place=f"Sự kiện chờ {trigger_id}",
                reason="không có trong danh bạ cơ quan",
                remedy="Chọn một cơ quan có trong danh bạ.",
                look=WhereToLook.AGENCIES,
            )
    row.watcher_id = watcher
    record(
        session, [LogEntry.of(by, LogAction.WATCH, plan=row.plan_id, trigger=trigger_id, details={"watcher": agency})]
    )


def set_repeatable(session: Session, trigger_id: int, by: By, *, repeatable: bool) -> None:
    """Say whether an event may happen again and again. Raises `UnknownTrigger`."""
    row = trigger_row(session, trigger_id, lock=True)
    row.repeatable = repeatable
    details = {"repeatable": repeatable}
    record(session, [LogEntry.of(by, LogAction.SET_REPEATABLE, plan=row.plan_id, trigger=row.id, details=details)])


def count_hanging(
    link: InstrumentedAttribute[int | None], states: frozenset[State], *, dated: bool | None = None
) -> Subquery:
    """Return a table of events (`trigger_id`) with how many duties in these states hang on each (`duties`).

    `dated` counts only those with a day, or without; None both.
    """
    day = AssignmentRow.due
    which = {None: true(), True: day.is_not(None), False: day.is_(None)}[dated]
    return (
        select(link.label("trigger_id"), func.count().label("duties"))
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .where(link.is_not(None), AssignmentRow.state.in_(states), which)
        .group_by(link)
        .subquery()
    )


def preview(session: Session, firing: Firing, policies: Policies) -> list[Affected]:
    """Return every duty that firing would move and the dates it would get; changes nothing.

    An event that fired for some duties fires again for those that were left out. Raises `TriggerAlready`,
    `FiringRefused`.
    """
    row = trigger_row(session, firing.trigger_id)
    if firing.on > firing.by.today:
        raise _refused(row, short_date(firing.on), "là ngày chưa đến", "Ghi ngày sự kiện đã xảy ra.")
    affected = affected_by(session, row.id, firing, policies)
    if row.repeatable:
        return affected + affected_again(session, row, affected, firing, policies)
    if row.fired_on is not None and not any(item.assignment.due is None for item in affected):
        raise TriggerAlready(
            given=row.wording,
            place=f"Sự kiện chờ {row.id}",
            reason=f"đã được ghi nhận xảy ra ngày {short_date(row.fired_on)}",
            remedy="Nếu ngày đó sai, sửa ngày của sự kiện, hoặc hủy rồi ghi nhận lại.",
        )
    if row.fired_on is not None and firing.on != row.fired_on:
        # Who is left out is given his day by the event as it is recorded; another day is a correction, for all.
        raise _refused(
            row,
            short_date(firing.on),
            f"khác ngày đã ghi nhận ({short_date(row.fired_on)})",
            "Ghi đúng ngày ấy cho các nhiệm vụ còn chờ; ngày ấy sai thì sửa ngày của sự kiện.",
        )
    return affected


def _check_document(row: TriggerRow, firing: Firing) -> None:
    """Refuse another document for an event that is recorded: the first one would silently stay."""
    said = firing.by.document
    if row.fired_on is not None and not row.repeatable and row.document and said not in {"", row.document}:
        raise _refused(
            row,
            said,
            f"khác văn bản đã ghi nhận ({row.document})",
            "Ghi đúng văn bản ấy cho các nhiệm vụ còn chờ; văn bản ấy sai thì sửa ở sự kiện.",
        )


def preview_correction(session: Session, firing: Firing, policies: Policies) -> list[Affected]:
    """Return the duties that hang on a fired event and the dates `correct` would give or leave them; changes nothing.

    Raises `TriggerAlready`, `FiringRefused`.
    """
    row = trigger_row(session, firing.trigger_id)
    check_fired(row)
    if firing.on > firing.by.today:
        raise _refused(row, short_date(firing.on), "là ngày chưa đến", "Ghi ngày sự kiện đã xảy ra.")
    return hanging_on(session, row, firing, policies)


def fire(session: Session, firing: Firing, policies: Policies) -> list[Affected]:
    """Give every waiting duty of the event its dates, and log it. Returns what moved, with the dates given."""
    # Whoever fires the same event at the same time waits here, and is told then.
    row = trigger_row(session, firing.trigger_id, lock=True)
    affected = preview(session, firing, policies)
    _check_document(row, firing)
    _check_days(session, row, firing, affected)
    first = row.fired_on is None or row.repeatable
    session.execute(
        update(TriggerRow)
        .where(TriggerRow.id == firing.trigger_id)
        .values(fired_on=firing.on, document=firing.by.document if first else row.document)
    )
    record(session, [_trigger_entry(trigger_row(session, firing.trigger_id), firing)])
    fired = Transition(event=Event.FIRE, role=Role.ADMIN, by=firing.by, on=firing.on, trigger_id=firing.trigger_id)
    for item in affected:
        dates = dates_for(item.proposal.due, policies)
        act = replace(fired, proposed=item.proposal.instead_of)
        if item.again:
            apply(session, open_again(session, item.assignment.id, firing, policies), act, dates)
        elif item.assignment.state is State.WAITING:
            apply(session, item.assignment.id, act, dates)
        elif item.assignment.due is None:
            give_day(session, item.assignment.id, act, dates)
        else:
            _move_date(session, item, firing, policies)
    return affected


def correct(session: Session, firing: Firing, policies: Policies) -> list[Affected]:
    """Give a fired event another day or document: whatever got its day from it is judged anew, in every state.

    What people decided since about a duty's day stays; so do its state and its progress. Every duty that hangs on the
    event gets a line of the log, also where its day stays: its agency is told what was corrected. Raises
    `TriggerAlready`, `FiringRefused`.
    """
    row = trigger_row(session, firing.trigger_id, lock=True)
    affected = preview_correction(session, firing, policies)
    _check_days(session, row, firing, affected)
    if (row.fired_on, row.document) == (firing.on, firing.by.document) and not any(item.moves for item in affected):
        known = f"đã được ghi nhận đúng ngày này, theo văn bản này ({row.document})"
        raise _refused(row, short_date(firing.on), known, "Không có gì để sửa; ghi ngày hoặc văn bản đúng.")
    was_on = {"was_on": row.fired_on.isoformat()} if row.fired_on else {}
    details = {"on": firing.on.isoformat(), "was_document": row.document} | was_on
    row.fired_on, row.document = firing.on, firing.by.document
    session.flush()
    by, action = firing.by, LogAction.CORRECT_EVENT
    record(session, [LogEntry.of(by, action, plan=row.plan_id, trigger=row.id, details=details)])
    for item in affected:
        duty, due, passed = item.assignment.id, item.proposal.due, item.proposal.passed
        said = details | ({PASSED: passed.isoformat()} if passed else {})
        if item.moves:
            proposed = {"proposed": item.proposal.instead_of.isoformat()} if item.proposal.instead_of else {}
            set_day(session, duty, due, action, by, policies, trigger_id=row.id, details=said | proposed)
        else:
            kept = said | {"kept_due": due.isoformat()}
            note_decision(session, item.assignment, action, by, kept, trigger_id=row.id)
    return affected


def _move_date(session: Session, item: Affected, firing: Firing, policies: Policies) -> None:
    """A duty that has a day beside the event: it gets the event's, or keeps its own and has the event in its log."""
    if not item.moves:
        details = {"on": firing.on.isoformat(), "kept_due": item.proposal.due.isoformat()}
        note_decision(session, item.assignment, Event.FIRE, firing.by, details, trigger_id=firing.trigger_id)
        return
    reason = firing.by.reason or f"sự kiện ngày {short_date(firing.on)}"
    by = firing.by.because(reason, firing.by.document)
    reschedule_duty(session, item.assignment.id, item.proposal.due, by, policies, trigger_id=firing.trigger_id)


def check_fired(row: TriggerRow) -> None:
    """Raise `TriggerAlready` unless an event has happened, as far as is recorded."""
    if row.fired_on is None:
        raise TriggerAlready(
            given=row.wording,
            place=f"Sự kiện chờ {row.id}",
            reason="chưa được ghi nhận xảy ra",
            remedy="Không có gì để sửa hay hủy; xảy ra rồi thì ghi nhận ở trang của sự kiện.",
        )


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
    same = row.repeatable and (row.fired_on, row.document) == (firing.on, firing.by.document)
    if same and any(item.again for item in affected):
        # A form sent twice, or the way back: another round would give the same work once more.
        raise _refused(
            row,
            short_date(firing.on),
            "đã được ghi nhận ngày này, cùng văn bản",
            "Lần xảy ra khác thì ghi ngày hoặc văn bản của lần ấy.",
        )
    if firing.left_out and not affected:
        raise _refused(row, "bỏ chọn tất cả", "không còn nhiệm vụ nào được đặt hạn", "Chọn ít nhất một nhiệm vụ.")
    for item in affected:
        due, today = item.proposal.due, firing.by.today
        if item.proposal.instead_of is not None and (reason := why_no_new_due(due, today=today)):
            raise _refused(row, short_date(due), reason, remedy_for_new_due(today))


def _refused(row: TriggerRow, given: str, reason: str, remedy: str) -> FiringRefused:
    return FiringRefused(given=given, place=f"Sự kiện chờ {row.id} “{row.wording}”", reason=reason, remedy=remedy)


def hanging_ids(session: Session, hangs: ColumnElement[bool], states: frozenset[State]) -> list[int]:
    """Return the duties in these states that hang on an event as a condition on `OccurrenceRow` says."""
    return list(
        session.scalars(
            select(AssignmentRow.id)
            .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
            .where(hangs, AssignmentRow.state.in_(states))
            .order_by(AssignmentRow.id)
        )
    )


def trigger_row(session: Session, trigger_id: int, *, lock: bool = False) -> TriggerRow:
    """Return an event's row. Raises `UnknownTrigger`."""
    row = session.get(TriggerRow, trigger_id, populate_existing=True, with_for_update=lock)
    if row is None:
        raise UnknownTrigger(
            given=trigger_id,
            place="Sự kiện chờ",
            reason="không có trong cơ sở dữ liệu",
            remedy="Tìm trong danh sách sự kiện chờ.",
            look=WhereToLook.EVENTS,
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
