"""Importing the people to write to, from a list that an office keeps in its spreadsheet program."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from pathlib import Path

from base.errors import DondocError
from base.vietnamese import capitalise, one_line
from base.visible import visible
from documents.intake.errors import DocumentError
from notifications.channels.smtp import wire_address
from notifications.channels.zalo.account import phone_number
from services.installation import Installation
from services.intake.sheet_files import is_workbook, numbered_rows
from workflow.agencies import Agency, Directory
from workflow.notices.ladder import Channel
from workflow.store.people.directory import Contact, keep_contacts, keep_directory
from workflow.store.tables import ContactRole

NEEDED = ("agency", "name", "role")
_OWN_COLUMNS = {
    "email": Channel.EMAIL,
    "phone": Channel.ZNS,
    "zalo_group": Channel.ZALO,
    "zalo_user": Channel.ZALO,
}
# Columns of addresses, each with its channel; a line has one at least and makes a contact for each. Any other channel
# has the column that bears its name.
ADDRESSES = _OWN_COLUMNS | {channel.value: channel for channel in Channel if channel not in _OWN_COLUMNS.values()}
# What the columns are called where a list is given out.
CONTACT_TITLES = {
    "agency": "Cơ quan",
    "name": "Họ tên",
    "role": "Vai trò",
    "email": "Thư điện tử",
    "phone": "Điện thoại",
    "zalo_group": "Nhóm Zalo",
    "zalo_user": "Zalo",
    **{column: capitalise(channel.label) for column, channel in ADDRESSES.items() if column not in _OWN_COLUMNS},
    "hours": "Giờ làm việc",
}
# The row of the titles is one of the first so many: an office writes a heading over its list.
_HEADING = 10
_WORKBOOKS = (".xls", ".xlsx", ".xlsm")
# The languages there are messages in.
LANGUAGES = ("vi",)
HOURS = re.compile(r"(\d{1,2})[:hg](\d{2})?\s*[-–]\s*(\d{1,2})[:hg](\d{2})?")
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]+@[^@\s.\x00-\x1f\x7f]+(?:\.[^@\s.\x00-\x1f\x7f]+)+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# So many of the lines that can't be used are named, the rest is counted.
_NAMED = 20
# What else the columns are called in the files of offices, as `_folded` compares them.
_SPELLINGS = {
    "đơn vị": "agency",
    "tên cơ quan": "agency",
    "tên đơn vị": "agency",
    "cơ quan, đơn vị": "agency",
    "cơ quan/đơn vị": "agency",
    "họ và tên": "name",
    "tên": "name",
    "tên cán bộ": "name",
    "thư": "email",
    "hộp thư": "email",
    "hộp thư điện tử": "email",
    "địa chỉ thư": "email",
    "địa chỉ thư điện tử": "email",
    "e-mail": "email",
    "mail": "email",
    "địa chỉ email": "email",
    "địa chỉ e-mail": "email",
    "số điện thoại": "phone",
    "điện thoại di động": "phone",
    "di động": "phone",
    "sđt": "phone",
    "ngôn ngữ": "language",
}
_COLUMNS = _SPELLINGS | {
    name.casefold(): column for column, title in CONTACT_TITLES.items() for name in (column, title)
}
_WAYS = ", ".join(CONTACT_TITLES[column] for column in ADDRESSES)
# As `_folded` compares them.
_ROLES = {role.value: role for role in ContactRole} | {
    "cán bộ theo dõi": ContactRole.STAFF,
    "cán bộ": ContactRole.STAFF,
    "chuyên viên": ContactRole.STAFF,
    "văn thư": ContactRole.STAFF,
    "người theo dõi": ContactRole.STAFF,
    "thủ trưởng": ContactRole.HEAD,
    "lãnh đạo": ContactRole.HEAD,
    "người đứng đầu": ContactRole.HEAD,
    "giám đốc": ContactRole.HEAD,
    "chủ tịch": ContactRole.HEAD,
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
    """Return the contacts of an XLSX or of a CSV as any spreadsheet program writes it.

    The first row names the columns, or one below a heading. Raises `ContactsUnreadable`, naming every line at fault.
    """
    try:
        rows = numbered_rows(path, clean=_kept)
    except DocumentError as error:
        raise _unreadable(path, 0, path.name, error.reason) from error
    if not rows:
        raise _unreadable(path, 0, path.name, "không có dòng nào")
    first, found, lines = _under_titles(rows)
    if missing := [column for column in NEEDED if column not in found]:
        lacking = f"thiếu cột {', '.join(CONTACT_TITLES[one] for one in missing)}"
        no_workbook = path.suffix.lower() in _WORKBOOKS and not is_workbook(path)
        reason = f"không phải bảng Excel dù tên tệp ghi {path.suffix}; {lacking}" if no_workbook else lacking
        raise _unreadable(path, first, path.name, reason)
    if not any(column in found for column in ADDRESSES):
        raise _unreadable(path, first, path.name, f"thiếu cột địa chỉ ({_WAYS})")
    contacts: list[Contact] = []
    faults: list[ContactsUnreadable] = []
    for number, cells in lines:
        try:
            contacts += _contacts(path, number, dict(zip(found, cells, strict=False)), directory)
        except ContactsUnreadable as error:
            faults.append(error)
    if faults:
        raise faults[0] if len(faults) == 1 else _of_all(path, faults)
    return contacts


def _of_all(path: Path, faults: Sequence[ContactsUnreadable]) -> ContactsUnreadable:
    """One refusal for all lines at fault, so that a file is mended once."""
    named = "; ".join(f"{error.place.rpartition(', ')[2]}: “{error.given}” {error.reason}" for error in faults[:_NAMED])
    more = f"; và {len(faults) - _NAMED} dòng khác" if len(faults) > _NAMED else ""
    return _unreadable(path, 0, "", f"có {len(faults)} dòng không dùng được ({named}{more})")


def _kept(cell: str) -> str:
    """A cell without what nobody can see; a control character stays, for an address without it is another one."""
    return "".join(sign if _CONTROL.match(sign) else visible(sign) for sign in cell)


def _under_titles(rows: list[tuple[int, list[str]]]) -> tuple[int, list[str], list[tuple[int, list[str]]]]:
    """Return the number of the row that names the columns, which columns these are, and the rows below it.

    Where no row among the first names all that is needed, it is the one that names most.
    """
    named = [[_COLUMNS.get(_folded(title), title) for title in cells] for _, cells in rows[:_HEADING]]
    titles = max(range(len(named)), key=lambda at: (len({*NEEDED, *ADDRESSES}.intersection(named[at])), -at))
    return rows[titles][0], named[titles], rows[titles + 1 :]


def _contacts(path: Path, number: int, row: dict[str, str], directory: Directory) -> Iterator[Contact]:
    def said(column: str) -> str:
        text = (row.get(column) or "").strip()
        return text if column in ADDRESSES else visible(text)

    role = _ROLES.get(_folded(said("role")))
    if role is None:
        raise _unreadable(path, number, said("role"), f"không phải vai trò ({', '.join(r.label for r in ContactRole)})")
    if (said("language") or "vi") not in LANGUAGES:
        raise _unreadable(path, number, said("language"), "chưa có mẫu thư bằng ngôn ngữ này (hiện có: vi)")
    given = {column: said(column) for column in ADDRESSES if said(column)}
    if not given:
        raise _unreadable(path, number, said("name"), f"không có địa chỉ nào ({_WAYS})")
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
    if _CONTROL.search(text):
        raise _unreadable(path, number, visible(text), "có ký tự điều khiển không nhìn thấy; gõ lại địa chỉ")
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
        heirs = ", ".join(directory.get(code).name for code in agency.successors)
        reason = f"đã kết thúc hoạt động; ghi cơ quan kế thừa ({heirs})"
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
