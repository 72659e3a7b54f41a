"""What the deadlines in plans mean, read by a few patterns of our own: the second opinion on dates.

It knows the wordings of the four seed plans and of the plans that the office's year invents, and refuses any other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bench.office.working_calendar import month_end, term_end

_DAY = timedelta(days=1)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_UNITS = {"ngày làm việc": "working_day", "ngày": "day", "tuần": "week", "tháng": "month"}
_REQUEST = re.compile(r"^(.*?) \(hoặc (theo yêu cầu (?:của )?BCĐ|đột xuất khi có yêu cầu)\)$")
_TERM = re.compile(r"^(?:Trong vòng|Trong|Chậm nhất) (\d+) (ngày làm việc|ngày|tuần|tháng) (.+)$")


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a deadline's words mean.

    `days` are its dates; `cycle` those of each year, as month and day (31 for a month's last day is cut to it);
    `after_cycle` a term counted from each of them. `event` is what is waited for, with a term of `count` `unit`s; no
    count is the usual term, 0 the next working day. `request` is an event that may ask for it earlier.
    """

    days: tuple[date, ...] = ()
    cycle: tuple[tuple[int, int], ...] = ()
    before: bool = False
    after_cycle: int = 0
    continuous: bool = False
    event: str = ""
    count: int | None = None
    unit: str = "day"
    request: str = ""

    def days_within(self, first: date, last: date) -> Iterator[date]:
        """The dates of its cycle from one day to another, both included."""
        for year in range(first.year - 1, last.year + 1):
            for month, day in self.cycle:
                on = min(date(year, month, 1) + (day - 1) * _DAY, month_end(year, month))
                on -= _DAY if self.before else 0 * _DAY
                on = term_end(on, self.after_cycle, "day") if self.after_cycle else on
                if first <= on <= last:
                    yield on


class UnknownWording(ValueError):
    """Words that this reader was never told of."""


def read_wording(text: str, *, issued: date, year: int) -> Wording | None:
    """Say what the words of a cell mean; None for a cell without any. Raises `UnknownWording`."""
    text = text.strip()
    if text in {"", "-"}:
        return None
    if asked := _REQUEST.match(text):
        dated = read_wording(asked[1], issued=issued, year=year)
        assert dated is not None
        return replace(dated, request=asked[2])
    for pattern, meaning in _MEANINGS:
        if found := re.match(f"^(?:{pattern})$", text):
            return meaning(found, issued, year)
    raise UnknownWording(text)


def _of_month(found: re.Match[str], _issued: date, year: int) -> Wording:
    return Wording(days=(month_end(int(found[2] or year), int(found[1])),))


def _of_quarters(found: re.Match[str], _issued: date, year: int) -> Wording:
    return Wording(days=(month_end(int(found[2] or year), 3 * _ROMAN[found[1]]),))


def _before_day(found: re.Match[str], _issued: date, _year: int) -> Wording:
    return Wording(days=(date(int(found[3]), int(found[2]), int(found[1])) - _DAY,))


def _on_day(found: re.Match[str], _issued: date, _year: int) -> Wording:
    return Wording(days=(date(int(found[3]), int(found[2]), int(found[1])),))


def _of_year(found: re.Match[str], _issued: date, _year: int) -> Wording:
    return Wording(days=(date(int(found[1]), 12, 31),))


def _of_half(found: re.Match[str], _issued: date, year: int) -> Wording:
    return Wording(days=(date(int(found[1] or year), 6, 30),))


def _yearly(found: re.Match[str], _issued: date, _year: int) -> Wording:
    if not found[1]:
        return Wording(cycle=((12, 31),))
    marks = re.findall(r"(\d+)/(\d+)", found[0])
    return Wording(cycle=tuple((int(month), int(day)) for day, month in marks), before=found[1].lower() == "trước")


def _monthly(found: re.Match[str], _issued: date, _year: int) -> Wording:
    return Wording(cycle=tuple((month, int(found[1])) for month in range(1, 13)))


def _after_quarter(found: re.Match[str], _issued: date, _year: int) -> Wording:
    return Wording(cycle=tuple((3 * quarter, 31) for quarter in range(1, 5)), after_cycle=int(found[1]))


def _from_signing(found: re.Match[str], issued: date, _year: int) -> Wording:
    return Wording(days=(term_end(issued, int(found[1]), _UNITS[found[2]]),))


def _after_event(found: re.Match[str], _issued: date, _year: int) -> Wording:
    return Wording(event=found[3], count=int(found[1]), unit=_UNITS[found[2]])


_MEANINGS = (
    (r"Thường xuyên(?: \(.*\))?", lambda *_: Wording(continuous=True)),
    (r"Tháng (\d{1,2})(?:/(\d{4}))?", _of_month),
    (r"Quý (IV|I{1,3})(?:/(\d{4}))?", _of_quarters),
    (r"Trước (?:ngày )?(\d{1,2})/(\d{1,2})/(\d{4})", _before_day),
    (r"(?:Ngày|Chậm nhất|Đến|Tháng) (?:ngày )?(\d{1,2})/(\d{1,2})/(\d{4})", _on_day),
    (r"(?:Năm |\d{4} - )?(\d{4})", _of_year),
    (r"6 tháng đầu năm(?: (\d{4}))?", _of_half),
    (r"(Trước|Ngày) ?(?:ngày )?\d+/\d+(?:(?:,| và) \d+/\d+)* (?:hằng|hàng) năm", _yearly),
    (r"(?:Thường xuyên )?(?:[Hh]ằng|[Hh]àng) năm()", _yearly),
    (r"Ngày (\d+) hằng tháng", _monthly),
    (r"Chậm nhất (\d+) ngày sau khi kết thúc quý", _after_quarter),
    (r"Trong (?:vòng )?(\d+) (ngày làm việc|ngày) kể từ ngày ký", _from_signing),
    (r"Trong (?:vòng )?(\d+) (ngày làm việc|ngày|tuần|tháng) sau khi (.+)", _after_event),
    (r"Ngay sau khi (.+)", lambda found, *_: Wording(event=found[1], count=0)),
    (r"(?:.+ )?[Ss]au khi (.+)", lambda found, *_: Wording(event=found[1])),
    (r"(Theo thời gian .+)", lambda found, *_: Wording(event=found[1])),
)
