"""From text to a line of tokens: numbers, words and punctuation, each with its code.

Spelling slips are repaired here, token by token; the printed text itself is never changed.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import time
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from workflow.deadlines.engine.codes import CODES, NUMERALS, PUNCTUATION, ROMANS, Vocabulary
from workflow.deadlines.engine.lines import Node, Printed, SpellingCorrection, TokenLine
from workflow.deadlines.engine.moon_years import MOON_YEAR, MOON_YEARS, NAMED_BY_THE_MOON
from workflow.deadlines.engine.spelling import (
    ABBREVIATIONS,
    SLIPS,
    SLIPS_BEFORE_NUMBER,
    VARIANTS,
    WITHOUT_ACCENTS,
    fold_spelling,
    number_in_letters,
    roman_in_letters,
)
from workflow.deadlines.values.spans import END_OF_DAY

FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST_NUMBER = 4
# Unknown words of which it is remembered whether they are two.
REMEMBERED_WORDS = 4096
SHORTEST_RUN_TOGETHER, LONGEST_RUN_TOGETHER = 6, 14

_PIECE = re.compile(r"[0-9]+|[^0-9]+")
_QUARTER = re.compile(r"(q|quý)(i{1,3}|iv)")
# 17:30, printed without a blank; "lần 2: 15/10" is a label and a day.
_THOUSANDS = r"(?<![\w.,/-])[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?![\w/-]|[.,][0-9])"
_TIME_OF_DAY = r"(?<![\w/.:-])[0-9]{1,2}:[0-5][0-9](?![\w/]|[.:-][0-9])"
# Before "nam" these make it the south, not a year that lost its mark: Việt Nam, miền Nam.
NAMED_SOUTH = frozenset(("việt", "viet", "miền", "mien", "phía"))
ARROWS = frozenset(("=>", "->", "⇒", "➔", "➜"))
_WORD = CODES["word"]
_SLIPS = frozenset(SLIPS_BEFORE_NUMBER)
_COUNTS = frozenset(CODES[kind] for kind in ("n", "yyyy", "roman"))
# After these a dot ends an abbreviation, not a sentence: TP. Hồ Chí Minh.
_TITLES = frozenset(("tp", "tt", "ths", "ts", "gs", "pgs", "kt", "tx", "q", "p", "h", "t"))


# What only the whole pattern takes apart rightly: signs of documents, hours, arrows, thousands.
_INTRICATE = re.compile(rf"[-:>]|[0-9]/ ?[a-zđ]|\.[0-9]{{3}}|{NAMED_BY_THE_MOON}").search
_PLAIN = re.compile(r"\. |\w+|[^\w\s]")


def _pattern() -> re.Pattern[str]:
    """Signs of documents (05-QĐ/BCĐ, 16/2014/QĐ-UBND, 136/2020/QH14), ends of sentences, words, marks."""
    abbreviations = "|".join(sorted(ABBREVIATIONS, reverse=True))
    # Between blanks a hyphen may also begin the next item of a list: "20/3 - UBND tỉnh: 25/3".
    sign = (
        r"[0-9]+[a-z]?(?:/[0-9]{4})?(?: ?/ ?| ?-|- | - (?=[a-zđ]+[0-9]{0,2}[/-]))(?=[a-zđ])"
        rf"(?:{abbreviations})[0-9]{{0,2}}(?![^\W_])(?:[/-][^\W_]+)*"
    )
    return re.compile(rf"{sign}|{_TIME_OF_DAY}|{_THOUSANDS}|{MOON_YEAR}|[=-]>|\. |\w+|[^\w\s]")


class Token(NamedTuple):
    """A token's code, what it means, and the slip that it repairs."""

    code: str
    node: Node
    correction: SpellingCorrection | None = None


class Tokeniser:
    """Splits text by the vocabulary of a grammar."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._lexicon = dict(_lexicon(vocabulary))
        self._unaccented = {**self._lexicon, **dict(_unaccented(self._lexicon))}
        self._pattern = _pattern()
        self._split = lru_cache(maxsize=REMEMBERED_WORDS)(self._split_of)

    def tokens(self, text: str) -> TokenLine:
        """The tokens of a text, which know how to quote themselves as printed."""
        printed = fold_spelling(text)
        lower = printed.lower()
        words: list[str] = (self._pattern if _INTRICATE(lower) else _PLAIN).findall(lower)
        lexicon = self._unaccented if printed.isascii() else self._lexicon
        try:
            tokens = [lexicon[word] for word in words]
        except KeyError:
            words, tokens = self._taken_apart(words, lexicon)
        if tokens and tokens[-1].code == "·":
            tokens[-1] = tokens[-1]._replace(code=CODES["stop"])
        if lexicon is self._unaccented and "nam" in words:
            self._keep_the_south(words, tokens)
        if not _SLIPS.isdisjoint(words):
            self._repair_before_numbers(tokens)
        codes, nodes, slips = zip(*tokens, strict=True) if tokens else ("", (), ())
        corrections = tuple(filter(None, slips))
        return TokenLine(Printed(printed, lower, words, corrections), "".join(codes), nodes, range(len(nodes) + 1))

    def _taken_apart(self, words: list[str], lexicon: Mapping[str, Token]) -> tuple[list[str], list[Token]]:
        """Words and tokens, with the unknown ones in pieces."""
        pieces: list[tuple[str, Token]] = []
        for word in words:
            if token := lexicon.get(word):
                pieces.append((word, token))
            else:
                pieces += self._pieces(word, pieces[-1][0] if pieces else "")
        return [word for word, _ in pieces], [token for _, token in pieces]

    def _pieces(self, word: str, before: str) -> list[tuple[str, Token]]:
        """What an unknown token consists of, as printed and as read: a sign, a slip, or several printed as one."""
        if slip := self._number_after(before, word):
            return [(word, slip)]
        if word.isalpha():
            return self._split(word)
        if word == ". ":
            return [(".", Token("·" if before in _TITLES else CODES["stop"], Node(".")))]
        if word.isdecimal():
            return [(word, _long_number(word))]
        if word[0].isdecimal() and "." in word:
            return [(word, _long_number(word.replace(".", "")))]
        if word in ARROWS:
            return [(word, Token("→", Node("→")))]
        if ":" in word and len(word) > 1:
            return [(word, _time_of_day(word))]
        if not word.isalnum() and len(word) > 1 and "_" not in word:
            return [(word, Token(CODES["document"], Node(word)))]
        if (number := number_in_letters(word)) and (token := self._lexicon.get(number)):
            return [(word, token._replace(correction=SpellingCorrection(word, number)))]
        return [part for piece in _PIECE.findall(word) for part in self._known_or_split(piece)]

    def _known_or_split(self, piece: str) -> list[tuple[str, Token]]:
        """Letters or digits that stand together in a token: "tháng8", "trướcngày15"."""
        if token := self._lexicon.get(piece):
            return [(piece, token)]
        return self._split(piece) if piece.isalpha() else [(piece, Token(_WORD, Node(piece)))]

    def _number_after(self, before: str, word: str) -> Token | None:
        """The number that letters are where only a number can stand: `Quý Ill`, `tháng ll`."""
        meant = roman_in_letters(word) if before == "quý" else number_in_letters(word) if before == "tháng" else None
        found = self._lexicon.get(meant) if meant else None
        return found._replace(correction=SpellingCorrection(word, meant.upper())) if found and meant else None

    def _split_of(self, word: str) -> list[tuple[str, Token]]:
        cut = self._run_together(word)
        if not cut:
            return [(word, Token(_WORD, Node(word)))]
        first, second = word[:cut], word[cut:]
        correction = SpellingCorrection(word, f"{first} {second}")
        return [(first, self._lexicon[first]._replace(correction=correction)), (second, self._lexicon[second])]

    def _run_together(self, word: str) -> int:
        """Where a token is cut into two known words; 0 when it is one word."""
        if quarter := _QUARTER.fullmatch(word):
            return quarter.end(1)
        if not SHORTEST_RUN_TOGETHER <= len(word) <= LONGEST_RUN_TOGETHER:
            return 0
        known = self._vocabulary
        return next((n for n in range(2, len(word) - 1) if word[:n] in known and word[n:] in known), 0)

    def _keep_the_south(self, words: list[str], tokens: list[Token]) -> None:
        """Undo `nam` read as `năm` in a text without accents, where it is the south: Viet Nam."""
        for n, word in enumerate(words[1:], 1):
            if word == "nam" and words[n - 1] in NAMED_SOUTH:
                tokens[n] = Token(_WORD, Node(word))

    def _repair_before_numbers(self, tokens: list[Token]) -> None:
        """Read `thang 8` as `tháng 8`: words that are slips only where a number follows."""
        for n, (one, following) in enumerate(pairwise(tokens)):
            slip = one.node.value
            if n and tokens[n - 1].node.value in NAMED_SOUTH:
                continue
            if following.code in _COUNTS and slip in SLIPS_BEFORE_NUMBER:
                word = SLIPS_BEFORE_NUMBER[slip]
                tokens[n] = _known(word, self._vocabulary, SpellingCorrection(slip, word))


def _unaccented(lexicon: Mapping[str, Token]) -> Iterator[tuple[str, Token]]:
    """Words that lost their accents, where the grammar knows the word they were."""
    for bare, word in WITHOUT_ACCENTS.items():
        if word in lexicon:
            yield bare, lexicon[word]._replace(correction=SpellingCorrection(bare, word))


def _time_of_day(word: str) -> Token:
    """The hour and the minute; 24:00 is the end of the day."""
    hour, minute = map(int, word.split(":"))
    if (hour, minute) == (24, 0):
        return Token(CODES["clock"], Node(END_OF_DAY))
    return Token(CODES["clock"], Node(time(hour, minute))) if hour < 24 else Token(_WORD, Node(word))


def _long_number(word: str) -> Token:
    if len(word) <= LONGEST_NUMBER and word.isascii():
        return Token(CODES["big"], Node(int(word)))
    return Token(_WORD, Node(word))


def _lexicon(vocabulary: Vocabulary) -> Iterator[tuple[str, Token]]:
    """Every token whose reading needs no look around: marks, numbers, and the words of the grammar with their slips."""
    yield from ((mark, Token(mark, Node(mark))) for mark in PUNCTUATION)
    yield ".", Token("·", Node("."))
    yield from ((bracket, Token(mark, Node(mark))) for bracket, mark in (("[", "("), ("]", ")")))
    for number in (*range(1000), *range(FIRST_YEAR, LAST_YEAR + 1)):
        code = "n" if number < 100 else "big" if number < FIRST_YEAR else "yyyy"
        yield str(number), Token(CODES[code], Node(number))
        if number < 10:
            yield f"0{number}", Token(CODES["n"], Node(number))
    for name, year in MOON_YEARS.items():
        yield name, Token(CODES["yyyy"], Node(year), SpellingCorrection(name.title(), str(year)))
    for word in vocabulary:
        yield word, _known(word, vocabulary)
    for variant, word in VARIANTS.items():
        if word in vocabulary:
            yield variant, _known(word, vocabulary)
    for slip, word in SLIPS.items():
        if word in vocabulary:
            yield slip, _known(word, vocabulary, SpellingCorrection(slip, word))


def _known(word: str, vocabulary: Vocabulary, correction: SpellingCorrection | None = None) -> Token:
    """A word of the grammar; numerals mean their numbers, however they are spelled."""
    value = NUMERALS.get(word) or ROMANS.get(word) or word
    return Token(vocabulary.code_of_word(word), Node(value), correction)
