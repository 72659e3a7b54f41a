"""Task tables without rules: columns by where the header's labels and the words below stand, rows by their numbers."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from documents.blocks import Cell, Table, TableRow
from documents.folding import one_line, plain
from documents.formats.rowcuts import Layout, row_cuts
from documents.formats.words import Line, Word, letter_height, lines_of, segments, text_of
from documents.headers import is_header
from documents.marks import Mark, read_mark

_NUMBER_LABELS = frozenset({"tt", "stt"})
_FEWEST_COLUMNS = 4
_TALLEST_HEADER = 6
# By the height of a word: labels of neighbouring columns stand further apart, words of one label closer together.
_LABEL_GAP = 0.5
# By the height of a word: how far a header may stand elsewhere on the next page, and a word reach over a boundary.
_SAME_PLACE = 1.0
_REACH = 0.15
# A page without a header goes on with the table only if nearly all of its words keep to the columns.
_STRAYS = 0.05


@dataclass(frozen=True)
class Label:
    """A header cell: the words in it and how far they reach."""

    words: tuple[Word, ...]

    @property
    def x0(self) -> float:
        return min(word.x0 for word in self.words)

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def center(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def text(self) -> str:
        return "\n".join(" ".join(word.text for word in line) for line in lines_of(self.words))

    @property
    def levels(self) -> tuple[float, float]:
        """The middles of its first and last line."""
        lines = lines_of(self.words)
        return lines[0][0].middle, lines[-1][0].middle


@dataclass(frozen=True)
class Sheet:
    """One page of a table: the lines below its header. A page that only goes on has the header of the page before."""

    page: int
    labels: tuple[Label, ...]
    lines: tuple[Line, ...]
    repeats_header: bool = True

    def continues(self, other: "Sheet") -> bool:
        """Whether both pages have the same labels in the same places."""
        room = _SAME_PLACE * letter_height(self.labels[0].words)
        return len(self.labels) == len(other.labels) and all(
            plain(mine.text) == plain(its.text) and abs(mine.center - its.center) < room
            for mine, its in zip(self.labels, other.labels, strict=True)
        )


@dataclass(frozen=True)
class Parted:
    """A page's lines above the table, its sheet of the table, and the lines below."""

    above: tuple[Line, ...]
    sheet: Sheet
    below: tuple[Line, ...]


def part_page(lines: Sequence[Line], page: int, before: Sheet | None) -> Parted | None:
    """The page parted around a table without rules, or None if it holds none. `before` is the sheet it may go on."""
    for place, line in enumerate(lines):
        for word in line:
            if plain(word.text) in _NUMBER_LABELS and (found := _header(lines, place, word)):
                labels, first, last = found
                sheet = Sheet(page, labels, tuple(lines[last:]))
                return _without_tail(tuple(lines[:first]), sheet)
    if before is not None and lines and _keeps_to_columns(lines, before):
        return _without_tail((), Sheet(page, before.labels, tuple(lines), repeats_header=False))
    return None


def tables_of(sheets: Sequence[Sheet]) -> Iterator[Table]:
    """The pages of one table as tables of blocks, their columns found over all pages together."""
    edges = _boundaries(sheets)
    for sheet in sheets:
        header = TableRow(tuple(Cell(label.text) for label in sheet.labels))
        rows = [header] if sheet.repeats_header else []
        yield Table((*rows, *_rows(sheet, edges)), sheet.page)


def _header(lines: Sequence[Line], place: int, number: Word) -> tuple[tuple[Label, ...], int, int] | None:
    """The labels around the word "TT", and the lines they take: first inclusive, last exclusive.

    The lines are those whose labels best share one middle, or one top, with that word; the row numbers end them.
    """
    best: tuple[float, int, tuple[Label, ...], int, int] | None = None
    for first in range(max(0, place - _TALLEST_HEADER), place + 1):
        for last in range(place + 1, min(len(lines), place + _TALLEST_HEADER) + 1):
            if _numbers_a_row(lines[last - 1], number) and last - 1 > place:
                break
            labels = _labels(lines[first:last])
            if len(labels) >= _FEWEST_COLUMNS and _reads_as_header(labels):
                way = (_unevenness(labels, number), first - last, labels, first, last)
                best = min(best, way, key=lambda way: way[:2]) if best else way
    return best[2:] if best else None


def _labels(band: Sequence[Line]) -> tuple[Label, ...]:
    """The words in groups, one above the other where they overlap sideways."""
    groups: list[list[Word]] = []
    parts = [part for line in band for part in segments(line, _LABEL_GAP * letter_height(line))]
    for part in sorted(parts, key=lambda part: part[0].x0):
        if groups and part[0].x0 < max(word.x1 for word in groups[-1]):
            groups[-1] += part
        else:
            groups.append(list(part))
    return tuple(Label(tuple(group)) for group in groups)


def _reads_as_header(labels: Sequence[Label]) -> bool:
    return is_header(TableRow(tuple(Cell(label.text) for label in labels)))


def _unevenness(labels: Sequence[Label], number: Word) -> float:
    """How far the labels stand from one common middle or top, in whole tenths of a line."""
    levels = [label.levels for label in labels]
    middles = sum(abs((first + last) / 2 - number.middle) for first, last in levels)
    tops = sum(abs(first - number.middle) for first, _ in levels)
    return round(10 * min(middles, tops) / (number.height * len(labels)))


def _numbers_a_row(line: Line, number: Word) -> bool:
    under = [word for word in line if word.x0 < number.x1 + number.height and word.x1 > number.x0 - number.height]
    return len(under) == 1 and read_mark(under[0].text) is not None


def _boundaries(sheets: Sequence[Sheet]) -> list[float]:
    """Between each two labels, the place that the fewest words cross: the middle of the widest such gap."""
    words = [word for sheet in sheets for line in sheet.lines for word in line]
    return [_boundary(left, right, words) for left, right in pairwise(sheets[0].labels)]


def _boundary(left: Label, right: Label, words: Sequence[Word]) -> float:
    places = [left.center + step for step in range(1, max(2, int(right.center - left.center)))]
    near = [word for word in words if word.x1 > left.center and word.x0 < right.center]
    crossed = [sum(word.x0 < place < word.x1 for word in near) for place in places]
    fewest = min(crossed)
    runs: list[list[float]] = [[]]
    for place, count in zip(places, crossed, strict=True):
        if count == fewest:
            runs[-1].append(place)
        elif runs[-1]:
            runs.append([])
    longest: list[float] = max(runs, key=len)
    return median(longest)


def _rows(sheet: Sheet, edges: Sequence[float]) -> Iterator[TableRow]:
    """The sheet's rows, the rest of a row from the page before first."""
    words = [word for line in sheet.lines for word in line]
    wide = {id(word) for line in sheet.lines if _is_wide(line, edges) for word in line[_number_words(line, edges) :]}
    columns: list[list[Word]] = [[] for _ in range(len(edges) + 1)]
    for word in words:
        columns[1 if id(word) in wide else bisect_right(edges, word.center)].append(word)
    marks = _marks(columns[0])
    cuts = _cuts(columns, marks)
    for number, start, end in zip(["", *(text for text, _ in marks)], [0.0, *cuts], [*cuts, float("inf")], strict=True):
        cells = [[word for word in column if start <= word.middle < end] for column in columns]
        if any(cells):
            yield _row(number, cells, is_wide=any(id(word) in wide for word in cells[1]))


def _row(number: str, cells: Sequence[Sequence[Word]], *, is_wide: bool) -> TableRow:
    mark = read_mark(number)
    lines = [lines_of(cell) for cell in cells[1:]]
    texts = [text_of(found, max((line[-1].x1 - line[0].x0 for line in found), default=0.0)) for found in lines]
    if is_wide and mark and mark.heads:
        return TableRow((Cell(number), Cell("\n".join(text for text in texts if text), columns=len(texts))))
    return TableRow((Cell(number), *(Cell(text) for text in texts)))


def _marks(column: Sequence[Word]) -> list[tuple[str, float]]:
    """The row numbers and the heights they stand at."""
    lines = [(" ".join(word.text for word in line), line[0].middle) for line in lines_of(column)]
    return [(one_line(text), middle) for text, middle in lines if read_mark(text)]


def _cuts(columns: Sequence[Sequence[Word]], marks: Sequence[tuple[str, float]]) -> list[float]:
    levels = [[line[0].middle for line in lines_of(column)] for column in columns[1:]]
    if not marks:
        return []
    steps = [lower - upper for lines in levels for upper, lower in pairwise(lines)]
    return row_cuts(Layout([middle for _, middle in marks], levels, median(steps) if steps else 1.0))


def _is_wide(line: Line, edges: Sequence[float]) -> bool:
    """Whether a word stands across a boundary, as the words of a section's title or of running text do."""
    return any(
        word.x0 + _REACH * word.height < edge < word.x1 - _REACH * word.height for word in line for edge in edges
    )


def _number_words(line: Line, edges: Sequence[float]) -> int:
    """How many words at the line's beginning are a row number: one or none."""
    return int(line[0].center < edges[0] and read_mark(line[0].text) is not None)


def _mark_of(line: Line, edges: Sequence[float]) -> Mark | None:
    return read_mark(line[0].text) if line[0].center < edges[0] else None


def _keeps_to_columns(lines: Sequence[Line], before: Sheet) -> bool:
    edges = _boundaries([before])
    wide = sum(_is_wide(line, edges) and _mark_of(line, edges) is None for line in lines)
    return any(_mark_of(line, edges) for line in lines) and wide <= _STRAYS * len(lines)


def _without_tail(above: tuple[Line, ...], sheet: Sheet) -> Parted:
    """The page without the running text that follows the table's last row."""
    edges = _boundaries([sheet])
    end = len(sheet.lines)
    while end > 0 and _is_tail(sheet.lines[end - 1], edges):
        end -= 1
    # Short lines close the running text; only a wide one shows that it has begun.
    later = sheet.lines[end:]
    kept = sheet.lines if not any(_is_wide(line, edges) for line in later) else sheet.lines[:end]
    return Parted(above, Sheet(sheet.page, sheet.labels, kept, sheet.repeats_header), sheet.lines[len(kept) :])


def _is_tail(line: Line, edges: Sequence[float]) -> bool:
    return _is_wide(line, edges) and _mark_of(line, edges) is None
