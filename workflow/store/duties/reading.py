"""Reading assignments: named questions, answered with frozen values."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from base.errors import DondocError
from base.where_to_look import WhereToLook
from workflow.assignment import Assignment, TaskBrief
from workflow.lifecycle import OPEN, State
from workflow.plan import COLUMNS, PrintedRow
from workflow.registry.data_cutoff import months_of_rule
from workflow.store.tables import (
    AgencyRow,
    AssignmentRow,
    OccurrenceRow,
    PlanRow,
    TaskAgencyRow,
    TaskRole,
    TaskRow,
    TriggerRow,
)

# Columns, not objects: a day's mails read as many duties as there are, and nobody changes what was read for them.
_COLUMNS = (
    AssignmentRow.id,
    AssignmentRow.uid,
    AssignmentRow.state,
    AssignmentRow.timeliness,
    AssignmentRow.opens,
    AssignmentRow.due,
    AssignmentRow.act_by,
    AssignmentRow.reported_on,
    AssignmentRow.revision,
    AssignmentRow.changed_at,
    AssignmentRow.event_stamp,
    AssignmentRow.wished_due,
    AgencyRow.code.label("agency"),
    AgencyRow.name.label("agency_name"),
    AssignmentRow.occurrence_id,
    OccurrenceRow.task_id,
    TriggerRow.wording,
)
# Made once: duties are read on every page and at every step, and building a statement takes longer than asking it.
_ASSIGNMENTS: Select[*tuple[Any, ...]] = (
    select(*_COLUMNS)
    .select_from(AssignmentRow)
    .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
    .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
    .join(TriggerRow, TriggerRow.id == OccurrenceRow.trigger_id, isouter=True)
)
_ONE = _ASSIGNMENTS.where(AssignmentRow.id == bindparam("duty"))
_SOME = _ASSIGNMENTS.where(AssignmentRow.id.in_(bindparam("duties", expanding=True)))
_TASKS = (
    select(TaskRow, PlanRow)
    .join(PlanRow, PlanRow.id == TaskRow.plan_id)
    .where(TaskRow.id.in_(bindparam("tasks", expanding=True)))
)
_AGENCIES_OF_TASKS = (
    select(TaskAgencyRow.task_id, TaskAgencyRow.role, TaskAgencyRow.spelling, AgencyRow.name, AgencyRow.is_group)
    .join(AgencyRow, AgencyRow.id == TaskAgencyRow.agency_id, isouter=True)
    .where(TaskAgencyRow.task_id.in_(bindparam("tasks", expanding=True)))
    .order_by(TaskAgencyRow.task_id, TaskAgencyRow.role, TaskAgencyRow.position)
)
_SHOWN = tuple(column.key for column in COLUMNS if column.shown)
_REPORT = "báo cáo"
# SQLite takes at most 32,766 values in one statement.
_BATCH = 10_000


class UnknownAssignment(DondocError):
    """There is no assignment of this number."""

    def __init__(self, assignment_id: int) -> None:
        super().__init__(
            given=assignment_id,
            place="Nhiệm vụ được giao",
            reason="không có trong cơ sở dữ liệu",
            remedy="Tìm trong danh sách nhiệm vụ.",
            look=WhereToLook.DUTIES,
        )


@dataclass(frozen=True, kw_only=True)
class PlanBrief:
    """A registered plan, as lists show it. `in_force` is False once it was closed or taken back.

    `replaced` says that a newer one took its place: reports that wait are still confirmed under it.
    """

    id: int
    number: str
    issued_on: date
    title: str
    coordinator: str | None
    in_force: bool
    replaced: bool


def assignments(
    session: Session,
    *,
    agency: str | None = None,
    plan_id: int | None = None,
    task_id: int | None = None,
    states: Collection[State] | None = None,
    due_before: date | None = None,
) -> list[Assignment]:
    """Return assignments, soonest due first, undated last. `due_before` excludes its day; `agency` is a code."""
    query = _narrowed(agency=agency, states=states, due_before=due_before)
    if plan_id is not None:
        query = query.where(OccurrenceRow.task_id.in_(select(TaskRow.id).where(TaskRow.plan_id == plan_id)))
    if task_id is not None:
        query = query.where(OccurrenceRow.task_id == task_id)
    return _views(session, session.execute(_soonest_first(query)).all())


def first_assignments(
    session: Session,
    limit: int,
    *,
    agency: str | None = None,
    states: Collection[State] | None = None,
    due_before: date | None = None,
) -> tuple[list[Assignment], int]:
    """Return the first of what `assignments` returns, and how many there are in all; every one for a limit of 0."""
    query = _narrowed(agency=agency, states=states, due_before=due_before)
    ordered = _soonest_first(query).limit(limit) if limit else _soonest_first(query)
    found = _views(session, session.execute(ordered).all())
    if not limit or len(found) < limit:
        return found, len(found)
    return found, session.scalars(query.with_only_columns(func.count())).one()


def _narrowed(
    *, agency: str | None, states: Collection[State] | None, due_before: date | None
) -> Select[*tuple[Any, ...]]:
    query = _ASSIGNMENTS
    if agency is not None:
        query = query.where(AgencyRow.code == agency)
    if states is not None:
        query = query.where(AssignmentRow.state.in_(states))
    if due_before is not None:
        query = query.where(AssignmentRow.due < due_before)
    return query


def _soonest_first(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.order_by(AssignmentRow.due.is_(None), AssignmentRow.due, AssignmentRow.id)


def assignment(session: Session, assignment_id: int) -> Assignment:
    """Return one assignment, or raise `UnknownAssignment`."""
    rows = session.execute(_ONE, {"duty": assignment_id}).all()
    if not rows:
        raise UnknownAssignment(assignment_id)
    return _views(session, rows)[0]


def next_due(session: Session, *, today: date, plan_number: str = "") -> int | None:
    """Return the number of the open duty that falls due next, from today on, of any plan or of one; None for none."""
    query = (
        select(AssignmentRow.id)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(AssignmentRow.state.in_(OPEN), AssignmentRow.due >= today)
        .order_by(AssignmentRow.due, AssignmentRow.id)
        .limit(1)
    )
    return session.scalar(query.where(PlanRow.number == plan_number) if plan_number else query)


def assignments_by_id(session: Session, ids: Collection[int]) -> dict[int, Assignment]:
    """Return the assignments of the given numbers; those that don't exist are left out."""
    found: dict[int, Assignment] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        rows = session.execute(_SOME, {"duties": batch}).all()
        found |= {view.id: view for view in _views(session, rows)}
    return found


def plans(session: Session) -> list[PlanBrief]:
    """Return the registered plans, newest issue first."""
    rows = session.execute(
        select(PlanRow, AgencyRow.name)
        .join(AgencyRow, AgencyRow.id == PlanRow.coordinator_id, isouter=True)
        .order_by(PlanRow.issued_on.desc(), PlanRow.id)
    )
    return [
        PlanBrief(
            id=plan.id,
            number=plan.number,
            issued_on=plan.issued_on,
            title=plan.title,
            coordinator=name,
            in_force=plan.closed_on is None,
            replaced=plan.superseded_by_id is not None,
        )
        for plan, name in rows
    ]


def _views(session: Session, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Assignment]:
    briefs = _briefs(session, {row.task_id for row in rows})
    return [_view(row, briefs[row.task_id]) for row in rows]


def _briefs(session: Session, task_ids: set[int]) -> dict[int, TaskBrief]:
    """Return the tasks of assignments, read once each: a task of a group has a hundred assignments."""
    named, of_groups = _named_agencies(session, task_ids)
    briefs: dict[int, TaskBrief] = {}
    wanted = sorted(task_ids)
    for start in range(0, len(wanted), _BATCH):
        rows = session.execute(_TASKS, {"tasks": wanted[start : start + _BATCH]})
        briefs |= {task.id: _brief(task, plan, named, for_a_group=task.id in of_groups) for task, plan in rows}
    return briefs


def _named_agencies(session: Session, task_ids: set[int]) -> tuple[dict[tuple[int, TaskRole], list[str]], set[int]]:
    """The agencies of tasks by task and role, and the tasks that a group leads, or somebody nobody knows."""
    named: dict[tuple[int, TaskRole], list[str]] = defaultdict(list)
    of_groups = set()
    wanted = sorted(task_ids)
    for start in range(0, len(wanted), _BATCH):
        rows = session.execute(_AGENCIES_OF_TASKS, {"tasks": wanted[start : start + _BATCH]})
        for task_id, role, spelling, name, is_group in rows:
            named[task_id, role].append(name or spelling)
            if role == TaskRole.LEAD and is_group is not False:
                of_groups.add(task_id)
    return named, of_groups


def _brief(
    task: TaskRow, plan: PlanRow, named: dict[tuple[int, TaskRole], list[str]], *, for_a_group: bool
) -> TaskBrief:
    place = PrintedRow(appendix=task.appendix, section_number=task.section_number, number=task.number).place
    return TaskBrief(
        id=task.id,
        plan_number=plan.number,
        plan_issued_on=plan.issued_on,
        plan_title=plan.title,
        place=place,
        title=task.corrections.get("title", task.title),
        **{column: task.corrections.get(column, getattr(task, column)) for column in _SHOWN},
        expression=task.expression,
        explanation=task.explanation,
        certainty=task.certainty,
        leads=tuple(named[task.id, TaskRole.LEAD]),
        cooperating=tuple(named[task.id, TaskRole.COOPERATING]),
        report_months=_report_months(task),
        for_a_group=for_a_group,
    )


def _report_months(task: TaskRow) -> int | None:
    """How many months the data of a periodic report is of; None for what is no report or has several cycles."""
    if _REPORT not in f"{task.title} {task.product}".casefold():
        return None
    return months_of_rule(task.resolution.get("rrule"))


def _view(row: Any, task: TaskBrief) -> Assignment:
    return Assignment(
        id=row.id,
        uid=row.uid,
        agency=row.agency,
        agency_name=row.agency_name,
        task=task,
        occurrence=row.occurrence_id,
        state=row.state,
        timeliness=row.timeliness,
        opens=row.opens,
        due=row.due,
        act_by=row.act_by,
        event=row.wording if row.state is State.WAITING else None,
        reported_on=row.reported_on,
        revision=row.revision,
        changed_at=row.changed_at,
        stamped_at=datetime.fromtimestamp(row.event_stamp, UTC),
        wished_due=row.wished_due,
    )
