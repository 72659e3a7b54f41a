"""Task tables in which every cell begins with a tab and goes on over lines without one.

Such text comes from copying a table out of a word processor; it keeps every cell, empty ones too, and repeats a merged
cell in each of its columns. An empty line before a tab ends a row, an empty line before anything else a paragraph.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from documents.blocks.values import Cell, TableRow
from documents.text.clean import TextLine

_NARROWEST = 3


@dataclass
class _Gathered:
    """A row while its cells are gathered. A line number is that of the cell's first printed line."""

    texts: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def begin_cell(self, line: TextLine) -> None:
        self.texts.append([])
        self.lines.append(0)
        self.go_on(line)

    def go_on(self, line: TextLine) -> None:
        if line.text.strip():
            self.texts[-1].append(line.text.strip())
            self.lines[-1] = self.lines[-1] or line.number

    def cells(self) -> list[Cell]:
        return [Cell(" ".join(text)) for text in self.texts]

    def line(self) -> int:
        return next((line for line in self.lines if line), 0)


def tabbed_rows(lines: Sequence[TextLine]) -> list[TableRow]:
    """The rows of the table, the header first; none when it is too narrow to be a table."""
    rows = list(_gathered(lines))
    columns = len(rows[0].texts) if rows else 0
    if columns < _NARROWEST:
        return []
    return [TableRow(_as_printed(row.cells(), columns), row.line()) for row in rows]


def _gathered(lines: Sequence[TextLine]) -> Iterator[_Gathered]:
    row = _Gathered()
    above_empty = False
    for line in lines:
        begins_cell = line.text.startswith("\t")
        if begins_cell and above_empty and row.texts:
            yield row
            row = _Gathered()
        if begins_cell:
            row.begin_cell(line)
        elif row.texts:
            row.go_on(line)
        above_empty = not line.text
    if row.texts:
        yield row


def _as_printed(cells: list[Cell], columns: int) -> tuple[Cell, ...]:
    """The cells filled up to the table's columns; the same title in all of them is one wide cell."""
    titles = {cell.text for cell in cells[1:]}
    if len(cells) > 2 and len(titles) == 1 and titles != {""}:
        return cells[0], Cell(cells[1].text, columns=columns - 1)
    return tuple(cells + [Cell("")] * (columns - len(cells)))
