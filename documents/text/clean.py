"""A text file as physical lines, freed of what the tool that drew it left behind.

Nothing is judged here but single characters: which lines are headers, page numbers or cells is asked later.
"""

import re
import unicodedata
from dataclasses import dataclass

# PDFium writes a hyphen at a line's end as U+0002 or U+FFFE and swallows the line break after it.
SWALLOWED_BREAK = "\ufffe"
_HYPHENS = str.maketrans({"\x02": SWALLOWED_BREAK, "\u2010": "-", "\u2011": "-", "\u00ad": "-"})
# Icelandic Eth looks like Đ, and no-break or zero-width blanks look like blanks or like nothing.
_LETTERS = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ", "\u00a0": " ", "\u202f": " ", "\ufeff": "", "\u200b": ""})


@dataclass(frozen=True)
class Line:
    """One physical line. `number` counts from 1 in the source.

    `soft` says that a blank stood at its end, which many tools leave where a cell was wrapped; `starts_page` that
    a form feed stood before it.
    """

    number: int
    text: str
    soft: bool = False
    starts_page: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is printed on the line."""
        return not self.text


def physical_lines(text: str) -> list[Line]:
    """The lines of a text in NFC, empty ones included, so that a line's number is its place in the list plus one."""
    lines: list[Line] = []
    above = Line(0, "")
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        above = _line(number, raw, above)
        lines.append(above)
    return lines


def _line(number: int, raw: str, above: Line) -> Line:
    clean = unicodedata.normalize("NFC", raw).translate(_HYPHENS).translate(_LETTERS)
    return Line(
        number,
        clean.replace("\f", " ").strip(" "),
        soft=clean.rstrip("\f").endswith(" "),
        starts_page="\f" in clean or (above.empty and above.starts_page),
    )
