"""Working days inside a cycle: ngày làm việc cuối cùng của tháng. Weekdays stand for them: a rule knows no holidays."""

from workflow.deadlines.engine.rules import Rules
from workflow.deadlines.grammar.counts import Everys
from workflow.deadlines.grammar.points import FIRST_MONTHS, LAST_MONTHS, NEXT, months_named
from workflow.deadlines.values.cycles import LAST_DAY, MONTHLY, WORKING_WEEK, YEARLY, Cycle, Every, Frequency
from workflow.deadlines.values.resolution import Unit

working = Rules()
workdays = Rules()


@working.rule(
    "moi-ngay-lam-viec",
    "Mỗi ngày làm việc",
    makes="point",
    patterns=("(hằng | mỗi | từng | theo) ngày làm việc", "[tất cả] các ngày làm việc trong tuần"),
    examples={"hằng ngày làm việc": "2026-01-16, 2026-01-19, 2026-01-20"},
)
def every_working_day() -> Cycle:
    return Cycle(frequency=Frequency.WEEKLY, weekdays=WORKING_WEEK)


_PERIOD = "(<unit:unit> | <months:inmonth> | <every:every>)"
UNIT_OF = {MONTHLY: "tháng", Every(3, Unit.MONTH): "quý", YEARLY: "năm", Every(1, Unit.WEEK): "tuần"}


@workdays.rule(
    "ngay-lam-viec-dau",
    "Ngày làm việc đầu tiên, thứ mấy của tháng, quý",
    makes="point",
    patterns=(f"ngày làm việc (đầu [tiên] | thứ nhất | thứ <n:number>) [của] [mỗi | hằng] {_PERIOD} [{NEXT}]",),
    examples={"ngày làm việc đầu tiên của tháng": "2026-02-02, 2026-03-02, 2026-04-01"},
)
def working_day(
    n: int = 1, unit: str = "tháng", months: tuple[int, ...] = (), every: Everys = (MONTHLY,)
) -> Cycle | None:
    unit = unit if every == (MONTHLY,) else UNIT_OF.get(every[0], "")
    return _nth_working_day(n, months or {"quý": FIRST_MONTHS, "năm": (1,)}.get(unit, ()), unit)


@workdays.rule(
    "ngay-lam-viec-cuoi",
    "Ngày làm việc cuối cùng của tuần, tháng, quý",
    makes="point",
    patterns=(f"ngày làm việc cuối [cùng] [của] [mỗi | hằng] {_PERIOD}",),
    examples={"ngày làm việc cuối cùng của tháng": "2026-01-30, 2026-02-27, 2026-03-31"},
)
def last_working_day(unit: str = "tháng", months: tuple[int, ...] = (), every: Everys = (MONTHLY,)) -> Cycle | None:
    unit = unit if every == (MONTHLY,) else UNIT_OF.get(every[0], "")
    return _nth_working_day(LAST_DAY, months or {"quý": LAST_MONTHS, "năm": (12,)}.get(unit, ()), unit)


def _nth_working_day(n: int, months: tuple[int, ...], unit: str) -> Cycle | None:
    """None for a unit that has no such day, or a week without an n-th."""
    if unit == "tuần":
        return Cycle(frequency=Frequency.WEEKLY, weekdays=(WORKING_WEEK[n if n < 0 else n - 1],)) if n <= 5 else None
    if unit not in ("tháng", "quý", "năm"):
        return None
    return Cycle(frequency=Frequency.MONTHLY, months=months_named(months), weekdays=WORKING_WEEK, nth=(n,))
