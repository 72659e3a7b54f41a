"""How wide words are printed, and how wide the columns must be for the lines to break where they do.

Official documents are set in Times New Roman (Decree 30/2020/ND-CP, appendix I); other fonts are proportional enough
for a tolerance to take them in. Unit: thousandths of the font size.
"""

import itertools
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

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


@lru_cache(maxsize=20_000)
def width_of(text: str) -> int:
    """The printed width of a word."""
    return sum(_letter_width(letter) for letter in text)


def _letter_width(letter: str) -> int:
    if letter in _WIDTH:
        return _WIDTH[letter]
    base = unicodedata.normalize("NFD", letter)
    horned = {"o": "ơ", "u": "ư", "O": "Ơ", "U": "Ư"} if "\u031b" in base else {}
    return _WIDTH.get(horned.get(base[0], base[0]), _USUAL)


def column_width(lines: Sequence[int], overfull: Sequence[int]) -> float | None:
    """The width that explains the most line breaks of a column, None when there is too little to go by.

    `lines` are the widths of printed lines: none may be wider than the column. `overfull` are the widths that lines
    would have had with the next word on them: all are wider than the column. Both may hold a few wrong ones.
    """
    if len(lines) < 4 or len(overfull) < 2:
        return None
    below, above = sorted(lines), sorted(overfull)
    return max(
        ((low + high) / 2 for low, high in _gaps(below, above)),
        key=lambda width: bisect_right(below, width) + len(above) - bisect_left(above, width),
    )


def _gaps(below: Sequence[int], above: Sequence[int]) -> list[tuple[int, int]]:
    """The stretches between neighbouring edges, in which every width explains the same breaks."""
    edges = sorted({*below, *above, below[-1] + SPACE})
    return list(itertools.pairwise(edges))
