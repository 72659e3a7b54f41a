"""From when to when the data of a periodic report runs: Nghị định 09/2019/NĐ-CP, article 12.

A month's data runs from the 15th of the month before to the 14th; a quarter's, half year's and year's from the 15th of
the month before the period to the 14th of its last month. At least one working day lies between the end of the data and
the report (article 8.5.b), so a report that is due before the 14th is of the period before.
"""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from base.vietnamese import short_date

_LAST_DAY = 14
# A report that is due longer after the end of its data follows another rule than the decree's.
_LATEST = relativedelta(days=45)
_BY_YEAR = {1: 12, 2: 6, 4: 3, 12: 1}


@dataclass(frozen=True)
class DataPeriod:
    """The first and the last day of a report's data, both included."""

    first: date
    last: date

    @property
    def words(self) -> str:
        """As a duty, a mail and a calendar say it."""
        return f"số liệu từ {short_date(self.first)} đến {short_date(self.last)} (Nghị định 09/2019/NĐ-CP, Điều 12)"


def months_of_rule(rule: str | None) -> int | None:
    """Return how many months lie between the days of a RRULE: 1, 3, 6 or 12; None for any other cycle.

    >>> months_of_rule("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"), months_of_rule("FREQ=WEEKLY")
    (3, None)
    """
    if not rule:
        return None
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    interval = int(parts.get("INTERVAL", "1"))
    if parts["FREQ"] == "MONTHLY":
        return interval if interval in _BY_YEAR.values() else None
    if parts["FREQ"] != "YEARLY" or interval != 1:
        return None
    return _BY_YEAR.get(len(parts.get("BYMONTH", "12").split(",")))


def data_period(due: date, months: int) -> DataPeriod | None:
    """Return the data of a report that is due on a day and comes every so many months; None where it isn't said.

    >>> data_period(date(2026, 3, 25), 3)
    DataPeriod(first=datetime.date(2025, 12, 15), last=datetime.date(2026, 3, 14))
    """
    last = date(due.year, due.month, _LAST_DAY)
    if last >= due:
        last -= relativedelta(months=1)
    last -= relativedelta(months=last.month % months)
    if last + _LATEST < due:
        return None
    return DataPeriod(first=last + relativedelta(months=-months, days=1), last=last)
