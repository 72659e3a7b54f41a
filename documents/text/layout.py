"""How a tool laid a table out as text: measured in the text itself, never told by the file."""

import itertools
import re
from collections.abc import Sequence
from enum import StrEnum

from documents.text.clean import TextLine
from documents.text.cutting.cohesion import Cohesion
from documents.text.cutting.seams import Cues
from documents.text.structure.pieces import RowPiece
from documents.text.words import TextWord

_TAB_SHARE = 0.3
# Fewer lines than this end in a blank by chance; more, and the tool puts one after every line.
_SOFT_SHARE = (0.25, 0.95)
_CELL_A_LINE_SHARE = 0.6
# Blanks that stand for the room between two columns; justified text has at most two between words.
_COLUMN_GAP = re.compile(r"\S {3,}\S")
_COLUMN_GAP_SHARE = 0.3


class TextLayout(StrEnum):
    """The kinds of text a table is drawn as."""

    TABBED = "tabbed"
    FLATTENED = "flattened"


def layout_of(lines: Sequence[TextLine]) -> TextLayout:
    """The layout of a table's lines: in a tabbed one, every cell begins with a tab."""
    printed = [line for line in lines if line.text.strip()]
    tabbed = sum(line.text.startswith("\t") for line in lines)
    return TextLayout.TABBED if tabbed > _TAB_SHARE * len(printed) else TextLayout.FLATTENED


def keeps_columns(lines: Sequence[TextLine]) -> bool:
    """Whether the tool left the columns side by side, so that each line holds pieces of several cells."""
    printed = [line for line in lines if line.text.strip()]
    return sum(bool(_COLUMN_GAP.search(line.text)) for line in printed) > _COLUMN_GAP_SHARE * len(printed)


def cues_of(words: Sequence[TextWord], rows: Sequence[RowPiece], columns: int, cohesion: Cohesion) -> Cues:
    """What the line breaks of a flattened table say. `columns` doesn't count the row numbers'."""
    return Cues(_marks_wrapping(words), _is_cell_a_line(rows, columns), cohesion)


def _marks_wrapping(words: Sequence[TextWord]) -> bool:
    last = [word for word, after in itertools.pairwise(words) if after.starts_line]
    share = sum(word.soft for word in last) / max(len(last), 1)
    return _SOFT_SHARE[0] < share < _SOFT_SHARE[1]


def _is_cell_a_line(rows: Sequence[RowPiece], columns: int) -> bool:
    if not rows:
        return False
    lines = [sum(word.starts_line for part in row.parts for word in part) for row in rows]
    return sum(count in {columns, columns - 1} for count in lines) >= _CELL_A_LINE_SHARE * len(rows)
