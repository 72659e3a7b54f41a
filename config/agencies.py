"""The directory of agencies as data: a province's packaged template, under what the installation itself says."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, NotRequired, TypedDict, cast

from base.plain_letters import code_of
from config.policy_files import (
    KeyCheck,
    Places,
    PolicyFault,
    PolicyFileRefused,
    TomlTable,
    are_tables,
    are_texts,
    is_switch,
    is_text,
    key_faults,
    policy_rows,
    policy_table,
    policy_text,
)
from config.provinces import Province, province_of, provinces

_PACKAGED = Path(__file__).parent / "directories"
AGENCY_TABLE = "agencies.csv"
COMMUNES = "communes.csv"
LISTS = ("aliases", "members", "successors", "left")
SWITCHES = ("group", "dissolved", "outside")
TABLE_COLUMNS = ("code", "name", "kind", *LISTS, *SWITCHES)
_YES = {"1", "x", "có", "true", "yes"}


class AgencyRecord(TypedDict):
    """One agency of the data files; directories/departments.toml explains the keys."""

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
    outside: NotRequired[bool]
    dissolved: NotRequired[bool]
    successors: NotRequired[list[str]]
    left: NotRequired[list[str]]


class AgencyData(TypedDict):
    """A whole directory: the province and what its level is called, its abbreviations, its agencies in order."""

    province: str
    level: str
    other_provinces: list[str]
    abbreviations: dict[str, str]
    agencies: list[AgencyRecord]


def load_records(folder: Path | None = None, province: str = "") -> AgencyData:
    """The directory of an installation: the template of its province, and over it what its own folder says.

    `agencies.toml` may name the province itself, and replaces the template whole where it says `whole = true`;
    `communes.csv` replaces the packaged list of communes whole. Otherwise a later record with the code of an earlier
    one replaces what it states, adds its aliases and members, and takes away who `left`. Without a province nothing
    packaged is taken but abbreviations, and the bodies of the central level beside agencies of its own. Raises
    `PolicyFileRefused` and `ProvinceUnknown`.
    """
    own = _own(folder)
    place = province_of(own.get("province") or province) if own.get("province") or province else None
    template = [] if place is None or own.get("whole") else _template(place)
    records = [*template, *own.get("agency", []), *_communes_of(folder, place, whole=bool(own.get("whole")))]
    if folder is not None and (table := folder / AGENCY_TABLE).is_file():
        records += read_table(table)
    abbreviations: dict[str, str] = _packaged("vocabulary.toml")["abbreviations"]
    return {
        "province": place.name if place else "",
        "level": place.level if place else "tỉnh",
        "other_provinces": [other.name for other in provinces() if other != place],
        "abbreviations": abbreviations | own.get("abbreviations", {}),
        "agencies": merge_records([*_outsiders(records), *records]),
    }


def _own(folder: Path | None) -> dict[str, Any]:
    if folder is None or not (path := folder / "agencies.toml").is_file():
        return {}
    text = policy_text(path)
    table = policy_table(path, text)
    if faults := [*_faults(table, Places(text))]:
        raise PolicyFileRefused(path, faults)
    return table


def _faults(table: TomlTable, places: Places) -> Iterator[PolicyFault]:
    found = [*key_faults(table, _KEYS, places.of_key)]
    yield from found
    for index, record in enumerate(() if found else table.get("agency", ())):
        place = partial(places.of, "[[agency]]", index)
        yield from key_faults(record, _RECORD_KEYS, place)
        if not {"name", "code"} & record.keys():
            yield PolicyFault(place(), "thiếu tên (name) và mã (code)", _WORDS[1])


def _are_abbreviations(value: object) -> bool:
    return isinstance(value, dict) and all(map(is_text, value.values()))


_WORDS: KeyCheck = (is_text, "Viết chữ trong dấu ngoặc kép.")
_SWITCH: KeyCheck = (is_switch, "Viết true hoặc false.")
_SEVERAL: KeyCheck = (are_texts, 'Viết danh sách các chữ trong dấu ngoặc kép, mẫu: ["so-noi-vu"].')
_KEYS: Mapping[str, KeyCheck] = {
    "province": _WORDS,
    "whole": _SWITCH,
    "abbreviations": (
        _are_abbreviations,
        'Viết mục [abbreviations], mỗi dòng một chữ, mẫu: KBNN = "Kho bạc Nhà nước".',
    ),
    "agency": (are_tables, "Viết mỗi cơ quan một mục [[agency]]."),
}
_RECORD_KEYS: Mapping[str, KeyCheck] = {
    **dict.fromkeys(("code", "name", "kind"), _WORDS),
    **dict.fromkeys(("aliases", "members", "members_of", "nouns", "successors", "left"), _SEVERAL),
    **dict.fromkeys(("group", "of_heads", "related", "outside", "dissolved"), _SWITCH),
}


def _template(place: Province) -> list[AgencyRecord]:
    """What the province has by rule, what it has beside, and the words for several of its bodies."""
    by_rule = [record for record in _records("departments.toml") if record.get("code") not in place.without]
    own: list[AgencyRecord] = [{"name": name, "kind": "department"} for name in place.departments]
    file = f"{place.slug}.toml"
    beside = _records(file) if (_PACKAGED / file).is_file() else []
    return [_named(record, place) for record in (*by_rule, *own, *beside, *_records("groups.toml"))]


def _records(file: str) -> list[AgencyRecord]:
    records: list[AgencyRecord] = _packaged(file)["agency"]
    return records


def _named(record: AgencyRecord, place: Province) -> AgencyRecord:
    """The record with the province's name and level in its own name and other spellings."""
    words = {"province": place.name, "level": place.level, "party": place.party}
    filled: dict[str, Any] = dict(record)
    if "name" in filled:
        filled["name"] = filled["name"].format_map(words)
    if "aliases" in filled:
        filled["aliases"] = [alias.format_map(words) for alias in filled["aliases"]]
    return cast("AgencyRecord", filled)


def _communes_of(folder: Path | None, place: Province | None, *, whole: bool) -> Iterator[AgencyRecord]:
    """The installation's own list of communes, or the packaged one of its province where there is one."""
    if folder is not None and (own := folder / COMMUNES).is_file():
        yield from _communes(own)
    elif place is not None and not whole and (packaged := _PACKAGED / f"{place.slug}.communes.csv").is_file():
        yield from _communes(packaged)


def _outsiders(records: Iterable[AgencyRecord]) -> Iterator[AgencyRecord]:
    """The bodies of the central level that the directory hasn't taken in as its own; none beside an empty directory."""
    own = list(records)
    taken = {record.get("code") for record in own} | {record.get("name") for record in own}
    if not own:
        return
    for record in _records("outsiders.toml"):
        if not {record.get("code"), record.get("name")} & taken:
            yield record


def read_table(path: Path) -> list[AgencyRecord]:
    """The records of a CSV file with a header line; lists are parted by "|", yes is 1, x, có or true.

    Only `name` or `code` is needed. Raises `PolicyFileRefused`, also for a file without either column.
    """
    columns, rows = policy_rows(path)
    if not {"name", "code"} & set(columns):
        reason = "không có cột “name” hay “code”"
        raise PolicyFileRefused(path, [PolicyFault("dòng đầu", reason, f"Các cột: {', '.join(TABLE_COLUMNS)}.")])
    return [record_of(row) for _, row in rows if any(cell.strip() for cell in row.values())]


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
        # A province's own list goes by names; what was said of one of them later goes by its code.
        key = record.get("code") or code_of(record.get("name", ""))
        known[key] = _over(known[key], record) if key in known else record
    return list(known.values())


def _over(old: AgencyRecord, new: AgencyRecord) -> AgencyRecord:
    before: dict[str, Any] = {**old}
    after: dict[str, Any] = {**new}
    both = before | after
    if before.get("name") and both["name"] != before["name"]:
        # A renamed agency is still printed under its old name.
        after["aliases"] = [*after.get("aliases", ()), before["name"]]
    for column in LISTS:
        both[column] = list(dict.fromkeys([*before.get(column, ()), *after.get(column, ())]))
    # Who leaves and comes back is a member: the last word counts.
    both["members"] = [code for code in both["members"] if code not in after.get("left", ())]
    both["left"] = [code for code in both["left"] if code not in after.get("members", ())]
    return cast("AgencyRecord", both)


@cache
def _packaged(file: str) -> Mapping[str, Any]:
    """What a packaged file says, which nobody changes: neither the file nor what was read."""
    path = _PACKAGED / file
    return policy_table(path, policy_text(path))


def _communes(path: Path) -> Iterator[AgencyRecord]:
    """A People's Committee for each ward and commune of the list."""
    _, rows = policy_rows(path)
    for line, row in rows:
        code, name = row.get("code", "").strip(), row.get("name", "").strip()
        if not code or not name:
            fault = PolicyFault(f"dòng {line}", "thiếu mã (code) hoặc tên (name)", "Lập lại danh bạ của tỉnh.")
            raise PolicyFileRefused(path, [fault])
        yield {
            "code": f"xa-{code}",
            "name": f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}",
            "kind": "commune",
            "aliases": [name],
        }


def write_communes(path: Path, communes: dict[str, str]) -> None:
    """Write a list of communes, names by code, as `load` takes it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("code", "name"))
        writer.writerows(communes.items())


def record_of(row: Mapping[str, str | None]) -> AgencyRecord:
    """The record in a row of a table, its cells by their column."""
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
