"""Queueing the notices that the ladder demands: one insert-select for each window and way to its audience.

Nothing is read row by row and nothing plan by plan: the ladder says which `act_by` days are due for which step, an
index finds those duties, and the database joins the people. The unique key makes a second run queue nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, String, and_, cast, delete, exists, literal, select, true
from sqlalchemy.orm import Session, aliased

from workflow.ladder import Audience, Ladder, Ladders, Window, windows
from workflow.lifecycle import State
from workflow.store.insert import insert_into
from workflow.store.sweep import last_run, remember_run
from workflow.store.tables import (
    AgencyRow,
    AssignmentRow,
    ContactRole,
    ContactRow,
    DailyRunRow,
    NoticeRow,
    NoticeState,
    OccurrenceRow,
    PlanRow,
    TaskAgencyRow,
    TaskRole,
    TaskTableRow,
)
from workflow.store.turns import Job, take_turn
from workflow.working_days import WorkingDays

JOB = Job.LADDER
# A wish of the auditor, kept beside the days of the jobs.
ANEW = "ladder anew"
# An import that runs over midnight dates its duties with the day it began on.
LOOK_BACK = timedelta(days=1)
COLUMNS = (
    "key",
    "assignment_id",
    "step",
    "due",
    "channel",
    "recipient",
    "recipient_name",
    "agency_id",
    "state",
    "urgent",
    "queued_at",
    "not_before",
    "attempts",
    "message_id",
    "outcome",
)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When notices are queued, and before when only urgent ones may be sent (the end of quiet hours). Aware."""

    today: date
    now: datetime
    not_before: datetime


@dataclass(frozen=True)
class Scope:
    """A ladder and the duties it holds for: those of some plans, or of all plans without a ladder of their own."""

    ladder: Ladder
    duties: ColumnElement[bool]


def queue_notices(
    session: Session, ladders: Ladders, *, moment: Moment, working_days: WorkingDays, leadership: str | None = None
) -> int:
    """Queue what the ladders demand since the last run and return how many notices are new.

    A duty that got its date since the last run is looked at whatever its age, and once the auditor has found notices
    missing (`look_at_overdue`), so is every overdue one. `leadership` is the code of the agency
    whose heads lead the province.
    """
    take_turn(session, JOB)
    after = last_run(session, JOB)
    passes: list[tuple[date | None, ColumnElement[bool]]] = [(after, true())]
    if after is not None and _scheduled_since(session, after - LOOK_BACK):
        passes.append((None, AssignmentRow.scheduled_on >= after - LOOK_BACK))
    if session.execute(delete(DailyRunRow).where(DailyRunRow.job == ANEW).returning(DailyRunRow.job)).all():
        passes.append((None, of_overdue(moment.today)))
    queued = 0
    for scope in scopes(session, ladders):
        for since, duties in passes:
            for window in windows(scope.ladder, after=since, today=moment.today, working_days=working_days):
                ways = ways_to_people(window, scope.duties, duties, leadership=leadership)
                queued += sum(_insert(session, people, window, moment) for people in ways)
    remember_run(session, JOB, moment.today)
    return queued


def look_at_overdue(session: Session, today: date) -> None:
    """Let the next run look at every overdue duty anew: what is missing is queued then, nothing twice."""
    remember_run(session, ANEW, today)


def _scheduled_since(session: Session, day: date) -> bool:
    return bool(session.scalar(select(exists().where(AssignmentRow.scheduled_on >= day))))


def scopes(session: Session, ladders: Ladders) -> Iterator[Scope]:
    """Every ladder with its duties; the common one names no plan at all when no plan has its own."""
    own = session.execute(select(PlanRow.id, PlanRow.number).where(PlanRow.number.in_(ladders.by_plan))).all()
    for number, ladder in ladders.by_plan.items():
        if ids := [plan_id for plan_id, named in own if named == number]:
            yield Scope(ladder, _plan_of_duty().in_(ids))
    yield Scope(ladders.common, _plan_of_duty().not_in([plan_id for plan_id, _ in own]) if own else true())


def _plan_of_duty() -> ColumnElement[int]:
    return (
        select(TaskTableRow.plan_id)
        .join(OccurrenceRow, OccurrenceRow.task_id == TaskTableRow.id)
        .where(OccurrenceRow.id == AssignmentRow.occurrence_id)
        .scalar_subquery()
    )


def of_overdue(day: date) -> ColumnElement[bool]:
    """The duties overdue on a day that had their dates before it: those the ladder has been asked about."""
    return and_(AssignmentRow.due < day, AssignmentRow.scheduled_on < day)


def ways_to_people(window: Window, *conditions: ColumnElement[bool], leadership: str | None) -> Sequence[Select[int]]:
    """The ways from the duties in a window, under these conditions, to the contacts of its step's audience."""
    return _people(_found(window, *conditions), window, leadership)


def _found(window: Window, *conditions: ColumnElement[bool]) -> CTE:
    """The duties in a window, found once by the index on `act_by` before anybody is joined to them."""
    states = [state for state in State if window.step.warranted_in(state)]
    query = select(AssignmentRow.id, AssignmentRow.agency_id, AssignmentRow.occurrence_id, AssignmentRow.due).where(
        AssignmentRow.act_by <= window.last, AssignmentRow.state.in_(states), *conditions
    )
    if window.first is not None:
        query = query.where(AssignmentRow.act_by >= window.first)
    return query.cte("found").prefix_with("MATERIALIZED")


def _people(found: CTE, window: Window, leadership: str | None) -> Sequence[Select[int]]:
    """The ways from a duty to the contacts of a step's audience."""
    audience = window.step.audience
    if audience is Audience.LEAD:
        # An agency that nobody can be reached at is the coordinator's to know about.
        return (_of_agency(found, ContactRole.STAFF), _of_coordinator(found).where(~_has_staff(found)))
    if audience is Audience.HEAD:
        return (_of_agency(found, ContactRole.HEAD),)
    if audience is Audience.COORDINATOR:
        return (_of_coordinator(found),)
    if audience is Audience.COOPERATING:
        return (_of_cooperating(found),)
    if audience is Audience.LEADERSHIP and leadership is not None:
        leading = select(AgencyRow.id).where(AgencyRow.code == leadership).scalar_subquery()
        return (select(found.c.id).join(ContactRow, _contact_of(leading, ContactRole.HEAD)),)
    return ()


def _of_agency(found: CTE, role: ContactRole) -> Select[int]:
    return select(found.c.id).join(ContactRow, _contact_of(found.c.agency_id, role))


def _of_coordinator(found: CTE) -> Select[int]:
    return (
        select(found.c.id)
        .join(OccurrenceRow, OccurrenceRow.id == found.c.occurrence_id)
        .join(TaskTableRow, TaskTableRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskTableRow.plan_id)
        .join(ContactRow, _contact_of(PlanRow.coordinator_id, ContactRole.STAFF))
    )


def _of_cooperating(found: CTE) -> Select[int]:
    """Agencies that a task names by themselves; "các sở, ngành liên quan" are not written to one by one."""
    named = and_(TaskAgencyRow.task_id == OccurrenceRow.task_id, TaskAgencyRow.role == TaskRole.COOPERATING)
    return (
        select(found.c.id)
        .join(OccurrenceRow, OccurrenceRow.id == found.c.occurrence_id)
        .join(TaskAgencyRow, named)
        .join(AgencyRow, and_(AgencyRow.id == TaskAgencyRow.agency_id, ~AgencyRow.is_group))
        .join(ContactRow, _contact_of(AgencyRow.id, ContactRole.STAFF))
    )


def _contact_of(agency_id: Any, role: ContactRole) -> ColumnElement[bool]:
    return and_(ContactRow.agency_id == agency_id, ContactRow.role == role)


def _has_staff(found: CTE) -> ColumnElement[bool]:
    known = aliased(ContactRow)
    return exists().where(known.agency_id == found.c.agency_id, known.role == ContactRole.STAFF)


def demanded(people: Select[int], window: Window) -> Select[*tuple[Any, ...]]:
    """What a notice says by itself, for each duty and contact: columns of `notice`, its unique key first."""
    found = people.selected_columns[0].table
    key = (
        cast(found.c.id, String)
        + literal(f":{window.occurrence}:")
        + cast(found.c.due, String)
        + literal(":")
        + ContactRow.channel
        + literal(":")
        + ContactRow.address
    )
    chosen = people.where(ContactRow.channel.in_([channel.value for channel in window.step.channels]))
    return chosen.with_only_columns(
        key.label("key"),
        found.c.id.label("assignment_id"),
        literal(window.step.id).label("step"),
        found.c.due.label("due"),
        ContactRow.channel.label("channel"),
        ContactRow.address.label("recipient"),
        ContactRow.name.label("recipient_name"),
        ContactRow.agency_id.label("agency_id"),
    )


def _insert(session: Session, people: Select[int], window: Window, moment: Moment) -> int:
    rows = demanded(people, window).add_columns(
        literal(NoticeState.QUEUED.value),
        literal(window.step.urgent),
        literal(moment.now, NoticeRow.queued_at.type),
        literal(moment.now if window.step.urgent else moment.not_before, NoticeRow.not_before.type),
        literal(0),
        literal(""),
        literal(""),
    )
    statement = insert_into(session.get_bind().dialect, NoticeRow).from_select(list(COLUMNS), rows)
    fresh = statement.on_conflict_do_nothing(index_elements=["key"]).returning(NoticeRow.id)
    return sum(1 for _ in session.scalars(fresh))
