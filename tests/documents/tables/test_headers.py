"""Columns by meaning: any wording, any order, one line or two; and the tables that are none of our business."""

import pytest

from documents.blocks.values import Cell
from documents.tables.columns import TableColumn
from documents.tables.headers import is_column_numbers, read_header
from tests.documents.builders import a_row, a_table, merged, rows_of

N, T, L, C, P, D, G, X = (
    TableColumn.NUMBER,
    TableColumn.TITLE,
    TableColumn.LEAD,
    TableColumn.COOPERATING,
    TableColumn.PRODUCT,
    TableColumn.DEADLINE,
    TableColumn.NOTE,
    TableColumn.OTHER,
)


def columns_of(*labels: str) -> tuple[TableColumn, ...] | None:
    header = read_header(a_table(header=labels))
    return header.columns if header else None


@pytest.mark.parametrize(
    ("labels", "columns"),
    [
        (("TT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Kết quả/ sản phẩm", "Thời gian hoàn thành",
          "Ghi chú"), (N, T, L, C, P, D, G)),
        (("STT", "NHIỆM VỤ VÀ GIẢI PHÁP", "CHỦ TRÌ", "PHỐI HỢP", "THỜI GIAN"), (N, T, L, C, D)),
        (("STT", "Nhiệm vụ và giải pháp chủ yếu", "Đơn vị chủ trì", "Đơn vị phối hợp", "Hình thức/ sản phẩm",
          "Thời gian triển khai"), (N, T, L, C, P, D)),
        (("Số TT", "Nội dung công việc", "Đơn vị chủ trì tham mưu", "Đơn vị phối hợp thực hiện", "Tiến độ"),
         (N, T, L, C, D)),
        (("TT", "Nội dung", "Thời gian trình", "Cơ quan soạn thảo"), (N, T, D, L)),
        (("TT", "Tên văn bản, đề án", "Cơ quan chủ trì soạn thảo", "Cấp trình", "Thời hạn trình"), (N, T, L, X, D)),
        (("TT", "Nhiệm vụ", "Phân công thực hiện", "Hạn hoàn thành"), (N, T, L, D)),
        (("TT", "Thời gian thực hiện nhiệm vụ", "Kết quả thực hiện nhiệm vụ", "Nhiệm vụ", "Đơn vị thực hiện"),
         (N, D, P, T, L)),
        (("TT", "Nội dung", "Sở, ban, ngành chủ trì", "Dự kiến sản phẩm", "Kinh phí", "Mốc thời gian"),
         (N, T, L, P, X, D)),
        (("TT", "Nhiệm vụ", "Lãnh đạo UBND tỉnh phụ trách", "Cơ quan thực hiện", "Hoàn thành trước ngày"),
         (N, T, X, L, D)),
        (("TT", "Chỉ tiêu", "Đơn vị tính", "Cơ quan chủ trì", "Thời hạn"), (N, T, X, L, D)),
        (("", "Nội dung nhiệm vụ", "Chủ trì", "Thời gian"), (N, T, L, D)),
        (("Nhiệm vụ", "Đơn vị", "Thời hạn"), (T, L, D)),
        (("TT", "Việc", "Người chịu trách nhiệm chính", "Người tham gia", "Xong trước"), (N, T, L, C, D)),
        (("TT", "Nội dung", "Đơn vị thực hiện", "Đơn vị liên quan", "Hoàn thành"), (N, T, L, C, D)),
        (("TT", "Tên nhiệm vụ", "Chủ trì", "Deadline"), (N, T, L, D)),
        (("TT", "Noi dung nhiem vu", "Co quan chu tri", "Thoi gian"), (N, T, L, D)),
    ],
    ids=lambda value: value[1] if isinstance(value[0], str) else "",
)  # fmt: skip
def test_columns_are_known_by_the_words_of_their_header(
    labels: tuple[str, ...], columns: tuple[TableColumn, ...]
) -> None:
    assert columns_of(*labels) == columns


@pytest.mark.parametrize(
    "labels",
    [
        ("TT", "Họ và tên", "Chức vụ", "Số điện thoại"),
        ("TT", "Nội dung", "Đơn vị tính", "Số lượng", "Kinh phí"),
        ("TT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch 2026", "Cơ quan theo dõi"),
        ("ỦY BAN NHÂN DÂN TỈNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Nơi nhận: - Như trên", "TM. ỦY BAN NHÂN DÂN"),
        ("1", "Nhiệm vụ xây dựng Đề án", "Sở Nội vụ chủ trì", "Thời gian: Quý I"),
    ],
)
def test_a_table_that_names_no_tasks_is_left_alone(labels: tuple[str, ...]) -> None:
    assert columns_of(*labels) is None


def test_a_header_of_two_lines_names_the_columns_under_its_wide_cells() -> None:
    upper = ("STT", "Nội dung", Cell("Cơ quan thực hiện", columns=2), "Thời gian")
    lower = (merged("STT"), merged("Nội dung"), "Chủ trì", "Phối hợp", merged("Thời gian"))
    header = read_header(a_table(upper, lower, a_row("1")[:5], header=()))

    assert header is not None
    assert (header.columns, header.height) == ((N, T, L, C, D), 2)


def test_a_first_row_under_a_header_with_a_wide_cell_is_no_second_header_line() -> None:
    upper = ("TT", "Nội dung", Cell("Cơ quan chủ trì", columns=2), "Thời gian")
    header = read_header(a_table(upper, ("1", "Lập đề án", "Sở Y tế", "Công an tỉnh", "Tháng 3"), header=()))

    assert header is not None
    assert header.height == 1


def test_start_and_end_of_the_work_make_one_span_of_time() -> None:
    upper = ("TT", "Nhiệm vụ", "Chủ trì", Cell("Thời gian thực hiện", columns=2))
    lower = (merged("TT"), merged("Nhiệm vụ"), merged("Chủ trì"), "Bắt đầu", "Kết thúc")
    row = ("1", "Lập đề án", "Sở Y tế", "Tháng 3/2026", "Tháng 5/2026")

    assert rows_of(a_table(upper, lower, row, header=()))[0].deadline == "Tháng 3/2026 - Tháng 5/2026"


@pytest.mark.parametrize(
    ("start", "end", "deadline"),
    [
        ("Tháng 3/2026", "15/6/2026", "Tháng 3/2026 - 15/6/2026"),
        ("Sau khi được phê duyệt", "30/6/2026", "30/6/2026"),
        ("Tháng 3/2026", "", ""),
        ("", "Quý II", "Quý II"),
    ],
)
def test_only_a_start_that_makes_a_span_with_the_end_is_part_of_the_deadline(
    start: str, end: str, deadline: str
) -> None:
    (row,) = rows_of(
        a_table(
            ("1", "Lập đề án", "Sở Y tế", start, end), header=("TT", "Nhiệm vụ", "Chủ trì", "Bắt đầu", "Hoàn thành")
        )
    )
    assert row.deadline == deadline
    assert start in (row.deadline, *(text for _, text in row.extra)) or row.deadline.startswith(start)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Cấp tỉnh", "Cấp xã"), ("Cơ quan cấp tỉnh", "Địa phương"), ("Sở, ban, ngành", "UBND cấp xã")],
)
def test_columns_of_two_levels_of_government_both_say_who_leads(one: str, other: str) -> None:
    assert columns_of("TT", "Nhiệm vụ", one, other, "Phối hợp", "Thời hạn") == (N, T, L, L, C, D)


def test_a_level_beside_who_leads_is_no_lead() -> None:
    assert columns_of("TT", "Nhiệm vụ", "Chủ trì", "Địa phương thực hiện", "Thời hạn") == (N, T, L, X, D)


def test_ticks_under_the_quarters_are_read_as_those_quarters() -> None:
    upper = ("TT", "Nhiệm vụ", "Chủ trì", Cell("Thời gian thực hiện", columns=4))
    lower = (merged("TT"), merged("Nhiệm vụ"), merged("Chủ trì"), "Quý I", "Quý II", "Quý III", "Quý IV")
    row = ("1", "Lập đề án", "Sở Y tế", "", "x", "", "x")

    assert rows_of(a_table(upper, lower, row, header=()))[0].deadline == "Quý II, Quý IV"


@pytest.mark.parametrize(
    ("group", "labels", "deadline"),
    [
        ("Tháng", ("1", "2", "3", "4"), "Tháng 2, Tháng 4"),
        ("Tiến độ thực hiện (tháng)", ("T9", "T10", "T11", "T12"), "Tháng 10, Tháng 12"),
        ("Lộ trình", ("2026", "2027", "2028", "2029"), "Năm 2027, Năm 2029"),
        ("Quý", ("I", "II", "III", "IV"), "Quý II, Quý IV"),
    ],
)
def test_ticks_under_bare_numbers_are_read_as_the_periods_they_number(
    group: str, labels: tuple[str, ...], deadline: str
) -> None:
    upper = ("TT", "Nhiệm vụ", "Chủ trì", Cell(group, columns=4))
    lower: tuple[str | Cell, ...] = (merged("TT"), merged("Nhiệm vụ"), merged("Chủ trì"), *labels)
    row = ("1", "Lập đề án", "Sở Y tế", "", "x", "", "x")

    assert rows_of(a_table(upper, lower, row, header=()))[0].deadline == deadline


def test_years_over_amounts_are_no_times() -> None:
    upper = ("TT", "Chỉ tiêu", Cell("Năm", columns=2))
    lower = (merged("TT"), merged("Chỉ tiêu"), "2026", "2027")

    assert rows_of(a_table(upper, lower, ("1", "Tỷ lệ hộ nghèo", "2,5", "1,9"), header=())) == ()


def test_a_column_of_groups_merged_over_the_tasks_is_not_their_title() -> None:
    header = ("TT", "Nhiệm vụ", "Nội dung công việc", "Chủ trì", "Thời hạn")
    rows = rows_of(
        a_table(
            ("1", "Thể chế", "Rà soát văn bản", "Sở Y tế", "Quý I"),
            (merged("1"), merged("Thể chế"), "Kiểm tra văn bản", "Sở Y tế", "Quý II"),
            header=header,
        )
    )

    assert [(row.title, row.extra) for row in rows] == [
        ("Rà soát văn bản", (("Nhiệm vụ", "Thể chế"),)),
        ("Kiểm tra văn bản", (("Nhiệm vụ", "Thể chế"),)),
    ]


def test_a_title_inside_the_table_above_the_header_is_passed_over() -> None:
    title = (Cell("PHỤ LỤC 3: DANH MỤC NHIỆM VỤ", columns=4),)
    header = ("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn")
    rows = rows_of(a_table(title, header, ("1", "Lập đề án", "Sở Y tế", "Tháng 3"), header=()))

    assert [(row.appendix, row.number) for row in rows] == [("3", "1")]


@pytest.mark.parametrize("marks", ["(1) (2) (3) (4)", "1 2 3 4", "A B 1 2", "(1) (2) (3) (4)=(3)-(2)"])
def test_a_line_of_column_numbers_is_no_task(marks: str) -> None:
    table = a_table(marks.split(" "), ("1", "Lập đề án", "Sở Y tế", "Tháng 3"),
                    header=("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"))  # fmt: skip

    assert is_column_numbers(table.rows[1])
    assert [row.title for row in rows_of(table)] == ["Lập đề án"]


def test_a_column_without_a_field_of_its_own_is_kept_beside_the_task() -> None:
    table = a_table(("1", "Lập đề án", "Sở Y tế", "Tháng 3", "500 triệu đồng"),
                    header=("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Kinh phí"))  # fmt: skip

    assert rows_of(table)[0].extra == (("Kinh phí", "500 triệu đồng"),)


def test_a_meetings_programme_is_no_task_table() -> None:
    table = a_table(("8h00 - 8h30", "Đón tiếp đại biểu", "Văn phòng"), ("8:30", "Khai mạc", "Chủ tịch"),
                    header=("Thời gian", "Nội dung", "Người thực hiện"))  # fmt: skip

    assert rows_of(table) == ()


def test_a_column_of_times_under_a_label_that_says_nothing_is_the_deadline_and_is_told() -> None:
    header = read_header(
        a_table(("1", "Lập đề án", "Sở Y tế", "Quý III/2026"), header=("TT", "Việc", "Chủ trì", "Yêu cầu"))
    )
    assert header is not None
    assert header.columns == (N, T, L, D)
    assert header.told_by_cells == "Yêu cầu"


@pytest.mark.parametrize("cell", ["Đạt chuẩn", "Đã hoàn thành tháng 3/2026", "120 triệu đồng", "Báo cáo"])
def test_a_column_of_anything_else_under_such_a_label_is_no_deadline(cell: str) -> None:
    header = read_header(a_table(("1", "Lập đề án", "Sở Y tế", cell), header=("TT", "Việc", "Chủ trì", "Yêu cầu")))
    assert header is not None
    assert header.columns == (N, T, L, X)


def test_times_of_two_columns_each_keep_their_label() -> None:
    header = (
        "TT",
        "Tên văn bản",
        "Cơ quan chủ trì soạn thảo",
        "Thời gian trình UBND tỉnh",
        "Thời gian trình HĐND tỉnh",
    )
    both, alike, one = rows_of(
        a_table(
            ("1", "Nghị quyết về học phí", "Sở Giáo dục và Đào tạo", "Tháng 5/2026", "Tháng 7/2026"),
            ("2", "Nghị quyết về phí thư viện", "Sở Văn hóa và Thể thao", "Tháng 7/2026", "Tháng 7/2026"),
            ("3", "Quyết định về giá đất", "Sở Nông nghiệp và Môi trường", "Tháng 12/2026", ""),
            header=header,
        )
    )

    assert both.deadline == "Thời gian trình UBND tỉnh: Tháng 5/2026; Thời gian trình HĐND tỉnh: Tháng 7/2026"
    assert dict(both.printed)["deadline"] == "Tháng 5/2026; Tháng 7/2026"
    assert (alike.deadline, one.deadline) == ("Tháng 7/2026", "Tháng 12/2026")


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("CQ liên quan", "cooperating"),
        ("ĐV phối hợp", "cooperating"),
        ("CQ tham mưu", "lead"),
        ("ĐV thực hiện", "lead"),
        ("Phụ trách", "lead"),
        ("Cơ quan giải quyết", "lead"),
        ("Ai cùng làm", "cooperating"),
    ],
)
def test_abbreviated_bodies_head_columns_as_whole_words_do(label: str, column: str) -> None:
    other = "Cơ quan chủ trì" if column == "cooperating" else "Cơ quan phối hợp"
    (row,) = rows_of(
        a_table(("1", "Rà soát", "Sở Y tế", "Sở Nội vụ", "Tháng 3"), header=("TT", "Nội dung", label, other, "Tiến độ"))
    )

    assert getattr(row, column) == "Sở Y tế"


def test_the_document_that_gave_a_task_is_not_the_task() -> None:
    header = ("STT", "Văn bản giao", "Nội dung giao", "Đơn vị được giao", "Thời hạn")
    (row,) = rows_of(a_table(("1", "Công văn 120/UBND-KT", "Lập phương án", "Sở Xây dựng", "30/4/2026"), header=header))

    assert (row.title, row.lead) == ("Lập phương án", "Sở Xây dựng")


def test_a_fund_is_no_time() -> None:
    header = ("TT", "Nội dung", "Đơn vị thực hiện", "Nguồn")
    (row,) = rows_of(a_table(("1", "Mua vật tư", "Sở Xây dựng", "Quỹ phòng, chống thiên tai"), header=header))

    assert row.deadline == ""


def test_the_day_that_is_named_goes_before_the_term_of_the_law() -> None:
    header = ("TT", "Nội dung công việc", "Cơ quan thực hiện", "Thời hạn theo luật định", "Ngày, tháng cụ thể")
    term = "Chậm nhất 105 ngày trước ngày bầu cử"
    (row,) = rows_of(a_table(("1", "Thành lập Ủy ban bầu cử", "UBND tỉnh", term, "30/11/2025"), header=header))

    assert (row.deadline, row.extra) == ("30/11/2025", (("Thời hạn theo luật định", term),))
