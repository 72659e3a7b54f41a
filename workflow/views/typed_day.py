"""A day as people type it, read back in words: dd/mm/yyyy in any dress, words for near days, weekdays."""

import re
from datetime import date, timedelta

from base.vietnamese import day_and_month, day_month, full_date
from workflow.views.folding import fold
from workflow.working_days import WorkingDays

_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})(?:\s*[/.\- ]\s*(\d{2}|\d{4}))?")
_WORDED = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2})(?: nam (\d{4}))?")
_DATED = re.compile(r"\bngày\s+(\d[\d/.\- ]*\d)\s*\.?\s*$", re.IGNORECASE)
_NEAR = {"hom qua": -1, "hom nay": 0, "nay": 0, "mai": 1, "ngay mai": 1, "hom sau": 1, "ngay kia": 2, "mot": 2}
_WEEKDAYS = {
    **{f"thu {name}": n for n, name in enumerate(("hai", "ba", "tu", "nam", "sau", "bay"))},
    **{f"thu {n + 2}": n for n in range(6)},
    "chu nhat": 6,
}
_CENTURY = 2000
_WRITTEN = "ghi như 05/7/2026"


def typed_day(text: str, today: date) -> date | None:
    """Return the day that was typed, None when it is none. Without a year it is the one of today.

    A weekday alone is the next such day, today not counted; a weekday before a date is read over.

    >>> typed_day("5.7.26", date(2026, 3, 5)), typed_day("thứ Sáu", date(2026, 3, 5))
    (datetime.date(2026, 7, 5), datetime.date(2026, 3, 6))
    """
    words = fold(text).strip(" .,")
    if words in _NEAR:
        return today + timedelta(days=_NEAR[words])
    if words in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS[words] - today.weekday() - 1) % 7 + 1)
    for name in _WEEKDAYS:
        words = words.removeprefix(f"{name} ").removeprefix(f"{name}, ")
    if iso := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", words):
        return _day(iso[3], iso[2], iso[1], today)
    found = _NUMBERS.fullmatch(words) or _WORDED.fullmatch(words)
    return _day(found[1], found[2], found[3], today) if found else None


def why_no_day(text: str, today: date) -> str:
    """Return what is wrong with a text that is no day, and how to write one.

    >>> why_no_day("31/2", date(2026, 3, 5)), why_no_day("mai mốt", date(2026, 3, 5))
    ('Tháng 02/2026 không có ngày 31; ghi như 05/7/2026', 'Chưa đọc được ngày; ghi như 05/7/2026')
    """
    words = fold(text).strip(" .,")
    found = _NUMBERS.fullmatch(words) or _WORDED.fullmatch(words)
    first = _day("1", found[2], found[3], today) if found else None
    if found is None or first is None:
        return f"Chưa đọc được ngày; {_WRITTEN}"
    month = day_month(1, first.month).partition("/")[2]
    return f"Tháng {month}/{first.year} không có ngày {int(found[1])}; {_WRITTEN}"


def is_dated_ahead(document: str, today: date) -> bool:
    """Whether a document's number and day name a day that hasn't come.

    >>> is_dated_ahead("120/QĐ-UBND ngày 04/3/2027", date(2026, 3, 5))
    True
    """
    found = _DATED.search(document)
    day = typed_day(found[1], today) if found else None
    return day is not None and day > today


def day_words(day: date, working_days: WorkingDays) -> str:
    """Return how a typed day was read, and what is to be known of it.

    >>> day_words(date(2026, 7, 5), WorkingDays.vietnam())
    'Đọc là Chủ nhật 05/7/2026, ngày nghỉ; ngày làm việc trước đó là thứ Sáu 03/7'
    """
    if working_days.is_working(day):
        return f"Đọc là {full_date(day)}"
    before = day_and_month(working_days.on_or_before(day))
    return f"Đọc là {full_date(day)}, ngày nghỉ; ngày làm việc trước đó là {before}"


def _day(day: str, month: str, year: str | None, today: date) -> date | None:
    number = int(year) if year else today.year
    try:
        return date(number + _CENTURY if year and len(year) == len("26") else number, int(month), int(day))
    except ValueError:
        return None
