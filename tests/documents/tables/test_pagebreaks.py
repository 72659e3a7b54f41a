"""Rows that a page break cuts: put together again, kept apart, or doubted."""

import pytest

from documents.blocks.values import Cell
from tests.documents.builders import a_row, a_table, rows_of, wide


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


def test_the_rest_of_a_row_below_a_retyped_header_of_other_widths_goes_on_with_the_row() -> None:
    labels = ("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn")
    first = a_table(("1", "Rà soát công trình", "Sở Y tế", "Quý I"), header=labels, page=1)
    broad = [Cell(label, columns=2) for label in labels]
    rest = [Cell(text, columns=2) for text in ("", "theo từng tuyến", "", "")]
    second = a_table(broad, rest, ("2", "Lập đề án", "Sở Y tế", "Quý II"), header=(), page=2)

    assert [row.title for row in rows_of(first, second)] == ["Rà soát công trình theo từng tuyến", "Lập đề án"]


def test_without_pages_a_row_that_begins_in_mid_sentence_goes_on_below_a_retyped_header() -> None:
    first = a_table(a_row("1", title="Rà soát công trình"))
    second = a_table(a_row("", title="theo từng tuyến", lead="", product="", deadline="", cooperating=""), a_row("2"))

    assert [row.title for row in rows_of(first, second)] == ["Rà soát công trình theo từng tuyến", "Xây dựng Đề án"]


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


def sections(above: tuple[str | Cell, ...], below: tuple[str | Cell, ...]) -> tuple[str, str]:
    """The number and title of the section of a task below the two rows, which a page break parts."""
    first = a_table(a_row("1"), above, page=1)
    second = a_table(below, a_row("2"), header=(), page=2)
    task = rows_of(first, second)[-1]
    return task.section_number, task.section_title


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (("II", wide("Nâng cao chất lượng nhân")), ("", wide("lực số"))),
        (("II", wide("Nâng cao chất lượng nhân")), (wide("lực số", 7),)),
        ((wide("II. Nâng cao chất lượng nhân", 7),), (wide("lực số", 7),)),
        ((wide("II. Nâng cao chất lượng nhân", 7),), ("", wide("lực số"))),
        (("", wide("Nâng cao chất lượng nhân")), ("II", wide("lực số"))),
    ],
    ids=["number apart", "rest over the whole row", "all over the whole row", "rest apart", "number with the rest"],
)
def test_a_heading_cut_by_a_page_break_keeps_its_first_part(
    above: tuple[str | Cell, ...], below: tuple[str | Cell, ...]
) -> None:
    assert sections(above, below) == ("II", "Nâng cao chất lượng nhân lực số")


def test_a_heading_in_capitals_goes_on_in_capitals() -> None:
    assert sections((wide("II. NÂNG CAO", 7),), (wide("CHẤT LƯỢNG", 7),)) == ("II", "NÂNG CAO CHẤT LƯỢNG")
    assert sections((wide("II. NÂNG CAO", 7),), (wide("Nhiệm vụ thường xuyên", 7),))[1] == "Nhiệm vụ thường xuyên"


def test_two_headings_over_a_page_break_stay_two() -> None:
    assert sections(("A", wide("CHUNG")), ("I", wide("HẠ TẦNG"))) == ("I", "HẠ TẦNG")
    assert sections((wide("A. Chung", 7),), (wide("I. Hạ tầng", 7),)) == ("I", "Hạ tầng")


def test_a_row_that_only_goes_on_with_the_sentence_above_is_no_task_of_its_own() -> None:
    blank = {"lead": "", "cooperating": "", "product": "", "deadline": ""}
    torn = a_table(a_row("1", title="Lập đề án phát triển"), a_row("", title="hạ tầng số", **blank), a_row("2"))
    item = a_table(a_row("1", title="Lập đề án:"), a_row("", title="khảo sát", **blank), a_row("2"))

    assert [row.title for row in rows_of(torn)] == ["Lập đề án phát triển hạ tầng số", "Xây dựng Đề án"]
    assert [row.title for row in rows_of(item)] == ["Lập đề án:", "khảo sát", "Xây dựng Đề án"]
