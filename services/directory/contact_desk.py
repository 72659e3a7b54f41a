"""Those who are written to, as pages keep them: added, away, gone, brought in and given out as a workbook."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from io import BytesIO
from pathlib import Path

from base.vietnamese import short_date
from services.duties.endings import Deciding, allowed_deciding
from services.installation import Installation
from services.intake.contacts import ADDRESSES, CONTACT_TITLES, one_contact, read_contacts
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.notices.ladder import Channel
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import Subject, may
from workflow.store.database.opening import Session
from workflow.store.duties.subjects import agency_subject
from workflow.store.log.writing import LogEntry, record
from workflow.store.people.contacts import (
    KnownContact,
    come_back,
    contact,
    contacts,
    remove,
    resubscribe,
    set_away,
    set_hours,
    set_person,
)
from workflow.store.people.directory import Contact, keep_contacts, keep_directory

_PLACE = "Cán bộ theo dõi"
# The columns as an office calls them; what is given out can be brought in again.
CONTACT_COLUMNS = (*CONTACT_TITLES.values(), "Ghi chú")
_WIDTHS = (40, 26, 18, *(24 for _ in ADDRESSES), 16, 40)


@dataclass(frozen=True, kw_only=True)
class ContactChange:
    """How one contact is to be: hours (both or neither), absence (both days or neither), who stands in.

    `person` is its name, role and address as typed, None where these stay.
    """

    hours: tuple[time | None, time | None]
    away: tuple[date, date] | None
    stand_in: int | None = None
    reminded: bool = False
    person: tuple[str, str, str] | None = None


def add_contact(installation: Installation, agency: str, row: Mapping[str, str], deciding: Deciding) -> int:
    """Add what was typed of a person: a contact for each address; return how many are new.

    `row` has the columns of `services.intake.contacts`. Raises `NotAllowed`, `ContactsUnreadable`.
    """
    made = one_contact(installation.policies.directory, {**row, "agency": agency})
    with installation.database.writing() as session:
        keep_directory(session, installation.policies.directory)
        by = _allowed(session, agency, deciding)
        return _keep(session, made, by)


def import_contacts_as(installation: Installation, path: Path, deciding: Deciding) -> tuple[int, int]:
    """Bring a file in, all or none, for agencies whose people one may keep; return how many are new, how many known.

    Raises `NotAllowed`, `ContactsUnreadable`.
    """
    found = read_contacts(path, installation.policies.directory)
    with installation.database.writing() as session:
        keep_directory(session, installation.policies.directory)
        for agency in {one.agency for one in found}:
            by = _allowed(session, agency, deciding)
        new = _keep(session, found, by) if found else 0
    return new, len(found) - new


def change_contact(installation: Installation, number: int, change: ContactChange, deciding: Deciding) -> KnownContact:
    """Set who it is, hours, absence and reminders.

    Raises `NotAllowed`, `UnknownContact`, `ContactsUnreadable`, `ContactTaken`, `ImpossibleHours`,
    `ImpossibleAbsence`. A contact that ended its reminders gets them again only with `reminded`.
    """
    with installation.database.writing() as session:
        known = contact(session, number)
        by = _allowed(session, known.agency, deciding)
        if change.person is not None:
            _set_person(session, installation, known, change.person)
        set_hours(session, number, works_from=change.hours[0], works_until=change.hours[1])
        if change.away is None:
            come_back(session, number)
        else:
            set_away(session, number, first=change.away[0], last=change.away[1], stand_in=change.stand_in)
        if change.reminded and known.unsubscribed_at is not None:
            resubscribe(session, known.address, by)
        kept = contact(session, number)
        details = {"contacts": [number], "agencies": [known.agency], "changed": _changed(known, kept)}
        record(session, [LogEntry.of(by, LogAction.KEEP_CONTACT, details=details)])
        return kept


def remove_contact(installation: Installation, number: int, deciding: Deciding) -> KnownContact:
    """Forget a contact; what was sent stays told. Raises `NotAllowed`, `UnknownContact`."""
    with installation.database.writing() as session:
        known = contact(session, number)
        return remove(session, number, _allowed(session, known.agency, deciding))


def contact_of(installation: Installation, number: int) -> KnownContact:
    """Return one contact. Raises `UnknownContact`."""
    with installation.database.reading() as session:
        return contact(session, number)


def contacts_workbook(installation: Installation, actor: Actor) -> bytes:
    """Return all contacts that somebody may see, one line each, as a workbook that can be brought in again."""
    with installation.database.reading() as session:
        found = [one for one in contacts(session) if may(actor, Action.SEE_CONTACTS, Subject(agency=one.agency))]
    return sheet_of("Cán bộ theo dõi", CONTACT_COLUMNS, _WIDTHS, (_line(one) for one in found))


def sheet_of(title: str, columns: Iterable[str], widths: Iterable[int], lines: Iterable[Iterable[str]]) -> bytes:
    """Return a workbook of one sheet of texts; "=1+1" stays a text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    for number, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.freeze_panes = "A2"
    for line in (columns, *lines):
        cells = [WriteOnlyCell(sheet, text) for text in line]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    made = BytesIO()
    workbook.save(made)
    return made.getvalue()


def _line(one: KnownContact) -> tuple[str, ...]:
    hours = f"{one.works_from:%H:%M}-{one.works_until:%H:%M}" if one.works_from and one.works_until else ""
    notes = [
        f"vắng {short_date(one.away_from)} – {short_date(one.away_until)}" if one.away_from and one.away_until else "",
        "không nhận thư nhắc trước hạn" if one.unsubscribed_at else "",
    ]
    own = _column(one)
    return (
        one.agency_name,
        one.name,
        one.role.label,
        *(shown_address(one) if column == own else "" for column in ADDRESSES),
        hours,
        "; ".join(note for note in notes if note),
    )


def _keep(session: Session, made: list[Contact], by: By) -> int:
    new = keep_contacts(session, made)
    agencies = sorted({one.agency for one in made})
    keys = {(one.agency, one.role, one.address) for one in made}
    numbers = [one.id for one in contacts(session) if (one.agency, one.role, one.address) in keys]
    details = {"contacts": numbers, "agencies": agencies, "count": len(made), "new": new}
    record(session, [LogEntry.of(by, LogAction.KEEP_CONTACT, details=details)])
    return new


def _set_person(session: Session, installation: Installation, known: KnownContact, typed: tuple[str, str, str]) -> None:
    name, role, address = typed
    if (name, role, address) == (known.name, known.role.value, shown_address(known)):
        return
    row = {"agency": known.agency, "name": name, "role": role, _column(known): address}
    (made,) = one_contact(installation.policies.directory, row)
    set_person(session, known.id, name=made.name, role=made.role, address=made.address)


def shown_address(one: KnownContact) -> str:
    """Return the address as an official types it: a group's or follower's number without its prefix."""
    return one.address.removeprefix("group:").removeprefix("user:")


def _column(one: KnownContact) -> str:
    """The column of a list of contacts in which its address stands."""
    if one.channel == Channel.ZALO:
        return "zalo_group" if one.address.startswith("group:") else "zalo_user"
    return next(column for column, channel in ADDRESSES.items() if channel == one.channel)


def _changed(before: KnownContact, after: KnownContact) -> list[str]:
    """Which of person, address, hours, absence and reminders changed, by the names that the log's words know."""
    parts = {
        "person": ("name", "role"),
        "address": ("address",),
        "hours": ("works_from", "works_until"),
        "absence": ("away_from", "away_until", "stand_in"),
        "reminders": ("unsubscribed_at",),
    }
    return [name for name, keys in parts.items() if any(getattr(before, key) != getattr(after, key) for key in keys)]


def _allowed(session: Session, agency: str, deciding: Deciding) -> By:
    subject = agency_subject(session, agency, today=deciding.now.date()) or Subject(agency=agency)
    return allowed_deciding(session, Action.KEEP_CONTACTS, subject, deciding, place=_PLACE)
