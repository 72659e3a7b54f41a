"""The header of a table without rules: labels side by side, found around the word that names the column of numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from documents.blocks.folding import bare_words
from documents.blocks.marks import read_mark
from documents.blocks.values import Cell, TableRow
from documents.layout.words import PrintedLine, PrintedWord, letter_height, printed_lines, segments
from documents.tables.headers import is_header, meaning_of

_NUMBER_WORDS = frozenset({"tt", "stt"})
_NUMBER_LABELS = frozenset({*_NUMBER_WORDS, "so tt", "so stt"})
_TALLEST_HEADER = 6
# By the height of a word: labels of neighbouring columns stand further apart, words of one label closer together.
_LABEL_GAP = 0.5
# By the height of a word: the words of one label stand no further below each other.
_HOLE = 1.75
# By the height of a word: the lines of one label are centred, or begin, this close to each other.
_ALIGNED = 1.5
# By the height of a word: a label with lines so long would fill them.
_LONG = 12.0
_UNFINISHED = (",", "/", ";", "-", "–", "(", "và")

FEWEST_COLUMNS = 4
"""A header names at least so many."""


@dataclass(frozen=True)
class Label:
    """A header cell: the words in it and how far they reach."""

    words: tuple[PrintedWord, ...]

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
        return "\n".join(" ".join(word.text for word in line) for line in printed_lines(self.words))

    @property
    def levels(self) -> tuple[float, float]:
        """The middles of its first and last line."""
        lines = printed_lines(self.words)
        return lines[0][0].middle, lines[-1][0].middle


@dataclass(frozen=True)
class HeaderLines:
    """A header's labels, and the lines they take: first inclusive, last exclusive."""

    labels: tuple[Label, ...]
    first: int
    last: int


def next_header(lines: Sequence[PrintedLine], start: int) -> HeaderLines | None:
    """The first header from the given line on."""
    for place in range(start, len(lines)):
        for word in lines[place]:
            if bare_words(word.text) in _NUMBER_WORDS and (found := _header(lines, start, place, word)):
                return found
    return None


def _header(lines: Sequence[PrintedLine], start: int, place: int, number: PrintedWord) -> HeaderLines | None:
    """The header around the word "TT".

    Its lines are those whose labels best share one middle, or one top, with that word; the row numbers end them.
    """
    ways = []
    for last in range(place + 1, min(len(lines), place + _TALLEST_HEADER) + 1):
        if last - 1 > place and _numbers_a_row(lines[last - 1], number):
            break
        for first in range(max(start, place - _TALLEST_HEADER), place + 1):
            labels = _labels(lines[first:last])
            if len(labels) >= FEWEST_COLUMNS and all(map(_is_one_label, labels)) and _reads_as_header(labels):
                fit = (_unevenness(labels, number), sum(map(_is_loose, labels)), first - last)
                ways.append((fit, HeaderLines(labels, first, last)))
    return min(ways, key=lambda way: way[0])[1] if ways else None


def _labels(band: Sequence[PrintedLine]) -> tuple[Label, ...]:
    """The words in groups, one above the other where they overlap sideways."""
    groups: list[list[PrintedWord]] = []
    parts = [part for line in band for part in segments(line, _LABEL_GAP * letter_height(line))]
    for part in sorted(parts, key=lambda part: part[0].x0):
        if groups and part[0].x0 < max(word.x1 for word in groups[-1]):
            groups[-1] += part
        else:
            groups.append(list(part))
    return tuple(label for group in groups for label in _parted(Label(tuple(group))))


def _parted(label: Label) -> Iterator[Label]:
    """The labels of neighbouring columns that come as one because hardly any room parts them."""
    for word in sorted(label.words, key=lambda word: word.x0):
        left = Label(tuple(other for other in label.words if other.x1 <= word.x0))
        right = Label(tuple(other for other in label.words if other.x0 >= word.x0))
        if len(left.words) + len(right.words) == len(label.words) and _are_two(left, right):
            yield left
            yield from _parted(right)
            return
    yield label


def _are_two(left: Label, right: Label) -> bool:
    """Whether each begins as a label does, and they mean two different columns."""
    if not left.words or not all(part.text[0].isupper() for part in (left, right)) or left.text.endswith(_UNFINISHED):
        return False
    meanings = meaning_of(left.text), meaning_of(right.text)
    return None not in meanings and meanings[0] is not meanings[1]


def _is_loose(label: Label) -> bool:
    """Whether a long line was begun though there was room above: it is a cell of the first row, hardly a label's."""
    room = label.x1 - label.x0
    return room > _LONG * letter_height(label.words) and any(
        upper[-1].x1 - upper[0].x0 + lower[0].x1 - lower[0].x0 < room
        for upper, lower in pairwise(printed_lines(label.words))
    )


def _reads_as_header(labels: Sequence[Label]) -> bool:
    numbered = any(bare_words(label.text) in _NUMBER_LABELS for label in labels[:2])
    return numbered and is_header(TableRow(tuple(Cell(label.text) for label in labels)))


def _unevenness(labels: Sequence[Label], number: PrintedWord) -> float:
    """How far the labels stand from one common middle or top, in whole tenths of a line."""
    top, bottom = next(label.levels for label in labels if number in label.words)
    levels = [label.levels for label in labels]
    middles = sum(abs(first + last - top - bottom) / 2 for first, last in levels)
    tops = sum(abs(first - top) for first, _ in levels)
    return round(10 * min(middles, tops) / (number.height * len(labels)))


def _is_one_label(label: Label) -> bool:
    """Whether its lines follow closely, centred or flush: else words of the first row were taken for its own."""
    lines = printed_lines(label.words)
    return all(
        lower[0].middle - upper[0].middle <= _HOLE * upper[0].height and _is_aligned(upper, lower)
        for upper, lower in pairwise(lines)
    )


def _is_aligned(upper: PrintedLine, lower: PrintedLine) -> bool:
    centers = (upper[0].x0 + upper[-1].x1 - lower[0].x0 - lower[-1].x1) / 2
    return min(abs(centers), abs(upper[0].x0 - lower[0].x0)) <= _ALIGNED * upper[0].height


def _numbers_a_row(line: PrintedLine, number: PrintedWord) -> bool:
    under = [word for word in line if word.x0 < number.x1 + number.height and word.x1 > number.x0 - number.height]
    return len(under) == 1 and read_mark(under[0].text) is not None
