"""Roman numbers in scans: an OCR takes "I" for "1" and "II" for "H", the picture of the letter tells them apart."""

import re
from typing import TYPE_CHECKING

from documents.layout.raster import to_ink
from documents.layout.words import Box

if TYPE_CHECKING:
    from PIL.Image import Image

QUARTER = re.compile(r"\b(?:quý|Quý|QUÝ)\s+[1l|](?!\d)")
# The word after "Quý" when its first letter is a one, or an I taken for one.
ONE = re.compile(r"^[1l|](?!\d)")

_APPENDIX = re.compile(r"^(\W*phụ lục(?:\s+số)?\s+)([IlH|!]{1,4}|1[lI|!]+|[lI|!]+1+)(?=\W|$)", re.IGNORECASE)
# Of the light and dark dots of an upright letter: a "1" has its flag on one side only.
_UNLIKE = 0.35
_FAINT = 10
_BOX = 4  # PIL.Image.Resampling.BOX


def mended_caption(line: str) -> str:
    """The line with the roman number of an appendix put right.

    >>> mended_caption("Phụ lục H")
    'Phụ lục II'
    """
    return _APPENDIX.sub(lambda found: found[1] + "".join("II" if sign in "Hh" else "I" for sign in found[2]), line)


def strokes(picture: "Image") -> int:
    """The number of upright strokes side by side in a picture, as in "III"; serifs that touch don't join them."""
    return len(_columns(to_ink(picture), faint=_FAINT))


def is_upright_i(picture: "Image", word: Box) -> bool:
    """Whether the first letter of a word in a picture is an I: alike on both sides, as a "1" is not."""
    from PIL import ImageChops, ImageOps

    ink = to_ink(picture).crop((round(word.x0) - 1, round(word.top) - 1, round(word.x1) + 1, round(word.bottom) + 1))
    letters = _columns(ink, faint=0)
    if not letters:
        return False
    letter = ink.crop((letters[0][0], 0, letters[0][1], ink.height))
    unlike = ImageChops.difference(letter, ImageOps.mirror(letter)).histogram()[-1]
    return bool(unlike < _UNLIKE * letter.histogram()[-1])


def _columns(ink: "Image", *, faint: int) -> list[tuple[int, int]]:
    """Where ink stands, seen from above: first dot and last, exclusive. Less ink than `faint` of 255 is none."""
    across = ink.resize((ink.width, 1), _BOX).point([255 if tone > faint else 0 for tone in range(256)]).tobytes()
    return [found.span() for found in re.finditer(rb"\xff+", across)]
