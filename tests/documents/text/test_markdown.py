"""Tables between bars, as chat programs and converters write them."""

import pytest

from documents.text import read_text
from documents.understanding import plan_from
from workflow.plan import PrintedRow

RULED = """PHỤ LỤC II
| TT | Tên nhiệm vụ | Cơ quan chủ trì | Thời gian hoàn thành |
|---|:---:|---|---|
| I. | Nhận thức |  |  |
| 1. | **Lập Đề án** | Bộ Nội vụ<br>Bộ Tài chính | 6/2025 |
| 2. | Trình A \\| B |  | Thường xuyên |
Nơi nhận:"""


def rows_of(text: str) -> tuple[PrintedRow, ...]:
    return plan_from(read_text(text)).rows


def test_each_line_is_a_row_and_each_bar_parts_cells() -> None:
    first, second = rows_of(RULED)

    assert (first.appendix, first.section_number, first.number) == ("II", "I", "1")
    assert (first.title, first.lead, first.deadline) == ("Lập Đề án", "Bộ Nội vụ Bộ Tài chính", "6/2025")
    assert (second.title, second.lead, second.source_line) == ("Trình A | B", "", 6)


def test_bars_without_a_rule_are_a_table_if_its_header_is_one_of_tasks() -> None:
    text = "\n".join(line for line in RULED.split("\n") if "---" not in line)

    assert [row.title for row in rows_of(text)] == ["Lập Đề án", "Trình A | B"]


def test_bars_only_between_the_cells_part_them_too() -> None:
    text = """STT | Công việc | Ai chủ trì | Bao giờ xong
1 | Sửa cầu | Sở Xây dựng | 30/6/2026
 | Sơn cầu | Sở Xây dựng |
2 | Khám bệnh | | 15/7/2026"""

    assert [(row.number, row.title, row.lead, row.deadline) for row in rows_of(text)] == [
        ("1", "Sửa cầu", "Sở Xây dựng", "30/6/2026"),
        ("1.1", "Sơn cầu", "Sở Xây dựng", "30/6/2026"),
        ("2", "Khám bệnh", "", "15/7/2026"),
    ]


@pytest.mark.parametrize("delimiter", [";", ","])
def test_values_between_commas_or_semicolons_are_cells(delimiter: str) -> None:
    lines = (
        ("KẾ HOẠCH",),
        ("STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời hạn"),
        ("1", '"Rà soát, \nlập; trình"', "Sở Y tế", '"Sở Tài chính; Sở Nội vụ, Công an tỉnh"', "30/6/2026"),
        ("2", "Lập đề án", "Sở Y tế", "", "Quý II"),
    )
    rows = rows_of("\n".join(delimiter.join(line) for line in lines))

    assert [(row.title, row.cooperating) for row in rows] == [
        ("Rà soát, lập; trình", "Sở Tài chính; Sở Nội vụ, Công an tỉnh"),
        ("Lập đề án", ""),
    ]


def test_a_letterhead_between_bars_is_no_table() -> None:
    assert rows_of("| ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\n| TỈNH | Độc lập |") == ()
