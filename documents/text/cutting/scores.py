"""How well a span of a row's words fits a column. The sum over a row is what the segmentation makes as large as it can.

The scores are logarithms of odds, roughly: 2 is a good hint, 8 all but decides. They were set by hand on rebuilt
tables, and round on purpose.
"""

import re
from dataclasses import dataclass
from itertools import accumulate
from math import log

from documents.tables.columns import TableColumn
from documents.text.cutting.deadline_cells import deadline_fit, most_fit
from documents.text.cutting.lexicon import CellCounts, longest_head, word_scores
from documents.text.cutting.seams import Seams
from documents.text.cutting.widths import Width
from documents.text.cutting.wrapping import Wrapping
from documents.text.words import TextWord

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
# A cell that begins in small letters, the same with two or more known words, with a bracket; one left open.
_SMALL, _SMALL_KNOWN, _BRACKET, _UNBALANCED = 8.0, 4.0, 3.0, 4.0
# "thứ nhất; - thứ hai": a list that lost its first dash to another cell.
_BEHEADED = 4.0
_REST_OF_LIST = re.compile(r"^[^-–:][^:]*?; ?[-–] ")
_AGENCIES = (TableColumn.LEAD, TableColumn.COOPERATING)


@dataclass(frozen=True)
class Model:
    """What is known of a column when a row is cut: its column, its width, and the cells of the other rows."""

    column: TableColumn
    width: Width | None = None
    learned: CellCounts | None = None


class SpanScores:
    """The scores of one row's spans in one column, prepared so that each span costs a few look-ups.

    Spans begin and end at the row's cuts. `empty` is the score of an empty cell.
    """

    def __init__(self, seams: Seams, model: Model, *, continued: bool = False) -> None:
        """`continued`: the row's cells began on the page before, so a span need not begin like a cell."""
        self.row, self.model, self.seams = seams.row, model, seams
        self.empty = self._score_of_empty()
        words = word_scores(self.row.folded, model.column, model.learned)
        self._words = [0.0, *accumulate(_TEMPER * score for score in words)]
        starts = seams.cut
        self._starts = starts if continued else {place: cut + self._start(place) for place, cut in starts.items()}
        inside = seams.inside_agencies if model.column in _AGENCIES else seams.inside
        self._inside = [0.0, *accumulate(inside)]
        self._wrapping = Wrapping(self.row, None if seams.cues.cell_a_line else model.width)
        self._spans: dict[tuple[int, int], float] = {}

    def span(self, first: int, last: int) -> float:
        """The score of a span as a whole cell; first = last is an empty cell."""
        if first == last:
            return self.empty
        known = self._spans.get((first, last))
        if known is None:
            score = self.part(first, last) + self.seams.end[last] + self.whole(self.row.span(first, last))
            known = self._spans[first, last] = score - _UNBALANCED * (self.row.opened(first, last) != 0)
        return known

    def most_from(self, first: int) -> float:
        """With `most_to` of its end, a score that no span from a place on exceeds but by rounding."""
        wording = self._starts[first] - self._words[first] - self._inside[first + 1]
        return wording + self.most_for_whole(self.row.token(first))

    def most_to(self, last: int) -> float:
        """See `most_from`."""
        return self._words[last] + self._inside[last] + self.seams.end[last]

    def most_for_whole(self, token: str | None = None) -> float:
        """The most that `whole` gives, for a text that begins so or any."""
        learned = self.model.learned
        known = learned is not None and (token is None or learned.tokens[token] > 0)
        most = _KNOWN_CELL + _KNOWN_OFTEN if known else 0.0
        return most + most_fit(token) if self.model.column is TableColumn.DEADLINE else most

    def part(self, first: int, last: int) -> float:
        """The score of a span's words, start and line breaks, whether or not the cell ends with it."""
        words = self._words[last] - self._words[first]
        wording = words + self._starts[first] + self._inside[last] - self._inside[first + 1]
        return wording + self._wrapping.span(first, last)

    def goes_on_below(self, span: tuple[int, int], word: TextWord) -> float:
        """The score of a cell's last line on a page being followed by the given word on the next page."""
        score = self.seams.wrapped_after(span[1])
        return score + self.seams.bond(span[1], word) + self._wrapping.going_on(*span, word)

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

    def _start(self, place: int) -> float:
        """The score of a cell of the column beginning with a word."""
        word, column = self.row.words[place], self.model.column
        if word.text[0].islower():
            return -(_SMALL_KNOWN if longest_head(self.row.folded, place, column) > 1 else _SMALL)
        own, other = _HEAD[column]
        score = own if self._is_head(place) else other
        return score - _BRACKET * (word.text[0] in "()],.;")

    def _is_head(self, place: int) -> bool:
        if self.row.words[place].text == "-":
            return self.model.column in {TableColumn.COOPERATING, TableColumn.PRODUCT, TableColumn.NOTE}
        if longest_head(self.row.folded, place, self.model.column):
            return True
        if self.model.column is TableColumn.DEADLINE and self.row.words[place].text[0].isdigit():
            return True
        learned = self.model.learned
        return learned is not None and learned.heads[" ".join(self.row.folded[place : place + 2])] > 0
