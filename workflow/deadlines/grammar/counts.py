"""Counted terms (15 ngày làm việc) and cycles without a day (hằng năm, 6 tháng một lần)."""

from typing import NamedTuple

from workflow.deadlines.patterns import Rules
from workflow.deadlines.values import Offset, Unit

counts = Rules()
MOST_DAYS = 4000
MOST_MONTHS = 1200
UNITS = {"giờ": Unit.HOUR, "ngày": Unit.DAY, "tuần": Unit.WEEK, "tháng": Unit.MONTH, "năm": Unit.YEAR}
MONTHS_OF = {"tháng": 1, "quý": 3, "năm": 12}


class Every(NamedTuple):
    """A cycle without a day: so many days, weeks or months lie between two of its ends."""

    count: int
    unit: Unit


def every(count: int, unit: str) -> Every | None:
    """Every so many units; months, quarters and years are counted in months."""
    if unit in MONTHS_OF:
        return Every(count * MONTHS_OF[unit], Unit.MONTH) if 0 < count * MONTHS_OF[unit] <= MOST_MONTHS else None
    return Every(count, UNITS[unit]) if 0 < count <= MOST_DAYS and unit != "giờ" else None


@counts.rule(
    "hang-ky",
    "Hằng ngày, hằng tuần, hằng tháng, hằng quý, hằng năm",
    makes="every",
    patterns=(
        "[định kỳ] [theo] (hằng | mỗi) <unit:unit>",
        "[định kỳ] (hằng | mỗi) <count:number> <unit:unit>",
        "định kỳ \\( hằng <unit:unit> \\)",
    ),
    examples={"Hàng năm": "2026-12-31, 2027-12-31", "định kỳ hằng quý": "2026-03-31, 2026-06-30"},
)
def every_unit(unit: str, count: int = 1) -> tuple[Every, ...] | None:
    found = every(count, unit)
    return (found,) if found else None


@counts.rule(
    "mot-lan",
    "6 tháng một lần, 05 năm/lần, mỗi quý một lần",
    makes="every",
    patterns=(
        "[định kỳ] [mỗi | hằng] <count:number> <unit:unit> [/] [<number>] lần",
        "[định kỳ] [mỗi | hằng] <unit:unit> [/] [<number>] lần",
        "<number> lần [/ | mỗi | trong] <unit:unit>",
        "định kỳ <count:number> <unit:unit>",
        "định kỳ <unit:unit>",
    ),
    examples={"định kỳ 6 tháng/lần": "2026-06-30, 2026-12-31"},
)
def once_every(unit: str, count: int = 1) -> tuple[Every, ...] | None:
    return every_unit(unit, count)


@counts.rule(
    "ngay-lam-viec",
    "Số ngày, giờ làm việc",
    makes="offset",
    patterns=("<count:number> <unit:unit> làm việc",),
)
def working_offset(count: int, unit: str) -> Offset | None:
    if unit not in ("ngày", "giờ") or count > MOST_DAYS:
        return None
    return Offset(count, Unit.WORKING_DAY if unit == "ngày" else Unit.WORKING_HOUR)


@counts.rule(
    "so-ngay",
    "Số ngày, tuần, tháng, quý, năm, giờ",
    makes="offset",
    patterns=("<count:number> <unit:unit>",),
)
def offset(count: int, unit: str) -> Offset | None:
    if unit in MONTHS_OF and unit != "năm":
        months = count * MONTHS_OF[unit]
        return Offset(months, Unit.MONTH) if months <= MOST_MONTHS else None
    most = MOST_MONTHS // 12 if unit == "năm" else MOST_DAYS
    return Offset(count, UNITS[unit]) if count <= most else None
