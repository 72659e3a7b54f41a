"""HTML pages, as saved from legal sites or exported by Word: their paragraphs, and tables with all spans expanded."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from documents.blocks import Block, Cell, Paragraph, Table, TableRow
from documents.formats.page import BLANK, BREAK, page_of
from documents.limits import Limits, Progress, Source, no_progress

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARTS = frozenset({"thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})


def read_blocks(source: Source, limits: Limits, progress: Progress = no_progress) -> Iterator[Block]:
    """The page's paragraphs and tables, without scripts, styles and what the page hides."""
    root = page_of(source, limits)
    yield from _Walk(root, limits).blocks(root)
    progress(1, 1)


class _Walk:
    """Walks one page; holds which elements have a table inside, and the paragraphs' ordinal."""

    def __init__(self, root: "_Element", limits: Limits) -> None:
        from lxml.etree import XPath

        self._limits = limits
        self._ordinal = 0
        self._string = XPath("string()")
        self._around_tables: set[_Element] = set()
        for table in root.iter("table"):
            for above in table.iterancestors():
                if above in self._around_tables:
                    break
                self._around_tables.add(above)

    def blocks(self, container: "_Element") -> Iterator[Block]:
        """The blocks inside an element, text between them as paragraphs."""
        said: list[str] = []
        for piece in self._pieces(container):
            if isinstance(piece, str):
                said.append(piece)
                continue
            yield from self._paragraphs("".join(said))
            said = []
            yield from self._tables(piece)
        yield from self._paragraphs("".join(said))

    def _pieces(self, element: "_Element") -> Iterator["str | _Element"]:
        """The printed text in order, and the tables as they are."""
        yield element.text or ""
        for child in element:
            if child.tag == "table":
                yield child
            elif child in self._around_tables:
                yield from self._pieces(child)
            else:
                yield self._text(child)
            yield child.tail or ""

    def _paragraphs(self, said: str) -> Iterator[Paragraph]:
        for line in _lines(said):
            self._ordinal += 1
            yield Paragraph("" if line == BLANK else line, self._ordinal)

    def _tables(self, table: "_Element") -> Iterator[Block]:
        """The table, or what is laid out in it: a table that holds a bigger one is but a frame."""
        rows = [_cells(row) for row in _rows(table)]
        if self._is_frame(table, sum(map(len, rows))):
            for cell in (cell for row in rows for cell in row):
                yield from self.blocks(cell)
        else:
            yield Table(tuple(self._expanded(rows)), merges_known=True)

    def _is_frame(self, table: "_Element", cells: int) -> bool:
        if table not in self._around_tables:
            return False
        inner = (sum(1 for _ in nested.iter(*_CELLS)) for nested in table.iter("table") if nested is not table)
        return max(inner) > cells

    def _expanded(self, rows: list[list["_Element"]]) -> Iterator[TableRow]:
        """The rows with cells that reach down from above in place, marked as merged."""
        reaching: dict[int, tuple[int, Cell]] = {}
        for line, row in enumerate(rows[: self._limits.table_rows], start=1):
            if not reaching and not any(cell.get("rowspan") for cell in row):
                cells = [self._cell(cell) for cell in row[: self._limits.table_columns]]
            else:
                cells, reaching = self._row(row, reaching)
            yield TableRow(tuple(cells), line)

    def _row(
        self, row: list["_Element"], reaching: dict[int, tuple[int, Cell]]
    ) -> tuple[list[Cell], dict[int, tuple[int, Cell]]]:
        """One row's cells, and those that reach into the rows below by the grid column they begin at."""
        cells: list[Cell] = []
        below: dict[int, tuple[int, Cell]] = {}
        pending = iter(row)
        place, last = 0, max(reaching, default=-1)
        while place < self._limits.table_columns:
            if place in reaching:
                rows_left, above = reaching[place]
                cell = Cell(above.text, merged=True, columns=above.columns)
            else:
                element = next(pending, None)
                if element is None and place > last:
                    break
                rows_left = _span(element, "rowspan", self._limits.table_rows) if element is not None else 1
                cell = self._cell(element) if element is not None else Cell("")
            cells.append(cell)
            if rows_left > 1:
                below[place] = (rows_left - 1, cell)
            place += cell.columns
        return cells, below

    def _text(self, element: "_Element") -> str:
        return str(self._string(element))

    def _cell(self, cell: "_Element") -> Cell:
        """A cell by itself; a table inside it is flattened into its lines."""
        text = "\n".join(line for line in _lines(self._text(cell)) if line != BLANK)
        if cell.get("colspan") is None:
            return Cell(text)
        return Cell(text, columns=_span(cell, "colspan", self._limits.table_columns))


def _lines(said: str) -> list[str]:
    return [text for line in said.split(BREAK) if (text := " ".join(line.split()))]


def _rows(table: "_Element") -> list["_Element"]:
    """The table's own rows in printed order: a foot that the source puts first stands last."""
    rows: list[_Element] = []
    feet: list[_Element] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in _PARTS:
            own = [row for row in child if row.tag == "tr"]
            (feet if child.tag == "tfoot" else rows).extend(own)
    return rows + feet


def _cells(row: "_Element") -> list["_Element"]:
    return [cell for cell in row if cell.tag in _CELLS]


def _span(cell: "_Element", name: str, most: int) -> int:
    """A span of at least 1; a rowspan of 0 reaches down to the table's end (HTML standard)."""
    digits = re.match(r"\s*(\d{1,6})", cell.get(name, "1"))
    count = int(digits[1]) if digits else 1
    return min(most if count == 0 and name == "rowspan" else max(count, 1), most)
