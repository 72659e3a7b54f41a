"""Ruled cells on a page as rows of a table: where each begins, how far it reaches, which words stand in it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from documents.blocks.values import Cell, TableRow
from documents.layout.words import Box, PrintedWord, ShareOfPage, printed_lines, share_of_page, text_of, word_width


@dataclass(frozen=True)
class _Span:
    """A ruled cell by the grid's lines: first inclusive, last exclusive."""

    top: int
    bottom: int
    left: int
    right: int


class Grid:
    """The ruled lines of one table on a sheet of the given width and height.

    `tolerance` is how far apart two rules may be and still be one, in the sheet's units.
    """

    def __init__(
        self, cells: Sequence[Box], tolerance: float, sheet: tuple[float, float], edges: Sequence[float] = ()
    ) -> None:
        self._sheet = sheet
        self.columns = cluster([*edges, *(x for cell in cells for x in (cell.x0, cell.x1))], tolerance)
        self._rows = cluster([y for cell in cells for y in (cell.top, cell.bottom)], tolerance)
        self._spans = list(self._placed(cells))

    def rows(self, words: Iterable[PrintedWord]) -> list[TableRow]:
        """The table's rows with the words in their cells."""
        owners = self._owners()
        inside: dict[_Span, list[PrintedWord]] = {span: [] for span in owners.values()}
        for word in words:
            inside[owners[self._square(word)]].append(word)
        lines = {span: printed_lines(found) for span, found in inside.items()}
        room: dict[tuple[int, int], float] = defaultdict(float)
        for span, found in lines.items():
            room[span.left, span.right] = max([room[span.left, span.right], *map(word_width, found)])
        texts = {span: text_of(found, room[span.left, span.right]) for span, found in lines.items()}
        return [
            TableRow(
                tuple(_cells([owners[row, column] for column in range(self._width)], row, texts)),
                row + 1,
                box=self._box(row),
            )
            for row in range(self._height)
        ]

    def _box(self, row: int) -> ShareOfPage | None:
        if len(self._rows) < 2 or len(self.columns) < 2:
            return None
        return share_of_page(Box(self.columns[0], self._rows[row], self.columns[-1], self._rows[row + 1]), self._sheet)

    @property
    def _width(self) -> int:
        return max(1, len(self.columns) - 1)

    @property
    def _height(self) -> int:
        return max(1, len(self._rows) - 1)

    def _placed(self, cells: Sequence[Box]) -> Iterator[_Span]:
        for cell in cells:
            span = _Span(
                _nearest(self._rows, cell.top),
                _nearest(self._rows, cell.bottom),
                _nearest(self.columns, cell.x0),
                _nearest(self.columns, cell.x1),
            )
            if span.top < span.bottom and span.left < span.right:
                yield span

    def _owners(self) -> dict[tuple[int, int], _Span]:
        """The cell over each square of the grid; a square that no rule closes is a cell by itself."""
        owners = {
            (row, column): _Span(row, row + 1, column, column + 1)
            for row in range(self._height)
            for column in range(self._width)
        }
        for span in self._spans:
            squares = [(r, c) for r in range(span.top, span.bottom) for c in range(span.left, span.right)]
            owners.update(dict.fromkeys(squares, span))
        return owners

    def _square(self, word: PrintedWord) -> tuple[int, int]:
        row = bisect_right(self._rows, word.middle) - 1
        column = bisect_right(self.columns, word.center) - 1
        return min(max(row, 0), self._height - 1), min(max(column, 0), self._width - 1)


def cluster(places: Iterable[float], tolerance: float) -> list[float]:
    """The places in order, those closer than the tolerance as one."""
    found: list[list[float]] = []
    for place in sorted(places):
        if found and place - found[-1][-1] <= tolerance:
            found[-1].append(place)
        else:
            found.append([place])
    return [sum(group) / len(group) for group in found]


def _cells(spans: Sequence[_Span], row: int, texts: dict[_Span, str]) -> Iterator[Cell]:
    """One row's cells; a cell that began above is marked as merged."""
    last = None
    for span in spans:
        if span is not last:
            yield Cell(texts.get(span, ""), merged=row > span.top, columns=span.right - span.left)
        last = span


def _nearest(lines: Sequence[float], place: float) -> int:
    after = bisect_right(lines, place)
    near = [index for index in (after - 1, after) if 0 <= index < len(lines)]
    return min(near, key=lambda index: abs(lines[index] - place))
