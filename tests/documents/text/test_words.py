"""Words keep what the printed line did to them."""

import pytest

from documents.text.clean import physical_lines
from documents.text.words import lexicon_form, line_of_words
from tests.documents.text.builders import words


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("Quyết định số 03-", "QĐ/BCĐ"), "Quyết định số 03-QĐ/BCĐ"),
        (("giai đoạn 2026-", "2030"), "giai đoạn 2026-2030"),
        (("Trước 15/7/20", "26"), "Trước 15/7/2026"),
        (("Thườn", "g xuyên"), "Thường xuyên"),
        (("Công văn 1234/U", "BND-NC"), "Công văn 1234/UBND-NC"),
        (("(STT31", ")"), "(STT31)"),
        (("kinh tế -", "xã hội"), "kinh tế - xã hội"),
        (("Kế hoạch/", "văn bản"), "Kế hoạch/ văn bản"),
        (("trước ngày 15/7", "26 xã"), "trước ngày 15/7 26 xã"),
    ],
)
def test_a_word_broken_by_a_narrow_column_is_put_together_and_nothing_else(lines: tuple[str, ...], text: str) -> None:
    assert line_of_words(words(*lines)) == text


def test_a_line_break_that_pdfium_swallowed_is_found_again() -> None:
    first, second, _ = words("268/NĐ\ufffeCP để")

    assert (first.text, first.ends_line, second.text, second.starts_line) == ("268/NĐ-", True, "CP", True)


def test_a_blank_at_the_end_of_a_line_is_remembered() -> None:
    assert [word.soft for word in words("Sở Nội ", "vụ")] == [False, True, False]


def test_a_form_feed_marks_the_first_word_of_a_page() -> None:
    assert [word.breaks_page for word in words("cuối trang", "\fđầu trang")] == [False, False, True, False]


def test_a_form_feed_within_a_line_ends_one_line_and_begins_another() -> None:
    lines = physical_lines("một\nngày 13/8/2025\f2 \f\nba")

    assert [(line.text, line.source) for line in lines] == [("một", 1), ("ngày 13/8/2025", 2), ("2", 2), ("ba", 3)]
    assert [line.starts_page for line in lines] == [False, False, True, True]


def test_a_line_keeps_its_number_whatever_the_line_ends() -> None:
    assert [line.number for line in physical_lines("một\r\nhai\n\nbốn")] == [1, 2, 3, 4]


def test_letters_are_composed_and_icelandic_ones_are_vietnamese() -> None:
    assert physical_lines("Ke\u0302\u0301 hoạch \u00d0ồng\u00a0Tháp")[0].text == "Kế hoạch Đồng Tháp"


def test_the_lexicon_knows_numbers_by_their_shape() -> None:
    assert [lexicon_form(word) for word in ("15/7/2026,", "(STT12)", "“Sở", "2026")] == ["0/0/0", "stt0", "sở", "0"]
