"""When the world changes: a newer plan replaces an older one, an agency's duties pass to its successor.

Nothing is deleted. What was open goes on elsewhere or is closed with a link; what was done stays where it was done.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from base.errors import DondocError
from base.vietnamese import short_date
from base.where_to_look import WhereToLook
from workflow.by import By
from workflow.lifecycle import OPEN, WORKING, Event, Role, State, Transition, step_of
from workflow.log.actions import LogAction
from workflow.policies import Policies
from workflow.store.duties.reading import assignment
from workflow.store.duties.transitions import Rescheduling, apply, hand_over, own_duty
from workflow.store.firings.giving import catch_up
from workflow.store.firings.standing import lost_its_day
from workflow.store.log.writing import LogEntry, record
from workflow.store.people.directory import agency_ids
from workflow.store.people.passing_over import heirs, pass_over
from workflow.store.tables import AssignmentRow, EventRow, OccurrenceRow, PlanRow, TaskRow


class UnknownPlan(DondocError):
    """There is no registered plan of this number."""


class AmbiguousPlan(DondocError):
    """Several registered plans bear this number."""


class SuccessionRefused(DondocError):
    """A plan or agency cannot take over from this one."""


# Numbers restart every year, so an official names a plan by its number and its year or day.
_WITH_YEAR = re.compile(r"(?P<number>\S+?),?\s+(?:năm\s+|ngày\s+(?P<day>\d{1,2})/(?P<month>\d{1,2})/)?(?P<year>20\d\d)")
# So long may a replacement be taken back.
UNDOABLE = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Succession:
    """What a change moved: duties that went on elsewhere, and those that were closed with the reason."""

    moved: int
    closed: int


class _Passed(Enum):
    """What became of a merged agency's duty; what stayed is a report that waits to be decided."""

    MOVED = "moved"
    CLOSED = "closed"
    STAYED = "stayed"


@dataclass(frozen=True)
class _PlanName:
    number: str
    year: int | None
    day_and_month: tuple[int, int] | None = None

    def picks(self, found: Sequence[PlanRow]) -> Sequence[PlanRow]:
        """Those of a number and year that are of the named day; all of them where it is nobody's."""
        same = [plan for plan in found if (plan.issued_on.day, plan.issued_on.month) == self.day_and_month]
        return same or found


def plan_by_number(session: Session, number: str, year: int | None = None) -> PlanRow:
    """Return a registered plan; `year` is that of its issue. Raises `UnknownPlan`, `AmbiguousPlan`.

    The number may carry the year itself, as in "10/KH-UBND năm 2026" or "10/KH-UBND ngày 05/01/2026".
    """
    name = _name_of(number, year)
    query = select(PlanRow).where(PlanRow.number == name.number).order_by(PlanRow.issued_on.desc())
    if name.year is not None:
        query = query.where(PlanRow.year == name.year)
    found = name.picks(session.scalars(query).all())
    if not found:
        raise UnknownPlan(
            given=name.number if name.year is None else f"{name.number} năm {name.year}",
            place="Văn bản",
            reason="chưa được nhập",
            remedy="Nhập văn bản trước.",
            look=WhereToLook.IMPORT,
        )
    if len(found) > 1:
        named = "; ".join(f"{plan.number} ngày {short_date(plan.issued_on)} của {plan.issuer}" for plan in found)
        what, example = ("năm", _with_year(found[0])) if name.year is None else ("ngày", _with_day(found[0]))
        raise AmbiguousPlan(
            given=name.number,
            place="Văn bản",
            reason=f"là số của {len(found)} văn bản: {named}",
            remedy=f"Ghi kèm {what}, ví dụ “{example}”.",
        )
    return found[0]


def plan_argument(session: Session, number: str, issued_on: date | None) -> str:
    """Return how a printed command names a plan: with its year, or its day, where others bear the number."""
    found = session.scalars(select(PlanRow).where(PlanRow.number == number)).all()
    plan = next((one for one in found if one.issued_on == issued_on), None)
    if plan is None or len(found) == 1:
        return number
    of_year = [one for one in found if one.year == plan.year]
    return f'"{_with_year(plan) if len(of_year) == 1 else _with_day(plan)}"'


def _with_year(plan: PlanRow) -> str:
    return f"{plan.number} năm {plan.year}"


def _with_day(plan: PlanRow) -> str:
    return f"{plan.number} ngày {short_date(plan.issued_on)}"


def _name_of(text: str, year: int | None) -> _PlanName:
    named = _WITH_YEAR.fullmatch(text.strip())
    if named is None:
        return _PlanName(text.strip(), year)
    day_and_month = (int(named["day"]), int(named["month"])) if named["day"] else None
    return _PlanName(named["number"], int(named["year"]), day_and_month)


def supersede_plan(session: Session, old_id: int, new_id: int, by: By) -> Succession:
    """Close the open duties of an older plan as superseded by a newer one, and link the two.

    A reported duty stays until it is confirmed; returned or recalled, it is closed too.
    """
    old, new = session.get_one(PlanRow, old_id), session.get_one(PlanRow, new_id)
    _check_successor(session, old, new)
    session.execute(update(PlanRow).where(PlanRow.id == old_id).values(superseded_by_id=new_id))
    newer, older = (f"{plan.number} ngày {short_date(plan.issued_on)}" for plan in (new, old))
    record(
        session,
        [
            LogEntry.of(by.because(by.reason, newer), LogAction.SUPERSEDE_PLAN, plan=old_id),
            LogEntry.of(by.because(by.reason, older), LogAction.SUPERSEDES_PLAN, plan=new_id, details={"plan": old_id}),
        ],
    )
    replaced = Transition(event=Event.SUPERSEDE, role=Role.ADMIN, by=by.because(by.reason), plan=newer)
    open_ids = _of_plan(session, old_id, step_of(Event.SUPERSEDE).sources)
    for assignment_id in open_ids:
        apply(session, assignment_id, replaced)
    return Succession(moved=0, closed=len(open_ids))


def _check_successor(session: Session, old: PlanRow, new: PlanRow) -> None:
    reason, remedy = "", "Kiểm tra lại thứ tự hai văn bản."
    if old.superseded_by_id is not None:
        reason, remedy = "đã được thay thế", "Khôi phục văn bản ấy trước, nếu đã chọn nhầm văn bản mới."
    elif old.issued_on > new.issued_on or old.id in _chain(session, new):
        reason = "không thể bị thay thế bởi văn bản ban hành trước nó, chính nó, hoặc văn bản mà nó đã thay thế"
    elif new.closed_on is not None:
        reason, remedy = (
            f"không thể bị thay thế bởi văn bản đã đóng ngày {short_date(new.closed_on)}",
            "Chọn văn bản khác.",
        )
    if reason:
        raise SuccessionRefused(
            given=old.number,
            place=f"Văn bản thay thế {new.number} ngày {short_date(new.issued_on)}",
            reason=reason,
            remedy=remedy,
        )


def _chain(session: Session, plan: PlanRow) -> set[int]:
    """A plan, and those that took its place one after the other."""
    found = {plan.id}
    while plan.superseded_by_id is not None and plan.superseded_by_id not in found:
        plan = session.get_one(PlanRow, plan.superseded_by_id)
        found.add(plan.id)
    return found


def restore_plan(session: Session, plan_id: int, by: By, policies: Policies) -> Succession:
    """Take a replacement back within 30 days: the plan is in force again, its duties are where they were.

    What their events did meanwhile reaches them now. Raises `SuccessionRefused`.
    """
    plan = session.get_one(PlanRow, plan_id)
    _check_restorable(session, plan, by)
    newer = plan.superseded_by_id
    plan.superseded_by_id = None
    session.flush()
    record(session, [LogEntry.of(by, LogAction.RESTORE_PLAN, plan=plan_id, details={"plan": newer})])
    restored = Transition(event=Event.RESTORE_SUPERSEDED, role=Role.ADMIN, by=by)
    numbers = _of_plan(session, plan_id, frozenset({State.SUPERSEDED}))
    for assignment_id in numbers:
        apply(session, assignment_id, restored)
        catch_up(session, assignment_id, by, policies)
    # Whose agency was merged meanwhile goes on with the successor, beside what that has of its own.
    merged = heirs(session)
    owners = {number: session.get_one(AssignmentRow, number).agency_id for number in numbers}
    still_open = _of_plan(session, plan_id, OPEN)
    gone = [number for number in numbers if owners[number] in merged and number in still_open]
    done = [_pass_on(session, number, merged[owners[number]], by) for number in gone]
    closed = done.count(_Passed.CLOSED)
    return Succession(moved=len(numbers) - closed, closed=closed)


def _check_restorable(session: Session, plan: PlanRow, by: By) -> None:
    replaced_at = plan_replaced_at(session, plan.id)
    reason = ""
    if plan.superseded_by_id is None or replaced_at is None:
        reason = "đang có hiệu lực, không cần khôi phục"
    elif by.now - replaced_at > UNDOABLE:
        since = short_date(replaced_at.astimezone(VIETNAM).date())
        reason = f"đã được thay thế từ {since}, quá {UNDOABLE.days} ngày nên không khôi phục được nữa"
    elif not by.reason.strip():
        reason = "còn thiếu lý do"
    if reason:
        raise SuccessionRefused(
            given=plan.number,
            place=f"Văn bản {plan.number} ngày {short_date(plan.issued_on)}",
            reason=reason,
            remedy="Xem lại văn bản và ngày thay thế.",
        )


def plan_replaced_at(session: Session, plan_id: int) -> datetime | None:
    """Return when a plan was last closed for a newer one, None where it never was."""
    replaced = select(func.max(EventRow.id)).where(
        EventRow.plan_id == plan_id, EventRow.action == LogAction.SUPERSEDE_PLAN
    )
    return session.scalars(select(EventRow.at).where(EventRow.id == replaced.scalar_subquery())).one_or_none()


def succeed_agency(session: Session, old_code: str, new_code: str, by: By) -> Succession:
    """Hand over to a successor what an agency owes, follows up, watches, cooperates in, and who is written to for it.

    Where the successor owes the same already, or has done it, the old duty is withdrawn. A report that waits goes along
    to what the successor owes; where it can't, it stays until it is confirmed, and returned its duty is withdrawn.
    """
    ids = agency_ids(session)
    if old_code == new_code:
        raise SuccessionRefused(
            given=new_code,
            place="Danh bạ cơ quan",
            reason="không kế thừa chính mình",
            remedy="Ghi cơ quan khác.",
        )
    for code in (old_code, new_code):
        if code not in ids:
            raise SuccessionRefused(
                given=code,
                place="Danh bạ cơ quan",
                reason="không có trong danh bạ",
                remedy="Thêm cơ quan vào danh bạ trước.",
            )
    owed = _open_of_agency(session, ids[old_code])
    passed = pass_over(session, ids[old_code], ids[new_code], on=by.today)
    details = {"agency": new_code, "was_agency": old_code, **passed}
    record(session, [LogEntry.of(by, LogAction.SUCCEED_AGENCY, details=details)])
    done = [_pass_on(session, number, ids[new_code], by) for number in owed]
    return Succession(moved=done.count(_Passed.MOVED), closed=done.count(_Passed.CLOSED))


def _pass_on(session: Session, assignment_id: int, heir_id: int, by: By) -> _Passed:
    """Let the successor have an open duty of the agency that was merged into it."""
    row = session.get_one(AssignmentRow, assignment_id)
    own = own_duty(session, row, heir_id)
    if own is None:
        hand_over(session, row, heir_id, by)
    elif own.state is State.WITHDRAWN:
        _take_up(session, own.id, row, by)
    elif row.state is State.REPORTED and own.state in WORKING:
        _pass_report(session, own.id, row, by)
    elif own.state is not State.SUPERSEDED and (row.state is not State.REPORTED or own.state not in OPEN):
        _close(session, row.id, f"cơ quan kế thừa ({_owner(session, own.id)}) đã có nhiệm vụ này", by)
        return _Passed.CLOSED
    else:
        return _Passed.STAYED
    return _Passed.MOVED


def _of_plan(session: Session, plan_id: int, states: frozenset[State]) -> list[int]:
    return list(
        session.scalars(
            select(AssignmentRow.id)
            .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
            .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
            .where(TaskRow.plan_id == plan_id, AssignmentRow.state.in_(states))
            .order_by(AssignmentRow.id)
        )
    )


def _open_of_agency(session: Session, agency_id: int) -> list[int]:
    query = select(AssignmentRow.id).where(AssignmentRow.agency_id == agency_id, AssignmentRow.state.in_(OPEN))
    return list(session.scalars(query.order_by(AssignmentRow.id)))


def _take_up(session: Session, own_id: int, row: AssignmentRow, by: By) -> None:
    """Let the successor's own duty, withdrawn before, go on where the old agency's stands now; a report goes along."""
    old = assignment(session, row.id)
    dates = Rescheduling(opens=row.opens, due=row.due, act_by=row.act_by, soon_on=row.soon_on)
    state, progress, result, reported_on = row.state, row.progress, row.result, row.reported_on
    taken = by.because(f"kế thừa nhiệm vụ {old.id} của {old.agency_name}", by.document)
    # Where its event was taken back a refused duty has no day: it is awaited. What was reported is reported here, too.
    awaits = state is State.WAITING or (row.due is None and lost_its_day(session, row))
    undated = state is State.REPORTED or not awaits
    goes_on = Transition(event=Event.REOPEN, role=Role.ADMIN, by=taken, undated=undated, continues=old.id)
    apply(session, own_id, goes_on, dates)
    if state is State.REPORTED:
        report = Transition(event=Event.REPORT, role=Role.STAFF, by=taken, result=result, on=reported_on)
        apply(session, own_id, report)
    elif progress and undated:
        text = f"tiến độ của {old.agency_name}"
        note = Transition(event=Event.NOTE_PROGRESS, role=Role.STAFF, by=taken, text=text, percent=progress)
        apply(session, own_id, note)
    _close(session, old.id, f"chuyển sang nhiệm vụ {own_id} của cơ quan kế thừa ({_owner(session, own_id)})", by)


def _pass_report(session: Session, own_id: int, row: AssignmentRow, by: By) -> None:
    """Let a report of the old agency, which nobody has confirmed yet, be the successor's own duty's."""
    old = assignment(session, row.id)
    taken = by.because(f"kế thừa báo cáo của {old.agency_name}", by.document)
    report = Transition(event=Event.REPORT, role=Role.STAFF, by=taken, result=row.result, on=row.reported_on)
    apply(session, own_id, report)
    _close(session, old.id, f"chuyển sang nhiệm vụ {own_id} của cơ quan kế thừa ({_owner(session, own_id)})", by)


def _close(session: Session, assignment_id: int, reason: str, by: By) -> None:
    closed = by.because(reason, by.document)
    apply(session, assignment_id, Transition(event=Event.WITHDRAW, role=Role.ADMIN, by=closed))


def _owner(session: Session, assignment_id: int) -> str:
    return assignment(session, assignment_id).agency_name
