"""Duties as they stood at the end of a past day, read back from the log; today they are what the rows say.

Each line tells what its change set (`workflow.history`), so the last line up to a day that tells a fact says how it
was. This is `replay` for all duties at once, in SQL, of the facts that reports need.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    SQLColumnExpression,
    Subquery,
    cast,
    exists,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from config.clock import VIETNAM
from workflow.lifecycle import State
from workflow.store.tables import AgencyRow, AssignmentRow, EventRow
from workflow.store.tables.base import by_value


def duties_as_of(session: Session, day: date) -> Subquery:
    """Return `id`, `occurrence_id`, `agency_id`, `state`, `due` and `reported_on` of the duties given out by then."""
    ended = end_of(day)
    changed_since = select(exists().where(EventRow.at >= ended, EventRow.assignment_id.is_not(None)))
    query = _read_back(session, ended) if session.scalar(changed_since) else _present()
    return query.subquery("duty")


def end_of(day: date) -> datetime:
    """Return the first moment after a day in Vietnam."""
    return datetime.combine(day + timedelta(days=1), time.min, VIETNAM)


def _present() -> Select[*tuple[Any, ...]]:
    return select(
        AssignmentRow.id,
        AssignmentRow.occurrence_id,
        AssignmentRow.agency_id,
        AssignmentRow.state,
        AssignmentRow.due,
        AssignmentRow.reported_on,
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
        _day(session, "reported_on", ended).label("reported_on"),
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


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
