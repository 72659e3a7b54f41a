"""The years a plan covers, out of its title and headings."""

import re
from collections.abc import Iterable

from documents.blocks.citations import NUMBER

_YEAR = r"(?:19|20)\d{2}"
RANGE = re.compile(
    rf"(?<!\d)({_YEAR})\s*[-–—]\s*({_YEAR})(?!\d)|\btừ\s+năm\s+({_YEAR})\s+đến\s+(?:hết\s+)?(?:năm\s+)?({_YEAR})",
    re.IGNORECASE,
)
_UNTIL = re.compile(rf"\b(?:đến|tới)\s+(?:hết\s+|cuối\s+)?(?:năm\s+)?({_YEAR})\b", re.IGNORECASE)
VISION = re.compile(rf"\btầm nhìn\s+(?:đến\s+)?(?:năm\s+)?{_YEAR}", re.IGNORECASE)
IN = re.compile(rf"\b(?:năm|nam)\s+({_YEAR})\b", re.IGNORECASE)
_DATED = re.compile(
    rf"\d{{1,2}}\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*{_YEAR}|tháng\s+\d{{1,2}}\s+năm\s+{_YEAR}", re.IGNORECASE
)
_TARGET = re.compile(
    rf"^\W*(?:\d+(?:\.\d+)*[.)]?\s*)?(?:mục tiêu\s+)?(?:phấn đấu\s+)?đến\s+(?:hết\s+|cuối\s+)?năm\s+({_YEAR})\s*[:.]?$",
    re.IGNORECASE,
)


def years_of(title: str, *, issued: int | None) -> tuple[int, int] | None:
    """First and last year of a title, both inclusive; years of cited documents and visions beyond don't count.

    "đến năm 2030" begins with the issue year. None when the title names no year.
    """
    text = _DATED.sub(" ", VISION.sub(" ", re.sub(NUMBER, " ", title)))
    if spans := [tuple(int(year) for year in match.groups() if year) for match in RANGE.finditer(text)]:
        return min(span[0] for span in spans), max(span[1] for span in spans)
    if ends := [int(year) for year in _UNTIL.findall(text)]:
        return (min(issued, max(ends)) if issued else max(ends)), max(ends)
    if years := [int(year) for year in IN.findall(text)]:
        return min(years), max(years)
    return None


def target_years(headings: Iterable[str]) -> tuple[int, int] | None:
    """The years that headings such as "2.1. Đến hết năm 2030" set targets for, first to last."""
    years = [int(match[1]) for heading in headings if (match := _TARGET.match(heading))]
    return (min(years), max(years)) if years else None
