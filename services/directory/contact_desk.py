"""Those who are written to, as pages keep them: added, away, gone, brought in and given out as a workbook."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from io import BytesIO
from pathlib import Path

from base.vietnamese import short_date
from services.duties.endings import Deciding, allowed_deciding
from services.installation import Installation
from services.intake.contacts import one_contact, read_contacts
from workflow.by import By
from workflow.log.actions import LogAction
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
)
from workflow.store.people.directory import Contact, keep_contacts, keep_directory

_PLACE = "Cán bộ theo dõi"
# The columns as an office calls them; what is given out can be brought in again.
CONTACT_COLUMNS = (
    *("Cơ quan", "Họ tên", "Vai trò", "Thư điện tử", "Điện thoại"),
    *("Nhóm Zalo", "Zalo", "Giờ làm việc", "Ghi chú"),
)
_WIDTHS = (40, 26, 18, 32, 16, 24, 24, 16, 40)


@dataclass(frozen=True, kw_only=True)
class ContactChange:
    """How one contact is to be: hours (both or neither), absence (both days or neither), who stands in."""

    hours: tuple[time | None, time | None]
    away: tuple[date, date] | None
    stand_in: int | None = None
    reminded: bool = False


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
    """Set hours, absence and reminders. Raises `NotAllowed`, `UnknownContact`, `ImpossibleHours`, `ImpossibleAbsence`.

    A contact that ended its reminders gets them again only with `reminded`.
    """
    with installation.database.writing() as session:
        known = contact(session, number)
        by = _allowed(session, known.agency, deciding)
        set_hours(session, number, works_from=change.hours[0], works_until=change.hours[1])
        if change.away is None:
            come_back(session, number)
        else:
            set_away(session, number, first=change.away[0], last=change.away[1], stand_in=change.stand_in)
        if change.reminded and known.unsubscribed_at is not None:
            resubscribe(session, known.address, by)
        record(session, [LogEntry.of(by, LogAction.KEEP_CONTACT, details={"contacts": [number]})])
        return contact(session, number)


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
    group, user = one.address.startswith("group:"), one.address.startswith("user:")
    return (
        one.agency_name,
        one.name,
        one.role.label,
        one.address if one.channel == "email" else "",
        one.address if one.channel == "zns" else "",
        one.address.removeprefix("group:") if group else "",
        one.address.removeprefix("user:") if user else "",
        hours,
        "; ".join(note for note in notes if note),
    )


def _keep(session: Session, made: list[Contact], by: By) -> int:
    new = keep_contacts(session, made)
    agencies = sorted({one.agency for one in made})
    details = {"agencies": agencies, "count": len(made), "new": new}
    record(session, [LogEntry.of(by, LogAction.KEEP_CONTACT, details=details)])
    return new


def _allowed(session: Session, agency: str, deciding: Deciding) -> By:
    subject = agency_subject(session, agency, today=deciding.now.date()) or Subject(agency=agency)
    return allowed_deciding(session, Action.KEEP_CONTACTS, subject, deciding, place=_PLACE)
