"""Recurring days: a small part of RFC 5545's RRULE, enough for every cycle that plans name.

A cycle is a value; its rule text and its days come from the same fields, and agree with python-dateutil.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from workflow.deadlines.values.resolution import Unit
from workflow.deadlines.values.spans import DAYS_OF_MONTH, LAST, SAFE_DAYS, month_end

LAST_DAY = -1
WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING_WEEK = (0, 1, 2, 3, 4)
# No row of days off, by which a first or last working day moves, is longer.
MOST_MOVED = timedelta(days=14)
# No cycle of a plan is followed further.
HORIZON_YEARS = 60


class Frequency(StrEnum):
    """RFC 5545's FREQ."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class Every(NamedTuple):
    """How often, without a day: every so many units; the unit is a day, a week or a month."""

    units: int
    unit: Unit


MONTHLY, YEARLY = Every(1, Unit.MONTH), Every(12, Unit.MONTH)


class Cycle(NamedTuple):
    """A rule for days that come again; the fields mean what RFC 5545 says.

    `days` are days of the month, -1 the last; `weekdays` run from 0 (Monday) to 6; `nth` (BYSETPOS) picks among the
    days of one month. With neither days nor weekdays the cycle keeps the day on which it starts.
    """

    frequency: Frequency
    interval: int = 1
    months: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    nth: tuple[int, ...] = ()
    until: date | None = None

    @property
    def has_day(self) -> bool:
        return bool(self.days or self.weekdays)

    def rule(self) -> str:
        """The RRULE's value, without the property's name."""
        rule = f"FREQ={self.frequency}"
        if self.interval > 1:
            rule += f";INTERVAL={self.interval}"
        if self.until:
            rule += f";UNTIL={self.until:%Y%m%d}"
        if self.months:
            rule += f";BYMONTH={_joined(self.months)}"
        if self.days:
            rule += f";BYMONTHDAY={_joined(self.days)}"
        if self.weekdays:
            rule += f";BYDAY={','.join(WEEKDAY_CODES[day] for day in self.weekdays)}"
        return f"{rule};BYSETPOS={_joined(self.nth)}" if self.nth else rule

    @classmethod
    def of_rule(cls, rule: str) -> "Cycle":
        """The cycle of a text that `rule` wrote."""
        parts = dict(part.split("=") for part in rule.split(";"))
        return cls(
            frequency=Frequency(parts["FREQ"]),
            interval=int(parts.get("INTERVAL", 1)),
            months=_numbers(parts.get("BYMONTH", "")),
            days=_numbers(parts.get("BYMONTHDAY", "")),
            weekdays=tuple(WEEKDAY_CODES.index(day) for day in parts.get("BYDAY", "").split(",") if day),
            nth=_numbers(parts.get("BYSETPOS", "")),
            until=date.fromisoformat(parts["UNTIL"]) if "UNTIL" in parts else None,
        )

    def dates(self, start: date) -> Iterator[date]:
        """The cycle's days on or after the start, in order. The start fixes the phase of intervals above one."""
        last = self.until or date(min(start.year + HORIZON_YEARS, date.max.year - 1), 12, 31)
        days = self._days if self.frequency in (Frequency.DAILY, Frequency.WEEKLY) else self._days_of_months
        for day in days(start, last):
            if day > last:
                return
            if day >= start:
                yield day

    def first(self, start: date, count: int) -> tuple[date, ...]:
        """The first days on or after the start, at most `count`."""
        return tuple(islice(self.dates(start), count))

    def _days(self, start: date, last: date) -> Iterator[date]:
        if self.frequency is Frequency.DAILY:
            yield from _every(start, timedelta(days=self.interval), last)
            return
        monday = start - timedelta(days=start.weekday())
        for week in _every(monday, timedelta(weeks=self.interval), last):
            for weekday in self.weekdays or (start.weekday(),):
                yield week + timedelta(days=weekday)

    def _days_of_months(self, start: date, last: date) -> Iterator[date]:
        one_day = self.days[0] if len(self.days) == 1 and not (self.weekdays or self.nth) else None
        for year, month in self._months(start, last):
            if one_day == LAST_DAY:
                yield month_end(year, month)
            elif one_day and 0 < one_day <= SAFE_DAYS:
                yield date(year, month, one_day)
            else:
                yield from self._days_of_month(year, month, start.day)

    def _months(self, start: date, last: date) -> Iterator[tuple[int, int]]:
        if self.frequency is Frequency.YEARLY:
            months = self.months or (range(1, 13) if self.has_day else (start.month,))
            for year in range(start.year, last.year + 1, self.interval):
                for month in months:
                    yield year, month
        else:
            for n in range(start.year * 12 + start.month - 1, last.year * 12 + last.month, self.interval):
                if not self.months or n % 12 + 1 in self.months:
                    yield n // 12, n % 12 + 1

    def _days_of_month(self, year: int, month: int, start_day: int) -> list[date]:
        end = month_end(year, month)
        if self.weekdays:
            days = [day for n in range(1, end.day + 1) if (day := end.replace(day=n)).weekday() in self.weekdays]
        else:
            wanted = {day if day > 0 else end.day + 1 + day for day in self.days or (start_day,)}
            days = [end.replace(day=day) for day in sorted(wanted) if day <= end.day]
        if not self.nth:
            return days
        picked = {n - 1 if n > 0 else len(days) + n for n in self.nth}
        return [days[n] for n in sorted(picked) if 0 <= n < len(days)]


def on_days(days: tuple[int, ...], months: tuple[int, ...] = ()) -> Cycle:
    """The same days of every month, or of the given months; a month that is too short takes its last day.

    >>> on_days((30,)).rule()
    'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1'
    """
    frequency = Frequency.YEARLY if months else Frequency.MONTHLY
    if all(0 < day <= SAFE_DAYS for day in days):
        return Cycle(frequency, months=months, days=tuple(sorted(set(days))))
    shortest = min(DAYS_OF_MONTH[month - 1] for month in months or range(1, 13))
    days = tuple(sorted({LAST_DAY if day == LAST > shortest else day for day in days}))
    late = [day for day in days if day > shortest]
    if not late:
        return Cycle(frequency, months=months, days=days)
    early = tuple(day for day in days if 0 < day < SAFE_DAYS)
    return Cycle(
        frequency=Frequency.MONTHLY,
        months=months,
        days=(*early, *range(SAFE_DAYS, max(late) + 1)),
        nth=(*range(1, len(early) + 1), LAST_DAY),
    )


def one_cycle(days: tuple[int, ...], months: tuple[int, ...] = ()) -> Cycle | None:
    """The days as one cycle; None when they need several."""
    cycles = cycles_on_days(days, months)
    return cycles[0] if len(cycles) == 1 else None


def cycles_on_days(days: tuple[int, ...], months: tuple[int, ...] = ()) -> tuple[Cycle, ...]:
    """The days as few cycles: each late day beyond the first, which short months don't have, is one of its own."""
    late = late_days(days, months)
    # The 28th stands in for a late day of short months, so it can't be a day of the same cycle.
    first, *others = sorted((*late, SAFE_DAYS)) if late and SAFE_DAYS in days else late or (0,)
    rest = tuple(day for day in days if day not in others)
    return (on_days(rest, months), *(on_days((day,), months) for day in others if day != first))


def late_days(days: tuple[int, ...], months: tuple[int, ...] = ()) -> tuple[int, ...]:
    """Those of the days that the shortest of the months doesn't have."""
    shortest = min(DAYS_OF_MONTH[month - 1] for month in months or range(1, 13))
    return tuple(sorted({day for day in days if day > shortest}))


def _every(start: date, step: timedelta, last: date) -> Iterator[date]:
    while start <= last:
        yield start
        start += step


def _joined(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(","))) if text else ()
