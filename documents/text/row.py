"""A row's words before they are cut into cells: the places where a cell may begin, and how its lines ran."""

import re
from dataclasses import dataclass
from functools import cached_property

from documents.text.widths import SPACE, width_of
from documents.text.words import Word, folded, joined

_OPEN, _CLOSE = "([“", ")]”"
# A number may begin a deadline ("2026 - 2030", "6 tháng đầu năm"), unless the word before counts it.
_NUMBER = re.compile(r"^(?:20\d\d|0?[69]|\d{1,2}/.*)$")
_BEFORE_NUMBER = re.compile(r"^(?:tháng|quý|năm|ngày|số|đoạn|trước|đến|từ|[-–/])$", re.IGNORECASE)
# After these words a capital begins a name, not a cell.
_LINK = re.compile(r"^(?:và|của|với|tại|hoặc|thuộc|là|do|giữa|&|cùng|theo|về|cho|từ)$", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """The words between two anchors on one page; a row `broken` by a page has two, the second of which `continues`.

    All places are indexes of words; a span is first inclusive, last exclusive.
    """

    words: tuple[Word, ...]
    broken: bool = False
    continues: bool = False

    @cached_property
    def folded(self) -> list[str]:
        """The words as the lexicon knows them."""
        return [folded(word.text) for word in self.words]

    @cached_property
    def cuts(self) -> list[int]:
        """Where a cell may begin, and the end: every line start, and inside a line every word like a sentence's first.

        Below a page break the rests of cells stand side by side, and any word may be the first of one.
        """
        inside = [place for place in range(1, len(self.words)) if self._may_begin(place)]
        return [*([0] if self.words else []), *inside, len(self.words)]

    @cached_property
    def line_starts(self) -> list[int]:
        """The first word of each printed line."""
        return [place for place, word in enumerate(self.words) if word.starts_line or place == 0]

    @cached_property
    def is_strung(self) -> bool:
        """Whether all stands on one line: some tools string short rows together and lose the wrapping."""
        return len(self.line_starts) == 1 and not self.broken

    @cached_property
    def offsets(self) -> list[int]:
        """Where each word ends in `text`, a blank after it not counted; the first entry is 0."""
        ends = [0]
        for place, word in enumerate(self.words):
            blank = 0 if word.glued or place == 0 else 1
            ends.append(ends[-1] + blank + len(word.text))
        return ends

    @cached_property
    def text(self) -> str:
        """The whole row as one line."""
        return joined(self.words)

    @cached_property
    def extents(self) -> list[int]:
        """Printed width up to each place, blanks included, as if the row were one line."""
        ends = [0]
        for word in self.words:
            ends.append(ends[-1] + width_of(word.text) + (0 if word.glued else SPACE))
        return ends

    @cached_property
    def depths(self) -> list[int]:
        """How many brackets are open before each place."""
        depth, depths = 0, [0]
        for word in self.words:
            depth += sum(word.text.count(mark) for mark in _OPEN) - sum(word.text.count(mark) for mark in _CLOSE)
            depths.append(depth)
        return depths

    def span(self, first: int, last: int) -> str:
        """The text of a span."""
        return self.text[self.offsets[first] : self.offsets[last]].strip()

    def width(self, first: int, last: int) -> int:
        """The printed width of a span within one line."""
        blank = 0 if self.words[first].glued else SPACE
        return self.extents[last] - self.extents[first] - blank

    def lines(self, first: int, last: int) -> int:
        """On how many printed lines a span stands."""
        return 1 + sum(self.words[place].starts_line for place in range(first + 1, last))

    def overfull(self, first: int, last: int) -> int:
        """What a line up to a place would measure with the word at that place on it."""
        blank = 0 if self.words[last].glued else SPACE
        return self.width(first, last) + blank + width_of(self.words[last].text)

    def opened(self, first: int, last: int) -> int:
        """How many more brackets a span opens than it closes."""
        return self.depths[last] - self.depths[first]

    def _may_begin(self, place: int) -> bool:
        word = self.words[place]
        if word.starts_line or self.continues:
            return not word.glued
        if word.text[0].islower():
            return False
        if _NUMBER.match(word.text):
            return not _BEFORE_NUMBER.match(self.words[place - 1].text)
        if word.text in {"-", "–"}:
            return self.words[place - 1].text != "-"
        before = self.words[place - 1].text
        return not before.endswith((",", ";", ":", "(")) and not _LINK.match(before)
