"""A day as people type it, read without a guess: `05/7/2026`, `5.7.26`, `ngày 5 tháng 7 năm 2026`, `mai`, `thứ Sáu`."""

import re
import unicodedata
from datetime import date, timedelta

_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{4}|\d{2}))?")
_WORDS = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?")
_NEAR = {"hôm qua": -1, "hôm nay": 0, "mai": 1, "ngày mai": 1, "ngày kia": 2}
_WEEKDAYS = {
    **dict.fromkeys(("thứ hai", "thứ 2"), 0),
    **dict.fromkeys(("thứ ba", "thứ 3"), 1),
    **dict.fromkeys(("thứ tư", "thứ 4"), 2),
    **dict.fromkeys(("thứ năm", "thứ 5"), 3),
    **dict.fromkeys(("thứ sáu", "thứ 6"), 4),
    **dict.fromkeys(("thứ bảy", "thứ 7"), 5),
    "chủ nhật": 6,
}
CENTURY = 2000


def day_typed(text: str, today: date) -> date | None:
    """Return the day that somebody means; None for what can't be read, or is no day.

    Day before month, always. Without a year it is today's; a weekday is the next one, today excluded.

    >>> day_typed("5.7.26", date(2026, 3, 5)), day_typed("31/2/2026", date(2026, 3, 5))
    (datetime.date(2026, 7, 5), None)
    >>> day_typed("thứ Sáu", date(2026, 3, 5)), day_typed("mai", date(2026, 3, 5))
    (datetime.date(2026, 3, 6), datetime.date(2026, 3, 6))
    """
    said = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    if said in _NEAR:
        return today + timedelta(days=_NEAR[said])
    if said in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS[said] - today.weekday() - 1) % 7 + 1)
    found = _NUMBERS.fullmatch(said) or _WORDS.fullmatch(said)
    if found is None:
        return None
    day, month, year = found.groups()
    whole_year = today.year if year is None else int(year) + (CENTURY if len(year) == len("26") else 0)
    try:
        return date(whole_year, int(month), int(day))
    except ValueError:
        return None
