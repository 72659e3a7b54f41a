"""What passes to an agency's successor beside its duties: roles in plans and events, contacts, addresses, rights."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from workflow.log.actions import LogAction
from workflow.store.people.directory import agency_ids
from workflow.store.tables import (
    AgencyMemberRow,
    ContactRow,
    EventRow,
    FeedRow,
    PlanRow,
    RoleGrantRow,
    TaskAgencyRow,
    TaskRole,
    TriggerRow,
)

_Link = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]


def pass_over(session: Session, old_id: int, new_id: int, *, on: date) -> dict[str, int]:
    """Let the successor stand where the old agency stood; return how many of each, by a word for the log.

    The print keeps the old name. From that day on the old agency is in no group. A contact that the successor has
    already stays behind.
    """
    other = aliased(ContactRow)
    same = exists(
        select(other.id).where(
            other.agency_id == new_id, other.role == ContactRow.role, other.address == ContactRow.address
        )
    )
    moved = {
        "coordinated": _move(session, PlanRow.coordinator_id, PlanRow.id, old_id, new_id),
        "watched": _move(session, TriggerRow.watcher_id, TriggerRow.id, old_id, new_id),
        "cooperating": _cooperate(session, old_id, new_id),
        "contacts": _move(session, ContactRow.agency_id, ContactRow.id, old_id, new_id, ~same),
        "feeds": _move(session, FeedRow.agency_id, FeedRow.id, old_id, new_id),
        "grants": _move(session, RoleGrantRow.agency_id, RoleGrantRow.id, old_id, new_id, _running())
        + _move(session, RoleGrantRow.holder_id, RoleGrantRow.id, old_id, new_id, _running()),
    }
    session.execute(
        update(AgencyMemberRow)
        .where(AgencyMemberRow.member_id == old_id, AgencyMemberRow.left_on.is_(None))
        .values(left_on=on)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    return moved


def heirs(session: Session, *, since: datetime | None = None) -> Mapping[int, int]:
    """Return which agency stands now where another stood until a moment since then, or ever, both as row ids.

    One that was given back what it had stands for itself.
    """
    taken: dict[str, str] = {}
    # The lines of no duty are few, and have an index.
    lines = select(EventRow.details).where(
        EventRow.assignment_id.is_(None), EventRow.action == LogAction.SUCCEED_AGENCY
    )
    lines = lines.where(EventRow.at >= since) if since else lines
    for details in session.scalars(lines.order_by(EventRow.id)):
        taken.pop(details["agency"], None)
        taken[details["was_agency"]] = details["agency"]
    if not taken:
        return {}
    ids = agency_ids(session)
    return {ids[old]: ids[_last_heir(taken, old)] for old in taken}


def _last_heir(taken: Mapping[str, str], code: str) -> str:
    while code in taken:
        code = taken[code]
    return code


def _running() -> ColumnElement[bool]:
    return RoleGrantRow.ended_at.is_(None)


def _cooperate(session: Session, old_id: int, new_id: int) -> int:
    named = (
        update(TaskAgencyRow)
        .where(TaskAgencyRow.agency_id == old_id, TaskAgencyRow.role == TaskRole.COOPERATING)
        .values(agency_id=new_id)
        .returning(TaskAgencyRow.task_id)
        .execution_options(synchronize_session=False)
    )
    return len(session.execute(named).all())


def _move(
    session: Session, link: _Link, key: InstrumentedAttribute[int], old_id: int, new_id: int, *only: ColumnElement[bool]
) -> int:
    values: dict[Any, int] = {link: new_id}
    moving = (
        update(link.class_)
        .where(link == old_id, *only)
        .values(values)
        .returning(key)
        .execution_options(synchronize_session=False)
    )
    return len(session.execute(moving).all())
