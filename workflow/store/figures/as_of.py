"""Duties as they stood at the end of a past day, read back from the log; today they are what the rows say.

Each line tells what its change set (`workflow.log.history`), so the last line up to a day that tells a fact says how it
was. This is `replay` for all duties at once, in SQL, of the facts that reports need. A duty to which nothing has
happened since needs no look at its lines: its row is what they say. So the cost follows what changed since the day.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from workflow.lifecycle import State
from workflow.log.actions import LogAction
from workflow.store.tables import AgencyRow, AssignmentRow, EventRow
from workflow.store.tables.base import by_value
from workflow.timeliness import CLOSED_UNDONE, Timeliness


def duties_as_of(session: Session, day: date) -> Subquery:
    """Return the duties given out by then as they were.

    Columns: `id`, `occurrence_id`, `agency_id`, `state`, `due`, `soon_on`, `reported_on`, `extensions`, `progress` and
    `result`.
    """
    ended = end_of(day)
    changed = _changed_since(ended)
    untouched = _present().join(changed, changed.c.assignment_id == AssignmentRow.id, isouter=True)
    touched = _read_back(session, ended).join(changed, changed.c.assignment_id == AssignmentRow.id)
    return union_all(untouched.where(changed.c.assignment_id.is_(None)), touched).subquery("duty")


def timeliness_as_of(duty: Subquery, day: date) -> ColumnElement[str]:
    """Return where such duties stood on their day: `workflow.timeliness.timeliness` said in SQL."""
    due, state, reported = duty.c.due, duty.c.state, duty.c.reported_on
    stopped = and_(state == State.REPORTED, reported.is_not(None), reported < day)
    clock = case((stopped, reported), else_=literal(day, Date))
    undated = or_(due.is_(None), duty.c.soon_on.is_(None), state.in_([State.WAITING, *CLOSED_UNDONE]))
    late = func.coalesce(reported, literal(day, Date)) > due
    stands = case(
        (undated, Timeliness.UNDATED.value),
        (and_(state == State.COMPLETED, late), Timeliness.DONE_LATE.value),
        (state == State.COMPLETED, Timeliness.DONE_ON_TIME.value),
        (clock > due, Timeliness.OVERDUE.value),
        (clock == due, Timeliness.DUE_TODAY.value),
        (clock >= duty.c.soon_on, Timeliness.DUE_SOON.value),
        else_=Timeliness.AHEAD.value,
    )

    return type_coerce(stands, by_value(Timeliness))


def end_of(day: date) -> datetime:
    """Return the first moment after a day in Vietnam."""
    return datetime.combine(day + timedelta(days=1), time.min, VIETNAM)


def _changed_since(ended: datetime) -> Subquery:
    """The duties that something was done to since: a sweep only writes down what the calendar does."""
    return (
        select(EventRow.assignment_id)
        .where(EventRow.at >= ended, EventRow.action != LogAction.SWEEP.value, EventRow.assignment_id.is_not(None))
        .distinct()
        .subquery("changed")
    )


def _present() -> Select[*tuple[Any, ...]]:
    return select(
        AssignmentRow.id,
        AssignmentRow.occurrence_id,
        AssignmentRow.agency_id,
        AssignmentRow.state,
        AssignmentRow.due,
        AssignmentRow.soon_on,
        AssignmentRow.reported_on,
        AssignmentRow.extensions,
        AssignmentRow.progress,
        AssignmentRow.result,
    )


def _read_back(session: Session, ended: datetime) -> Select[*tuple[Any, ...]]:
    state = _newest(EventRow.after, EventRow.after.in_([state.value for state in State]), ended)
    agency = _fact(session, "agency", ended)
    return select(
        AssignmentRow.id,
        AssignmentRow.occurrence_id,
        select(AgencyRow.id).where(AgencyRow.code == agency).correlate(AssignmentRow).label("agency_id"),
        type_coerce(state, by_value(State)).label("state"),
        _day(session, "due", ended).label("due"),
        _day(session, "soon_on", ended).label("soon_on"),
        _day(session, "reported_on", ended).label("reported_on"),
        _number(session, "extensions", ended).label("extensions"),
        _number(session, "progress", ended).label("progress"),
        func.coalesce(_fact(session, "result", ended), "").label("result"),
    ).where(state.is_not(None))


def _newest(value: SQLColumnExpression[str], telling: ColumnElement[bool], ended: datetime) -> ColumnElement[str]:
    """What the last line of the duty that tells something said before a moment."""
    return (
        select(value)
        .where(EventRow.assignment_id == AssignmentRow.id, EventRow.at < ended, telling)
        .order_by(EventRow.id.desc())
        .limit(1)
        .correlate(AssignmentRow)
        .scalar_subquery()
    )


def _fact(session: Session, name: str, ended: datetime) -> ColumnElement[str]:
    """A fact of the duty by the last line that tells it, be it none."""
    if _is_postgresql(session):
        tells = EventRow.details[name].is_not(None)
    else:
        # To SQLite's `->` a missing key and a null are the same.
        tells = func.json_type(EventRow.details, f'$."{name}"').is_not(None)
    return _newest(EventRow.details[name].as_string(), tells, ended)


def _day(session: Session, name: str, ended: datetime) -> ColumnElement[date]:
    text = _fact(session, name, ended)
    # SQLite stores days as text, and a cast would make a number of it.
    return cast(text, Date) if _is_postgresql(session) else type_coerce(text, Date)


def _number(session: Session, name: str, ended: datetime) -> ColumnElement[int]:
    return func.coalesce(cast(_fact(session, name, ended), Integer), 0)


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
