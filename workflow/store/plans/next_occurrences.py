"""What comes back: the next occurrences of recurring tasks, and the next check-in of continuous ones.

Run daily. It reads only tasks whose laid-out time runs short and duties whose check-in has passed; running it twice
changes nothing the second time.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from workflow.by import By
from workflow.deadlines import read
from workflow.deadlines.values.resolution import Context, Resolution
from workflow.lifecycle import OPEN, State
from workflow.log.actions import LogAction
from workflow.policies import Policies
from workflow.registry.registration import HORIZON, lay_out, next_check_in
from workflow.registry.repeating import TaskCycle, cycles_of
from workflow.store.database.job_locks import LockedJob, lock_job
from workflow.store.log.writing import LogEntry, record
from workflow.store.plans.assigning import assign
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow, PlanRow, TaskRow

_ACTOR = "máy: lập kỳ tiếp theo"
_REASON = "kỳ tiếp theo của nhiệm vụ định kỳ"
PASSED = "kỳ báo cáo trước đã qua"
_CLOSED = (State.WITHDRAWN, State.SUPERSEDED)
# Laying out a month at a time keeps most days without work, and nobody looks 13 months ahead to the day.
_SLACK = timedelta(days=31)


@dataclass(frozen=True, kw_only=True)
class Extended:
    """What came back: new duties of recurring tasks, and continuous duties that got their next check-in."""

    duties: int
    check_ins: int


def extend(session: Session, policies: Policies, *, now: datetime) -> Extended:
    """Lay recurring tasks out 13 months ahead and move passed check-ins on. A plan makes no duties after its last year.

    A new occurrence belongs to the agencies that owed the one before: who joined a group since is asked about, not
    silently added.
    """
    lock_job(session, LockedJob.EXTEND)
    by = By(actor=_ACTOR, now=now, reason=_REASON)
    until = by.today + HORIZON
    short = session.execute(
        select(TaskRow, PlanRow)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(TaskRow.laid_out_until < until - _SLACK, PlanRow.superseded_by_id.is_(None))
        .order_by(TaskRow.id)
    ).all()
    duties = sum(_extend_task(session, task, plan, until, by, policies) for task, plan in short)
    return Extended(duties=duties, check_ins=_move_check_ins(session, by.because(PASSED), policies))


def task_cycles(session: Session, policies: Policies) -> dict[int, tuple[TaskCycle, ...]]:
    """Return the cycles of the recurring tasks in force, by task id, up to the end of their plan."""
    recurring = session.execute(
        select(TaskRow, PlanRow)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(
            TaskRow.laid_out_until.is_not(None),
            TaskRow.withdrawn_on.is_(None),
            PlanRow.superseded_by_id.is_(None),
        )
        .order_by(TaskRow.id)
    )
    return {task.id: _cycles(task, plan, policies) for task, plan in recurring}


def _cycles(task: TaskRow, plan: PlanRow, policies: Policies) -> tuple[TaskCycle, ...]:
    # Registering lays 13 months out, whatever the plan's last year; extending ends with it.
    until = max(date(plan.last_year, 12, 31), plan.issued_on + HORIZON)
    return cycles_of(_resolution(task, plan, policies), plan.issued_on, until, policies.working_days)


def _resolution(task: TaskRow, plan: PlanRow, policies: Policies) -> Resolution:
    expression = task.corrections.get("deadline", task.expression)
    return read(expression, context_of(plan), policies.working_days, policies.deadline_rules)


def _extend_task(session: Session, task: TaskRow, plan: PlanRow, until: date, by: By, policies: Policies) -> int:
    assert task.laid_out_until is not None
    last = min(until, date(plan.last_year, 12, 31))
    start = task.laid_out_until + timedelta(days=1)
    laid_out = lay_out(_resolution(task, plan, policies), start, last, policies.working_days)
    planned = [o for o in laid_out if o.due and o.due >= start]
    owners = _owners_of_latest(session, task.id)
    made = 0
    for occurrence in planned:
        row = OccurrenceRow(task_id=task.id, key=occurrence.key, opens=occurrence.opens, due=occurrence.due)
        session.add(row)
        session.flush()
        made += assign(session, row, owners, task=task, plan=plan, by=by, policies=policies)
    task.laid_out_until = until
    session.flush()
    return made


def _owners_of_latest(session: Session, task_id: int) -> list[tuple[int, str]]:
    """The agencies that owe, or owed, the task's last occurrence.

    Whoever it was withdrawn from is left out, unless more of the task is open there: then only that occurrence went.
    """
    other, of_task = aliased(AssignmentRow), aliased(OccurrenceRow)
    owes_more = (
        exists()
        .where(other.occurrence_id == of_task.id, of_task.task_id == task_id)
        .where(other.agency_id == AssignmentRow.agency_id, other.state.in_(OPEN))
    )
    latest = (
        select(OccurrenceRow.id)
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .where(OccurrenceRow.task_id == task_id)
        .order_by(OccurrenceRow.due.desc(), OccurrenceRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(AgencyRow.id, AgencyRow.code)
        .join(AssignmentRow, AssignmentRow.agency_id == AgencyRow.id)
        .where(AssignmentRow.occurrence_id == latest, or_(AssignmentRow.state.not_in(_CLOSED), owes_more))
        .order_by(AssignmentRow.id)
    )
    return [(agency_id, code) for agency_id, code in rows]


def _move_check_ins(session: Session, by: By, policies: Policies) -> int:
    passed = session.execute(
        select(PlanRow)
        .join(TaskRow, TaskRow.plan_id == PlanRow.id)
        .join(OccurrenceRow, OccurrenceRow.task_id == TaskRow.id)
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .where(AssignmentRow.check_in_on < by.today)
        .distinct()
    ).scalars()
    moved = 0
    for plan in passed.all():
        following = next_check_in(plan.report_cycle, context_of(plan), policies.working_days, start=by.today)
        hanging = (
            select(OccurrenceRow.id)
            .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
            .where(TaskRow.plan_id == plan.id)
        )
        changed = session.scalars(
            update(AssignmentRow)
            .where(AssignmentRow.check_in_on < by.today, AssignmentRow.occurrence_id.in_(hanging))
            .values(check_in_on=following)
            .returning(AssignmentRow.id)
            .execution_options(synchronize_session=False)
        ).all()
        moved += len(changed)
        details = {"check_in_on": following.isoformat() if following else None, "duties": len(changed)}
        record(session, [LogEntry.of(by, LogAction.CHECK_IN, plan=plan.id, details=details)])
    return moved


def context_of(plan: PlanRow) -> Context:
    """Return what the deadlines of a registered plan are read against."""
    single = plan.first_year == plan.last_year
    return Context(
        issued=plan.issued_on,
        year=plan.first_year if single else plan.issued_on.year,
        years=(plan.first_year, plan.last_year),
        document_kind=plan.kind.lower(),
    )
