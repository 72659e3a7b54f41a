"""A table's words sorted into rows and sections by their numbers, and a row's words sorted into cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from documents.text.cutting.row import Row
from documents.text.structure.anchors import Anchor, anchors_in
from documents.text.words import TextWord, line_of_words

Words = tuple[TextWord, ...]


@dataclass(frozen=True)
class RowPiece:
    """A row or section and its words after the number, one part a page."""

    anchor: Anchor
    line: int
    parts: tuple[Words, ...]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Its parts as the segmentation looks at them."""
        broken = len(self.parts) > 1
        return tuple(Row(part, broken, continues=place > 0) for place, part in enumerate(self.parts))

    @property
    def too_long(self) -> bool:
        """Whether it has more places to cut it at than any real row; then it is left as its first cell."""
        return any(row.too_long for row in self.rows)

    @property
    def last_line(self) -> int:
        """The source line of its last word."""
        return max((word.line for part in self.parts for word in part), default=self.line)

    @property
    def text(self) -> str:
        """All its words as one line."""
        return line_of_words([word for part in self.parts for word in part])


@dataclass(frozen=True)
class CutRow:
    """A row cut into cells. A cell is its words of each page's part; `score` says how well the whole split fits.

    `other` is the next best split, where one is known.
    """

    piece: RowPiece
    cells: tuple[tuple[Words, ...], ...]
    score: float
    other: "CutRow | None" = None

    def text(self, column: int) -> str:
        """The text of a cell."""
        return line_of_words([word for part in self.cells[column] for word in part])


def row_pieces(words: Sequence[TextWord]) -> list[RowPiece]:
    """The rows and sections of a table's words. Words before the first number belong to none."""
    anchors = anchors_in(words)
    ends = [*(anchor.first for anchor in anchors[1:]), len(words)][: len(anchors)]
    return [
        RowPiece(anchor, words[anchor.first].line, _parts(words[anchor.content : end]))
        for anchor, end in zip(anchors, ends, strict=True)
    ]


def _parts(words: Sequence[TextWord]) -> tuple[Words, ...]:
    """The words before and after the first page break; a row over three pages is treated as one over two."""
    breaks = [place for place, word in enumerate(words) if place and word.breaks_page]
    if not breaks:
        return (tuple(words),)
    return tuple(words[: breaks[0]]), tuple(words[breaks[0] :])
