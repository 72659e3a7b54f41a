"""From text to a line of tokens: numbers, words and punctuation, each with its code.

Spelling slips are repaired here, token by token; the printed text itself is never changed.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from workflow.deadlines.rules import Line, Node
from workflow.deadlines.spelling import (
    ABBREVIATIONS,
    SLIPS,
    SLIPS_BEFORE_NUMBER,
    VARIANTS,
    folded,
    number_in_letters,
)
from workflow.deadlines.words import CODES, NUMERALS, PUNCTUATION, ROMANS, Vocabulary

FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST_NUMBER = 4
SHORTEST_RUN_TOGETHER, LONGEST_RUN_TOGETHER = 6, 14

# The sign of a document is one token: 05-QĐ/BCĐ, 16/2014/QĐ-UBND, 136/2020/QH14.
_SIGN = (
    r"[0-9]+[a-z]?(?:/[0-9]{4})? ?[/-] ?"
    rf"(?:{'|'.join(sorted(ABBREVIATIONS, reverse=True))})[0-9]{{0,2}}(?![^\W_])(?:[/-][^\W_]+)*"
)
_TOKEN = re.compile(rf"({_SIGN})|[^\W_]+|[^\w\s]|_")
_PIECE = re.compile(r"[0-9]+|[^0-9]+")
_QUARTER = re.compile(r"(q|quý)(i{1,3}|iv)")
_WORD = CODES["word"]
# After these a dot ends an abbreviation, not a sentence: TP. Hồ Chí Minh.
_TITLE_BEFORE = re.compile(r"\b(?:tp|tt|ths|ts|gs|pgs|kt|tx|q|p|h|t)$")
_COUNTS = frozenset(CODES[kind] for kind in ("n", "yyyy", "roman"))


class Correction(NamedTuple):
    """A slip and what was read instead."""

    printed: str
    read: str


class Tokens(NamedTuple):
    """The tokens of an expression, and the slips that were repaired on the way."""

    line: Line
    corrections: tuple[Correction, ...]


class Token(NamedTuple):
    """A token's code, what it means, and the slip that it repairs."""

    code: str
    value: int | str
    correction: Correction | None = None


class Tokeniser:
    """Splits text by the vocabulary of a grammar."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._lexicon = dict(_lexicon(vocabulary))

    def tokens(self, text: str) -> Tokens:
        """The tokens of a text; each knows its place in the folded text, so that words can be quoted as printed."""
        printed = folded(text)
        lower = printed.lower()
        codes: list[str] = []
        nodes: list[Node] = []
        corrections: list[Correction] = []
        known = self._lexicon.get
        for found in _TOKEN.finditer(lower):
            token = known(found.group())
            if token:
                code, value, correction = token
                codes.append(code)
                nodes.append(Node(value, *found.span()))
                if correction:
                    corrections.append(correction)
                continue
            for (code, value, correction), start, end in self._pieces(found):
                codes.append(code)
                nodes.append(Node(value, start, end))
                if correction:
                    corrections.append(correction)
        if _WORD in codes:
            corrections += self._repaired_before_numbers(codes, nodes)
        return Tokens(Line(printed, "".join(codes), nodes), tuple(corrections))

    def _pieces(self, found: re.Match[str]) -> Iterator[tuple[Token, int, int]]:
        """What an unknown token consists of: a sign, a stop, a slip, or several tokens that were printed as one."""
        word, start, end = found.group(), found.start(), found.end()
        if found.lastindex:
            yield Token(CODES["document"], word), start, end
        elif word == ".":
            yield _dot(found), start, end
        elif word.isalpha():
            yield from self._split(word, start, end)
        elif word.isdecimal():
            yield _long_number(word), start, end
        elif (number := number_in_letters(word)) and (token := self._lexicon.get(number)):
            yield token._replace(correction=Correction(word, number)), start, end
        else:
            for piece in _PIECE.finditer(word):
                token = self._lexicon.get(piece.group()) or Token(_WORD, piece.group())
                yield token, start + piece.start(), start + piece.end()

    def _split(self, word: str, start: int, end: int) -> Iterator[tuple[Token, int, int]]:
        cut = self._run_together(word)
        if not cut:
            yield Token(_WORD, word), start, end
            return
        correction = Correction(word, f"{word[:cut]} {word[cut:]}")
        yield self._lexicon[word[:cut]]._replace(correction=correction), start, start + cut
        yield self._lexicon[word[cut:]], start + cut, end

    def _run_together(self, word: str) -> int:
        """Where a token is cut into two known words; 0 when it is one word."""
        if quarter := _QUARTER.fullmatch(word):
            return quarter.end(1)
        if not SHORTEST_RUN_TOGETHER <= len(word) <= LONGEST_RUN_TOGETHER:
            return 0
        known = self._vocabulary
        return next((n for n in range(2, len(word) - 1) if word[:n] in known and word[n:] in known), 0)

    def _repaired_before_numbers(self, codes: list[str], nodes: list[Node]) -> Iterator[Correction]:
        """Read `thang 8` as `tháng 8`: words that are slips only where a number follows."""
        for n in range(len(codes) - 1):
            if codes[n] == _WORD and codes[n + 1] in _COUNTS and nodes[n].value in SLIPS_BEFORE_NUMBER:
                slip, word = nodes[n].value, SLIPS_BEFORE_NUMBER[nodes[n].value]
                codes[n], nodes[n] = self._vocabulary.code_of_word(word), nodes[n]._replace(value=word)
                yield Correction(slip, word)


def _dot(found: re.Match[str]) -> Token:
    """A dot ends a sentence only before a blank."""
    after = found.string[found.end() : found.end() + 1]
    title = _TITLE_BEFORE.search(found.string, max(0, found.start() - 4), found.start())
    return Token("·" if title or (after and after != " ") else CODES["stop"], ".")


def _long_number(word: str) -> Token:
    return Token(CODES["big"], int(word)) if len(word) <= LONGEST_NUMBER and word.isascii() else Token(_WORD, word)


def _lexicon(vocabulary: Vocabulary) -> Iterator[tuple[str, Token]]:
    """Every token whose reading needs no look around: marks, numbers, and the words of the grammar with their slips."""
    yield from ((mark, Token(mark, mark)) for mark in PUNCTUATION)
    for number in (*range(1000), *range(FIRST_YEAR, LAST_YEAR + 1)):
        code = "n" if number < 100 else "big" if number < FIRST_YEAR else "yyyy"
        yield str(number), Token(CODES[code], number)
        if number < 10:
            yield f"0{number}", Token(CODES["n"], number)
    for word in vocabulary:
        value = NUMERALS.get(word) or ROMANS.get(word) or word
        yield word, Token(vocabulary.code_of_word(word), value)
    for variant, word in VARIANTS.items():
        if word in vocabulary:
            yield variant, Token(vocabulary.code_of_word(word), word)
    for slip, word in SLIPS.items():
        if word in vocabulary:
            yield slip, Token(vocabulary.code_of_word(word), word, Correction(slip, word))
