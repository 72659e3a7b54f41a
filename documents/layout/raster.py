"""The rules of a scanned page: long straight runs of ink, found in the picture; the cells they enclose.

Pillow and the bytes of its rows are enough: a run of ink is a search for a run of bytes, done in C.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from documents.layout.ruling import Ruling, tables_between
from documents.layout.words import Box

if TYPE_CHECKING:
    from PIL.Image import Image

# In parts of an inch. No stroke of a letter is as long as a rule's shortest piece; a pen or a crease breaks rules.
_SHORTEST = 0.25
_BREAK = 0.05
_THICK = 0.025
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


def find_rules(ink: "Image", dpi: float) -> _Rules:
    """The rules of a two-toned page."""
    level = [Box(start, row, end, row + 1) for row, start, end in _runs(_thickened(ink), dpi)]
    upright = [Box(row, start, row + 1, end) for row, start, end in _runs(_thickened(ink.transpose(_TRANSPOSE)), dpi)]
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


def _thickened(ink: "Image") -> "Image":
    """Each row with the ink of the next: a rule that leans by a dot is still one run, letters stay as far apart."""
    from PIL import ImageChops

    below = ImageChops.offset(ink, 0, -1)
    below.paste(0, (0, ink.height - 1, ink.width, ink.height))
    return ImageChops.lighter(ink, below)


def _runs(ink: "Image", dpi: float) -> Iterator[tuple[int, int, int]]:
    """Each long run of ink along a row: the row, and its first and last dot, the last exclusive."""
    long = re.compile(re.escape(_INK) + b"{%d,}" % max(8, round(dpi * _SHORTEST)))
    data, width = ink.tobytes(), ink.width
    for row in range(ink.height):
        for found in long.finditer(data[row * width : (row + 1) * width]):
            yield row, found.start(), found.end()


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
