"""Working days of Vietnamese offices: Monday to Friday, less public holidays, plus and minus the announced swaps.

Sources: Quyết định 188/1999/QĐ-TTg (five-day week), Bộ luật Lao động 2019 articles 111 and 112 (holidays, days in
lieu). The `holidays` library computes the holidays, 24/11 (Ngày Văn hóa Việt Nam, from 2026) among them.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from base.public_holidays import public_holidays
from config.days_off import DaysOff

_ONE_DAY = timedelta(days=1)
SATURDAY = 5


class FreeDay(NamedTuple):
    """A weekday on which offices are closed, or (`worked`) a weekend day on which they are open."""

    day: date
    name: str
    worked: bool = False


class WorkingDays(NamedTuple):
    """Tells working days from days off. Make it with `vietnam()`; equal announcements make equal values."""

    off: Mapping[date, str]
    worked: Mapping[date, str]
    announced: frozenset[int]

    def __hash__(self) -> int:
        return hash(self.announced)

    @classmethod
    def vietnam(cls, changes: DaysOff | None = None) -> "WorkingDays":
        """The calendar of Vietnam with the given swaps; without any, holidays and days in lieu alone."""
        changes = changes or DaysOff()
        return cls(
            off=MappingProxyType({swap.off: swap.name for swap in changes.swaps if swap.off}),
            worked=MappingProxyType({swap.worked: swap.name for swap in changes.swaps if swap.worked}),
            announced=changes.announced,
        )

    def is_working(self, day: date) -> bool:
        free, worked = public_holidays(day.year)
        if day.weekday() >= SATURDAY:
            return day in self.worked or day in worked
        return day not in free and day not in self.off

    def on_or_before(self, day: date) -> date:
        """The day itself, or the last working day before it."""
        while not self.is_working(day):
            day -= _ONE_DAY
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        while not self.is_working(day):
            day += _ONE_DAY
        return day

    def add(self, day: date, count: int) -> date:
        """The count-th working day after the day, which itself is not counted (Civil Code, article 147.2).

        A count below zero goes back; zero returns the day as it is, working or not.
        """
        step = _ONE_DAY if count > 0 else -_ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days lie after the start, up to and including the end; below zero when it is earlier.

        >>> WorkingDays.vietnam().between(date(2026, 3, 6), date(2026, 3, 10))  # Friday to Tuesday
        2
        """
        if end < start:
            return -self.between(end - _ONE_DAY, start - _ONE_DAY)
        days = (end - start).days
        return sum(self.is_working(start + timedelta(days=n)) for n in range(1, days + 1))

    def is_announced(self, year: int) -> bool:
        """Whether the year's holidays and swaps are officially known. Years before the first entry are history."""
        return year in self.announced or not self.announced or year < _first_of(self.announced)

    def free_days(self, year: int) -> tuple[FreeDay, ...]:
        """Every weekday off and every worked weekend day of the year, in order, with its Vietnamese name."""
        free, worked = public_holidays(year)
        names = {day: FreeDay(day, name) for day, name in free.items() if day not in self.worked}
        names |= {day: FreeDay(day, "Làm bù", worked=True) for day in worked}
        names |= {day: FreeDay(day, name) for day, name in self.off.items()}
        names |= {day: FreeDay(day, name, worked=True) for day, name in self.worked.items()}
        return tuple(names[day] for day in sorted(names) if day.year == year)


@cache
def _first_of(years: frozenset[int]) -> int:
    return min(years)
