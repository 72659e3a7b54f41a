"""The physics of wrapped lines: a line breaks where its column is full, and nowhere else but at a paragraph's end."""

from bisect import bisect_right
from itertools import accumulate, pairwise
from math import inf

from documents.text.cutting.row import Row
from documents.text.cutting.widths import SLACK, SPACE, Width, text_width
from documents.text.words import TextWord

# What a line costs at most that is wider than the column, that leaves room for the next word, or that leaves room
# before what may be a new paragraph.
_TOO_WIDE, _TOO_SHORT, _PARAGRAPH = 10.0, 9.0, 2.5
_DISAGREEING = 4.0
# The share of the column's width beyond which a misfit is certain.
_CERTAIN = 0.04


class Wrapping:
    """How well the line breaks of a row's spans agree with the width of a column, at best 0."""

    def __init__(self, row: Row, width: Width | None) -> None:
        self._row = row
        self._width = None if row.is_strung else width
        self._most = self._width.value * (1 + SLACK) if self._width else inf
        self._least = self._width.value * (1 - SLACK) if self._width else 0.0
        self._full_lines = [0.0, *accumulate(self._per_line())]

    def span(self, first: int, last: int) -> float:
        """The score of the line breaks inside a span, and of its lines' widths."""
        if self._width is None:
            return -_DISAGREEING * _certainty(self._row.disagreement(first, last))
        starts = self._row.line_starts
        low, high = bisect_right(starts, first), bisect_right(starts, last - 1)
        if low == high:
            return self._line(first, last)
        score = self._broken_line(first, starts[low]) + self._line(starts[high - 1], last)
        return score + self._full_lines[last] - self._full_lines[starts[low] + 1]

    def going_on(self, first: int, last: int, word: TextWord) -> float:
        """The score of a span's last line being followed by the given word on the next page."""
        starts = self._row.line_starts
        last_line = max(first, starts[bisect_right(starts, last - 1) - 1])
        line = self._row.width(last_line, last)
        return self._room(line + SPACE + text_width(word.text), begins=not word.text[0].islower())

    def _per_line(self) -> list[float]:
        """At each line start the score of the line above, if all of it belongs to the same cell."""
        scores = [0.0] * len(self._row.words)
        if self._width is not None:
            for above, place in pairwise(self._row.line_starts):
                scores[place] = self._broken_line(above, place)
        return scores

    def _broken_line(self, first: int, place: int) -> float:
        """The score of a line that breaks before a place."""
        score, overfull = self._line(first, place), self._row.overfull(first, place)
        if overfull >= self._least:
            return score
        begins = not self._row.words[place].text[0].islower() and not self._row.words[place - 1].text.endswith(",")
        return score + self._room(overfull, begins=begins)

    def _room(self, overfull: float, *, begins: bool) -> float:
        """The score of a word not standing on the line above, which would then have been so wide."""
        if self._width is None or overfull >= self._least:
            return 0.0
        worst = _PARAGRAPH if begins else _TOO_SHORT
        return -worst * self._width.trust * _certainty(1 - overfull / self._width.value)

    def _line(self, first: int, last: int) -> float:
        """The score of a line's width."""
        width = self._row.width(first, last)
        if self._width is None or width <= self._most:
            return 0.0
        return -_TOO_WIDE * self._width.trust * _certainty(width / self._width.value - 1)


def _certainty(misfit: float) -> float:
    """How sure it is, from 0 to 1, that a line doesn't fit, by the share of the width that it is off."""
    return min(max(misfit - SLACK, 0.0) / _CERTAIN, 1.0)
