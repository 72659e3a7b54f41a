"""Roman numbers in scans: an OCR takes "I" for "1" and "II" for "H", the picture of the letter tells them apart."""

import re
from typing import TYPE_CHECKING

from documents.layout.raster import to_ink
from documents.layout.words import Box

if TYPE_CHECKING:
    from PIL.Image import Image

QUARTER = re.compile(r"\b(?:quý|Quý|QUÝ)\s+[1lI|!H]")
# The word after "Quý" that begins with what may be one I or more.
ONES = re.compile(r"^[1lI|!H]+(?=$|\W|V|20\d\d)")

_APPENDIX = re.compile(r"^(\W*phụ lục(?:\s+số)?\s+)([IlH|!]{1,4}|1[lI|!]+|[lI|!]+1+)(?=\W|$)", re.IGNORECASE)
# Of a letter's height: its top, where a "1" has a flag on the left, an I a serif on both sides or none; and a speck.
_TOP = 0.4
_SPECK = 0.12
# Of a letter's height: less ink above each other is a serif or a flag, and no stroke; a lower sign is a full stop.
_STROKE = 0.5
_TALL = 0.6
_BOX = 4  # PIL.Image.Resampling.BOX


def mended_caption(line: str) -> str:
    """The line with the roman number of an appendix put right.

    >>> mended_caption("Phụ lục H")
    'Phụ lục II'
    """
    return _APPENDIX.sub(lambda found: found[1] + "".join("II" if sign in "Hh" else "I" for sign in found[2]), line)


def leading_ones(picture: "Image", word: Box | None = None) -> int:
    """How many I's a picture, or a word in it, begins with: alike on both sides, as a "1" is not.

    Serifs that touch don't join them.
    """
    ink = to_ink(picture)
    if word:
        ink = ink.crop((round(word.x0) - 1, round(word.top) - 1, round(word.x1) + 1, round(word.bottom) + 1))
    if not (frame := ink.getbbox()):
        return 0
    ink, ones = ink.crop(frame), 0
    for left, right in _columns(ink, faint=0):
        letters = ink.crop((left, 0, right, ink.height))
        found = _strokes(letters)
        if not found:
            break
        ones += found
    return ones


def _strokes(letters: "Image") -> int:
    """The upright strokes of ink that hangs together; 0 for a full stop, and for a "1" with its flag on the left."""
    frame = letters.getbbox()
    if not frame or frame[3] - frame[1] < _TALL * letters.height:
        return 0
    letters = letters.crop(frame)
    stems = _columns(letters, faint=round(255 * _STROKE))
    if not stems:
        return 0
    top = round(letters.height * _TOP)
    left = _ink(letters.crop((0, 0, stems[0][0], top)))
    right = _ink(letters.crop((stems[-1][1], 0, letters.width, top)))
    return len(stems) if left <= 2 * right + _SPECK * letters.height else 0


def _ink(picture: "Image") -> int:
    return picture.histogram()[-1] if picture.width and picture.height else 0


def _columns(ink: "Image", *, faint: int) -> list[tuple[int, int]]:
    """Where ink stands, seen from above: first dot and last, exclusive. Less ink than `faint` of 255 is none."""
    across = ink.resize((ink.width, 1), _BOX).point([255 if tone > faint else 0 for tone in range(256)]).tobytes()
    return [found.span() for found in re.finditer(rb"\xff+", across)]
