"""A registered plan with what its page says of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from base.errors import DondocError
from workflow.lifecycle import State
from workflow.log.actions import LogAction
from workflow.plan import CitedPlan, PlanHead
from workflow.store.plans.ending import UNREPORTED
from workflow.store.plans.registered import head_of, plans_cited_by
from workflow.store.plans.successions import plan_replaced_at
from workflow.store.tables import AgencyRow, AssignmentRow, EventRow, OccurrenceRow, PlanRow, TaskRow


class UnknownPlanPage(DondocError):
    """There is no plan of this number in the store, for whoever asks."""

    def __init__(self, number: object) -> None:
        super().__init__(
            given=number,
            place="Văn bản",
            reason="chưa được nhập, hoặc không thuộc phạm vi bạn được xem",
            remedy="Xem danh sách văn bản.",
        )


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    """A plan. `tasks` counts those that stand, `held` those of them that wait for a person.

    `newer` is the plan that superseded it with its number in the store, `older` those that it superseded. `announced`
    says whether its agencies were told of their duties. `open` duties can be closed at once, `reported` ones wait for
    their confirmation. `cited` are the plans that it says it takes the place of, with the registered one that isn't
    closed for it yet, None where there is none; `replaced_at` is when it was closed for `newer` itself.
    `taken_back` says that it was closed as imported by mistake, `closed_why` why it was closed, "" where nobody said.
    """

    id: int
    head: PlanHead
    year: int
    coordinator: str
    coordinator_name: str
    report_cycle: str
    source_name: str
    imported_at: datetime
    tasks: int
    held: int
    announced: bool
    open: int
    reported: int
    closed_on: date | None
    taken_back: bool
    closed_why: str
    replaced_at: datetime | None
    cited: tuple[tuple[CitedPlan, int | None], ...]
    newer: tuple[int, str] | None
    older: tuple[tuple[int, str], ...]

    @property
    def issued_on(self) -> date:
        """The day of issue, which every registered plan has."""
        assert self.head.issued_on is not None
        return self.head.issued_on


def plan_facts(session: Session, number: int) -> PlanFacts:
    """Return one plan. Raises `UnknownPlanPage`."""
    newer = aliased(PlanRow)
    row = session.execute(
        select(PlanRow, AgencyRow.code, AgencyRow.name, newer.id, newer.number)
        .join(AgencyRow, AgencyRow.id == PlanRow.coordinator_id, isouter=True)
        .join(newer, newer.id == PlanRow.superseded_by_id, isouter=True)
        .where(PlanRow.id == number)
    ).one_or_none()
    if row is None:
        raise UnknownPlanPage(number)
    plan, code, name, newer_id, newer_number = row
    older = session.execute(
        select(PlanRow.id, PlanRow.number).where(PlanRow.superseded_by_id == number).order_by(PlanRow.id)
    ).all()
    states = _states(session, number)
    tasks, held = session.execute(
        select(func.count(), func.count(TaskRow.held_since)).where(
            TaskRow.plan_id == number, TaskRow.withdrawn_on.is_(None)
        )
    ).one()
    taken_back, why = _closing(session, plan)
    return PlanFacts(
        id=plan.id,
        head=head_of(plan),
        year=plan.year,
        coordinator=code or "",
        coordinator_name=name or "",
        report_cycle=plan.report_cycle,
        source_name=plan.source_name,
        imported_at=plan.imported_at,
        tasks=tasks,
        held=held,
        announced=plan.announced_at is not None,
        open=sum(states.get(state, 0) for state in UNREPORTED),
        reported=states.get(State.REPORTED, 0),
        closed_on=plan.closed_on,
        taken_back=taken_back,
        closed_why=why,
        replaced_at=plan_replaced_at(session, plan.id) if newer_id is not None else None,
        cited=tuple(_cited(session, plan)),
        newer=None if newer_id is None else (newer_id, newer_number),
        older=tuple((each.id, each.number) for each in older),
    )


def _states(session: Session, number: int) -> dict[State, int]:
    """How many of a plan's duties are in which state."""
    counted = session.execute(
        select(AssignmentRow.state, func.count())
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .where(TaskRow.plan_id == number)
        .group_by(AssignmentRow.state)
    )
    return {state: count for state, count in counted}  # noqa: C416  # rows aren't pairs to the type checker


def _closing(session: Session, plan: PlanRow) -> tuple[bool, str]:
    """Whether a closed plan was taken back, and the reason that was given."""
    if plan.closed_on is None:
        return False, ""
    lines = select(EventRow.action, EventRow.reason).where(
        EventRow.plan_id == plan.id, EventRow.action.in_([LogAction.CLOSE_PLAN, LogAction.TAKE_BACK_PLAN])
    )
    last = session.execute(lines.order_by(EventRow.id.desc()).limit(1)).one_or_none()
    return (False, "") if last is None else (last.action == LogAction.TAKE_BACK_PLAN, last.reason)


def _cited(session: Session, plan: PlanRow) -> Iterator[tuple[CitedPlan, int | None]]:
    """The plans that a plan cites as replaced, but for those that are closed for it or another already."""
    for cited, known in plans_cited_by(session, plan):
        if known is None:
            yield cited, None
        elif known.superseded_by_id is None and known.id != plan.id:
            yield cited, known.id
