"""Whom the house writes to by itself: agencies before a report day, coordinators every week."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from workflow.deadlines.values.resolution import Context, Kind
from workflow.lifecycle import OPEN, State
from workflow.notices.ladder import UNDONE
from workflow.registry.registration import next_report_day
from workflow.store.plans.next_occurrences import context_of, in_force
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow, PlanRow, TaskRow
from workflow.working_days import WorkingDays

# Whoever owes a report or must act; a reported duty waits for somebody else.
_WEEK = timedelta(days=6)
OWING = frozenset({State.ASSIGNED, State.IN_PROGRESS, State.REFUSED})


@dataclass(frozen=True, kw_only=True)
class CyclePlan:
    """A plan, with the report cycle that it prints, as in "trước ngày 25 hằng tháng"; "" when it prints none."""

    id: int
    number: str
    issued_on: date
    title: str
    report_cycle: str
    coordinator_id: int | None
    last_year: int
    context: Context

    def next_report(self, working_days: WorkingDays, *, start: date) -> date | None:
        """Return the first report day on or after a day, None when the cycle has none any more."""
        return next_report_day(self.report_cycle, self.context, working_days, start=start)


@dataclass(frozen=True, kw_only=True)
class PlanSubject:
    """A plan as its notices speak of it now: whether it is in force, how much each agency owes, which duties press.

    `undone` are all that are open of one whose years are over, `duties` the open ones of each agency of a new one,
    `continuous` those of them that go on without an end.
    """

    plan: CyclePlan
    in_force: bool
    owed: Mapping[int, int]
    pressing: Sequence[int]
    undone: Sequence[int] = ()
    duties: Mapping[int, Sequence[int]] = field(default_factory=dict)
    continuous: frozenset[int] = frozenset()


def cycle_plans(session: Session, *, today: date) -> list[CyclePlan]:
    """Return the plans in force with a report cycle."""
    query = select(PlanRow).where(in_force(today), PlanRow.report_cycle != "", PlanRow.announced_at.is_not(None))
    return [_cycle_plan(plan) for plan in session.scalars(query.order_by(PlanRow.id))]


def plan_subjects(
    session: Session, ids: Collection[int], *, until: date, new: Collection[int] = ()
) -> dict[int, PlanSubject]:
    """Return plans by number as their notices speak of them; pressing is what falls due up to a day, that included.

    Of the `new` ones every open duty is told.
    """
    if not ids:
        return {}
    plans = session.scalars(select(PlanRow).where(PlanRow.id.in_(ids)))
    return {
        plan.id: PlanSubject(
            plan=_cycle_plan(plan),
            in_force=plan.superseded_by_id is None and plan.closed_on is None,
            owed=_owed_now(session, plan.id, until),
            pressing=pressing(session, plan.id, until=until),
            undone=_undone(session, plan.id) if plan.last_year < until.year else (),
            **(_open_duties(session, plan.id) if plan.id in new else {}),
        )
        for plan in plans
    }


def _open_duties(session: Session, plan_id: int) -> dict[str, Any]:
    query = (
        _duties(AssignmentRow.id)
        .add_columns(AssignmentRow.agency_id, TaskRow.kind)
        .where(TaskRow.plan_id == plan_id, AssignmentRow.state.in_(OPEN))
        .order_by(AssignmentRow.id)
    )
    owned: dict[int, list[int]] = {}
    continuous = set()
    for number, agency, kind in session.execute(query):
        owned.setdefault(agency, []).append(number)
        if kind == Kind.CONTINUOUS:
            continuous.add(number)
    return {"duties": owned, "continuous": frozenset(continuous)}


def agencies_owing(session: Session, plan_id: int) -> set[int]:
    """Return the agencies that have something open under a plan that waits for no event."""
    open_there = _duties(AssignmentRow.agency_id).where(
        TaskRow.plan_id == plan_id, AssignmentRow.state.in_(OPEN - {State.WAITING})
    )
    return set(session.scalars(open_there.distinct()))


def _owed_now(session: Session, plan_id: int, until: date) -> dict[int, int]:
    """How many duties each agency still has to report on: of a task that comes back what is due by then, or the next.

    What was reported waits for somebody else.
    """
    next_due = func.min(AssignmentRow.due).over(partition_by=(AssignmentRow.agency_id, TaskRow.id))
    owed = (
        _duties(AssignmentRow.agency_id)
        .add_columns(AssignmentRow.due, next_due.label("next_due"))
        .where(TaskRow.plan_id == plan_id, AssignmentRow.state.in_(UNDONE))
        .subquery()
    )
    now = or_(owed.c.due.is_(None), owed.c.due <= until, owed.c.due == owed.c.next_due)
    counted = select(owed.c.agency_id, func.count()).where(now).group_by(owed.c.agency_id)
    return dict(session.execute(counted).all())


def coordinators(session: Session) -> list[tuple[int, int, str]]:
    """Return each plan in force that is coordinated: its number, the coordinator's, and the coordinator's name."""
    query = (
        select(PlanRow.id, AgencyRow.id, AgencyRow.name)
        .join(AgencyRow, AgencyRow.id == PlanRow.coordinator_id)
        .where(PlanRow.superseded_by_id.is_(None), PlanRow.closed_on.is_(None), PlanRow.announced_at.is_not(None))
        .order_by(AgencyRow.id, PlanRow.id)
    )
    return [(plan, agency, name) for plan, agency, name in session.execute(query)]


def waiting_decisions(session: Session, like: Collection[int]) -> dict[str, list[int]]:
    """Return what waits for a decision under the plans of some duties, by the plan's number, the oldest due day first.

    Whoever is told of one decision is told of all that are his: one list, whatever each is to be told of when.
    """
    if not like:
        return {}
    theirs = _duties(TaskRow.plan_id).where(AssignmentRow.id.in_(like))
    query = (
        _duties(AssignmentRow.id)
        .add_columns(PlanRow.number)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(TaskRow.plan_id.in_(theirs), _undecided())
        .order_by(AssignmentRow.due, AssignmentRow.id)
    )
    found: dict[str, list[int]] = {}
    for number, plan in session.execute(query):
        found.setdefault(plan, []).append(number)
    return found


def _undecided() -> ColumnElement[bool]:
    return or_(
        AssignmentRow.state.in_([State.REPORTED, State.REFUSED]),
        and_(AssignmentRow.state.in_(OPEN), AssignmentRow.wished_due.is_not(None)),
    )


def pressing(session: Session, plan_id: int, *, until: date) -> list[int]:
    """Return what presses under a plan: duties owed that are overdue or fall due up to a day, and what is undecided.

    `until` is a Sunday. Of a plan whose years are over only what is undecided presses: the rest was put to its
    coordinator when they ended.
    """
    runs = select(PlanRow.id).where(PlanRow.last_year >= (until - _WEEK).year)
    owed = and_(AssignmentRow.state.in_(OWING), AssignmentRow.due <= until, TaskRow.plan_id.in_(runs))
    query = _duties(AssignmentRow.id).where(TaskRow.plan_id == plan_id, or_(owed, _undecided()))
    return list(session.scalars(query.order_by(AssignmentRow.due, AssignmentRow.id)))


def _undone(session: Session, plan_id: int) -> list[int]:
    query = _duties(AssignmentRow.id).where(TaskRow.plan_id == plan_id, AssignmentRow.state.in_(OPEN))
    return list(session.scalars(query.order_by(AssignmentRow.due, AssignmentRow.id)))


def _cycle_plan(plan: PlanRow) -> CyclePlan:
    return CyclePlan(
        id=plan.id,
        number=plan.number,
        issued_on=plan.issued_on,
        title=plan.title,
        report_cycle=plan.report_cycle,
        coordinator_id=plan.coordinator_id,
        last_year=plan.last_year,
        context=context_of(plan),
    )


def _duties(column: InstrumentedAttribute[int]) -> Select[int]:
    return (
        select(column)
        .select_from(AssignmentRow)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
    )
