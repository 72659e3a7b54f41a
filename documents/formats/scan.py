"""Scanned pages: a ruled table is cut into its cells, each cell and all other text is read by tesseract.

Rows come from the rules, never from the numbers: a lone "1." is what an OCR loses first.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from documents.blocks.marks import Rank, read_mark
from documents.blocks.values import Block, Paragraph, Table, TableRow
from documents.intake.archive import damaged_document
from documents.intake.errors import TooLargeDocument
from documents.intake.limits import Limits, Progress, Source, no_progress
from documents.layout.glyphs import ONES, QUARTER, leading_ones, mended_caption
from documents.layout.grid import Grid
from documents.layout.raster import cells_between, find_rules, to_ink, without_rules
from documents.layout.ruling import frame_of
from documents.layout.words import Box, PrintedWord, printed_lines
from documents.recognition.leptonica import to_even_paper, to_level
from documents.recognition.spelling import mended_marks
from documents.recognition.tesseract import DPI, read_texts, read_words, tesseract_for

if TYPE_CHECKING:
    from PIL.Image import Image

A4_DOTS = 3_508
"""The long side of an A4 page at that resolution."""

MOST_DOTS = 120_000_000
# The long side of a page that need not be enlarged, as part of an A4 page's.
_LARGE_ENOUGH = 0.9
_SMALLEST_CELL = 8
_PAPER = 255
_SMOOTH = 3  # PIL.Image.Resampling.BICUBIC
# In inches: a row's number takes no more room; and what may stand in it.
_NARROW = 0.6
_NUMERALS = "0123456789IVX."


def read_blocks(source: Source, limits: Limits, progress: Progress = no_progress) -> Iterator[Block]:
    """The blocks of a picture; a TIFF may hold several pages."""
    picture, frames = _opened(source)
    tesseract_for(source.name)
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
    scale = A4_DOTS / max(gray.size)
    if scale * _LARGE_ENOUGH <= 1:
        return gray
    return gray.resize((max(1, round(gray.width * scale)), max(1, round(gray.height * scale))), _SMOOTH)


def page_blocks(picture: "Image", page: int, source: Source) -> list[Block]:
    """The paragraphs and tables of one scanned page at about 300 dots an inch."""
    picture = to_level(to_even_paper(picture, source.name), source.name)
    rules = find_rules(to_ink(picture), DPI)
    clean = without_rules(picture, rules, DPI)
    tables = [cells for cells in cells_between(rules, DPI) if len(cells) > 1]
    frames = [frame_of(cells) for cells in tables]
    parts: list[tuple[float, Block]] = []
    for cells, frame in zip(tables, frames, strict=True):
        parts.append((frame.top, Table(tuple(_rows(clean, cells, source)), page, merges_known=True, scanned=True)))
    parts += [(line.top, Paragraph(line.text)) for line in _lines_outside(clean, frames, source)]
    return [block for _, block in sorted(parts, key=lambda part: part[0])]


def _rows(clean: "Image", cells: Sequence[Box], source: Source) -> list[TableRow]:
    """The table's rows; each cell is read by itself, so that no line runs on into its neighbour."""
    pictures = [_cut(clean, cell) for cell in cells]
    numbers = _numbers(cells, pictures)
    texts = _read_cells(pictures, source, [place for place in range(len(cells)) if place not in numbers])
    texts |= _read_quarters(pictures, source, texts)
    texts = {place: mended_marks(text) for place, text in texts.items()}
    down = sorted(numbers, key=lambda place: cells[place].top)
    texts |= _counted(_read_numbers(pictures, source, down))
    # A cell's text travels through the grid as one word in the cell's middle, its lines kept.
    words = [_placed(cells[place], text) for place, text in texts.items() if text]
    return Grid(cells, DPI / 25, clean.size).rows(words)


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


def _numbers(cells: Sequence[Box], pictures: Sequence["Image"]) -> set[int]:
    """The places of the row numbers: below the header in a first column where nothing longer than a number stands."""
    frame = frame_of(cells)
    below = [
        place
        for place, cell in enumerate(cells)
        if cell.x0 - frame.x0 < DPI / 10 and cell.top - frame.top > DPI / 10 and cell.x1 < frame.x1
    ]
    return set(below) if all(_is_small(pictures[place]) for place in below) else set()


def _is_small(picture: "Image") -> bool:
    ink = to_ink(picture).getbbox() if _has_ink(picture) else None
    return not ink or (ink[2] - ink[0] < DPI * _NARROW and ink[3] - ink[1] < DPI * _NARROW)


def _read_numbers(pictures: Sequence["Image"], source: Source, places: Sequence[int]) -> dict[int, str]:
    """The row numbers in the pictures. The Vietnamese model doesn't know lone numerals; the English one does."""
    texts = _read_cells(pictures, source, places, "eng", ["-c", f"tessedit_char_whitelist={_NUMERALS}"])
    return {place: _as_drawn(text, pictures[place]) for place, text in texts.items()}


def _as_drawn(number: str, picture: "Image", word: Box | None = None) -> str:
    """The number with the ones it begins with as the picture has them: "I" or "1"."""
    found = ONES.match(number)
    ones = leading_ones(picture, word) if found else 0
    if not found or not ones:
        return number
    rest = number[found.end() :]
    return "I" * ones + ("/" if rest[:1].isdigit() else "") + rest


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
    places = [place for place, text in texts.items() if QUARTER.search(text)]
    mended = {place: texts[place] for place in places}
    before = ""
    if not places:
        return mended
    for number, word in read_words([pictures[place] for place in places], source.name, "6"):
        if before.casefold() == "quý":
            drawn = _as_drawn(word.text, pictures[places[number]], word)
            mended[places[number]] = mended[places[number]].replace(f"{before} {word.text}", f"{before} {drawn}")
        before = word.text
    return mended


def _read_cells(
    pictures: Sequence["Image"],
    source: Source,
    places: Sequence[int],
    language: str = "vie",
    options: Sequence[str] = (),
) -> dict[int, str]:
    """The text of the pictures at the places, all read in one run: starting tesseract takes longer than a cell."""
    filled = [place for place in places if _has_ink(pictures[place])]
    texts = read_texts([pictures[place] for place in filled], source.name, language, options)
    return dict(zip(filled, texts, strict=False))


def _has_ink(picture: "Image") -> bool:
    """Whether there is more on the paper than a speck."""
    return sum(picture.histogram()[:128]) > DPI / 15


def _lines_outside(clean: "Image", frames: Sequence[Box], source: Source) -> Iterator[PrintedWord]:
    """The lines of text outside the tables, with their places."""
    from PIL import ImageDraw

    rest = clean.copy()
    for frame in frames:
        ImageDraw.Draw(rest).rectangle((frame.x0, frame.top, frame.x1, frame.bottom), fill=_PAPER)
    if not _has_ink(rest):
        return
    words = (word for _, word in read_words([rest], source.name, "4" if frames else "3"))
    for line in printed_lines(words):
        text = mended_caption(mended_marks(" ".join(word.text for word in line)))
        yield PrintedWord(line[0].x0, line[0].top, line[-1].x1, line[-1].bottom, text)
