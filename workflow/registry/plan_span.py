"""Within which days a plan's tasks fall due: from its issue, or its first year's beginning, to its last year's end."""

import re
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

# What comes back is laid out this far ahead: a yearly cycle always shows its next date.
HORIZON = relativedelta(months=13)
_YEARS = re.compile(
    r"(?:(?:giai đoạn|từ|năm)\s+)*(\d{4})(?:\s*(?:[-–—]|đến(?:\s+(?:hết|năm))*)\s*(\d{4}))?", re.IGNORECASE
)
_EARLIEST, _LONGEST = 2000, 30


def read_years(text: str) -> tuple[int, int] | None:
    """Return the years that a person writes for a plan, both inclusive; None when it is no such period.

    >>> read_years("2026-2030"), read_years("năm 2026"), read_years("2030-2026")
    ((2026, 2030), (2026, 2026), None)
    """
    found = _YEARS.fullmatch(text.strip())
    if found is None:
        return None
    first = int(found[1])
    last = int(found[2] or first)
    return (first, last) if _EARLIEST <= first <= last < first + _LONGEST else None


def years_words(years: tuple[int, int] | None) -> str:
    """Return years as `read_years` reads them, "" for none."""
    return "" if years is None else "–".join(map(str, dict.fromkeys(years)))


@dataclass(frozen=True, kw_only=True)
class PlanSpan:
    """The first and the last day on which something that comes back falls due, both inclusive."""

    first: date
    last: date

    @classmethod
    def of(cls, issued: date, years: tuple[int, int] | None) -> "PlanSpan":
        """Return the span of a plan; one that names no years is for the year of its issue.

        >>> PlanSpan.of(date(2026, 12, 15), (2027, 2027)).first
        datetime.date(2027, 1, 1)
        """
        first, last = years or (issued.year, issued.year)
        return cls(first=max(issued, date(first, 1, 1)), last=date(last, 12, 31))

    @property
    def horizon(self) -> date:
        """The day up to which registering lays out what comes back, were there no end."""
        return self.first + HORIZON

    @property
    def laid_out(self) -> date:
        """The day up to which registering lays out what comes back."""
        return min(self.horizon, self.last)
