"""Telling the agencies of a plan: until a person says so, its duties are held and nobody is written to about them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from base.errors import DondocError
from base.vietnamese import short_date
from workflow.by import By
from workflow.deadlines.values.resolution import Kind
from workflow.lifecycle import OPEN, WORKING, Event, Role, State, Transition
from workflow.log.actions import LogAction
from workflow.notices.ladder import NEW
from workflow.registry.past_days import PastDays
from workflow.store.duties.transitions import apply
from workflow.store.log.writing import LogEntry, record
from workflow.store.notices.audience import Asking, without_people
from workflow.store.tables import AgencyRow, AssignmentRow, EventRow, OccurrenceRow, PlanRow, TaskRow

_TOO_LATE = "hạn đã qua trước khi đưa vào theo dõi"


class AlreadyAnnounced(DondocError):
    """The plan's agencies were told before."""


class ClosedPlanAnnounced(DondocError):
    """A plan was to be announced that was closed, or taken back."""


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What the agencies of a plan would be told: how many agencies, and their duties by what they wait for.

    Of the `dated` ones `continuous` are report days of tasks that go on; `undated` have no day and wait for nothing.
    `past` counts the dated duties whose day is before the day of asking.
    """

    plan_id: int
    number: str
    issued_on: date
    agencies: int
    dated: int
    waiting: int
    continuous: int
    undated: int
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
        PlanRow.announced_at.is_(None), PlanRow.superseded_by_id.is_(None), PlanRow.closed_on.is_(None)
    )
    return [
        HeldPlan(id=number, number=name, imported_at=at)
        for number, name, at in session.execute(query.order_by(PlanRow.id))
    ]


def announcement(session: Session, plan_id: int, *, today: date) -> Announcement:
    """Return what the agencies of a plan would be told on a day."""
    number, issued_on = session.execute(select(PlanRow.number, PlanRow.issued_on).where(PlanRow.id == plan_id)).one()
    rows = session.execute(
        _duties(AssignmentRow.agency_id, AssignmentRow.state, AssignmentRow.due, TaskRow.kind).where(
            TaskRow.plan_id == plan_id, AssignmentRow.state.in_(OPEN)
        )
    ).all()
    waiting = sum(state is State.WAITING for _, state, _, _ in rows)
    dated = sum(state is not State.WAITING and due is not None for _, state, due, _ in rows)
    return Announcement(
        plan_id=plan_id,
        number=number,
        issued_on=issued_on,
        agencies=len({agency for agency, _, _, _ in rows}),
        dated=dated,
        waiting=waiting,
        continuous=sum(due is not None and kind == Kind.CONTINUOUS for _, _, due, kind in rows),
        undated=len(rows) - waiting - dated,
        past=sum(due is not None and due < today and state in WORKING for _, state, due, _ in rows),
    )


def announce(session: Session, plan_id: int, past: PastDays, by: By) -> Announcement:
    """Note that a plan's agencies are told now, and do with past days what was chosen.

    Raises `AlreadyAnnounced`, `ClosedPlanAnnounced`.
    """
    plan = session.scalars(select(PlanRow).where(PlanRow.id == plan_id).with_for_update()).one()
    if plan.announced_at is not None:
        raise AlreadyAnnounced(
            given=plan.number,
            place="Báo cho các cơ quan",
            reason="đã được báo trước đây",
            remedy="Không cần báo lại.",
        )
    if plan.closed_on is not None:
        raise ClosedPlanAnnounced(
            given=plan.number,
            place="Báo cho các cơ quan",
            reason=f"văn bản đã đóng ngày {short_date(plan.closed_on)}, không còn nhiệm vụ để báo",
            remedy="Nhập lại văn bản để mở lại, rồi báo.",
        )
    if past is PastDays.CLOSE:
        _close(session, plan_id, by)
    told = announcement(session, plan_id, today=by.today)
    plan.announced_at, plan.past_days = by.now, past
    details = {"past": past.value, "untold": _without_people(session, plan_id, by.today)}
    record(session, [LogEntry.of(by, LogAction.ANNOUNCE_PLAN, plan=plan_id, details=details)])
    return told


def agencies_of(session: Session, plan_id: int) -> set[int]:
    """Return the agencies that have a duty under a plan that isn't closed."""
    query = _duties(AssignmentRow.agency_id).where(TaskRow.plan_id == plan_id, AssignmentRow.state.in_(OPEN))
    return set(session.scalars(query))


def heard_late(session: Session, today: date) -> dict[int, dict[int, str]]:
    """Return, by plan in force, the agencies nobody spoke for when it was announced and somebody speaks for today.

    Each agency's row id with its code; those that were told since (`note_heard_late`) are left out.
    """
    # By the moment, which has an index: a plan has a line for each of its duties.
    announced = (
        select(PlanRow.id, EventRow.details)
        .join(EventRow, and_(EventRow.at == PlanRow.announced_at, EventRow.plan_id == PlanRow.id))
        .where(EventRow.action == LogAction.ANNOUNCE_PLAN)
        .where(PlanRow.superseded_by_id.is_(None), PlanRow.closed_on.is_(None))
    )
    untold = {plan_id: set(details.get("untold", ())) for plan_id, details in session.execute(announced)}
    waiting = {plan_id: codes for plan_id, codes in untold.items() if codes}
    if not waiting:
        return {}
    since = select(EventRow.plan_id, EventRow.details).where(
        EventRow.plan_id.in_(waiting), EventRow.action == LogAction.ANNOUNCE_LATE
    )
    for plan_id, details in session.execute(since):
        waiting[plan_id].difference_update(details["agencies"])
    found = {plan_id: _with_people(session, plan_id, codes, today) for plan_id, codes in waiting.items() if codes}
    return {plan_id: agencies for plan_id, agencies in found.items() if agencies}


def note_heard_late(session: Session, plan_id: int, codes: Iterable[str], by: By) -> None:
    """Log that agencies nobody spoke for when a plan was announced are told of it now."""
    details = {"agencies": sorted(codes)}
    record(session, [LogEntry.of(by, LogAction.ANNOUNCE_LATE, plan=plan_id, details=details)])


def _without_people(session: Session, plan_id: int, today: date) -> list[str]:
    nobody = without_people(AgencyRow.id, Asking(step=NEW, today=today))
    query = select(AgencyRow.code).where(AgencyRow.id.in_(agencies_of(session, plan_id)), nobody)
    return list(session.scalars(query.order_by(AgencyRow.code)))


def _with_people(session: Session, plan_id: int, codes: Collection[str], today: date) -> dict[int, str]:
    nobody = without_people(AgencyRow.id, Asking(step=NEW, today=today))
    query = select(AgencyRow.id, AgencyRow.code).where(
        AgencyRow.code.in_(codes), AgencyRow.id.in_(agencies_of(session, plan_id)), ~nobody
    )
    return dict(session.execute(query).all())


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
