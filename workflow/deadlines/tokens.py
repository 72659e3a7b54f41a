"""From text to a line of tokens: numbers, words and punctuation, each with its code.

Spelling slips are repaired here, token by token; the printed text itself is never changed.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from workflow.deadlines.patterns import Line, Node
from workflow.deadlines.spelling import SLIPS, SLIPS_BEFORE_NUMBER, VARIANTS, folded, number_in_letters
from workflow.deadlines.words import ABBREVIATIONS, CODE_OF_WORD, CODES, NUMERALS, PUNCTUATION

FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST_NUMBER = 4
SHORTEST_RUN_TOGETHER = 6

# The sign of a document is one token: 05-QĐ/BCĐ, 16/2014/QĐ-UBND. The numbers in it are no dates.
_SIGN = rf"[0-9]+[a-zA-Z]?(?:/[0-9]{{4}})? ?[/-] ?(?:{'|'.join(sorted(ABBREVIATIONS, reverse=True))})(?![^\W_])(?:[/-][^\W_]+)*"
_TOKEN = re.compile(rf"({_SIGN})|[^\W_]+|[^\w\s]|_", re.IGNORECASE)
_PIECE = re.compile(r"[0-9]+|[^0-9]+")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WORD, _NUMBER, _LONG_NUMBER, _YEAR, _QUARTER = (CODES[kind] for kind in ("word", "n", "big", "yyyy", "roman"))


class Correction(NamedTuple):
    """A slip and what was read instead."""

    printed: str
    read: str


class Tokens(NamedTuple):
    """The tokens of an expression, and the slips that were repaired on the way."""

    line: Line
    corrections: tuple[Correction, ...]


def tokenise(text: str) -> Tokens:
    """The tokens of a text; every token knows its place in the folded text, so its words can be quoted as printed."""
    printed = folded(text)
    corrections: list[Correction] = []
    codes: list[str] = []
    nodes: list[Node] = []
    for token, start, end in _split(printed, corrections):
        code, value = _read(token)
        codes.append(code)
        nodes.append(Node(value, start, end))
    _repair_words_before_numbers(codes, nodes, corrections)
    return Tokens(Line(printed, "".join(codes), nodes), tuple(corrections))


def _split(printed: str, corrections: list[Correction]) -> Iterator[tuple[str, int, int]]:
    for found in _TOKEN.finditer(printed):
        token, start, end = found.group(), found.start(), found.end()
        if found.lastindex:
            yield token, start, end
        elif token.isalpha():
            yield from _split_word(token.lower(), start, end, corrections)
        elif token.isdecimal() or len(token) == 1:
            yield token, start, end
        elif number := number_in_letters(token):
            corrections.append(Correction(token, number))
            yield number, start, end
        else:
            for piece in _PIECE.finditer(token):
                yield piece.group().lower(), start + piece.start(), start + piece.end()


def _split_word(word: str, start: int, end: int, corrections: list[Correction]) -> Iterator[tuple[str, int, int]]:
    """The word itself, repaired where it is a known slip, or the two words that were printed as one."""
    if word in CODE_OF_WORD:
        yield word, start, end
    elif word in SLIPS:
        corrections.append(Correction(word, SLIPS[word]))
        yield SLIPS[word], start, end
    elif len(word) >= SHORTEST_RUN_TOGETHER and (cut := _run_together(word)):
        corrections.append(Correction(word, f"{word[:cut]} {word[cut:]}"))
        yield word[:cut], start, start + cut
        yield word[cut:], start + cut, end
    else:
        yield VARIANTS.get(word, word), start, end


def _run_together(word: str) -> int:
    return next((n for n in range(2, len(word) - 1) if word[:n] in CODE_OF_WORD and word[n:] in CODE_OF_WORD), 0)


def _read(token: str) -> tuple[str, int | str]:
    if code := CODE_OF_WORD.get(token):
        return code, NUMERALS.get(token, token)
    if token.isascii() and token.isdecimal():
        return _read_number(token)
    if len(token) > 1 and token[0].isdecimal():
        return _SIGN_CODE, token
    if token in _ROMAN:
        return _QUARTER, _ROMAN[token]
    return (token if token in PUNCTUATION else _WORD), token


def _read_number(token: str) -> tuple[str, int | str]:
    if len(token) > LONGEST_NUMBER:
        return _WORD, token
    number = int(token)
    if len(token) <= 2:
        return _NUMBER, number
    return (_YEAR if FIRST_YEAR <= number <= LAST_YEAR else _LONG_NUMBER), number


def _repair_words_before_numbers(codes: list[str], nodes: list[Node], corrections: list[Correction]) -> None:
    for n, node in enumerate(nodes[:-1]):
        if codes[n] == _WORD and node.value in SLIPS_BEFORE_NUMBER and codes[n + 1] in _COUNTS:
            word = SLIPS_BEFORE_NUMBER[node.value]
            corrections.append(Correction(node.value, word))
            codes[n], nodes[n] = CODE_OF_WORD[word], node._replace(value=word)


_SIGN_CODE = CODES["document"]
_COUNTS = frozenset(_NUMBER + _YEAR + _QUARTER)
