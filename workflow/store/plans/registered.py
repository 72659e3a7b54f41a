"""A plan as it is registered: found by what names it, its tasks read back for comparing."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.log.actions import LogAction
from workflow.plan import COLUMNS, CitedPlan, Correction, PlanHead, PrintedRow
from workflow.registry.amendment import StoredTask
from workflow.registry.holding import Hold, HoldReason
from workflow.registry.plan_span import PlanSpan
from workflow.store.tables import EventRow, PlanRow, TaskRow

# How the reason ends for which an amended document's missing tasks are withdrawn.
GONE_FROM_DOCUMENT = "văn bản không còn nhiệm vụ này"

# The fields of a printed row that are columns of the same name.
_SAME_NAME = (
    "origin",
    "appendix",
    "section_number",
    "section_title",
    *(column.key for column in COLUMNS if column.key != "deadline"),
    "quote",
    "source_line",
)


def known_plan(session: Session, head: PlanHead) -> PlanRow | None:
    """Return the registered plan of this issuer, number and year, None when there is none."""
    assert head.issued_on is not None
    return session.scalars(
        select(PlanRow).where(
            PlanRow.issuer == head.issuer, PlanRow.number == head.number, PlanRow.year == head.issued_on.year
        )
    ).one_or_none()


def cited_plan(session: Session, cited: CitedPlan, issuer: str = "") -> PlanRow | None:
    """Return the registered plan that a document cites, the newest of its number where no year is printed.

    Of several in one year the one of this issuer.
    """
    query = select(PlanRow).where(PlanRow.number == cited.number).order_by(PlanRow.issued_on.desc())
    if cited.year is not None:
        query = query.where(PlanRow.year == cited.year)
    found = session.scalars(query).all()
    return next((plan for plan in found if plan.issuer == issuer), found[0] if found else None)


def stored_head(plan: PlanRow) -> PlanHead:
    """Return what names a registered plan, as it was read."""
    return PlanHead(
        number=plan.number,
        issued_on=plan.issued_on,
        kind=plan.kind,
        issuer=plan.issuer,
        title=plan.title,
        years=(plan.first_year, plan.last_year),
    )


def span_of(plan: PlanRow) -> PlanSpan:
    """Return within which days the plan's tasks fall due."""
    return PlanSpan.of(plan.issued_on, (plan.first_year, plan.last_year))


def stored_tasks(session: Session, plan_id: int) -> list[StoredTask]:
    """Return the tasks that the plan still has, in the order of the document."""
    living = select(TaskRow).where(TaskRow.plan_id == plan_id, TaskRow.withdrawn_on.is_(None))
    return [_stored(task) for task in session.scalars(living.order_by(TaskRow.position, TaskRow.id))]


def tasks_people_withdrew(session: Session, plan: PlanRow) -> list[StoredTask]:
    """Return the tasks of a plan in force that somebody withdrew whole, not those that its document no longer had."""
    if plan.closed_on is not None:
        return []
    lines = select(EventRow).where(EventRow.plan_id == plan.id, EventRow.action == LogAction.WITHDRAW_TASK)
    last = {line.details["task"]: line.reason for line in session.scalars(lines.order_by(EventRow.id))}
    decided = [key for key, reason in last.items() if not reason.endswith(GONE_FROM_DOCUMENT)]
    gone = select(TaskRow).where(
        TaskRow.plan_id == plan.id, TaskRow.withdrawn_on.is_not(None), TaskRow.key.in_(decided)
    )
    return [_stored(task) for task in session.scalars(gone.order_by(TaskRow.position, TaskRow.id))]


def printed_values(row: PrintedRow) -> dict[str, Any]:
    """Return the columns of a task that hold what is printed, and where."""
    same: dict[str, Any] = {name: getattr(row, name) for name in _SAME_NAME}
    return same | {"expression": row.deadline, "inherited": list(row.inherited)}


def _stored(task: TaskRow) -> StoredTask:
    same = {name: getattr(task, name) for name in _SAME_NAME}
    row = PrintedRow(**same, deadline=task.expression, inherited=tuple(task.inherited))
    return StoredTask(
        id=task.id,
        key=task.key,
        row=row,
        corrections=tuple(
            Correction(column=column, printed=getattr(row, column), corrected=text)
            for column, text in task.corrections.items()
        ),
        needs_review=task.needs_review,
        held=tuple(Hold(reason=HoldReason(held["reason"]), words=held["words"]) for held in task.held_for),
    )
