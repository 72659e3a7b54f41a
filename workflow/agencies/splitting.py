"""A cell into mentions: of all ways to cut it at its separators, the one that leaves the fewest and best-known names.

A cut costs nothing by itself. A stretch that is a known name costs little however many commas it holds, so "Sở Văn hóa,
Thể thao và Du lịch" stays whole; an unknown stretch costs more, and much more when it swallows a known name.
"""

import math
from dataclasses import dataclass, field

from workflow.agencies.lookup import Found, Lookup
from workflow.agencies.pieces import (
    Piece,
    begins_softly,
    begins_with_head,
    pieces_of,
    shared_heads,
)
from workflow.agencies.values import Mention

KNOWN, SHARED_HEAD, LIKELY, UNKNOWN, HEADLESS = 1.0, 1.1, 1.4, 3.0, 5.0
REMARK, HEAD_ALONE = 0.8, 0.0
# What an unknown stretch pays for swallowing the beginning of another name.
SWALLOWED, SWALLOWED_SOFT = 4.0, 2.5
BLANK_CUT = 0.5
# The longest name of the directory holds three commas; a group of nouns seldom more than six.
LONGEST = 10


@dataclass(frozen=True)
class Stretch:
    """One part of a cutting: its price and what it was found to be; nothing found is a remark to leave out."""

    cost: float
    start: int
    end: int
    found: Found | None
    named: bool = True


@dataclass
class Cutter:
    """Cuts one cell. Keeps what was looked up, because the same stretch is weighed many times."""

    cell: str
    lookup: Lookup
    pieces: list[Piece] = field(init=False)
    heads: list[tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Find the pieces and, for each, the head it may share with the names before it."""
        self.pieces = pieces_of(self.cell)
        self.heads = []
        shared: tuple[str, ...] = ()
        for index, piece in enumerate(self.pieces):
            if piece.before == "colon":
                shared = self._heads_before(index) or shared
            self.heads.append(shared)
            text = self.cell[piece.start : piece.end]
            if begins_with_head(text) or begins_softly(text) or shared_heads(text):
                shared = shared_heads(text)

    def _heads_before(self, colon: int) -> tuple[str, ...]:
        """The heads that stand alone before a colon: both of "UBND các xã, phường: "."""
        end = self.pieces[colon - 1].end if colon else 0
        for first in range(max(0, colon - 3), colon):
            if heads := shared_heads(self.cell[self.pieces[first].start : end], alone=True):
                return heads
        return ()

    def mentions(self) -> tuple[Mention, ...]:
        """The mentions of the cheapest cutting, in reading order."""
        return tuple(
            Mention(
                spelling=self.cell[stretch.start : stretch.end],
                agency=found.agency,
                certainty=found.certainty,
                reason=found.reason,
                of_head=found.of_head,
            )
            for stretch in self._cheapest()
            if stretch.named
            for found in [stretch.found or self.lookup.slip(self.cell[stretch.start : stretch.end])]
        )

    def _cheapest(self) -> list[Stretch]:
        best: list[tuple[float, list[Stretch]]] = [(0.0, [])]
        for last in range(len(self.pieces)):
            ways = []
            for first in range(last, max(-1, last - LONGEST), -1):
                stretch = self._stretch(first, last)
                cost, cut = best[first]
                blank = BLANK_CUT if self.pieces[first].before == "blank" else 0.0
                ways.append((cost + stretch.cost + blank, [*cut, stretch]))
                if self._cut_is_due(first):
                    break
            # Among equal prices the first way wins: it is the one with the most cuts at the end.
            best.append(min(ways, key=lambda way: way[0]))
        return best[-1][1]

    def _cut_is_due(self, piece: int) -> bool:
        """Whether no name goes on over the separator to the left of this piece."""
        return self.pieces[piece].before in {"strong", "colon"}

    def _stretch(self, first: int, last: int) -> Stretch:
        start, end = self.pieces[first].start, self._end(first, last)
        text = self.cell[start:end]
        if not balanced(text):
            return Stretch(math.inf, start, end, None)
        if self._introduces(last, text):
            return Stretch(HEAD_ALONE, start, end, None, named=False)
        if found := self.lookup.sure(text):
            return Stretch(KNOWN, start, end, found)
        if found := self._with_shared_head(text, first):
            return Stretch(SHARED_HEAD, start, end, found)
        if found := self.lookup.likely(text):
            return Stretch(LIKELY, start, end, found)
        if self._is_remark(first, last, text):
            return Stretch(REMARK, start, end, None, named=False)
        return Stretch(self._unknown(first, last), start, end, None)

    def _end(self, first: int, last: int) -> int:
        """The end of the stretch; a parenthesis that opens inside it is closed inside it."""
        end = self.pieces[last].end
        opened = self.pieces[last].depth > self.pieces[first].depth
        return end + 1 if opened and self.cell[end : end + 1] == ")" else end

    def _introduces(self, last: int, text: str) -> bool:
        """Whether the text is nothing but the heads that the names after a colon share."""
        following = self.pieces[last + 1 : last + 2]
        return bool(following) and following[0].before == "colon" and bool(shared_heads(text, alone=True))

    def _with_shared_head(self, text: str, first: int) -> Found | None:
        if begins_with_head(text) or begins_softly(text):
            return None
        return self.lookup.headed(text, self.heads[first])

    def _is_known(self, first: int, last: int) -> bool:
        text = self.cell[self.pieces[first].start : self._end(first, last)]
        return bool(self.lookup.sure(text) or self._with_shared_head(text, first))

    def _is_remark(self, first: int, last: int, text: str) -> bool:
        """Whether the stretch fills a parenthesis and names nobody: what it does, or an office inside the agency."""
        inside = self.pieces[first].before == "open" and self.cell[self.pieces[last].end :].lstrip()[:1] == ")"
        return inside and (not begins_with_head(text) or text.casefold().startswith("phòng "))

    def _unknown(self, first: int, last: int) -> float:
        text = self.cell[self.pieces[first].start : self.pieces[first].end]
        headed = begins_with_head(text) or begins_softly(text)
        cost = UNKNOWN if headed else HEADLESS
        for inner in range(first + 1, last + 1):
            piece = self.pieces[inner]
            following = self.cell[piece.start : piece.end]
            if begins_with_head(following):
                cost += SWALLOWED
            elif begins_softly(following) and not begins_softly(text):
                cost += SWALLOWED_SOFT
            if self._is_known(first, inner - 1):
                cost += SWALLOWED
            if piece.before != "blank" and self._is_known(inner, last):
                cost += SWALLOWED
        return cost


def balanced(text: str) -> bool:
    """Whether every parenthesis that opens in the text closes in it."""
    return text.count("(") == text.count(")")
