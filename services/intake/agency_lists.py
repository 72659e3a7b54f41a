"""An installation's own agencies: records over its template, a list of communes in place of the packaged one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from base.atomic_file import whole_file
from base.errors import DondocError
from base.plain_letters import code_of
from base.private_files import PRIVATE_FILE, make_private
from base.vietnamese import one_line
from config.agencies import (
    AGENCY_TABLE,
    COMMUNES,
    TABLE_COLUMNS,
    AgencyData,
    AgencyRecord,
    load_records,
    merge_records,
    read_table,
    record_of,
    write_communes,
    write_table,
)
from config.settings import Settings
from services.installation import Installation, open_installation
from services.intake.sheet_files import numbered_rows, sheet_rows
from workflow.agencies import Agency, AgencyKind, BrokenDirectory, Directory
from workflow.deadlines.values.resolution import Certainty
from workflow.store.database.opening import Database
from workflow.store.database.schema import SchemaStanding, schema_standing
from workflow.store.people.province import chosen_province

_PLACE = "Danh bạ cơ quan"
COMMUNE = re.compile(r"^(?:UBND|Ủy ban nhân dân)?\s*(phường|xã|đặc khu|thị trấn)\s+\S", re.IGNORECASE)
CODE = re.compile(r"\d{4,6}")
# The columns as an office calls them; the files' own names are understood as well.
TABLE_TITLES: Mapping[str, str] = {
    "code": "Mã",
    "name": "Tên",
    "kind": "Loại",
    "aliases": "Cách viết khác",
    "members": "Thành viên (mã)",
    "successors": "Cơ quan kế thừa (mã)",
    "group": "Là nhóm",
    "dissolved": "Đã kết thúc hoạt động",
    "outside": "Ngoài tỉnh",
}
_COLUMNS = {column: column for column in TABLE_COLUMNS} | {
    title.casefold(): column for column, title in TABLE_TITLES.items()
}
OFFICE = re.compile(r"^(?:UBND|Ủy ban nhân dân)\s+", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class OwnDirectory:
    """The folder of an installation's own lists, and the province whose template lies under them."""

    folder: Path
    province: str

    @property
    def data(self) -> AgencyData:
        """The directory's data as it stands. Raises `PolicyFileRefused`."""
        return load_records(self.folder, self.province)

    @property
    def directory(self) -> Directory:
        """The directory as it stands. Raises `PolicyFileRefused`, `BrokenDirectory`."""
        return Directory.from_config(self.data)


def own_directory(settings: Settings, folder: Path | None = None) -> OwnDirectory:
    """Return the installation's directory, or that of a folder which stands by itself.

    Raises `DatabaseMissing` where neither is.
    """
    if folder is not None:
        return OwnDirectory(folder=folder, province=_province(settings))
    with open_installation(settings) as installation:
        return directory_of(installation)


def directory_of(installation: Installation) -> OwnDirectory:
    """Return the directory of an installation that is open."""
    with installation.database.reading() as session:
        return OwnDirectory(folder=installation.settings.policies_dir, province=chosen_province(session))


def import_records(own: OwnDirectory, file: Path, *, whole_groups: bool = False) -> tuple[int, int]:
    """Add the agencies of a CSV or XLSX file to the installation's own, or change them.

    With `whole_groups` who isn't among the members that the file writes for a group leaves it; without, they stay.
    Returns how many differ from what is known, and how many of these are new. Raises `BrokenDirectory`,
    `DocumentError`.
    """
    known = own.directory
    records = [_with_code(record, known) for record in _records(file)]
    if whole_groups:
        records = [{**record, "left": gone} if (gone := _left_out(record, known)) else record for record in records]
    coded = [told for record in records if (told := _news(record, known))]
    if coded:
        keep_records(own, coded)
    return len(coded), sum(record["code"] not in known for record in coded)


def members_left_out(own: OwnDirectory, file: Path) -> list[tuple[Agency, Agency]]:
    """Return each group with a member that it has and the file, which names others of it, doesn't write."""
    known = own.directory
    return [
        (known.get(record["code"]), known.get(code))
        for record in (_with_code(one, known) for one in _records(file))
        for code in _left_out(record, known)
    ]


def keep_records(own: OwnDirectory, records: Sequence[AgencyRecord]) -> None:
    """Add records to the installation's table, once the whole directory with them holds together."""
    directory_with(own, records)
    make_private(own.folder)
    table = own.folder / AGENCY_TABLE
    kept = read_table(table) if table.is_file() else []
    with whole_file(table) as part:
        part.touch(mode=PRIVATE_FILE)
        write_table(part, merge_records([*kept, *records]))


def directory_with(own: OwnDirectory, records: Sequence[AgencyRecord]) -> Directory:
    """Return the directory as it would be with these records. Raises `BrokenDirectory`."""
    data = own.data
    return Directory.from_config({**data, "agencies": merge_records([*data["agencies"], *records])})


def dissolve(own: OwnDirectory, code: str, successor: str) -> None:
    """Note that an agency was dissolved and who succeeded it: plans to come give its work to the successor.

    Raises `BrokenDirectory`.
    """
    known = own.directory.get(code)
    if known.dissolved and successor in known.successors:
        return
    keep_records(own, [record_for(own, known, {"dissolved": True, "successors": [successor]})])


def add_spelling(own: OwnDirectory, agency: Agency, spelling: str) -> None:
    """Let a spelling mean an agency. Raises `BrokenDirectory` where it is another's name already."""
    taken = own.directory.find(spelling)
    if taken.certainty is Certainty.CERTAIN and taken.agency and taken.agency.code != agency.code:
        raise BrokenDirectory(given=spelling, place=_PLACE, reason=f"đã là tên của “{taken.agency.name}”")
    keep_records(own, [record_for(own, agency, {"aliases": [spelling]})])


def record_for(own: OwnDirectory, agency: Agency, changed: AgencyRecord) -> AgencyRecord:
    """Return what changes of an agency under its code; its name goes along where only a province's list has it."""
    coded = any(other.get("code") == agency.code for other in own.data["agencies"])
    return {"code": agency.code, **({} if coded else {"name": agency.name}), **changed}


def read_communes(file: Path) -> dict[str, str]:
    """Return the names of communes that a file lists, by their codes.

    In each row the cell that begins with "xã", "phường" or "đặc khu" is the name, one of four to six digits the code.
    Raises `BrokenDirectory`, `DocumentError`.
    """
    communes = dict(_communes(sheet_rows(file)))
    if not communes:
        reason = "không có dòng nào ghi tên xã, phường, đặc khu"
        raise BrokenDirectory(given=file.name, place=_PLACE, reason=reason)
    return communes


def import_communes(own: OwnDirectory, file: Path) -> int:
    """Take a list of communes in place of any other, packaged or own; return how many it names. Raises as reading."""
    communes = read_communes(file)
    make_private(own.folder)
    path = own.folder / COMMUNES
    before = path.read_bytes() if path.is_file() else None
    with whole_file(path) as part:
        part.touch(mode=PRIVATE_FILE)
        write_communes(part, communes)
    try:
        _ = own.directory
    except DondocError:
        path.unlink() if before is None else path.write_bytes(before)
        raise
    return len(communes)


def has_own_communes(own: OwnDirectory) -> bool:
    """Whether a list of the installation's own stands in place of the province's."""
    return (own.folder / COMMUNES).is_file()


def drop_own_communes(own: OwnDirectory) -> None:
    """Take the province's list of communes again; the installation's own is kept beside it under another name."""
    path = own.folder / COMMUNES
    if path.is_file():
        path.replace(path.with_suffix(".csv.truoc"))


def _communes(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Code and name of each row that names a commune."""
    for row in rows:
        name = next((cell for cell in row if COMMUNE.match(cell)), "")
        if name:
            name = OFFICE.sub("", name)
            code = next((cell for cell in row if CODE.fullmatch(cell)), code_of(name))
            yield code, name[:1].upper() + name[1:]


def _records(file: Path) -> Iterator[AgencyRecord]:
    rows = numbered_rows(file)
    header = [_COLUMNS.get(one_line(cell).casefold(), "") for cell in rows[0][1]] if rows else []
    if not {"name", "code"} & set(header):
        columns = ", ".join(TABLE_TITLES.values())
        reason = f"dòng đầu phải có cột “Tên” hoặc “Mã”; các cột: {columns}"
        raise BrokenDirectory(given=file.name, place=_PLACE, reason=reason)
    for number, row in rows[1:]:
        cells = dict(zip(header, row, strict=False))
        yield record_of({**cells, "kind": _kind(f"{file.name}, dòng {number}", cells.get("kind", ""))})


def _news(record: AgencyRecord, known: Directory) -> AgencyRecord | None:
    """What a record says that the directory doesn't; None where that is nothing.

    Members that a group has by their kind are left out: written down they would stay when their kind is another.
    """
    code = record.get("code", "")
    if code not in known:
        return record
    agency = known.get(code)
    members = [one for one in record.get("members", ()) if one not in agency.members]
    differs = (
        record.get("name", agency.name) != agency.name,
        record.get("kind", agency.kind.value) != agency.kind.value,
        bool(members),
        bool({*record.get("left", ())} & {*agency.members}),
        not {*record.get("aliases", ())} <= {*agency.aliases},
        not {*record.get("successors", ())} <= {*agency.successors},
        record.get("group", agency.is_group) is not agency.is_group,
        record.get("dissolved", agency.dissolved) is not agency.dissolved,
        record.get("outside", agency.outside) is not agency.outside,
    )
    told: AgencyRecord = {**record}
    if "members" in told:
        told["members"] = members
    return told if any(differs) else None


def _left_out(record: AgencyRecord, known: Directory) -> list[str]:
    """The members of a group that a record with members leaves out; without any it says nothing of them."""
    code, written = record.get("code", ""), record.get("members", ())
    if not written or code not in known:
        return []
    return [member for member in known.get(code).members if member not in written]


def _kind(place: str, text: str) -> str:
    """The kind that a cell names, in the words of the screen or of the files."""
    kinds = {kind.value: kind for kind in AgencyKind} | {kind.label: kind for kind in AgencyKind}
    if text and one_line(text).casefold() not in {name.casefold() for name in kinds}:
        possible = "; ".join(kind.label for kind in AgencyKind)
        reason = f"không phải loại cơ quan; các loại: {possible}"
        raise BrokenDirectory(given=text, place=place, reason=reason)
    return next((kind.value for name, kind in kinds.items() if name.casefold() == one_line(text).casefold()), "")


def _with_code(record: AgencyRecord, known: Directory) -> AgencyRecord:
    """The record under the code of the agency that bears its name, or under a new one made of the name."""
    if record.get("code"):
        return record
    name = record.get("name", "")
    code = next((agency.code for agency in known if agency.name == name), code_of(name))
    return {**record, "code": code}


def _province(settings: Settings) -> str:
    database = Database(settings.store_url)
    try:
        if schema_standing(database) is not SchemaStanding.CURRENT:
            return ""
        with database.reading() as session:
            return chosen_province(session)
    finally:
        database.close()
