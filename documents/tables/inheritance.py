"""Cells that speak for the row above: merged ones, "như trên", and the empty cells of a sub-item."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from documents.blocks.folding import bare_words
from documents.tables.columns import TableColumn
from documents.tables.entries import TableEntry
from workflow.plan import EDITABLE

CELLS = (TableColumn.LEAD, TableColumn.COOPERATING, TableColumn.PRODUCT, TableColumn.DEADLINE)
DUTY = (TableColumn.LEAD, TableColumn.DEADLINE)
ROW_CELLS = tuple(TableColumn(column) for column in EDITABLE)
_DITTO = frozenset({"nhu tren", "nt", "n t", "nhu muc tren", "nhu dong tren"})
_DITTO_SIGNS = frozenset({'"', "''", "”", "“", "″", "//", "-//-", '-"-', "-”-", "- nt -"})

_POINTS_TO = re.compile(r"^(?:nhu|xem|theo) (?:muc|dong|stt|tt|so|nhiem vu)(?: so)? (?P<number>\d{1,3})$")

ALL_EMPTY = "Các ô đều trống, hiểu là gộp với dòng trên; cần đối chiếu bản gốc"
DEADLINE_EMPTY = "Ô thời hạn trống, lấy theo dòng trên; cần đối chiếu bản gốc"
NOTHING_ABOVE = "Ghi “như trên” nhưng dòng trên không có nội dung"


@dataclass(frozen=True)
class Filled:
    """What the cells of a row stand for. `printed` has what an inherited cell prints itself: "" or "như trên"."""

    cells: Mapping[TableColumn, str]
    inherited: frozenset[TableColumn] = frozenset()
    printed: Mapping[TableColumn, str] = field(default_factory=dict)
    doubts: tuple[tuple[TableColumn, str], ...] = ()


def fill(
    entry: TableEntry,
    above: Filled | None,
    *,
    part: bool,
    merges_known: bool,
    named: Mapping[str, Filled] = MappingProxyType({}),
) -> Filled:
    """The row with what it takes over from the row above, or from one of the `named` rows: "như mục 3".

    `part` says that the row is a sub-item of a task; `merges_known` that a merged cell would show, so that an empty
    cell of a whole task is no sign of one.
    """
    cells = {column: text for column, text in entry.cells.items() if column in ROW_CELLS}
    pointed = {column: row.cells[column] for column, row in _pointed(cells, named) if row.cells.get(column)}
    source = {**(above.cells if above else {}), **pointed}
    taken = [column for column in ROW_CELLS if column in entry.merged]
    ditto = [
        column for column in ROW_CELLS if (is_ditto(cells.get(column, "")) or column in pointed) and column not in taken
    ]
    empty, doubts = _empty(cells, [*taken, *ditto], part=part, merges_known=merges_known, source=source)
    printed = {column: cells[column] for column in (*ditto, *empty)}
    own = {column: text for column, text in entry.printed.items() if column not in (*taken, *ditto)}
    inherited = [column for column in (*taken, *ditto, *empty) if source.get(column)]
    # "nt" under an empty cell of who helps or what comes of it says that it is empty too.
    blank = [column for column in ditto if source and not source.get(column) and column not in DUTY]
    lost = [(column, NOTHING_ABOVE) for column in ditto if not source.get(column) and column not in blank]
    return Filled(
        cells={**cells, **dict.fromkeys(blank, ""), **{column: source[column] for column in inherited}},
        inherited=frozenset(inherited),
        printed={**own, **{column: text for column, text in printed.items() if column in (*inherited, *blank)}},
        doubts=(*doubts, *lost),
    )


def _pointed(cells: Mapping[TableColumn, str], named: Mapping[str, Filled]) -> Iterator[tuple[TableColumn, Filled]]:
    """The cells that point to a row by its number, each with that row."""
    for column, text in cells.items():
        found = _POINTS_TO.match(bare_words(text))
        if found and (row := named.get(found["number"])):
            yield column, row


def is_ditto(text: str) -> bool:
    """Whether a cell says nothing but "the same as above".

    >>> is_ditto("-nt-")
    True
    """
    return bare_words(text) in _DITTO or text.strip() in _DITTO_SIGNS


def _empty(
    cells: Mapping[TableColumn, str],
    taken: list[TableColumn],
    *,
    part: bool,
    merges_known: bool,
    source: Mapping[TableColumn, str],
) -> tuple[list[TableColumn], list[tuple[TableColumn, str]]]:
    """The empty cells that stand for the row above, and the doubts about that."""
    present = [column for column in CELLS if column in cells]
    empty = [column for column in present if not cells[column] and column not in taken]
    if not source or not empty:
        return [], []
    if empty == present and cells.get(TableColumn.TITLE):
        if part:
            return empty, []
        return ([], []) if merges_known else (empty, [(TableColumn.DEADLINE, ALL_EMPTY)])
    duty = [column for column in empty if column in DUTY] if part else []
    return duty, [(column, DEADLINE_EMPTY) for column in duty if column is TableColumn.DEADLINE]
