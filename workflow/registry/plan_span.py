"""Within which days a plan's tasks fall due: from its issue, or its first year's beginning, to its last year's end."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

# What comes back is laid out this far ahead: a yearly cycle always shows its next date.
HORIZON = relativedelta(months=13)


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
