"""Days inside a cycle: ngày 25 của tháng cuối quý. Every value is a cycle, or several.

A `Partial` is a day whose period is still to be named: `ngày 25` needs `hằng tháng`.
"""

from datetime import time
from typing import NamedTuple

from workflow.deadlines.engine.rules import Rules
from workflow.deadlines.grammar.spans.days import Spans
from workflow.deadlines.values.cycles import LAST_DAY, Cycle, on_days, one_cycle
from workflow.deadlines.values.resolution import Offset, Unit
from workflow.deadlines.values.spans import SAFE_DAYS, Grain, Span, a_day, a_month

days = Rules()


inside = Rules()


points = Rules()


Weekdays = tuple[tuple[int, ...], ...]


FIRST_MONTHS, MIDDLE_MONTHS, LAST_MONTHS = (1, 4, 7, 10), (2, 5, 8, 11), (3, 6, 9, 12)


NEXT = (
    "(sau | tới | kế tiếp | tiếp theo | liền kề | liền sau | kế tiếp liền kề | sau liền kề | liền kề sau | tiếp sau"
    " | kế)"
)


OF_QUARTER = f"[của | trong] [mỗi | hằng] quý [{NEXT} | này | báo cáo | đó | trước]"


OF_MONTH = f"[của | trong] [mỗi | hằng] tháng [{NEXT} | đó]"


Point = Cycle | tuple[Cycle, ...]


def cycle_points(points: tuple[Point, ...]) -> tuple[Cycle, ...]:
    """The cycles of all points; one that names several days may need more than one."""
    each = ((point,) if isinstance(point, Cycle) else point for point in points)
    return tuple(cycle for cycles in each for cycle in cycles)


class Partial(NamedTuple):
    """Days of a month, or of the week, that come again in a period which isn't named yet; `at` is their hour.

    `of_last_month` puts them into the last month of that period ("tháng cuối kỳ").
    """

    days: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    before: bool = False
    of_last_month: bool = False
    at: time | None = None


@days.rule(
    "ngay-may",
    "Ngày không ghi tháng",
    makes="days",
    patterns=(
        "[các] ngày [mùng] <days:n+>",
        "ngày thứ <days:n+> {[của] (tháng | <inmonth>)}",
        "<days:n+> {[/] (hằng | mỗi) tháng}",
        "ngày <n> - <days:n+> {(hằng | mỗi) tháng}",
    ),
    examples={
        "ngày 10 và 25 hằng tháng": "2026-01-25, 2026-02-10, 2026-02-25",
        "Trước 15 hằng tháng": "2026-02-14, 2026-03-14, 2026-04-14",
    },
)
def days_numbered(days: tuple[int, ...]) -> tuple[int, ...] | None:
    return days if all(1 <= day <= 31 for day in days) else None


@inside.rule(
    "ngay-cuoi-ky",
    "Ngày cuối cùng của kỳ",
    makes="days",
    patterns=("ngày cuối [cùng] {[của] (tháng | quý | năm | mỗi | hằng | kỳ) !{<n> | <roman> | <yyyy>}}",),
    examples={"ngày cuối cùng của quý": "2026-03-31, 2026-06-30, 2026-09-30"},
)
def last_day() -> tuple[int, ...]:
    return (LAST_DAY,)


@inside.rule(
    "thang-cua-quy-co-ten",
    "Tháng đầu, tháng giữa, tháng cuối của một quý, một năm có tên",
    makes="month",
    patterns=(
        "tháng <part:part_word> [tiên | cùng] [của] quý <q:q> [,] [(/ | -)] [năm] [<y:yyyy>]",
        "tháng thứ <n:q> [của] quý <q:q> [,] [(/ | -)] [năm] [<y:yyyy>]",
        "tháng thứ nhất [của] quý <q:q> [,] [(/ | -)] [năm] [<y:yyyy>]",
        "tháng <part:part_word> [tiên | cùng] [của] năm <y:yyyy>",
    ),
    examples={"tháng đầu quý II/2026": "2026-04-30"},
)
def month_of_named_quarter(q: int = 0, part: str = "", n: int = 1, y: int | None = None) -> Spans | None:
    if not q:
        return {"đầu": (a_month(1, y),), "cuối": (a_month(12, y),)}.get(part)
    number = {"đầu": 1, "giữa": 2, "cuối": 3}.get(part, n)
    return (a_month(3 * q - 3 + number, y),) if 1 <= q <= 4 and 1 <= number <= 3 else None


@inside.rule(
    "thang-trong-quy",
    "Tháng đầu, tháng giữa, tháng cuối quý",
    makes="inmonth",
    patterns=(
        f"[các] tháng <part:part_word> [tiên | cùng] {OF_QUARTER}",
        f"tháng thứ <n:q> {OF_QUARTER}",
        f"tháng thứ nhất {OF_QUARTER}",
    ),
    examples={"ngày 10 của tháng thứ hai của quý": "2026-02-10, 2026-05-10, 2026-08-10"},
)
def month_of_quarter(part: str = "", n: int = 1) -> tuple[int, ...] | None:
    number = {"đầu": 1, "giữa": 2, "cuối": 3}.get(part, n)
    return (FIRST_MONTHS, MIDDLE_MONTHS, LAST_MONTHS)[number - 1] if 1 <= number <= 3 else None


@inside.rule(
    "thang-sau-quy",
    "Tháng sau khi hết quý",
    makes="inmonth",
    patterns=(
        f"tháng {NEXT} [của | sau] [khi kết thúc] (quý | kỳ) [báo cáo | trước]",
        f"tháng đầu [tiên] [của] kỳ {NEXT}",
    ),
    examples={"ngày 15 của tháng đầu kỳ tiếp theo": "2026-04-15, 2026-07-15, 2026-10-15"},
)
def month_after_quarter() -> tuple[int, ...]:
    return FIRST_MONTHS


@inside.rule(
    "thang-sau",
    "Tháng sau",
    makes="inmonth",
    patterns=(
        f"tháng {NEXT}",
        "(mỗi | hằng) tháng",
        "tháng (báo cáo | đó | thuộc kỳ báo cáo | của kỳ báo cáo)",
        "tháng trước {đến | kỳ | liền}",
    ),
    examples={"trước ngày 05 tháng sau": "2026-02-04, 2026-03-04, 2026-04-04"},
)
def following_month() -> tuple[int, ...]:
    return tuple(range(1, 13))


@inside.rule(
    "thang-cuoi-ky",
    "Tháng cuối kỳ báo cáo",
    makes="last_month",
    patterns=("tháng cuối [cùng] [của] [mỗi] kỳ [báo cáo | đó]",),
    examples={"Hằng quý, ngày 20 của tháng cuối kỳ": "2026-03-20, 2026-06-20, 2026-09-20"},
)
def last_month_of_period() -> str:
    return ""


@inside.rule(
    "thang-trong-nam",
    "Tháng đầu năm, tháng cuối năm",
    makes="inmonth",
    patterns=("tháng <part:part_word> [tiên | cùng] [của] ([mỗi | hằng] năm | <later>)",),
    examples={"ngày 20 của tháng cuối năm": "2026-12-20, 2027-12-20, 2028-12-20"},
)
def month_of_year(part: str) -> tuple[int, ...] | None:
    return {"đầu": (1,), "cuối": (12,)}.get(part)


@points.rule(
    "ngay-trong-ky",
    "Ngày của tháng đầu quý, tháng cuối quý, tháng sau",
    makes="point",
    patterns=("<days:days> [,] [của | vào | trong] <months:inmonth>",),
    examples={
        "trước ngày 10 của tháng đầu quý sau": "2026-04-09, 2026-07-09, 2026-10-09",
        "ngày 25 của tháng cuối quý": "2026-03-25, 2026-06-25, 2026-09-25",
    },
)
def day_in_month(days: tuple[int, ...], months: tuple[int, ...]) -> Cycle | None:
    return one_cycle(days, months_named(months))


@points.rule(
    "ngay-cua-thang-co-ten",
    "Ngày của một tháng có tên",
    makes="day",
    patterns=("<days:days> [,] [của | vào | trong] <month:month>",),
    examples={"ngày 20 tháng cuối quý I/2026": "2026-03-20"},
)
def day_in_named_month(days: tuple[int, ...], month: Spans) -> Spans | None:
    if len(month) != 1:
        return None
    (whole,) = month
    return tuple(day_of_cycle(whole, day) for day in days)


@points.rule(
    "ngay-thang-cuoi-ky",
    "Ngày của tháng cuối kỳ",
    makes="days_of_period",
    patterns=("<days:days> [,] [của | vào | trong] <last_month>",),
    examples={"Hằng quý (trước ngày 20 của tháng cuối kỳ)": "2026-03-19, 2026-06-19, 2026-09-19"},
)
def day_in_last_month(days: tuple[int, ...]) -> tuple[int, ...]:
    return days


@points.rule(
    "ngay-cuoi-thang-quy",
    "Ngày cuối tháng, cuối quý",
    makes="point",
    patterns=(
        "<days:days> [của] [mỗi | hằng] <unit:unit> !{thứ} [báo cáo]",
        "<more:days+> [của] [mỗi | hằng] tháng !{<n> | thứ}",
    ),
    examples={
        "ngày cuối tháng": "2026-01-31, 2026-02-28, 2026-03-31",
        "ngày 15 và ngày cuối tháng": "2026-01-31, 2026-02-15, 2026-02-28",
    },
)
def day_of_period(
    days: tuple[int, ...] = (), unit: str = "tháng", more: tuple[tuple[int, ...], ...] = ()
) -> Cycle | None:
    if more:
        return on_days(flat(more)) if (LAST_DAY,) in more else None
    months = {"tháng": (), "quý": LAST_MONTHS, "năm": (12,)}.get(unit)
    return on_days(days, months) if months is not None and days == (LAST_DAY,) else None


@points.rule(
    "may-ngay-dau",
    "Mấy ngày đầu, mấy ngày cuối của tháng",
    makes="point",
    patterns=(
        "[trong] [vòng] <length:offset> <part:part_word> [tiên | cùng] [của] <months:inmonth>",
        (
            "[trong] [vòng] <length:offset> <part:part_word> [tiên | cùng] [của] [mỗi | hằng] <unit:unit>"
            f" !{{<n> | <roman>}} [{NEXT}]"
        ),
    ),
    examples={"trong 05 ngày đầu tháng": "2026-02-05, 2026-03-05, 2026-04-05"},
)
def first_days(length: Offset, part: str, months: tuple[int, ...] = (), unit: str = "tháng") -> Cycle | None:
    if length.unit is not Unit.DAY or part == "giữa" or not 1 <= length.units <= SAFE_DAYS:
        return None
    if unit == "quý":
        months = FIRST_MONTHS if part == "đầu" else LAST_MONTHS
    elif unit != "tháng":
        return None
    return on_days((length.units if part == "đầu" else LAST_DAY,), months_named(months))


@points.rule(
    "ca-thang-trong-ky",
    "Cả một tháng của quý: hạn là ngày cuối tháng đó",
    makes="point",
    patterns=("(trong | vào | hết) <months:inmonth>", "^ <months:inmonth> $"),
    assumes="không ghi ngày nên lấy ngày cuối của tháng đó",
    examples={"vào tháng cuối quý": "2026-03-31, 2026-06-30, 2026-09-30"},
)
def whole_month(months: tuple[int, ...]) -> Cycle | None:
    return on_days((LAST_DAY,), months) if months_named(months) else None


def day_of_cycle(month: Span, day: int) -> Span:
    """One day of a month that keeps its year, be it named or not. ImpossibleDay: the month has no such day."""
    last = month.last if day == LAST_DAY else a_day(day, month.first[0], month.year).last
    return month._replace(grain=Grain.DAY, first=last, last=last)


def flat(weekdays: Weekdays) -> tuple[int, ...]:
    """The days of all lists, in the order of the week."""
    if len(weekdays) == 1:
        return weekdays[0]
    return tuple(sorted({day for days in weekdays for day in days}))


def months_named(months: tuple[int, ...]) -> tuple[int, ...]:
    """Months as a cycle names them: all twelve are none."""
    return () if len(months) == 12 else months
