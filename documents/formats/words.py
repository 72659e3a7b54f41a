"""Words with their places on a page, and the lines they form. PDF pages and scans share it; units are the page's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Word(Box):
    """A word as printed, without blanks."""

    text: str


Line = list[Word]


def lines_of(words: Iterable[Word]) -> list[Line]:
    """The words in lines, top to bottom and left to right. A raised or smaller word stays on its line."""
    lines: list[Line] = []
    for word in sorted(words, key=lambda word: (word.middle, word.x0)):
        if lines and word.middle - _level(lines[-1]) < 0.5 * min(word.height, lines[-1][0].height):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.x0) for line in lines]


def text_of(words: Iterable[Word]) -> str:
    """The words' text, line by line."""
    return "\n".join(" ".join(word.text for word in line) for line in lines_of(words))


def segments(line: Sequence[Word], gap: float) -> list[Line]:
    """The line cut wherever the space between two words is wider than the gap."""
    parts: list[Line] = []
    for word in line:
        if parts and word.x0 - parts[-1][-1].x1 <= gap:
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def letter_height(words: Sequence[Word]) -> float:
    """The usual height of a word; 0 for none."""
    return median(word.height for word in words) if words else 0.0


def _level(line: Line) -> float:
    return sum(word.middle for word in line) / len(line)
