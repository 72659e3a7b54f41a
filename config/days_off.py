"""Days that officials swap: what the yearly announcement adds to the public holidays.

The packaged `days_off.toml` is read unless an installation's folder holds a file of the same name.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_PACKAGED = Path(__file__).parent
_FILE_NAME = "days_off.toml"


class Swap(NamedTuple):
    """One announced exchange: a working day becomes free, a free day is worked. Either may be missing."""

    name: str
    source: str
    off: date | None = None
    worked: date | None = None


class DaysOff(NamedTuple):
    """All swaps, and the years whose announcement they contain."""

    swaps: tuple[Swap, ...] = ()
    announced: frozenset[int] = frozenset()


@cache
def days_off(folder: Path | None = None) -> DaysOff:
    """The swaps of the installation's folder, or of the package. A broken file raises ValueError with its path."""
    import tomllib

    own = folder / _FILE_NAME if folder else None
    path = own if own and own.is_file() else _PACKAGED / _FILE_NAME
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return DaysOff(tuple(_swap(entry) for entry in table.get("change", ())), frozenset(table["announced"]))
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: {error}") from error


def _swap(entry: dict[str, Any]) -> Swap:
    swap = Swap(**entry)
    if not all(day is None or type(day) is date for day in (swap.off, swap.worked)):
        raise TypeError(f"{swap.name}: off and worked are days, as in 2026-01-02")
    return swap
