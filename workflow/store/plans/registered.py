"""A plan as it is registered: found by what names it, its tasks read back for comparing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from base.errors import DondocError
from workflow.by import By
from workflow.lifecycle import OPEN
from workflow.log.actions import LogAction
from workflow.plan import COLUMNS, CitedPlan, Correction, PlanHead, PrintedRow
from workflow.registry.amendment import AmendedCell, StoredTask
from workflow.registry.elsewhere import TaskElsewhere, plain_words
from workflow.registry.holding import Hold, HoldReason
from workflow.registry.plan_span import PlanSpan
from workflow.store.log.writing import LogEntry, record
from workflow.store.notices.outbox import batches
from workflow.store.tables import AssignmentRow, EventRow, OccurrenceRow, PlanRow, TaskRow

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
    """Return the registered plan of this issuer, number and year, None when there is none.

    One whose issuer couldn't be read is meant by its number and its day.
    """
    assert head.issued_on is not None
    found = session.scalars(
        select(PlanRow).where(
            PlanRow.number == head.number,
            PlanRow.year == head.issued_on.year,
            or_(PlanRow.issuer == head.issuer, (PlanRow.issuer == "") & (PlanRow.issued_on == head.issued_on)),
        )
    ).all()
    return next((plan for plan in found if plan.issuer == head.issuer), found[0] if found else None)


class HeadTaken(DondocError):
    """Another plan is registered under what a head is to say."""


def head_given(session: Session, plan_id: int, read: PlanHead) -> dict[str, str]:
    """Return what a plan's own document gives its head anew: its title, and the issuer that it lacks.

    A title that was put right stays, however often the document says the old one.
    """
    plan = session.get_one(PlanRow, plan_id)
    lines = select(EventRow.details).where(EventRow.plan_id == plan_id, EventRow.action == LogAction.MEND_HEAD)
    left = {said["head"]["title"][0] for said in session.scalars(lines) if "title" in said["head"]}
    title = "" if read.title == plan.title or read.title in left else read.title
    given = {"issuer": "" if plan.issuer else read.issuer, "title": title}
    return {name: text for name, text in given.items() if text}


def mend_head(session: Session, plan_id: int, values: Mapping[str, str], by: By) -> bool:
    """Write what a plan's head says now, by the names of `HEAD_LABELS`; return whether its issuer is known only now.

    Raises `HeadTaken`.
    """
    plan = session.get_one(PlanRow, plan_id)
    changed = {name: text for name, text in values.items() if text != getattr(plan, name)}
    if not changed:
        return False
    _check_free(session, plan, changed)
    was = {name: getattr(plan, name) for name in changed}
    for name, text in changed.items():
        setattr(plan, name, text)
    session.flush()
    head = {name: [was[name], text] for name, text in changed.items()}
    record(session, [LogEntry.of(by, LogAction.MEND_HEAD, plan=plan_id, details={"head": head})])
    return was.get("issuer") == ""


def _check_free(session: Session, plan: PlanRow, changed: Mapping[str, str]) -> None:
    number, issuer = changed.get("number", plan.number), changed.get("issuer", plan.issuer)
    same = select(PlanRow.id).where(
        PlanRow.number == number, PlanRow.issuer == issuer, PlanRow.year == plan.year, PlanRow.id != plan.id
    )
    if session.scalar(same) is not None:
        raise HeadTaken(
            given=number,
            place=f"Văn bản {plan.number} năm {plan.year}",
            reason="đã có văn bản khác cùng số, cùng năm, cùng cơ quan ban hành",
            remedy="Ghi đúng số và cơ quan ban hành; nhập trùng thì rút một bản.",
        )


def cited_plan(session: Session, cited: CitedPlan, issuer: str = "") -> PlanRow | None:
    """Return the registered plan that a document cites, the newest of its number where no year is printed.

    Of several in one year the one of this issuer.
    """
    query = select(PlanRow).where(PlanRow.number == cited.number).order_by(PlanRow.issued_on.desc())
    if cited.year is not None:
        query = query.where(PlanRow.year == cited.year)
    found = session.scalars(query).all()
    return next((plan for plan in found if plan.issuer == issuer), found[0] if found else None)


def owed_elsewhere(session: Session, titles: Collection[str], *, besides: Collection[int]) -> list[TaskElsewhere]:
    """Return the tasks of plans in force, `besides` some, that bear one of the titles and that somebody still owes.

    The titles are as `plain_words` makes them.
    """
    known = select(TaskRow.id, TaskRow.shown_title()).join(PlanRow, PlanRow.id == TaskRow.plan_id)
    living = known.where(
        TaskRow.withdrawn_on.is_(None),
        PlanRow.closed_on.is_(None),
        PlanRow.superseded_by_id.is_(None),
        PlanRow.id.not_in(besides),
    )
    alike = [number for number, title in session.execute(living) if plain_words(title) in titles]
    return [one for some in batches(alike) for one in _owed(session, some)]


def _owed(session: Session, numbers: Sequence[int]) -> Iterator[TaskElsewhere]:
    duties = (
        select(OccurrenceRow.task_id, AssignmentRow.due)
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .where(OccurrenceRow.task_id.in_(numbers), AssignmentRow.state.in_(OPEN))
    )
    due: defaultdict[int, set[date]] = defaultdict(set)
    for number, day in session.execute(duties):
        due[number] |= {day} if day else set()
    plans = select(TaskRow, PlanRow.number).join(PlanRow, PlanRow.id == TaskRow.plan_id)
    for task, plan in session.execute(plans.where(TaskRow.id.in_(list(due))).order_by(TaskRow.id)):
        stored = _stored(task)
        yield TaskElsewhere(
            plan=plan,
            place=stored.row.place,
            title=stored.shown_title,
            lead=task.corrections.get("lead", task.lead),
            expression=task.corrections.get("deadline", task.expression),
            due=frozenset(due[task.id]),
        )


def plans_cited_by(session: Session, plan: PlanRow) -> list[tuple[CitedPlan, PlanRow | None]]:
    """Return the plans that a registered one says it takes the place of, each with the registered one it means."""
    cited = [CitedPlan(**one) for one in plan.supersedes]
    return [(one, cited_plan(session, one, plan.issuer)) for one in cited]


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


def amended_tasks(session: Session, plan_id: int) -> list[StoredTask]:
    """Return the same with what other documents wrote and added, to be held against the plan's own document."""
    lines = select(EventRow).where(
        EventRow.plan_id == plan_id, EventRow.action.in_([LogAction.AMEND_TASK, LogAction.CORRECT_CELL])
    )
    by_task: defaultdict[str, list[EventRow]] = defaultdict(list)
    for line in session.scalars(lines.order_by(EventRow.id)):
        by_task[line.details["task"]].append(line)
    added = {key for key, lines in by_task.items() if any(line.details.get("added") for line in lines)}
    return [
        replace(task, amended=_amended(by_task[task.key]), added=task.key in added)
        for task in stored_tasks(session, plan_id)
    ]


def _amended(lines: Iterable[EventRow]) -> tuple[AmendedCell, ...]:
    """The cells that the last word on them was another document's; the plan's own document has none in its lines."""
    printed: dict[tuple[str, str], str] = {}
    found: dict[str, AmendedCell] = {}
    for line in lines:
        said = line.details
        if line.action == LogAction.CORRECT_CELL:
            printed[said["column"], said["corrected"]] = said["printed"]
            continue
        for column, (before, after) in said["cells"].items():
            earlier = found.pop(column, None)
            own = earlier.own if earlier else printed.get((column, before), before)
            if line.document and after != own:
                found[column] = AmendedCell(column=column, own=own, document=line.document)
    return tuple(found.values())


def tasks_people_withdrew(session: Session, plan: PlanRow) -> list[StoredTask]:
    """Return the tasks of a plan in force that somebody withdrew whole, not those that its document no longer had.

    Those that another document struck out are among them.
    """
    if plan.closed_on is not None:
        return []
    lines = select(EventRow).where(EventRow.plan_id == plan.id, EventRow.action == LogAction.WITHDRAW_TASK)
    last = {line.details["task"]: line for line in session.scalars(lines.order_by(EventRow.id))}
    # What another document struck out bears its name.
    decided = [key for key, line in last.items() if line.document or not line.reason.endswith(GONE_FROM_DOCUMENT)]
    gone = select(TaskRow).where(
        TaskRow.plan_id == plan.id, TaskRow.withdrawn_on.is_not(None), TaskRow.key.in_(decided)
    )
    return [_stored(task) for task in session.scalars(gone.order_by(TaskRow.position, TaskRow.id))]


def head_of(plan: PlanRow) -> PlanHead:
    """Return the head of a registered plan."""
    return PlanHead(
        number=plan.number,
        issued_on=plan.issued_on,
        kind=plan.kind,
        issuer=plan.issuer,
        title=plan.title,
        signer=plan.signer,
        years=(plan.first_year, plan.last_year),
    )


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
