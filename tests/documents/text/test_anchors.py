"""Only numbers that go on with the table's chain begin a row."""

import pytest

from documents.text.structure.anchors import AnchorMark, anchors_in
from tests.documents.text.builders import words


def numbers(*lines: str) -> list[str]:
    return [anchor.number for anchor in anchors_in(words(*lines))]


def test_rows_are_counted_on_across_sections() -> None:
    lines = ("I", "XÂY DỰNG", "1", "Làm đường", "2. Làm cầu", "II GIÁO DỤC", "3.", "Mở lớp")

    assert numbers(*lines) == ["I", "1", "2.", "II", "3."]


def test_rows_may_begin_anew_in_each_section() -> None:
    assert numbers("I", "XÂY DỰNG", "1", "Làm đường", "II", "GIÁO DỤC", "1", "Mở lớp") == ["I", "1", "II", "1"]


@pytest.mark.parametrize(
    "inside",
    [
        ("Hoàn thành trong tháng", "2 năm 2026"),
        ("Hoàn thành", "2026"),
        ("Báo cáo kết quả", "6 tháng đầu năm"),
        ("theo Quyết định số", "2 của tỉnh"),
    ],
)
def test_a_number_inside_a_cell_begins_no_row(inside: tuple[str, str]) -> None:
    assert numbers("1", "Làm đường", *inside, "2", "Làm cầu") == ["1", "2"]


def test_a_page_number_between_two_rows_begins_no_row() -> None:
    assert numbers("1", "Làm đường", "7", "2", "Làm cầu", "3", "Làm kè") == ["1", "2", "3"]


def test_a_row_that_the_plan_leaves_out_does_not_end_the_chain() -> None:
    assert numbers("1", "Làm đường", "2", "Làm cầu", "4", "Làm kè", "5", "Trồng cây") == ["1", "2", "4", "5"]


def test_a_number_broken_in_a_narrow_column_is_read_whole() -> None:
    rows = [line for number in range(1, 10) for line in (f"{number}.", "Làm việc")]
    lines = ("VII", "CÔNG NGHIỆP", *rows, "1", "0.", "Làm cầu", "VII", "I", "GIÁO DỤC")

    assert numbers(*lines)[-2:] == ["10.", "VIII"]


def test_sub_items_are_rows_of_their_own() -> None:
    assert numbers("1", "Làm đường", "1.1", "Đo đạc", "1.2", "Thi công", "2", "Làm cầu") == ["1", "1.1", "1.2", "2"]


def test_a_section_in_small_letters_is_believed_right_before_a_row() -> None:
    lines = ("I", "Công tác dân tộc", "1", "Làm đường", "II", "Công tác tôn giáo", "2", "Làm cầu")

    assert [anchor.mark for anchor in anchors_in(words(*lines))] == [AnchorMark.SECTION, AnchorMark.ROW] * 2
