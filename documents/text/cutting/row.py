"""A row's words before they are cut into cells: the places where a cell may begin, and how its lines ran."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from documents.text.cutting.widths import SPACE, text_width
from documents.text.words import TextWord, lexicon_form, line_of_words

# No row of a real table comes near it. The work grows with the square of the cuts, so a longer row is not cut at all.
_MOST_CUTS = 120
# A page's rest of a row, up to which any word is tried as the first of a cell.
_FEW_WORDS = 120
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

    words: tuple[TextWord, ...]
    broken: bool = False
    continues: bool = False

    @cached_property
    def folded(self) -> list[str]:
        """The words as the lexicon knows them."""
        return [lexicon_form(word.text) for word in self.words]

    @cached_property
    def cuts(self) -> list[int]:
        """Where a cell may begin, and the end: every line start, and inside a line every word like a sentence's first.

        At a page break the ends and the rests of cells stand side by side, and more words may be the first of one. A
        row too long to be one is not cut at all.
        """
        inside = [] if self.too_long else self._inner_cuts
        return [*([0] if self.words else []), *inside, len(self.words)]

    @property
    def too_long(self) -> bool:
        """Whether it has too many places where it might be cut."""
        return len(self._inner_cuts) > _MOST_CUTS

    @cached_property
    def _inner_cuts(self) -> list[int]:
        return [place for place in range(1, len(self.words)) if self._may_begin(place)]

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
        return line_of_words(self.words)

    @cached_property
    def ends(self) -> list[int]:
        """Where each word ends in print, blanks included, as if the row were one line; the first entry is 0."""
        return [0, *accumulate(text_width(word.text) + self._blank(place) for place, word in enumerate(self.words))]

    @cached_property
    def begins(self) -> list[int]:
        """Where each word begins in print, on the scale of `ends`."""
        return [self.ends[place] + self._blank(place) for place in range(len(self.words))]

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

    def token(self, first: int) -> str:
        """What stands from a word on up to the next blank: more than the word where the next is glued to it."""
        begin = self.offsets[first] + (first > 0 and not self.words[first].glued)
        return self.text[begin:].partition(" ")[0]

    def width(self, first: int, last: int) -> int:
        """The printed width of a span within one line."""
        return self.ends[last] - self.begins[first]

    def is_whole_line(self, first: int, last: int) -> bool:
        """Whether a span within a line is all of it."""
        return self.words[first].starts_line and self.words[last - 1].ends_line

    def lines(self, first: int, last: int) -> int:
        """On how many printed lines a span stands."""
        return 1 + bisect_left(self.line_starts, last) - bisect_right(self.line_starts, first)

    def overfull(self, first: int, last: int) -> int:
        """What a line up to a place would measure with the word at that place on it."""
        return self.ends[last + 1] - self.begins[first]

    def disagreement(self, first: int, last: int) -> float:
        """By what share a span's lines are wider than any column that would break them where they do; 0 if one may."""
        if (first, last) not in self._disagreements:
            self._disagreements[first, last] = self._disagreement(first, last)
        return self._disagreements[first, last]

    @cached_property
    def _disagreements(self) -> dict[tuple[int, int], float]:
        return {}

    def _disagreement(self, first: int, last: int) -> float:
        starts = self.line_starts
        inside = starts[bisect_right(starts, first) : bisect_right(starts, last - 1)]
        if not inside:
            return 0.0
        lines = list(pairwise([first, *inside, last]))
        widest = max(self.width(*line) for line in lines)
        narrowest = min(self.overfull(*line) for line in lines[:-1])
        return max(widest / narrowest - 1, 0.0)

    def _blank(self, place: int) -> int:
        return 0 if self.words[place].glued else SPACE

    def opened(self, first: int, last: int) -> int:
        """How many more brackets a span opens than it closes."""
        return self.depths[last] - self.depths[first]

    def _may_begin(self, place: int) -> bool:
        word = self.words[place]
        if word.starts_line or (self.continues and len(self.words) <= _FEW_WORDS):
            return not word.glued
        if word.text[0].islower():
            return False
        if _NUMBER.match(word.text):
            return not _BEFORE_NUMBER.match(self.words[place - 1].text)
        if word.text in {"-", "–"}:
            return self.words[place - 1].text != "-"
        before = self.words[place - 1].text
        return self.broken or not (before.endswith((",", ";", ":", "(")) or _LINK.match(before))
