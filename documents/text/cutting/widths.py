"""How wide words are printed, and how wide the columns must be for the lines to break where they do.

Official documents are set in Times New Roman (Decree 30/2020/ND-CP, appendix I); other fonts are proportional enough
for a tolerance to take them in. Unit: thousandths of the font size.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

# Advance widths of Times Roman. A Vietnamese letter is as wide as its base letter; only the horned ones are wider.
_TIMES = {
    180: "'",
    200: "|",
    250: " ,.",
    278: "/:;\\ijlt",
    333: "!()-I[]`fr‘’",
    389: "Js",
    408: '"',
    444: "?acez“”",
    500: "#$*0123456789_bdghknopquvxyđ–",
    528: "ơ",
    541: "ư~",
    556: "FPS",
    564: "+<=>≥≤",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYwĐƠƯ",
    778: "&m",
    833: "%",
    889: "M",
    921: "@",
    944: "W",
    1000: "—…",
}
_WIDTH = {letter: width for width, letters in _TIMES.items() for letter in letters}
_USUAL = 500
SPACE = 250
# A break is judged against the column's width only by this share of it: fonts differ, and so does kerning.
SLACK = 0.012
_FEWEST_BREAKS = 2
# A line that is too long may be two cells strung together; a line that is too short can hardly be explained.
_TELLING = 3
# A width that explains 9 lines of 10 is trusted by half: most likely the column isn't as wide on every page.
_DISTRUST = 6


@lru_cache(maxsize=20_000)
def text_width(text: str) -> int:
    """The printed width of a word."""
    return sum(_letter_width(letter) for letter in text)


def _letter_width(letter: str) -> int:
    if letter in _WIDTH:
        return _WIDTH[letter]
    base = unicodedata.normalize("NFD", letter)
    horned = {"o": "ơ", "u": "ư", "O": "Ơ", "U": "Ư"} if "\u031b" in base else {}
    return _WIDTH.get(horned.get(base[0], base[0]), _USUAL)


@dataclass(frozen=True)
class Lines:
    """How the lines of one printed cell ran.

    `overfull` is what each line but the last would have measured with the next word on it. `weight` is how much the
    cell tells about the place in question.
    """

    widths: tuple[int, ...]
    overfull: tuple[int, ...]
    weight: float = 1.0

    def weighted(self, by: float) -> "Lines":
        """The same lines, telling so much more or less."""
        return Lines(self.widths, self.overfull, by * self.weight)


@dataclass(frozen=True)
class Width:
    """A column's width. `trust`, from 0 to 1, says how well it explains the line breaks it was taken from."""

    value: float
    trust: float = 1.0


def column_width(cells: Sequence[Lines]) -> Width | None:
    """The width that explains the line breaks of most cells, None when there is too little to go by.

    No line may be wider than the column, and every overfull one is. Some of the cells may belong to other columns, so
    each has one vote, however many lines it has.
    """
    if sum(len(cell.overfull) for cell in cells) < _FEWEST_BREAKS:
        return None
    edges = sorted({edge for cell in cells for edge in (*cell.widths, *cell.overfull)})
    votes = [0.0] * (len(edges) + 1)
    for cell in cells:
        share = cell.weight / max(len(cell.widths) + _TELLING * len(cell.overfull), 1)
        for line in cell.widths:
            votes[bisect_left(edges, line)] += share
        for line in cell.overfull:
            votes[0] += _TELLING * share
            votes[bisect_left(edges, line)] -= _TELLING * share
    return _middle_of_best(edges, list(accumulate(votes)), sum(cell.weight for cell in cells))


def _middle_of_best(edges: Sequence[int], votes: Sequence[float], all_votes: float) -> Width:
    """The middle of the stretch between two neighbouring edges that has the most votes, the widest of equals."""
    stretches = list(zip(edges, [*edges[1:], edges[-1] + SPACE], votes, strict=False))
    low, high, most = max(stretches, key=lambda stretch: (round(stretch[2], 6), stretch[1] - stretch[0]))
    return Width((low + high) / 2, (most / all_votes) ** _DISTRUST)
