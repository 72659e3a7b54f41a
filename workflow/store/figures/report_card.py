"""The figures of a report card, counted by the database, and the duties behind them.

The groups are `workflow.report_card.group_of` said in SQL; a test holds the two together.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    Case,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from base.vietnamese import short_date
from base.where_to_look import WhereToLook
from workflow.lifecycle import State
from workflow.plan import Origin, Shown, columns_shown
from workflow.report_card import CardHeading, Count, Group, ListedDuty, ReportCard, Scope, card_of, days_late, worse
from workflow.store.figures.as_of import duties_as_of
from workflow.store.plans.successions import UnknownPlan
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow, PlanRow, TaskRow
from workflow.timeliness import CLOSED_UNDONE

# How many listed duties are fetched at a time: a list may be longer than the memory should hold.
_FETCHED = 2_000
_AGENCY, _TASK, _CLOSED, _CARRIED = "agency", "task", "closed", "carried"
_PLACE = (TaskRow.origin, TaskRow.appendix, TaskRow.section_number, TaskRow.section_title)

_SHOWN = tuple(column.key for column in columns_shown(Shown.REPORT))


class _Figure(NamedTuple):
    """A line of the counting statement: `id` is an agency's or a task's, as `part` says."""

    part: str
    id: int
    standing: str
    duties: int


def read_report_card(session: Session, scope: Scope) -> ReportCard:
    """Count the scope's duties, all in one statement. Raises `UnknownPlan` for a plan that was never imported."""
    _require_plan(session, scope)
    figures = _figures(session, scope)
    plans, sections = _by_plan_and_section(session, scope, figures)
    return card_of(
        scope,
        agencies=_by_agency(session, figures),
        plans=plans,
        sections=sections,
        closed=sum(figure.duties for figure in figures if figure.part == _CLOSED),
        carried_over=sum(figure.duties for figure in figures if figure.part == _CARRIED),
    )


def listed_duties(session: Session, scope: Scope, groups: Collection[Group] = tuple(Group)) -> Iterator[ListedDuty]:
    """Give the duties that stand in the groups, group by group, those longest due first; undated ones by plan."""
    duty = _duties(session, scope.as_of)
    order = case({group.value: number for number, group in enumerate(Group)}, value=duty.c.standing)
    query = (
        _joined(duty, scope)
        .add_columns(duty.c.id, duty.c.due, duty.c.reported_on, duty.c.state, duty.c.standing)
        .add_columns(duty.c.result, TaskRow.number, TaskRow.shown_title().label("title"), TaskRow.expression)
        .add_columns(*(getattr(TaskRow, column) for column in _SHOWN))
        .add_columns(AgencyRow.name.label("agency"), PlanRow.number.label("plan"), PlanRow.issued_on, *_PLACE)
        .join(AssignmentRow, AssignmentRow.id == duty.c.id)
        .where(_in_period(duty, scope), duty.c.standing.in_([group.value for group in groups]))
        .order_by(order, duty.c.due, PlanRow.issued_on, PlanRow.id, TaskRow.position, duty.c.id)
        .execution_options(yield_per=_FETCHED)
    )
    # Whoever stops reading half-way must not leave a cursor open in the server.
    with session.execute(query) as rows:
        for row in rows:
            yield _listed(row, scope)


def read_task_card(session: Session, scope: Scope) -> ReportCard:
    """Count tasks instead of what each agency owes of them: a task stands where the worst of its duties stands.

    Under an agency it counts by that agency's duties; `closed` and `carried_over` stay 0.
    """
    duty = _duties(session, scope.as_of)
    query = (
        _joined(duty, scope)
        .add_columns(AgencyRow.code, AgencyRow.name.label("agency"), TaskRow.id, TaskRow.plan_id)
        .add_columns(PlanRow.number.label("plan"), PlanRow.issued_on, duty.c.standing, *_PLACE)
        .where(_in_period(duty, scope), duty.c.standing.is_not(None))
        .order_by(PlanRow.issued_on.desc(), PlanRow.id, TaskRow.position)
    )
    agencies: dict[tuple[CardHeading, int], Group] = {}
    plans: dict[tuple[CardHeading, int], Group] = {}
    sections: dict[tuple[CardHeading, int], Group] = {}
    for row in session.execute(query):
        group, name = Group(row.standing), _section_name(row)
        plan = CardHeading(str(row.plan_id), f"{row.plan} ngày {short_date(row.issued_on)}")
        section = CardHeading(f"{row.plan_id}: {name}", f"{row.plan}, {name}")
        for found, heading in ((agencies, CardHeading(row.code, row.agency)), (plans, plan), (sections, section)):
            found[heading, row.id] = worse(found.get((heading, row.id), group), group)
    return card_of(scope, agencies=_each_once(agencies), plans=_each_once(plans), sections=_each_once(sections))


def due_years(session: Session) -> range:
    """Return the years from the first to the last in which anything is due; empty where nothing is."""
    first, last = session.execute(select(func.min(AssignmentRow.due), func.max(AssignmentRow.due))).one()
    return range(first.year, last.year + 1) if first is not None and last is not None else range(0)


def _each_once(found: Mapping[tuple[CardHeading, int], Group]) -> list[Count]:
    return [Count(heading, group, 1) for (heading, _), group in found.items()]


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
    return (
        select()
        .select_from(duty)
        .join(OccurrenceRow, OccurrenceRow.id == duty.c.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .join(AgencyRow, AgencyRow.id == duty.c.agency_id)
        .where(_of_plan(scope), AgencyRow.code.in_(scope.agencies) if scope.agencies else true())
    )


def _of_plan(scope: Scope) -> ColumnElement[bool]:
    return and_(
        PlanRow.number == scope.plan if scope.plan else true(),
        PlanRow.year == scope.year if scope.year else true(),
        PlanRow.id.in_(scope.plans) if scope.plans else true(),
    )


def _require_plan(session: Session, scope: Scope) -> None:
    if scope.plan and session.scalar(select(PlanRow.id).where(_of_plan(scope)).limit(1)) is None:
        raise UnknownPlan(
            given=scope.plan if scope.year is None else f"{scope.plan} năm {scope.year}",
            place="Văn bản",
            reason="chưa được nhập",
            remedy="Nhập văn bản trước.",
            look=WhereToLook.IMPORT,
        )


def _figures(session: Session, scope: Scope) -> Sequence[_Figure]:
    """All the counts of the card, by the ids of agencies and tasks: the duties are judged once, and counted by both."""
    duty = _duties(session, scope.as_of)
    within = _in_period(duty, scope)
    columns = (duty.c.agency_id, OccurrenceRow.task_id, duty.c.state, duty.c.standing, duty.c.due)
    everything = select().select_from(duty).join(OccurrenceRow, OccurrenceRow.id == duty.c.occurrence_id)
    chosen = _joined(duty, scope) if scope.is_narrow else everything
    counted = chosen.add_columns(*columns, within.label("within")).cte("scoped").prefix_with("MATERIALIZED")
    inside = and_(counted.c.within, counted.c.standing.is_not(None))
    before = counted.c.due < scope.first if scope.first else false()
    query = union_all(
        _counting(_AGENCY, counted.c.agency_id, counted.c.standing).where(inside),
        _counting(_TASK, counted.c.task_id, counted.c.standing).where(inside),
        _counting(_CLOSED, null(), null()).where(counted.c.within, counted.c.state.in_(CLOSED_UNDONE)),
        _counting(_CARRIED, null(), null()).where(counted.c.standing == Group.UNDONE_OVERDUE.value, before),
    )
    return [_Figure(*row) for row in session.execute(query)]


def _counting(part: str, id_column: ColumnElement[Any], standing: ColumnElement[Any]) -> Select[str, Any, Any, int]:
    query = select(literal(part, String), cast(id_column, Integer), cast(standing, String), func.count())
    return query.group_by(id_column, standing) if part in {_AGENCY, _TASK} else query


def _by_agency(session: Session, figures: Iterable[_Figure]) -> list[Count]:
    names = {
        row.id: CardHeading(row.code, row.name)
        for row in session.execute(select(AgencyRow.id, AgencyRow.code, AgencyRow.name))
    }
    return [Count(names[f.id], Group(f.standing), f.duties) for f in figures if f.part == _AGENCY]


def _by_plan_and_section(session: Session, scope: Scope, figures: Iterable[_Figure]) -> tuple[list[Count], list[Count]]:
    """The tasks' figures under the headings of their plan and section; plans newest first, sections in their order."""
    of_task: defaultdict[int, list[_Figure]] = defaultdict(list)
    for figure in figures:
        if figure.part == _TASK:
            of_task[figure.id].append(figure)
    query = (
        select(TaskRow.id, TaskRow.plan_id, PlanRow.number, PlanRow.issued_on, *_PLACE)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(_of_plan(scope))
        .order_by(PlanRow.issued_on.desc(), PlanRow.id, TaskRow.position)
    )
    plans, sections = [], []
    for row in session.execute(query):
        plan = CardHeading(str(row.plan_id), f"{row.number} ngày {short_date(row.issued_on)}")
        name = _section_name(row)
        section = CardHeading(f"{row.plan_id}: {name}", f"{row.number}, {name}")
        for figure in of_task.get(row.id, ()):
            plans.append(Count(plan, Group(figure.standing), figure.duties))
            sections.append(Count(section, Group(figure.standing), figure.duties))
    return plans, sections


def _section_name(row: Row[*tuple[Any, ...]]) -> str:
    """Where in its plan a task stands, as in "Phụ lục I, mục II. Hạ tầng số"."""
    if row.origin is Origin.BODY:
        return "nội dung văn bản"
    section = f"mục {row.section_number}" if row.section_number else ""
    titled = ". ".join(part for part in (section, row.section_title) if part)
    appendix = f"Phụ lục {row.appendix}" if row.appendix else ""
    return ", ".join(part for part in (appendix, titled) if part) or "bảng nhiệm vụ"


def _listed(row: Row[*tuple[Any, ...]], scope: Scope) -> ListedDuty:
    group = Group(row.standing)
    return ListedDuty(
        id=row.id,
        agency=row.agency,
        plan=f"{row.plan} ngày {short_date(row.issued_on)}",
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
        cells=tuple(getattr(row, column) for column in _SHOWN),
    )
