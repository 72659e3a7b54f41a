"""Rows that a page break cuts: put together again, kept apart, or doubted."""

from tests.documents.builders import a_row, a_table, rows_of


def test_the_rest_of_a_row_above_a_retyped_header_goes_on_with_the_row() -> None:
    header = ("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn")
    first = a_table(("1", "Bố trí kinh phí cho đơn vị", "Sở Y tế", "Quý I"), header=header, page=1)
    second = a_table(
        ("", "sự nghiệp công lập", "", ""), header, ("2", "Lập đề án", "Sở Y tế", "Quý II"), header=(), page=2
    )

    assert [row.title for row in rows_of(first, second)] == [
        "Bố trí kinh phí cho đơn vị sự nghiệp công lập",
        "Lập đề án",
    ]


def test_two_tasks_of_one_lead_over_a_page_break_stay_two() -> None:
    first = a_table(a_row("1", lead="Sở Y tế", deadline="Quý II/2026"), page=1)
    second = a_table(a_row("", title="Sửa đổi quy định", lead="", deadline="Quý III/2026"), header=(), page=2)

    assert [(row.title, row.lead, row.deadline) for row in rows_of(first, second)] == [
        ("Xây dựng Đề án", "Sở Y tế", "Quý II/2026"),
        ("Sửa đổi quy định", "Sở Y tế", "Quý III/2026"),
    ]


def test_a_rest_that_begins_anew_is_joined_with_a_doubt() -> None:
    first = a_table(a_row("1", title="Phối hợp với Trung tâm Phục vụ"), page=1)
    second = a_table(a_row("", title="Hành chính công", lead="", deadline="", product=""), header=(), page=2)
    (row,) = rows_of(first, second)

    assert row.title == "Phối hợp với Trung tâm Phục vụ Hành chính công"
    assert [doubt.column for doubt in row.doubts] == ["title"]
