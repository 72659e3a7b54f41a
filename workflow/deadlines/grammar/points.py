"""Days inside a cycle: ngày 25 của tháng cuối quý, thứ Sáu tuần thứ hai hằng tháng. Every value is a cycle.

A `Partial` is a day whose period is still to be named: `ngày 25` needs `hằng tháng`.
"""

from typing import NamedTuple

from workflow.deadlines.engine.rules import Rules
from workflow.deadlines.grammar.counts import Everys
from workflow.deadlines.grammar.terms import Spans
from workflow.deadlines.values.cycles import LAST_DAY, MONTHLY, WORKING_WEEK, Cycle, Frequency, on_days
from workflow.deadlines.values.resolution import Offset, Unit
from workflow.deadlines.values.spans import SAFE_DAYS

days = Rules()
inside = Rules()
points = Rules()

Weekdays = tuple[tuple[int, ...], ...]
FIRST_MONTHS, MIDDLE_MONTHS, LAST_MONTHS = (1, 4, 7, 10), (2, 5, 8, 11), (3, 6, 9, 12)
NEXT = "(sau | kế tiếp | tiếp theo | liền kề | liền sau | kế tiếp liền kề | sau liền kề | liền kề sau | tiếp sau | kế)"
OF_QUARTER = f"[của] [mỗi | hằng] quý [{NEXT} | này | báo cáo | đó | trước]"
OF_MONTH = f"[của | trong] [mỗi | hằng] tháng [{NEXT} | đó]"


class Partial(NamedTuple):
    """Days of a month, or of the week, that come again in a period which isn't named yet.

    `of_last_month` puts them into the last month of that period ("tháng cuối kỳ").
    """

    days: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    before: bool = False
    of_last_month: bool = False


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
def numbered(days: tuple[int, ...]) -> tuple[int, ...] | None:
    return days if all(1 <= day <= 31 for day in days) else None


@inside.rule(
    "ngay-cuoi-ky",
    "Ngày cuối cùng của kỳ",
    makes="days",
    patterns=("ngày cuối [cùng] {[của] (tháng | quý | năm | mỗi | hằng | kỳ) !{<n>}}",),
    examples={"ngày cuối cùng của quý": "2026-03-31, 2026-06-30, 2026-09-30"},
)
def last_day() -> tuple[int, ...]:
    return (LAST_DAY,)


@inside.rule(
    "thang-trong-quy",
    "Tháng đầu, tháng giữa, tháng cuối quý",
    makes="inmonth",
    patterns=(
        f"tháng <part:part_word> [tiên | cùng] {OF_QUARTER}",
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
    patterns=(f"tháng <part:part_word> [tiên | cùng] [của] [mỗi | hằng] năm [{NEXT}]",),
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
def day_in_month(days: tuple[int, ...], months: tuple[int, ...]) -> Cycle:
    return on_days(days, months_named(months))


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
    patterns=("<days:days> [của] [mỗi | hằng] <unit:unit> [báo cáo]", "<more:days+> [của] [mỗi | hằng] tháng !{<n>}"),
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
        "[trong] [vòng] <length:offset> <part:part_word> [tiên | cùng] [của] [mỗi | hằng] <unit:unit> !{<n> | <roman>}",
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
    patterns=("(trong | vào | hết) <months:inmonth>",),
    assumes="không ghi ngày nên lấy ngày cuối của tháng đó",
    examples={"vào tháng cuối quý": "2026-03-31, 2026-06-30, 2026-09-30"},
)
def whole_month(months: tuple[int, ...]) -> Cycle | None:
    return on_days((LAST_DAY,), months) if months_named(months) else None


@points.rule(
    "ngay-nam-sau",
    "Ngày của năm sau: mỗi năm một lần",
    makes="point",
    patterns=(
        f"<spans:day> [của] (năm {NEXT} | năm báo cáo | năm đó | cùng năm | mỗi năm | kỳ báo cáo)",
        f"<spans:month> [của] (năm {NEXT} | năm báo cáo | năm đó | cùng năm | mỗi năm)",
    ),
    examples={"chậm nhất vào ngày 20 tháng 01 năm sau": "2026-01-20, 2027-01-20, 2028-01-20"},
)
def day_of_next_year(spans: Spans) -> Cycle | None:
    month, day = spans[0].last
    return on_days((day,), (month,)) if len(spans) == 1 and spans[0].year is None else None


@points.rule(
    "thang-quy-nam-sau",
    "Quý của năm sau: mỗi năm một lần",
    makes="point",
    patterns=(f"<spans:quarter> [của] (năm {NEXT})",),
    assumes="“năm sau” không ghi năm nào nên hiểu là lặp lại hằng năm",
    examples={"quý I năm sau": "2026-03-31, 2027-03-31, 2028-03-31"},
)
def quarter_of_next_year(spans: Spans) -> Cycle | None:
    month, _ = spans[0].last
    return on_days((LAST_DAY,), (month,)) if len(spans) == 1 and spans[0].year is None else None


@points.rule(
    "thu-trong-thang",
    "Thứ mấy của tuần thứ mấy trong tháng",
    makes="point",
    patterns=(
        "<weekdays:weekday+> [của | trong] <week:week> [của | trong] <months:inmonth>",
        f"<weekdays:weekday+> [của | trong] <week:week> [{OF_MONTH}]",
        f"<weekdays:weekday+> đầu [tiên] {OF_MONTH}",
    ),
    examples={"thứ Sáu tuần thứ 2 hằng tháng": "2026-02-13, 2026-03-13, 2026-04-10"},
)
def weekday_of_month(weekdays: Weekdays, week: int = 1, months: tuple[int, ...] = ()) -> Cycle:
    return Cycle(frequency=Frequency.MONTHLY, months=months_named(months), weekdays=flat(weekdays), nth=(week,))


@points.rule(
    "thu-cuoi-thang",
    "Thứ mấy cuối cùng của tháng",
    makes="point",
    patterns=(f"<weekdays:weekday+> cuối [cùng] {OF_MONTH}",),
    examples={"thứ Sáu cuối cùng của tháng": "2026-01-30, 2026-02-27, 2026-03-27"},
)
def last_weekday_of_month(weekdays: Weekdays) -> Cycle:
    return weekday_of_month(weekdays, -1)


@points.rule(
    "tuan-trong-ky",
    "Tuần thứ mấy hằng tháng: đến hết ngày làm việc cuối tuần đó",
    makes="point",
    patterns=(
        f"<week:week> {OF_MONTH}",
        "<week:week> [của | trong] <months:inmonth>",
        "<week:week> [,] <every:every>",
    ),
    assumes="“tuần” được tính theo ngày làm việc, hạn là ngày làm việc cuối của tuần",
    examples={"tuần làm việc đầu tiên hằng tháng": "2026-02-06, 2026-03-06, 2026-04-07"},
)
def week_of_months(week: int, months: tuple[int, ...] = (), every: Everys = (MONTHLY,)) -> Cycle | None:
    if every != (MONTHLY,):
        return None
    nth = week * len(WORKING_WEEK) if week > 0 else LAST_DAY
    return Cycle(frequency=Frequency.MONTHLY, months=months_named(months), weekdays=WORKING_WEEK, nth=(nth,))


@inside.rule(
    "cuoi-moi-ky",
    "Cuối mỗi tháng, quý, năm",
    makes="point",
    patterns=("cuối (mỗi | hằng | từng) <unit:unit> !{học}",),
    examples={"cuối mỗi quý": "2026-03-31, 2026-06-30, 2026-09-30"},
)
def end_of_every(unit: str) -> Cycle | None:
    if unit == "tuần":
        return Cycle(frequency=Frequency.WEEKLY, weekdays=(WORKING_WEEK[-1],))
    months = {"tháng": (), "quý": LAST_MONTHS, "năm": (12,)}.get(unit)
    return None if months is None else on_days((LAST_DAY,), months)


@inside.rule(
    "dau-moi-ky",
    "Đầu mỗi tháng, quý",
    makes="point",
    patterns=("đầu (mỗi | hằng | từng) <unit:unit> !{học}",),
    assumes="“đầu” kỳ chỉ ước chừng: đầu tháng lấy ngày 01, đầu quý lấy hết tháng thứ nhất, đầu năm lấy hết quý I",
    examples={"đầu mỗi quý": "2026-01-31, 2026-04-30, 2026-07-31"},
)
def start_of_every(unit: str) -> Cycle | None:
    ends = {"tháng": on_days((1,)), "quý": on_days((LAST_DAY,), FIRST_MONTHS), "năm": on_days((LAST_DAY,), (3,))}
    return ends.get(unit)


@points.rule(
    "cuoi-ky",
    "Cuối tháng, cuối quý, không ghi tháng, quý nào",
    makes="point",
    patterns=("cuối <unit:unit> !{<number> | <roman> | học}",),
    assumes="không ghi tháng, quý nào nên hiểu là mỗi tháng, mỗi quý",
    examples={"cuối quý": "2026-03-31, 2026-06-30, 2026-09-30"},
)
def end_of_some(unit: str) -> Cycle | None:
    return None if unit == "năm" else end_of_every(unit)


@points.rule(
    "dau-ky",
    "Đầu tháng, đầu quý, không ghi tháng, quý nào",
    makes="point",
    patterns=("đầu <unit:unit> !{<number> | <roman> | học}",),
    assumes="“đầu” kỳ chỉ ước chừng, và không ghi tháng, quý nào",
    examples={"đầu tháng": "2026-02-01, 2026-03-01, 2026-04-01"},
)
def start_of_some(unit: str) -> Cycle | None:
    return None if unit == "năm" else start_of_every(unit)


@points.rule(
    "nam-hoc-hang-nam",
    "Đầu năm học 05/9, cuối năm học 31/5",
    makes="point",
    patterns=(
        "<part:part_word> [mỗi | hằng] năm học !{<yyyy>}",
        "(kết thúc | hết) [mỗi | hằng] năm học {$ | ; | <stop> | \\)}",
    ),
    assumes="năm học được tính từ 05/9 đến 31/5 năm sau",
    examples={"cuối năm học": "2026-05-31, 2027-05-31, 2028-05-31"},
)
def school_year_edge(part: str = "cuối") -> Cycle | None:
    return {"đầu": on_days((5,), (9,)), "cuối": on_days((LAST_DAY,), (5,))}.get(part)


def flat(weekdays: Weekdays) -> tuple[int, ...]:
    """The days of all lists, in the order of the week."""
    if len(weekdays) == 1:
        return weekdays[0]
    return tuple(sorted({day for days in weekdays for day in days}))


def months_named(months: tuple[int, ...]) -> tuple[int, ...]:
    """Months as a cycle names them: all twelve are none."""
    return () if len(months) == 12 else months
