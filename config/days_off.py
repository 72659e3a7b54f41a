"""Days that officials swap: what the yearly announcement adds to the public holidays.

The packaged `days_off.toml` is read unless an installation's folder holds a file of the same name.
"""

from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, MINYEAR, date
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from config.policy_files import (
    KeyCheck,
    Places,
    PolicyFault,
    PolicyFileRefused,
    TomlTable,
    are_tables,
    is_switch,
    is_text,
    key_faults,
    policy_path,
    policy_table,
    policy_text,
)

DAYS_OFF_FILE = "days_off.toml"


class Swap(NamedTuple):
    """One announced exchange: a working day becomes free, a free day is worked. Either may be missing.

    Where it isn't `official` the announcement is known from elsewhere, and nobody has its document.
    """

    name: str
    source: str
    off: date | None = None
    worked: date | None = None
    official: bool = True


class DaysOff(NamedTuple):
    """All swaps, and the years whose announcement they contain."""

    swaps: tuple[Swap, ...] = ()
    announced: frozenset[int] = frozenset()


def days_off(folder: Path | None = None) -> DaysOff:
    """The swaps of the installation's folder, or of the package. Raises `PolicyFileRefused`."""
    path = policy_path(folder, DAYS_OFF_FILE)
    return _read(path, policy_text(path))


# By the text, so that a file written anew counts at once, whoever wrote it.
@lru_cache(maxsize=8)
def _read(path: Path, text: str) -> DaysOff:
    table = policy_table(path, text)
    if faults := [*_faults(table, Places(text))]:
        raise PolicyFileRefused(path, faults)
    return DaysOff(tuple(Swap(**entry) for entry in table.get("change", ())), frozenset(table["announced"]))


def _faults(table: TomlTable, places: Places) -> Iterator[PolicyFault]:
    found = [*key_faults(table, _KEYS, places.of_key, ("announced",))]
    yield from found
    for index, swap in enumerate(() if found else table.get("change", ())):
        place = partial(places.of, "[[change]]", index)
        yield from key_faults(swap, _SWAP_KEYS, place, ("name", "source"))
        if not {"off", "worked"} & swap.keys():
            yield PolicyFault(place(), "thiếu ngày nghỉ (off) hoặc ngày làm bù (worked)", _DAY)


def _are_years(value: object) -> bool:
    return isinstance(value, list) and all(type(year) is int and MINYEAR <= year <= MAXYEAR for year in value)


def _is_day(value: object) -> bool:
    return type(value) is date


_DAY = "Viết ngày không có dấu ngoặc, mẫu: 2026-01-02."
_KEYS: Mapping[str, KeyCheck] = {
    "announced": (_are_years, "Viết các năm đã có thông báo, mẫu: [2025, 2026]."),
    "change": (are_tables, "Viết mỗi lần hoán đổi một mục [[change]]."),
}
_SWAP_KEYS: Mapping[str, KeyCheck] = {
    "off": (_is_day, _DAY),
    "worked": (_is_day, _DAY),
    "name": (is_text, "Viết tên trong dấu ngoặc kép."),
    "source": (is_text, "Viết số, ngày của thông báo trong dấu ngoặc kép."),
    "official": (is_switch, "Viết true hoặc false."),
}
