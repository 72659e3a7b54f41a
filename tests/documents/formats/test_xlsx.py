"""Excel sheets: tracking tables with the usual headers, merged cells, dates, hostile ranges."""

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from documents.intake.errors import DocumentError, HostileDocument
from tests.documents.builders import HEADER, a_row, read


def a_book(*rows: Sequence[object], edit: Callable[[Any], None] | None = None) -> bytes:
    """A workbook of one sheet; `edit` gets the sheet before it is saved."""
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(list(row))
    if edit:
        edit(sheet)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_tracking_sheet_is_read_row_by_row() -> None:
    rows = read(a_book(HEADER, a_row("1"), a_row("2", deadline="Tháng 3"))).rows

    assert [(row.number, row.deadline) for row in rows] == [("1", "Quý I/2026"), ("2", "Tháng 3")]


def test_titles_above_the_header_are_passed_over_and_name_the_appendix() -> None:
    rows = read(a_book(["PHỤ LỤC II"], ["DANH MỤC NHIỆM VỤ NĂM 2026"], HEADER, a_row())).rows

    assert [row.appendix for row in rows] == ["II"]


def test_numbers_and_dates_of_excel_are_read_as_they_are_printed() -> None:
    row = read(a_book(HEADER, (3.0, "Lập báo cáo", "Sở Y tế", None, None, date(2026, 7, 15)))).rows[0]

    assert (row.number, row.deadline) == ("3", "15/07/2026")


def test_a_deadline_merged_downwards_counts_for_every_row_it_covers() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("F2:F3")

    rows = read(a_book(HEADER, a_row("1"), a_row("2", deadline=""), edit=merge)).rows

    assert [row.deadline for row in rows] == ["Quý I/2026", "Quý I/2026"]
    assert rows[1].inherited == ("deadline",)


def test_a_section_merged_over_the_columns_heads_its_rows() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("B2:G2")

    rows = read(a_book(HEADER, ("I", "NHIỆM VỤ CHUNG"), a_row(), edit=merge)).rows

    assert [(row.section_number, row.section_title) for row in rows] == [("I", "NHIỆM VỤ CHUNG")]


def test_a_hidden_sheet_is_left_out() -> None:
    def hide(sheet: Any) -> None:
        other = sheet.parent.create_sheet("ẩn")
        for row in (HEADER, a_row("9")):
            other.append(row)
        other.sheet_state = "hidden"

    assert [row.number for row in read(a_book(HEADER, a_row("1"), edit=hide)).rows] == ["1"]


def test_a_range_merged_over_a_million_rows_takes_no_time_and_no_memory() -> None:
    def merge(sheet: Any) -> None:
        sheet.merged_cells.add("H5:XFD1048576")

    assert len(read(a_book(HEADER, a_row(), edit=merge)).rows) == 1


def test_a_cell_far_below_the_table_does_not_stretch_it() -> None:
    def stray(sheet: Any) -> None:
        sheet["A900000"] = "lạc"

    assert len(read(a_book(HEADER, a_row(), edit=stray)).rows) == 1


def test_a_sheet_with_an_entity_is_refused() -> None:
    import zipfile

    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(a_book(HEADER, a_row()))) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + data
            new.writestr(name, data)

    with pytest.raises(HostileDocument, match="thực thể"):
        read(buffer.getvalue())


def test_a_broken_workbook_is_refused() -> None:
    data = a_book(HEADER, a_row())

    with pytest.raises(DocumentError, match="bị hỏng"):
        read(data[: len(data) // 2])


def test_a_letterhead_in_the_sheet_is_read_as_one() -> None:
    plan = read(
        a_book(
            ["UBND TỈNH LÂM ĐỒNG", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["SỞ Y TẾ", None, None, "Độc lập - Tự do - Hạnh phúc"],
            ["Số: 58/KH-SYT", None, None, "Lâm Đồng, ngày 02 tháng 3 năm 2026"],
            ["KẾ HOẠCH"],
            ["Phòng, chống dịch bệnh năm 2026"],
            HEADER,
            a_row(),
        )
    )

    assert (plan.head.number, plan.head.issued_on, plan.head.issuer) == ("58/KH-SYT", date(2026, 3, 2), "Sở Y tế")
    assert [row.number for row in plan.rows] == ["1"]
