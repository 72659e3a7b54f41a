"""How well a span of a row's words fits a column. The sum over a row is what the segmentation makes as large as it can.

The scores are logarithms of odds, roughly: 2 is a good hint, 8 all but decides. They were set by hand on rebuilt
tables, and round on purpose.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import log

from documents.headers import Column
from documents.text.deadline_cells import deadline_fit
from documents.text.lexicon import CellCounts, longest_head, word_scores
from documents.text.row import Row
from documents.text.widths import SLACK, SPACE, width_of
from documents.text.words import Word

NEVER = -1e9
_TEMPER = 0.5
_EMPTY = {
    Column.TITLE: -15.0,
    Column.LEAD: -7.0,
    Column.COOPERATING: -4.0,
    Column.PRODUCT: -5.0,
    Column.DEADLINE: -8.0,
    Column.NOTE: -0.5,
    Column.OTHER: -3.0,
    Column.NUMBER: 0.0,
}
_HEAD = {
    Column.TITLE: (0.5, 0.0),
    Column.LEAD: (2.0, -2.5),
    Column.COOPERATING: (2.0, -2.5),
    Column.PRODUCT: (2.0, -1.0),
    Column.DEADLINE: (1.0, -3.0),
    Column.NOTE: (2.0, -1.0),
    Column.OTHER: (0.0, 0.0),
    Column.NUMBER: (0.0, 0.0),
}
_AGENCIES = (Column.LEAD, Column.COOPERATING)
_UNFINISHED = re.compile(
    r"^(?:và|của|các|với|cho|theo|số|ngày|tại|từ|đến|trong|về|do|là|hoặc|&|bằng|những|một|để|được)$", re.IGNORECASE
)
_SEPARATORS = (",", ";", ":", "-", "–", ".", "/", "+")
_LINK = re.compile(r"^(?:và|của|với|tại|hoặc|các|thuộc|là|do|giữa|&|cùng)$", re.IGNORECASE)


@dataclass(frozen=True)
class Cues:
    """What line breaks say in this document.

    `soft_blanks`: a blank at a line's end marks a wrapped cell, its absence the end of one. `cell_a_line`: every cell
    stands on one line of its own, so a line break inside a cell is all but excluded.
    """

    soft_blanks: bool = False
    cell_a_line: bool = False


@dataclass(frozen=True)
class Model:
    """What is known of a column when a row is cut: its column, its width, and the cells of the other rows."""

    column: Column
    width: float | None = None
    learned: CellCounts | None = None


class SpanScores:
    """The scores of one row's spans in one column, prepared so that each span costs a few look-ups."""

    def __init__(self, row: Row, model: Model, cues: Cues, *, continued: bool = False) -> None:
        """`continued`: the row's cells began on the page before, so a span need not begin like a cell."""
        self.row, self.model, self.cues = row, model, cues
        self._width = None if row.is_strung else model.width
        self._words = [0.0, *accumulate(_TEMPER * score for score in self._word_scores())]
        self._starts = [self._start(place, continued=continued) for place in range(len(row.words))]
        self._ends = [0.0] + [self._end(place) for place in range(1, len(row.words) + 1)]
        self._inner = [0.0, *accumulate(self._inside(place) for place in range(len(row.words)))]
        self._fits = [0.0, *accumulate(self._break(place) for place in range(len(row.words)))]

    def span(self, first: int, last: int) -> float:
        """The score of a span as a whole cell; first = last is an empty cell."""
        if first == last:
            return self.empty
        score = self.part(first, last) + self._ends[last] + self.whole(self.row.span(first, last))
        return score - 4.0 * (self.row.opened(first, last) != 0)

    def part(self, first: int, last: int) -> float:
        """The score of a span's words, start and line breaks, whether or not the cell ends with it."""
        score = self._words[last] - self._words[first] + self._starts[first]
        score += self._inner[last] - self._inner[first + 1]
        return score + self._lines(first, last)

    def ending(self, place: int) -> float:
        """The score of a cell ending before a place."""
        return self._ends[place]

    def words_up_to(self, place: int) -> float:
        """The score of all words before a place, were they this column's."""
        return self._words[place]

    def goes_on_below(self, span: tuple[int, int], word: Word) -> float:
        """The score of a cell's last line on a page being followed by the given word on the next page."""
        last = self.row.words[span[1] - 1]
        score = -4.0 if self.cues.soft_blanks and not last.soft and last.text[-1] not in "-/" else 0.0
        if self._width is None:
            return score
        starts = self._inner_line_starts(*span)
        line = self.row.width(starts[-1] if starts else span[0], span[1])
        return score + self._room(line + SPACE + width_of(word.text), begins=not word.text[0].islower())

    @property
    def empty(self) -> float:
        """The score of an empty cell."""
        learned = self.model.learned
        usual = _EMPTY[self.model.column]
        if learned is None or learned.rows < 4:
            return usual
        seen = 1.5 * log((learned.empty + 0.2) / (learned.rows + 1))
        return max(seen, usual - 4)

    @property
    def most_for_whole(self) -> float:
        """The most that `whole` ever gives."""
        return (9.0 if self.model.column is Column.DEADLINE else 0.0) + 3.5 * (self.model.learned is not None)

    def whole(self, text: str) -> float:
        """The score of a cell's whole text."""
        column, learned = self.model.column, self.model.learned
        score = 0.0
        if learned is not None and (count := learned.cells[text]) > 0:
            score += 1.5 + min(log(count), 2.0)
        if column is Column.DEADLINE:
            fit = deadline_fit(text)
            return score + (9.0 if fit == 1 else 5.0 if fit else -6.0)
        if column is Column.TITLE:
            return score - 3.0 * (text.count(" ") < 2)
        if column in _AGENCIES:
            return score - 0.15 * max(text.count(" ") - 22, 0)
        if column is Column.PRODUCT:
            return score - 0.3 * max(text.count(" ") - 14, 0)
        return score

    def _word_scores(self) -> list[float]:
        return word_scores(self.row.folded, self.model.column, self.model.learned)

    def _start(self, place: int, *, continued: bool) -> float:
        word = self.row.words[place]
        score = 0.0
        if self.cues.soft_blanks and word.starts_line and place and self.row.words[place - 1].soft:
            score -= 5.0
        if not word.starts_line and place:
            score -= 4.0 if self.cues.cell_a_line else 2.5 if word.text[0].islower() else 1.5
        if continued:
            return score
        if word.text[0].islower():
            return score - 5.0
        if word.text[0] in ")],.;":
            score -= 5.0
        own, other = _HEAD[self.model.column]
        return score + (own if self._is_head(place) else other)

    def _is_head(self, place: int) -> bool:
        if self.row.words[place].text == "-":
            return self.model.column in {Column.COOPERATING, Column.PRODUCT, Column.NOTE}
        if longest_head(self.row.folded, place, self.model.column):
            return True
        learned = self.model.learned
        return learned is not None and learned.heads[" ".join(self.row.folded[place : place + 2])] > 0

    def _end(self, place: int) -> float:
        last = self.row.words[place - 1].text
        if last[-1] in ",;" and place < len(self.row.words):
            return -4.0
        return -4.0 if _UNFINISHED.match(last) else 0.0

    def _inside(self, place: int) -> float:
        """What it costs that a place lies inside a cell instead of beginning one."""
        word, score = self.row.words[place], 0.0
        if not place:
            return 0.0
        before = self.row.words[place - 1].text
        if word.starts_line:
            if self.cues.cell_a_line:
                score -= 5.0
            elif self.cues.soft_blanks and not self.row.words[place - 1].soft and before[-1] not in "-/":
                score -= 4.0
        if self.model.column in _AGENCIES and self._doubles_agency(place):
            score -= 3.0
        return score

    def _doubles_agency(self, place: int) -> bool:
        word, before = self.row.words[place].text, self.row.words[place - 1].text
        if word[0].islower() or before.endswith(_SEPARATORS) or _LINK.match(before):
            return False
        if not longest_head(self.row.folded, place, Column.LEAD):
            return False
        return not any(
            longest_head(self.row.folded, earlier, Column.LEAD) and not self.row.words[earlier].text[0].islower()
            for earlier in range(max(place - 2, 0), place)
        )

    def _lines(self, first: int, last: int) -> float:
        """How well the line breaks inside a span agree with the column's width."""
        starts = self._inner_line_starts(first, last)
        if self._width is None:
            return self._agreement(first, starts, last)
        if not starts:
            return self._overflow(first, last)
        score = self._break_after(first, starts[0]) + self._overflow(starts[-1], last)
        return score + self._fits[last] - self._fits[starts[0] + 1]

    def _agreement(self, first: int, starts: Sequence[int], last: int) -> float:
        """Whether any width at all explains the line breaks of a span, for as long as the column's is unknown."""
        if not starts or self.cues.cell_a_line:
            return 0.0
        lines = list(pairwise([first, *starts, last]))
        widest = max(self.row.width(*line) for line in lines)
        narrowest = min(self.row.overfull(*line) for line in lines[:-1])
        excess = widest / narrowest - 1 - SLACK
        return -4.0 * min(1.0, excess / 0.05) if excess > 0 else 0.0

    def _inner_line_starts(self, first: int, last: int) -> Sequence[int]:
        starts = self.row.line_starts
        low = _after(starts, first)
        return starts[low : _after(starts, last - 1)]

    def _break(self, place: int) -> float:
        """The score of the line break before a place when the whole line above belongs to the same cell."""
        if self._width is None or place == 0 or not self.row.words[place].starts_line:
            return 0.0
        above = self.row.line_starts[_after(self.row.line_starts, place) - 2]
        return self._break_after(above, place)

    def _break_after(self, first: int, place: int) -> float:
        """The score of breaking a line of the given first word before a place."""
        begins = not self.row.words[place].text[0].islower() and not self.row.words[place - 1].text.endswith(",")
        return self._overflow(first, place) + self._room(self.row.overfull(first, place), begins=begins)

    def _room(self, overfull: float, *, begins: bool) -> float:
        """The score of a word not standing on the line above, which would then have been so wide."""
        width = self._width or 0.0
        room = width - overfull
        if room <= SLACK * width:
            return 0.0
        # A new paragraph of the same cell begins like a sentence; nothing else leaves room on a line.
        return -(2.5 if begins else 6.0) * min(1.0, room / (0.05 * width))

    def _overflow(self, first: int, last: int) -> float:
        width = self._width
        if width is None:
            return 0.0
        excess = self.row.width(first, last) / width - 1 - SLACK
        return -8.0 * min(1.0, excess / 0.05) if excess > 0 else 0.0


def _after(starts: Sequence[int], place: int) -> int:
    """How many line starts lie at or before a place."""
    return bisect_right(starts, place)
