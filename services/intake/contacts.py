"""Importing the people to write to, from a list that an office keeps in its spreadsheet program."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import time
from pathlib import Path

from base.errors import DondocError
from base.vietnamese import one_line
from documents.intake.errors import DocumentError
from notifications.channels.smtp import wire_address
from notifications.channels.zalo.account import phone_number
from services.installation import Installation
from services.intake.sheet_files import numbered_rows
from workflow.agencies import Agency, Directory
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
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+")
# What the columns and the roles are called in the files of offices, as `_folded` compares them.
_COLUMNS = {
    "cơ quan": "agency",
    "đơn vị": "agency",
    "họ tên": "name",
    "họ và tên": "name",
    "tên": "name",
    "vai trò": "role",
    "thư điện tử": "email",
    "email": "email",
    "e-mail": "email",
    "điện thoại": "phone",
    "số điện thoại": "phone",
    "nhóm zalo": "zalo_group",
    "zalo": "zalo_user",
    "giờ làm việc": "hours",
    "ngôn ngữ": "language",
}
_ROLES = {role.value: role for role in ContactRole} | {
    "cán bộ theo dõi": ContactRole.STAFF,
    "cán bộ": ContactRole.STAFF,
    "chuyên viên": ContactRole.STAFF,
    "văn thư": ContactRole.STAFF,
    "thủ trưởng": ContactRole.HEAD,
    "lãnh đạo": ContactRole.HEAD,
    "dự phòng": ContactRole.BACKUP,
    "cán bộ dự phòng": ContactRole.BACKUP,
}


class ContactsUnreadable(DondocError):
    """The file of contacts is missing, can't be read, or has a line that can't be used."""


def import_contacts(installation: Installation, path: Path) -> tuple[int, int]:
    """Add the contacts of a file, all or none; return how many are new and how many were known.

    `agency` is a name, another spelling or a code of the directory.
    """
    contacts = read_contacts(path, installation.policies.directory)
    with installation.database.writing() as session:
        keep_directory(session, installation.policies.directory)
        new = keep_contacts(session, contacts)
    return new, len(contacts) - new


def one_contact(directory: Directory, row: Mapping[str, str]) -> list[Contact]:
    """Return the contacts of one line that was typed, its cells by the columns' names; see `read_contacts`.

    Raises `ContactsUnreadable`.
    """
    try:
        return [*_contacts(Path("biểu mẫu"), 0, dict(row), directory)]
    except ContactsUnreadable as error:
        raise ContactsUnreadable(
            given=error.given, place="Cán bộ theo dõi", reason=error.reason, remedy="Sửa ô này rồi gửi lại."
        ) from error


def read_contacts(path: Path, directory: Directory) -> list[Contact]:
    """Return the contacts of an XLSX or of a CSV as any spreadsheet program writes it; the first row names the columns.

    Raises `ContactsUnreadable`, naming the line.
    """
    try:
        rows = numbered_rows(path)
    except DocumentError as error:
        raise _unreadable(path, 0, path.name, error.reason) from error
    if not rows:
        raise _unreadable(path, 0, path.name, "không có dòng nào")
    (first, titles), *lines = rows
    found = [_COLUMNS.get(_folded(title), title) for title in titles]
    if missing := [column for column in NEEDED if column not in found]:
        raise _unreadable(path, first, path.name, f"thiếu cột {', '.join(missing)}")
    if not any(column in found for column in ADDRESSES):
        raise _unreadable(path, first, path.name, f"thiếu cột địa chỉ ({', '.join(ADDRESSES)})")
    return [
        contact
        for number, cells in lines
        for contact in _contacts(path, number, dict(zip(found, cells, strict=False)), directory)
    ]


def _contacts(path: Path, number: int, row: dict[str, str], directory: Directory) -> Iterator[Contact]:
    def said(column: str) -> str:
        return (row.get(column) or "").strip()

    role = _ROLES.get(_folded(said("role")))
    if role is None:
        raise _unreadable(path, number, said("role"), f"không phải vai trò ({', '.join(r.label for r in ContactRole)})")
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
            role=role,
            name=said("name"),
            address=_address(path, number, column, text),
            channel=ADDRESSES[column],
            works_from=works_from,
            works_until=works_until,
        )


def _address(path: Path, number: int, column: str, text: str) -> str:
    """The address as its channel understands it; one way of writing it, so that nobody is written to twice."""
    if column == "email":
        # As the mail channel will ask before it sends.
        if not _EMAIL.fullmatch(text) or wire_address(text) is None:
            raise _unreadable(path, number, text, "không phải địa chỉ thư điện tử dùng được")
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


def _folded(text: str) -> str:
    """Return a title or role as the names above are compared: composed, small, on one line."""
    return unicodedata.normalize("NFC", one_line(text)).casefold()


def _code(path: Path, number: int, name: str, directory: Directory) -> str:
    agency = directory.get(name) if name in directory else _named(path, number, name, directory)
    if agency.is_group:
        raise _unreadable(path, number, name, "là một nhóm; ghi từng cơ quan của nhóm")
    if agency.dissolved:
        reason = f"đã được sắp xếp lại; ghi cơ quan kế thừa ({', '.join(agency.successors)})"
        raise _unreadable(path, number, name, reason if agency.successors else "không còn hoạt động")
    return agency.code


def _named(path: Path, number: int, name: str, directory: Directory) -> Agency:
    mention = directory.find(name)
    if mention.agency is None or mention.reason:
        # The line already says which name is meant.
        reason = mention.reason.replace(f"Không có “{mention.spelling}”", "không có")
        raise _unreadable(path, number, name, reason)
    return mention.agency


def _unreadable(path: Path, number: int, given: str, reason: str) -> ContactsUnreadable:
    return ContactsUnreadable(
        given=given,
        place=f"{path.name}, dòng {number}" if number else path.name,
        reason=reason,
        remedy="Sửa tệp rồi nhập lại; chưa có cán bộ theo dõi nào được ghi.",
    )
