"""Marks that an OCR mistook, put right by the words beside them; and what is left alone."""

import pytest

from documents.recognition.spelling import mended_marks
from documents.recognition.tesseract import without_slips


@pytest.mark.parametrize(
    ("read_as", "is_really"),
    [
        ("Quyết định cúa Thú tướng Chính phú", "Quyết định của Thủ tướng Chính phủ"),
        ("sửa đối, bố sung Đề án", "sửa đổi, bổ sung Đề án"),
        ("KET QUA YÊU CAU", "KẾT QUẢ YÊU CẦU"),
        ("Bộ Khoa học và Công nghệ, BỘ", "Bộ Khoa học và Công nghệ, Bộ"),
        ("VTV, VOV, TIXVN", "VTV, VOV, TTXVN"),
        ("VTV, VOV, TTIXVN", "VTV, VOV, TTXVN"),
    ],
)
def test_marks_are_put_right_by_the_words_beside(read_as: str, is_really: str) -> None:
    assert mended_marks(read_as) == is_really


@pytest.mark.parametrize(
    "right",
    [
        "",
        "1.",
        "Lê Văn Bán",
        "Trước ngày 15/7/2026 (hoặc theo yêu cầu của BCĐ)",
        "Quyết định số 05-QĐ/BCĐ ngày 06/01/2026",
        "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP",
        "Sở Nội vụ, UBND các xã, phường",
        "VNeID, BHXHVN",
    ],
)
def test_what_is_right_or_nobody_knows_stays_as_it_was_read(right: str) -> None:
    assert mended_marks(right) == right


def test_lines_stay_where_they_were() -> None:
    assert mended_marks("Thú tướng\nChính phú") == "Thủ tướng\nChính phủ"


@pytest.mark.parametrize(
    ("read_as", "is_really"), [("Quý I//2026", "Quý I/2026"), ("tiến đỘ", "tiến độ"), ("QĐĐ", "QĐ"), ("kWh", "kWh")]
)
def test_slips_of_the_ocr_are_known(read_as: str, is_really: str) -> None:
    assert without_slips(read_as) == is_really
