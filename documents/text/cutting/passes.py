"""Cutting all rows of a table together: a first pass on what is known of any table, then again on what it taught.

A later pass knows how wide the columns are and what their cells say. Each row is judged by the others alone.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from math import ceil

from documents.tables.columns import TableColumn
from documents.text.cutting.lexicon import CellCounts
from documents.text.cutting.row import Row
from documents.text.cutting.scores import Model
from documents.text.cutting.seams import Cues
from documents.text.cutting.segment import best_splits
from documents.text.cutting.widths import Lines, Width, column_width
from documents.text.structure.page_break import best_broken_cells
from documents.text.structure.pieces import CutRow, RowPiece

# Rows that teach, at least and at most, and how many of them make the beginning.
_FEWEST_TEACHERS, _MOST_TEACHERS, _MOST_BEGINNERS = 6, 120, 40
# Rows that share one estimate of the columns' widths, and how many lines away another row tells half as much.
_NEIGHBOURS, _REACH = 8, 250
# How much a line tells that a cell shares with its neighbours: tools may have strung it together from several lines.
_SHARED = 0.25
# The line of a cell's row, and how the cell's own lines ran.
_PrintedCell = tuple[int, Lines]


def cut_rows(rows: Sequence[RowPiece], columns: Sequence[TableColumn], cues: Cues) -> list[CutRow]:
    """The rows cut into cells, one for each of the columns."""
    models = [Model(column) for column in columns]
    # Rows broken by a page are hard to cut and teach little: they wait until the others have been learned from.
    whole = [row for row in rows if len(row.parts) == 1]
    teachers = _spread(whole if len(whole) >= _FEWEST_TEACHERS else rows, _MOST_TEACHERS)
    cut = [_cut(row, models, cues) for row in _spread(teachers, _MOST_BEGINNERS)]
    return _again(_again(cut, teachers, columns, cues), rows, columns, cues)


def _spread(rows: Sequence[RowPiece], most: int) -> Sequence[RowPiece]:
    """At most so many of the rows, evenly chosen."""
    return rows[:: max(ceil(len(rows) / most), 1)]


def _cut(piece: RowPiece, models: Sequence[Model], cues: Cues) -> CutRow:
    rows = piece.rows
    if piece.too_long:
        return CutRow(piece, (piece.parts, *(tuple(() for _ in rows) for _ in models[1:])), 0.0)
    if len(rows) == 1:
        best, *others = (
            CutRow(piece, tuple((rows[0].words[first:last],) for first, last in split.spans), split.score)
            for split in best_splits(rows[0], models, cues)
        )
        return replace(best, other=others[0] if others else None)
    score, pairs = best_broken_cells(rows[0], rows[1], models, cues)
    cells = tuple((rows[0].words[a:b], rows[1].words[c:d]) for (a, b), (c, d) in pairs)
    return CutRow(piece, cells, score)


def _again(
    known: Sequence[CutRow], rows: Sequence[RowPiece], columns: Sequence[TableColumn], cues: Cues
) -> list[CutRow]:
    """The rows cut with what the known ones teach."""
    counts = [_counted(known, place) for place in range(len(columns))]
    printed = [_printed(known, place) for place in range(len(columns))]
    before = {row.piece.line: row for row in known}
    again: list[CutRow] = []
    for first in range(0, len(rows), _NEIGHBOURS):
        neighbours = rows[first : first + _NEIGHBOURS]
        widths = [_width(cells, neighbours[0].line) for cells in printed]
        models = [Model(*learned) for learned in zip(columns, widths, counts, strict=True)]
        for row in neighbours:
            with _left_out(before.get(row.line), counts):
                again.append(_cut(row, models, cues))
    return again


def _counted(cut: Sequence[CutRow], place: int) -> CellCounts:
    counts = CellCounts()
    for row in cut:
        counts.add(row.text(place))
    return counts


@contextmanager
def _left_out(row: CutRow | None, counts: Sequence[CellCounts]) -> Iterator[None]:
    texts = [row.text(place) for place in range(len(counts))] if row else []
    for count, text in zip(counts, texts, strict=False):
        count.add(text, -1)
    yield
    for count, text in zip(counts, texts, strict=False):
        count.add(text)


def _width(cells: Sequence[_PrintedCell], line: int) -> Width | None:
    """The width of a column, as the rows around the given line tell it: columns may shift from page to page."""
    return column_width([lines.weighted(1 / (1 + ((at - line) / _REACH) ** 2)) for at, lines in cells])


def _printed(cut: Sequence[CutRow], place: int) -> list[_PrintedCell]:
    """How the lines of a column's cells ran."""
    return [
        (row.piece.line, lines)
        for row in cut
        for part, cell in zip(row.piece.rows, row.cells[place], strict=True)
        if cell and not part.is_strung
        for lines in _lines(Row(cell))
    ]


def _lines(cell: Row) -> Iterator[Lines]:
    """The lines of a cell that are its own, and those that it shares with its neighbours."""
    own: list[tuple[int, int]] = []
    shared: list[tuple[int, int]] = []
    for first, last in pairwise([*cell.line_starts, len(cell.words)]):
        (own if cell.is_whole_line(first, last) else shared).append((first, last))
    for lines, trust in ((own, 1.0), (shared, _SHARED)):
        widths = tuple(cell.width(*line) for line in lines)
        overfull = tuple(cell.overfull(*line) for line in lines if line[1] < len(cell.words))
        if widths:
            yield Lines(widths, overfull, trust)
