"""Tables that hold no tasks are left out, each with its reason; none disappears unsaid."""

from collections.abc import Sequence

import pytest

from documents.tables.refused.left_out import AGENDA, FORM, NO_COLUMNS, PROJECTS, SUBJECTS
from documents.tables.refused.other_lists import CALENDAR, DOCUMENTS, HOUSEHOLDS, MONEY, PEOPLE, POINTS, PROCEDURES
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


@pytest.mark.parametrize(
    ("labels", "row", "reason"),
    [
        (("TT", "Họ và tên", "Chức vụ", "Đơn vị", "Nhiệm vụ"),
         ("1", "Nguyễn Văn A", "Giám đốc", "Sở Y tế", "Tổ trưởng"), PEOPLE),
        (("TT", "Họ và tên", "Ngày sinh", "Đơn vị", "Nội dung đào tạo", "Thời gian"),
         ("1", "Trần B", "01/01/1990", "Sở Y tế", "An toàn thông tin", "Tháng 6/2026"), PEOPLE),
        (("TT", "Thành phần", "Đơn vị", "Nhiệm vụ"), ("1", "Ông A", "Sở Y tế", "Phó Trưởng ban Thường trực"), PEOPLE),
        (("TT", "Họ và tên", "Ngày sinh", "Đơn vị thực hiện", "Nội dung học", "Thời gian"),
         ("1", "Trần B", "01/01/1990", "Sở Y tế", "Cao cấp", "2026"), PEOPLE),
        (("TT", "Họ tên chủ hộ", "Nội dung hỗ trợ", "Đơn vị hỗ trợ", "Thời gian"),
         ("1", "Lê C", "Xây nhà", "UBND xã A", "6/2026"), HOUSEHOLDS),
        (("TT", "Nội dung chi", "Đơn vị thực hiện", "Kinh phí", "Năm thực hiện"),
         ("1", "Mua máy tính", "Sở Y tế", "500", "2026"), MONEY),
        (("TT", "Nội dung", "ĐVT", "Số lượng", "Đơn giá", "Thành tiền", "Đơn vị thực hiện"),
         ("1", "Máy tính", "Cái", "5", "15", "75", "Sở Y tế"), MONEY),
        (("Thứ, ngày", "Buổi", "Nội dung", "Chủ trì", "Thành phần"),
         ("Thứ Hai 02/3/2026", "Sáng", "8h00: Họp giao ban", "Sở Y tế", "Các phòng"), CALENDAR),
        (("Thời gian", "Nội dung", "Chủ trì", "Thành phần", "Địa điểm"),
         ("8h00 ngày 02/3/2026", "Họp giao ban", "Sở Y tế", "Các phòng", "Phòng họp 1"), CALENDAR),
        (("TT", "Tên thủ tục hành chính", "Thời hạn giải quyết", "Phí, lệ phí", "Căn cứ pháp lý"),
         ("1", "Cấp giấy phép", "05 ngày làm việc", "Không", "Luật"), PROCEDURES),
        (("Bước thực hiện", "Nội dung công việc", "Đơn vị thực hiện", "Thời gian"),
         ("Bước 1", "Tiếp nhận hồ sơ", "Bộ phận Một cửa", "0,5 ngày"), PROCEDURES),
        (("TT", "Tên văn bản", "Số, ký hiệu", "Lý do hết hiệu lực", "Thời điểm hết hiệu lực"),
         ("1", "Quyết định", "12/2020/QĐ-UBND", "Được thay thế", "01/01/2026"), DOCUMENTS),
        (("TT", "Tiêu chí", "Nội dung", "Điểm tối đa", "Đơn vị thực hiện"),
         ("1", "Công khai", "Niêm yết", "5", "Sở Nội vụ"), POINTS),
        (("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"), ("1", "Nhiệm vụ A", "Sở A", "dd/mm/yyyy"), FORM),
        (("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"), ("1", "(Ghi rõ tên)", "(Ghi tên cơ quan)", "(Ghi ngày)"), FORM),
    ],
    ids=lambda value: " ".join(value[:5]) if isinstance(value, tuple) and value[0] in {"TT", "Thời gian"} else "",
)  # fmt: skip
def test_a_list_of_another_kind_gives_no_task_and_says_which(
    labels: Sequence[str], row: Sequence[str], reason: str
) -> None:
    assert reasons_of((labels, row)) == [reason]


@pytest.mark.parametrize(
    ("labels", "row"),
    [
        (("TT", "Nhiệm vụ", "Đơn vị thực hiện", "Thời gian", "Kinh phí"),
         ("1", "Tuyên truyền", "Sở Y tế", "Quý II/2026", "50")),
        (("TT", "Nội dung", "Cơ quan chủ trì", "Thời gian", "Kinh phí", "Nguồn vốn"),
         ("1", "Tập huấn", "Sở Y tế", "2026 - 2030", "100", "NSNN")),
        (("TT", "Nội dung", "Thời gian", "Địa điểm", "Thành phần", "Đơn vị chủ trì"),
         ("1", "Hội nghị", "Tháng 4/2026", "Hội trường", "Các xã", "Sở Y tế")),
        (("TT", "Tên thủ tục hành chính", "Cơ quan chủ trì", "Mã thủ tục", "Thời gian"),
         ("1", "Cấp phép", "Sở Xây dựng", "1.0123", "Quý III/2026")),
        (("TT", "Họ và tên", "Chức vụ", "Nhiệm vụ", "Thời hạn"),
         ("1", "Trần B", "Trưởng phòng", "Soạn kế hoạch", "15/3/2026")),
        (("TT", "Việc", "Ai làm", "Khi nào xong"), ("1", "Nhiệm vụ 1", "Sở Y tế", "30/6/2026")),
        (("TT", "Lớp đào tạo", "Đối tượng", "Thời gian", "Đơn vị chủ trì"),
         ("1", "Kỹ năng số", "Công chức xã", "Quý II/2026", "Sở Nội vụ")),
        (("TT", "Nội dung", "Đối tượng thụ hưởng", "Cơ quan thực hiện", "Thời gian"),
         ("1", "Hỗ trợ bò giống", "Hộ nghèo", "UBND xã A", "Quý II/2026")),
    ],
    ids=range(8),
)  # fmt: skip
def test_a_table_of_tasks_with_a_column_of_such_a_list_is_one_of_tasks(
    labels: Sequence[str], row: Sequence[str]
) -> None:
    assert len(rows_of(a_table(row, header=labels))) == 1


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


def test_money_under_its_heading_is_no_list_of_tasks() -> None:
    budget = (
        ("TT", "Nội dung", "Đơn vị thực hiện", "Kinh phí (triệu đồng)", "Nguồn"),
        ("1", "Mua vật tư", "Sở Nông nghiệp và Môi trường", "1.200", "Quỹ phòng, chống thiên tai"),
        ("2", "Diễn tập", "Bộ Chỉ huy Quân sự tỉnh", "300", "Ngân sách tỉnh"),
    )

    assert reasons_of(budget, "III. KINH PHÍ THỰC HIỆN") == [MONEY]


def test_figures_under_a_caption_inside_a_sheet_are_not_tasks_of_the_table_above() -> None:
    header = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn")
    figures = (
        ("Phụ lục II", "", "", "", ""),
        ("STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch năm 2026", "Cơ quan theo dõi"),
        ("1", "Tỷ lệ hồ sơ trực tuyến", "%", "80", "Văn phòng UBND tỉnh"),
    )

    rows = rows_of(a_table(("1", "Số hóa hồ sơ", "Sở Nội vụ", "Sở Tư pháp", "Quý I/2026"), *figures, header=header))

    assert [row.title for row in rows] == ["Số hóa hồ sơ"]
