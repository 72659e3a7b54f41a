"""PDF files: ruled tables, rows and headers cut by pages, merged cells, open sides, tables without rules."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from documents.blocks.values import Paragraph
from documents.intake.errors import DocumentError, ProtectedDocument, TooLargeDocument
from documents.intake.limits import Limits, Source
from documents.opening import read_blocks
from tests.documents.builders import HEADER, a_row, read
from tests.documents.papers import Page, a_pdf

WIDTHS = (30.0, 220.0, 110.0, 110.0, 90.0, 100.0, 90.0)


def a_page(*rows: Sequence[str | None], header: Sequence[str] = HEADER, above: Sequence[str] = ()) -> Page:
    """A page with the given lines and under them a ruled table."""
    page = Page()
    for line in above:
        page.line(line)
    for row in (header, *rows) if header else rows:
        page.row(row, WIDTHS)
    page.close(WIDTHS)
    return page


def raised_behind(drawn: str, text: str, mark: str) -> str:
    """A smaller letter that stands higher right behind a text that is drawn already."""
    at = re.search(r"1 0 0 1 ([\d.]+) ([\d.]+) Tm", drawn)
    assert at
    x, y = float(at[1]) + sum(3.0 if letter == " " else 6.0 for letter in text), float(at[2]) + 3.5
    return f"BT /F 6 Tf 1 0 0 1 {x:.1f} {y:.1f} Tm <{ord(mark):04X}> Tj ET"


def test_wrapped_cells_are_put_together_word_by_word() -> None:
    long = "Xây dựng Đề án phát triển hạ tầng số dùng chung phục vụ chuyển đổi số của tỉnh"
    row = read(a_pdf(a_page(a_row(title=long, note="Quyết định số 05-QĐ/BCĐ")))).rows[0]

    assert (row.title, row.note) == (long, "Quyết định số 05-QĐ/BCĐ")


def test_a_date_too_long_for_its_column_is_one_date() -> None:
    page = Page()
    narrow = (30.0, 220.0, 110.0, 110.0, 90.0, 62.0, 90.0)
    for row in (HEADER, a_row(deadline="26/01/2026"), a_row("2", deadline="Trước 15/7/2026")):
        page.row(row, narrow)
    page.close(narrow)

    assert [row.deadline for row in read(a_pdf(page)).rows] == ["26/01/2026", "Trước 15/7/2026"]


def test_a_deadline_merged_downwards_counts_for_every_row_it_covers() -> None:
    second = (*a_row("2")[:5], None, "")

    assert [row.deadline for row in read(a_pdf(a_page(a_row("1"), second))).rows] == ["Quý I/2026", "Quý I/2026"]


def test_a_section_over_all_columns_heads_its_rows() -> None:
    page = Page()
    page.row(HEADER, WIDTHS)
    page.span("II", "NHÓM NHIỆM VỤ VỀ HẠ TẦNG", WIDTHS)
    page.row(a_row("3"), WIDTHS)
    page.close(WIDTHS)

    row = read(a_pdf(page)).rows[0]
    assert (row.section_number, row.section_title, row.number) == ("II", "NHÓM NHIỆM VỤ VỀ HẠ TẦNG", "3")


@pytest.mark.parametrize("header", [HEADER, ()], ids=["header repeated", "header not repeated"])
def test_a_row_cut_by_a_page_is_one_task(header: Sequence[str]) -> None:
    first = a_page(a_row("1", title="Xây dựng nền tảng", note="Quyết định số 05-"))
    rest = a_page(("", "dữ liệu dùng chung", "", "", "", "", "QĐ/BCĐ"), a_row("2"), header=header, above=["2"])
    rows = read(a_pdf(first, rest)).rows

    assert [(row.number, row.title) for row in rows] == [
        ("1", "Xây dựng nền tảng dữ liệu dùng chung"),
        ("2", "Xây dựng Đề án"),
    ]
    assert rows[0].note == "Quyết định số 05-QĐ/BCĐ"


@pytest.mark.parametrize("header", [HEADER, ()], ids=["header repeated", "header not repeated"])
def test_a_row_that_no_rule_closes_at_the_end_of_a_page_is_no_row_less(header: Sequence[str]) -> None:
    open_below = Page()
    for cells in (HEADER, a_row("1"), a_row("2", title="Xây dựng nền tảng")):
        open_below.row(cells, WIDTHS)
    rest = a_page(("", "dữ liệu dùng chung", "", "", "", "", ""), a_row("3"), header=header)

    assert [(row.number, row.title) for row in read(a_pdf(open_below, rest)).rows] == [
        ("1", "Xây dựng Đề án"),
        ("2", "Xây dựng nền tảng dữ liệu dùng chung"),
        ("3", "Xây dựng Đề án"),
    ]


def test_a_header_cut_by_a_page_is_still_a_header() -> None:
    upper = ("TT", "Nhiệm vụ", "Cơ quan", "Cơ quan phối", "Kết quả,", "Thời gian", "Ghi")
    lower = ("", "", "chủ trì", "hợp", "sản phẩm", "hoàn thành", "chú")
    rows = read(a_pdf(a_page(header=upper), a_page(a_row("1"), header=lower))).rows

    assert [(row.lead, row.product, row.deadline) for row in rows] == [("Sở Nội vụ", "Đề án", "Quý I/2026")]


def test_a_merged_deadline_that_a_page_cuts_reaches_the_rows_on_the_next_page() -> None:
    first = a_page(a_row("1"), (*a_row("2")[:5], None, ""))
    second = a_page((*a_row("3")[:5], "", ""), (*a_row("4")[:5], None, ""))

    assert [row.deadline for row in read(a_pdf(first, second)).rows] == ["Quý I/2026"] * 4


def test_rules_drawn_as_thin_bars_are_rules() -> None:
    page = Page(as_bars=True)
    for row in (HEADER, a_row("1"), (*a_row("2")[:5], None, "")):
        page.row(row, WIDTHS)
    page.close(WIDTHS)

    assert [row.deadline for row in read(a_pdf(page)).rows] == ["Quý I/2026", "Quý I/2026"]


def test_the_appendix_above_each_table_is_its_own() -> None:
    pages = [a_page(a_row(), above=[f"Phụ lục {number}", "DANH MỤC NHIỆM VỤ"]) for number in ("I", "II")]

    assert [row.appendix for row in read(a_pdf(*pages)).rows] == ["I", "II"]


def test_a_table_without_its_outer_rules_keeps_its_outer_columns() -> None:
    page = Page()
    for row in (HEADER, a_row("1"), a_row("2")):
        page.row(row, WIDTHS)
    page.close(WIDTHS)
    left, right = f"{40.0:.1f} ", f"{40 + sum(WIDTHS):.1f} "
    page.drawn = [
        line
        for line in page.drawn
        if not (line.endswith(" S") and line.split()[0] == line.split()[3] and line.startswith((left, right)))
    ]

    assert [(row.number, row.title) for row in read(a_pdf(page)).rows] == [
        ("1", "Xây dựng Đề án"),
        ("2", "Xây dựng Đề án"),
    ]


def test_a_table_without_any_rule_is_read_by_its_columns() -> None:
    page = Page()
    long = "Triển khai nền tảng số dùng chung của ngành, lĩnh vực trên địa bàn tỉnh theo danh mục đã ban hành"
    for row in (HEADER, a_row("1.", title=long), a_row("2.", deadline="Trước ngày 15/7/2026"), a_row("3.")):
        page.row(row, WIDTHS, ruled=False)

    rows = read(a_pdf(page)).rows
    assert [row.number for row in rows] == ["1", "2", "3"]
    assert (rows[0].title, rows[1].deadline) == (long, "Trước ngày 15/7/2026")


def test_a_line_that_stands_apart_has_a_blank_line_above_it() -> None:
    page = Page()
    for line in ("KẾ HOẠCH", "Thực hiện nhiệm vụ", "năm 2026"):
        page.line(line)
    page.y += 20
    page.line("Các sở triển khai kế hoạch này.")

    blocks = list(read_blocks(Source("x.pdf", a_pdf(page)), Limits()))
    assert blocks[2:] == [Paragraph("năm 2026", 3), Paragraph("", 4), Paragraph("Các sở triển khai kế hoạch này.", 5)]


def test_running_text_is_no_table() -> None:
    page = Page()
    for line in ("KẾ HOẠCH", "Căn cứ Nghị quyết số 57-NQ/TW, Ủy ban nhân dân tỉnh giao các sở chủ trì thực hiện."):
        page.line(line)

    assert read(a_pdf(page)).rows == ()


def test_progress_counts_the_pages() -> None:
    steps: list[tuple[int, int]] = []
    source = Source("x.pdf", a_pdf(a_page(a_row("1")), a_page(a_row("2")), a_page(a_row("3"))))

    list(read_blocks(source, Limits(), lambda done, total: steps.append((done, total))))
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_a_file_of_too_many_pages_is_refused() -> None:
    source = Source("x.pdf", a_pdf(a_page(a_row("1")), a_page(a_row("2"))))

    with pytest.raises(TooLargeDocument, match="2 trang"):
        list(read_blocks(source, Limits(pages=1)))


def test_a_damaged_file_is_refused() -> None:
    with pytest.raises(DocumentError, match="bị hỏng"):
        read(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")


def test_a_file_under_a_password_is_refused() -> None:
    encrypted = a_pdf(a_page(a_row())).replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
        b"/O <" + b"11" * 32 + b"> /U <" + b"22" * 32 + b"> >>",
    )

    with pytest.raises(ProtectedDocument, match="mật khẩu"):
        read(encrypted)


@pytest.mark.parametrize("name", ["plan", "plan_vm", "plan_nb"])
def test_the_plan_of_2026_is_read_as_a_careful_official_reads_it(shared: Path, name: str) -> None:
    from tests.documents.scoring import wrong_rows

    folder = shared / "documents"
    assert wrong_rows(folder / f"{name}.pdf", folder / f"{name}.tasks.jsonl") == []


def test_a_raised_mark_of_a_footnote_is_no_part_of_its_cell() -> None:
    page = a_page(a_row(deadline="Tháng 5"), a_row("2", note="500 m"))
    (tail,) = [piece for piece in page.drawn if "00540068" in piece and "0035>" in piece]
    page.drawn.append(raised_behind(tail, "Tháng 5", "4"))
    (unit,) = [piece for piece in page.drawn if "006D>" in piece and "003500300030" in piece]
    page.drawn.append(raised_behind(unit, "500 m", "2"))

    rows = read(a_pdf(page)).rows

    assert [(row.deadline, row.note) for row in rows] == [("Tháng 5", ""), ("Quý I/2026", "500 m2")]


def test_a_table_inside_a_cell_is_text_of_that_cell() -> None:
    page = a_page(
        a_row(title="Trồng mới, tái canh cây cà phê tại những vùng đã quy hoạch " * 3, deadline="Tháng 8/2026"),
        a_row("2"),
    )
    top, left = 80.0, 90.0
    for x in (left, left + 50, left + 100):
        page.rule(x, top, x, top + 24)
    for y in (top, top + 12, top + 24):
        page.rule(left, y, left + 100, y)

    assert [row.number for row in read(a_pdf(page)).rows] == ["1", "2"]
