"""What the upkeep of an installation asks the database: whom nobody can reach, what waits for a person, what stuck."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import InstrumentedAttribute, Session

from workflow.lifecycle import OPEN
from workflow.store.duties.sweep import SWEEP_JOB, last_run
from workflow.store.duties.triggers import list_triggers
from workflow.store.notices.channels import channel_standings
from workflow.store.tables import (
    AgencyRow,
    AssignmentRow,
    ContactRole,
    ContactRow,
    EventRow,
    NoticeRow,
    NoticeState,
    OccurrenceRow,
    PlanRow,
    TaskRow,
)
from workflow.triggers import Trigger


@dataclass(frozen=True)
class Unreached:
    """An agency without an office address, and how many open duties hang on it."""

    name: str
    duties: int


@dataclass(frozen=True, kw_only=True)
class AgencyUse:
    """An agency that has open duties or contacts: how many of each, and how many of the contacts are its heads."""

    code: str
    name: str
    duties: int
    contacts: int
    heads: int


@dataclass(frozen=True, kw_only=True)
class Records:
    """What the database tells about the upkeep, all of one moment.

    `coordinators` and `leads` are agencies with open duties whom nobody can write to, those with most first;
    `unled` the numbers of plans in force without a coordinator; `awaited` the events that have not happened;
    `stopped` the channels that need an admin; `queued_since` from when on the longest waiting notice might have been
    sent; `last_due` the latest due day that is still owed. Moments are aware; None means that there is none.
    """

    coordinators: tuple[Unreached, ...] = ()
    leads: tuple[Unreached, ...] = ()
    unled: tuple[str, ...] = ()
    awaited: tuple[Trigger, ...] = ()
    to_review: int = 0
    dead: int = 0
    unknown: int = 0
    stopped: tuple[str, ...] = ()
    queued_since: datetime | None = None
    swept_on: date | None = None
    first_import: datetime | None = None
    last_line: datetime | None = None
    last_due: date | None = None


def records(session: Session) -> Records:
    """Gather what the upkeep wants to know."""
    return Records(
        coordinators=_unreached(session, PlanRow.coordinator_id),
        leads=_unreached(session, AssignmentRow.agency_id),
        unled=_unled(session),
        awaited=tuple(list_triggers(session, waiting_only=True)),
        to_review=session.scalar(select(func.count()).where(TaskRow.needs_review)) or 0,
        dead=_notices_in(session, NoticeState.DEAD),
        unknown=_notices_in(session, NoticeState.UNKNOWN),
        stopped=tuple(channel.name for channel in channel_standings(session) if channel.stopped),
        queued_since=session.scalar(select(func.min(NoticeRow.not_before)).where(_is(NoticeState.QUEUED))),
        swept_on=last_run(session, SWEEP_JOB),
        first_import=session.scalar(select(func.min(PlanRow.imported_at))),
        last_line=session.scalar(select(EventRow.at).order_by(EventRow.id.desc()).limit(1)),
        last_due=session.scalar(select(func.max(AssignmentRow.due)).where(AssignmentRow.state.in_(OPEN))),
    )


def swept_and_begun(session: Session) -> tuple[date | None, datetime | None]:
    """Return the last day that was swept, and the moment of the first import: all that the watchdog needs."""
    return last_run(session, SWEEP_JOB), session.scalar(select(func.min(PlanRow.imported_at)))


def agency_uses(session: Session) -> list[AgencyUse]:
    """Return every agency that is given work or written to, by its name."""
    duties = (
        select(func.count())
        .where(AssignmentRow.agency_id == AgencyRow.id, AssignmentRow.state.in_(OPEN))
        .scalar_subquery()
    )
    of_agency = select(func.count()).where(ContactRow.agency_id == AgencyRow.id)
    contacts, heads = (
        of_agency.scalar_subquery(),
        of_agency.where(ContactRow.role == ContactRole.HEAD).scalar_subquery(),
    )
    found = session.execute(select(AgencyRow.code, AgencyRow.name, duties, contacts, heads).order_by(AgencyRow.name))
    uses = (
        AgencyUse(code=code, name=name, duties=owed, contacts=people, heads=leading)
        for code, name, owed, people, leading in found
    )
    return [use for use in uses if use.duties or use.contacts]


def damage(session: Session) -> str:
    """Return what is broken in the database's file, "" when it is sound. PostgreSQL watches over itself."""
    if session.get_bind().dialect.name != "sqlite":
        return ""
    try:
        found: str = session.execute(text("PRAGMA quick_check(1)")).scalar_one()
    except DatabaseError as error:
        return str(error.orig)
    return "" if found == "ok" else found


def _unreached(
    session: Session, agency_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> tuple[Unreached, ...]:
    owing = func.count()
    query = (
        select(AgencyRow.name, owing)
        .select_from(AssignmentRow)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .join(AgencyRow, AgencyRow.id == agency_id)
        .where(AssignmentRow.state.in_(OPEN), ~_has_office())
        .group_by(AgencyRow.id, AgencyRow.name)
        .order_by(owing.desc(), AgencyRow.name)
    )
    return tuple(Unreached(name, duties) for name, duties in session.execute(query))


def _has_office() -> ColumnElement[bool]:
    return exists().where(ContactRow.agency_id == AgencyRow.id, ContactRow.role == ContactRole.STAFF)


def _unled(session: Session) -> tuple[str, ...]:
    query = select(PlanRow.number).where(PlanRow.coordinator_id.is_(None), PlanRow.superseded_by_id.is_(None))
    return tuple(session.scalars(query.order_by(PlanRow.issued_on, PlanRow.id)))


def _notices_in(session: Session, state: NoticeState) -> int:
    return session.scalar(select(func.count()).where(_is(state))) or 0


def _is(state: NoticeState) -> ColumnElement[bool]:
    return NoticeRow.state == state


def count_lasting_rows(session: Session) -> dict[str, int]:
    """Count the rows of the tables that never lose any: plans, tasks, assignments, lines of the log; by table."""
    kept = (PlanRow, TaskRow, AssignmentRow, EventRow)
    return {row.__tablename__: session.scalar(select(func.count()).select_from(row)) or 0 for row in kept}
