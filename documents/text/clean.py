"""A text file as physical lines, freed of what the tool that drew it left behind.

Nothing is judged here but single characters: which lines are headers, page numbers or cells is asked later.
"""

import re
import unicodedata
from dataclasses import dataclass

from base.visible import visible_in_document

# PDFium writes a hyphen at a line's end as U+0002 or U+FFFE and swallows the line break after it.
SWALLOWED_BREAK = "\ufffe"
_HYPHENS = str.maketrans({"\x02": SWALLOWED_BREAK, "\u2010": "-", "\u2011": "-", "\u00ad": "-"})
# Icelandic Eth looks like Đ, and no-break blanks look like blanks.
_LETTERS = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ", "\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True)
class TextLine:
    """One printed line. `number` counts the lines from 1, `source` the physical lines of the source.

    The two differ where a form feed stands inside a physical line: a tool that puts the texts of pages one behind the
    other leaves the last line of a page and the first of the next on one. `soft` says that a blank stood at its end,
    which many tools leave where a cell was wrapped; `starts_page` that a form feed stood before it; `indent` counts the
    blanks that stood before the text.
    """

    number: int
    source: int
    text: str
    soft: bool = False
    starts_page: bool = False
    indent: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing is printed on the line."""
        return not self.text


def physical_lines(text: str) -> list[TextLine]:
    """The lines of a text in NFC, empty ones included, so that a line's number is its place in the list plus one."""
    lines: list[TextLine] = []
    starts_page = False
    for source, raw in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        first, *others = _clean(raw).split("\f")
        # A form feed at either end of a line parts it from nothing.
        printed = [part for part in (first, *others) if part.strip(" ")] or [""]
        starts_page = starts_page or (bool(others) and not first.strip(" "))
        for part in printed:
            indent = len(part) - len(part.lstrip(" "))
            line = TextLine(len(lines) + 1, source, part.strip(" "), part.endswith(" "), starts_page, indent)
            lines.append(line)
            starts_page = (starts_page and line.empty) or part is not printed[-1]
        starts_page = starts_page or (bool(others) and not others[-1].strip(" "))
    return lines


def _clean(raw: str) -> str:
    return visible_in_document(unicodedata.normalize("NFC", raw)).translate(_HYPHENS).translate(_LETTERS)
