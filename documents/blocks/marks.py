"""The marks that rows are numbered by: "1.", "03", "II", "A", "3.1", "a)", "(i)", "-"."""

import re
from dataclasses import dataclass
from enum import IntEnum

# No plan has a section L, C, D or M in roman: alone these are letters.
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50}
_ROMAN = re.compile(r"^(?!L$)(XL|L?X{0,3})(IX|IV|V?I{0,3})$")
_PLAIN = re.compile(r"^[(\[]?(?P<mark>[0-9]{1,4}|[A-ZĐ]|[IVXL]+|[a-zđ]|[ivx]+)[)\].:/,]*$")
_DOTTED = re.compile(
    r"^(?P<mark>(?:[0-9]{1,4}|[IVXL]+|[A-ZĐ])(?:[.\-][0-9]{1,4}|[.\-][a-zđ]|(?<=\d)[a-zđ])+)[)\].:/,]*$"
)
_BULLET = re.compile(r"^[-–—+*•▪●○]+$")
_LEADING = re.compile(
    r"^\s*(?P<mark>[(\[]?(?:\d{1,3}(?:\.\d{1,3})*|[IVXL]+|[A-Za-zĐđ]|[ivx]+)[)\].:/]+|[-–—+•])\s+(?=\S)"
)

_NOTE = re.compile(r"\s*[\[(]?(?:\d{1,2}|\*{1,3})[\])]?\s*$")
_UNIT = re.compile(r"(?:^|[\s\d.,])[kcdmh]?m\s*$")


class Rank(IntEnum):
    """How high a mark stands when nothing else is known: A over I over 1 over 1.1 over a) over (i) over a dash."""

    LETTER = 1
    ROMAN = 2
    ARABIC = 3
    DOTTED = 4
    SMALL = 5
    TINY = 6
    BULLET = 7


@dataclass(frozen=True)
class Mark:
    """A row's mark without its punctuation. `value` counts from 1 among its like; 0 where it can't be counted."""

    text: str
    rank: Rank
    value: int = 0

    @property
    def heads(self) -> bool:
        """Whether such a mark usually numbers a section."""
        return self.rank in {Rank.LETTER, Rank.ROMAN}

    @property
    def is_below(self) -> bool:
        """Whether such a mark numbers a part of a task rather than a task."""
        return self.rank >= Rank.SMALL


def read_mark(text: str, *, before: Mark | None = None) -> Mark | None:
    """The mark that a number cell holds, or None. `before` settles "C" after "B", and "i" after "h".

    >>> read_mark("VIII.")
    Mark(text='VIII', rank=<Rank.ROMAN: 2>, value=8)
    """
    bare = "".join(text.split())
    if _BULLET.match(bare):
        return Mark("-", Rank.BULLET)
    dotted = _DOTTED.match(bare)
    if dotted:
        return _dotted(dotted["mark"])
    found = _PLAIN.match(bare)
    return _plain(found["mark"], before) if found else None


def is_note_mark(raised: str, before: str) -> bool:
    """Whether raised letters refer to a footnote, and aren't the exponent of a unit that stands before them.

    >>> is_note_mark("[2]", "Sở Y tế"), is_note_mark("2", "500 m")
    (True, False)
    """
    return bool(_NOTE.match(raised)) and not _UNIT.search(before)


def leading_mark(text: str) -> tuple[Mark | None, str]:
    """The mark that a title begins with, and the title after it: "(i) Dự án" gives "i" and "Dự án"."""
    found = _LEADING.match(text)
    mark = read_mark(found["mark"]) if found else None
    return (mark, text[found.end() :]) if found and mark else (None, text)


def roman_value(text: str) -> int:
    """The value of a roman number in capitals; 0 when it is none."""
    if not text or not _ROMAN.match(text):
        return 0
    digits = [_ROMAN_DIGITS[digit] for digit in text]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return sum(-digit if digit < after else digit for digit, after in pairs)


def _plain(mark: str, before: Mark | None) -> Mark | None:
    if mark.isdigit():
        return Mark(mark, Rank.ARABIC, int(mark))
    letters, numerals = (Rank.LETTER, Rank.ROMAN) if mark.isupper() else (Rank.SMALL, Rank.TINY)
    as_letter, as_roman = _letter_value(mark), roman_value(mark.upper())
    follows = before is not None and before.rank is letters and as_letter == before.value + 1
    if as_roman and not (as_letter and follows):
        return Mark(mark, numerals, as_roman)
    return Mark(mark, letters, as_letter) if as_letter else None


def _dotted(mark: str) -> Mark:
    last = re.split(r"[.\-]", mark)[-1]
    value = int(last) if last.isdigit() else _letter_value(last[-1:])
    return Mark(mark, Rank.DOTTED, value)


def _letter_value(mark: str) -> int:
    """The place of a single letter in the Vietnamese order of items: a, b, c, d, đ, e, g, h …; 0 when it has none."""
    return "abcdđeghiklmnopqrstuvxy".find(mark.lower()) + 1 if len(mark) == 1 else 0
