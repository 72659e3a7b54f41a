"""Task tables without rules: columns by where the header's labels and the words below stand, rows by their numbers."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from documents.blocks import Cell, Table, TableRow
from documents.captions import appendix_of, is_page_furniture
from documents.folding import capital_share, one_line, plain
from documents.formats.rowcuts import Layout, row_cuts
from documents.formats.words import Line, Word, letter_height, lines_of, segments, text_of
from documents.headers import is_column_numbers, is_header
from documents.marks import Mark, read_mark

_NUMBER_WORDS = frozenset({"tt", "stt"})
_NUMBER_LABELS = frozenset({*_NUMBER_WORDS, "so tt", "so stt"})
_FEWEST_COLUMNS = 4
_TALLEST_HEADER = 6
# By the height of a word: labels of neighbouring columns stand further apart, words of one label closer together.
_LABEL_GAP = 0.5
# By the height of a word: cells are parted by wider gaps, the words of a line that isn't justified by narrower ones.
_RUN = 0.6
# By the height of a word: how far a header may stand elsewhere on the next page, and a word reach over a boundary.
_SAME_PLACE = 1.0
_REACH = 0.15
# By the height of a word: the words of one label stand no further below each other.
_HOLE = 1.75
# By the height of a word: a page's number stands at least this far from the text.
_APART = 1.35
# A page without a header goes on with the table only if nearly all of its words keep to the columns.
_STRAYS = 0.05
_SHOUTED = 0.7


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


def parts_of(lines: Sequence[Line], page: int, before: Sheet | None) -> Iterator[Sheet | Line]:
    """The page's lines, those of tables without rules gathered into sheets. `before` is the sheet it may go on with."""
    start = 0
    sheet = replace(before, page=page, repeats_header=False) if before else None
    while found := _next_header(lines, start):
        yield from _stretch(lines[start : found.first], sheet)
        sheet, start = Sheet(page, found.labels, ()), found.last
        if start < len(lines) and is_column_numbers(TableRow(tuple(Cell(word.text) for word in lines[start]))):
            start += 1
    yield from _stretch(lines[start:], sheet)


def _stretch(lines: Sequence[Line], sheet: Sheet | None) -> Iterator[Sheet | Line]:
    """The lines between two headers: the rows of the sheet, then the running text that follows them.

    A sheet without a header of its own comes with the lines of the page before, and must keep to their columns.
    """
    end = next((place for place, line in enumerate(lines) if appendix_of(_said(line)) is not None), len(lines))
    rows = _without_page_number(lines[:end], sheet.page) if sheet else []
    if sheet and (sheet.repeats_header or _goes_on(sheet, rows)):
        kept = _without_tail(rows, _boundaries(sheet.labels, [*sheet.lines, *rows]))
        yield replace(sheet, lines=tuple(rows[:kept]))
        yield from (*rows[kept:], *lines[end:])
    else:
        yield from lines


def _without_page_number(lines: Sequence[Line], page: int) -> Sequence[Line]:
    """The lines without the page's number above or below them, which stands apart or says the page."""
    if len(lines) > 1 and _is_page_number(lines[0], lines[1], page):
        lines = lines[1:]
    if len(lines) > 1 and _is_page_number(lines[-1], lines[-2], page):
        lines = lines[:-1]
    return lines


def _is_page_number(line: Line, next_to: Line, page: int) -> bool:
    apart = abs(line[0].middle - next_to[0].middle) > _APART * line[0].height
    return is_page_furniture(_said(line)) and (apart or _said(line) == str(page))


def tables_of(sheets: Sequence[Sheet]) -> Iterator[Table]:
    """The pages of one table as tables of blocks, their columns found over all pages together."""
    edges = _boundaries(sheets[0].labels, [line for sheet in sheets for line in sheet.lines])
    for sheet in sheets:
        header = TableRow(tuple(Cell(label.text) for label in sheet.labels))
        rows = [header] if sheet.repeats_header else []
        yield Table((*rows, *_rows(sheet, edges)), sheet.page)


@dataclass(frozen=True)
class _Header:
    """A header's labels, and the lines they take: first inclusive, last exclusive."""

    labels: tuple[Label, ...]
    first: int
    last: int


def _next_header(lines: Sequence[Line], start: int) -> _Header | None:
    for place in range(start, len(lines)):
        for word in lines[place]:
            if plain(word.text) in _NUMBER_WORDS and (found := _header(lines, start, place, word)):
                return found
    return None


def _header(lines: Sequence[Line], start: int, place: int, number: Word) -> _Header | None:
    """The header around the word "TT".

    Its lines are those whose labels best share one middle, or one top, with that word; the row numbers end them.
    """
    ways = []
    for last in range(place + 1, min(len(lines), place + _TALLEST_HEADER) + 1):
        if last - 1 > place and _numbers_a_row(lines[last - 1], number):
            break
        for first in range(max(start, place - _TALLEST_HEADER), place + 1):
            labels = _labels(lines[first:last])
            if len(labels) >= _FEWEST_COLUMNS and not _has_holes(labels) and _reads_as_header(labels):
                ways.append((_unevenness(labels, number), first - last, _Header(labels, first, last)))
    return min(ways, key=lambda way: way[:2])[2] if ways else None


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
    numbered = any(plain(label.text) in _NUMBER_LABELS for label in labels[:2])
    return numbered and is_header(TableRow(tuple(Cell(label.text) for label in labels)))


def _unevenness(labels: Sequence[Label], number: Word) -> float:
    """How far the labels stand from one common middle or top, in whole tenths of a line."""
    top, bottom = next(label.levels for label in labels if number in label.words)
    levels = [label.levels for label in labels]
    middles = sum(abs(first + last - top - bottom) / 2 for first, last in levels)
    tops = sum(abs(first - top) for first, _ in levels)
    return round(10 * min(middles, tops) / (number.height * len(labels)))


def _has_holes(labels: Sequence[Label]) -> bool:
    """Whether a label skips a line, as if the words of the first row had been taken for its own."""
    for label in labels:
        lines = lines_of(label.words)
        if any(lower[0].middle - upper[0].middle > _HOLE * upper[0].height for upper, lower in pairwise(lines)):
            return True
    return False


def _numbers_a_row(line: Line, number: Word) -> bool:
    under = [word for word in line if word.x0 < number.x1 + number.height and word.x1 > number.x0 - number.height]
    return len(under) == 1 and read_mark(under[0].text) is not None


def _boundaries(labels: Sequence[Label], lines: Sequence[Line]) -> list[float]:
    """Between each two labels, the place that the fewest lines run over: the middle of the widest such gap."""
    runs = [(run[0].x0, run[-1].x1) for line in lines for run in segments(line, _RUN * line[0].height)]
    cells = [(x0, x1) for x0, x1 in runs if sum(x0 < label.center < x1 for label in labels) <= 1]
    return [_boundary(left, right, cells) for left, right in pairwise(labels)]


def _boundary(left: Label, right: Label, cells: Sequence[tuple[float, float]]) -> float:
    places = [left.center + step for step in range(1, max(2, int(right.center - left.center)))]
    near = [(x0, x1) for x0, x1 in cells if x1 > left.center and x0 < right.center]
    crossed = [sum(x0 < place < x1 for x0, x1 in near) for place in places]
    fewest = min(crossed)
    gaps: list[list[float]] = [[]]
    for place, count in zip(places, crossed, strict=True):
        if count == fewest:
            gaps[-1].append(place)
        elif gaps[-1]:
            gaps.append([])
    widest: list[float] = max(gaps, key=len)
    return median(widest)


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
    return any(_is_across(word, edges) for word in line)


def _is_across(word: Word, edges: Sequence[float]) -> bool:
    reach = _REACH * word.height
    return any(word.x0 + reach < edge < word.x1 - reach for edge in edges)


def _number_words(line: Line, edges: Sequence[float]) -> int:
    """How many words at the line's beginning are a row number: one or none."""
    return int(line[0].center < edges[0] and read_mark(line[0].text) is not None)


def _mark_of(line: Line, edges: Sequence[float]) -> Mark | None:
    return read_mark(line[0].text) if line[0].center < edges[0] else None


def _goes_on(sheet: Sheet, lines: Sequence[Line]) -> bool:
    """Whether the lines' words, sections' titles aside, stand in the columns of the sheet."""
    edges = _boundaries(sheet.labels, [*sheet.lines, *lines])
    words = [word for line in lines for word in line if capital_share(word.text) < _SHOUTED]
    astray = sum(_is_across(word, edges) for word in words)
    filled = {bisect_right(edges, word.center) for word in words}
    return astray <= _STRAYS * len(words) and len(filled) >= _FEWEST_COLUMNS


def _without_tail(lines: Sequence[Line], edges: Sequence[float]) -> int:
    """How many of the lines belong to the table: running text after its last row runs over the boundaries."""
    end = len(lines)
    while end > 0 and _is_wide(lines[end - 1], edges) and _mark_of(lines[end - 1], edges) is None:
        end -= 1
    mark = _mark_of(lines[end - 1], edges) if end else None
    # What follows a section's number is its title, which ends the page; running text follows a task.
    return len(lines) if mark and mark.heads else end


def _said(line: Line) -> str:
    return " ".join(word.text for word in line)
