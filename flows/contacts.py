"""Importing the people to write to, from a CSV file that an office keeps in its spreadsheet program."""

import csv
from pathlib import Path

from flows.house import House
from workflow.agencies import Directory
from workflow.errors import DondocError
from workflow.store.directory import Contact, keep_contacts, keep_directory
from workflow.store.tables import ContactRole

COLUMNS = ("agency", "name", "role", "email")


class ContactsUnreadable(DondocError):
    """The file of contacts is missing, is no CSV, or has a line that can't be used."""


def import_contacts(house: House, path: Path) -> tuple[int, int]:
    """Add the contacts of a file, all or none; return how many are new and how many were known.

    `agency` is a name, another spelling or a code of the directory.
    """
    contacts = read_contacts(path, house.policies.directory)
    with house.database.writing() as session:
        keep_directory(session, house.policies.directory)
        new = keep_contacts(session, contacts)
    return new, len(contacts) - new


def read_contacts(path: Path, directory: Directory) -> list[Contact]:
    """Return the contacts of a CSV file. Raises `ContactsUnreadable`, naming the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
                raise _unreadable(path, 1, path.name, f"thiếu cột {', '.join(missing)}")
            return [_contact(path, number, row, directory) for number, row in enumerate(reader, start=2)]
    except OSError as error:
        raise _unreadable(path, 0, path.name, "không mở được") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, 0, path.name, "không phải tệp CSV mã UTF-8") from error


def _contact(path: Path, number: int, row: dict[str, str], directory: Directory) -> Contact:
    role = (row["role"] or "").strip()
    if role not in set(ContactRole):
        raise _unreadable(path, number, role, "không phải vai trò (staff hoặc head)")
    address = (row["email"] or "").strip()
    if "@" not in address:
        raise _unreadable(path, number, address, "không phải địa chỉ thư điện tử")
    return Contact(
        agency=_code(path, number, (row["agency"] or "").strip(), directory),
        role=ContactRole(role),
        name=(row["name"] or "").strip(),
        address=address,
    )


def _code(path: Path, number: int, name: str, directory: Directory) -> str:
    if name in directory:
        return name
    mention = directory.find(name)
    if mention.agency is None or mention.reason:
        raise _unreadable(path, number, name, mention.reason or "không có trong danh bạ cơ quan")
    return mention.agency.code


def _unreadable(path: Path, number: int, given: str, reason: str) -> ContactsUnreadable:
    return ContactsUnreadable(
        given=given,
        place=f"{path.name}, dòng {number}" if number else path.name,
        reason=reason,
        remedy="Sửa tệp rồi nhập lại; chưa có đầu mối nào được ghi.",
    )
