"""Words with their places on a page, and the lines they form. PDF pages and scans share it; units are the page's."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page; `top` is less than `bottom`."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def center(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def holds(self, other: "Box") -> bool:
        """Whether the middle of the other lies inside."""
        return self.x0 <= other.center <= self.x1 and self.top <= other.middle <= self.bottom


ShareOfPage = tuple[float, float, float, float]
"""Left, top, right and bottom as shares of a page, from 0 to 1."""


def share_of_page(box: Box, sheet: tuple[float, float]) -> ShareOfPage:
    """Where a box stands on a sheet of the given width and height, whatever its units; four digits are enough to see.

    >>> share_of_page(Box(10, 50, 90, 60), (100, 200))
    (0.1, 0.25, 0.9, 0.3)
    """
    (width, height), places = sheet, (box.x0, box.top, box.x1, box.bottom)
    left, top, right, bottom = (
        round(min(max(place / whole, 0.0), 1.0), 4) for place, whole in zip(places, (width, height) * 2, strict=True)
    )
    return left, top, right, bottom


@dataclass(frozen=True, slots=True)
class PrintedWord(Box):
    """A word as printed, without blanks."""

    text: str


PrintedLine = list[PrintedWord]

# Numbers, dates and document numbers; words of a sentence are never glued, whatever the room.
_CUT = re.compile(r"^[(“\"]?(?=\S*[\d/])[\dA-ZĐ/().\-]+ (?:\d|[A-ZĐ]{1,6}\b)")


def printed_lines(words: Iterable[PrintedWord]) -> list[PrintedLine]:
    """The words in lines, top to bottom and left to right. A raised or smaller word stays on its line."""
    lines: list[PrintedLine] = []
    for word in sorted(words, key=lambda word: (word.middle, word.x0)):
        if lines and word.middle - _level(lines[-1]) < 0.5 * min(word.height, lines[-1][0].height):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.x0) for line in lines]


def word_width(line: PrintedLine) -> float:
    return line[-1].x1 - line[0].x0


def text_of(lines: Sequence[PrintedLine], room: float) -> str:
    """The lines' text. A date or number that was too long for its column is in one piece again.

    `room` is the width of the longest line in the column.
    """
    text = ""
    for above, line in pairwise([[], *lines]):
        glue = "" if not above or _is_cut(above, line, room) else "\n"
        text += glue + " ".join(word.text for word in line)
    return text


def _is_cut(above: PrintedLine, line: PrintedLine, room: float) -> bool:
    """Whether a number goes on from the end of one line to the next, cut for want of room.

    It is then alone on its line and fills it, and was too long for any line of the cell.
    """
    left, right = above[-1], line[0]
    width = (left.x1 - left.x0) + (right.x1 - right.x0)
    letter = (left.x1 - left.x0) / max(len(left.text), 1)
    fills = left.x1 - left.x0 > room - 1.5 * letter
    return len(above) == 1 and fills and width > room and bool(_CUT.match(f"{left.text} {right.text}"))


def segments(line: Sequence[PrintedWord], gap: float) -> list[PrintedLine]:
    """The line cut wherever the space between two words is wider than the gap."""
    parts: list[PrintedLine] = []
    for word in line:
        if parts and word.x0 - parts[-1][-1].x1 <= gap:
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def letter_height(words: Sequence[PrintedWord]) -> float:
    """The usual height of a word; 0 for none."""
    return median(word.height for word in words) if words else 0.0


def _level(line: PrintedLine) -> float:
    return sum(word.middle for word in line) / len(line)
