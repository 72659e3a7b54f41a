"""Keeping the directory of agencies and the people to write to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from base.errors import DondocError
from base.where_to_look import WhereToLook
from workflow.agencies import Agency, Directory
from workflow.store.database.insert import insert_into
from workflow.store.database.job_locks import LockedJob, lock_job
from workflow.store.tables import (
    AgencyAliasRow,
    AgencyMemberRow,
    AgencyRow,
    AssignmentRow,
    ContactRole,
    ContactRow,
    FormerNameRow,
    OccurrenceRow,
    TaskAgencyRow,
)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Where an agency is written to. `agency` is its code; `address` is what the channel understands.

    Hours are of Vietnam, both or neither; without them the house's quiet hours hold.
    """

    agency: str
    role: ContactRole
    name: str
    address: str
    channel: str = "email"
    language: str = "vi"
    works_from: time | None = None
    works_until: time | None = None


class UnknownContactAgency(DondocError):
    """A contact names an agency that the directory doesn't have."""


def agency_ids(session: Session) -> dict[str, int]:
    """Return the row ids of all agencies by code."""
    return dict(session.execute(select(AgencyRow.code, AgencyRow.id)).all())


def agency_names(session: Session) -> dict[str, str]:
    """Return the names of all agencies by their codes."""
    return dict(session.execute(select(AgencyRow.code, AgencyRow.name)).all())


def keep_directory(session: Session, directory: Directory, *, on: date | None = None) -> int:
    """Write what the directory says over what is stored; agencies that it no longer has stay, history needs them.

    The name that one bore until the day before `on` is kept. Returns how many agencies were new.
    """
    # Importing writes the directory first, so both take the same turn.
    lock_job(session, LockedJob.REGISTER)
    agencies = directory.agencies
    before = agency_ids(session)
    _keep_agencies(session, agencies, before, on)
    ids = agency_ids(session)
    _keep_aliases(session, agencies, ids)
    _keep_members(session, directory, ids)
    return len(ids) - len(before)


def keep_contacts(session: Session, contacts: Sequence[Contact]) -> int:
    """Add contacts; one that is known already gets the new name and hours. Returns how many are new.

    Who is away or has unsubscribed stays so.
    """
    ids = agency_ids(session)
    for contact in contacts:
        if contact.agency not in ids:
            raise UnknownContactAgency(
                given=contact.agency,
                place="Danh sách cán bộ theo dõi",
                reason="không có trong danh bạ cơ quan",
                remedy="Chọn một cơ quan có trong danh bạ.",
                look=WhereToLook.AGENCIES,
            )
    before = _count_contacts(session)
    if rows := [{"agency_id": ids[contact.agency], **_columns(contact)} for contact in contacts]:
        statement = insert_into(session.get_bind().dialect, ContactRow)
        kept = {name: getattr(statement.excluded, name) for name in ("name", "language", "works_from", "works_until")}
        session.execute(
            statement.on_conflict_do_update(index_elements=["agency_id", "role", "address"], set_=kept), rows
        )
    return _count_contacts(session) - before


def _columns(contact: Contact) -> dict[str, Any]:
    return {name: value for name, value in vars(contact).items() if name != "agency"}


def _count_contacts(session: Session) -> int:
    return len(session.scalars(select(ContactRow.id)).all())


def _keep_agencies(session: Session, agencies: Iterable[Agency], known: dict[str, int], on: date | None) -> None:
    new = [
        {"code": a.code, "name": a.name, "kind": a.kind.value, "is_group": a.is_group}
        for a in agencies
        if a.code not in known
    ]
    old = [
        {"id": known[a.code], "name": a.name, "kind": a.kind.value, "is_group": a.is_group}
        for a in agencies
        if a.code in known
    ]
    if new:
        session.execute(insert_into(session.get_bind().dialect, AgencyRow), new)
    if old:
        names = dict(session.execute(select(AgencyRow.id, AgencyRow.name)).all())
        session.execute(update(AgencyRow), old)
        renamed = {
            known[a.code]: names[known[a.code]] for a in agencies if a.code in known and a.name != names[known[a.code]]
        }
        _keep_former_names(session, renamed, on)
        _renew_events(session, renamed, on)


def former_names(session: Session) -> dict[str, tuple[str, ...]]:
    """Return the names that agencies bore before, by code: plans still print them."""
    rows = session.execute(
        select(AgencyRow.code, FormerNameRow.name)
        .join(FormerNameRow, FormerNameRow.agency_id == AgencyRow.id)
        .order_by(FormerNameRow.id)
    )
    found: dict[str, tuple[str, ...]] = {}
    for code, name in rows:
        found[code] = (*found.get(code, ()), name)
    return found


def _keep_former_names(session: Session, renamed: Mapping[int, str], on: date | None) -> None:
    until = on - timedelta(days=1) if on else None
    for agency_id, name in renamed.items():
        last = select(FormerNameRow.until).where(FormerNameRow.agency_id == agency_id).order_by(FormerNameRow.id.desc())
        before = session.scalars(last.limit(1)).one_or_none()
        since = before + timedelta(days=1) if before else None
        session.add(FormerNameRow(agency_id=agency_id, name=name, since=since, until=until))
    session.flush()


def _renew_events(session: Session, renamed: Collection[int], on: date | None) -> None:
    """Give the calendar a higher revision of every duty that tells the name of one of these agencies."""
    if not renamed:
        return
    naming = select(TaskAgencyRow.task_id).where(TaskAgencyRow.agency_id.in_(renamed))
    hanging = select(OccurrenceRow.id).where(OccurrenceRow.task_id.in_(naming))
    session.execute(
        update(AssignmentRow)
        .where(or_(AssignmentRow.agency_id.in_(renamed), AssignmentRow.occurrence_id.in_(hanging)))
        .values(AssignmentRow.next_revision(_begin(on)))
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), VIETNAM) if day else None


def _keep_aliases(session: Session, agencies: Iterable[Agency], ids: dict[str, int]) -> None:
    rows = [{"agency_id": ids[a.code], "spelling": alias} for a in agencies for alias in dict.fromkeys(a.aliases)]
    session.execute(delete(AgencyAliasRow))
    if rows:
        session.execute(insert_into(session.get_bind().dialect, AgencyAliasRow), rows)


def _living(directory: Directory, code: str) -> list[str]:
    """A member of a group; of one that was merged its successors."""
    known = directory.get(code)
    merged = known.dissolved and known.successors
    return [heir.code for heir in directory.members(code)] if merged else [code]


def groups_holding(agencies: Select[int]) -> Select[int]:
    """The groups that some agencies (row ids) are in, and those that hold these groups; a query of row ids."""
    member = AgencyMemberRow
    inner = select(member.group_id).where(member.member_id.in_(agencies), member.left_on.is_(None)).cte(recursive=True)
    outer = select(member.group_id).join(inner, inner.c.group_id == member.member_id).where(member.left_on.is_(None))
    return select(inner.union(outer).c.group_id)


def _keep_members(session: Session, directory: Directory, ids: dict[str, int]) -> None:
    rows = [
        {"group_id": ids[group.code], "member_id": ids[code]}
        for group in directory
        for code in dict.fromkeys(one for member in group.members for one in _living(directory, member))
    ]
    session.execute(delete(AgencyMemberRow))
    if rows:
        session.execute(insert_into(session.get_bind().dialect, AgencyMemberRow), rows)
