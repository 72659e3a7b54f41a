"""Vietnamese for days, dates and counts, as an office writes them."""

import re
from datetime import date

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")


def short_date(day: date) -> str:
    """A date with the zeros that Nghị định 30/2020/NĐ-CP asks for: days below 10, January and February.

    >>> short_date(date(2026, 3, 5)), short_date(date(2026, 2, 27))
    ('05/3/2026', '27/02/2026')
    """
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{day.day:02}/{month}/{day.year}"


def full_date(day: date) -> str:
    """A date with its weekday.

    >>> full_date(date(2026, 2, 27))
    'thứ Sáu 27/02/2026'
    """
    return f"{_WEEKDAYS[day.weekday()]} {short_date(day)}"


def one_line(text: str) -> str:
    """The text on one line: line breaks, control characters and runs of blanks become one blank."""
    # Nearly every text is one line already, and a digest asks this of a hundred.
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return _BREAKS.sub(" ", text).strip()


def shortened(text: str, limit: int) -> str:
    """The text on one line, cut between words so that it has at most `limit` characters, the dots included."""
    text = one_line(text)
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    head, blank, _ = cut.rpartition(" ")
    return (head if blank and len(head) > limit // 2 else cut).rstrip(" ,;:–-") + "…"


def capitalised(text: str) -> str:
    """The text with its first letter large and the others left alone.

    >>> capitalised("quá hạn 3 ngày")
    'Quá hạn 3 ngày'
    """
    return text[:1].upper() + text[1:]


def day_and_month(day: date) -> str:
    """A date of a year that is plain from around it, with its weekday.

    >>> day_and_month(date(2026, 5, 29))
    'thứ Sáu 29/5'
    """
    return f"{_WEEKDAYS[day.weekday()]} {short_date(day).removesuffix(f'/{day.year}')}"


def grouped(number: int) -> str:
    """A count as Vietnamese prints it, with a dot between thousands.

    >>> grouped(1546)
    '1.546'
    """
    return f"{number:,}".replace(",", ".")
