"""The words of a table's text, each knowing how the printed line around it ran."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from documents.text.clean import SWALLOWED_BREAK, TextLine

# What a column too narrow for it does to a word: a document number breaks at its hyphen ("03-" / "QĐ/BCĐ") or in its
# letters ("1234/U" / "BND-NC", "QĐ/BC" / "Đ"), a date in its year, and no syllable is without a vowel ("Thườn" / "g").
_BREAKS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r"\w-$"), re.compile(r"[^a-zà-ỹđ]")),
    (re.compile(r"\d/[A-ZĐ]{1,3}$"), re.compile(r"[A-ZĐ]+[-\d]")),
    (re.compile(r"[A-ZĐ]/[A-ZĐ]{1,3}$"), re.compile(r"[A-ZĐ]{1,2}$")),
    (re.compile(r"\w$"), re.compile(r"[)\],;.:]|[bcdđghklmnpqrstvx]{1,2}$")),
)
_BROKEN_YEAR = (re.compile(r"\d/(\d{1,3})$"), re.compile(r"\d{1,3}(?!\d)"))


@dataclass(frozen=True)
class TextWord:
    """A word as printed. `line` counts from 1 in the source.

    `starts_line`, `ends_line`: it is the first, the last of its line. `soft`: a blank stood after it (see `TextLine`).
    `glued`: it belongs to the word before it without a blank. `breaks_page`: a page began with it.
    """

    text: str
    line: int
    starts_line: bool = False
    ends_line: bool = False
    soft: bool = False
    glued: bool = False
    breaks_page: bool = False


def text_words(lines: Iterable[TextLine]) -> list[TextWord]:
    """The words of the lines in reading order."""
    words: list[TextWord] = []
    for line in lines:
        for word in _words_of_line(line):
            is_rest = bool(words) and word.starts_line and _is_rest(words[-1].text, word.text)
            words.append(replace(word, glued=True) if is_rest else word)
    return words


def _is_rest(above: str, text: str) -> bool:
    """Whether a word at a line's start is the rest of the last word above."""
    if any(first.search(above) and rest.match(text) for first, rest in _BREAKS):
        return True
    year, end = _BROKEN_YEAR[0].search(above), _BROKEN_YEAR[1].match(text)
    return year is not None and end is not None and re.match(r"20\d\d$", year[1] + end[0]) is not None


def line_of_words(words: Sequence[TextWord]) -> str:
    """The words as one line of text."""
    return "".join(word.text if word.glued else f" {word.text}" for word in words).strip()


@lru_cache(maxsize=20_000)
def lexicon_form(word: str) -> str:
    """A word as the lexicon knows it: lower case, no punctuation around it, digits by their shape."""
    bare = word.lower().strip("/.,;:()“”\"'[]…")
    return re.sub(r"\d+", "0", bare) if any(letter.isdigit() for letter in bare) else bare


def _words_of_line(line: TextLine) -> list[TextWord]:
    # Where PDFium swallowed a line break after a hyphen, a printed line ends inside a word.
    pieces = [piece for text in line.text.split() for piece in _pieces(text)]
    words = [
        TextWord(text, line.number, starts_line=place == 0 or glued, ends_line=ends, glued=glued)
        for place, (text, glued, ends) in enumerate(pieces)
    ]
    if words:
        words[0] = replace(words[0], breaks_page=line.starts_page)
        words[-1] = replace(words[-1], ends_line=True, soft=line.soft)
    return words


def _pieces(text: str) -> Iterable[tuple[str, bool, bool]]:
    """The parts of a word broken over lines: whether each goes on from the one before, and whether one comes after."""
    parts = text.split(SWALLOWED_BREAK)
    for place, part in enumerate(parts):
        ends = place < len(parts) - 1
        if part or ends:
            yield part + "-" * ends, place > 0, ends
