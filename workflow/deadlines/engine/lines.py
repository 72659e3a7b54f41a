"""An expression on its way through the grammar: tokens first, then phrases in their stead."""

from collections.abc import Sequence
from typing import Any, NamedTuple


class ReadingDoubt(NamedTuple):
    """Why a reading is not the only one, and what the others are. Vietnamese."""

    reason: str
    alternatives: tuple[str, ...] = ()


class Node(NamedTuple):
    """What a token or a phrase means, the rules that made it, and their doubts."""

    value: Any
    rules: tuple[str, ...] = ()
    doubts: tuple[ReadingDoubt, ...] = ()


class SpellingCorrection(NamedTuple):
    """A slip and what was read instead."""

    printed: str
    read: str


class Printed:
    """The text as printed and in lower case, its slips and its tokens; these are found in it when words are quoted."""

    __slots__ = ("_places", "_tokens", "corrections", "lower", "text")

    def __init__(self, text: str, lower: str, tokens: list[str], corrections: tuple[SpellingCorrection, ...]) -> None:
        self.text = text
        self.lower = lower
        self.corrections = corrections
        self._tokens = tokens
        self._places: list[tuple[int, int]] = []

    def words(self, first: int, last: int) -> str:
        """The words of the tokens from the first to before the last."""
        if not self._places:
            self._find_places()
        return self.text[self._places[first][0] : self._places[last - 1][1]]

    def _find_places(self) -> None:
        end = 0
        for token in self._tokens:
            start = self.lower.index(token, end)
            end = start + len(token)
            self._places.append((start, end))


class TokenLine(NamedTuple):
    """One code and one node for each token or phrase; `starts` holds each one's first token, and the end at last."""

    printed: Printed
    codes: str
    nodes: Sequence[Node]
    starts: Sequence[int]

    def words(self, start: int, end: int) -> str:
        """The printed text of the nodes from start to before end."""
        return self.printed.words(self.starts[start], self.starts[end])
