"""Who a duty's notices may go to: its agencies and their contacts, for `dondoc notices why`."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow.notices.ladder import Audience
from workflow.notices.notice_reasons import Person
from workflow.store.notices.audience import ZALO_GROUP
from workflow.store.tables import (
    AgencyRow,
    AssignmentRow,
    ContactRole,
    ContactRow,
    OccurrenceRow,
    PlanRow,
    TaskAgencyRow,
    TaskRole,
    TaskRow,
)


def people_named(session: Session, assignment_id: int, wanted: str, *, leadership: str | None) -> list[Person]:
    """Return the contacts whose name or address holds the words, with what the duty makes of each.

    A person is a name at an agency, with all addresses there. Whoever has no part in the duty is returned all the same.
    """
    parts = _parts(session, assignment_id, leadership)
    named = (ContactRow.name, ContactRow.address)
    rows = session.execute(
        select(ContactRow, AgencyRow.name)
        .join(AgencyRow, AgencyRow.id == ContactRow.agency_id)
        .where(or_(*(column.icontains(wanted, autoescape=True) for column in named)))
        .order_by(AgencyRow.name, ContactRow.name, ContactRow.channel)
    )
    found: dict[str, dict[Audience, set[str]]] = {}
    alone: set[str] = set()
    for contact, agency in rows:
        who = f"{contact.name} – {agency}"
        reached = found.setdefault(who, defaultdict(set))
        alone |= set() if contact.address.startswith(ZALO_GROUP) else {who}
        for audience in parts.get((contact.agency_id, contact.role), ()):
            reached[audience].add(contact.channel)
    return [Person(name=name, reached_by=dict(reached), is_group=name not in alone) for name, reached in found.items()]


def _parts(
    session: Session, assignment_id: int, leadership: str | None
) -> dict[tuple[int, ContactRole], list[Audience]]:
    parts: dict[tuple[int, ContactRole], list[Audience]] = defaultdict(list)
    for agency, role, audience in _roles(session, assignment_id, leadership):
        parts[agency, role].append(audience)
    return parts


def _roles(session: Session, assignment_id: int, leadership: str | None) -> Iterator[tuple[int, ContactRole, Audience]]:
    lead, task, coordinator = session.execute(
        select(AssignmentRow.agency_id, TaskRow.id, PlanRow.coordinator_id)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(AssignmentRow.id == assignment_id)
    ).one()
    yield lead, ContactRole.STAFF, Audience.LEAD
    yield lead, ContactRole.HEAD, Audience.HEAD
    if coordinator is not None:
        yield coordinator, ContactRole.STAFF, Audience.COORDINATOR
    named = select(TaskAgencyRow.agency_id).where(
        TaskAgencyRow.task_id == task, TaskAgencyRow.role == TaskRole.COOPERATING, TaskAgencyRow.agency_id.is_not(None)
    )
    for agency in session.scalars(named):
        if agency is not None:
            yield agency, ContactRole.STAFF, Audience.COOPERATING
    for agency in session.scalars(select(AgencyRow.id).where(AgencyRow.code == leadership)):
        yield agency, ContactRole.HEAD, Audience.LEADERSHIP
