"""What every format turns its file into: paragraphs and tables in reading order. The one input of all later steps.

A format module only makes blocks; which table is a task table, what its columns mean and where a row ends is decided
once, for all formats, in `tables.py`, `headers.py` and `rows.py`.
"""

from dataclasses import dataclass

from workflow.plan import Doubt

# No printed table has more columns, whatever a file claims.
WIDEST = 200


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or one physical line of a text file. `line` counts from 1 in the source, 0 when it has none."""

    text: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as printed. `merged` says that it continues the cell above; its text is then that cell's text."""

    text: str
    merged: bool = False
    columns: int = 1


@dataclass(frozen=True)
class TableRow:
    """The cells of one printed row, left to right; a cell over several columns stands once.

    `doubts` are those of the format: cells that it had to guess. `box` is the row on its page, as `PrintedAt` has it.
    """

    cells: tuple[Cell, ...]
    line: int = 0
    doubts: tuple[Doubt, ...] = ()
    box: tuple[float, float, float, float] | None = None


def spread(row: TableRow) -> list[Cell]:
    """The row's cells one a grid column: a cell over several columns is repeated."""
    return [cell for cell in row.cells for _ in range(cell.columns)][:WIDEST]


@dataclass(frozen=True)
class Table:
    """A table as printed, header rows included. `page` counts from 1 where the format has pages, else 0.

    `merges_known` says that the format shows vertical merges, so that an empty cell is meant to be empty; text drawn
    out of a page doesn't. `scanned` says that the cells were recognised in a picture. `title` is the name that a format
    has for the table, as of a sheet; `ordinal` counts the file's tables from 1, 0 where nobody counted.
    """

    rows: tuple[TableRow, ...]
    page: int = 0
    merges_known: bool = False
    scanned: bool = False
    title: str = ""
    ordinal: int = 0


Block = Paragraph | Table
