"""Importing the people to write to, from a CSV file that an office keeps in its spreadsheet program."""

import csv
import re
from collections.abc import Iterator
from datetime import time
from pathlib import Path

from base.errors import DondocError
from notifications.channels.zalo.account import phone_number
from services.installation import Installation
from workflow.agencies import Directory
from workflow.notices.ladder import Channel
from workflow.store.people.directory import Contact, keep_contacts, keep_directory
from workflow.store.tables import ContactRole

NEEDED = ("agency", "name", "role")
# Columns of addresses, each with its channel; a line has one at least and makes a contact for each.
ADDRESSES = {
    "email": Channel.EMAIL,
    "zalo_group": Channel.ZALO,
    "zalo_user": Channel.ZALO,
    "phone": Channel.ZNS,
    "chat": Channel.CHAT,
}
# The languages there are messages in.
LANGUAGES = ("vi",)
HOURS = re.compile(r"(\d{1,2})[:hg](\d{2})?\s*[-–]\s*(\d{1,2})[:hg](\d{2})?")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class ContactsUnreadable(DondocError):
    """The file of contacts is missing, is no CSV, or has a line that can't be used."""


def import_contacts(installation: Installation, path: Path) -> tuple[int, int]:
    """Add the contacts of a file, all or none; return how many are new and how many were known.

    `agency` is a name, another spelling or a code of the directory.
    """
    contacts = read_contacts(path, installation.policies.directory)
    with installation.database.writing() as session:
        keep_directory(session, installation.policies.directory)
        new = keep_contacts(session, contacts)
    return new, len(contacts) - new


def read_contacts(path: Path, directory: Directory) -> list[Contact]:
    """Return the contacts of a CSV file. Raises `ContactsUnreadable`, naming the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            found = reader.fieldnames or ()
            if missing := [column for column in NEEDED if column not in found]:
                raise _unreadable(path, 1, path.name, f"thiếu cột {', '.join(missing)}")
            if not any(column in found for column in ADDRESSES):
                raise _unreadable(path, 1, path.name, f"thiếu cột địa chỉ ({', '.join(ADDRESSES)})")
            lines = enumerate(reader, start=2)
            return [contact for number, row in lines for contact in _contacts(path, number, row, directory)]
    except OSError as error:
        raise _unreadable(path, 0, path.name, "không mở được") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, 0, path.name, "không phải tệp CSV mã UTF-8") from error


def _contacts(path: Path, number: int, row: dict[str, str], directory: Directory) -> Iterator[Contact]:
    def said(column: str) -> str:
        return (row.get(column) or "").strip()

    if said("role") not in set(ContactRole):
        raise _unreadable(path, number, said("role"), f"không phải vai trò ({', '.join(ContactRole)})")
    if (said("language") or "vi") not in LANGUAGES:
        raise _unreadable(path, number, said("language"), "chưa có mẫu thư bằng ngôn ngữ này (hiện có: vi)")
    given = {column: said(column) for column in ADDRESSES if said(column)}
    if not given:
        raise _unreadable(path, number, said("name"), f"không có địa chỉ nào ({', '.join(ADDRESSES)})")
    agency = _code(path, number, said("agency"), directory)
    works_from, works_until = _hours(path, number, said("hours"))
    for column, text in given.items():
        yield Contact(
            agency=agency,
            role=ContactRole(said("role")),
            name=said("name"),
            address=_address(path, number, column, text),
            channel=ADDRESSES[column],
            works_from=works_from,
            works_until=works_until,
        )


def _address(path: Path, number: int, column: str, text: str) -> str:
    """The address as its channel understands it; one way of writing it, so that nobody is written to twice."""
    if column == "email":
        if not EMAIL.fullmatch(text):
            raise _unreadable(path, number, text, "không phải địa chỉ thư điện tử")
        return text.lower()
    if column == "phone":
        if (phone := phone_number(text)) is None:
            raise _unreadable(path, number, text, "không phải số điện thoại di động Việt Nam")
        return phone
    return f"{column.removeprefix('zalo_')}:{text}" if column.startswith("zalo_") else text


def _hours(path: Path, number: int, text: str) -> tuple[time | None, time | None]:
    if not text:
        return None, None
    found = HOURS.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        begins, ends = (time(int(found[n]), int(found[n + 1] or 0)) for n in (1, 3))
        if begins >= ends:
            raise ValueError(text)
    except ValueError as error:
        raise _unreadable(path, number, text, "không phải giờ làm việc, mẫu: 07:30-17:00") from error
    return begins, ends


def _code(path: Path, number: int, name: str, directory: Directory) -> str:
    if name in directory:
        return name
    mention = directory.find(name)
    if mention.agency is None or mention.reason:
        # The line already says which name is meant.
        reason = mention.reason.replace(f"Không có “{mention.spelling}”", "không có")
        raise _unreadable(path, number, name, reason)
    return mention.agency.code


def _unreadable(path: Path, number: int, given: str, reason: str) -> ContactsUnreadable:
    return ContactsUnreadable(
        given=given,
        place=f"{path.name}, dòng {number}" if number else path.name,
        reason=reason,
        remedy="Sửa tệp rồi nhập lại; chưa có cán bộ theo dõi nào được ghi.",
    )
