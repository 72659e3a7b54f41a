"""Of whose duties, and of which plan's decisions, nobody can be told: not even a back-up or the coordinator."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from workflow.lifecycle import OPEN
from workflow.store.tables import AgencyRow, AssignmentRow, ContactRole, ContactRow, OccurrenceRow, PlanRow, TaskRow

_TOLD = (ContactRole.STAFF, ContactRole.BACKUP)


@dataclass(frozen=True, kw_only=True)
class UnheardAgency:
    """An agency that nobody speaks for, and how many open duties it has."""

    code: str
    name: str
    duties: int


@dataclass(frozen=True, kw_only=True)
class UnheardPlan:
    """A plan in force whose decisions nobody hears of, and its coordinator's name, "" where it has none."""

    id: int
    number: str
    coordinator: str


def unheard_plans(session: Session, *, today: date) -> list[UnheardPlan]:
    """Return the released plans with open duties whose coordinator nobody can be told for today, by number."""
    open_duties = (
        select(TaskRow.plan_id)
        .join(OccurrenceRow, OccurrenceRow.task_id == TaskRow.id)
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .where(AssignmentRow.state.in_(OPEN))
    )
    query = (
        select(PlanRow.id, PlanRow.number, func.coalesce(AgencyRow.name, ""))
        .outerjoin(AgencyRow, AgencyRow.id == PlanRow.coordinator_id)
        .where(
            PlanRow.announced_at.is_not(None),
            PlanRow.superseded_by_id.is_(None),
            PlanRow.closed_on.is_(None),
            PlanRow.id.in_(open_duties),
            ~_heard(PlanRow.coordinator_id, today),
        )
        .order_by(PlanRow.number)
    )
    return [UnheardPlan(id=id_, number=number, coordinator=name) for id_, number, name in session.execute(query)]


def unheard_agencies(session: Session, *, today: date, plan_id: int | None = None) -> list[UnheardAgency]:
    """Return the agencies with open duties under released plans of which nobody can be told today, by code.

    `plan_id` is one plan alone, released or about to be.
    """
    query = (
        select(AgencyRow.code, AgencyRow.name, func.count())
        .select_from(AssignmentRow)
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(
            PlanRow.announced_at.is_not(None) if plan_id is None else PlanRow.id == plan_id,
            AssignmentRow.state.in_(OPEN),
            ~_heard(AssignmentRow.agency_id, today),
            ~_heard(PlanRow.coordinator_id, today),
        )
        .group_by(AgencyRow.code, AgencyRow.name)
        .order_by(AgencyRow.code)
    )
    return [UnheardAgency(code=code, name=name, duties=count) for code, name, count in session.execute(query)]


def _heard(
    agency_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None], today: date
) -> ColumnElement[bool]:
    person, stand_in = aliased(ContactRow), aliased(ContactRow)
    stood_in = exists().where(stand_in.id == person.stand_in_id, _is_there(stand_in, today))
    reached = or_(_is_there(person, today), stood_in)
    return exists().where(and_(person.agency_id == agency_id, person.role.in_(_TOLD), reached))


def _is_there(person: type[ContactRow], today: date) -> ColumnElement[bool]:
    return or_(person.away_from.is_(None), person.away_from > today, person.away_until < today)
