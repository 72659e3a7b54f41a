r"""The pattern language in which the grammar is written.

A pattern reads like the words it matches:

    trước [ngày] <day:day>            a word, an optional word, a phrase of the kind `day`, handed on as `day`
    (chậm | muộn) nhất                a choice
    quý <quarters:q+>                 one or more of a kind, separated by `,` `;` `|` `&` `và` `hoặc`
    luật … năm <yyyy>                 up to eight words that don't matter
    sau khi <event:text>              the words up to the end of the clause, as printed
    theo <clause>                     the words up to the next comma
    ngày thứ <n:n> {kể từ}            followed by words that are left for the next rule
    thứ <n:n> !{kể từ}                not followed by them
    ^ <year:yyyy> $                   the whole expression
    \( <every:every> \)               punctuation stands for itself; parentheses are escaped

Every token and every phrase of an expression is one character, its code (`words.py`), so a pattern becomes a regular
expression over codes. None has nested repetition, so none can backtrack badly.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from workflow.deadlines.engine.codes import CLAUSE_ENDS, Vocabulary

MOST_IGNORED_WORDS = 8

_PIECE = re.compile(
    r"\s+|<(?:(?P<label>\w+):)?(?P<kind>\w+)(?P<many>\+?)>|(?P<word>\w+)|\\(?P<escaped>\S)|(?P<mark>\S)"
)
_TEXT = rf"(?:[^{re.escape(CLAUSE_ENDS)}]|\([^{re.escape(CLAUSE_ENDS)}]*\))+"
# Kinds that stand for words the grammar doesn't know: an event runs over commas, a clause ends at one.
FREE = {"text": _TEXT, "clause": _TEXT.replace("[^", "[^,", 1)}
_IGNORED = rf"[^,{re.escape(CLAUSE_ENDS)}]{{0,{MOST_IGNORED_WORDS}}}?"
_CLOSING = {"[": "]", "(": ")", "{": "}", "!{": "}"}


class PatternLabel(NamedTuple):
    """A part of a match that is handed to the rule's function under a name."""

    name: str
    kind: str
    many: bool


class Pattern(NamedTuple):
    """A compiled pattern. `first` holds every code that a match can begin with."""

    expression: str
    labels: tuple[PatternLabel, ...]
    first: frozenset[str]


def pattern_words(pattern: str) -> Iterator[str]:
    """The words a pattern spells out."""
    return (word for piece in _PIECE.finditer(pattern) if (word := piece["word"]))


def compile_pattern(pattern: str, vocabulary: Vocabulary) -> Pattern:
    """Compile a pattern. ValueError names one whose brackets don't close, or that could begin with anything."""
    pieces = [piece for piece in _PIECE.finditer(pattern) if not piece.group().isspace()]
    labels: list[PatternLabel] = []
    part, rest = _choice(pieces, vocabulary, labels)
    if rest:
        raise ValueError(f"{pattern!r}: a bracket is closed that was never opened")
    if part.empty or part.first is None:
        raise ValueError(f"{pattern!r}: has to begin with a word or a phrase")
    return Pattern(part.expression, tuple(labels), part.first)


class _Part(NamedTuple):
    """A piece of a pattern while it is compiled; `empty` when it can match nothing, `ahead` when it only looks."""

    expression: str
    first: frozenset[str] | None
    empty: bool = False
    ahead: bool = False


_Pieces = list[re.Match[str]]


def _choice(pieces: _Pieces, vocabulary: Vocabulary, labels: list[PatternLabel]) -> tuple[_Part, _Pieces]:
    """One or more sequences with `|` between them, up to a closing bracket."""
    part, rest = _sequence(pieces, vocabulary, labels)
    parts = [part]
    while rest and rest[0]["mark"] == "|":
        part, rest = _sequence(rest[1:], vocabulary, labels)
        parts.append(part)
    return _either(parts), rest


def _either(parts: list[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    return _Part(
        f"(?:{'|'.join(part.expression for part in parts)})",
        _union([part.first for part in parts]),
        any(part.empty for part in parts),
    )


def _sequence(pieces: _Pieces, vocabulary: Vocabulary, labels: list[PatternLabel]) -> tuple[_Part, _Pieces]:
    parts: list[_Part] = []
    while pieces and pieces[0]["mark"] not in ("|", "]", ")", "}"):
        part, pieces = _item(pieces, vocabulary, labels)
        parts.append(part)
    empty = all(part.empty for part in parts)
    return _Part("".join(part.expression for part in parts), _first_of(parts), empty), pieces


def _first_of(parts: list[_Part]) -> frozenset[str] | None:
    """What a sequence begins with: its first piece, and the next ones as long as they may be missing."""
    firsts: list[frozenset[str] | None] = []
    for part in parts:
        if part.ahead and not any(firsts):
            return part.first
        firsts.append(part.first)
        if not part.empty:
            break
    return _union(firsts)


def _item(pieces: _Pieces, vocabulary: Vocabulary, labels: list[PatternLabel]) -> tuple[_Part, _Pieces]:
    piece, rest = pieces[0], pieces[1:]
    bracket = piece["mark"]
    if bracket == "!":
        bracket += rest.pop(0)["mark"]
    if bracket in _CLOSING:
        inner, rest = _choice(rest, vocabulary, labels)
        if not rest or rest[0]["mark"] != _CLOSING[bracket]:
            raise ValueError(f"{piece.string!r}: {bracket!r} is never closed")
        return _bracketed(bracket, inner), rest[1:]
    if piece["kind"]:
        return _phrase(piece, vocabulary, labels), rest
    if piece["word"]:
        code = vocabulary.code_of_word(piece["word"])
        return _Part(re.escape(code), frozenset(code)), rest
    return _mark(piece), rest


def _bracketed(bracket: str, inner: _Part) -> _Part:
    if bracket == "[":
        return _Part(f"(?:{inner.expression})?", inner.first, empty=True)
    if bracket == "{":
        return _Part(f"(?={inner.expression})", inner.first, empty=True, ahead=True)
    if bracket == "!{":
        return _Part(f"(?!{inner.expression})", frozenset(), empty=True)
    return _Part(f"(?:{inner.expression})", inner.first, inner.empty)


def _mark(piece: re.Match[str]) -> _Part:
    mark = piece["escaped"] or piece["mark"]
    if mark in ("^", "$"):
        return _Part(mark, frozenset(), empty=True)
    if mark == "…":
        return _Part(_IGNORED, None, empty=True)
    return _Part(re.escape(mark), frozenset(mark))


def _phrase(piece: re.Match[str], vocabulary: Vocabulary, labels: list[PatternLabel]) -> _Part:
    label, kind, many = piece["label"], piece["kind"], bool(piece["many"])
    first = None if kind in FREE else frozenset(vocabulary.codes_of_kind(kind))
    if first is None:
        expression = FREE[kind]
    else:
        expression = f"[{re.escape(''.join(sorted(first)))}]"
        if many:
            expression += rf"(?:[{re.escape(vocabulary.separators)}]{{1,2}}{expression})*"
    if not label:
        return _Part(expression, first)
    labels.append(PatternLabel(label, kind, many))
    return _Part(f"({expression})", first)


def _union(firsts: list[frozenset[str] | None]) -> frozenset[str] | None:
    return None if any(first is None for first in firsts) else frozenset().union(*(f for f in firsts if f is not None))
