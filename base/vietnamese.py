"""Vietnamese for days, moments, counts and names, as an office writes them: the one place for screen, mail, page, file.

Days follow Nghị định 30/2020/NĐ-CP: a zero before days below 10 and before January and February, none elsewhere.
"""

import re
import unicodedata
from datetime import date, datetime

from base.plain_letters import WORD, composed_small, strip_marks

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
SHORT_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")
_LONGEST_SLUG = 80
# Written once: a plan's explanations ask for thousands.
_DAY_MONTH = [
    [f"{day:02d}/{month:02d}" if month < 3 else f"{day:02d}/{month}" for day in range(32)] for month in range(13)
]


def day_month(day: int, month: int) -> str:
    """A day of any year: "05/7", "14/02"."""
    return _DAY_MONTH[month][day]


def short_date(day: date) -> str:
    """A day in figures.

    >>> short_date(date(2026, 3, 5)), short_date(date(2026, 2, 27))
    ('05/3/2026', '27/02/2026')
    """
    return f"{_DAY_MONTH[day.month][day.day]}/{day.year}"


def full_date(day: date) -> str:
    """A day with its weekday.

    >>> full_date(date(2026, 2, 27))
    'thứ Sáu 27/02/2026'
    """
    return f"{WEEKDAYS[day.weekday()]} {_DAY_MONTH[day.month][day.day]}/{day.year}"


def long_date(day: date) -> str:
    """A day as the head of a document has it.

    >>> long_date(date(2026, 3, 5))
    'ngày 05 tháng 3 năm 2026'
    """
    return f"ngày {day.day:02} tháng {_DAY_MONTH[day.month][0].partition('/')[2]} năm {day.year}"


def short_moment(at: datetime) -> str:
    """A moment to the minute, in the zone that it comes in.

    >>> short_moment(datetime(2026, 3, 5, 7, 30))
    '07:30 05/3/2026'
    """
    return f"{at:%H:%M} {short_date(at)}"


def group_thousands(number: int) -> str:
    """A number with Vietnamese thousands: "1.254"."""
    return f"{number:,}".replace(",", ".")


def one_line(text: str) -> str:
    """The text on one line: line breaks, control characters and runs of blanks become one blank."""
    # Nearly every text is one line already, and seeing that takes a quarter of the time.
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return _BREAKS.sub(" ", text).strip()


def shorten(text: str, limit: int) -> str:
    """The text on one line, cut between words so that it has at most `limit` characters, the dots included."""
    text = one_line(text)
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    head, blank, _ = cut.rpartition(" ")
    return (head if blank and len(head) > limit // 2 else cut).rstrip(" .;,:–-") + "…"


def capitalise(text: str) -> str:
    """The text with its first letter large and the others left alone.

    >>> capitalise("quá hạn 3 ngày")
    'Quá hạn 3 ngày'
    """
    return text[:1].upper() + text[1:]


def day_and_month(day: date) -> str:
    """A date of a year that is plain from around it, with its weekday.

    >>> day_and_month(date(2026, 5, 29))
    'thứ Sáu 29/5'
    """
    return f"{WEEKDAYS[day.weekday()]} {short_date(day).removesuffix(f'/{day.year}')}"


def slug(name: str) -> str:
    """The name in small ASCII letters, digits and hyphens, for files and addresses; "khong-ten" when nothing is left.

    Not one to one: "Mỹ Thọ" and "Mỹ Thờ" give the same.

    >>> slug("Báo và Đài phát thanh, Truyền hình Đồng Tháp")
    'bao-va-dai-phat-thanh-truyen-hinh-dong-thap'
    >>> slug("50/KH-UBND")
    '50-kh-ubnd'
    """
    plain = strip_marks(composed_small(unicodedata.normalize("NFKC", name))).encode("ascii", "ignore").decode()
    return "-".join(WORD.findall(plain))[:_LONGEST_SLUG].strip("-") or "khong-ten"
