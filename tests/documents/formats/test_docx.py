"""Word documents: merged cells, tracked changes, automatic numbers, nested tables."""

from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.documents.builders import HEADER, a_docx, a_row, read, saved, xml


def test_a_plain_table_is_read_cell_by_cell() -> None:
    task = read(a_docx(a_row(number="1.", note="Quyết định số 05-QĐ/BCĐ"))).rows[0]

    assert (task.number, task.title, task.lead) == ("1", "Xây dựng Đề án", "Sở Nội vụ")
    assert (task.deadline, task.note) == ("Quý I/2026", "Quyết định số 05-QĐ/BCĐ")


def test_a_vertically_merged_deadline_counts_for_every_row_it_covers() -> None:
    def merge(document: Any) -> None:
        table = document.tables[0]
        table.cell(1, 5).merge(table.cell(3, 5))

    rows = read(a_docx(a_row("1"), a_row("2", deadline=""), a_row("3", deadline=""), edit=merge)).rows

    assert [row.deadline for row in rows] == ["Quý I/2026"] * 3
    assert [row.inherited for row in rows] == [(), ("deadline",), ("deadline",)]


def test_a_section_row_merged_over_all_columns_stands_once_and_heads_its_rows() -> None:
    def merge(document: Any) -> None:
        table = document.tables[0]
        table.cell(1, 1).merge(table.cell(1, 6))

    blank = ("II", "NHÓM NHIỆM VỤ VỀ DỮ LIỆU", "", "", "", "", "")
    rows = read(a_docx(blank, a_row("1"), edit=merge)).rows

    assert [(row.section_number, row.section_title) for row in rows] == [("II", "NHÓM NHIỆM VỤ VỀ DỮ LIỆU")]


def test_tracked_insertions_are_read_and_deletions_are_not() -> None:
    def track(document: Any) -> None:
        paragraph = document.tables[0].cell(1, 1).paragraphs[0]
        paragraph._p.append(xml('<w:ins w:id="1" w:author="a"><w:r><w:t> số hóa</w:t></w:r></w:ins>'))
        paragraph._p.append(xml('<w:del w:id="2" w:author="a"><w:r><w:delText> cũ</w:delText></w:r></w:del>'))

    assert read(a_docx(a_row(), edit=track)).rows[0].title == "Xây dựng Đề án số hóa"


def test_a_tick_of_a_symbol_font_marks_the_quarter() -> None:
    def tick(document: Any) -> None:
        document.tables[0].cell(1, 4).paragraphs[0]._p.append(
            xml('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>')
        )

    header = ("TT", "Nhiệm vụ", "Chủ trì", "Thời gian: Quý I", "Thời gian: Quý II")
    assert read(a_docx(("1", "Lập đề án", "Sở Y tế", "", ""), header=header, edit=tick)).rows[0].deadline == (
        "Thời gian: Quý II"
    )


def test_hidden_text_is_not_read() -> None:
    def hide(document: Any) -> None:
        paragraph = document.tables[0].cell(1, 1).paragraphs[0]
        for mark in ("vanish", "strike", "dstrike"):
            paragraph._p.append(xml(f"<w:r><w:rPr><w:{mark}/></w:rPr><w:t> ẩn</w:t></w:r>"))

    assert read(a_docx(a_row(), edit=hide)).rows[0].title == "Xây dựng Đề án"


@pytest.mark.parametrize(("raised", "title"), [("[1]", "Xây dựng Đề án"), ("th", "Xây dựng Đề ánth")])
def test_a_raised_mark_of_a_footnote_is_no_part_of_its_cell(raised: str, title: str) -> None:
    def mark(document: Any) -> None:
        paragraph = document.tables[0].cell(1, 1).paragraphs[0]
        look = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        paragraph._p.append(xml(f"<w:r>{look}<w:t>{raised}</w:t></w:r>"))

    assert read(a_docx(a_row(), edit=mark)).rows[0].title == title


def test_a_row_deleted_under_tracking_is_no_task() -> None:
    def delete(document: Any) -> None:
        row = document.tables[0].rows[1]._tr
        row.get_or_add_trPr().append(xml('<w:del w:id="3" w:author="a"/>'))

    assert [row.number for row in read(a_docx(a_row("1"), a_row("2"), edit=delete)).rows] == ["2"]


def test_automatic_row_numbers_are_counted() -> None:
    def number(document: Any) -> None:
        for row in document.tables[0].rows[1:]:
            row.cells[0].paragraphs[0].style = document.styles["List Number"]

    rows = read(a_docx(a_row(""), a_row(""), a_row(""), edit=number)).rows

    assert [row.number for row in rows] == ["1", "2", "3"]


def test_a_content_control_around_cells_and_rows_is_looked_through() -> None:
    def wrap(document: Any) -> None:
        table = document.tables[0]._tbl
        row = document.tables[0].rows[1]._tr
        control = xml("<w:sdt><w:sdtContent/></w:sdt>")
        table.replace(row, control)
        control[0].append(row)

    assert read(a_docx(a_row(), edit=wrap)).rows[0].title == "Xây dựng Đề án"


def test_a_task_table_inside_a_layout_table_is_found() -> None:
    document = Document()
    frame = document.add_table(rows=1, cols=1)
    inner = frame.cell(0, 0).add_table(rows=2, cols=7)
    for line, texts in enumerate((HEADER, a_row("4"))):
        for column, text in enumerate(texts):
            inner.cell(line, column).text = text

    assert [row.number for row in read(saved(document)).rows] == ["4"]


def test_a_small_table_inside_a_cell_is_part_of_the_cell() -> None:
    def nest(document: Any) -> None:
        inner = document.tables[0].cell(1, 4).add_table(rows=1, cols=2)
        inner.cell(0, 0).text = "Báo cáo"
        inner.cell(0, 1).text = "quý"

    assert read(a_docx(a_row(product="Gồm:"), edit=nest)).rows[0].product == "Gồm: Báo cáo quý"


@pytest.mark.parametrize("name", ["plan", "plan_vm", "plan_nb"])
def test_the_plan_of_2026_is_read_as_a_careful_official_reads_it(shared: Path, name: str) -> None:
    from tests.documents.scoring import wrong_rows

    folder = shared / "documents"
    assert wrong_rows(folder / f"{name}.docx", folder / f"{name}.tasks.jsonl") == []
