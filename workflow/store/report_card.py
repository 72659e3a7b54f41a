"""The figures of a report card, counted by the database, and the duties behind them.

The groups are `workflow.report_card.group_of` said in SQL; a test holds the two together.
"""

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import (
    Case,
    ColumnElement,
    Date,
    Row,
    Select,
    String,
    Subquery,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from workflow.lifecycle import State
from workflow.plan import Origin
from workflow.report_card import Cell, Group, Heading, ListedDuty, ReportCard, Scope, card_of, days_late
from workflow.store.past import duties_as_of
from workflow.store.successions import UnknownPlan
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow, PlanRow, TaskTableRow
from workflow.timeliness import CLOSED_UNDONE

# How many listed duties are fetched at a time: a list may be longer than the memory should hold.
_FETCHED = 2_000
_PLACE = (TaskTableRow.origin, TaskTableRow.appendix, TaskTableRow.section_number, TaskTableRow.section_title)


def report_card(session: Session, scope: Scope) -> ReportCard:
    """Count the scope's duties. Raises `UnknownPlan` when it names a plan that was never imported."""
    _require_plan(session, scope)
    duty = _duties(session, scope.as_of)
    counted = _joined(duty, scope).where(_in_period(duty, scope))
    return card_of(
        scope,
        _cells(session, counted, duty),
        closed=_count(session, counted.where(duty.c.state.in_(CLOSED_UNDONE))),
        carried_over=_carried_over(session, duty, scope),
    )


def listed_duties(session: Session, scope: Scope, groups: Collection[Group] = tuple(Group)) -> Iterator[ListedDuty]:
    """Give the duties that stand in the groups, group by group, those longest due first; undated ones by plan."""
    duty = _duties(session, scope.as_of)
    order = case({group.value: number for number, group in enumerate(Group)}, value=duty.c.standing)
    query = (
        _joined(duty, scope)
        .add_columns(duty.c.id, duty.c.due, duty.c.reported_on, duty.c.state, duty.c.standing)
        .add_columns(AssignmentRow.result, TaskTableRow.number, TaskTableRow.title, TaskTableRow.expression)
        .add_columns(AgencyRow.name.label("agency"), PlanRow.number.label("plan"), PlanRow.issued_on, *_PLACE)
        .join(AssignmentRow, AssignmentRow.id == duty.c.id)
        .where(_in_period(duty, scope), duty.c.standing.in_([group.value for group in groups]))
        .order_by(order, duty.c.due, PlanRow.issued_on, PlanRow.id, TaskTableRow.position, duty.c.id)
        .execution_options(yield_per=_FETCHED)
    )
    # Whoever stops reading half-way must not leave a cursor open in the server.
    with session.execute(query) as rows:
        for row in rows:
            yield _listed(row, scope)


def _duties(session: Session, as_of: date) -> Subquery:
    """The duties as of a day, with the group each counts in as `standing` (null: none)."""
    duty = duties_as_of(session, as_of)
    return select(duty, _group(duty, as_of).label("standing")).subquery("counted")


def _group(duty: Subquery, as_of: date) -> Case[str | None]:
    day, due, reported = literal(as_of, Date), duty.c.due, duty.c.reported_on
    counted = case((and_(duty.c.state == State.REPORTED, reported < day), reported), else_=day)
    return case(
        (duty.c.state.in_(CLOSED_UNDONE), null()),
        (and_(duty.c.state == State.COMPLETED, due.is_(None)), _said(Group.DONE_UNDATED)),
        (and_(duty.c.state == State.COMPLETED, func.coalesce(reported, day) > due), _said(Group.DONE_LATE)),
        (duty.c.state == State.COMPLETED, _said(Group.DONE_ON_TIME)),
        (or_(duty.c.state == State.WAITING, due.is_(None)), _said(Group.UNDONE_UNDATED)),
        (counted > due, _said(Group.UNDONE_OVERDUE)),
        else_=_said(Group.UNDONE_IN_TIME),
    )


def _said(group: Group) -> ColumnElement[str]:
    return literal(group.value, String)


def _in_period(duty: Subquery, scope: Scope) -> ColumnElement[bool]:
    if not scope.is_period:
        return true()
    by_report = and_(duty.c.state == State.COMPLETED, _within(duty.c.reported_on, scope))
    undated = and_(duty.c.due.is_(None), or_(duty.c.state != State.COMPLETED, by_report))
    return or_(_within(duty.c.due, scope), undated)


def _within(day: ColumnElement[date], scope: Scope) -> ColumnElement[bool]:
    after = day >= scope.first if scope.first else true()
    before = day <= scope.last if scope.last else true()
    return and_(day.is_not(None), after, before)


def _joined(duty: Subquery, scope: Scope) -> Select[()]:
    """The scope's duties of all days, with their task, plan and agency; no columns yet."""
    query = (
        select()
        .select_from(duty)
        .join(OccurrenceRow, OccurrenceRow.id == duty.c.occurrence_id)
        .join(TaskTableRow, TaskTableRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskTableRow.plan_id)
        .join(AgencyRow, AgencyRow.id == duty.c.agency_id)
    )
    if scope.agencies:
        query = query.where(AgencyRow.code.in_(scope.agencies))
    return query.where(_of_plan(scope)) if scope.plan else query


def _of_plan(scope: Scope) -> ColumnElement[bool]:
    return and_(PlanRow.number == scope.plan, PlanRow.year == scope.year if scope.year else true())


def _require_plan(session: Session, scope: Scope) -> None:
    if scope.plan and session.scalar(select(PlanRow.id).where(_of_plan(scope)).limit(1)) is None:
        raise UnknownPlan(
            given=scope.plan if scope.year is None else f"{scope.plan} năm {scope.year}",
            place="Văn bản",
            reason="chưa được nhập",
            remedy="Nhập văn bản trước bằng `dondoc import`.",
        )


def _count(session: Session, query: Select[()]) -> int:
    return session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def _carried_over(session: Session, duty: Subquery, scope: Scope) -> int:
    if scope.first is None:
        return 0
    overdue = duty.c.standing == Group.UNDONE_OVERDUE.value
    return _count(session, _joined(duty, scope).where(overdue, duty.c.due < scope.first))


def _cells(session: Session, counted: Select[()], duty: Subquery) -> Iterator[Cell]:
    """The figures of every agency in every section; plans newest first, sections in the plan's order."""
    named = (PlanRow.id, PlanRow.number, PlanRow.issued_on, *_PLACE, AgencyRow.code, AgencyRow.name, duty.c.standing)
    query = (
        counted.add_columns(*named, func.count().label("duties"))
        .where(duty.c.standing.is_not(None))
        .group_by(*named)
        .order_by(PlanRow.issued_on.desc(), PlanRow.id, func.min(TaskTableRow.position), AgencyRow.code)
    )
    for row in session.execute(query):
        section = _section_name(row)
        yield Cell(
            agency=Heading(row.code, row.name),
            plan=Heading(str(row.id), f"{row.number} ngày {row.issued_on:%d/%m/%Y}"),
            section=Heading(f"{row.id}: {section}", f"{row.number}, {section}"),
            group=Group(row.standing),
            count=row.duties,
        )


def _section_name(row: Row[object]) -> str:
    """Where in its plan a task stands, as in "Phụ lục I, mục II. Hạ tầng số"."""
    if row.origin is Origin.BODY:
        return "nội dung văn bản"
    section = f"mục {row.section_number}" if row.section_number else ""
    titled = ". ".join(part for part in (section, row.section_title) if part)
    appendix = f"Phụ lục {row.appendix}" if row.appendix else ""
    return ", ".join(part for part in (appendix, titled) if part) or "bảng nhiệm vụ"


def _listed(row: Row[object], scope: Scope) -> ListedDuty:
    group = Group(row.standing)
    return ListedDuty(
        id=row.id,
        agency=row.agency,
        plan=f"{row.plan} ngày {row.issued_on:%d/%m/%Y}",
        section=_section_name(row),
        number=row.number,
        title=row.title,
        expression=row.expression,
        due=row.due,
        reported_on=row.reported_on,
        result=row.result if row.reported_on else "",
        state=row.state,
        group=group,
        days_late=days_late(group, due=row.due, reported_on=row.reported_on, as_of=scope.as_of),
    )
