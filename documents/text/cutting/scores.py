"""How well a span of a row's words fits a column. The sum over a row is what the segmentation makes as large as it can.

The scores are logarithms of odds, roughly: 2 is a good hint, 8 all but decides. They were set by hand on rebuilt
tables, and round on purpose.
"""

import re
from dataclasses import dataclass, field
from itertools import accumulate
from math import log

from documents.tables.headers import TableColumn
from documents.text.cutting.cohesion import Cohesion
from documents.text.cutting.deadline_cells import MOST_WORDS, deadline_fit
from documents.text.cutting.lexicon import CellCounts, is_inside_name, longest_head, word_scores
from documents.text.cutting.row import Row
from documents.text.cutting.widths import Width
from documents.text.cutting.wrapping import Wrapping
from documents.text.words import TextWord, lexicon_form

# How far the words of a cell may count against everything else: neighbouring words say much the same.
_TEMPER = 0.5
# An empty cell, until the document shows how usual they are.
_EMPTY = {
    TableColumn.TITLE: -15.0,
    TableColumn.LEAD: -9.0,
    TableColumn.COOPERATING: -4.0,
    TableColumn.PRODUCT: -5.0,
    TableColumn.DEADLINE: -8.0,
    TableColumn.NOTE: -0.5,
    TableColumn.OTHER: -3.0,
    TableColumn.NUMBER: 0.0,
}
_FEW_ROWS = 4
# A cell that begins as its column's cells do, and one that doesn't.
_HEAD = {
    TableColumn.TITLE: (0.5, 0.0),
    TableColumn.LEAD: (2.0, -2.5),
    TableColumn.COOPERATING: (2.0, -2.5),
    TableColumn.PRODUCT: (2.0, -1.0),
    TableColumn.DEADLINE: (1.0, -3.0),
    TableColumn.NOTE: (2.0, -1.0),
    TableColumn.OTHER: (0.0, 0.0),
    TableColumn.NUMBER: (0.0, 0.0),
}
# The words up to which a cell is of usual length, and what each further one costs.
_LONG = {TableColumn.LEAD: (22, 0.15), TableColumn.COOPERATING: (22, 0.15), TableColumn.PRODUCT: (14, 0.3)}
_SHORT_TITLE = 3.0
# A text that is a cell of the column in another row too, and more for each time that it is.
_KNOWN_CELL, _KNOWN_OFTEN = 1.5, 2.0
# A cell that begins in small letters, the same with two or more known words, with a bracket, inside a line.
_SMALL, _SMALL_KNOWN, _BRACKET, _MID_LINE = 8.0, 4.0, 3.0, 1.5
_SMALL_MID_LINE = 2.5
# A cell that ends in a comma or a linking word, leaves a bracket open, tears words that always stand together.
_UNFINISHED_END, _UNBALANCED, _TORN = 4.0, 4.0, 5.0
# Where blanks mark wrapped lines: a cell that begins after one, a line that is wrapped without one.
_AFTER_BLANK, _WITHOUT_BLANK = 5.0, 4.0
# Where each cell has a line: a cell that begins inside one, a line break inside a cell.
_TWO_CELLS_A_LINE, _TWO_LINES_A_CELL = 4.0, 5.0
# A second agency without a comma: a new line may do for it.
_SECOND_AGENCY, _SECOND_AGENCY_ON_LINE = 3.0, 6.0
# "thứ nhất; - thứ hai": a list that lost its first dash to another cell.
_BEHEADED = 4.0
_REST_OF_LIST = re.compile(r"^[^-–:][^:]*?; ?[-–] ")
_AGENCIES = (TableColumn.LEAD, TableColumn.COOPERATING)
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

    column: TableColumn
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
        self.most_for_whole = _KNOWN_CELL + _KNOWN_OFTEN + (MOST_WORDS if model.column is TableColumn.DEADLINE else 0.0)
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
        return score - _UNBALANCED * (self.row.opened(first, last) != 0)

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

    def goes_on_below(self, span: tuple[int, int], word: TextWord) -> float:
        """The score of a cell's last line on a page being followed by the given word on the next page."""
        last = self.row.words[span[1] - 1]
        score = -_WITHOUT_BLANK if self.cues.soft_blanks and _ends_hard(last) else 0.0
        return score + self.bond(span[1], word) + self._wrapping.going_on(*span, word)

    def bond(self, end: int, word: TextWord) -> float:
        """What speaks for a cell's last word before a place being followed by the given word."""
        return _TORN * self.cues.cohesion.of(self.row.folded[end - 1], lexicon_form(word.text))

    def _score_of_empty(self) -> float:
        usual, learned = _EMPTY[self.model.column], self.model.learned
        if learned is None or learned.rows < _FEW_ROWS:
            return usual
        # A single empty cell among the others may well be a mistake of the last pass.
        seen = 1.5 * log((max(learned.empty - 1, 0) + 0.2) / (learned.rows + 1))
        return min(seen, usual) if learned.empty <= 1 else max(seen, usual - 4)

    def whole(self, text: str) -> float:
        """The score of a cell's whole text."""
        column, learned, words = self.model.column, self.model.learned, text.count(" ") + 1
        score = -_BEHEADED if ";" in text and _REST_OF_LIST.match(text) else 0.0
        if learned is not None and (count := learned.cells[text]) > 0:
            score += _KNOWN_CELL + min(log(count), _KNOWN_OFTEN)
        if column is TableColumn.DEADLINE:
            return score + deadline_fit(text)
        if column is TableColumn.TITLE:
            return score - _SHORT_TITLE * (words < 3)
        usual, each = _LONG.get(column, (words, 0.0))
        return score - each * max(words - usual, 0)

    def _word_scores(self) -> list[float]:
        return word_scores(self.row.folded, self.model.column, self.model.learned)

    def _start(self, place: int, *, continued: bool) -> float:
        """The score of a cell beginning at a place; of a rest of one if it is continued."""
        score = self._cut(place) if place else 0.0
        word, column = self.row.words[place], self.model.column
        if continued:
            return score
        if word.text[0].islower():
            return score - (_SMALL_KNOWN if longest_head(self.row.folded, place, column) > 1 else _SMALL)
        if word.text[0] in "()],.;":
            score -= _BRACKET
        own, other = _HEAD[column]
        return score + (own if self._is_head(place) else other)

    def _cut(self, place: int) -> float:
        """The score of cutting between a word and the one before it."""
        before, word = self.row.words[place - 1], self.row.words[place]
        neighbours = self.row.folded[place - 1], self.row.folded[place]
        score = -_TORN * max(self.cues.cohesion.of(*neighbours), is_inside_name(*neighbours))
        if word.starts_line:
            return score - _AFTER_BLANK * (self.cues.soft_blanks and before.soft)
        if self.cues.cell_a_line:
            return score - _TWO_CELLS_A_LINE
        return score - (_SMALL_MID_LINE if word.text[0].islower() else _MID_LINE)

    def _is_head(self, place: int) -> bool:
        if self.row.words[place].text == "-":
            return self.model.column in {TableColumn.COOPERATING, TableColumn.PRODUCT, TableColumn.NOTE}
        if longest_head(self.row.folded, place, self.model.column):
            return True
        if self.model.column is TableColumn.DEADLINE and self.row.words[place].text[0].isdigit():
            return True
        learned = self.model.learned
        return learned is not None and learned.heads[" ".join(self.row.folded[place : place + 2])] > 0

    def _end(self, place: int) -> float:
        last = self.row.words[place - 1].text
        unfinished = last[-1] in ",;/" and place < len(self.row.words)
        return -_UNFINISHED_END if unfinished or _UNFINISHED.match(last) else 0.0

    def _inside(self, place: int) -> float:
        """What it costs that a place lies inside a cell instead of beginning one."""
        word, score = self.row.words[place], 0.0
        if not place:
            return 0.0
        if word.starts_line and self.cues.cell_a_line:
            score -= _TWO_LINES_A_CELL
        elif word.starts_line and self.cues.soft_blanks and _ends_hard(self.row.words[place - 1]):
            score -= _WITHOUT_BLANK
        if self.model.column in _AGENCIES and self._doubles_agency(place):
            score -= _SECOND_AGENCY if word.starts_line else _SECOND_AGENCY_ON_LINE
        return score

    def _doubles_agency(self, place: int) -> bool:
        word, before = self.row.words[place].text, self.row.words[place - 1].text
        if word[0].islower() or before.endswith(_SEPARATORS) or _LINK.match(before):
            return False
        if not longest_head(self.row.folded, place, TableColumn.LEAD):
            return False
        return not any(
            longest_head(self.row.folded, earlier, TableColumn.LEAD) and not self.row.words[earlier].text[0].islower()
            for earlier in range(max(place - 2, 0), place)
        )


def _ends_hard(word: TextWord) -> bool:
    """Whether a line that ends so was not wrapped, where wrapping leaves a blank but at hyphens and slashes."""
    return not word.soft and word.text[-1] not in "-/"
