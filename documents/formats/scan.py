"""Scanned pages: a ruled table is cut into its cells, each cell and all other text is read by tesseract.

Rows come from the rules, never from the numbers: a lone "1." is what an OCR loses first.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from documents.blocks.marks import Rank, read_mark
from documents.blocks.values import Block, Paragraph, Table, TableRow
from documents.intake.archive import damaged_document
from documents.intake.errors import MissingTool, TooLargeDocument
from documents.intake.limits import Limits, Progress, Source, no_progress
from documents.intake.tools import require, run_tool
from documents.layout.glyphs import ONE, QUARTER, is_upright_i, mended_caption, strokes
from documents.layout.grid import Grid
from documents.layout.raster import cells_between, find_rules, straighten, to_ink, without_rules
from documents.layout.words import Box, PrintedWord, printed_lines

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 300
A4_DOTS = 3_508
"""The long side of an A4 page at that resolution."""

_PACKAGES = "tesseract-ocr tesseract-ocr-vie"
_PURPOSE = "đọc bản quét (ảnh chụp văn bản)"
_SECONDS = 180.0
MOST_DOTS = 120_000_000
# An A4 page has at least so many dots across when it was scanned to be read; a smaller picture is enlarged.
_FEWEST_ACROSS = 1_600
_FULL_WIDTH = 2_480
_SMALLEST_CELL = 8
_PAPER = 255
# In inches: a column of row numbers is narrower; and what may stand in it.
_NARROW = 0.75
_TSV_COLUMNS = 12
_NUMERALS = "0123456789IVX."
# What tesseract makes of a slash; and letters it sees twice, of which one is no Vietnamese one.
_SLIPS = str.maketrans({"\u2044": "/", "\u2215": "/", "|": "", "Ñ": "", "Ð": "Đ"})
_TWICE = re.compile(r"(?<=[A-ZĐ])ĐĐ\b")


def read_blocks(source: Source, limits: Limits, progress: Progress = no_progress) -> Iterator[Block]:
    """The blocks of a picture; a TIFF may hold several pages."""
    picture, frames = _opened(source)
    frames = min(frames, limits.pages)
    for number in range(1, frames + 1):
        yield from page_blocks(_frame_of(picture, number, source), number, source)
        progress(number, frames)


def _opened(source: Source) -> tuple["Image", int]:
    """The picture and the number of its pages."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_DOTS
    try:
        picture = Image.open(BytesIO(source.data))
        frames = int(getattr(picture, "n_frames", 1))
    except Exception as error:  # a broken picture makes Pillow fail in every way Python knows
        raise damaged_document(source.name) from error
    if picture.width * picture.height > MOST_DOTS:
        raise TooLargeDocument(
            source.name,
            reason=f"có kích thước ảnh {picture.width} × {picture.height} điểm, quá lớn để đọc",
            remedy="Hãy quét lại ở độ phân giải 300 dpi",
        )
    return picture, frames


def _frame_of(picture: "Image", number: int, source: Source) -> "Image":
    """One page of the picture in gray, enlarged if it is too small to be read."""
    try:
        picture.seek(number - 1)
        gray = picture.convert("L")
    except Exception as error:  # as above
        raise damaged_document(source.name) from error
    if gray.width >= _FEWEST_ACROSS:
        return gray
    return gray.resize((_FULL_WIDTH, max(1, gray.height * _FULL_WIDTH // gray.width)))


def page_blocks(picture: "Image", page: int, source: Source) -> list[Block]:
    """The paragraphs and tables of one scanned page at about 300 dots an inch."""
    picture = straighten(picture.convert("L"))
    rules = find_rules(to_ink(picture), DPI)
    clean = without_rules(picture, rules, DPI)
    tables = [cells for cells in cells_between(rules, DPI) if len(cells) > 1]
    frames = [_frame(cells) for cells in tables]
    parts: list[tuple[float, Block]] = []
    for cells, frame in zip(tables, frames, strict=True):
        parts.append((frame.top, Table(tuple(_rows(clean, cells, source)), page, merges_known=True, scanned=True)))
    parts += [(line.top, Paragraph(line.text)) for line in _lines_outside(clean, frames, source)]
    return [block for _, block in sorted(parts, key=lambda part: part[0])]


def _frame(cells: Sequence[Box]) -> Box:
    return Box(
        min(cell.x0 for cell in cells),
        min(cell.top for cell in cells),
        max(cell.x1 for cell in cells),
        max(cell.bottom for cell in cells),
    )


def _rows(clean: "Image", cells: Sequence[Box], source: Source) -> list[TableRow]:
    """The table's rows; each cell is read by itself, so that no line runs on into its neighbour."""
    numbers = {place for place, cell in enumerate(cells) if _holds_number(cell, _frame(cells))}
    pictures = [_cut(clean, cell) for cell in cells]
    texts = _read_cells(pictures, source, [place for place in range(len(cells)) if place not in numbers])
    down = sorted(numbers, key=lambda place: cells[place].top)
    texts |= _counted(_read_numbers(pictures, source, down))
    texts |= _read_quarters(pictures, source, texts)
    # A cell's text travels through the grid as one word in the cell's middle, its lines kept.
    words = [_placed(cells[place], text) for place, text in texts.items() if text]
    return Grid(cells, DPI / 25).rows(words)


def _placed(cell: Box, text: str) -> PrintedWord:
    return PrintedWord(cell.center - 1, cell.middle - 1, cell.center + 1, cell.middle + 1, text)


def _cut(clean: "Image", cell: Box) -> "Image":
    """The inside of a cell on a rim of paper, which tesseract needs around its text."""
    from PIL import ImageOps

    rim = DPI // 50
    inside = (round(cell.x0) + rim, round(cell.top) + rim, round(cell.x1) - rim, round(cell.bottom) - rim)
    if inside[2] - inside[0] < _SMALLEST_CELL or inside[3] - inside[1] < _SMALLEST_CELL:
        inside = (inside[0], inside[1], inside[0] + _SMALLEST_CELL, inside[1] + _SMALLEST_CELL)
    return ImageOps.expand(clean.crop(inside), DPI // 12, _PAPER)


def _holds_number(cell: Box, frame: Box) -> bool:
    """Whether the cell is a row's number: in a narrow first column, and not in the header."""
    first = cell.x0 - frame.x0 < DPI / 10 and cell.x1 - cell.x0 < DPI * _NARROW
    return first and cell.top - frame.top > DPI / 10


def _read_numbers(pictures: Sequence["Image"], source: Source, places: Sequence[int]) -> dict[int, str]:
    """The row numbers in the pictures. The Vietnamese model doesn't know lone numerals; the English one does."""
    texts = _read_cells(pictures, source, places, "eng", ["-c", f"tessedit_char_whitelist={_NUMERALS}"])
    return {place: "I" * strokes(pictures[place]) if set(text) == {"I"} else text for place, text in texts.items()}


def _counted(numbers: Mapping[int, str]) -> dict[int, str]:
    """The row numbers from the top down; one that can't be read is counted where its neighbours leave one place."""
    counted = dict(numbers)
    values = [_value(text) for text in numbers.values()]
    for index, place in enumerate(counted):
        before = values[index - 1] if index else 0
        after = values[index + 1] if index + 1 < len(values) else 0
        if not read_mark(counted[place]) and before and after in {0, before + 2}:
            values[index] = before + 1
            counted[place] = str(before + 1)
    return counted


def _value(number: str) -> int:
    mark = read_mark(number)
    return mark.value if mark and mark.rank is Rank.ARABIC else 0


def _read_quarters(pictures: Sequence["Image"], source: Source, texts: Mapping[int, str]) -> dict[int, str]:
    """The cells that name a first quarter, its number as the picture has it: "Quý I" or "Quý 1"."""
    mended = {place: text for place, text in texts.items() if QUARTER.search(text)}
    if not mended:
        return {}
    table = _tesseract([pictures[place] for place in mended], source, ["-l", "vie", "--psm", "6", "tsv"])
    places = list(mended)
    before = ""
    for page, word in _words_in(table):
        place = places[page - 1]
        if before.casefold() == "quý" and ONE.match(word.text) and is_upright_i(pictures[place], word):
            mended[place] = mended[place].replace(f"{before} {word.text}", f"{before} I{word.text[1:]}")
        before = word.text
    return mended


def _words_in(table: str) -> Iterator[tuple[int, PrintedWord]]:
    """The words of tesseract's TSV, each with the number of its page."""
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == _TSV_COLUMNS and cells[-1].strip():
            x, y, width, height = (float(cell) for cell in cells[6:10])
            yield int(cells[1]), PrintedWord(x, y, x + width, y + height, _mended(cells[-1]))


def _read_cells(
    pictures: Sequence["Image"],
    source: Source,
    places: Sequence[int],
    language: str = "vie",
    options: Sequence[str] = (),
) -> dict[int, str]:
    """The text of the pictures at the places, all read in one run: starting tesseract takes longer than a cell."""
    filled = [place for place in places if _has_ink(pictures[place])]
    some = [pictures[place] for place in filled]
    read = _tesseract(some, source, ["-l", language, "--psm", "6", *options, "txt"]) if filled else ""
    return {place: _mended(text) for place, text in zip(filled, read.split("\f"), strict=False)}


def _has_ink(picture: "Image") -> bool:
    """Whether there is more on the paper than a speck."""
    return sum(picture.histogram()[:128]) > DPI / 15


def _mended(text: str) -> str:
    return _TWICE.sub("Đ", text.translate(_SLIPS)).strip()


def _lines_outside(clean: "Image", frames: Sequence[Box], source: Source) -> Iterator[PrintedWord]:
    """The lines of text outside the tables, with their places."""
    from PIL import ImageDraw

    rest = clean.copy()
    for frame in frames:
        ImageDraw.Draw(rest).rectangle((frame.x0, frame.top, frame.x1, frame.bottom), fill=_PAPER)
    if not _has_ink(rest):
        return
    table = _tesseract([rest], source, ["-l", "vie", "--psm", "4" if frames else "3", "tsv"])
    for words in printed_lines(word for _, word in _words_in(table)):
        text = mended_caption(" ".join(word.text for word in words))
        yield PrintedWord(words[0].x0, words[0].top, words[-1].x1, words[-1].bottom, text)


def _tesseract(pictures: Sequence["Image"], source: Source, options: Sequence[str]) -> str:
    """What tesseract reads in the pictures, a form feed after each."""
    program = require(["tesseract"], source.name, packages=_PACKAGES, purpose=_PURPOSE)
    _require_vietnamese(program, source)
    with TemporaryDirectory(prefix="dondoc-") as folder:
        path = Path(folder) / "pages.tif"
        pictures[0].save(path, save_all=True, append_images=list(pictures[1:]), dpi=(DPI, DPI))
        command = [program, str(path), "stdout", "--dpi", str(DPI), *options]
        return run_tool(command, source.name, seconds=_SECONDS).decode("utf-8", errors="replace")


def _require_vietnamese(program: str, source: Source) -> None:
    languages = run_tool([program, "--list-langs"], source.name, seconds=_SECONDS).decode("utf-8", errors="replace")
    if not re.search(r"^vie$", languages, re.MULTILINE):
        raise MissingTool(
            source.name,
            reason=f"cần dữ liệu tiếng Việt của tesseract để {_PURPOSE}, nhưng máy chủ chưa cài",
            remedy="Quản trị viên cài bằng lệnh: apt-get install tesseract-ocr-vie",
        )
