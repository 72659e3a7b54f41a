"""What ends before its time, or has come to its end: a task withdrawn or ended on a day, a plan closed or taken back.

Nothing is deleted. Open duties are withdrawn with the reason; a report that waits is decided first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from base.errors import DondocError
from base.vietnamese import short_date
from workflow.assignment import Assignment
from workflow.by import By
from workflow.entered_days import is_too_far
from workflow.lifecycle import OPEN, Event, Role, State, Transition
from workflow.log.actions import LogAction
from workflow.plan import PrintedRow
from workflow.store.duties.transitions import apply
from workflow.store.log.writing import LogEntry, record
from workflow.store.people.directory import agency_ids
from workflow.store.tables import AgencyRow, AssignmentRow, EventRow, OccurrenceRow, PlanRow, TaskRow

# A report that waits is decided, whatever becomes of its task.
UNREPORTED = OPEN - {State.REPORTED}


class EndingRefused(DondocError):
    """A task or plan can't be ended as it stands."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What an ending did: duties that were withdrawn, and reports that wait to be decided all the same."""

    withdrawn: int
    waiting_reports: int


@dataclass(frozen=True, kw_only=True)
class EndedPlan:
    """A plan whose years are over and that nobody has closed, with how many of its duties are open."""

    id: int
    number: str
    issued_on: date
    title: str
    last_year: int
    open_duties: int


@dataclass(frozen=True, kw_only=True)
class OpenTask:
    """A task that is open: where it stands, its last day where it has one, and its open duties by day, undated last.

    A duty is its agency's name, its day, and whether its report waits to be decided.
    """

    title: str
    place: str
    plan: int
    ends_on: date | None
    duties: tuple[tuple[str, date | None, bool], ...]


def open_task(session: Session, task_id: int) -> OpenTask:
    """Return a task with what ending it would touch. Raises `EndingRefused` for one that was withdrawn."""
    task = _task(session, task_id)
    found = session.execute(
        select(AgencyRow.name, AssignmentRow.due, AssignmentRow.state)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        .where(OccurrenceRow.task_id == task_id, AssignmentRow.state.in_(OPEN))
        .order_by(AssignmentRow.due.is_(None), AssignmentRow.due, AgencyRow.name)
    )
    return OpenTask(
        title=task.corrections.get("title", task.title),
        place=PrintedRow(appendix=task.appendix, section_number=task.section_number, number=task.number).place,
        plan=task.plan_id,
        ends_on=task.ends_on,
        duties=tuple((name, due, state is State.REPORTED) for name, due, state in found),
    )


def withdraw_task(session: Session, task_id: int, by: By) -> Ended:
    """Withdraw a task whole: its open duties, and whatever would come back of it. Raises `EndingRefused`."""
    task = _task(session, task_id)
    _require_reason(by, f"Nhiệm vụ {task_id}")
    task.withdrawn_on, task.laid_out_until = by.today, None
    session.flush()
    record(session, [LogEntry.of(by, LogAction.WITHDRAW_TASK, plan=task.plan_id, details={"task": task.key})])
    return _withdraw(session, OccurrenceRow.task_id == task_id, by)


def end_task(session: Session, task_id: int, on: date, by: By) -> Ended:
    """Let a task fall due for the last time on a day at the latest: what is later goes, what has no day goes then."""
    task = _task(session, task_id)
    _require_reason(by, f"Nhiệm vụ {task_id}")
    task.ends_on = on
    session.flush()
    details = {"task": task.key, "ends_on": on.isoformat()}
    record(session, [LogEntry.of(by, LogAction.END_TASK, plan=task.plan_id, details=details)])
    later = and_(OccurrenceRow.task_id == task_id, AssignmentRow.due > on)
    done = _withdraw(session, later, by)
    return done if on > by.today else _sum([done, _end_undated(session, task, by)])


def end_undated(session: Session, by: By, *, before: date) -> int:
    """Withdraw what has no day of tasks whose last day is before a day; return how many duties."""
    open_undated = (
        select(OccurrenceRow.task_id)
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .where(AssignmentRow.due.is_(None), AssignmentRow.state.in_(UNREPORTED))
    )
    ended = select(TaskRow).where(TaskRow.ends_on < before, TaskRow.id.in_(open_undated)).order_by(TaskRow.id)
    return sum(_end_undated(session, task, by).withdrawn for task in session.scalars(ended).all())


def plan_of_task(session: Session, task_id: int) -> int:
    """Return the id of a task's plan."""
    return session.get_one(TaskRow, task_id).plan_id


def close_plan(session: Session, plan_id: int, by: By) -> Ended:
    """Close a plan: what is open of it is withdrawn, nothing comes back, nobody is asked any more."""
    return _end_plan(session, plan_id, LogAction.CLOSE_PLAN, by)


def take_back_plan(session: Session, plan_id: int, by: By) -> Ended:
    """Take a plan back that should not have been imported: all its tasks and open duties go, the log stays.

    The same document may be imported anew.
    """
    done = _end_plan(session, plan_id, LogAction.TAKE_BACK_PLAN, by)
    session.execute(
        update(TaskRow)
        .where(TaskRow.plan_id == plan_id, TaskRow.withdrawn_on.is_(None))
        .values(withdrawn_on=by.today, laid_out_until=None, held_since=None, held_for=[])
    )
    session.expire_all()
    return done


def check_plan_stands(session: Session, duty: Assignment) -> None:
    """Raise `EndingRefused` where a duty is of a plan that was taken back: of that nothing is taken up alone."""
    query = select(PlanRow).join(TaskRow, TaskRow.plan_id == PlanRow.id).where(TaskRow.id == duty.task.id)
    plan = session.scalars(query).one()
    ended = select(EventRow.action).where(
        EventRow.plan_id == plan.id, EventRow.action.in_([LogAction.CLOSE_PLAN, LogAction.TAKE_BACK_PLAN])
    )
    last = session.scalar(ended.order_by(EventRow.id.desc()).limit(1))
    if plan.closed_on is not None and last == LogAction.TAKE_BACK_PLAN:
        raise EndingRefused(
            given=Event.REOPEN.label,
            place=duty.name,
            reason=f"không thực hiện được: văn bản đã được rút khỏi hệ thống ngày {short_date(plan.closed_on)}",
            remedy="Nhập lại văn bản; các nhiệm vụ của văn bản được giao lại từ đầu.",
        )


def coordinate_plan(session: Session, plan_id: int, agency: str, by: By) -> None:
    """Have an agency follow a plan up from now on. Raises `EndingRefused` once the plan is closed."""
    plan = session.get_one(PlanRow, plan_id)
    if plan.closed_on is not None:
        raise EndingRefused(
            given=agency, place=_named(plan), reason="văn bản đã đóng", remedy="Nhập lại văn bản để mở lại."
        )
    codes = agency_ids(session)
    was = next((code for code, number in codes.items() if number == plan.coordinator_id), None)
    plan.coordinator_id = codes[agency]
    session.flush()
    details = {"agency": agency} | ({"was_agency": was} if was else {})
    record(session, [LogEntry.of(by, LogAction.COORDINATE_PLAN, plan=plan_id, details=details)])


def prolong_plan(session: Session, plan_id: int, last_year: int, by: By) -> None:
    """Let a plan run to the end of another year: what comes back is laid out anew by the next run."""
    plan = session.get_one(PlanRow, plan_id)
    _require_reason(by, _named(plan))
    if last_year <= plan.last_year or plan.closed_on is not None:
        raise EndingRefused(
            given=last_year,
            place=_named(plan),
            reason="đã đóng" if plan.closed_on else f"đang có hiệu lực đến hết năm {plan.last_year}",
            remedy="Ghi một năm sau đó." if plan.closed_on is None else "Nhập lại văn bản để mở lại.",
        )
    if is_too_far(last_year, today=by.today):
        raise EndingRefused(
            given=last_year, place=_named(plan), reason="là năm quá xa", remedy="Kiểm tra lại năm kết thúc của văn bản."
        )
    details = {"was_last_year": plan.last_year, "last_year": last_year}
    record(session, [LogEntry.of(by, LogAction.PROLONG_PLAN, plan=plan_id, details=details)])
    end = date(plan.last_year, 12, 31)
    session.execute(
        update(TaskRow).where(TaskRow.plan_id == plan_id, TaskRow.laid_out_until > end).values(laid_out_until=end)
    )
    plan.last_year = last_year
    session.flush()
    session.expire_all()


def ended_plans(session: Session, *, today: date, plan_ids: Iterable[int] | None = None) -> list[EndedPlan]:
    """Return the plans that are to be closed or prolonged: their years are over, and duties of theirs are open."""
    query = (
        select(PlanRow, func.count(AssignmentRow.id))
        .join(TaskRow, TaskRow.plan_id == PlanRow.id)
        .join(OccurrenceRow, OccurrenceRow.task_id == TaskRow.id)
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .where(is_ended(today), AssignmentRow.state.in_(OPEN))
        .group_by(PlanRow.id)
        .order_by(PlanRow.id)
    )
    if plan_ids is not None:
        query = query.where(PlanRow.id.in_(list(plan_ids)))
    return [
        EndedPlan(
            id=plan.id,
            number=plan.number,
            issued_on=plan.issued_on,
            title=plan.title,
            last_year=plan.last_year,
            open_duties=count,
        )
        for plan, count in session.execute(query)
    ]


def is_ended(today: date) -> ColumnElement[bool]:
    """The condition on `PlanRow` that holds for plans whose years are over and that nobody closed or replaced."""
    return and_(PlanRow.last_year < today.year, PlanRow.closed_on.is_(None), PlanRow.superseded_by_id.is_(None))


def _end_plan(session: Session, plan_id: int, action: LogAction, by: By) -> Ended:
    plan = session.get_one(PlanRow, plan_id)
    _require_reason(by, _named(plan))
    if plan.closed_on is not None:
        raise EndingRefused(
            given=plan.number,
            place=_named(plan),
            reason=f"đã đóng ngày {short_date(plan.closed_on)}",
            remedy="Không cần đóng lần nữa.",
        )
    plan.closed_on = by.today
    session.flush()
    record(session, [LogEntry.of(by, action, plan=plan_id)])
    tasks = select(TaskRow.id).where(TaskRow.plan_id == plan_id)
    return _withdraw(session, OccurrenceRow.task_id.in_(tasks), by)


def _end_undated(session: Session, task: TaskRow, by: By) -> Ended:
    reason = by.reason
    if task.ends_on is not None and not reason:
        reason = f"nhiệm vụ kết thúc ngày {short_date(task.ends_on)}"
    undated = and_(OccurrenceRow.task_id == task.id, AssignmentRow.due.is_(None))
    return _withdraw(session, undated, by.because(reason, by.document))


def _withdraw(session: Session, which: ColumnElement[bool], by: By) -> Ended:
    states = select(AssignmentRow.id, AssignmentRow.state).join(
        OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id
    )
    found = session.execute(states.where(which, AssignmentRow.state.in_(OPEN)).order_by(AssignmentRow.id)).all()
    going = [number for number, state in found if state in UNREPORTED]
    for number in going:
        apply(session, number, Transition(event=Event.WITHDRAW, role=Role.ADMIN, by=by))
    return Ended(withdrawn=len(going), waiting_reports=len(found) - len(going))


def _sum(done: list[Ended]) -> Ended:
    return Ended(withdrawn=sum(one.withdrawn for one in done), waiting_reports=max(one.waiting_reports for one in done))


def _task(session: Session, task_id: int) -> TaskRow:
    task = session.get(TaskRow, task_id)
    if task is None or task.withdrawn_on is not None:
        raise EndingRefused(
            given=task_id,
            place="Nhiệm vụ",
            reason="không có trong cơ sở dữ liệu" if task is None else "đã được thu hồi",
            remedy="Xem lại số nhiệm vụ." if task is None else "Thu hồi nhầm thì mở lại từng lượt giao cần làm.",
        )
    return task


def _require_reason(by: By, place: str) -> None:
    if not by.reason.strip():
        raise EndingRefused(given="", place=place, reason="còn thiếu lý do", remedy="Ghi lý do rồi thực hiện lại.")


def _named(plan: PlanRow) -> str:
    return f"Văn bản {plan.number} ngày {short_date(plan.issued_on)}"
