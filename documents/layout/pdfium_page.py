"""What PDFium sees on a page: its words with their places, its ruling lines, how much of it is pictures."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from documents.layout.ruling import Edge
from documents.layout.words import PrintedWord

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

# In points. Letters whose middles are closer stand on one line.
_SAME_LINE = 3.0
# By the height of a letter: a wider space parts two words. Narrower than a blank in any font, wider than any kerning.
_BLANK = 0.15
# By the size of the font: how far a letter reaches below its base line.
_BELOW = 0.22
# In points: a path's piece leans no more, and is at least so long, where it is a ruling line.
_LEANS = 0.6
_SHORTEST = 1.0
# How PDFium gives a hyphen at the end of a line.
_HYPHENS = frozenset({0x02, 0xFFFE})
_BREAKS = frozenset({0x0A, 0x0D})
_SPACE = 0x20
_DEEPEST = 8
# By the size of the letter before: a footnote's mark is smaller, and its foot is higher.
_RAISED_SIZE, _RAISED_BY = 0.9, 0.15
_NOTE_MARKS = frozenset("0123456789()[]*,")
_KEEPS_RAISED = re.compile(r"(?:(?:^|\d|/)[kcdm]?m|\d[hg])$").search
# A letter: top, left, bottom, right, and itself.
_Letter = tuple[float, float, float, float, str]
_Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class PageContent:
    """One page; heights count from the top, in points. `pictured` is the area that pictures take."""

    number: int
    width: float
    height: float
    words: list[PrintedWord]
    level: list[Edge]
    upright: list[Edge]
    pictured: float


def content_of(page: "PdfPage", number: int) -> PageContent:
    """What is on the page, as it is turned to be read."""
    width, height = page.get_size()
    turned = _turned(page)
    edges: list[tuple[float, float, float, float]] = []
    pictured = _walk(page.raw, turned, edges, 0)
    level = [(y0, min(x0, x1), max(x0, x1)) for x0, y0, x1, y1 in edges if abs(y0 - y1) <= _LEANS]
    upright = [(x0, min(y0, y1), max(y0, y1)) for x0, y0, x1, y1 in edges if abs(x0 - x1) <= _LEANS]
    words = list(_words(list(_letters(page, turned))))
    return PageContent(number, width, height, words, _long(level), _long(upright), pictured)


def _long(edges: list[Edge]) -> list[Edge]:
    return [edge for edge in edges if edge[2] - edge[1] >= _SHORTEST]


def _turned(page: "PdfPage") -> _Matrix:
    """From the page's own units, counted from below, to what is seen, counted from the top."""
    left, bottom, right, top = page.get_bbox()
    return {
        0: (1, 0, 0, -1, -left, top),
        90: (0, 1, 1, 0, -bottom, -left),
        180: (-1, 0, 0, 1, right, -bottom),
        270: (0, -1, -1, 0, top, right),
    }[page.get_rotation()]


def _at(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _after(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """The one matrix that does what the inner does, then the outer."""
    a, b, c, d, e, f = inner
    a2, b2, c2, d2, e2, f2 = outer
    turned = (a * a2 + b * c2, a * b2 + b * d2, c * a2 + d * c2, c * b2 + d * d2)
    return (*turned, e * a2 + f * c2 + e2, e * b2 + f * d2 + f2)


def _walk(parent: Any, matrix: _Matrix, edges: list[tuple[float, float, float, float]], depth: int) -> float:
    """Gather the straight pieces of all paths of a page or form; return the area of its pictures."""
    from pypdfium2 import raw

    count, get = (
        (raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
        if depth
        else (raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)
    )
    pictured, own = 0.0, raw.FS_MATRIX()
    for number in range(max(0, count(parent))):
        item = get(parent, number)
        kind = raw.FPDFPageObj_GetType(item)
        if kind not in {raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM, raw.FPDF_PAGEOBJ_IMAGE}:
            continue
        raw.FPDFPageObj_GetMatrix(item, own)
        placed = _after((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            edges.extend(_pieces(item, placed))
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            pictured += abs(placed[0] * placed[3] - placed[1] * placed[2])
        elif depth < _DEEPEST:
            pictured += _walk(item, placed, edges, depth + 1)
    return pictured


def _pieces(path: Any, matrix: _Matrix) -> Iterator[tuple[float, float, float, float]]:
    from pypdfium2 import raw

    x, y = ctypes.c_float(), ctypes.c_float()
    start = before = (0.0, 0.0)
    for number in range(max(0, raw.FPDFPath_CountSegments(path))):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        here = _at(matrix, x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield (*before, *here)
        before = here
        if raw.FPDFPathSegment_GetClose(segment):
            yield (*before, *start)
            before = start


def _letters(page: "PdfPage", matrix: _Matrix) -> Iterator[_Letter]:
    """The letters, each as high as its font; blanks that PDFium made up are left out."""
    from pypdfium2 import raw

    # Held on to: PDFium forgets the letters of a text page that nobody holds.
    held = page.get_textpage()
    text = held.raw
    box, spot = raw.FS_RECTF(), (ctypes.c_double(), ctypes.c_double())
    scale = raw.FS_MATRIX()
    known: tuple[float, float] | None = None
    size = 0.0
    seen: set[tuple[str, int, int]] = set()
    for number in range(max(0, raw.FPDFText_CountChars(text))):
        code = raw.FPDFText_GetUnicode(text, number)
        if code in _BREAKS or (code == _SPACE and raw.FPDFText_IsGenerated(text, number) == 1):
            continue
        if not raw.FPDFText_GetLooseCharBox(text, number, box):
            continue
        raw.FPDFText_GetCharOrigin(text, number, *spot)
        nominal = raw.FPDFText_GetFontSize(text, number)
        if known != (nominal, spot[1].value):
            raw.FPDFText_GetMatrix(text, number, scale)
            known, size = (nominal, spot[1].value), nominal * (scale.b**2 + scale.d**2) ** 0.5
        (x0, y0), (x1, _) = _at(matrix, box.left, spot[1].value), _at(matrix, box.right, spot[1].value)
        letter = "-" if code in _HYPHENS else chr(code)
        place = (letter, round(x0), round(y0))
        # Letters drawn twice, as a poor man's bold, count once.
        if place not in seen:
            seen.add(place)
            yield y0 + _BELOW * size - size, min(x0, x1), y0 + _BELOW * size, max(x0, x1), letter


def _words(letters: list[_Letter]) -> Iterator[PrintedWord]:
    letters.sort()
    line: list[_Letter] = []
    for letter in letters:
        if line and letter[0] - line[-1][0] > _SAME_LINE:
            yield from _words_of(line)
            line = []
        line.append(letter)
    yield from _words_of(line)


def _words_of(line: list[_Letter]) -> Iterator[PrintedWord]:
    line.sort(key=lambda letter: letter[1])
    word: list[_Letter] = []
    for letter in line:
        if word and letter[4] in _NOTE_MARKS and _is_note_mark(letter, word):
            continue
        if letter[4].isspace():
            if word:
                yield _word(word)
            word = []
            continue
        if word and letter[1] > word[-1][3] + _BLANK * (word[-1][2] - word[-1][0]):
            yield _word(word)
            word = []
        word.append(letter)
    if word:
        yield _word(word)


def _is_note_mark(letter: _Letter, word: list[_Letter]) -> bool:
    """Whether a letter is raised behind a word, in a smaller font: a footnote's mark, no part of the text.

    Raised behind a unit it is a power (m²), behind an hour its minutes (17h30).
    """
    above = word[-1]
    size, usual = letter[2] - letter[0], above[2] - above[0]
    raised = size < _RAISED_SIZE * usual and letter[2] < above[2] - _RAISED_BY * usual
    return raised and not _KEEPS_RAISED("".join(one[4] for one in word))


def _word(letters: list[_Letter]) -> PrintedWord:
    tops, _, bottoms, rights, texts = zip(*letters, strict=True)
    return PrintedWord(letters[0][1], min(tops), max(rights), max(bottoms), "".join(texts))
