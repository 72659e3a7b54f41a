"""HTML pages, as saved from legal sites or exported by Word: their paragraphs, and tables with all spans expanded."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from documents.blocks.values import Block, Cell, Paragraph, Table, TableRow
from documents.formats.breaks import ends_of, line_breaks, marked_text, texts_of_rows
from documents.formats.page import elements, page_of
from documents.intake.limits import Limits, Progress, Source, no_progress

if TYPE_CHECKING:
    from lxml.etree import _Element

    # The cells of a row with their texts.
    _Row = list[tuple[_Element, str]]

_PARTS = frozenset({"thead", "tbody", "tfoot"})
_CELLS = ("td", "th")
# Asked for at once: most cells span nothing, and to look at each takes its time.
_SPANNING = " | ".join(f"{row}/*/@{span}/.." for row in ("tr", "*/tr") for span in ("rowspan", "colspan"))


def read_blocks(source: Source, limits: Limits, progress: Progress = no_progress) -> Iterator[Block]:
    """The page's paragraphs and tables, without scripts, styles and what the page hides."""
    root = page_of(source, limits)
    yield from _Walk(root, limits).blocks(root)
    progress(1, 1)


class _Walk:
    """Walks one page; holds which elements have a table inside, and the paragraphs' ordinal."""

    def __init__(self, root: "_Element", limits: Limits) -> None:
        self._limits = limits
        self._ordinal = 0
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
            opens, closes = ends_of(child)
            yield opens
            if child.tag == "table":
                yield child
            elif child in self._around_tables:
                yield from self._pieces(child)
            else:
                yield marked_text(child)
            yield closes + (child.tail or "")

    def _paragraphs(self, said: str) -> Iterator[Paragraph]:
        for line in line_breaks(said):
            self._ordinal += 1
            yield Paragraph(line, self._ordinal)

    def _tables(self, table: "_Element") -> Iterator[Block]:
        """The table, or what is laid out in it: a table that holds a bigger one is but a frame."""
        rows = _rows(table)
        cells = [cell for row in rows for cell in row.iterchildren(*_CELLS)]
        if self._is_frame(table, len(cells)):
            for cell in cells:
                yield from self.blocks(cell)
        else:
            texts = texts_of_rows(table, rows, nested=table in self._around_tables)
            spanning = set(elements(table, _SPANNING))
            yield Table(tuple(self._expanded(_in_printed_order(rows, texts), spanning)), merges_known=True)

    def _is_frame(self, table: "_Element", cells: int) -> bool:
        if table not in self._around_tables:
            return False
        inner = (sum(1 for _ in nested.iter(*_CELLS)) for nested in table.iter("table") if nested is not table)
        return max(inner) > cells

    def _expanded(self, rows: list["_Row"], spanning: set["_Element"]) -> Iterator[TableRow]:
        """The rows with cells that reach down from above in place, marked as merged."""
        reaching: dict[int, tuple[int, Cell]] = {}
        for line, row in enumerate(rows[: self._limits.table_rows], start=1):
            if not reaching and not (spanning and any(cell in spanning for cell, _ in row)):
                cells = [Cell(text) for _, text in row[: self._limits.table_columns]]
            else:
                cells, reaching = self._row(row, reaching)
            yield TableRow(tuple(cells), line)

    def _row(
        self, row: "_Row", reaching: dict[int, tuple[int, Cell]]
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
                element, text = next(pending, (None, ""))
                if element is None and place > last:
                    break
                rows_left = _span(element, "rowspan", self._limits.table_rows)
                columns = _span(element, "colspan", self._limits.table_columns)
                cell = Cell(text, columns=columns)
            cells.append(cell)
            if rows_left > 1:
                below[place] = (rows_left - 1, cell)
            place += cell.columns
        return cells, below


def _rows(table: "_Element") -> list["_Element"]:
    """The table's own rows as they stand in the source."""
    rows: list[_Element] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in _PARTS:
            rows += child.iterchildren("tr")
    return rows


def _in_printed_order(rows: list["_Element"], texts: list["_Row"]) -> list["_Row"]:
    """The rows' cells and texts; a foot that the source puts first stands last."""
    order = sorted(range(len(rows)), key=lambda place: _is_foot(rows[place]))
    return [texts[place] for place in order]


def _is_foot(row: "_Element") -> bool:
    part = row.getparent()
    return part is not None and part.tag == "tfoot"


def _span(cell: "_Element | None", name: str, most: int) -> int:
    """A span of at least 1; a rowspan of 0 reaches down to the table's end (HTML standard)."""
    printed = cell.get(name) if cell is not None else None
    if printed is None:
        return 1
    digits = re.match(r"\s*(\d{1,6})", printed)
    count = int(digits[1]) if digits else 1
    return min(most if count == 0 and name == "rowspan" else max(count, 1), most)
