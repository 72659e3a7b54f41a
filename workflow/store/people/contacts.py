"""The people to write to, as an office keeps them: who there is, who is away, who wants no reminders any more."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from base.errors import DondocError
from base.vietnamese import short_date
from base.where_to_look import WhereToLook
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.store.log.writing import LogEntry, record
from workflow.store.people.passing_over import heirs
from workflow.store.tables import AgencyRow, ContactRole, ContactRow, NoticeRow, NoticeState


@dataclass(frozen=True, kw_only=True)
class KnownContact:
    """One address of somebody. `stand_in` is the name of who is written to instead from `away_from` to `away_until`."""

    id: int
    agency: str
    agency_name: str
    role: ContactRole
    name: str
    channel: str
    address: str
    works_from: time | None
    works_until: time | None
    away_from: date | None
    away_until: date | None
    stand_in: str
    unsubscribed_at: datetime | None

    def is_away(self, today: date) -> bool:
        """Whether the day is one of the absence, its first and last included."""
        return (
            self.away_from is not None and self.away_until is not None and (self.away_from <= today <= self.away_until)
        )


class UnknownContact(DondocError):
    """There is no contact of this number or address."""


class ImpossibleAbsence(DondocError):
    """An absence ends before it begins, or nobody could stand in as named."""


class ContactTaken(DondocError):
    """Another contact of the agency has this role and address already."""


class ImpossibleHours(DondocError):
    """Hours that end before they begin, or only one of the two."""


def contacts(session: Session, *, agency: str = "") -> list[KnownContact]:
    """Return the contacts by agency, role and name; of one agency when its code is given."""
    query = _contacts().order_by(AgencyRow.name, ContactRow.role, ContactRow.name, ContactRow.id)
    if agency:
        query = query.where(AgencyRow.code == agency)
    return [_contact(*row) for row in session.execute(query)]


def contacts_of_address(session: Session, address: str) -> list[KnownContact]:
    """Return the contacts behind a mail address, however it is written in small or big letters."""
    query = _contacts().where(func.lower(ContactRow.address) == address.lower(), ContactRow.channel == "email")
    return [_contact(*row) for row in session.execute(query.order_by(AgencyRow.name, ContactRow.role, ContactRow.id))]


def contact(session: Session, contact_id: int) -> KnownContact:
    """Return one contact; raises `UnknownContact`."""
    row = session.execute(_contacts().where(ContactRow.id == contact_id)).one_or_none()
    if row is None:
        raise _unknown(contact_id)
    return _contact(*row)


def set_away(
    session: Session, contact_id: int, *, first: date, last: date, stand_in: int | None = None
) -> KnownContact:
    """Note an absence, both days included. Raises `UnknownContact` and `ImpossibleAbsence`.

    Without a stand-in the agency's back-up is written to, and without one the plan's coordinator.
    """
    known = contact(session, contact_id)
    if stand_in is not None:
        _check_stand_in(session, known, stand_in)
    if last < first or stand_in == contact_id:
        raise ImpossibleAbsence(
            given=f"{short_date(first)} – {short_date(last)}",
            place=f"Cán bộ theo dõi {contact_id} ({known.name})",
            reason="không phải thời gian vắng mặt" if last < first else "không thể tự thay mình",
            remedy="Ngày cuối không được trước ngày đầu; người thay phải là cán bộ theo dõi khác.",
        )
    _set(session, ContactRow.id == contact_id, away_from=first, away_until=last, stand_in_id=stand_in)
    return contact(session, contact_id)


def _check_stand_in(session: Session, known: KnownContact, stand_in: int) -> None:
    instead = contact(session, stand_in)
    heir = heirs(session).get(session.get_one(ContactRow, stand_in).agency_id)
    if heir is not None:
        raise ImpossibleAbsence(
            given=instead.name,
            place=f"Cán bộ theo dõi {known.id} ({known.name})",
            reason=f"không nhận thay được: {instead.agency_name} đã kết thúc hoạt động",
            remedy=f"Chọn người của cơ quan kế thừa: {session.get_one(AgencyRow, heir).name}.",
        )


def set_hours(session: Session, contact_id: int, *, works_from: time | None, works_until: time | None) -> KnownContact:
    """Set the hours in which somebody may be written to. Raises `UnknownContact`, `ImpossibleHours`."""
    known = contact(session, contact_id)
    if (works_from is None) is not (works_until is None) or (works_from and works_until and works_until <= works_from):
        raise ImpossibleHours(
            given=f"{works_from} – {works_until}",
            place=f"Cán bộ theo dõi {contact_id} ({known.name})",
            reason="không phải giờ làm việc",
            remedy="Ghi cả hai giờ, ví dụ 07:30 và 17:00, hoặc bỏ trống cả hai.",
        )
    _set(session, ContactRow.id == contact_id, works_from=works_from, works_until=works_until)
    return contact(session, contact_id)


def set_person(session: Session, contact_id: int, *, name: str, role: ContactRole, address: str) -> KnownContact:
    """Put name, role and address right; what was not sent to the old address goes to the new one.

    What is in doubt, and was sent, stays told as it was. Raises `UnknownContact`, `ContactTaken`.
    """
    known = contact(session, contact_id)
    row = session.get_one(ContactRow, contact_id)
    others = session.scalars(
        select(ContactRow).where(ContactRow.agency_id == row.agency_id, ContactRow.id != contact_id)
    ).all()
    if any((other.role, other.address) == (role, address) for other in others):
        raise ContactTaken(
            given=address,
            place=f"Cán bộ theo dõi {contact_id} ({known.name})",
            reason=f"đã có ở vai trò {role.label} của cơ quan",
            remedy="Ghi địa chỉ khác, hoặc bỏ một trong hai người nhận.",
        )
    shared = any((other.channel, other.address) == (known.channel, known.address) for other in others)
    if address != known.address and not shared:
        _readdress(session, row, name, address)
    _set(session, ContactRow.id == contact_id, name=name, role=role, address=address)
    return contact(session, contact_id)


def come_back(session: Session, contact_id: int) -> KnownContact:
    """End an absence, also one that has not begun. Raises `UnknownContact`."""
    contact(session, contact_id)
    _set(session, ContactRow.id == contact_id, away_from=None, away_until=None, stand_in_id=None)
    return contact(session, contact_id)


def unsubscribe(session: Session, address: str, by: By) -> int:
    """End the reminders to an address, in every role it has; escalations go on. Returns how many contacts changed.

    Raises `UnknownContact`. The log tells the contacts' numbers, not the address.
    """
    return _subscribe(session, address, LogAction.UNSUBSCRIBE, by, by.now)


def resubscribe(session: Session, address: str, by: By) -> int:
    """Begin the reminders to an address anew; see `unsubscribe`."""
    return _subscribe(session, address, LogAction.RESUBSCRIBE, by, None)


def remove(session: Session, contact_id: int, by: By) -> KnownContact:
    """Forget a contact; what was sent to it stays in the outbox. Raises `UnknownContact`."""
    gone = contact(session, contact_id)
    _set(session, ContactRow.stand_in_id == contact_id, stand_in_id=None)
    session.delete(session.get_one(ContactRow, contact_id))
    details = {"contacts": [contact_id], "agencies": [gone.agency]}
    record(session, [LogEntry.of(by, LogAction.REMOVE_CONTACT, details=details)])
    return gone


def reminders_ended(session: Session, address: str) -> datetime | None:
    """Return when the reminders to an address ended, the last of its roles; None while any goes there."""
    known = session.scalars(select(ContactRow.unsubscribed_at).where(ContactRow.address == address)).all()
    ended = [at for at in known if at is not None]
    return max(ended) if ended and len(ended) == len(known) else None


def is_known(session: Session, address: str) -> bool:
    """Whether anything goes to an address: whether a contact has it."""
    return session.scalar(select(exists().where(ContactRow.address == address))) is True


def speaks_for(session: Session, address: str, agency: str) -> bool:
    """Whether an address is one of an agency's, or of somebody who stands in for one of its people."""
    covered = aliased(ContactRow)
    covers = exists().where(covered.stand_in_id == ContactRow.id, covered.agency_id == AgencyRow.id)
    query = select(AgencyRow.id).where(
        AgencyRow.code == agency,
        exists().where(ContactRow.address == address, or_(ContactRow.agency_id == AgencyRow.id, covers)),
    )
    return session.execute(query).first() is not None


def _subscribe(session: Session, address: str, action: LogAction, by: By, unsubscribed_at: datetime | None) -> int:
    known = session.execute(
        select(ContactRow.id, ContactRow.unsubscribed_at).where(ContactRow.address == address).order_by(ContactRow.id)
    ).all()
    if not known:
        raise _unknown(address)
    changed = [number for number, at in known if (at is None) is not (unsubscribed_at is None)]
    if changed:
        _set(session, ContactRow.id.in_(changed), unsubscribed_at=unsubscribed_at)
        record(session, [LogEntry.of(by, action, details={"contacts": changed})])
    return len(changed)


def _readdress(session: Session, row: ContactRow, name: str, address: str) -> None:
    waiting = session.scalars(
        select(NoticeRow).where(
            NoticeRow.state.in_([NoticeState.QUEUED, NoticeState.DEAD]),
            NoticeRow.lease_token.is_(None),
            NoticeRow.channel == row.channel,
            NoticeRow.recipient == row.address,
            NoticeRow.agency_id == row.agency_id,
        )
    ).all()
    ending = f":{row.channel}:{row.address}"
    keys = {one.id: f"{one.key.removesuffix(ending)}:{row.channel}:{address}" for one in waiting}
    known = set(
        session.scalars(
            select(NoticeRow.key).where(NoticeRow.channel == row.channel, NoticeRow.recipient == address)
        ).all()
    )
    for one in waiting:
        if keys[one.id] not in known:
            one.key, one.recipient, one.recipient_name, one.message_id = keys[one.id], address, name, ""
            if one.state is NoticeState.DEAD:
                # The new address has refused nothing yet.
                one.settled_at, one.outcome = None, f"tới địa chỉ cũ {row.address}: {one.outcome}"
    session.flush()


def _set(session: Session, which: ColumnElement[bool], **values: Any) -> None:
    session.execute(update(ContactRow).where(which).values(**values).execution_options(synchronize_session=False))
    session.expire_all()


def _contacts() -> Any:
    stand_in = aliased(ContactRow)
    return (
        select(ContactRow, AgencyRow.code, AgencyRow.name, stand_in.name)
        .join(AgencyRow, AgencyRow.id == ContactRow.agency_id)
        .outerjoin(stand_in, stand_in.id == ContactRow.stand_in_id)
    )


def _contact(row: ContactRow, agency: str, agency_name: str, stand_in: str | None) -> KnownContact:
    return KnownContact(
        id=row.id,
        agency=agency,
        agency_name=agency_name,
        role=row.role,
        name=row.name,
        channel=row.channel,
        address=row.address,
        works_from=row.works_from,
        works_until=row.works_until,
        away_from=row.away_from,
        away_until=row.away_until,
        stand_in=stand_in or "",
        unsubscribed_at=row.unsubscribed_at,
    )


def _unknown(given: object) -> UnknownContact:
    return UnknownContact(
        given=given,
        place="Cán bộ theo dõi",
        reason="không có trong danh sách",
        remedy="Tìm trong danh sách cán bộ theo dõi.",
        look=WhereToLook.CONTACTS,
    )
