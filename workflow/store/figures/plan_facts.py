"""A registered plan with what its page says of it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from base.errors import DondocError
from workflow.plan import PlanHead
from workflow.store.tables import AgencyRow, PlanRow, TaskRow


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
    says whether its agencies were told of their duties.
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
    tasks, held = session.execute(
        select(func.count(), func.count(TaskRow.held_since)).where(
            TaskRow.plan_id == number, TaskRow.withdrawn_on.is_(None)
        )
    ).one()
    return PlanFacts(
        id=plan.id,
        head=_head(plan),
        year=plan.year,
        coordinator=code or "",
        coordinator_name=name or "",
        report_cycle=plan.report_cycle,
        source_name=plan.source_name,
        imported_at=plan.imported_at,
        tasks=tasks,
        held=held,
        announced=plan.announced_at is not None,
        newer=None if newer_id is None else (newer_id, newer_number),
        older=tuple((each.id, each.number) for each in older),
    )


def _head(plan: PlanRow) -> PlanHead:
    return PlanHead(
        number=plan.number,
        issued_on=plan.issued_on,
        kind=plan.kind,
        issuer=plan.issuer,
        title=plan.title,
        signer=plan.signer,
        years=(plan.first_year, plan.last_year),
    )
