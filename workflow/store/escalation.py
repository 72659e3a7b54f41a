"""Queueing the notices that the ladder demands: one insert-select for each window and audience.

Nothing is read row by row: the ladder says which `act_by` days are due for which step, and the database joins the
people. The unique key makes a second run queue nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from workflow.ladder import Audience, Channel, Ladders, Window, windows
from workflow.lifecycle import State
from workflow.store.insert import insert_into
from workflow.store.sweep import last_run, remember_run
from workflow.store.tables import (
    AgencyRow,
    AssignmentRow,
    ContactRole,
    ContactRow,
    NoticeRow,
    NoticeState,
    OccurrenceRow,
    PlanRow,
    TaskAgencyRow,
    TaskRole,
    TaskTableRow,
)
from workflow.working_days import WorkingDays

JOB = "ladder"
AgencyColumn = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
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


def queue_notices(
    session: Session, ladders: Ladders, *, moment: Moment, working_days: WorkingDays, leadership: str | None = None
) -> int:
    """Queue what the ladders demand since the last run and return how many notices are new.

    A duty that got its date since the last run is looked at whatever its age. `leadership` is the code of the agency
    whose heads lead the province.
    """
    after = last_run(session, JOB)
    queued = 0
    for plan_id, number in session.execute(select(PlanRow.id, PlanRow.number)).all():
        ladder = ladders.of_plan(number)
        for window in windows(ladder, after=after, today=moment.today, working_days=working_days):
            queued += _queue(session, plan_id, window, moment, leadership, since=None)
        if after is not None:
            for window in windows(ladder, after=None, today=moment.today, working_days=working_days):
                queued += _queue(session, plan_id, window, moment, leadership, since=after)
    remember_run(session, JOB, moment.today)
    return queued


def _queue(
    session: Session, plan_id: int, window: Window, moment: Moment, leadership: str | None, since: date | None
) -> int:
    duties = [AssignmentRow.act_by <= window.last, PlanRow.id == plan_id, _warranted(window)]
    if window.first is not None:
        duties.append(AssignmentRow.act_by >= window.first)
    if since is not None:
        duties.append(AssignmentRow.scheduled_on >= since)
    queued = 0
    for people in _people(window, leadership):
        for channel in window.step.channels:
            queued += _insert(session, people.where(*duties, ContactRow.channel == channel), window, channel, moment)
    return queued


def _warranted(window: Window) -> ColumnElement[bool]:
    states = [state for state in State if window.step.warranted_in(state)]
    return AssignmentRow.state.in_(states)


def _people(window: Window, leadership: str | None) -> Sequence[Select[int]]:
    """The joins from a duty to the contacts of a step's audience, as selects over the assignment's id."""
    audience = window.step.audience
    if audience is Audience.LEAD:
        own = _duties().join(ContactRow, _contact_of(AssignmentRow.agency_id, ContactRole.STAFF))
        stand_in = _duties().join(ContactRow, _contact_of(PlanRow.coordinator_id, ContactRole.STAFF))
        # An agency that nobody can be reached at is the coordinator's to know about.
        return (own, stand_in.where(~_has_contact(ContactRole.STAFF)))
    if audience is Audience.HEAD:
        return (_duties().join(ContactRow, _contact_of(AssignmentRow.agency_id, ContactRole.HEAD)),)
    if audience is Audience.COORDINATOR:
        return (_duties().join(ContactRow, _contact_of(PlanRow.coordinator_id, ContactRole.STAFF)),)
    if audience is Audience.COOPERATING:
        return (_cooperating(),)
    if audience is Audience.LEADERSHIP and leadership is not None:
        agency = select(AgencyRow.id).where(AgencyRow.code == leadership).scalar_subquery()
        return (_duties().join(ContactRow, and_(ContactRow.agency_id == agency, ContactRow.role == ContactRole.HEAD)),)
    return ()


def _duties() -> Select[int]:
    return (
        select(AssignmentRow.id)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskTableRow, TaskTableRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskTableRow.plan_id)
    )


def _cooperating() -> Select[int]:
    """Agencies that a task names by themselves; "các sở, ngành liên quan" are not written to one by one."""
    return (
        _duties()
        .join(
            TaskAgencyRow,
            and_(TaskAgencyRow.task_id == TaskTableRow.id, TaskAgencyRow.role == TaskRole.COOPERATING),
        )
        .join(AgencyRow, and_(AgencyRow.id == TaskAgencyRow.agency_id, ~AgencyRow.is_group))
        .join(ContactRow, and_(ContactRow.agency_id == AgencyRow.id, ContactRow.role == ContactRole.STAFF))
    )


def _contact_of(agency_id: AgencyColumn, role: ContactRole) -> ColumnElement[bool]:
    return and_(ContactRow.agency_id == agency_id, ContactRow.role == role)


def _has_contact(role: ContactRole) -> ColumnElement[bool]:
    known = aliased(ContactRow)
    return exists().where(known.agency_id == AssignmentRow.agency_id, known.role == role)


def _insert(session: Session, people: Select[int], window: Window, channel: Channel, moment: Moment) -> int:
    key = (
        cast(AssignmentRow.id, String)
        + literal(f":{window.occurrence}:")
        + cast(AssignmentRow.due, String)
        + literal(f":{channel}:")
        + ContactRow.address
    )
    chosen = people.with_only_columns(
        key,
        AssignmentRow.id,
        literal(window.step.id),
        AssignmentRow.due,
        literal(channel.value),
        ContactRow.address,
        ContactRow.name,
        ContactRow.agency_id,
        literal(NoticeState.QUEUED.value),
        literal(moment.now, NoticeRow.queued_at.type),
        literal(moment.now if window.step.urgent else moment.not_before, NoticeRow.not_before.type),
        literal(0),
        literal(""),
        literal(""),
    ).distinct()
    statement = insert_into(session.get_bind().dialect, NoticeRow).from_select(list(COLUMNS), chosen)
    fresh = statement.on_conflict_do_nothing(index_elements=["key"]).returning(NoticeRow.id)
    return len(session.scalars(fresh).all())
