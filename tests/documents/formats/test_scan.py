"""Scans: pages without a text layer, pictures, a text layer that lost its letters; and no tesseract at hand."""

import random
import shutil
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from documents.blocks.values import Table
from documents.intake.errors import DocumentError, MissingTool
from documents.intake.limits import Limits, Source
from documents.intake.tools import require
from documents.layout.glyphs import leading_ones, mended_caption
from documents.layout.raster import cells_between, find_rules, to_ink
from documents.layout.words import Box
from documents.opening import read_blocks
from documents.recognition.leptonica import skew_of, to_even_paper, to_level
from tests.documents.builders import a_row, a_table, plan_of, read
from tests.documents.papers import Page, a_pdf
from tests.examples import examples

OCR = pytest.mark.skipif(
    shutil.which("tesseract") is None or not list(Path("/usr/share").glob("tesseract-ocr/*/tessdata/vie.traineddata")),
    reason="needs apt-get install tesseract-ocr tesseract-ocr-vie",
)


def pages_of(shared: Path, *numbers: int) -> list[Image.Image]:
    """Pages of the plan as a scanner sees them, at 300 dots an inch."""
    import pypdfium2

    document = pypdfium2.PdfDocument(shared / "documents" / "plan.pdf")
    return [document[number - 1].render(scale=300 / 72, grayscale=True).to_pil() for number in numbers]


def as_file(pictures: list[Image.Image], form: str) -> bytes:
    buffer = BytesIO()
    more = {"save_all": True, "append_images": pictures[1:]} if len(pictures) > 1 else {}
    pictures[0].save(buffer, form, **more)
    return buffer.getvalue()


def a_ruled_page(*, turned: float = 0.0) -> Image.Image:
    """A page with a table of two rows and three columns, and some dots of dirt."""
    from PIL import ImageDraw

    page = Image.new("L", (2400, 1600), 255)
    draw = ImageDraw.Draw(page)
    for x in (200, 700, 1500, 2200):
        draw.line((x, 300, x, 1100), fill=0, width=4)
    for y in (300, 700, 1100):
        draw.line((200, y, 2200, y), fill=0, width=4)
    draw.rectangle((1000, 1300, 1040, 1310), fill=0)
    return page.rotate(turned, fillcolor=255)


@OCR
@pytest.mark.parametrize("turned", [0.0, 0.6, -0.7, 1.5, -1.5])
def test_the_cells_of_a_ruled_page_are_found_even_when_it_lay_askew(turned: float) -> None:
    page = to_level(a_ruled_page(turned=turned), "trang.png")
    (cells,) = cells_between(find_rules(to_ink(page), 300), 300)

    assert len(cells) == 6
    assert all(abs(cell.x0 - wanted) < 30 for cell, wanted in zip(cells[::2], (200, 700, 1500), strict=True))


def test_a_page_without_rules_has_no_cells() -> None:
    assert cells_between(find_rules(to_ink(Image.new("L", (800, 600), 255)), 300), 300) == []


@OCR
def test_a_blank_page_is_not_turned() -> None:
    assert skew_of(Image.new("L", (800, 600), 255), "trang.png") == 0


@OCR
def test_gray_paper_becomes_white_and_ink_stays() -> None:
    page = Image.new("L", (600, 400), 185)
    page.paste(20, (280, 100, 300, 300))

    even = to_even_paper(page, "trang.png")
    assert even.crop((0, 0, 100, 100)).getextrema() == (255, 255)
    assert even.crop((285, 150, 295, 250)).histogram()[60:] == [0] * 196


def test_a_rule_that_leans_by_a_dot_now_and_then_is_still_found() -> None:
    page = Image.new("L", (1200, 200), 255)
    for start in range(0, 1200, 60):
        page.paste(0, (start, 100 + start // 600, start + 60, 101 + start // 600))

    assert {box.x1 - box.x0 for box in find_rules(to_ink(page), 300).level} >= {600}


def a_numeral(*strokes: int, flag: bool) -> Image.Image:
    """Upright strokes at the places; the first with a flag on its left, as a "1" has, or with none."""
    page = Image.new("L", (200, 100), 255)
    for x in strokes:
        page.paste(0, (x, 20, x + 8, 80))
    if flag:
        page.paste(0, (strokes[0] - 14, 20, strokes[0], 32))
    return page


@pytest.mark.parametrize("strokes", [(40,), (40, 80), (40, 80, 120)])
def test_ones_side_by_side_are_counted(strokes: tuple[int, ...]) -> None:
    assert leading_ones(a_numeral(*strokes, flag=False)) == len(strokes)


def test_an_i_is_told_from_a_one_by_its_shape() -> None:
    assert leading_ones(a_numeral(40, flag=True)) == 0
    assert leading_ones(a_numeral(40, 120, flag=False), Box(100, 18, 150, 82)) == 1


def test_an_empty_picture_holds_no_numeral() -> None:
    assert leading_ones(Image.new("L", (60, 40), 255)) == 0


@pytest.mark.parametrize(
    ("read_as", "is_really"),
    [("Phụ lục H", "Phụ lục II"), ("PHỤ LỤC Il", "PHỤ LỤC II"), ("Phụ lục 1", "Phụ lục 1"), ("Phụ lục", "Phụ lục")],
)
def test_an_appendix_misread_by_the_ocr_is_put_right(read_as: str, is_really: str) -> None:
    assert mended_caption(read_as) == is_really


def test_a_missing_program_is_named_with_its_debian_packages_and_what_an_official_may_do() -> None:
    with pytest.raises(MissingTool, match=r"dùng bản Word hoặc PDF có chữ.* gói tesseract-ocr tesseract-ocr-vie"):
        require(["khong-co-chuong-trinh-nay"], "a.pdf", packages="tesseract-ocr tesseract-ocr-vie", purpose="đọc ảnh")


def test_a_table_read_by_an_ocr_is_doubted_as_a_whole() -> None:
    table = a_table(a_row())
    plan = plan_of(Table(table.rows, 1, merges_known=True, scanned=True))

    assert "ảnh quét" in plan.doubts[0].reason


def test_a_picture_too_large_to_read_is_refused() -> None:
    buffer = BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")

    with pytest.raises(DocumentError, match=r"quá lớn|bị hỏng"):
        read(buffer.getvalue())


@pytest.mark.parametrize("seed", range(examples(0.2)))
def test_a_mutated_picture_is_refused_or_read(seed: int) -> None:
    dice = random.Random(seed)
    # A narrow strip: a page is enlarged to the length of an A4 page before it is read, whatever is on it.
    data = bytearray(as_file([Image.new("L", (120, 4), 255)] * 2, "TIFF"))
    for _ in range(6):
        data[dice.randrange(len(data))] = dice.randrange(256)

    with suppress(DocumentError):
        assert read(bytes(data)).rows == ()


def test_a_damaged_picture_is_refused() -> None:
    with pytest.raises(DocumentError, match="bị hỏng"):
        read(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)


@OCR
def test_a_scanned_page_gives_its_deadlines_exactly(shared: Path) -> None:
    plan = read(as_file(pages_of(shared, 1), "PDF"), "quet.pdf")

    assert [row.deadline for row in plan.rows] == [
        "Tháng 11/2026",
        "Sau khi UBND tỉnh giao đơn vị vận hành không gian khởi nghiệp và đổi mới sáng tạo",
        "Tháng 3/2026",
        "Tháng 01/2026",
        "Tháng 26/01/2026",
        "Quý I/2026",
    ]
    assert {row.appendix for row in plan.rows} == {"I"}


@OCR
def test_a_photographed_page_is_read_like_a_pdf(shared: Path) -> None:
    (page,) = pages_of(shared, 1)
    plan = read(as_file([page.rotate(0.6, fillcolor=255)], "JPEG"), "anh.jpg")

    assert [row.number for row in plan.rows] == ["1", "2", "3", "4", "5", "6"]


@OCR
@pytest.mark.parametrize("turned", [0.6, -1.5])
def test_a_real_scan_loses_nothing_that_is_on_the_page(shared: Path, turned: float) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(shared / "documents" / "more" / "s19-scan-straight.pdf")
    page = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    page = page.rotate(turned, resample=Image.Resampling.BICUBIC, fillcolor=255)
    first, second, third = read(as_file([page], "PNG"), "quet.png").rows

    assert [row.number for row in (first, second, third)] == ["1", "2", "3"]
    assert {row.section_number for row in (first, second, third)} == {"I"}
    assert first.cooperating == "Ban Tuyên giáo Trung ương; các bộ, ngành, địa phương; VTV, VOV, TTXVN"
    assert first.product == "Quyết định của Thủ tướng Chính phủ"
    assert [row.deadline for row in (first, second, third)] == ["6/2025", "Thường xuyên", "Thường xuyên"]


@OCR
def test_a_text_layer_without_vietnamese_letters_is_read_anew() -> None:
    page = Page()
    for _ in range(5):
        page.row(["1", "Cac so nganh dia phuong trien khai nhiem vu chuyen doi so nam"] * 2, [30.0, 300.0] * 2)
    page.close([30.0, 300.0] * 2)

    tables = [block for block in read_blocks(Source("x.pdf", a_pdf(page)), Limits()) if isinstance(block, Table)]
    assert [table.scanned for table in tables] == [True]
