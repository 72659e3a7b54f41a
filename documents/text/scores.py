"""How well a span of a row's words fits a column. The sum over a row is what the segmentation makes as large as it can.

The scores are logarithms of odds, roughly: 2 is a good hint, 8 all but decides. They were set by hand on rebuilt
tables, and round on purpose.
"""

import re
from dataclasses import dataclass, field
from itertools import accumulate
from math import log

from documents.headers import Column
from documents.text.cohesion import Cohesion
from documents.text.deadline_cells import MOST, deadline_fit
from documents.text.lexicon import CellCounts, longest_head, word_scores
from documents.text.row import Row
from documents.text.widths import Width
from documents.text.words import Word, folded
from documents.text.wrapping import Wrapping

NEVER = -1e9
# The cost of a cell ending between two words that always stand together.
_TORN = 5.0
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
    r"^(?:và|của|các|với|cho|theo|số|ngày|tại|từ|đến|trong|về|do|là|hoặc|&|bằng|những|một|để|được|khi|trước"
    # Not "năm" and its like, with which "hằng năm" ends.
    r"|Và|Của|Các|Với|Cho|Theo|Số|Ngày|Tại|Từ|Đến|Trong|Về|Khi|Trước|Tháng|Quý|Năm)$"
)
_SEPARATORS = (",", ";", ":", "-", "–", ".", "/", "+")
_LINK = re.compile(r"^(?:và|của|với|tại|hoặc|các|thuộc|là|do|giữa|&|cùng)$", re.IGNORECASE)


@dataclass(frozen=True)
class Cues:
    """What line breaks and neighbouring words say in this document.

    `soft_blanks`: a blank at a line's end marks a wrapped cell, its absence the end of one. `cell_a_line`: every cell
    stands on one line of its own, so a line break inside a cell is all but excluded.
    """

    soft_blanks: bool = False
    cell_a_line: bool = False
    cohesion: Cohesion = field(default_factory=Cohesion)


@dataclass(frozen=True)
class Model:
    """What is known of a column when a row is cut: its column, its width, and the cells of the other rows."""

    column: Column
    width: Width | None = None
    learned: CellCounts | None = None


class SpanScores:
    """The scores of one row's spans in one column, prepared so that each span costs a few look-ups."""

    def __init__(self, row: Row, model: Model, cues: Cues, *, continued: bool = False) -> None:
        """`continued`: the row's cells began on the page before, so a span need not begin like a cell.

        `empty` is the score of an empty cell, `most_for_whole` the most that `whole` ever gives.
        """
        self.row, self.model, self.cues = row, model, cues
        self.empty = self._score_of_empty()
        self.most_for_whole = 3.5 * (model.learned is not None) + (MOST if model.column is Column.DEADLINE else 0.0)
        self._words = [0.0, *accumulate(_TEMPER * score for score in self._word_scores())]
        self._starts = [self._start(place, continued=continued) for place in range(len(row.words))]
        self._ends = [0.0] + [self._end(place) for place in range(1, len(row.words) + 1)]
        self._inner = [0.0, *accumulate(self._inside(place) for place in range(len(row.words)))]
        self._wrapping = Wrapping(row, None if cues.cell_a_line else model.width)

    def span(self, first: int, last: int) -> float:
        """The score of a span as a whole cell; first = last is an empty cell."""
        if first == last:
            return self.empty
        score = self.part(first, last) + self._ends[last] + self.whole(self.row.span(first, last))
        return score - 4.0 * (self.row.opened(first, last) != 0)

    def at_most(self, first: int, last: int) -> float:
        """A score that `span` doesn't exceed, quickly found."""
        return self.empty if first == last else self._wording(first, last) + self._ends[last] + self.most_for_whole

    def part(self, first: int, last: int) -> float:
        """The score of a span's words, start and line breaks, whether or not the cell ends with it."""
        return self._wording(first, last) + self._wrapping.span(first, last)

    def _wording(self, first: int, last: int) -> float:
        words = self._words[last] - self._words[first]
        return words + self._starts[first] + self._inner[last] - self._inner[first + 1]

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
        return score + self.bond(span[1], word) + self._wrapping.going_on(*span, word)

    def bond(self, end: int, word: Word) -> float:
        """What speaks for a cell's last word before a place being followed by the given word."""
        return _TORN * self.cues.cohesion.of(self.row.folded[end - 1], folded(word.text))

    def _score_of_empty(self) -> float:
        learned = self.model.learned
        usual = _EMPTY[self.model.column]
        if learned is None or learned.rows < 4:
            return usual
        seen = 1.5 * log((learned.empty + 0.2) / (learned.rows + 1))
        return max(seen, usual - 4)

    def whole(self, text: str) -> float:
        """The score of a cell's whole text."""
        column, learned = self.model.column, self.model.learned
        score = 0.0
        if learned is not None and (count := learned.cells[text]) > 0:
            score += 1.5 + min(log(count), 2.0)
        if column is Column.DEADLINE:
            return score + deadline_fit(text)
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
        if place:
            score -= _TORN * self.cues.cohesion.of(self.row.folded[place - 1], self.row.folded[place])
        if not word.starts_line and place:
            score -= 4.0 if self.cues.cell_a_line else 2.5 if word.text[0].islower() else 1.5
        if continued:
            return score
        if word.text[0].islower():
            return score - (4.0 if longest_head(self.row.folded, place, self.model.column) > 1 else 8.0)
        if word.text[0] in "()],.;":
            score -= 3.0
        own, other = _HEAD[self.model.column]
        return score + (own if self._is_head(place) else other)

    def _is_head(self, place: int) -> bool:
        if self.row.words[place].text == "-":
            return self.model.column in {Column.COOPERATING, Column.PRODUCT, Column.NOTE}
        if longest_head(self.row.folded, place, self.model.column):
            return True
        if self.model.column is Column.DEADLINE and self.row.words[place].text[0].isdigit():
            return True
        learned = self.model.learned
        return learned is not None and learned.heads[" ".join(self.row.folded[place : place + 2])] > 0

    def _end(self, place: int) -> float:
        last = self.row.words[place - 1].text
        if last[-1] in ",;/" and place < len(self.row.words):
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
            # A new line may do for the comma between two agencies.
            score -= 3.0 if word.starts_line else 6.0
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
