"""Rows as tasks: sections, sub-items, cut rows, inherited cells, irregular numbers; and nothing invented."""

import pytest

from documents.blocks.values import Cell
from documents.tables.inheritance import ALL_EMPTY, DEADLINE_EMPTY, NOTHING_ABOVE, is_ditto
from documents.tables.rows import NO_DEADLINE, NO_LEAD
from documents.understanding import NO_TABLE
from tests.documents.builders import HEADER, a_row, a_table, merged, plan_of, rows_of, wide

BLANK = ("", "", "", "", "", "", "")


def a_part(title: str, number: str = "", **cells: str) -> tuple[str, ...]:
    """A row that says nothing but its title, other than the cells named."""
    empty = {"lead": "", "cooperating": "", "product": "", "deadline": ""}
    return a_row(number, title=title, **(empty | cells))


def numbers_of(*rows: tuple[str | Cell, ...], merges_known: bool = True) -> list[str]:
    return [row.number for row in rows_of(a_table(*rows, merges_known=merges_known))]


# Sections


@pytest.mark.parametrize(
    "row",
    [
        ("II", wide("NHÓM NHIỆM VỤ")),
        (wide("II. NHÓM NHIỆM VỤ", 7),),
        ("II.", "Nhóm nhiệm vụ", "", "", "", "", ""),
        ("II", *["Nhóm nhiệm vụ"] * 6),
        ("II", wide("Nhóm nhiệm vụ", 4), "", ""),
        ("II", "NHÓM NHIỆM VỤ", merged("Sở Y tế"), "", "", merged("Quý I"), ""),
    ],
    ids=[
        "over the columns",
        "over the whole row",
        "alone in its row",
        "repeated in every cell",
        "over some columns",
        "beside merged cells",
    ],
)
def test_a_section_carries_its_number_and_title_to_the_rows_below(row: tuple[str | Cell, ...]) -> None:
    task = rows_of(a_table(row, a_row("1")))[0]

    assert (task.section_number, task.section_title.casefold()) == ("II", "nhóm nhiệm vụ")


def test_sections_in_letters_hold_sections_in_roman_numbers() -> None:
    table = a_table(("A", wide("CHUNG")), ("I", wide("MỘT")), a_row("1"), ("II", wide("HAI")), a_row("2"))

    assert [row.section_number for row in rows_of(table)] == ["I", "II"]


def test_sections_that_restart_are_told_apart_by_the_one_above() -> None:
    table = a_table(
        ("A", wide("CHUNG")), ("I", wide("MỘT")), a_row("1"), ("B", wide("RIÊNG")), ("I", wide("HAI")), a_row("1")
    )

    assert [row.section_number for row in rows_of(table)] == ["A.I", "B.I"]


def test_letters_after_b_are_letters_and_not_roman_hundreds() -> None:
    table = a_table(*[row for letter in "ABCD" for row in ((letter, wide(f"MỤC {letter}")), a_row("1"))])

    assert [row.section_number for row in rows_of(table)] == ["A", "B", "C", "D"]


def test_a_section_without_a_number_gives_its_title() -> None:
    task = rows_of(a_table((wide("Nhiệm vụ của Sở Y tế", 7),), a_row("1")))[0]

    assert (task.section_number, task.section_title) == ("", "Nhiệm vụ của Sở Y tế")


def test_a_heading_above_each_table_is_a_section() -> None:
    rows = rows_of("I. NHÓM HẠ TẦNG", a_table(a_row("1")), "II. NHÓM DỮ LIỆU", a_table(a_row("2")))

    assert [(row.section_number, row.section_title) for row in rows] == [("I", "NHÓM HẠ TẦNG"), ("II", "NHÓM DỮ LIỆU")]


def test_a_roman_row_that_says_who_and_by_when_is_a_task_unless_numbers_follow_it() -> None:
    assert numbers_of(a_row("I"), a_row("II")) == ["I", "II"]
    assert numbers_of(a_row("I"), a_row("1"), a_row("2")) == ["1", "2"]


def test_an_appendix_named_inside_a_table_begins_anew() -> None:
    rows = rows_of(a_table(a_row("1"), (wide("Phụ lục II", 7),), HEADER, a_row("1")))

    assert [row.appendix for row in rows] == ["", "II"]


# Sub-items


def test_sub_items_are_numbered_under_their_task_and_take_over_its_cells() -> None:
    rows = rows_of(a_table(a_row("3"), a_part("(i) Dự án một"), a_part("(ii) Dự án hai"), merges_known=False))

    assert [(row.number, row.lead, row.deadline) for row in rows[1:]] == [
        ("3.i", "Sở Nội vụ", "Quý I/2026"),
        ("3.ii", "Sở Nội vụ", "Quý I/2026"),
    ]
    assert rows[1].inherited == ("lead", "cooperating", "product", "deadline")
    assert dict(rows[1].printed) == dict.fromkeys(("lead", "cooperating", "product", "deadline"), "")


@pytest.mark.parametrize(
    ("marks", "numbers"),
    [
        (("3", "a)", "b)"), ["3", "3.a", "3.b"]),
        (("3", "3.1", "3.2."), ["3", "3.1", "3.2"]),
        (("3", "-", "-"), ["3", "3.1", "3.2"]),
        (("3", "", ""), ["3", "3.1", "3.2"]),
        (("3", "a)", "(i)", "(ii)", "b)"), ["3", "3.a", "3.a.i", "3.a.ii", "3.b"]),
        (("3", "h)", "i)", "k)"), ["3", "3.h", "3.i", "3.k"]),
        (("01", "02"), ["01", "02"]),
        (("1.", "2)", "3/"), ["1", "2", "3"]),
        (("V\nI", "VI\nI"), ["VI", "VII"]),
    ],
    ids=" ".join,
)
def test_a_number_says_the_rows_place_under_its_parent(marks: tuple[str, ...], numbers: list[str]) -> None:
    assert numbers_of(*[a_row(mark, title=f"Lập đề án {place}") for place, mark in enumerate(marks)]) == numbers


def test_a_sub_item_keeps_its_own_cells_and_takes_the_missing_deadline_with_a_doubt() -> None:
    row = rows_of(a_table(a_row("3"), a_part("a) Lập dự án", lead="Sở Y tế")))[1]

    assert (row.lead, row.cooperating, row.deadline) == ("Sở Y tế", "", "Quý I/2026")
    assert [(doubt.column, doubt.reason) for doubt in row.doubts] == [("deadline", DEADLINE_EMPTY)]


def test_a_row_that_only_names_a_group_is_no_task_but_its_parts_are() -> None:
    rows = rows_of(
        a_table(("I", wide("CHUNG")), a_part("Phát triển hạ tầng", "1"), a_row("1.1"), a_row("1.2"), a_row("2"))
    )

    assert [(row.number, row.extra) for row in rows] == [
        ("1.1", (("Thuộc nội dung", "Phát triển hạ tầng"),)),
        ("1.2", (("Thuộc nội dung", "Phát triển hạ tầng"),)),
        ("2", ()),
    ]


def test_a_group_outside_any_section_is_the_section_of_its_parts() -> None:
    rows = rows_of(a_table(a_part("Phát triển hạ tầng", "1"), a_row("1.1"), a_part("Dữ liệu", "2"), a_row("2.1")))

    assert [(row.section_number, row.number) for row in rows] == [("1", "1.1"), ("2", "2.1")]


def test_a_task_after_a_group_with_the_next_number_stands_outside_it() -> None:
    part = a_row("", title="- Tổ chức hội nghị")
    rows = rows_of(a_table(a_part("Tuyên truyền", "1"), part, a_row("2"), a_row("3")))

    assert [(row.section_number, row.number) for row in rows] == [("1", "1"), ("", "2"), ("", "3")]


def test_tasks_that_count_from_one_stay_in_the_section_with_a_bare_number() -> None:
    rows = rows_of(a_table(("1", wide("Tuyên truyền")), a_row("1"), a_row("2"), ("2", wide("Dữ liệu")), a_row("1")))

    assert [(row.section_number, row.number) for row in rows] == [("1", "1"), ("1", "2"), ("2", "1")]


def test_sections_named_after_agencies_say_who_leads_where_no_column_does() -> None:
    header = ("TT", "Nhiệm vụ", "Phối hợp", "Thời hạn")
    rows = rows_of(
        a_table(
            ("I", wide("Sở Nội vụ", 3)),
            ("1", "Lập đề án", "Sở Y tế", "Quý I"),
            ("II", wide("Công an tỉnh", 3)),
            ("2", "Báo cáo", "", "Quý II"),
            header=header,
        )
    )

    assert [(row.lead, row.inherited) for row in rows] == [("Sở Nội vụ", ("lead",)), ("Công an tỉnh", ("lead",))]
    assert [doubt.column for row in rows for doubt in row.doubts] == ["lead", "lead"]


def test_sections_of_which_one_only_sounds_like_an_agency_say_nothing_of_the_lead() -> None:
    header = ("TT", "Nhiệm vụ", "Phối hợp", "Thời hạn")
    rows = rows_of(
        a_table(
            ("I", wide("Trung tâm dữ liệu", 3)),
            ("1", "Lập đề án", "Sở Y tế", "Quý I"),
            ("II", wide("Cải cách hành chính", 3)),
            ("2", "Báo cáo", "", "Quý II"),
            header=header,
        )
    )

    assert [row.lead for row in rows] == ["", ""]


def test_sections_named_after_quarters_say_by_when_where_no_column_does() -> None:
    header = ("TT", "Nhiệm vụ", "Chủ trì", "Phối hợp")
    sections = (wide("QUÝ I", 4),), (wide("QUÝ II", 4),)
    tasks = ("1", "Lập đề án", "Sở Y tế", ""), ("2", "Báo cáo", "Sở Y tế", "")
    plan = plan_of(a_table(sections[0], tasks[0], sections[1], tasks[1], header=header))

    assert [(row.deadline, row.inherited) for row in plan.rows] == [
        ("QUÝ I", ("deadline",)),
        ("QUÝ II", ("deadline",)),
    ]
    assert plan.doubts == ()


def test_one_number_over_two_rows_makes_two_parts_of_one_task() -> None:
    second = (merged(), merged(), "Sở Y tế", "", "", "Tháng 6", "")
    rows = rows_of(a_table(a_row("3"), second))

    assert [(row.number, row.title, row.lead) for row in rows] == [
        ("3", "Xây dựng Đề án", "Sở Nội vụ"),
        ("3.2", "Xây dựng Đề án", "Sở Y tế"),
    ]


def test_rows_without_a_column_of_numbers_are_counted_or_numbered_by_their_titles() -> None:
    header = ("Nhiệm vụ", "Chủ trì", "Thời hạn")
    plain = a_table(("Lập đề án", "Sở Y tế", "Tháng 3"), ("Báo cáo", "Sở Y tế", "Tháng 4"), header=header)
    marked = a_table(("7. Lập đề án", "Sở Y tế", "Tháng 3"), header=header)

    assert [row.number for row in rows_of(plain)] == ["1", "2"]
    assert [(row.number, row.title) for row in rows_of(marked)] == [("7", "Lập đề án")]


def test_a_footnote_in_brackets_is_no_part_of_a_cell() -> None:
    (row,) = rows_of(a_table(a_row("1", lead="Sở Y tế[2]", deadline="Quý I/2026 [3]")))

    assert (row.lead, row.deadline) == ("Sở Y tế", "Quý I/2026")


# Inherited cells


@pytest.mark.parametrize("text", ["như trên", "Như trên", "nt", "-nt-", '"', "//", "″"])
def test_ditto_marks_stand_for_the_cell_above(text: str) -> None:
    row = rows_of(a_table(a_row("1"), a_row("2", deadline=text)))[1]

    assert is_ditto(text)
    assert (row.deadline, row.inherited, row.printed) == ("Quý I/2026", ("deadline",), (("deadline", text),))


@pytest.mark.parametrize("text", ["Như mục 1", "như số 1", "(như STT 1)"])
def test_a_cell_may_point_to_another_row_by_its_number(text: str) -> None:
    rows = rows_of(a_table(a_row("1"), a_row("2", deadline="Quý II/2026"), a_row("3", deadline=text)))

    assert (rows[2].deadline, rows[2].inherited) == ("Quý I/2026", ("deadline",))


def test_a_ditto_mark_under_an_empty_cell_says_that_it_is_empty_too() -> None:
    rows = rows_of(a_table(a_row("1", cooperating=""), a_row("2", cooperating="nt"), a_row("3", cooperating="-nt-")))

    assert [(row.cooperating, row.doubts) for row in rows] == [("", ())] * 3


def test_a_ditto_mark_under_nothing_is_doubted() -> None:
    row = rows_of(a_table(a_row("1", deadline="như trên")))[0]

    assert (row.deadline, [doubt.reason for doubt in row.doubts]) == ("như trên", [NOTHING_ABOVE])


def test_a_merged_cell_takes_its_text_from_the_row_that_was_put_together() -> None:
    rows = rows_of(
        a_table(a_row("1", deadline="Trước ngày"), page=1),
        a_table(("", "tiếp", "", "", "", "15/7/2026", ""), (*a_row("2")[:5], merged("15/7/2026"), ""), page=2),
    )

    assert [row.deadline for row in rows] == ["Trước ngày 15/7/2026"] * 2


def test_a_task_with_no_cell_filled_continues_the_one_above_where_merges_cannot_be_seen() -> None:
    row = rows_of(a_table(a_row("1"), a_part("Việc tiếp theo", "2"), merges_known=False))[1]

    assert (row.lead, row.inherited) == ("Sở Nội vụ", ("lead", "cooperating", "product", "deadline"))
    assert [doubt.reason for doubt in row.doubts] == [ALL_EMPTY]


def test_a_task_with_no_cell_filled_stays_empty_where_merges_would_show() -> None:
    row = rows_of(a_table(a_row("1"), a_part("Việc tiếp theo", "2"), a_row("3")))[1]

    assert (row.number, row.lead, row.deadline, row.inherited) == ("2", "", "", ())
    assert {doubt.reason for doubt in row.doubts} == {NO_LEAD, NO_DEADLINE}


def test_an_empty_deadline_is_never_taken_over_silently() -> None:
    row = rows_of(a_table(a_row("1"), a_row("2", deadline=""), merges_known=False))[1]

    assert (row.deadline, [doubt.reason for doubt in row.doubts]) == ("", [NO_DEADLINE])


# Numbers


def test_a_gap_in_the_numbers_is_doubted() -> None:
    rows = rows_of(a_table(a_row("1"), a_row("4")))

    assert [doubt.reason for doubt in rows[1].doubts] == ["Số thứ tự nhảy từ 1 sang 4: có thể thiếu dòng"]


def test_numbers_may_restart_in_a_section_but_not_in_the_middle_of_one() -> None:
    good = rows_of(a_table(("I", wide("MỘT")), a_row("1"), ("II", wide("HAI")), a_row("1")))
    bad = rows_of(a_table(a_row("1"), a_row("2"), a_row("1")))

    assert not any(row.doubts for row in good)
    assert [doubt.reason for doubt in bad[2].doubts] == ["Số thứ tự 1 đứng sau số 2: đánh số lại hoặc nhầm số"]


# Nothing invented


def test_blank_rows_templates_sums_and_remarks_are_no_tasks() -> None:
    rows = numbers_of(
        a_row("1"), BLANK, ("2", "", "", "", "", "", ""), ("…", "……", "...", "", "", "", ""), HEADER,
        ("", "Tổng cộng", "", "", "", "", ""), (wide("Ghi chú: các cơ quan báo cáo hằng quý", 7),),
    )  # fmt: skip

    assert rows == ["1"]


def test_a_document_without_a_task_table_says_so() -> None:
    plan = plan_of("BÁO CÁO", a_table(("1", "Nguyễn Văn A", "0909"), header=("TT", "Họ tên", "Điện thoại")))

    assert (plan.rows, plan.doubts[0].reason) == ((), NO_TABLE)


def test_a_table_without_a_deadline_column_is_read_and_doubted() -> None:
    plan = plan_of("Phụ lục I", a_table(("1", "Lập đề án", "Sở Y tế"), header=("TT", "Nhiệm vụ", "Cơ quan chủ trì")))

    assert [row.title for row in plan.rows] == ["Lập đề án"]
    assert [(doubt.column, "Phụ lục I" in doubt.reason) for doubt in plan.doubts] == [("deadline", True)]


def test_a_table_that_lost_its_header_is_guessed_and_doubted() -> None:
    rows = [("1", "Xây dựng Đề án", "Sở Nội vụ", "Tháng 3"), ("2", "Rà soát quy định", "Sở Tư pháp", "Quý II/2026")]
    plan = plan_of(a_table(*rows, header=()))

    assert [(row.title, row.lead, row.deadline) for row in plan.rows] == [row[1:] for row in rows]
    assert "đoán theo nội dung" in plan.doubts[0].reason


def test_a_list_of_people_without_a_header_is_no_task_table() -> None:
    rows = [("1", "Nguyễn Văn A", "Trưởng ban"), ("2", "Trần Thị B", "Phó Trưởng ban"), ("3", "Lê C", "Thành viên")]

    assert rows_of(a_table(*rows, header=())) == ()


def test_a_section_beside_a_deadline_that_goes_on_from_above_is_no_task() -> None:
    header = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Kết quả", "Thời gian")
    rows = rows_of(
        a_table(
            ("1.1", "Phủ sóng", "Sở Khoa học và Công nghệ", "100% thôn", "2026 - 2030"),
            ("2", wide("Phát triển doanh nghiệp", 3), merged("2026 - 2030")),
            ("2.1", "Hỗ trợ doanh nghiệp", "Sở Công Thương", "500 doanh nghiệp", merged("2026 - 2030")),
            header=header,
        )
    )

    assert [(row.number, row.section_title) for row in rows][-1] == ("2.1", "Phát triển doanh nghiệp")
    assert [row.number for row in rows] == ["1.1", "2.1"]
