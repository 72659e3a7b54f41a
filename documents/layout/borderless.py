"""Task tables without rules: columns by where the header's labels and the words below stand, rows by their numbers."""

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from documents.blocks.captions import appendix_of, is_page_furniture
from documents.blocks.folding import bare_words, capital_share, cell_line
from documents.blocks.marks import Mark, read_mark
from documents.blocks.values import Cell, Table, TableRow
from documents.layout.labels import FEWEST_COLUMNS, Label, next_header
from documents.layout.rowcuts import RowLayout, row_cuts
from documents.layout.words import (
    Box,
    PrintedLine,
    PrintedWord,
    ShareOfPage,
    letter_height,
    printed_lines,
    segments,
    share_of_page,
    text_of,
)
from documents.tables.headers import is_column_numbers
from workflow.agencies.pieces import begins_with_head

# By the height of a word: cells are parted by wider gaps, the words of a line that isn't justified by narrower ones.
_RUN = 0.6
# By the height of a word: how far a header may stand elsewhere on the next page, and a word reach over a boundary.
_SAME_PLACE = 1.0
_REACH = 0.15
# By the height of a word: no line of running text has wider gaps, be it justified.
_CELL = 1.2
# By the height of a word: how far cells stand beside their columns where columns drift.
_DRIFT = 1.5
# By the height of a word: a page's number stands at least this far from the text.
_APART = 1.35
# A page without a header goes on with the table only if nearly all of its words keep to the columns.
_STRAYS = 0.05
_SHOUTED = 0.7
_EDGE = 0.1
# One run of words over so many boundaries is no cell.
_TITLE = 2
_TIME = re.compile(r"(?:Tháng|Quý|Năm|Trước|Hằng|Hàng|Thường xuyên|Giai đoạn|Theo|Sau)\b|\d{1,2}/\d{1,4}\b|20\d\d\b")

_Span = tuple[float, float]
"""From where to where something reaches sideways."""


@dataclass(frozen=True)
class Sheet:
    """One page of a table: the lines below its header. A page that only goes on has the header of the page before.

    `pitch` is the distance of lines on a page of text, whose columns don't stand one below the other to the letter;
    `size` are width and height of a page that has them.
    """

    page: int
    labels: tuple[Label, ...]
    lines: tuple[PrintedLine, ...]
    repeats_header: bool = True
    pitch: float = 0.0
    size: tuple[float, float] = (0.0, 0.0)

    @property
    def drifts(self) -> bool:
        return self.pitch > 0

    def line_of(self, words: Iterable[PrintedWord]) -> int:
        """The number of the first line among the words, where lines are numbered."""
        return round(min(word.top for word in words) / self.pitch) if self.drifts else 0

    def continues(self, other: "Sheet") -> bool:
        """Whether both pages have the same labels in the same places."""
        room = _SAME_PLACE * letter_height(self.labels[0].words)
        return len(self.labels) == len(other.labels) and all(
            bare_words(mine.text) == bare_words(its.text) and abs(mine.center - its.center) < room
            for mine, its in zip(self.labels, other.labels, strict=True)
        )


def sheet_parts(
    lines: Sequence[PrintedLine],
    page: int,
    before: Sheet | None,
    *,
    pitch: float = 0.0,
    size: tuple[float, float] = (0.0, 0.0),
) -> Iterator[Sheet | PrintedLine]:
    """The page's lines, those of tables without rules gathered into sheets. `before` is the sheet it may go on with."""
    start = 0
    sheet = replace(before, page=page, repeats_header=False, size=size) if before else None
    while found := next_header(lines, start):
        yield from _stretch(lines[start : found.first], sheet)
        sheet, start = Sheet(page, found.labels, (), pitch=pitch, size=size), found.last
        if start < len(lines) and is_column_numbers(TableRow(tuple(Cell(word.text) for word in lines[start]))):
            start += 1
    yield from _stretch(lines[start:], sheet)


def _stretch(lines: Sequence[PrintedLine], sheet: Sheet | None) -> Iterator[Sheet | PrintedLine]:
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


def _without_page_number(lines: Sequence[PrintedLine], page: int) -> Sequence[PrintedLine]:
    """The lines without the page's number above or below them, which stands apart or says the page."""
    if len(lines) > 1 and _is_page_number(lines[0], lines[1], page):
        lines = lines[1:]
    if len(lines) > 1 and _is_page_number(lines[-1], lines[-2], page):
        lines = lines[:-1]
    return lines


def _is_page_number(line: PrintedLine, next_to: PrintedLine, page: int) -> bool:
    apart = abs(line[0].middle - next_to[0].middle) > _APART * line[0].height
    return is_page_furniture(_said(line)) and (apart or _said(line) == str(page))


def tables_of(sheets: Sequence[Sheet]) -> Iterator[Table]:
    """The pages of one table as tables of blocks, their columns found over all pages together."""
    edges = _boundaries(sheets[0].labels, [line for sheet in sheets for line in sheet.lines])
    for sheet in sheets:
        line = sheet.line_of(word for label in sheet.labels for word in label.words)
        header = TableRow(tuple(Cell(label.text) for label in sheet.labels), line)
        rows = [header] if sheet.repeats_header else []
        yield Table((*rows, *_rows(sheet, edges)), sheet.page)


def _boundaries(labels: Sequence[Label], lines: Sequence[PrintedLine]) -> list[float]:
    """Between each two labels, the place that the fewest lines run over: the middle of the widest such gap."""
    runs = [(run[0].x0, run[-1].x1) for line in lines for run in segments(line, _RUN * line[0].height)]
    cells = [(x0, x1) for x0, x1 in runs if sum(x0 < label.center < x1 for label in labels) <= 1]
    words = [(word.x0, word.x1) for line in lines for word in line]
    return [_boundary(left, right, cells, words) for left, right in pairwise(labels)]


def _boundary(left: Label, right: Label, cells: Sequence[_Span], words: Sequence[_Span]) -> float:
    places = [left.center + step for step in range(1, max(2, int(right.center - left.center)))]
    # Cells that nearly touch are one run of words; between their words is room still.
    return median(_least_crossed(_least_crossed(places, cells), words))


def _least_crossed(places: Sequence[float], spans: Sequence[_Span]) -> list[float]:
    """The longest stretch of neighbouring places that the fewest spans run over."""
    near = [(x0, x1) for x0, x1 in spans if x1 > places[0] and x0 < places[-1]]
    crossed = [sum(x0 < place < x1 for x0, x1 in near) for place in places]
    gaps: list[list[float]] = [[]]
    for place, count in zip(places, crossed, strict=True):
        if count == min(crossed):
            gaps[-1].append(place)
        elif gaps[-1]:
            gaps.append([])
    return max(gaps, key=len)


def _rows(sheet: Sheet, edges: Sequence[float]) -> Iterator[TableRow]:
    """The sheet's rows, the rest of a row from the page before first."""
    wide = {
        id(word) for line in sheet.lines if _is_title(line, edges, sheet) for word in line[_number_words(line, edges) :]
    }
    columns: list[list[PrintedWord]] = [[] for _ in range(len(edges) + 1)]
    for line in sheet.lines:
        for word, column in _placed(line, edges, drifts=sheet.drifts):
            columns[1 if id(word) in wide else column].append(word)
    marks = _marks(columns[0])
    cuts = _around_titles(_cuts(columns, marks), marks, _blocks(sheet.lines, wide))
    for number, start, end in zip(["", *(text for text, _ in marks)], [0.0, *cuts], [*cuts, float("inf")], strict=True):
        cells = [[word for word in column if start <= word.middle < end] for column in columns]
        if any(cells):
            row = _row(number, cells, is_wide=any(id(word) in wide for word in cells[1]))
            words = [word for cell in cells for word in cell]
            yield replace(row, line=sheet.line_of(words), box=_box(words, sheet))


def _box(words: Sequence[PrintedWord], sheet: Sheet) -> ShareOfPage | None:
    """The row's height over the width of the whole sheet."""
    if not sheet.size[0]:
        return None
    ends = [(line[0].x0, line[-1].x1) for line in sheet.lines]
    top, bottom = min(word.top for word in words), max(word.bottom for word in words)
    return share_of_page(Box(min(x0 for x0, _ in ends), top, max(x1 for _, x1 in ends), bottom), sheet.size)


def _blocks(lines: Sequence[PrintedLine], wide: Container[int]) -> Iterator[tuple[float, float]]:
    """From where to where the titles of sections reach: lines across the columns, with a number on or between them."""
    block: list[PrintedLine] = []
    for line in [*lines, []]:
        mark = read_mark(line[0].text) if line else None
        if line and (id(line[-1]) in wide or (len(line) == 1 and mark and mark.heads)):
            block.append(line)
            continue
        if any(id(known[-1]) in wide for known in block):
            yield block[0][0].middle, block[-1][0].middle
        block = []


def _around_titles(
    cuts: Sequence[float], marks: Sequence[tuple[str, float]], blocks: Iterable[tuple[float, float]]
) -> list[float]:
    """The cuts, moved so that none runs through a section's title."""
    moved = list(cuts)
    for first, last in blocks:
        inside = [place for place, (_, middle) in enumerate(marks) if first <= middle <= last]
        if len(inside) == 1:
            above, below = inside[0], inside[0] + 1
            moved[above] = min(moved[above], first - _EDGE)
            moved[below:] = [max(moved[below], last + _EDGE), *moved[below + 1 :]] if below < len(moved) else []
    return moved


def _placed(line: PrintedLine, edges: Sequence[float], *, drifts: bool) -> Iterator[tuple[PrintedWord, int]]:
    """The line's words with the columns they stand in. Where columns drift, the words of a cell stay together."""
    for run in segments(line, _RUN * line[0].height):
        columns = [bisect_right(edges, word.center) for word in run]
        if drifts and columns[0]:
            ends = [_last_word(run, edge) for edge in edges[columns[0] : columns[-1]]]
            columns = [columns[0] + sum(place >= end for end in ends) for place in range(len(run))]
        yield from zip(run, columns, strict=True)


def _last_word(run: PrintedLine, edge: float) -> int:
    """How many words of a run over a boundary stand before it: where the likeliest cell begins, or none or all."""
    unlikely = _DRIFT * run[0].height
    ways = [(edge - run[0].x0, 0), (run[-1].x1 - edge, len(run))]
    for place, word in enumerate(run[1:], start=1):
        ways.append((abs(word.x0 - edge) + unlikely * (1 + _oddity(run[place:])), place))
    return min(ways)[1]


def _oddity(words: PrintedLine) -> float:
    """How unlikely a cell begins so: least with an agency or a time, most in the middle of a sentence."""
    said, letter = _said(words), words[0].text[0]
    if (letter.isupper() and begins_with_head(said)) or _TIME.match(said):
        return 0.0
    return 1.0 if letter.isupper() else 1.25 if letter.isdigit() else 2.0


def _row(number: str, cells: Sequence[Sequence[PrintedWord]], *, is_wide: bool) -> TableRow:
    mark = read_mark(number)
    lines = [printed_lines(cell) for cell in cells[1:]]
    texts = [text_of(found, max((line[-1].x1 - line[0].x0 for line in found), default=0.0)) for found in lines]
    if is_wide and mark and mark.heads:
        return TableRow((Cell(number), Cell("\n".join(text for text in texts if text), columns=len(texts))))
    return TableRow((Cell(number), *(Cell(text) for text in texts)))


def _marks(column: Sequence[PrintedWord]) -> list[tuple[str, float]]:
    """The row numbers and the heights they stand at."""
    lines = [(" ".join(word.text for word in line), line[0].middle) for line in printed_lines(column)]
    return [(cell_line(text), middle) for text, middle in lines if read_mark(text)]


def _cuts(columns: Sequence[Sequence[PrintedWord]], marks: Sequence[tuple[str, float]]) -> list[float]:
    levels = [[line[0].middle for line in printed_lines(column)] for column in columns[1:]]
    if not marks:
        return []
    steps = [lower - upper for lines in levels for upper, lower in pairwise(lines)]
    return row_cuts(RowLayout([middle for _, middle in marks], levels, median(steps) if steps else 1.0))


def _is_title(line: PrintedLine, edges: Sequence[float], sheet: Sheet) -> bool:
    """Whether the line is a section's title over all columns. Where columns drift, cells that touch look like one."""
    if sheet.drifts and not _number_words(line, edges) and capital_share(_said(line)) < _SHOUTED:
        return False
    return _is_wide(line, edges)


def _is_wide(line: PrintedLine, edges: Sequence[float]) -> bool:
    """Whether a word stands across a boundary, as the words of a section's title or of running text do.

    Cells beside each other are no title, though one of them may reach over.
    """
    said = line[_number_words(line, edges) :]
    cells = segments(said, _CELL * line[0].height)
    if len(segments(said, _RUN * line[0].height)) == 1:
        first, last = (bisect_right(edges, word.center) for word in (said[0], said[-1]))
        if last >= first + _TITLE or (first == 0 < last):
            return True
    return len(cells) <= 2 and any(_is_across(word, edges) for word in line)


def _is_across(word: PrintedWord, edges: Sequence[float]) -> bool:
    reach = _REACH * word.height
    return any(word.x0 + reach < edge < word.x1 - reach for edge in edges)


def _number_words(line: PrintedLine, edges: Sequence[float]) -> int:
    """How many words at the line's beginning are a row number: one or none."""
    return int(line[0].center < edges[0] and read_mark(line[0].text) is not None)


def _mark_of(line: PrintedLine, edges: Sequence[float]) -> Mark | None:
    return read_mark(line[0].text) if line[0].center < edges[0] else None


def _goes_on(sheet: Sheet, lines: Sequence[PrintedLine]) -> bool:
    """Whether the lines' words, sections' titles aside, stand in the columns of the sheet."""
    edges = _boundaries(sheet.labels, [*sheet.lines, *lines])
    words = [word for line in lines for word in line if capital_share(word.text) < _SHOUTED]
    astray = sum(_is_across(word, edges) for word in words)
    filled = {bisect_right(edges, word.center) for word in words}
    return astray <= _STRAYS * len(words) and len(filled) >= FEWEST_COLUMNS


def _without_tail(lines: Sequence[PrintedLine], edges: Sequence[float]) -> int:
    """How many of the lines belong to the table: running text after its last row runs over the boundaries."""
    end = len(lines)
    while end > 0 and _is_wide(lines[end - 1], edges) and _mark_of(lines[end - 1], edges) is None:
        end -= 1
    mark = _mark_of(lines[end - 1], edges) if end else None
    # What follows a section's number is its title, which ends the page; running text follows a task.
    return len(lines) if mark and mark.heads else end


def _said(line: PrintedLine) -> str:
    return " ".join(word.text for word in line)
