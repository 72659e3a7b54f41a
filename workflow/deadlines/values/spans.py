"""Stretches of the calendar as plans name them: a day, a month, a quarter, half a year, a year, and their parts.

The year may be open ("tháng 6"): a span gets its days once it is told which year is meant.
"""

from datetime import date, time
from enum import StrEnum
from typing import NamedTuple

from base.clock import ONE_DAY

END_OF_DAY = time(23, 59)  # 24 giờ
FEBRUARY, MARCH = 2, 3
DAYS_OF_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# Every month has these.
SAFE_DAYS = 28
HALF_A_MONTH = 15  # Civil Code, article 146.1
LAST = 31  # as a span's last day: the month's last, whichever it is
LONG_LUNAR_MONTH = 30  # a short one has 29
ROMAN = ("", "I", "II", "III", "IV")


class Grain(StrEnum):
    """How fine a span is. The values are the Vietnamese words."""

    DAY = "ngày"
    WEEK = "tuần"
    MONTH = "tháng"
    MONTHS = "các tháng"
    QUARTER = "quý"
    YEAR = "năm"
    PERIOD = "giai đoạn"


class Part(StrEnum):
    """đầu, giữa, cuối of a span."""

    EARLY = "đầu"
    MIDDLE = "giữa"
    LATE = "cuối"


class Span(NamedTuple):
    """Days of one year, from the first to the last, both included. Ends are (month, day).

    `year` is open when the words don't name it; `later` is how many years after the plan's issue they mean ("năm sau"
    is 1). `at` is the hour that ends a day; a lunar day has no solar days yet. `workday` picks one of the span's
    working days: 1 is the first, -1 the last; of the weekday (Monday is 0) where one is given.
    """

    grain: Grain
    first: tuple[int, int]
    last: tuple[int, int]
    year: int | None = None
    part: Part | None = None
    at: time | None = None
    lunar: bool = False
    later: int | None = None
    workday: int | None = None
    weekday: int | None = None

    @property
    def names_its_year(self) -> bool:
        return self.year is not None or self.later is not None

    def of_year(self, year: int | None) -> "Span":
        """The span of the given year; one that names its own year stays as it is."""
        if self.year is not None or self.later is not None or year is None:
            return self
        grain, first, last, _, part, at, lunar, later, workday, weekday = self
        return Span(grain, first, last, year, part, at, lunar, later, workday, weekday)

    @property
    def opens(self) -> date:
        """The first day. The year must be known."""
        return _day(self.year, self.first)

    @property
    def closes(self) -> date:
        """The last day. The year must be known."""
        return _day(self.year, self.last)


class ImpossibleDay(ValueError):
    """A day or quarter that no calendar has, as in 31/11; the message names it in Vietnamese."""


def a_day(day: int, month: int, year: int | None = None) -> Span:
    """One day. A day that doesn't exist raises ImpossibleDay; 29/02 without a year is taken on trust."""
    if not (1 <= month <= 12 and 1 <= day <= month_end(year or 2024, month).day):
        raise ImpossibleDay(f"ngày {day}/{month}" + (f"/{year}" if year else ""))
    return Span(Grain.DAY, (month, day), (month, day), year)


def a_lunar_day(day: int, month: int, year: int | None = None) -> Span:
    """A day of a lunar month, which `solar` turns into its day. ImpossibleDay: no lunar month has it."""
    if not (1 <= month <= 12 and 1 <= day <= LONG_LUNAR_MONTH):
        raise ImpossibleDay(f"ngày {day}/{month} âm lịch" + (f" năm {year}" if year else ""))
    return Span(Grain.DAY, (month, day), (month, day), year, lunar=True)


def last_lunar_day(month: int, year: int | None = None) -> Span:
    """The last day of a lunar month, which `solar` turns into its day."""
    return a_lunar_day(LONG_LUNAR_MONTH, month, year)


def a_month(month: int, year: int | None = None) -> Span:
    return Span(Grain.MONTH, (month, 1), (month, LAST), year)


def months(first: int, last: int, year: int | None = None) -> Span:
    return Span(Grain.MONTHS, (first, 1), (last, LAST), year)


def a_quarter(quarter: int, year: int | None = None) -> Span:
    return Span(Grain.QUARTER, (3 * quarter - 2, 1), (3 * quarter, LAST), year)


def a_year(year: int | None = None) -> Span:
    return Span(Grain.YEAR, (1, 1), (12, LAST), year)


def month_end(year: int, month: int, *, at_most: int = LAST) -> date:
    """The last day of a month, or an earlier one if that is the most."""
    last = DAYS_OF_MONTH[month - 1] if month != FEBRUARY else (date(year, MARCH, 1) - ONE_DAY).day
    return date(year, month, min(last, at_most))


def add_months(day: date, count: int) -> date:
    """The corresponding day of another month, or that month's last day when it has none (Civil Code, art. 148.3)."""
    month = day.year * 12 + day.month - 1 + count
    last = month_end(month // 12, month % 12 + 1)
    return last.replace(day=min(day.day, last.day))


def _day(year: int | None, month_and_day: tuple[int, int]) -> date:
    assert year is not None, "the year is still open"
    month, day = month_and_day
    return date(year, month, day) if day <= SAFE_DAYS else month_end(year, month, at_most=day)


def solar(span: Span) -> Span:
    """The span in the solar calendar; a lunar day becomes the day on which it falls in its (lunar) year.

    The 30th of a month that has 29 days is its 29th.
    """
    if not span.lunar:
        return span
    from lunar_vn import LunarDate, lunar_to_solar, solar_to_lunar

    assert span.year is not None
    month, number = span.first
    day = lunar_to_solar(LunarDate(day=number, month=month, year=span.year, leap=False))
    if number == LONG_LUNAR_MONTH and solar_to_lunar(day).day != number:
        day -= ONE_DAY
    return span._replace(first=(day.month, day.day), last=(day.month, day.day), year=day.year, lunar=False)


def days_of(month: Span, first: int, last: int) -> Span:
    """Some days of a month, by their numbers; beyond the month's end they are its last."""
    return month._replace(grain=Grain.WEEK, first=(month.first[0], first), last=(month.first[0], last))


def is_possible(day: int, month: int) -> bool:
    """Whether some year has the day."""
    return 1 <= month <= 12 and 1 <= day <= month_end(2024, month).day
