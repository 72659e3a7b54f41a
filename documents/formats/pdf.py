"""PDF files with a text layer: ruled tables by their lines, text around them line by line.

PDFium finds letters and lines; which cell a word stands in, which cells reach over several rows or columns and which
page begins in the middle of a table is worked out here. A page is forgotten as soon as it is read.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from documents.blocks.captions import is_page_furniture
from documents.blocks.values import Block, Paragraph, Table
from documents.intake.archive import damaged_document, protected_document
from documents.intake.errors import DocumentError, TooLargeDocument, UnreadableDocument
from documents.intake.limits import Limits, Progress, Source, no_progress
from documents.layout.borderless import Sheet, sheet_parts, tables_of
from documents.layout.grid import Grid, cluster
from documents.layout.pdfium_page import PageContent, content_of
from documents.layout.ruling import Edge, Ruling, frame_of, tables_between
from documents.layout.words import Box, PrintedLine, PrintedWord, printed_lines, segments

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

# In points. Rules closer than the first are one; a table's edges on two pages may differ by the second.
_SAME_RULE = 3.0
_SAME_EDGE = 5.0
# A table drawn without its outer rules, or cut by the page's end: its other rules stick out by at least this much.
_OPEN_SIDE = 12.0
_FEWEST_RULES = 3
# By the height of a word: a wider space parts the two sides of a letterhead.
_WIDE_SPACE = 1.6
# Letters outside ASCII: Vietnamese prose has 27 to 29 in a hundred, a text layer that lost them about 5.
LEAST_FOREIGN = 0.15
# A page with fewer letters than the first, under a picture, is a scan; with fewer than the second, no share is sure.
_FEW_LETTERS = 50
_ENOUGH_LETTERS = 200
_MOSTLY = 0.4
# By the usual distance of two lines: a blank line, or the space after a title, is wider.
_APART = 1.3
# In points: A3 is 1191 long.
_LARGEST_PAPER = 1250.0


def read_blocks(source: Source, limits: Limits, progress: Progress = no_progress) -> Iterator[Block]:
    """The lines and tables of all pages, top to bottom."""
    document = _opened(source)
    try:
        total = _counted(document, source, limits)
        reader = _Reader()
        for number in range(1, total + 1):
            yield from _read(reader, document, number, source)
            progress(number, total)
        yield from reader.rest()
    finally:
        document.close()


def _opened(source: Source) -> "PdfDocument":
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise (protected_document if locked else damaged_document)(source.name) from error


def _counted(document: "PdfDocument", source: Source, limits: Limits) -> int:
    total = len(document)
    if not total:
        raise damaged_document(source.name)
    if total > limits.pages:
        raise TooLargeDocument(
            source.name,
            reason=f"có {total} trang, quá mức cho phép {limits.pages} trang",
            remedy="Hãy tách riêng phần phụ lục nhiệm vụ thành một tệp rồi nhập tệp đó",
        )
    return total


def _read(reader: "_Reader", document: "PdfDocument", number: int, source: Source) -> list[Block]:
    try:
        page = document[number - 1]
        content = content_of(page, number)
        if _is_scanned(content):
            return [*reader.rest(), *_recognised(document, number, source)]
        return list(reader.blocks(content))
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # a broken page makes PDFium and what follows fail in many ways
        raise UnreadableDocument(
            source.name,
            place=f"Đọc văn bản, trang {number}",
            reason="bị hỏng ở trang này",
            remedy="Hãy tải lại tệp, hoặc in lại thành PDF mới từ bản gốc",
        ) from error


class _Reader:
    """Reads page after page; holds the columns of a table that may go on, and the lines' ordinal.

    The pages of a table without rules are held back until it ends: only together do they show its columns.
    """

    def __init__(self) -> None:
        self._columns: list[float] = []
        self._sheets: list[Sheet] = []
        self._apart: set[int] = set()
        self._ordinal = 0

    def rest(self) -> Iterator[Block]:
        """What was held back."""
        yield from tables_of(self._sheets) if self._sheets else ()
        self._sheets = []

    def blocks(self, page: PageContent) -> Iterator[Block]:
        boxes, words = _ruled(page), page.words
        frames = [frame_of(cells) for cells in boxes]
        lines = printed_lines(word for word in words if not any(frame.holds(word) for frame in frames))
        self._apart = {id(line) for line in _standing_apart(lines)}
        if not frames:
            yield from self._unruled(lines, page)
            return
        yield from self.rest()
        parts: list[tuple[float, PrintedLine | int]] = [
            *((line[0].top, line) for line in lines),
            *((frame.top, index) for index, frame in enumerate(frames)),
        ]
        at_top = True
        for _, part in sorted(parts, key=lambda part: part[0]):
            if isinstance(part, int):
                inside = [word for word in words if frames[part].holds(word)]
                yield self._table(boxes[part], inside, page, goes_on=at_top)
                at_top = False
            else:
                paragraphs = list(self._paragraphs(part))
                at_top = at_top and all(is_page_furniture(paragraph.text) for paragraph in paragraphs)
                yield from paragraphs

    def _unruled(self, lines: Sequence[PrintedLine], page: PageContent) -> Iterator[Block]:
        """The blocks of a page without a ruled table: running text, and sheets of tables without rules."""
        size = (page.width, page.height)
        for part in sheet_parts(lines, page.number, self._sheets[-1] if self._sheets else None, size=size):
            if isinstance(part, Sheet):
                if self._sheets and not part.continues(self._sheets[-1]):
                    yield from self.rest()
                self._sheets.append(part)
                continue
            paragraphs = list(self._paragraphs(part))
            if not all(is_page_furniture(paragraph.text) for paragraph in paragraphs):
                yield from self.rest()
            yield from paragraphs

    def _table(self, cells: Sequence[Box], words: Sequence[PrintedWord], page: PageContent, *, goes_on: bool) -> Table:
        frame = frame_of(cells)
        same = self._columns and goes_on and _same_frame(frame, self._columns)
        grid = Grid(cells, _SAME_RULE, (page.width, page.height), self._columns if same else ())
        self._columns = grid.columns
        return Table(tuple(grid.rows(words)), page.number, merges_known=True)

    def _paragraphs(self, line: PrintedLine) -> Iterator[Paragraph]:
        """The line, a blank one before it where it stands apart, and the sides of a letterhead each by itself."""
        if id(line) in self._apart:
            self._ordinal += 1
            yield Paragraph("", self._ordinal)
        for segment in segments(line, _WIDE_SPACE * line[0].height):
            self._ordinal += 1
            yield Paragraph(" ".join(word.text for word in segment), self._ordinal)


def _standing_apart(lines: Sequence[PrintedLine]) -> Iterator[PrintedLine]:
    """The lines further from the one above than lines of a paragraph are."""
    steps = [below[0].middle - above[0].middle for above, below in pairwise(lines)]
    usual = median(steps) if steps else 0.0
    for line, step in zip(lines[1:], steps, strict=True):
        if step > _APART * usual:
            yield line


def _is_scanned(page: PageContent) -> bool:
    """Whether the page is a picture, or a picture under text that a wrong OCR left: Vietnamese without its letters."""
    letters = [letter for word in page.words for letter in word.text if letter.isalpha()]
    if len(letters) < _FEW_LETTERS:
        return page.pictured > _MOSTLY * page.width * page.height
    foreign = sum(letter > "\x7f" for letter in letters) / len(letters)
    return foreign < LEAST_FOREIGN and len(letters) >= _ENOUGH_LETTERS


def _recognised(document: "PdfDocument", number: int, source: Source) -> list[Block]:
    """The page's blocks as an OCR reads them in its picture."""
    from documents.formats.scan import A4_DOTS, page_blocks
    from documents.recognition.tesseract import DPI, tesseract_for

    tesseract_for(source.name)
    page = document[number - 1]
    width, height = page.get_size()
    longest = max(width, height, 1.0)
    # A scanner that declares one dot a point makes pages of a square metre: those are taken for A4.
    scale = (DPI / 72) if longest < _LARGEST_PAPER else A4_DOTS / longest
    return page_blocks(page.render(scale=scale, grayscale=True).to_pil(), number, source)


def _ruled(page: PageContent) -> list[list[Box]]:
    """The ruled tables of the page; one open to the sides, or cut by the page's end, goes as far as its other rules."""
    if not page.level:
        return []
    sides = [(x, 0.0, page.height) for x in _open_sides(page.level, page.upright)]
    ends = list(_open_ends(page.level, page.upright))
    return tables_between(Ruling([*page.level, *ends], [*page.upright, *sides]), _SAME_RULE)


def _open_sides(level: Sequence[Edge], upright: Sequence[Edge]) -> list[float]:
    """Where level rules end together with no upright rule there."""
    long = [edge for edge in level if edge[2] - edge[1] > _OPEN_SIDE]
    if not upright or len(long) < 3:
        return []
    ends = cluster([end for _, *both in long for end in both], _SAME_RULE)
    return [x for x in (ends[0], ends[-1]) if min(abs(x - edge[0]) for edge in upright) > _OPEN_SIDE]


def _open_ends(level: Sequence[Edge], upright: Sequence[Edge]) -> Iterator[Edge]:
    """A level rule where several upright ones end together with none there: a row that goes on over the page."""
    for end in (1, 2):
        for y in cluster({edge[end] for edge in upright}, _SAME_RULE):
            ending = [edge[0] for edge in upright if abs(edge[end] - y) <= _SAME_RULE]
            left, right = min(ending, default=0.0), max(ending, default=0.0)
            closed = any(abs(rule[0] - y) < _OPEN_SIDE and rule[1] < right and rule[2] > left for rule in level)
            if not closed and len(cluster(ending, _SAME_RULE)) >= _FEWEST_RULES:
                yield y, left, right


def _same_frame(frame: Box, columns: Sequence[float]) -> bool:
    return abs(frame.x0 - columns[0]) < _SAME_EDGE and abs(frame.x1 - columns[-1]) < _SAME_EDGE
