"""Vietnamese for the eye: days, terms, cycles, as an office would write them (Nghị định 30/2020/NĐ-CP)."""

from datetime import time

from base.vietnamese import WEEKDAYS, day_month
from workflow.deadlines.values.cycles import LAST_DAY, WORKING_WEEK, Cycle, Frequency
from workflow.deadlines.values.resolution import Offset, Unit
from workflow.deadlines.values.spans import ROMAN, Grain, Span

_UNITS = {
    Unit.DAY: "ngày",
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.WEEK: "tuần",
    Unit.MONTH: "tháng",
    Unit.YEAR: "năm",
    Unit.HOUR: "giờ",
    Unit.WORKING_HOUR: "giờ làm việc",
}


def hour(at: time) -> str:
    return f"{at.hour} giờ {at.minute:02d}" if at.minute else f"{at.hour} giờ"


def span(named: Span) -> str:
    """The Vietnamese name of a span: ngày 15/7/2026, tháng 3/2026, quý IV/2026, cuối năm 2026."""
    part = f"{named.part} " if named.part else ""
    year = "" if named.year is None else str(named.year)
    (month, day), (last_month, _) = named.first, named.last
    if named.grain is Grain.DAY:
        return f"{part}ngày {day_month(day, month)}" + (f"/{year}" if year else "")
    if named.grain is Grain.YEAR:
        return f"{part}năm {year}".strip()
    if named.grain is Grain.QUARTER:
        name = f"quý {ROMAN[last_month // 3]}"
    else:
        name = f"tháng {month:02d}" if month < 3 else f"tháng {month}"
        if last_month != month:
            name += f" - {last_month}"
    return f"{part}{name}" + (f"/{year}" if year else "")


def term(offset: Offset) -> str:
    """15 ngày làm việc; below ten with a zero, as offices count."""
    return f"{abs(offset.units):02d} {_UNITS[offset.unit]}"


def distance(offset: Offset) -> str:
    """15 ngày làm việc sau, 10 ngày trước; the event follows."""
    if not offset.units:
        return "ngay sau"
    return f"{term(offset)} {'trước' if offset.units < 0 else 'sau'}"


def enumerate_parts(parts: list[str] | tuple[str, ...], last: str = "và") -> str:
    """a, b và c."""
    if len(parts) == 1:
        return parts[0]
    return f" {last} ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""


def cycle(rule: Cycle) -> str:
    """How often, and on which days: ngày 25 hằng tháng, thứ Sáu đầu tiên hằng tháng."""
    if rule.frequency is Frequency.DAILY:
        return "hằng ngày" if rule.interval == 1 else f"{rule.interval} ngày một lần"
    if rule.frequency is Frequency.WEEKLY:
        often = "hằng tuần" if rule.interval == 1 else f"{rule.interval} tuần một lần"
        return f"{_weekdays(rule)} {often}".strip()
    often = _often(rule)
    if rule.weekdays:
        of = f" của tháng {_numbers(rule.months)}" if rule.months else ""
        return f"{_weekdays(rule)}{of} {often}"
    return f"{_days(rule)} {often}".strip()


def _often(rule: Cycle) -> str:
    if rule.frequency is Frequency.YEARLY and rule.interval > 1:
        return f"{rule.interval} năm một lần"
    if rule.months or rule.frequency is Frequency.YEARLY:
        return "hằng năm"
    return "hằng tháng" if rule.interval == 1 else f"{rule.interval} tháng một lần"


def _days(rule: Cycle) -> str:
    """Of the days that stand in for a late day in short months only the late one is told."""
    days = rule.days
    if rule.nth:
        days = (*days[: len(rule.nth) - 1], days[-1])
    if days == (LAST_DAY,):
        return f"ngày cuối tháng {_numbers(rule.months)}" if rule.months else "ngày cuối cùng"
    if not days:
        return ""
    if rule.months:
        return f"ngày {enumerate_parts([_day_of(day, month) for month in rule.months for day in days])}"
    numbered, from_the_end = [f"{day:02d}" for day in days if day > 0], [day for day in days if day < 0]
    return enumerate_parts(
        [f"ngày {enumerate_parts(some)}" for some in (numbered, [FROM_THE_END[day] for day in from_the_end]) if some]
    )


def _day_of(day: int, month: int) -> str:
    return day_month(day, month) if day > 0 else f"{FROM_THE_END[day]} tháng {month}"


FROM_THE_END = {LAST_DAY: "cuối", LAST_DAY - 1: "áp cuối"}


def _weekdays(rule: Cycle) -> str:
    every_day = len(rule.weekdays) == len(WORKING_WEEK)
    names = "ngày làm việc" if every_day else enumerate_parts([WEEKDAYS[day] for day in rule.weekdays])
    order = enumerate_parts([ORDER.get(n, f"thứ {n}") for n in rule.nth])
    return f"{names} {order}".strip()


ORDER = {-2: "áp cuối", -1: "cuối cùng", 1: "đầu tiên"}


def _numbers(months: tuple[int, ...]) -> str:
    return enumerate_parts([str(month) for month in months])
