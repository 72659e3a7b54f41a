"""PDF files with a text layer: ruled tables by their lines, text around them line by line.

pdfplumber finds words and ruled cells; which cell a word stands in, which cells reach over several rows or columns and
which page begins in the middle of a table is worked out here. A page is forgotten as soon as it is read.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from documents.blocks.captions import is_page_furniture
from documents.blocks.values import Block, Paragraph, Table
from documents.intake.archive import damaged_document, protected_document
from documents.intake.errors import DocumentError, TooLargeDocument, UnreadableDocument
from documents.intake.limits import Limits, Progress, Source, no_progress
from documents.layout.borderless import Sheet, sheet_parts, tables_of
from documents.layout.grid import Grid, cluster
from documents.layout.words import Box, PrintedLine, PrintedWord, printed_lines, segments

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.pdf import PDF

# In points. Rules closer than the first are one; a table's edges on two pages may differ by the second.
_SAME_RULE = 3.0
_SAME_EDGE = 5.0
# A table drawn without its outer rules: its horizontal rules stick out by at least this much.
_OPEN_SIDE = 12.0
# By the height of a word: a wider space parts the two sides of a letterhead.
_WIDE_SPACE = 1.6
# By the height of a letter: narrower than a blank in any font, wider than any kerning.
_BLANK = 0.15
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
    # Closing it would walk the pages once more, and fail once more in a broken file; it holds nothing but memory.
    pages = _pages(_opened(source), source, limits)
    reader = _Reader()
    for number, page in enumerate(pages, start=1):
        yield from _read(reader, page, source)
        page.close()
        progress(number, len(pages))
    yield from reader.rest()


def _opened(source: Source) -> "PDF":
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        return pdfplumber.open(BytesIO(source.data))
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise protected_document(source.name) from error
        raise damaged_document(source.name) from error
    except Exception as error:  # a broken file makes pdfminer fail in every way Python knows
        raise damaged_document(source.name) from error


def _pages(pdf: "PDF", source: Source, limits: Limits) -> Sequence["Page"]:
    try:
        pages: Sequence[Page] = pdf.pages
    except Exception as error:  # as above
        raise damaged_document(source.name) from error
    if not pages:
        raise damaged_document(source.name)
    if len(pages) > limits.pages:
        raise TooLargeDocument(
            source.name,
            reason=f"có {len(pages)} trang, quá mức cho phép {limits.pages} trang",
            remedy="Hãy tách riêng phần phụ lục nhiệm vụ thành một tệp rồi nhập tệp đó",
        )
    return pages


def _read(reader: "_Reader", page: "Page", source: Source) -> list[Block]:
    try:
        words = words_on(page)
        if _is_scanned(page, words):
            return [*reader.rest(), *_recognised(source, page.page_number)]
        return list(reader.blocks(page, words))
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # as above
        raise UnreadableDocument(
            source.name,
            place=f"Đọc văn bản, trang {page.page_number}",
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

    def blocks(self, page: "Page", words: Sequence[PrintedWord]) -> Iterator[Block]:
        boxes = [[Box(*cell) for cell in table.cells] for table in _ruled(page)]
        frames = [_frame(cells) for cells in boxes]
        lines = printed_lines(word for word in words if not any(frame.holds(word) for frame in frames))
        self._apart = {id(line) for line in _standing_apart(lines)}
        if not frames:
            yield from self._unruled(lines, page.page_number)
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
                yield self._table(boxes[part], inside, page.page_number, goes_on=at_top)
                at_top = False
            else:
                paragraphs = list(self._paragraphs(part))
                at_top = at_top and all(is_page_furniture(paragraph.text) for paragraph in paragraphs)
                yield from paragraphs

    def _unruled(self, lines: Sequence[PrintedLine], page: int) -> Iterator[Block]:
        """The blocks of a page without a ruled table: running text, and sheets of tables without rules."""
        for part in sheet_parts(lines, page, self._sheets[-1] if self._sheets else None):
            if isinstance(part, Sheet):
                if self._sheets and not part.continues(self._sheets[-1]):
                    yield from self.rest()
                self._sheets.append(part)
                continue
            paragraphs = list(self._paragraphs(part))
            if not all(is_page_furniture(paragraph.text) for paragraph in paragraphs):
                yield from self.rest()
            yield from paragraphs

    def _table(self, cells: Sequence[Box], words: Sequence[PrintedWord], page: int, *, goes_on: bool) -> Table:
        frame = _frame(cells)
        same = self._columns and goes_on and _same_frame(frame, self._columns)
        grid = Grid(cells, _SAME_RULE, self._columns if same else ())
        self._columns = grid.columns
        return Table(tuple(grid.rows(words)), page, merges_known=True)

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


def words_on(page: "Page") -> list[PrintedWord]:
    """The words of a page. Letters drawn twice, as a poor man's bold, count once."""
    chars = page.chars
    places = {(char["text"], round(char["x0"]), round(char["top"])) for char in chars}
    single = page if len(places) > 0.9 * len(chars) else page.dedupe_chars()
    return [
        PrintedWord(word["x0"], word["top"], word["x1"], word["bottom"], word["text"])
        for word in single.extract_words(x_tolerance_ratio=_BLANK)
    ]


def _is_scanned(page: "Page", words: Sequence[PrintedWord]) -> bool:
    """Whether the page is a picture, or a picture under text that a wrong OCR left: Vietnamese without its letters."""
    letters = [letter for word in words for letter in word.text if letter.isalpha()]
    if len(letters) < _FEW_LETTERS:
        area = sum(abs(image["width"] * image["height"]) for image in page.images)
        return bool(area > _MOSTLY * page.width * page.height)
    foreign = sum(letter > "\x7f" for letter in letters) / len(letters)
    return foreign < LEAST_FOREIGN and len(letters) >= _ENOUGH_LETTERS


def _recognised(source: Source, number: int) -> list[Block]:
    """The page's blocks as an OCR reads them in its picture."""
    import pypdfium2

    from documents.formats.scan import A4_DOTS, DPI, page_blocks

    page = pypdfium2.PdfDocument(source.data)[number - 1]
    width, height = page.get_size()
    longest = max(width, height, 1.0)
    # A scanner that declares one dot a point makes pages of a square metre: those are taken for A4.
    scale = (DPI / 72) if longest < _LARGEST_PAPER else A4_DOTS / longest
    return page_blocks(page.render(scale=scale, grayscale=True).to_pil(), number, source)


def _ruled(page: "Page") -> list[Any]:
    """The ruled tables of the page; where a table is open to the sides, its horizontal rules show how far it goes."""
    if not page.edges:
        return []
    sides = _open_sides(page.edges)
    tables: list[Any] = page.find_tables({"explicit_vertical_lines": sides} if sides else None)
    return tables


def _open_sides(edges: Sequence[dict[str, Any]]) -> list[float]:
    """Where horizontal rules end together with no vertical rule there."""
    upright = [edge["x0"] for edge in edges if edge["orientation"] == "v"]
    level = [edge for edge in edges if edge["orientation"] == "h" and edge["width"] > _OPEN_SIDE]
    if not upright or len(level) < 3:
        return []
    ends = cluster([edge[side] for edge in level for side in ("x0", "x1")], _SAME_RULE)
    return [x for x in (ends[0], ends[-1]) if min(abs(x - other) for other in upright) > _OPEN_SIDE]


def _frame(cells: Sequence[Box]) -> Box:
    return Box(
        min(cell.x0 for cell in cells),
        min(cell.top for cell in cells),
        max(cell.x1 for cell in cells),
        max(cell.bottom for cell in cells),
    )


def _same_frame(frame: Box, columns: Sequence[float]) -> bool:
    return abs(frame.x0 - columns[0]) < _SAME_EDGE and abs(frame.x1 - columns[-1]) < _SAME_EDGE
