"""The rules of a scanned page: long straight runs of ink, found in the picture; the cells they enclose.

Pillow and the bytes of its rows are enough: a run of ink is a search for a run of bytes, done in C.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from documents.layout.ruling import Ruling, tables_between
from documents.layout.words import Box

if TYPE_CHECKING:
    from PIL.Image import Image

# In parts of an inch. No stroke of a letter is as long as a rule's shortest piece; a pen or a crease breaks rules.
_SHORTEST = 0.25
_BREAK = 0.05
_THICK = 0.025
# In degrees, and the width in dots of the small picture on which the skew is measured.
_MOST_SKEW = 3.0
_SKEW_STEP = 0.1
_SKEW_WIDTH = 900
_INK = b"\xff"


@dataclass(frozen=True)
class _Rules:
    """The straight runs of ink on a page: horizontal and vertical, in dots."""

    level: tuple[Box, ...]
    upright: tuple[Box, ...]


def to_ink(picture: "Image") -> "Image":
    """The picture in two tones, ink 255 on paper 0; the threshold is where the tones part best (Otsu 1979)."""
    gray = picture.convert("L")
    threshold = _otsu(gray.histogram())
    return gray.point([255 if tone <= threshold else 0 for tone in range(256)])


def straighten(picture: "Image") -> "Image":
    """The picture turned so that its lines lie level."""
    small = to_ink(picture)
    small = small.resize((_SKEW_WIDTH, max(1, small.height * _SKEW_WIDTH // small.width)))
    angle = _skew(small)
    return picture.rotate(angle, expand=False, fillcolor="white") if abs(angle) >= _SKEW_STEP else picture


def find_rules(ink: "Image", dpi: float) -> _Rules:
    """The rules of a two-toned page."""
    level = [Box(start, row, end, row + 1) for row, start, end in _runs(ink, dpi)]
    upright = [Box(row, start, row + 1, end) for row, start, end in _runs(ink.transpose(_TRANSPOSE), dpi)]
    return _Rules(tuple(level), tuple(upright))


def cells_between(rules: _Rules, dpi: float) -> list[list[Box]]:
    """The cells of each ruled table on the page, found as in a PDF; column by column, each from above."""
    level = [(box.middle, box.x0, box.x1) for box in rules.level]
    upright = [(box.center, box.top, box.bottom) for box in rules.upright]
    tables = tables_between(Ruling(level, upright), dpi * _BREAK)
    return [sorted(cells, key=lambda cell: (round(cell.x0), round(cell.top))) for cells in tables]


def without_rules(picture: "Image", rules: _Rules, dpi: float) -> "Image":
    """The picture with its rules painted over, so that no letter touches one."""
    from PIL import ImageDraw

    clean = picture.convert("L")
    draw = ImageDraw.Draw(clean)
    rim = max(1, round(dpi * _THICK / 4))
    for box in (*rules.level, *rules.upright):
        draw.rectangle((box.x0 - rim, box.top - rim, box.x1 + rim, box.bottom + rim), fill=255)
    return clean


_TRANSPOSE: Any = 5  # PIL.Image.Transpose.TRANSPOSE, without importing Pillow here


def _runs(ink: "Image", dpi: float) -> Iterator[tuple[int, int, int]]:
    """Each long run of ink along a row: the row, and its first and last dot, the last exclusive."""
    long = re.compile(re.escape(_INK) + b"{%d,}" % max(8, round(dpi * _SHORTEST)))
    data, width = ink.tobytes(), ink.width
    for row in range(ink.height):
        for found in long.finditer(data[row * width : (row + 1) * width]):
            yield row, found.start(), found.end()


def _skew(small: "Image") -> float:
    """The turn, in degrees, after which ink gathers in the fewest rows: first coarse, then fine."""
    coarse = max((step / 2 for step in range(-int(2 * _MOST_SKEW), int(2 * _MOST_SKEW) + 1)), key=_sharpness_of(small))
    fine = [coarse + step * _SKEW_STEP for step in range(-4, 5)]
    return round(max(fine, key=_sharpness_of(small)), 2)


def _sharpness_of(small: "Image") -> Any:
    def sharpness(angle: float) -> float:
        turned = small.rotate(angle)
        rows = turned.resize((1, turned.height), 4).tobytes()  # 4 is PIL.Image.Resampling.BOX
        return float(sum((above - below) ** 2 for above, below in pairwise(rows)))

    return sharpness


def _otsu(histogram: Sequence[int]) -> int:
    total, whole = sum(histogram), sum(tone * count for tone, count in enumerate(histogram))
    best, threshold, below, dark = -1.0, 127, 0, 0
    for tone, count in enumerate(histogram):
        below += count
        dark += tone * count
        if 0 < below < total:
            apart = (dark / below - (whole - dark) / (total - below)) ** 2 * below * (total - below)
            best, threshold = max((best, threshold), (apart, tone))
    return threshold
