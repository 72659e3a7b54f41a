"""Moving an assignment along its lifecycle: one conditional update, one line in the log.

The row decides, not the reader: the update names the version that was read, so that of two people who act at the
same time one is told that the other was faster.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from base.clock import VIETNAM
from base.errors import DondocError
from base.vietnamese import short_date
from base.where_to_look import WhereToLook
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import WORKING, Event, Role, State, Transition, advance, step_of
from workflow.log.actions import LogAction, action_label
from workflow.log.history import MEANWHILE, line_facts
from workflow.store.duties.reading import UnknownAssignment, assignment
from workflow.store.firings.given_day import CONTINUES
from workflow.store.firings.proposing import EventDay
from workflow.store.firings.standing import ROUND, lost_its_day
from workflow.store.log.writing import LogEntry, history, record
from workflow.store.people.passing_over import heirs
from workflow.store.tables import AgencyRow, AssignmentRow, EventRow, OccurrenceRow, PlanRow, TaskRow, TriggerRow
from workflow.timeliness import CLOSED_UNDONE, Dates, next_change, timeliness


@dataclass(frozen=True, kw_only=True)
class Rescheduling:
    """New dates that come with a move; all None takes the dates away (an event that was not fired after all).

    `by_event` is the awaited event that gives them, in whose words the line of the log says so.
    """

    opens: date | None = None
    due: date | None = None
    act_by: date | None = None
    soon_on: date | None = None
    by_event: EventDay | None = None

    @property
    def values(self) -> dict[str, date | None]:
        """The days themselves, by the names of a duty's columns."""
        return {"opens": self.opens, "due": self.due, "act_by": self.act_by, "soon_on": self.soon_on}


# Of these a firing that is taken back takes the day alone; they wait once they come back.
_HELD_BACK = frozenset({State.REPORTED, State.REFUSED})
# These go on with whoever has the duty; a merged agency has none.
_TAKEN_UP = frozenset({Event.REOPEN, Event.RECALL_CONFIRMATION})
# What to do with the successor's own duty instead of opening the merged agency's again.
_INSTEAD = {
    State.COMPLETED: "Mở lại nhiệm vụ {} thay cho nhiệm vụ này.",
    State.WITHDRAWN: "Mở lại nhiệm vụ {} thay cho nhiệm vụ này.",
    State.SUPERSEDED: "Nhiệm vụ {} theo văn bản thay thế; cần làm tiếp thì khôi phục văn bản đã được thay thế.",
}
_ENDED = "nhiệm vụ đã kết thúc trong khi báo cáo chờ xác nhận"
_SAID_DONE = frozenset({State.REPORTED, State.COMPLETED, State.WITHDRAWN})  # the last perhaps with its report


class ChangedMeanwhile(DondocError):
    """Somebody else changed the assignment between reading and writing."""

    exit_code = 1


class UnknownNewAgency(DondocError):
    """An assignment was to be given to an agency that the directory doesn't have."""


class OwesTheSame(DondocError):
    """An assignment was to be given to an agency that has its own for the same task and day."""


def apply(
    session: Session, assignment_id: int, transition: Transition, dates: Rescheduling | None = None
) -> Assignment:
    """Let an event happen to an assignment and return it as it stands then.

    Raises the errors of `workflow.lifecycle.advance`, `UnknownAssignment` or `ChangedMeanwhile`; nothing is changed.
    """
    row = session.scalars(select(AssignmentRow).where(AssignmentRow.id == assignment_id)).one_or_none()
    if row is None:
        raise UnknownAssignment(assignment_id)
    before = assignment(session, assignment_id)
    after = advance(
        before.state,
        transition.event,
        role=transition.role,
        given=transition.given,
        assignment=before.name,
        former=_former(session, row, before, transition, dates),
    )
    if transition.event in _TAKEN_UP:
        before = _with_heir(session, row, before, transition)
    if transition.event is Event.REOPEN and after is State.WAITING:
        dates = Rescheduling()
    new = transition.agency if transition.event is Event.REASSIGN else None
    if new and (earlier := _same_duty(session, row, new, State.WITHDRAWN)):
        return _take_up_again(session, row, earlier, transition, dates)
    values = _values(session, row, transition, after, dates)
    apply_change(session, row, before, values)
    record(session, [_entry(before, transition, after, values, dates)])
    if before.state in _HELD_BACK and after in WORKING:
        by = replace(transition.by, files=())
        if before.state is State.REPORTED:
            _follow_what_waited(session, row, by)
        _follow_taken_back(session, row, by)
    return assignment(session, assignment_id)


def _with_heir(session: Session, row: AssignmentRow, duty: Assignment, act: Transition) -> Assignment:
    """Hand what is taken up again over to whoever stands now where its merged agency stood; return it as it is then.

    Raises `OwesTheSame` for a duty that is opened again beside the successor's own; a report that waits stays beside
    it, as it does in a merger.
    """
    heir = heirs(session).get(row.agency_id)
    if heir is None:
        return duty
    own = own_duty(session, row, heir)
    if own is None:
        hand_over(session, row, heir, act.by)
        return assignment(session, duty.id)
    if act.event is Event.REOPEN:
        other = assignment(session, own.id)
        raise OwesTheSame(
            given=duty.agency_name,
            place=duty.name,
            reason=(
                f"đã sáp nhập vào {other.agency_name}, cơ quan này có nhiệm vụ riêng của cùng nội dung, cùng kỳ "
                f"(nhiệm vụ {other.id}, {other.state.label})"
            ),
            remedy=_INSTEAD.get(other.state, "Theo dõi tiếp ở nhiệm vụ {}.").format(other.id),
            look=WhereToLook.DUTY,
            about=other.id,
        )
    return duty


def own_duty(session: Session, row: AssignmentRow, agency_id: int) -> AssignmentRow | None:
    """Return an agency's own duty for the same occurrence."""
    same = select(AssignmentRow).where(
        AssignmentRow.occurrence_id == row.occurrence_id, AssignmentRow.agency_id == agency_id
    )
    return session.scalars(same).one_or_none()


def hand_over(session: Session, row: AssignmentRow, heir_id: int, by: By) -> None:
    """Give a duty to its merged agency's successor, whatever its state, with a line of its own."""
    before = assignment(session, row.id)
    heir = session.get_one(AgencyRow, heir_id).code
    apply_change(session, row, before, {"agency_id": heir_id, "changed_at": by.now})
    details = {"agency": heir, "was_agency": before.agency}
    entry = LogEntry.of(
        by, LogAction.SUCCEED, assignment=before.id, before=before.state, after=before.state, details=details
    )
    record(session, [entry])


def _take_up_again(
    session: Session, row: AssignmentRow, earlier: int, act: Transition, dates: Rescheduling | None
) -> Assignment:
    """Give a duty back to an agency that had the same before: that one goes on, on this one's days; this one ends."""
    days = dates or Rescheduling(opens=row.opens, due=row.due, act_by=row.act_by, soon_on=row.soon_on)
    to = f"giao lại cho cơ quan đã có nhiệm vụ này trước đây, nhiệm vụ {earlier}"
    said = act.by.because(f"{act.by.reason} ({to})" if act.by.reason else to, act.by.document)
    apply(session, row.id, Transition(event=Event.WITHDRAW, role=act.role, by=said))
    again = act.by.because(act.by.reason or "được giao lại", act.by.document)
    # Without a day there the event is awaited here, too.
    undated = days.due is not None or session.get_one(OccurrenceRow, row.occurrence_id).trigger_id is None
    back = Transition(event=Event.REOPEN, role=act.role, by=again, undated=undated, continues=row.id)
    apply(session, earlier, back, days)
    return assignment(session, row.id)


def _follow_what_waited(session: Session, row: AssignmentRow, by: By) -> None:
    """Let happen to a duty what happened to its plan, its task or its agency while its report waited."""
    heir = heirs(session).get(row.agency_id)
    own = None if heir is None else own_duty(session, row, heir)
    if newer := _newer_plan(session, row):
        apply(session, row.id, Transition(event=Event.SUPERSEDE, role=Role.ADMIN, by=by.because(""), plan=newer))
    elif own is not None and own.state not in CLOSED_UNDONE:
        gone = by.because(f"cơ quan kế thừa ({assignment(session, own.id).agency_name}) đã có nhiệm vụ này")
        apply(session, row.id, Transition(event=Event.WITHDRAW, role=Role.ADMIN, by=gone))
    elif _is_over(session, row):
        apply(session, row.id, Transition(event=Event.WITHDRAW, role=Role.ADMIN, by=by.because(_ENDED)))
    elif own is not None and own.state is State.WITHDRAWN:
        _take_up_again(session, row, own.id, Transition(event=Event.REASSIGN, role=Role.ADMIN, by=by), None)
    elif heir is not None and own is None:
        hand_over(session, row, heir, by.because(""))


def _is_over(session: Session, row: AssignmentRow) -> bool:
    """Whether the duty's task, occurrence or plan was ended, and nobody opened the duty again since."""
    ended_on = _ended_on(session, row)
    return ended_on is not None and all(at.astimezone(VIETNAM).date() < ended_on for at in _reopened_at(session, row))


def _follow_taken_back(session: Session, row: AssignmentRow, by: By) -> None:
    """Let a duty that comes back without a day wait: its event was taken back meanwhile; or end with that firing."""
    occurrence = session.get_one(OccurrenceRow, row.occurrence_id)
    trigger_id = occurrence.trigger_id
    if trigger_id is None or row.due is not None or row.state not in WORKING:
        return
    if ROUND in occurrence.key:
        gone = by.because("lần xảy ra này của sự kiện đã được hủy ghi nhận")
        apply(session, row.id, Transition(event=Event.WITHDRAW, role=Role.ADMIN, by=gone))
    elif session.get_one(TriggerRow, trigger_id).fired_on is None:
        said = by.because("nhiệm vụ được làm lại sau khi ghi nhận sự kiện được hủy")
        waits = Transition(event=Event.UNFIRE, role=Role.ADMIN, by=said, trigger_id=trigger_id, meanwhile=True)
        apply(session, row.id, waits, Rescheduling())


def _reopened_at(session: Session, row: AssignmentRow) -> list[datetime]:
    """When somebody opened the duty again; a merger that let it go on for another agency's decided nothing."""
    moments = [line.at for line in history(session, row.id) if line.action == Event.REOPEN]
    of_mergers = select(EventRow.at).where(EventRow.action == LogAction.SUCCEED_AGENCY, EventRow.at.in_(moments))
    merged = set(session.scalars(of_mergers)) if moments else set()
    return [at for at in moments if at not in merged]


def _ended_on(session: Session, row: AssignmentRow) -> date | None:
    """The last day on which the duty's task, occurrence or plan was ended; who opened the duty since knew of it."""
    days = session.execute(
        select(TaskRow.withdrawn_on, OccurrenceRow.withdrawn_on, PlanRow.closed_on)
        .select_from(OccurrenceRow)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(OccurrenceRow.id == row.occurrence_id)
    ).one()
    return max((day for day in days if day is not None), default=None)


def _former(
    session: Session, row: AssignmentRow, duty: Assignment, act: Transition, dates: Rescheduling | None
) -> State | None:
    """The state that the event may lead back to: the one before it was replaced; waiting, of what has no day yet."""
    if act.event is Event.REOPEN:
        given = act.undated or (dates is not None and dates.due is not None)
        return None if given or not lost_its_day(session, row) else State.WAITING
    if act.event is not Event.RESTORE_SUPERSEDED:
        return None
    lines = [line for line in history(session, duty.id) if line.action == Event.SUPERSEDE]
    return State(lines[-1].before) if lines else None


def _newer_plan(session: Session, row: AssignmentRow) -> str:
    """The plan that superseded the duty's own, as in "12/KH-UBND ngày 05/01/2027"; "" while its own is in force."""
    own, newer = aliased(PlanRow), aliased(PlanRow)
    found = session.execute(
        select(newer.number, newer.issued_on)
        .join(own, own.superseded_by_id == newer.id)
        .join(TaskRow, TaskRow.plan_id == own.id)
        .join(OccurrenceRow, OccurrenceRow.task_id == TaskRow.id)
        .where(OccurrenceRow.id == row.occurrence_id)
    ).one_or_none()
    return "" if found is None else f"{found.number} ngày {short_date(found.issued_on)}"


def _values(
    session: Session, row: AssignmentRow, act: Transition, after: State, dates: Rescheduling | None
) -> dict[str, Any]:
    values: dict[str, Any] = {"state": after, **step_of(act.event).effect(act)}
    if row.state in _SAID_DONE and after in {State.IN_PROGRESS, State.WAITING}:
        values["progress"] = _progress_before_report(session, row.id)
    if "agency" in values:
        values["agency_id"] = _new_agency(session, row, values.pop("agency"))
    if dates is not None:
        values |= dates.values | {"scheduled_on": act.by.today}
        if act.event is not Event.RETURN:
            # What the agency asked for before it reported is still asked for.
            values["wished_due"] = None
    deciding = Dates(
        due=values.get("due", row.due),
        soon_on=values.get("soon_on", row.soon_on),
        reported_on=values.get("reported_on", row.reported_on),
    )
    return values | {
        "timeliness": timeliness(after, deciding, today=act.by.today),
        "next_change_on": next_change(after, deciding, today=act.by.today),
        "changed_at": act.by.now,
    }


def _progress_before_report(session: Session, assignment_id: int) -> int:
    """How far the duty was before its report said that all is done."""
    noted = [
        line.details.get("progress") for line in history(session, assignment_id) if line.action == Event.NOTE_PROGRESS
    ]
    return int(next((percent for percent in reversed(noted) if percent is not None), 0))


def _new_agency(session: Session, row: AssignmentRow, code: str) -> int:
    known = session.execute(select(AgencyRow.id, AgencyRow.name).where(AgencyRow.code == code)).one_or_none()
    if known is None:
        raise UnknownNewAgency(
            given=code,
            place="Cơ quan nhận nhiệm vụ",
            reason="không có trong danh bạ",
            remedy="Chọn một cơ quan có trong danh bạ.",
            look=WhereToLook.AGENCIES,
        )
    if other := _same_duty(session, row, code):
        raise OwesTheSame(
            given=known.name,
            place="Cơ quan nhận nhiệm vụ",
            reason=f"đã được giao chính nhiệm vụ này (nhiệm vụ {other})",
            remedy=f"Chọn cơ quan khác, hoặc thu hồi nhiệm vụ {row.id}.",
            look=WhereToLook.DUTY,
            about=other,
        )
    return int(known.id)


def _same_duty(session: Session, row: AssignmentRow, code: str, *states: State) -> int | None:
    """The duty that an agency has of the same occurrence, in one of these states; in any when none is named."""
    same = select(AssignmentRow.id).join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
    same = same.where(AssignmentRow.occurrence_id == row.occurrence_id, AgencyRow.code == code)
    return session.scalar(same.where(AssignmentRow.id != row.id, AssignmentRow.state.in_(states or [*State])))


def check_version(session: Session, assignment_id: int, version: int) -> None:
    """Hold a duty for this transaction if it is as somebody saw it; else raise `ChangedMeanwhile` with who was faster.

    Raises `UnknownAssignment` too.
    """
    held = select(AssignmentRow.version).where(AssignmentRow.id == assignment_id).with_for_update()
    found = session.scalars(held).one_or_none()
    if found is None:
        raise UnknownAssignment(assignment_id)
    if found != version:
        raise _overtaken(session, assignment(session, assignment_id))


def _overtaken(session: Session, duty: Assignment) -> ChangedMeanwhile:
    last = select(EventRow).where(EventRow.assignment_id == duty.id).order_by(EventRow.id.desc()).limit(1)
    line = session.scalars(last).one()
    local = line.at.astimezone(VIETNAM)
    return ChangedMeanwhile(
        given=duty.id,
        place=duty.name,
        reason=f"đã được {line.actor} {action_label(line.action)} lúc {local:%H:%M} ngày {short_date(local.date())}",
        remedy=f"Nay “{duty.state.label}”. Xem lại rồi thực hiện lại; thao tác này chưa làm thay đổi gì.",
    )


def apply_change(session: Session, row: AssignmentRow, before: Assignment, values: dict[str, Any]) -> None:
    """Set columns of a duty, unless it changed since it was read; each change gives the calendar a higher revision.

    `values` have `changed_at`, the moment of the change. Raises `ChangedMeanwhile`. The caller writes the line in the
    log.
    """
    version = row.version
    changed = session.execute(
        update(AssignmentRow)
        .where(AssignmentRow.id == before.id, AssignmentRow.version == version)
        .values(**values, version=version + 1, **AssignmentRow.next_revision(values["changed_at"]))
        .returning(AssignmentRow.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    session.expire(row)
    if changed is None:
        raise ChangedMeanwhile(
            given=before.id,
            place=before.name,
            reason="vừa được người khác cập nhật",
            remedy="Xem lại nhiệm vụ rồi thực hiện lại; thao tác này chưa làm thay đổi gì.",
        )


def _entry(
    before: Assignment, act: Transition, after: State, values: dict[str, Any], dates: Rescheduling | None
) -> LogEntry:
    agency = {"agency": act.agency, "was_agency": before.agency} if act.event is Event.REASSIGN else {}
    only = {"only": True} if act.only else {}
    fired = {"on": act.on.isoformat()} if act.event is Event.FIRE and act.on else {}
    proposed = {"proposed": act.proposed.isoformat()} if act.proposed else {}
    moved = before.due is not None and values.get("due", before.due) not in {None, before.due}
    was = {"was_due": before.due.isoformat()} if moved and before.due else {}
    said = act.by.because(act.by.reason or act.text, act.by.document or act.result or act.plan)
    event = dates.by_event if dates else None
    by_event = event.said if event else {}
    meanwhile = {MEANWHILE: True} if act.meanwhile else {}
    continued = {CONTINUES: act.continues} if act.continues else {}
    return LogEntry.of(
        said,
        act.event,
        trigger=event.trigger_id if event else act.trigger_id,
        assignment=before.id,
        before=before.state,
        after=after,
        details=line_facts(values) | agency | only | was | fired | proposed | by_event | continued | meanwhile,
    )
