"""A cell into mentions: of all ways to cut it at its separators, the one that leaves the fewest and best-known names.

A cut costs nothing by itself. A stretch that is a known name costs little however many commas it holds, so "Sở Văn hóa,
Thể thao và Du lịch" stays whole; an unknown stretch costs more, and much more when it swallows a known name.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from workflow.agencies.lookup import Found, Lookup
from workflow.agencies.pieces import (
    NamePiece,
    begins_softly,
    begins_with_head,
    name_pieces,
    shared_heads,
)
from workflow.agencies.values import Mention

KNOWN, SHARED_HEAD, LIKELY, UNKNOWN, HEADLESS = 1.0, 1.1, 1.4, 3.0, 5.0
REMARK, HEAD_ALONE = 0.8, 0.0
# What an unknown stretch pays for swallowing the beginning of another name.
SWALLOWED, SWALLOWED_SOFT = 4.0, 2.5
BLANK_CUT = 0.5
# The longest name of the directory holds three commas; a group of nouns seldom more than six.
_LONGEST = 10
_LONGEST_NAME = 300


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
    pieces: list[NamePiece] = field(init=False)
    heads: list[tuple[str, ...]] = field(init=False)
    known: dict[tuple[int, int], tuple[float, Found] | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Find the pieces and, for each, the head it may share with the names before it."""
        self.pieces = name_pieces(self.cell)
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
            for found in [stretch.found or self._guess(stretch)]
        )

    def _guess(self, stretch: Stretch) -> Found:
        """Who an unknown stretch may be a slip of, as it stands or under the head that its list shares."""
        text = self.cell[stretch.start : stretch.end]
        alone = self.lookup.slip(text)
        first = next(index for index, piece in enumerate(self.pieces) if piece.start == stretch.start)
        under = [self.lookup.find(f"{head} {text}") for head in self.heads[first] if not begins_with_head(text)]
        return next((found for found in (alone, *under) if found.agency), alone)

    def _cheapest(self) -> list[Stretch]:
        """The stretches of the cheapest cutting: for each end the best last stretch, followed back from the end."""
        costs = [0.0]
        lasts: list[tuple[int, Stretch]] = []
        for last in range(len(self.pieces)):
            ways = [(first, self._stretch(first, last)) for first in self._beginnings(last)]
            priced = [costs[first] + stretch.cost + self._cut_cost(first) for first, stretch in ways]
            # Among equal prices the first way wins: it is the one with the most cuts at the end.
            best = min(range(len(ways)), key=priced.__getitem__)
            costs.append(priced[best])
            lasts.append(ways[best])
        cutting: list[Stretch] = []
        end = len(self.pieces)
        while end:
            end, stretch = lasts[end - 1]
            cutting.append(stretch)
        return cutting[::-1]

    def _beginnings(self, last: int) -> Iterator[int]:
        """Where a stretch that ends with a piece may begin, nearest first; no name goes on over a semicolon."""
        for first in range(last, max(-1, last - _LONGEST), -1):
            yield first
            too_long = self.pieces[last].end - self.pieces[first].start > _LONGEST_NAME
            if too_long or self.pieces[first].before in {"strong", "colon"}:
                return

    def _cut_cost(self, piece: int) -> float:
        return BLANK_CUT if self.pieces[piece].before == "blank" else 0.0

    def _stretch(self, first: int, last: int) -> Stretch:
        start, end = self.pieces[first].start, self._end(first, last)
        text = self.cell[start:end]
        if not is_balanced(text):
            return Stretch(math.inf, start, end, None)
        if self._introduces(last, text):
            return Stretch(HEAD_ALONE, start, end, None, named=False)
        if known := self._known(first, last):
            return Stretch(known[0], start, end, known[1])
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

    def _known(self, first: int, last: int) -> tuple[float, Found] | None:
        """Who the stretch means for certain or under a shared head, and the price; looked up once."""
        if (first, last) not in self.known:
            self.known[first, last] = self._look_up(first, self.cell[self.pieces[first].start : self._end(first, last)])
        return self.known[first, last]

    def _look_up(self, first: int, text: str) -> tuple[float, Found] | None:
        if found := self.lookup.sure(text):
            return KNOWN, found
        if begins_with_head(text) or begins_softly(text):
            return None
        found = self.lookup.headed(text, self.heads[first])
        return (SHARED_HEAD, found) if found else None

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
            if self._known(first, inner - 1):
                cost += SWALLOWED
            if piece.before != "blank" and self._known(inner, last):
                cost += SWALLOWED
        return cost


def is_balanced(text: str) -> bool:
    """Whether every parenthesis that opens in the text closes in it."""
    return text.count("(") == text.count(")")
