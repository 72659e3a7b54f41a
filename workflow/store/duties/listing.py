"""The list of duties: one view makes the page, the count, the facets and the export, so they can't disagree.

What a view lets pass is said in two halves: `_base` is what only the database can tell (who sees it, what is looked
for), the facets are conditions here and cells in `workflow.views.counting`. Pages go by keys, never by offsets.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, extract, false, func, or_, select, true, tuple_
from sqlalchemy.orm import Session

from workflow.deadlines.values.resolution import Kind
from workflow.lifecycle import State
from workflow.nearness import NearnessKind, kind_of
from workflow.plan import PrintedRow, Shown, columns_shown
from workflow.store.duties.sighting import InSight, cooperates
from workflow.store.figures.as_of import duties_as_of, timeliness_as_of
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow, PlanRow, TaskRow
from workflow.timeliness import Timeliness
from workflow.views.counting import FacetCell, cell_values, wanted_values
from workflow.views.duty_line import DutyLine, DutyPage
from workflow.views.duty_list import (
    NEARNESS_SLUGS,
    PAGE_SIZE,
    STATE_SLUGS,
    DutyList,
    Facet,
    Sort,
)
from workflow.views.folding import fold

_KINDS = {slug: kind for kind, slug in NEARNESS_SLUGS.items()}
_STATES = {slug: state for state, slug in STATE_SLUGS.items()}
# How many rows an export reads at a time.
_BATCH = 2_000
# Up to how many tasks that a search finds are named one by one.
_FEW = 1_000
_LONGEST_NUMBER = 10
_QUOTES = ' "“”'
_SHOWN = tuple(column.key for column in columns_shown(Shown.LIST))


@dataclass(frozen=True)
class _Duty:
    """Where a view reads duties: the rows as they are, or as they stood at the end of its day."""

    source: Any
    c: Any
    timeliness: Any
    extensions: Any
    progress: Any


def list_page(session: Session, view: DutyList, sight: InSight) -> DutyPage:
    """Return one page of a view, with the views before and behind it."""
    rows = _read(session, view, sight, PAGE_SIZE + 1)
    backwards = bool(view.before)
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    if backwards:
        rows = rows[::-1]
    behind = more if not backwards else True
    before = more if backwards else bool(view.after)
    first = max(1, view.first)
    return DutyPage(
        duties=tuple(rows),
        following=replace(view, after=_key(view.sort, rows[-1]), before="", first=first + PAGE_SIZE)
        if rows and behind
        else None,
        previous=replace(view, before=_key(view.sort, rows[0]), after="", first=max(1, first - PAGE_SIZE))
        if rows and before
        else None,
    )


def list_all(session: Session, view: DutyList, sight: InSight) -> Iterator[DutyLine]:
    """Give every duty of a view in its order, read in portions: what is exported."""
    view = view.whole
    while rows := _read(session, view, sight, _BATCH):
        yield from rows
        view = replace(view, after=_key(view.sort, rows[-1]))
        if len(rows) < _BATCH:
            return


def list_ids(session: Session, view: DutyList, sight: InSight) -> list[int]:
    """Return the numbers of a view's duties, lowest first: what a calendar of the view holds."""
    duty = _duty(session, view)
    return list(
        session.scalars(_base(session, view, sight, duty, duty.c.id).where(_facets(view, duty)).order_by(duty.c.id))
    )


def list_cells(session: Session, view: DutyList, sight: InSight) -> list[FacetCell]:
    """Return the cells of everything a view looks for, whatever is chosen of its facets."""
    duty = _duty(session, view)
    alike = (
        TaskRow.plan_id,
        duty.c.agency_id,
        duty.timeliness,
        duty.c.state,
        TaskRow.kind,
        extract("year", duty.c.due),
        extract("month", duty.c.due),
    )
    rows = session.execute(_base(session, view, sight, duty, *alike, func.count()).group_by(*alike)).all()
    codes = _codes(session)
    return [
        FacetCell(
            cell_values(
                kind_of(State(state), Timeliness(timeliness)),
                codes[agency_id],
                plan_id,
                State(state),
                kind.value,
                f"{int(year):04}-{int(month):02}" if year else "",
            ),
            number,
        )
        for plan_id, agency_id, timeliness, state, kind, year, month, number in rows
    ]


def _codes(session: Session) -> dict[int, str]:
    return dict(session.execute(select(AgencyRow.id, AgencyRow.code)).all())


def _duty(session: Session, view: DutyList) -> _Duty:
    if view.day is None:
        row = AssignmentRow
        return _Duty(row, row, row.timeliness, row.extensions, row.progress)
    past: Subquery = duties_as_of(session, view.day)
    return _Duty(past, past.c, timeliness_as_of(past, view.day), past.c.extensions, past.c.progress)


def _base(session: Session, view: DutyList, sight: InSight, duty: _Duty, *columns: Any) -> Select[*tuple[Any, ...]]:
    query = (
        select(*columns)
        .select_from(duty.source)
        .join(OccurrenceRow, OccurrenceRow.id == duty.c.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
    )
    if not sight.everything:
        query = query.where(
            or_(
                TaskRow.plan_id.in_(sight.plans) if sight.plans else false(),
                duty.c.agency_id.in_(sight.agencies) if sight.agencies else false(),
            )
        )
    if view.search:
        query = query.where(_found(session, view.search, duty))
    if codes := view.values(Facet.COOPERATING):
        query = query.where(cooperates(TaskRow.id, codes))
    if days := view.values(Facet.DAY):
        query = query.where(duty.c.due.in_([date.fromisoformat(day) for day in days]))
    return query


def _found(session: Session, search: str, duty: _Duty) -> ColumnElement[bool]:
    """What is looked for stands in the task's words as one phrase, or names its plan or the duty itself.

    The words are looked through once; few tasks that have them are then found by their numbers, in whatever order.
    """
    # Who puts the phrase between quotes, as elsewhere, means its words.
    phrase = fold(search.strip(_QUOTES))
    plans = [number for number, name in session.execute(select(PlanRow.id, PlanRow.number)) if phrase in fold(name)]
    in_words: ColumnElement[bool] = TaskRow.search.contains(phrase, autoescape=True)
    if plans:
        in_words = or_(in_words, TaskRow.plan_id.in_(plans))
    # Page, parts of its order and cells all ask the same within one session.
    known = session.info.setdefault("found", {})
    if (tasks := known.get(phrase)) is None:
        tasks = known[phrase] = session.scalars(select(TaskRow.id).where(in_words).limit(_FEW + 1)).all()
    condition = OccurrenceRow.task_id.in_(tasks) if len(tasks) <= _FEW else in_words
    named = phrase.isdecimal() and len(phrase) < _LONGEST_NUMBER
    return or_(condition, duty.c.id == int(phrase)) if named else condition


def _facets(view: DutyList, duty: _Duty) -> ColumnElement[bool]:
    """The facets of a view as conditions; `workflow.views.counting` says the same of cells."""
    states = [_STATES[slug] for slug in wanted_values(view, Facet.STATE)]
    conditions: list[ColumnElement[bool]] = [duty.c.state.in_(states)]
    if slugs := view.values(Facet.NEARNESS):
        conditions.append(or_(*(_near(_KINDS[slug], duty) for slug in slugs)))
    if codes := view.values(Facet.AGENCY):
        conditions.append(duty.c.agency_id.in_(select(AgencyRow.id).where(AgencyRow.code.in_(codes))))
    if plans := view.values(Facet.PLAN):
        conditions.append(TaskRow.plan_id.in_([int(plan) for plan in plans]))
    if kinds := view.values(Facet.KIND):
        conditions.append(TaskRow.kind.in_([Kind(kind) for kind in kinds]))
    if months := view.values(Facet.MONTH):
        conditions.append(or_(*(_in_month(month, duty) for month in months)))
    return and_(*conditions)


def _near(kind: NearnessKind, duty: _Duty) -> ColumnElement[bool]:
    if kind is NearnessKind.WAITING:
        waiting: ColumnElement[bool] = duty.c.state == State.WAITING
        return waiting
    near: ColumnElement[bool] = duty.timeliness == Timeliness(kind.value)
    return and_(near, duty.c.state != State.WAITING) if kind is NearnessKind.UNDATED else near


def _in_month(month: str, duty: _Duty) -> ColumnElement[bool]:
    first = date.fromisoformat(f"{month}-01")
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return and_(duty.c.due >= first, duty.c.due < following)


def _read(session: Session, view: DutyList, sight: InSight, limit: int) -> list[DutyLine]:
    """Read up to `limit` duties behind the view's key, or before it, then the nearest first."""
    duty = _duty(session, view)
    backwards = bool(view.before)
    key = _parsed(view.sort, view.before or view.after)
    parts = _parts(view.sort, duty)
    if backwards:
        parts = [replace(part, descending=not part.descending) for part in parts[::-1]]
    found: list[DutyLine] = []
    for part in parts:
        if key is not None and len(key) != len(part.columns):
            continue  # the key lies in a later part
        condition = true() if key is None else part.behind(key)
        key = None
        query = _base(session, view, sight, duty, *_columns(duty)).where(_facets(view, duty), part.where, condition)
        query = query.join(PlanRow, PlanRow.id == TaskRow.plan_id).join(AgencyRow, AgencyRow.id == duty.c.agency_id)
        found += map(_listed, session.execute(query.order_by(*part.order).limit(limit - len(found))))
        if len(found) >= limit:
            break
    return found


@dataclass(frozen=True)
class _Part:
    """A stretch of an order in which all keys are alike, so that an index can be walked."""

    where: ColumnElement[bool]
    columns: tuple[Any, ...]
    descending: bool = False

    @property
    def order(self) -> Sequence[Any]:
        return [column.desc() if self.descending else column for column in self.columns]

    def behind(self, key: tuple[Any, ...]) -> ColumnElement[bool]:
        here = tuple_(*self.columns)
        return here < key if self.descending else here > key


def _parts(sort: Sort, duty: _Duty) -> list[_Part]:
    every = true()
    undated = _Part(duty.c.due.is_(None), (duty.c.id,))
    match sort:
        case Sort.DUE:
            return [_Part(duty.c.due.is_not(None), (duty.c.due, duty.c.id)), undated]
        case Sort.DUE_LAST:
            return [_Part(duty.c.due.is_not(None), (duty.c.due, duty.c.id), descending=True), undated]
        case Sort.AGENCY:
            return [_Part(every, (AgencyRow.code, duty.c.id))]
        case Sort.NUMBER:
            return [_Part(every, (duty.c.id,))]
        case Sort.NEWEST:
            return [_Part(every, (duty.c.id,), descending=True)]


def _key(sort: Sort, duty: DutyLine) -> str:
    if sort in {Sort.DUE, Sort.DUE_LAST}:
        return f"{duty.due.isoformat()}.{duty.id}" if duty.due else str(duty.id)
    return f"{duty.agency}.{duty.id}" if sort is Sort.AGENCY else str(duty.id)


def _parsed(sort: Sort, key: str) -> tuple[Any, ...] | None:
    """Read a key back; one that can't be meant is none."""
    head, dot, number = key.rpartition(".")
    if not number.isdecimal() or len(number) > 15:
        return None
    if sort is Sort.AGENCY:
        return (head, int(number)) if dot else None
    if not dot:
        return (int(number),)
    try:
        return (date.fromisoformat(head), int(number)) if sort in {Sort.DUE, Sort.DUE_LAST} else None
    except ValueError:
        return None


def _columns(duty: _Duty) -> tuple[Any, ...]:
    return (
        duty.c.id,
        duty.c.state,
        duty.timeliness.label("timeliness"),
        duty.c.due,
        duty.c.reported_on,
        duty.extensions.label("extensions"),
        duty.progress.label("progress"),
        TaskRow.appendix,
        TaskRow.section_number,
        TaskRow.number,
        TaskRow.title,
        TaskRow.product,
        TaskRow.expression,
        TaskRow.cooperating,
        TaskRow.corrections,
        TaskRow.plan_id,
        PlanRow.number.label("plan"),
        AgencyRow.code,
        AgencyRow.name,
        *(getattr(TaskRow, key) for key in _SHOWN),
    )


def _listed(row: Any) -> DutyLine:
    place = PrintedRow(appendix=row.appendix, section_number=row.section_number, number=row.number).place
    corrections = row.corrections or {}
    return DutyLine(
        id=row.id,
        title=corrections.get("title", row.title),
        product=corrections.get("product", row.product),
        expression=row.expression,
        place=place,
        plan=row.plan,
        plan_id=row.plan_id,
        agency=row.code,
        agency_name=row.name,
        cooperating=corrections.get("cooperating", row.cooperating),
        state=State(row.state),
        timeliness=Timeliness(row.timeliness),
        due=row.due,
        reported_on=row.reported_on,
        extensions=row.extensions or 0,
        progress=row.progress or 0,
        shown=tuple(corrections.get(key, getattr(row, key)) for key in _SHOWN),
    )
