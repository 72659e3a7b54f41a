"""Tables that hold no tasks are left out, each with its reason; none disappears unsaid."""

from collections.abc import Sequence

import pytest

from documents.tables.left_out import AGENDA, FORM, NO_COLUMNS, PROJECTS, SUBJECTS
from tests.documents.builders import a_row, a_table, plan_of, rows_of


def reasons_of(table: Sequence[Sequence[str]], *before: str) -> list[str]:
    plan = plan_of(a_table(a_row("1")), *before, a_table(*table, header=()))
    assert [row.number for row in plan.rows] == ["1"]
    return [doubt.reason.rpartition(": ")[2] for doubt in plan.doubts]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (
            (
                ("Thời gian", "Nội dung", "Người thực hiện"),
                ("8h00 - 8h30", "Đón tiếp đại biểu", "Văn phòng"),
                ("8:30", "Khai mạc", "Chủ tịch"),
            ),
            AGENDA,
        ),
        (
            (
                ("TT", "Tên dự án", "Địa điểm", "Quy mô", "Cơ quan đầu mối; nhà đầu tư"),
                ("1", "Nhà máy phốt pho", "KCN Tằng Loỏng", "60.000 tấn/năm", "Sở Công Thương"),
            ),
            PROJECTS,
        ),
        (
            (
                ("TT", "Tên dự án", "Chủ đầu tư", "Tổng mức đầu tư", "Thời gian thực hiện"),
                ("1", "Đường tỉnh 845", "Ban Quản lý dự án", "1.200", "2026 - 2028"),
            ),
            PROJECTS,
        ),
        (
            (
                ("TT", "Tên doanh nghiệp", "Địa chỉ", "Nội dung thanh tra", "Thời gian thanh tra", "Đơn vị chủ trì"),
                ("1", "Công ty TNHH A", "Phường Mỹ Tho", "Chấp hành pháp luật thuế", "Quý II/2026", "Thuế tỉnh"),
            ),
            SUBJECTS,
        ),
        (
            (
                ("TT", "Đơn vị", "Tổng số nhiệm vụ", "Đúng hạn", "Quá hạn", "Tỷ lệ"),
                ("1", "Sở Nội vụ", "12", "10", "2", "83%"),
                ("2", "Sở Y tế", "7", "7", "0", "100%"),
            ),
            NO_COLUMNS,
        ),
        (
            (
                ("TT", "Tên nhiệm vụ", "Kết quả đạt được", "Tồn tại, hạn chế", "Nguyên nhân", "Kiến nghị", "Ghi chú"),
                ("1", "…", "…", "…", "…", "…", "…"),
            ),
            NO_COLUMNS,
        ),
    ],
    ids=["agenda", "projects", "investments", "inspected firms", "statistics", "report form"],
)  # fmt: skip
def test_a_table_of_something_else_gives_no_task_and_is_named(table: Sequence[Sequence[str]], reason: str) -> None:
    assert reasons_of(table) == [reason]


def test_an_empty_form_is_named_as_one() -> None:
    form = (("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"), ("1", "Nhiệm vụ A", "", ""), ("2", "Nhiệm vụ B", "", ""))

    assert reasons_of(form, "Mẫu số 02") == [FORM]


@pytest.mark.parametrize(
    "deadline",
    [
        "Trước 17h00 ngày 15/3/2026",
        "Trước 10h ngày 20/3/2026",
        "Trước 15 giờ thứ Sáu hằng tuần",
        "16h00 ngày 23/01/2026",
    ],
)
def test_a_deadline_that_begins_with_a_clock_is_a_deadline(deadline: str) -> None:
    header = ("TT", "Nội dung", "Đơn vị chủ trì", "Thời hạn")

    assert [row.deadline for row in rows_of(a_table(("1", "Báo cáo", "Sở Y tế", deadline), header=header))] == [
        deadline
    ]


def test_the_doubt_names_the_table_by_its_labels_and_its_appendix() -> None:
    projects = a_table(
        ("1", "Nhà máy phốt pho", "KCN Tằng Loỏng", "Sở Công Thương"),
        header=("TT", "Tên dự án", "Địa điểm", "Cơ quan đầu mối"),
    )
    plan = plan_of(a_table(a_row("1")), "PHỤ LỤC II: DANH MỤC DỰ ÁN", projects)

    assert [doubt.reason for doubt in plan.doubts] == [
        "Không lấy bảng “TT | Tên dự án | Địa điểm | Cơ quan đầu mối” ở Phụ lục II vào danh sách nhiệm vụ: " + PROJECTS
    ]


def test_the_next_page_of_a_table_that_was_left_out_is_left_out_too() -> None:
    labels = ("TT", "Tên dự án", "Địa điểm", "Quy mô", "Nguồn vốn", "Chủ đầu tư", "Thời gian thực hiện")
    first = a_table(("1", "Đường A", "Xã X", "5 km", "NSTW", "BQL", "2026"), header=labels, page=2)
    second = a_table(("2", "Đường B", "Xã Y", "3 km", "NSTW", "BQL", "2027"), header=(), page=3)

    assert [row.title for row in rows_of(a_table(a_row("1", title="Lập đề án"), page=1), first, second)] == [
        "Lập đề án"
    ]


def test_a_letterhead_and_a_frame_are_not_missed() -> None:
    letterhead = a_table(("Số: 5/KH-UBND", "Đồng Tháp, ngày 05 tháng 01 năm 2026"),
                         header=("ỦY BAN NHÂN DÂN TỈNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))  # fmt: skip

    assert plan_of(letterhead, a_table(a_row("1")), a_table(("Khung",), header=())).doubts == ()
