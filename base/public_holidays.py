"""Vietnam's public holidays, as the `holidays` library knows them.

That library takes a quarter of a second to load the holidays of all countries, which every command and every page's
first answer would wait for. So the years that offices work with stand beside this file, written from the library by
`python -m base.public_holidays` and held to it by a test; other years are asked of the library itself.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

WRITTEN_YEARS = range(2015, 2046)
_FILE = Path(__file__).with_suffix(".csv")


class YearOfHolidays(NamedTuple):
    """One year: the holidays with their Vietnamese names, and the weekend days that were worked instead."""

    free: Mapping[date, str]
    worked: frozenset[date]


@cache
def public_holidays(year: int) -> YearOfHolidays:
    """Return the holidays of a year, days in lieu among them."""
    return _written()[year] if year in WRITTEN_YEARS else holidays_of_library(year)


def holidays_of_library(year: int) -> YearOfHolidays:
    """Return the same, asked of the library."""
    from holidays import country_holidays

    calendar = country_holidays("VN", years=year, language="vi")
    worked = frozenset(day for day in calendar.weekend_workdays if day.year == year)
    return YearOfHolidays(MappingProxyType(dict(calendar)), worked)


@cache
def _written() -> Mapping[int, YearOfHolidays]:
    free: dict[int, dict[date, str]] = {year: {} for year in WRITTEN_YEARS}
    worked: dict[int, set[date]] = {year: set() for year in WRITTEN_YEARS}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        year, written, name = line.split(",", 2)
        day = date.fromisoformat(written)
        if name:
            free[int(year)][day] = name
        else:
            worked[int(year)].add(day)
    return {year: YearOfHolidays(MappingProxyType(free[year]), frozenset(worked[year])) for year in WRITTEN_YEARS}


def _lines() -> Iterator[str]:
    for year in WRITTEN_YEARS:
        found = holidays_of_library(year)
        yield from (f"{year},{day.isoformat()},{name}" for day, name in sorted(found.free.items()))
        yield from (f"{year},{day.isoformat()}," for day in sorted(found.worked))


if __name__ == "__main__":
    _FILE.write_text("\n".join(_lines()) + "\n", encoding="utf-8")
