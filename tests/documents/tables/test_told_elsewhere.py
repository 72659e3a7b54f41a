"""Who leads and by when, said elsewhere than in a column of its own: above the table, in the task, beside a result."""

from dataclasses import replace

import pytest

from documents.tables.section_titles import LEAD_OF_SECTION
from documents.tables.shared_cells import split_result_and_term
from tests.documents.builders import a_table, rows_of
from workflow.plan import PrintedRow

BY_AGENCY = ("TT", "Nhiệm vụ", "Thời hạn", "Sản phẩm")


def columns_doubted(row: PrintedRow) -> list[str]:
    return [doubt.column for doubt in row.doubts]


@pytest.mark.parametrize("above", ["1. Sở Xây dựng", "- Sở Xây dựng:", "Nhiệm vụ giao Sở Xây dựng", "II. Sở Xây dựng"])
def test_the_agency_above_a_table_without_leads_leads_all_of_it_doubted(above: str) -> None:
    rows = rows_of(
        above, a_table(("1", "Lập quy hoạch", "Tháng 9", ""), ("2", "Rà soát", "Quý II", ""), header=BY_AGENCY)
    )

    assert [(row.lead, columns_doubted(row)) for row in rows] == [("Sở Xây dựng", ["lead"])] * 2
    assert rows[0].doubts[0].reason == LEAD_OF_SECTION.format(title="Sở Xây dựng")


@pytest.mark.parametrize("above", ["Sở Xây dựng", "1. Về xây dựng", "1. Sở Xây dựng báo cáo kết quả như sau:"])
def test_other_lines_above_a_table_charge_nobody(above: str) -> None:
    (row,) = rows_of(above, a_table(("1", "Lập quy hoạch", "Tháng 9", ""), header=BY_AGENCY))

    assert row.lead == ""


@pytest.mark.parametrize(("sheet", "lead"), [("Sở Y tế", "Sở Y tế"), ("Sheet1", ""), ("Báo cáo quý I", "")])
def test_a_sheet_named_by_an_agency_is_led_by_it(sheet: str, lead: str) -> None:
    table = replace(a_table(("1", "Lập quy hoạch", "Tháng 9", ""), header=BY_AGENCY), title=sheet)
    (row,) = rows_of(table)

    assert (row.lead, columns_doubted(row)) == (lead, ["lead"] if lead else [])


def test_beside_a_column_of_leads_the_agency_above_says_nothing() -> None:
    (row,) = rows_of("1. Sở Xây dựng", a_table(("1", "Lập quy hoạch", "", "", "", "Tháng 9", "")))

    assert row.lead == ""


@pytest.mark.parametrize(
    ("title", "lead", "cooperating"),
    [
        ("Giao Sở Tài chính tham mưu phân bổ vốn", "Sở Tài chính", ""),
        ("Sở Xây dựng chủ trì, phối hợp với Công an tỉnh kiểm tra điểm đen", "Sở Xây dựng", "Công an tỉnh"),
        ("Kiểm tra điểm đen", "", ""),
        ("Hội nghị tổng kết", "", ""),
    ],
)
def test_without_a_column_of_leads_the_task_may_say_who(title: str, lead: str, cooperating: str) -> None:
    (row,) = rows_of(a_table(("1", title, "Quý I/2026"), header=("TT", "Nội dung chỉ đạo", "Thời hạn")))

    assert (row.title, row.lead, row.cooperating) == (title, lead, cooperating)
    assert columns_doubted(row) == (["lead"] if lead else [])


@pytest.mark.parametrize(
    ("title", "deadline"),
    [
        ("Số hóa hồ sơ, hoàn thành trước ngày 30/6/2026", "trước ngày 30/6/2026"),
        ("Nâng cấp cổng, xong trong quý III/2026", "trong quý III/2026"),
        ("Dự thảo trước ngày 15/3/2026; trình trước ngày 30/3/2026", ""),
        ("Tổng kết công tác năm 2025", ""),
    ],
)
def test_without_a_column_of_deadlines_the_task_may_say_by_when(title: str, deadline: str) -> None:
    (row,) = rows_of(a_table(("1", title, "Sở Tư pháp"), header=("TT", "Nhiệm vụ", "Cơ quan chủ trì")))

    assert row.deadline == deadline
    assert columns_doubted(row) == (["deadline"] if deadline else [])


def test_a_column_that_stands_is_not_filled_from_the_task() -> None:
    (row,) = rows_of(a_table(("1", "Số hóa hồ sơ trước ngày 30/6/2026", "Sở Tư pháp", "", "", "", "")))

    assert row.deadline == ""


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Quyết định của UBND tỉnh; trước 30/6/2026", ("Quyết định của UBND tỉnh", "trước 30/6/2026")),
        ("Lớp tập huấn (Quý III/2026)", ("Lớp tập huấn", "Quý III/2026")),
        ("Quý III/2026/Sàn giao dịch", ("", "Quý III/2026/Sàn giao dịch")),
        ("Tháng 6/2026; Báo cáo", ("Báo cáo", "Tháng 6/2026")),
        ("Báo cáo hằng quý, trước ngày 15 tháng cuối quý", ("Báo cáo hằng quý", "trước ngày 15 tháng cuối quý")),
        ("Trước 30/6/2026, 31/12/2026", ("", "Trước 30/6/2026, 31/12/2026")),
        ("Đề án", ("", "Đề án")),
    ],
)
def test_result_and_term_of_one_cell_are_parted(text: str, parted: tuple[str, str]) -> None:
    assert split_result_and_term(text) == parted


def test_under_one_header_for_both_result_and_term_stand_in_their_columns() -> None:
    header = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Sản phẩm, thời gian hoàn thành")
    (row,) = rows_of(a_table(("1", "Lập quy chế", "Sở Nội vụ", "Quyết định; trước 30/6/2026"), header=header))

    assert (row.product, row.deadline) == ("Quyết định", "trước 30/6/2026")
    assert dict(row.printed)["deadline"] == "Quyết định; trước 30/6/2026"
