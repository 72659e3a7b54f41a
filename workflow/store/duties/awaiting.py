"""What waits for somebody's decision: reports, refusals, requests for an extension; and reports that were returned."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from workflow.lifecycle import Event
from workflow.log.actions import LogAction
from workflow.log.audit import LENT_BY, PERSON
from workflow.store.duties.sighting import InSight
from workflow.store.tables import AgencyRow, AssignmentRow, EventRow, OccurrenceRow, PlanRow, TaskRow

# Said with literals, so that the partial indexes of migration 0009 serve it.
_DECIDED_BY_STATE = text("assignment.state IN ('reported', 'refused')")
_COORDINATOR = aliased(AgencyRow)
_BEGUN_BY = (PERSON, LENT_BY)


class AwaitedDecision(StrEnum):
    """What is to be decided; the values are the log's actions that began the wait."""

    REPORT = Event.REPORT
    REFUSAL = Event.REFUSE
    EXTENSION = LogAction.REQUEST_EXTENSION

    @property
    def label(self) -> str:
        """The kind in the words of the screen."""
        return _KINDS[self]


_KINDS = {
    AwaitedDecision.REPORT: "Báo cáo",
    AwaitedDecision.REFUSAL: "Từ chối nhận",
    AwaitedDecision.EXTENSION: "Xin gia hạn",
}


@dataclass(frozen=True, kw_only=True)
class AwaitingDecision:
    """One thing that waits, `since` a moment; `due` is the duty's day, `wished_due` the one that is asked for.

    `plan`, its standing agency `coordinator` ("" without one) and `begun_by`, who began the wait and in whose name, are
    what the table of rights asks about whoever may decide.
    """

    kind: AwaitedDecision
    duty_id: int
    plan: int
    coordinator: str
    begun_by: frozenset[int]
    title: str
    agency_name: str
    since: datetime
    reason: str
    due: date | None
    reported_on: date | None
    wished_due: date | None
    extensions: int


@dataclass(frozen=True, kw_only=True)
class AskedExtension:
    """An extension that is asked for. `version` is the duty's, `others` how many agencies owe the same and keep it."""

    duty_id: int
    title: str
    agency_name: str
    since: datetime
    reason: str
    due: date | None
    wished_due: date
    extensions: int
    version: int
    others: int


_ASKED = frozenset(field.name for field in fields(AskedExtension))


def awaiting_decisions(
    session: Session, plans: Collection[int] | None, *, limit: int, but_by: Collection[int] = ()
) -> list[AwaitingDecision]:
    """Return what waits in these plans, None for all, the longest first, at most `limit`.

    Reports that the persons of the numbers `but_by` handed in, or had handed in for them, are left out.
    """
    reports = EventRow.action == AwaitedDecision.REPORT.value
    found = []
    for kinds, waits in (
        ((AwaitedDecision.REPORT, AwaitedDecision.REFUSAL), _DECIDED_BY_STATE),
        ((AwaitedDecision.EXTENSION,), AssignmentRow.wished_due.is_not(None)),
    ):
        query = _waiting(kinds).where(waits).order_by(EventRow.id).limit(limit)
        if plans is not None:
            query = query.where(TaskRow.plan_id.in_(plans))
        for key in _BEGUN_BY:
            by_others = EventRow.details[key].as_integer()
            query = query.where(*(or_(~reports, by_others.is_distinct_from(person)) for person in but_by))
        found += [_awaiting(dict(row._mapping)) for row in session.execute(query)]  # noqa: SLF001 - it is public
    return sorted(found, key=lambda one: (one.since, one.duty_id))[:limit]


def _awaiting(row: dict[str, Any]) -> AwaitingDecision:
    details = row.pop("details") or {}
    begun_by = frozenset(number for key in _BEGUN_BY if (number := details.get(key)) is not None)
    kind, coordinator = AwaitedDecision(row.pop("kind")), row.pop("coordinator") or ""
    return AwaitingDecision(kind=kind, coordinator=coordinator, begun_by=begun_by, **row)


def asked_extensions(session: Session, sight: InSight, *, limit: int) -> list[AskedExtension]:
    """Return the extensions that are asked for among the duties in sight, the longest waiting first."""
    others = aliased(AssignmentRow)
    alike = (
        select(func.count())
        .where(others.occurrence_id == AssignmentRow.occurrence_id, others.id != AssignmentRow.id)
        .correlate(AssignmentRow)
        .scalar_subquery()
    )
    query = _waiting((AwaitedDecision.EXTENSION,)).add_columns(AssignmentRow.version, alike.label("others"))
    query = query.where(AssignmentRow.wished_due.is_not(None)).order_by(EventRow.id).limit(limit)
    if not sight.everything:
        query = query.where(or_(TaskRow.plan_id.in_(sight.plans), AssignmentRow.agency_id.in_(sight.agencies)))
    return [
        AskedExtension(**{name: value for name, value in row._mapping.items() if name in _ASKED})  # noqa: SLF001 - it is public
        for row in session.execute(query)
    ]


def coordinated_plans(session: Session, agencies: Collection[str], plans: Collection[int]) -> set[int]:
    """Return the plans whose standing agency is one of these, and the ones named."""
    own = select(AgencyRow.id).where(AgencyRow.code.in_(agencies))
    return {*plans, *session.scalars(select(PlanRow.id).where(PlanRow.coordinator_id.in_(own)))}


def returned_reports(session: Session, ids: Collection[int]) -> Mapping[int, tuple[datetime, str]]:
    """Return, of these duties, those whose last report was returned: the moment and the reason."""
    last = (
        select(func.max(EventRow.id))
        .where(EventRow.assignment_id.in_(ids), EventRow.action.in_([Event.REPORT, Event.RETURN]))
        .group_by(EventRow.assignment_id)
    )
    rows = session.scalars(select(EventRow).where(EventRow.id.in_(last), EventRow.action == Event.RETURN))
    return {row.assignment_id: (row.at, row.reason) for row in rows if row.assignment_id is not None}


def _waiting(kinds: Collection[AwaitedDecision]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            EventRow.action.label("kind"),
            AssignmentRow.id.label("duty_id"),
            TaskRow.shown_title().label("title"),
            AgencyRow.name.label("agency_name"),
            EventRow.at.label("since"),
            EventRow.reason,
            EventRow.details,
            TaskRow.plan_id.label("plan"),
            _COORDINATOR.code.label("coordinator"),
            AssignmentRow.due,
            AssignmentRow.reported_on,
            AssignmentRow.wished_due,
            AssignmentRow.extensions,
        )
        .select_from(AssignmentRow)
        .join(EventRow, _last_of(kinds))
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .outerjoin(_COORDINATOR, _COORDINATOR.id == PlanRow.coordinator_id)
    )


def _last_of(kinds: Collection[AwaitedDecision]) -> ColumnElement[bool]:
    """The line of the log that began the wait: the last of its kinds about the duty."""
    begun = (
        select(func.max(EventRow.id))
        .where(EventRow.assignment_id == AssignmentRow.id, or_(*(EventRow.action == kind.value for kind in kinds)))
        .correlate(AssignmentRow)
        .scalar_subquery()
    )
    return EventRow.id == begun
