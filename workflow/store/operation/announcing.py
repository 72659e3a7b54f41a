"""Telling the agencies of a plan: until a person says so, its duties are held and nobody is written to about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from base.errors import DondocError
from workflow.by import By
from workflow.deadlines.values.resolution import Kind
from workflow.lifecycle import OPEN, WORKING, Event, Role, State, Transition
from workflow.log.actions import LogAction
from workflow.registry.past_days import PastDays
from workflow.store.duties.transitions import apply
from workflow.store.log.writing import LogEntry, record
from workflow.store.tables import AssignmentRow, OccurrenceRow, PlanRow, TaskRow

_TOO_LATE = "hạn đã qua trước khi đưa vào theo dõi"


class AlreadyAnnounced(DondocError):
    """The plan's agencies were told before."""


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What the agencies of a plan would be told: how many agencies, and their duties by what they wait for.

    `past` counts the dated duties whose day is before the day of asking.
    """

    plan_id: int
    number: str
    agencies: int
    dated: int
    waiting: int
    continuous: int
    past: int


@dataclass(frozen=True, kw_only=True)
class HeldPlan:
    """A plan whose agencies haven't been told yet."""

    id: int
    number: str
    imported_at: datetime


def held_plans(session: Session) -> list[HeldPlan]:
    """Return the plans in force whose agencies haven't been told yet, the oldest first."""
    query = select(PlanRow.id, PlanRow.number, PlanRow.imported_at).where(
        PlanRow.announced_at.is_(None), PlanRow.superseded_by_id.is_(None)
    )
    return [
        HeldPlan(id=number, number=name, imported_at=at)
        for number, name, at in session.execute(query.order_by(PlanRow.id))
    ]


def announcement(session: Session, plan_id: int, *, today: date) -> Announcement:
    """Return what the agencies of a plan would be told on a day."""
    number = session.scalars(select(PlanRow.number).where(PlanRow.id == plan_id)).one()
    rows = session.execute(
        _duties(AssignmentRow.agency_id, AssignmentRow.state, AssignmentRow.due, TaskRow.kind).where(
            TaskRow.plan_id == plan_id, AssignmentRow.state.in_(OPEN)
        )
    ).all()
    waiting = sum(state is State.WAITING for _, state, _, _ in rows)
    continuous = sum(kind == Kind.CONTINUOUS for _, _, _, kind in rows)
    return Announcement(
        plan_id=plan_id,
        number=number,
        agencies=len({agency for agency, _, _, _ in rows}),
        dated=len(rows) - waiting - continuous,
        waiting=waiting,
        continuous=continuous,
        past=sum(due is not None and due < today and state in WORKING for _, state, due, _ in rows),
    )


def announce(session: Session, plan_id: int, past: PastDays, by: By) -> Announcement:
    """Note that a plan's agencies are told now, and do with past days what was chosen. Raises `AlreadyAnnounced`."""
    plan = session.scalars(select(PlanRow).where(PlanRow.id == plan_id).with_for_update()).one()
    if plan.announced_at is not None:
        raise AlreadyAnnounced(
            given=plan.number,
            place="Báo cho các cơ quan",
            reason="đã được báo trước đây",
            remedy="Không cần báo lại.",
        )
    if past is PastDays.CLOSE:
        _close(session, plan_id, by)
    told = announcement(session, plan_id, today=by.today)
    plan.announced_at, plan.past_days = by.now, past
    record(session, [LogEntry.of(by, LogAction.ANNOUNCE_PLAN, plan=plan_id, details={"past": past.value})])
    return told


def agencies_of(session: Session, plan_id: int) -> set[int]:
    """Return the agencies that have a duty under a plan that isn't closed."""
    query = _duties(AssignmentRow.agency_id).where(TaskRow.plan_id == plan_id, AssignmentRow.state.in_(OPEN))
    return set(session.scalars(query))


def only_asked_about(session: Session) -> ColumnElement[bool] | None:
    """Return the condition of the duties whose past days are only asked about; None where there are none."""
    asked = session.execute(
        select(PlanRow.id, PlanRow.announced_at).where(
            PlanRow.past_days == PastDays.ASK, PlanRow.announced_at.is_not(None)
        )
    ).all()
    conditions = [_asked_about(plan_id, at.astimezone(VIETNAM).date()) for plan_id, at in asked if at is not None]
    return or_(*conditions) if conditions else None


def _asked_about(plan_id: int, told_on: date) -> ColumnElement[bool]:
    return and_(
        AssignmentRow.due < told_on,
        AssignmentRow.scheduled_on <= told_on,
        AssignmentRow.id.in_(_duties(AssignmentRow.id).where(TaskRow.plan_id == plan_id)),
    )


def announced_since(session: Session, moment: datetime) -> Sequence[int]:
    """Return the plans whose agencies were told from a moment on."""
    return session.scalars(select(PlanRow.id).where(PlanRow.announced_at >= moment)).all()


def _close(session: Session, plan_id: int, by: By) -> None:
    late = _duties(AssignmentRow.id).where(
        TaskRow.plan_id == plan_id, AssignmentRow.due < by.today, AssignmentRow.state.in_(WORKING)
    )
    act = Transition(event=Event.WITHDRAW, role=Role.COORDINATOR, by=by.because(by.reason or _TOO_LATE))
    for number in session.scalars(late.order_by(AssignmentRow.id)).all():
        apply(session, number, act)


def _duties(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(AssignmentRow)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
    )
