"""Which days an office works, and how days are counted, from the Labour Code and the yearly announcements.

Monday to Friday, less public holidays and their days in lieu (Labour Code 2019, art. 111-112), with announced swaps.
"""

from datetime import date, timedelta
from functools import cache

import holidays
from dateutil.relativedelta import relativedelta

# Announced for officials: a working day off, and the Saturday worked for it.
SWAPPED = {
    date(2025, 5, 2): date(2025, 4, 26),
    date(2026, 1, 2): date(2026, 1, 10),
    date(2026, 8, 31): date(2026, 8, 22),
}
# Nghị quyết 28/2026/QH16: a holiday from its first year on.
CULTURE_DAY = (11, 24, 2026)
_DAY = timedelta(days=1)
_FEASTS = holidays.country_holidays("VN", years=range(2021, 2047))


@cache
def works(day: date) -> bool:
    """Whether offices are open."""
    if day in SWAPPED.values():
        return True
    month, of_month, since = CULTURE_DAY
    feast = day in _FEASTS or ((day.month, day.day) == (month, of_month) and day.year >= since)
    return not (feast or day in SWAPPED or day.weekday() > 4)


@cache
def last_working(day: date) -> date:
    """The day itself if offices work, else the last one before: by then what is due on the day has to be done."""
    while not works(day):
        day -= _DAY
    return day


@cache
def next_working(day: date) -> date:
    """The day itself if offices work, else the next one: there a counted term ends (Civil Code 2015, art. 148.5)."""
    while not works(day):
        day += _DAY
    return day


@cache
def working_after(day: date, count: int) -> date:
    """The day so many working days after a day, or before it for a count below zero. The day itself isn't counted."""
    step = _DAY if count > 0 else -_DAY
    for _ in range(abs(count)):
        day += step
        while not works(day):
            day += step
    return day


def term_end(start: date, count: int, unit: str) -> date:
    """The last day of a term counted from a day: working days, or others that end on a working day."""
    if unit == "working_day":
        return working_after(start, count)
    end: date = start + relativedelta(**{f"{unit}s": count})  # type: ignore[arg-type]
    return next_working(end)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, 1) + relativedelta(months=1) - _DAY
