"""What a row's line breaks and neighbouring words say of the places between its words, whatever the column.

Worked out once a row, and only where somebody asks: most places of a row begin no cell.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from documents.tables.columns import TableColumn
from documents.text.cutting.cohesion import Cohesion
from documents.text.cutting.lexicon import is_inside_name, longest_head
from documents.text.cutting.row import Row
from documents.text.words import TextWord, lexicon_form

# A cell that begins inside a line, the same in small letters.
_MID_LINE, _SMALL_MID_LINE = 1.5, 2.5
# A cell that ends in a comma or a linking word, tears words that always stand together.
_UNFINISHED_END, _TORN = 4.0, 5.0
# Where blanks mark wrapped lines: a cell that begins after one, a line that is wrapped without one.
_AFTER_BLANK, _WITHOUT_BLANK = 5.0, 4.0
# Where each cell has a line: a cell that begins inside one, a line break inside a cell.
_TWO_CELLS_A_LINE, _TWO_LINES_A_CELL = 4.0, 5.0
# A second agency without a comma: a new line may do for it.
_SECOND_AGENCY, _SECOND_AGENCY_ON_LINE = 3.0, 6.0
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


class Seams:
    """A row with what its places are worth under the document's cues. A score is one that a cell gets or loses."""

    def __init__(self, row: Row, cues: Cues) -> None:
        self.row, self.cues = row, cues

    @cached_property
    def cut(self) -> dict[int, float]:
        """The score of a cell beginning at each place where one may, for what it is cut off from."""
        return {place: self._cut(place) if place else 0.0 for place in self.row.cuts[:-1]}

    @cached_property
    def end(self) -> dict[int, float]:
        """The score of a cell ending before each place where one may."""
        return {place: self._end(place) for place in self.row.cuts if place}

    @cached_property
    def inside(self) -> list[float]:
        """What it costs that a place lies inside a cell instead of beginning one."""
        return [self._inside(place) for place in range(len(self.row.words))]

    @cached_property
    def inside_agencies(self) -> list[float]:
        """The same in a column of agencies."""
        return [score - self._second_agency(place) for place, score in enumerate(self.inside)]

    def bond(self, end: int, word: TextWord) -> float:
        """What speaks for a cell's last word before a place being followed by the given word."""
        return _TORN * self.cues.cohesion.of(self.row.folded[end - 1], lexicon_form(word.text))

    def wrapped_after(self, place: int) -> float:
        """The score of the line that ends before a place being wrapped there."""
        unmarked = self.cues.soft_blanks and _ends_hard(self.row.words[place - 1])
        return -_WITHOUT_BLANK if unmarked else 0.0

    def _cut(self, place: int) -> float:
        before, word = self.row.words[place - 1], self.row.words[place]
        neighbours = self.row.folded[place - 1], self.row.folded[place]
        score = -_TORN * max(self.cues.cohesion.of(*neighbours), is_inside_name(*neighbours))
        if word.starts_line:
            return score - _AFTER_BLANK * (self.cues.soft_blanks and before.soft)
        if self.cues.cell_a_line:
            return score - _TWO_CELLS_A_LINE
        return score - (_SMALL_MID_LINE if word.text[0].islower() else _MID_LINE)

    def _end(self, place: int) -> float:
        last = self.row.words[place - 1].text
        unfinished = last[-1] in ",;/" and place < len(self.row.words)
        return -_UNFINISHED_END if unfinished or _UNFINISHED.match(last) else 0.0

    def _inside(self, place: int) -> float:
        if not place or not self.row.words[place].starts_line:
            return 0.0
        return -_TWO_LINES_A_CELL if self.cues.cell_a_line else self.wrapped_after(place)

    def _second_agency(self, place: int) -> float:
        if not place or not self._doubles_agency(place):
            return 0.0
        return _SECOND_AGENCY if self.row.words[place].starts_line else _SECOND_AGENCY_ON_LINE

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
