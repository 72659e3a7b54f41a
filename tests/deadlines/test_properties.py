"""What holds for every text, and for every expression that is made from a date."""

import calendar
import re
import time
from datetime import date, datetime, timedelta

import dateparser
import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from config.days_off import days_off
from tests.examples import ANY_LETTER
from workflow.deadlines import Certainty, Context, Kind, Resolution, occurrences, read
from workflow.working_days import WorkingDays

ISSUED = date(2026, 1, 16)
WORKING_DAYS = WorkingDays.vietnam(days_off())
ANSWERED_IN = 0.05
DAYS = st.dates(date(2026, 1, 17), date(2030, 12, 31))
VOCABULARY = """
trước sau đến hết ngày tháng quý năm trong chậm nhất hằng hàng kể từ khi ban hành 15 01/6 / 2026 II và hoặc ; ( )
tuần làm việc thường xuyên theo yêu cầu đầu cuối giữa lần
"""
WORDS = st.sampled_from(VOCABULARY.split())


def reading(text: str) -> Resolution:
    return read(text, Context(issued=ISSUED, year=2026), WORKING_DAYS)


def seconds_for(text: str) -> float:
    """Processor time of one reading: the best of five, since whatever else the machine does only adds to it."""

    def once() -> float:
        began = time.process_time()
        reading(text)
        return time.process_time() - began

    return min(once() for _ in range(5))


@settings(deadline=None)
@given(st.text(ANY_LETTER, max_size=10_000))
def test_any_text_is_answered_and_never_raises(text: str) -> None:
    assert reading(text).explanation
    assert seconds_for(text) < ANSWERED_IN


@pytest.mark.slow
@settings(deadline=None, max_examples=300)
@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_words_of_the_language_in_any_order_are_answered_with_dates_in_order(text: str) -> None:
    answer = reading(text)
    if answer.due:
        assert answer.act_by is not None
        assert answer.act_by <= answer.due
        assert WORKING_DAYS.is_working(answer.act_by)
        assert answer.opens is None or answer.opens <= answer.due
    if answer.kind in {Kind.UNREADABLE, Kind.MISSING}:
        assert (answer.due, answer.certainty) == (None, Certainty.NONE)


@pytest.mark.parametrize(
    "text", ["(" * 5_000, "và " * 3_300, "1/" * 5_000, "trước " * 1_600, "I" * 10_000, "̀" * 10_000]
)
def test_a_text_that_repeats_itself_is_answered_at_once(text: str) -> None:
    assert seconds_for(text) < ANSWERED_IN


@given(DAYS)
def test_a_named_day_is_that_day_and_before_it_is_the_eve(day: date) -> None:
    written = f"{day:%d/%m/%Y}"
    assert reading(f"đến ngày {written}").due == day
    assert reading(f"Trước ngày {written}").due == day - timedelta(days=1)
    assert reading(f"ngày {day.day} tháng {day.month} năm {day.year}").due == day


@given(st.integers(1, 12), st.integers(2026, 2035))
def test_a_month_ends_on_its_last_day_and_opens_on_its_first(month: int, year: int) -> None:
    answer = reading(f"Tháng {month}/{year}")
    assert answer.due == date(year, month, calendar.monthrange(year, month)[1])
    assert answer.opens == date(year, month, 1)


@given(st.integers(1, 4), st.integers(2026, 2035), st.booleans())
def test_a_quarter_ends_with_its_last_month_in_roman_and_arabic(quarter: int, year: int, roman: bool) -> None:
    name = ("I", "II", "III", "IV")[quarter - 1] if roman else str(quarter)
    last = quarter * 3
    assert reading(f"Quý {name}/{year}").due == date(year, last, calendar.monthrange(year, last)[1])


@given(st.integers(1, 60))
def test_counted_working_days_leave_out_the_day_of_signing(count: int) -> None:
    answer = reading(f"trong vòng {count} ngày làm việc kể từ ngày ký")
    assert answer.due == WORKING_DAYS.add(ISSUED, count)


@given(st.sampled_from(["Trước 15/7/2026", "Quý I/2026", "tháng 3", "ngày 25 hằng tháng", "Thường xuyên"]), st.data())
def test_case_and_blanks_change_nothing(text: str, data: st.DataObject) -> None:
    blanks = data.draw(st.sampled_from([" ", "  ", "\n", "\u00a0"]))
    changed = blanks.join(data.draw(st.sampled_from([text, text.upper(), text.lower()])).split(" "))
    one, other = reading(text), reading(f"{blanks}{changed}{blanks}")
    assert (one.kind, one.due, one.rrule, one.next) == (other.kind, other.due, other.rrule, other.next)


@given(st.integers(1, 28), st.integers(1, 12))
def test_a_yearly_day_comes_again_every_year_and_its_rule_says_the_same(day: int, month: int) -> None:
    answer = reading(f"ngày {day:02d}/{month:02d} hằng năm")
    assert answer.rrule is not None
    days = occurrences(answer, ISSUED, date(2030, 12, 31))
    by_rule = rrulestr(answer.rrule, dtstart=_midnight(ISSUED)).between(
        _midnight(ISSUED), _midnight(date(2030, 12, 31)), inc=True
    )
    assert list(days) == [moment.date() for moment in by_rule]
    assert {(d.month, d.day) for d in days} == {(month, day)}


@settings(deadline=None, max_examples=40)
@given(DAYS)
def test_dateparser_agrees_on_plain_days(day: date) -> None:
    told = dateparser.parse(f"{day:%d/%m/%Y}", languages=["vi"], settings={"DATE_ORDER": "DMY"})
    assert told is not None
    assert reading(f"{day:%d/%m/%Y}").due == told.date()


def test_an_explanation_is_one_sentence_that_repeats_the_printed_words() -> None:
    answer = reading("Trước 15/7/2026")
    assert re.fullmatch(r"“Trước 15/7/2026” → hạn cuối thứ Ba 14/7/2026 \(.+\)\.", answer.explanation)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time())
