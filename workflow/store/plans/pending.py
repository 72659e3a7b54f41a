"""The list "chờ xử lý": tasks that stand in their plan without assignments, and what ends their waiting.

All in the caller's transaction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from base.vietnamese import short_date
from workflow.log.actions import LogAction
from workflow.plan import PlanDocument, PlanHead, PrintedRow
from workflow.registry.amendment import StoredTask
from workflow.registry.holding import Hold, HoldReason
from workflow.registry.registration import PlannedTask
from workflow.store.log.writing import LogEntry, record
from workflow.store.people.directory import agency_ids
from workflow.store.plans.amend_dates import Amender, catch_up_fired
from workflow.store.plans.registered import head_of, span_of, stored_tasks
from workflow.store.plans.registering import correction_entries, give_out, insert_task_agencies, task_values
from workflow.store.tables import AssignmentRow, OccurrenceRow, PlanRow, TaskAgencyRow, TaskRow


@dataclass(frozen=True, kw_only=True)
class PendingTask:
    """A task nobody was given yet: where it stands, what is printed, since when and why it waits."""

    id: int
    plan_id: int
    plan: str
    head: PlanHead
    task: StoredTask
    since: date


@dataclass(frozen=True, kw_only=True)
class HeldTask:
    """How many tasks wait, of how many plans, and since when the oldest does; None when none waits."""

    tasks: int
    plans: int
    oldest: date | None


@dataclass(frozen=True, kw_only=True)
class SettledTask:
    """What settling came to: tasks given out, their duties, and why tasks that were asked about wait on.

    `refused` says that what a person typed doesn't settle its own cell: nothing was written.
    """

    tasks: int = 0
    duties: int = 0
    left: tuple[Hold, ...] = ()
    refused: bool = False


def pending_tasks(session: Session, *, plan_id: int | None = None) -> list[PendingTask]:
    """Return the tasks that wait for a person, of one plan or of all, in the order of plans and of documents."""
    plans = select(PlanRow).where(PlanRow.superseded_by_id.is_(None)).order_by(PlanRow.issued_on, PlanRow.id)
    if plan_id is not None:
        plans = plans.where(PlanRow.id == plan_id)
    return [task for plan in session.scalars(plans) for task in _of_plan(session, plan)]


@dataclass(frozen=True, kw_only=True)
class DoubtedTask:
    """A task that was given out by a reading somebody should look at: one of its duties, and what is doubtful."""

    duty: int
    plan_id: int
    plan: str
    place: str
    title: str
    reasons: tuple[str, ...]


def doubted_tasks(session: Session) -> list[DoubtedTask]:
    """Return the tasks that were given out and are read with a doubt, in the order of plans and of documents."""
    first = func.min(AssignmentRow.id)
    found = session.execute(
        select(TaskRow, PlanRow.number, first)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .join(OccurrenceRow, OccurrenceRow.task_id == TaskRow.id)
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .where(TaskRow.needs_review, TaskRow.withdrawn_on.is_(None), PlanRow.superseded_by_id.is_(None))
        .group_by(TaskRow.id, PlanRow.id)
        .order_by(PlanRow.issued_on, PlanRow.id, TaskRow.position)
    )
    return [
        DoubtedTask(
            duty=duty,
            plan_id=task.plan_id,
            plan=number,
            place=PrintedRow(appendix=task.appendix, section_number=task.section_number, number=task.number).place,
            title=task.corrections.get("title", task.title),
            reasons=tuple(dict.fromkeys(doubt["reason"] for doubt in task.doubts)),
        )
        for task, number, duty in found
    ]


def count_pending(session: Session) -> HeldTask:
    """Count the list without reading it."""
    counted = select(func.count(TaskRow.id), func.count(TaskRow.plan_id.distinct()), func.min(TaskRow.held_since))
    tasks, plans, oldest = session.execute(counted.where(*_WAITING).join(PlanRow)).one()
    return HeldTask(tasks=tasks, plans=plans, oldest=oldest)


_WAITING = (
    TaskRow.held_since.is_not(None),
    TaskRow.withdrawn_on.is_(None),
    PlanRow.superseded_by_id.is_(None),
)


def _of_plan(session: Session, plan: PlanRow) -> Iterator[PendingTask]:
    held = select(TaskRow.id, TaskRow.held_since).where(TaskRow.plan_id == plan.id, *_WAITING)
    since = {task_id: day for task_id, day in session.execute(held.join(PlanRow)) if day is not None}
    if not since:
        return
    for task in stored_tasks(session, plan.id):
        if task.id in since:
            name = f"{plan.number} ngày {short_date(plan.issued_on)}"
            yield PendingTask(
                id=task.id, plan_id=plan.id, plan=name, head=head_of(plan), task=task, since=since[task.id]
            )


def foreign_hold(plan: PlanRow) -> Hold | None:
    """Return what was said of a plan of another issuer when it was imported."""
    return Hold(reason=HoldReason.ISSUER, words=plan.other_issuer) if plan.other_issuer else None


def document_of(plan: PlanRow, stored: Sequence[StoredTask]) -> PlanDocument:
    """Return a registered plan as a document, its rows as printed and in the given order."""
    rows = tuple(task.row for task in stored)
    return PlanDocument(head=head_of(plan), rows=rows, report_cycle=plan.report_cycle)


def confirm_plan(session: Session, plan: PlanRow, by: Amender) -> None:
    """Note that a person vouched for a document of another issuer."""
    plan.confirmed_on = by.by.today
    session.flush()
    record(session, [LogEntry.of(by.by, LogAction.CONFIRM_ISSUER, plan=plan.id, details={"doubt": plan.other_issuer})])


def hold_back(session: Session, task: TaskRow, holds: Sequence[Hold], today: date) -> None:
    """Note why a task is held back, from today unless it was before; nothing more to hold it ends its waiting."""
    task.held_for = [asdict(hold) for hold in holds]
    task.held_since = (task.held_since or today) if holds else None
    session.flush()


def settle_held(
    session: Session, plan: PlanRow, stored: StoredTask, read: PlannedTask, left: Sequence[Hold], by: Amender
) -> SettledTask:
    """Write what a person settled about a task that is held back; with nothing `left`, give it out."""
    task = session.get_one(TaskRow, stored.id)
    whole = replace(read, key=stored.key, holds=())
    record(session, correction_entries(plan.id, [_newly_corrected(whole, stored)], by.by))
    record(session, [LogEntry.of(by.by, LogAction.SETTLE_TASK, plan=plan.id, details=_said(stored, left))])
    _write(session, plan, task, whole, left)
    hold_back(session, task, left, by.by.today)
    if left:
        return SettledTask(left=tuple(left))
    newly = plan.announced_at is not None
    made = give_out(session, plan.id, head_of(plan), [whole], {stored.key: task.id}, by.by, by.policies, newly=newly)
    if newly and task.laid_out_until is not None:
        # What comes back goes on from today, however long the task was held.
        task.laid_out_until = max(task.laid_out_until, by.by.today - timedelta(days=1))
    catch_up_fired(session, plan.id, by)
    return SettledTask(tasks=1, duties=made)


def _write(session: Session, plan: PlanRow, task: TaskRow, read: PlannedTask, left: Sequence[Hold]) -> None:
    """Write how the task is read now, doubts that are left included."""
    values = task_values(read, span_of(plan).horizon)
    for name in ("kind", "certainty", "explanation", "resolution"):
        setattr(task, name, values[name])
    task.corrections = task.corrections | values["corrections"]
    task.laid_out_until = None if left else values["laid_out_until"]
    words = {hold.words for hold in left}
    task.doubts = [asdict(doubt) for doubt in read.doubts if not read.reviewed or doubt.reason in words]
    task.needs_review = bool(task.doubts)
    session.execute(delete(TaskAgencyRow).where(TaskAgencyRow.task_id == task.id))
    insert_task_agencies(session, [read], {read.key: task.id}, agency_ids(session))
    session.flush()


def _newly_corrected(read: PlannedTask, stored: StoredTask) -> PlannedTask:
    return replace(read, corrections=tuple(c for c in read.corrections if c not in stored.corrections))


def _said(stored: StoredTask, left: Sequence[Hold]) -> dict[str, object]:
    held = [hold.words for hold in stored.held]
    return {"task": stored.key, "held": held, "left": [hold.words for hold in left]}
