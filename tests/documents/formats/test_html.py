"""HTML pages: spans, layout tables, encodings, web archives."""

import unicodedata
from pathlib import Path

import pytest

from documents.blocks.values import Paragraph
from documents.intake.errors import UnreadableDocument
from documents.intake.limits import Limits, Source
from documents.opening import read_blocks
from tests.documents.builders import HEADER, a_row, read


def a_page(rows: str, *, before: str = "", header: str = "") -> bytes:
    """A page with one task table; `rows` are its `tr` elements."""
    head = header or "<tr>" + "".join(f"<th>{label}</th>" for label in HEADER) + "</tr>"
    return f"<html><head><meta charset=utf-8></head><body>{before}<table>{head}{rows}</table></body></html>".encode()


def a_line(*texts: str) -> str:
    return "<tr>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>"


def test_a_deadline_over_three_rows_counts_for_each() -> None:
    first = a_line(*a_row("1")).replace("<td>Quý I/2026", "<td rowspan=3>Quý I/2026")
    others = "".join(a_line(number, "Việc", "Sở Y tế", "", "", "") for number in ("2", "3"))

    assert [row.deadline for row in read(a_page(first + others)).rows] == ["Quý I/2026"] * 3


def test_a_section_over_all_columns_heads_the_rows_below() -> None:
    section = "<tr><td>I</td><td colspan=6>NHÓM NHIỆM VỤ CHUNG</td></tr>"

    assert read(a_page(section + a_line(*a_row()))).rows[0].section_title == "NHÓM NHIỆM VỤ CHUNG"


def test_a_header_of_two_lines_with_spans_both_ways_names_the_columns() -> None:
    header = (
        "<tr><th rowspan=2>STT</th><th rowspan=2>Nội dung</th><th colspan=2>Cơ quan thực hiện</th>"
        "<th rowspan=2>Thời gian</th></tr><tr><th>Chủ trì</th><th>Phối hợp</th></tr>"
    )
    row = read(a_page(a_line("1", "Lập kế hoạch", "Sở Y tế", "Công an tỉnh", "Tháng 3"), header=header)).rows[0]

    assert (row.lead, row.cooperating, row.deadline) == ("Sở Y tế", "Công an tỉnh", "Tháng 3")


def test_paragraphs_and_breaks_in_a_cell_become_blanks() -> None:
    row = a_line("1", "<p class=MsoNormal>Xây dựng<br>\n Đề\nán</p><p>chung</p>", "Sở Y tế", "", "", "", "")

    assert read(a_page(row)).rows[0].title == "Xây dựng Đề án chung"


def test_scripts_comments_and_hidden_elements_are_not_read() -> None:
    title = "Lập<script>alert(1)</script><!-- bí mật --><span style='display:none'>ẩn</span> kế hoạch"

    assert read(a_page(a_line("1", title, "Sở Y tế", "", "", "", ""))).rows[0].title == "Lập kế hoạch"


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        ("Lập đề án<sup>1</sup>", "Lập đề án"),
        ("Lập đề án<sup><a href='#_ftn2'>[2]</a></sup> số", "Lập đề án số"),
        ("Xây 500 m<sup>2</sup> nhà", "Xây 500 m2 nhà"),
        ("Trồng 3 km<sup>2</sup> rừng", "Trồng 3 km2 rừng"),
    ],
)
def test_marks_of_footnotes_are_no_part_of_a_cell_and_exponents_are(title: str, read_as: str) -> None:
    assert read(a_page(a_line("1", title, "Sở Y tế", "", "", "", ""))).rows[0].title == read_as


@pytest.mark.parametrize(
    "struck",
    ["<s>Quý I/2026</s>", "<strike>Quý I/2026</strike>", "<span style='text-decoration: line-through'>Quý I</span>"],
)
def test_what_is_struck_through_no_longer_holds(struck: str) -> None:
    page = a_page(a_line("1", "Lập kế hoạch", "Sở Y tế", "", "", f"{struck} Quý II/2026", ""))

    assert read(page).rows[0].deadline == "Quý II/2026"


def test_a_task_table_inside_a_sites_layout_is_found() -> None:
    inner = a_page(a_line(*a_row("7"))).decode()
    page = f"<html><body><table><tr><td>Trang chủ</td><td>{inner}</td></tr></table></body></html>".encode()

    assert [row.number for row in read(page).rows] == ["7"]


def test_an_appendix_is_named_by_the_paragraph_above_its_table() -> None:
    page = a_page(a_line(*a_row()), before="<p align=center><b>PHỤ LỤC 2</b></p><p>DANH MỤC NHIỆM VỤ</p>")

    assert read(page).rows[0].appendix == "2"


def with_loose_tones(text: str) -> str:
    """The text as Windows-1258 spells it: tone marks stand behind their letters."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = [unicodedata.normalize("NFD", letter) for letter in text]
    return "".join(
        unicodedata.normalize("NFC", letter.translate(dict.fromkeys(map(ord, tones))))
        + "".join(mark for mark in letter if mark in tones)
        for letter in letters
    )


def test_an_empty_paragraph_is_a_blank_line() -> None:
    page = "<html><body><p>KẾ HOẠCH</p><p>&nbsp;</p><p>Các sở triển khai.</p></body></html>".encode()

    texts = [block for block in read_blocks(Source("x.html", page), Limits()) if isinstance(block, Paragraph)]
    assert [block.text for block in texts] == ["KẾ HOẠCH", "", "Các sở triển khai."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1258"])
def test_a_page_is_read_in_the_encoding_it_is_written_in(encoding: str) -> None:
    page = a_page(a_line("1", "Triển khai nhiệm vụ", "Sở Y tế", "", "", "", "")).decode()
    declared = page.replace("charset=utf-8", f"charset={encoding}")
    data = (with_loose_tones(declared) if encoding == "cp1258" else declared).encode(encoding)

    assert read(data).rows[0].title == "Triển khai nhiệm vụ"


def test_a_web_archive_gives_the_page_inside_it() -> None:
    page = a_page(a_line(*a_row())).decode()
    archive = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=ranh\r\n\r\n--ranh\r\n"
        f"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{page}\r\n--ranh--\r\n"
    )

    assert read(archive.encode()).rows[0].title == "Xây dựng Đề án"


def test_a_page_nested_beyond_reason_is_read_or_refused_but_never_crashes() -> None:
    try:
        plan = read(b"<html><body>" + b"<div><table><tr><td>" * 50_000)
    except UnreadableDocument:
        return
    assert plan.rows == ()


def test_text_that_is_in_no_cell_stays_out_of_the_cells() -> None:
    row = a_line(*a_row("1")).replace("</td><td>Quý I/2026", "</td> lạc <form>vào đây</form><td>Quý I/2026")
    line = read(a_page(row + "lạc", header="<caption>Bảng 1</caption>" + a_line(*HEADER))).rows[0]

    assert (line.product, line.deadline, line.note) == a_row("1")[4:]


def test_a_table_inside_a_cell_is_read_into_its_lines() -> None:
    inner = "<table><tr><td>Lập</td><td>kế hoạch</td></tr><tr><td>chung</td></tr></table>"

    assert read(a_page(a_line("1", inner, "Sở Y tế", "", "", "", ""))).rows[0].title == "Lập kế hoạch chung"


def test_a_foot_that_stands_first_in_the_source_is_read_last() -> None:
    foot = f"<tfoot>{a_line(*a_row('2', title='Việc cuối'))}</tfoot>"
    rows = read(a_page(f"<tbody>{a_line(*a_row('1'))}</tbody>", header=f"<thead>{a_line(*HEADER)}</thead>{foot}")).rows

    assert [(row.number, row.title) for row in rows][1:] == [("2", "Việc cuối")]


@pytest.mark.parametrize("letter", ["\ue003", "&#xE003;", "&#57347"])
def test_private_letters_of_a_page_change_nothing(letter: str) -> None:
    row = a_line("1", f"Lập {letter}kế hoạch", f"{letter}Sở Y tế", "", "", "", "")

    assert (read(a_page(row)).rows[0].title, read(a_page(row)).rows[0].lead) == ("Lập kế hoạch", "Sở Y tế")


def test_spans_of_absurd_size_are_cut() -> None:
    row = "<tr><td colspan=999999 rowspan=999999>I</td></tr>" * 50

    assert read(a_page(row)).rows == ()


@pytest.mark.parametrize("name", ["plan", "plan_vm", "plan_nb"])
def test_the_plan_of_2026_is_read_as_a_careful_official_reads_it(shared: Path, name: str) -> None:
    from tests.documents.scoring import wrong_rows

    folder = shared / "documents"
    assert wrong_rows(folder / f"{name}.html", folder / f"{name}.tasks.jsonl") == []
