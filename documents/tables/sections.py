"""The sections of a task table: which one a row stands in, and what it is called."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from documents.blocks.marks import Rank


@dataclass(frozen=True)
class TableSection:
    """One heading of a table. `number` is as printed, "" for a heading without one.

    `leads` says that it stands above a table that has no column of who leads, and names who does.
    """

    rank: Rank
    number: str
    title: str
    leads: bool = False


Path = tuple[TableSection, ...]


def enter(path: Path, section: TableSection) -> Path:
    """The path after a heading: it closes every section that doesn't stand above it."""
    return (*(above for above in path if above.rank < section.rank), section)


def numbers(paths: Iterable[Path]) -> Mapping[Path, str]:
    """The section number of each path, no longer than it takes to tell the sections of an appendix apart.

    "I" stays "I"; where A and B both have a section I, they are "A.I" and "B.I".
    """
    known = set(paths)
    inner: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for path in known:
        printed = _printed(path)
        inner[printed[-1] if printed else ""].add(printed)
    return {path: _number(path, shared=len(inner[_last(path)]) > 1) for path in known}


def _number(path: Path, *, shared: bool) -> str:
    return ".".join(_printed(path)) if shared else _last(path)


def _last(path: Path) -> str:
    printed = _printed(path)
    return printed[-1] if printed else ""


def _printed(path: Path) -> tuple[str, ...]:
    return tuple(section.number for section in path if section.number)
