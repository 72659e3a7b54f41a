"""What comes back: the next occurrences of recurring tasks, and the next check-ins of continuous ones.

Run daily. It reads only tasks whose laid-out time runs short; running it twice changes nothing the second time.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from workflow.by import By
from workflow.deadlines import read
from workflow.deadlines.values.resolution import Context, Kind, Resolution
from workflow.lifecycle import WORKING
from workflow.log.actions import LogAction
from workflow.policies import Policies
from workflow.registry.plan_span import HORIZON
from workflow.registry.registration import PlannedOccurrence, lay_out
from workflow.registry.repeating import TaskCycle, cycles_of
from workflow.store.database.job_locks import LockedJob, lock_job
from workflow.store.duties.setting_days import set_day
from workflow.store.plans.assigning import assign
from workflow.store.plans.ending import end_undated
from workflow.store.plans.owners import owners_of_latest
from workflow.store.plans.registered import span_of
from workflow.store.tables import AssignmentRow, OccurrenceRow, PlanRow, TaskRow

_ACTOR = "máy: lập kỳ tiếp theo"
_REASON = "kỳ tiếp theo của nhiệm vụ định kỳ"
_CHECKED_IN = "nhiệm vụ thường xuyên được báo cáo theo kỳ báo cáo của văn bản"
# Laying out a month at a time keeps most days without work, and nobody looks 13 months ahead to the day.
_SLACK = timedelta(days=31)


@dataclass(frozen=True, kw_only=True)
class Extended:
    """What came back: new duties, and duties of continuous tasks that got their first report day."""

    duties: int
    check_ins: int


def extend(
    session: Session, policies: Policies, *, now: datetime, day: date | None = None, plan_id: int | None = None
) -> Extended:
    """Lay out 13 months ahead what comes back. A plan makes no duties after its last year.

    `now` is the moment that the log gets. `day` is another day to look ahead from: a later one only lays out further,
    for what was laid out is early and no more, while what ends on a day between is left to that day.

    A new occurrence belongs to the agencies that owed the one before: who joined a group since is asked about, not
    silently added. `plan_id` is one plan alone, even when its years are over: an old one that was just registered.
    """
    lock_job(session, LockedJob.EXTEND)
    by = By(actor=_ACTOR, now=now, reason=_REASON)
    seen_from = day or by.today
    until, present = seen_from + HORIZON, min(seen_from, by.today)
    unasked = and_(TaskRow.laid_out_until.is_(None), TaskRow.kind == Kind.CONTINUOUS, PlanRow.report_cycle != "")
    short = session.execute(
        select(TaskRow, PlanRow)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(
            or_(TaskRow.laid_out_until < until - _SLACK, unasked),
            in_force(present) if plan_id is None else PlanRow.id == plan_id,
            TaskRow.withdrawn_on.is_(None),
            TaskRow.ends_on.is_(None) | (TaskRow.ends_on >= present),
            TaskRow.held_since.is_(None),
        )
        .order_by(TaskRow.id)
    ).all()
    end_undated(session, by.because(""), before=present)
    done = [_extend_task(session, task, plan, (present, until), by, policies) for task, plan in short]
    return Extended(duties=sum(one.duties for one in done), check_ins=sum(one.check_ins for one in done))


def in_force(today: date) -> ColumnElement[bool]:
    """The condition on `PlanRow` that holds for plans whose years run, that nothing replaced and nobody closed."""
    return and_(PlanRow.superseded_by_id.is_(None), PlanRow.closed_on.is_(None), PlanRow.last_year >= today.year)


def task_cycles(session: Session, policies: Policies) -> dict[int, tuple[TaskCycle, ...]]:
    """Return the cycles of the recurring tasks in force, by task id, up to the end of their plan."""
    recurring = session.execute(
        select(TaskRow, PlanRow)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(
            TaskRow.laid_out_until.is_not(None),
            TaskRow.withdrawn_on.is_(None),
            PlanRow.superseded_by_id.is_(None),
            PlanRow.closed_on.is_(None),
        )
        .order_by(TaskRow.id)
    )
    return {task.id: _cycles(task, plan, policies) for task, plan in recurring}


def _cycles(task: TaskRow, plan: PlanRow, policies: Policies) -> tuple[TaskCycle, ...]:
    span = span_of(plan)
    until = span.last if task.ends_on is None else min(span.last, task.ends_on)
    return cycles_of(_resolution(task, plan, policies), span.first, until, policies.working_days)


def _resolution(task: TaskRow, plan: PlanRow, policies: Policies) -> Resolution:
    expression = task.corrections.get("deadline", task.expression)
    return read(expression, context_of(plan), policies.working_days, policies.deadline_rules)


def laid_out_anew(
    task: TaskRow, plan: PlanRow, policies: Policies, start: date, until: date
) -> list[PlannedOccurrence]:
    """Return what comes back of a task from a day to another, both inclusive, within its plan's years."""
    span = span_of(plan)
    last = min(until, span.last, task.ends_on or span.last)
    cycle = (
        read(plan.report_cycle, context_of(plan), policies.working_days, policies.deadline_rules)
        if plan.report_cycle
        else None
    )
    found = lay_out(_resolution(task, plan, policies), max(start, span.first), last, policies.working_days, cycle)
    return [one for one in found if one.due and start <= one.due <= last]


def _extend_task(
    session: Session, task: TaskRow, plan: PlanRow, days: tuple[date, date], by: By, policies: Policies
) -> Extended:
    first, until = days
    start = first if task.laid_out_until is None else task.laid_out_until + timedelta(days=1)
    planned = laid_out_anew(task, plan, policies, start, until)
    owners = owners_of_latest(session, task.id, policies.directory)
    adopted = 0
    if task.laid_out_until is None:
        adopted, planned = _give_first_check_in(session, task, planned, by, policies)
    made = 0
    for occurrence in planned:
        row = OccurrenceRow(task_id=task.id, key=occurrence.key, opens=occurrence.opens, due=occurrence.due)
        session.add(row)
        session.flush()
        made += assign(session, row, owners, task=task, plan=plan, by=by, policies=policies)
    task.laid_out_until = until
    session.flush()
    return Extended(duties=made, check_ins=adopted)


def _give_first_check_in(
    session: Session, task: TaskRow, planned: list[PlannedOccurrence], by: By, policies: Policies
) -> tuple[int, list[PlannedOccurrence]]:
    """Let a continuous task's open duties without a day owe the first report; return how many, and what is left."""
    undated = session.scalars(
        select(OccurrenceRow)
        .where(OccurrenceRow.task_id == task.id, OccurrenceRow.due.is_(None), OccurrenceRow.trigger_id.is_(None))
        .where(OccurrenceRow.withdrawn_on.is_(None))
        .order_by(OccurrenceRow.id)
    ).first()
    if undated is None or not planned or planned[0].due is None:
        return 0, planned
    owing = select(AssignmentRow).where(AssignmentRow.occurrence_id == undated.id, AssignmentRow.state.in_(WORKING))
    duties = session.scalars(owing.order_by(AssignmentRow.id)).all()
    if not duties:
        return 0, planned
    undated.due = planned[0].due
    for duty in duties:
        set_day(session, duty.id, planned[0].due, LogAction.CHECK_IN, by.because(_CHECKED_IN), policies)
    return len(duties), planned[1:]


def context_of(plan: PlanRow) -> Context:
    """Return what the deadlines of a registered plan are read against."""
    single = plan.first_year == plan.last_year
    return Context(
        issued=plan.issued_on,
        year=plan.first_year if single else plan.issued_on.year,
        years=(plan.first_year, plan.last_year),
        document_kind=plan.kind.lower(),
    )
