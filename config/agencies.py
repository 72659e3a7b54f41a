"""The directory of agencies as data: what comes with the program, changed by what the installation's folder says."""

import csv
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NotRequired, TypedDict, cast

_PACKAGED = Path(__file__).parent
TABLE = "agencies.csv"
LISTS = ("aliases", "members", "successors")
SWITCHES = ("group", "dissolved")
TABLE_COLUMNS = ("code", "name", "kind", *LISTS, *SWITCHES)
_YES = {"1", "x", "có", "true", "yes"}


class AgencyRecord(TypedDict):
    """One agency of the data files; agencies.toml explains the keys."""

    code: NotRequired[str]
    name: NotRequired[str]
    kind: NotRequired[str]
    aliases: NotRequired[list[str]]
    group: NotRequired[bool]
    members: NotRequired[list[str]]
    members_of: NotRequired[list[str]]
    of_heads: NotRequired[bool]
    nouns: NotRequired[list[str]]
    related: NotRequired[bool]
    dissolved: NotRequired[bool]
    successors: NotRequired[list[str]]


class AgencyData(TypedDict):
    """A whole directory: the province, its abbreviations and its agencies in order."""

    province: str
    abbreviations: dict[str, str]
    agencies: list[AgencyRecord]


def load_records(folder: Path | None = None) -> AgencyData:
    """The packaged directory, then agencies.toml and agencies.csv of the folder, each over what came before.

    A later record with the code of an earlier one replaces what it states, and adds its aliases and members.
    """
    data = _read_toml(_PACKAGED / "agencies.toml")
    records = [*data["agencies"], *_communes(_PACKAGED / "communes.csv")]
    if folder is not None and (own := folder / "agencies.toml").is_file():
        changed = _read_toml(own)
        data["province"] = changed["province"] or data["province"]
        data["abbreviations"] |= changed["abbreviations"]
        records += changed["agencies"]
    if folder is not None and (table := folder / TABLE).is_file():
        records += read_table(table)
    return {**data, "agencies": merge_records(records)}


def read_table(path: Path) -> list[AgencyRecord]:
    """The records of a CSV file with a header line; lists are parted by "|", yes is 1, x, có or true.

    Only `name` or `code` is needed. Raises ValueError (in Vietnamese) for a file without either column.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not {"name", "code"} & set(reader.fieldnames or ()):
            raise ValueError(
                f"{path.name}: dòng đầu phải có cột “name” hoặc “code”; các cột: {', '.join(TABLE_COLUMNS)}"
            )
        return [_from_row(row) for row in reader if any((value or "").strip() for value in row.values() if value)]


def write_table(path: Path, records: list[AgencyRecord]) -> None:
    """Write the records so that `read_table` gives them back, for Excel too (UTF-8 with a byte order mark)."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, TABLE_COLUMNS)
        writer.writeheader()
        writer.writerows(_to_row(record) for record in records)


def merge_records(records: Iterable[AgencyRecord]) -> list[AgencyRecord]:
    """One record for each code (or name, where there is no code), in the order of first mention."""
    known: dict[str, AgencyRecord] = {}
    for record in records:
        key = record.get("code") or record.get("name", "")
        known[key] = _over(known[key], record) if key in known else record
    return list(known.values())


def _over(old: AgencyRecord, new: AgencyRecord) -> AgencyRecord:
    before: dict[str, Any] = {**old}
    after: dict[str, Any] = {**new}
    both = before | after
    for column in LISTS:
        both[column] = list(dict.fromkeys([*before.get(column, ()), *after.get(column, ())]))
    return cast("AgencyRecord", both)


def _read_toml(path: Path) -> AgencyData:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: không phải TOML đúng ({error})") from error
    return {
        "province": data.get("province", ""),
        "abbreviations": data.get("abbreviations", {}),
        "agencies": data.get("agency", []),
    }


def _communes(path: Path) -> Iterator[AgencyRecord]:
    """A People's Committee for each ward and commune of the list."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = row["name"][:1].lower() + row["name"][1:]
            yield {
                "code": f"xa-{row['code']}",
                "name": f"Ủy ban nhân dân {place}",
                "kind": "commune",
                "aliases": [row["name"]],
            }


def _from_row(row: dict[str, str | None]) -> AgencyRecord:
    cells = {column: (row.get(column) or "").strip() for column in TABLE_COLUMNS}
    record: dict[str, Any] = {column: cells[column] for column in ("code", "name", "kind") if cells[column]}
    for column in LISTS:
        if cells[column]:
            record[column] = [part.strip() for part in cells[column].split("|") if part.strip()]
    record |= {column: cells[column].casefold() in _YES for column in SWITCHES if cells[column]}
    return cast("AgencyRecord", record)


def _to_row(record: AgencyRecord) -> dict[str, str]:
    cells: dict[str, Any] = dict(record)
    row = {column: str(cells.get(column, "")) for column in ("code", "name", "kind")}
    row |= {column: "|".join(cells.get(column, ())) for column in LISTS}
    return row | {column: "1" if cells[column] else "0" for column in SWITCHES if column in cells}
