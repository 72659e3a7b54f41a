"""The sentence that an official repeats: it quotes only what is printed, and says why an answer is only assumed."""

import re

import pytest

from tests.deadlines.reading import PLAN_OF_2026, reading
from tests.deadlines.relations.expressions import all_expressions
from workflow.deadlines import Certainty, Kind
from workflow.deadlines.reading.parse import parse

QUOTED = re.compile(r"“([^”]*)”")


def words_of(text: str) -> str:
    """The words alone, in one spelling."""
    return " ".join(re.sub(r"[^\w\s]", " ", text.lower()).replace("hàng", "hằng").split())


def quoted_without_being_printed(text: str) -> list[str]:
    slips = [word for slip in parse(text, PLAN_OF_2026).corrections for word in slip]
    printed = " ".join(words_of(part) for part in (text, *slips))
    return [quoted for quoted in QUOTED.findall(reading(text).explanation) if words_of(quoted) not in printed]


def test_nothing_is_quoted_that_is_not_printed() -> None:
    assert {told.text: bad for told in all_expressions() if (bad := quoted_without_being_printed(told.text))} == {}


def test_every_answer_that_is_only_assumed_says_why() -> None:
    silent = [
        told.text
        for told in all_expressions()
        if told.answer.certainty is Certainty.ASSUMED and not re.search(r"\(.+\)\.$", told.answer.explanation)
    ]
    assert silent == []


@pytest.mark.parametrize(
    "text",
    [
        "UBND tỉnh ban hành trước ngày 15/5/2026",
        "HĐND tỉnh thông qua trong tháng 7/2026",
        "Công an tỉnh, Sở Nội vụ hoàn thành trước 15/5/2026",
        "Ban Thường vụ Tỉnh ủy phê duyệt trước ngày 15/5/2026",
        "15/5/2026 (Thứ Sáu)",
        "Thứ Sáu, ngày 15/5/2026",
        "UBND tỉnh Đồng Tháp trước ngày 15/5/2026",
    ],
)
def test_names_and_weekdays_are_no_words_left_unread(text: str) -> None:
    assert "chưa đọc hết" not in reading(text).explanation
    assert reading(text).certainty is Certainty.CERTAIN


@pytest.mark.parametrize("text", ["Việt Nam 2026", "miền Nam 30/4/2026", "Viet Nam 2026"])
def test_the_south_is_no_year(text: str) -> None:
    assert "được hiểu là “năm”" not in reading(text).explanation


def test_the_last_day_of_every_month_is_told_once() -> None:
    assert "lặp lại ngày cuối cùng hằng tháng" in reading("ngày cuối tháng").explanation


def test_no_holiday_is_told_of_a_year_that_nobody_can_know() -> None:
    far = reading("đến 02/9/2048")
    assert "nghỉ" not in far.explanation
    assert "lịch nghỉ" not in far.explanation
    assert "lịch nghỉ năm 2027" in reading("đến 02/9/2027").explanation


def test_the_hour_of_a_meeting_is_no_last_day() -> None:
    meeting = reading("Lúc 8 giờ 00 ngày 15/5/2026")
    assert meeting.kind is Kind.FIXED
    assert "hạn cuối" not in meeting.explanation
    assert "lúc 8 giờ thứ Sáu 15/5/2026" in meeting.explanation
    assert "hạn cuối 17 giờ" in reading("trước 17 giờ ngày 15/5/2026").explanation


@pytest.mark.parametrize("word", ["nghỉ", "lùi", "hoãn", "dời", "hủy", "bỏ", "không", "chưa", "nếu", "kéo", "gia"])
def test_a_word_that_may_change_a_date_raises_a_doubt_even_when_it_is_written_as_a_name(word: str) -> None:
    for text in (f"Tháng 7/2026 {word}", f"Trước 15/7/2026 {word.capitalize()}"):
        answer = reading(text)
        assert answer.certainty is Certainty.ASSUMED
        assert "có thể làm thay đổi nghĩa" in answer.explanation
