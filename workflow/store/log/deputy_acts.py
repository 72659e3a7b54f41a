"""What deputies did in their principals' names (ủy quyền), and the principals, who are told of each act."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from workflow.log.audit import LENT_BY
from workflow.notices.ladder import DEPUTY, Channel
from workflow.store.people.grants import agency_acted_for
from workflow.store.tables import AssignmentRow, EventRow, NoticeRow, PersonRow


def acts_of_deputies(session: Session, *, since: datetime) -> Iterator[tuple[EventRow, Any]]:
    """Yield each line of the log that a deputy wrote of a duty, beside his principal as one whom a notice goes to.

    Only those that nobody was told of yet. Whose account is closed is told of nothing.
    """
    principal = EventRow.details[LENT_BY].as_integer()
    found = session.execute(
        select(EventRow, *_reader(principal))
        .join(AssignmentRow, AssignmentRow.id == EventRow.assignment_id)
        .join(PersonRow, PersonRow.id == principal)
        .where(EventRow.at >= since, PersonRow.disabled_at.is_(None))
        .order_by(EventRow.id)
    ).all()
    told = _told_before(session, {row[0].assignment_id for row in found})
    yield from ((row[0], row) for row in found if str(row[0].id) not in told)


def _reader(principal: ColumnElement[int]) -> tuple[ColumnElement[Any], ...]:
    """The columns of who reads a notice: as one of the agency that he acts for himself, else of the duty's."""
    return (
        literal(Channel.EMAIL.value).label("channel"),
        PersonRow.mail.label("address"),
        PersonRow.name.label("name"),
        func.coalesce(agency_acted_for(principal), AssignmentRow.agency_id).label("agency_id"),
        AssignmentRow.due.label("due"),
        literal("").label("note"),
    )


def _told_before(session: Session, duties: set[int | None]) -> set[str]:
    """The numbers of the lines that made notices already, as the notices' keys name them."""
    keys = select(NoticeRow.key).where(NoticeRow.assignment_id.in_(duties), NoticeRow.step == DEPUTY.id)
    return {key.split(":")[2] for key in session.scalars(keys)}
