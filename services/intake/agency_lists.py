"""An installation's own agencies: records over its template, a list of communes in place of the packaged one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from base.atomic_file import whole_file
from base.errors import DondocError
from base.private_files import PRIVATE_FILE, make_private
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
from services.intake.sheet_files import sheet_rows
from workflow.agencies import Agency, BrokenDirectory, Directory, code_of
from workflow.deadlines.values.resolution import Certainty
from workflow.store.database.opening import Database
from workflow.store.database.schema import SchemaStanding, schema_standing
from workflow.store.people.province import chosen_province

_PLACE = "Danh bạ cơ quan"
COMMUNE = re.compile(r"^(?:UBND|Ủy ban nhân dân)?\s*(phường|xã|đặc khu|thị trấn)\s+\S", re.IGNORECASE)
CODE = re.compile(r"\d{4,6}")
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


def import_records(own: OwnDirectory, file: Path) -> tuple[int, int]:
    """Add the agencies of a CSV or XLSX file to the installation's own, or change them; return how many, how many new.

    Raises `BrokenDirectory`, `DocumentError`.
    """
    records = list(_records(file))
    known = own.directory
    coded = [_with_code(record, known) for record in records]
    keep_records(own, coded)
    return len(coded), sum(record["code"] not in known for record in coded)


def keep_records(own: OwnDirectory, records: Sequence[AgencyRecord]) -> None:
    """Add records to the installation's table, once the whole directory with them holds together."""
    data = own.data
    Directory.from_config({**data, "agencies": merge_records([*data["agencies"], *records])})
    make_private(own.folder)
    table = own.folder / AGENCY_TABLE
    kept = read_table(table) if table.is_file() else []
    with whole_file(table) as part:
        part.touch(mode=PRIVATE_FILE)
        write_table(part, merge_records([*kept, *records]))


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
    """Return what changes of an agency under the key it goes by: a template's record may go by its name alone."""
    if any(other.get("code") == agency.code for other in own.data["agencies"]):
        return {**changed, "code": agency.code}
    return {"name": agency.name, **changed}


def import_communes(own: OwnDirectory, file: Path) -> int:
    """Take a list of communes in place of any other, packaged or own; return how many it names.

    In each row the cell that begins with "xã", "phường" or "đặc khu" is the name, one of four to six digits the code.
    Raises `BrokenDirectory`, `DocumentError`.
    """
    communes = dict(_communes(sheet_rows(file)))
    if not communes:
        reason = "không có dòng nào ghi tên xã, phường, đặc khu"
        raise BrokenDirectory(given=file.name, place=_PLACE, reason=reason)
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


def _communes(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Code and name of each row that names a commune."""
    for row in rows:
        name = next((cell for cell in row if COMMUNE.match(cell)), "")
        if name:
            name = OFFICE.sub("", name)
            code = next((cell for cell in row if CODE.fullmatch(cell)), code_of(name))
            yield code, name[:1].upper() + name[1:]


def _records(file: Path) -> Iterator[AgencyRecord]:
    rows = sheet_rows(file)
    header = [cell.casefold() for cell in rows[0]] if rows else []
    if not {"name", "code"} & set(header):
        columns = ", ".join(TABLE_COLUMNS)
        reason = f"dòng đầu phải có cột “name” hoặc “code”; các cột: {columns}"
        raise BrokenDirectory(given=file.name, place=_PLACE, reason=reason)
    for row in rows[1:]:
        yield record_of(dict(zip(header, row, strict=False)))


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
