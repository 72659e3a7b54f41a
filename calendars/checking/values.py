"""The value types of iCalendar (RFC 5545 section 3.3) as checks: each says in Vietnamese what is wrong, or nothing."""

import re
from collections.abc import Callable, Container, Mapping
from datetime import date, datetime

from calendars.checking.content import ContentLine

Check = Callable[[ContentLine], str | None]

_DATE = re.compile(r"\d{8}")
_MOMENT = re.compile(r"\d{8}T\d{6}Z?")
_DURATION = re.compile(r"[+-]?P(?:\d+W|(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\"<>]+")
_OFFSET = re.compile(r"[+-](?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?")
_RULE_PART = re.compile(r"[A-Z-]+=[^;=]+")
FREQUENCIES = frozenset({"SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"})


def parsed_when(value: str) -> date | datetime | None:
    """Return a DATE or a DATE-TIME, the latter without its zone; None when it is neither or no day of any calendar.

    >>> parsed_when("20260714"), parsed_when("20260231")
    (datetime.date(2026, 7, 14), None)
    """
    try:
        if _DATE.fullmatch(value):
            return date.fromisoformat(value)
        if _MOMENT.fullmatch(value):
            return datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - only to compare
    except ValueError:
        return None
    return None


def is_day(line: ContentLine) -> bool:
    """Say whether a line's value is declared as DATE."""
    return line.parameters.get("VALUE", "").upper() == "DATE"


def text(line: ContentLine) -> str | None:
    return _text_defect(line.value, separators=";,")


def text_list(line: ContentLine) -> str | None:
    """Check TEXT values with commas between them, as in CATEGORIES."""
    return _text_defect(line.value, separators=";")


def _text_defect(value: str, *, separators: str) -> str | None:
    position = 0
    while position < len(value):
        letter = value[position]
        if letter == "\\":
            if value[position + 1 : position + 2] not in {"\\", ";", ",", "n", "N"}:
                return f"dấu \\ đứng trước “{value[position + 1 : position + 2]}” không phải ký hiệu thoát"
            position += 1
        elif letter in separators:
            return f"dấu “{letter}” phải viết là “\\{letter}”"
        position += 1
    return None


def when(line: ContentLine) -> str | None:
    return _when_defect(line, line.value)


def when_list(line: ContentLine) -> str | None:
    if line.parameters.get("VALUE", "").upper() == "PERIOD":
        return None
    return next((defect for value in line.value.split(",") if (defect := _when_defect(line, value))), None)


def _when_defect(line: ContentLine, value: str) -> str | None:
    found = parsed_when(value)
    if found is None:
        return f"“{value}” không phải ngày hoặc thời điểm có thật"
    if is_day(line) == isinstance(found, datetime):
        declared = "VALUE=DATE" if is_day(line) else "thời điểm (không có VALUE=DATE)"
        return f"“{value}” không đúng kiểu đã khai là {declared}"
    return None


def utc_moment(line: ContentLine) -> str | None:
    if isinstance(parsed_when(line.value), datetime) and line.value.endswith("Z") and "TZID" not in line.parameters:
        return None
    return f"“{line.value}” phải là thời điểm UTC, như 20260120T023000Z"


def integer(lowest: int, highest: int) -> Check:
    """Return a check of whole numbers from `lowest` to `highest`, both inclusive."""

    def check(line: ContentLine) -> str | None:
        if re.fullmatch(r"[+-]?\d{1,10}", line.value) and lowest <= int(line.value) <= highest:
            return None
        return f"“{line.value}” phải là số nguyên từ {lowest} đến {highest}"

    return check


def duration(line: ContentLine) -> str | None:
    if _DURATION.fullmatch(line.value) and line.value.lstrip("+-") not in {"P", "PT"}:
        return None
    return f"“{line.value}” không phải khoảng thời gian, như PT4H hoặc -P3D"


def declared_duration(line: ContentLine) -> str | None:
    """Check a duration whose property asks for VALUE=DURATION: some clients refuse the whole feed without it."""
    if line.parameters.get("VALUE", "").upper() != "DURATION":
        return "phải viết là ;VALUE=DURATION: (dấu chấm phẩy trước VALUE)"
    return duration(line)


def trigger(line: ContentLine) -> str | None:
    if line.parameters.get("VALUE", "").upper() == "DATE-TIME":
        return utc_moment(line)
    return duration(line)


def one_of(*allowed: str) -> Check:
    def check(line: ContentLine) -> str | None:
        if line.value.upper() in allowed:
            return None
        return f"“{line.value}” phải là một trong {', '.join(allowed)}"

    return check


def one_of_names(allowed: Container[str], what: str) -> Check:
    """Return a check of a list too long to print; `what` describes it instead."""

    def check(line: ContentLine) -> str | None:
        return None if line.value.lower() in allowed else f"“{line.value}” phải là {what}"

    return check


def uri(line: ContentLine) -> str | None:
    return None if _URI.fullmatch(line.value) else f"“{line.value}” không phải địa chỉ (URI)"


def utc_offset(line: ContentLine) -> str | None:
    return None if _OFFSET.fullmatch(line.value) else f"“{line.value}” không phải độ lệch giờ, như +0700"


def rule_parts(value: str) -> Mapping[str, str]:
    """Return a RRULE's parts; a part without "=" is left out."""
    return dict(part.split("=", 1) for part in value.upper().split(";") if "=" in part)


def recurrence(line: ContentLine) -> str | None:
    if not all(_RULE_PART.fullmatch(part) for part in line.value.upper().split(";")):
        return f"“{line.value}” không phải quy tắc lặp"
    parts = rule_parts(line.value)
    if parts.get("FREQ") not in FREQUENCIES:
        return "thiếu FREQ hoặc FREQ không có trong RFC 5545"
    if "COUNT" in parts and "UNTIL" in parts:
        return "COUNT và UNTIL không được đi cùng nhau"
    if "UNTIL" in parts and parsed_when(parts["UNTIL"]) is None:
        return f"UNTIL “{parts['UNTIL']}” không phải ngày hoặc thời điểm có thật"
    return None
