"""Days inside a cycle that aren't numbered: weekdays of a month, ends and beginnings of periods, days of every year."""

from workflow.deadlines.engine.lines import ReadingDoubt
from workflow.deadlines.engine.rules import Doubted, Rules
from workflow.deadlines.grammar.cycles.counts import Everys
from workflow.deadlines.grammar.cycles.points import (
    FIRST_MONTHS,
    LAST_MONTHS,
    NEXT,
    OF_MONTH,
    Weekdays,
    flat,
    months_named,
)
from workflow.deadlines.grammar.spans.days import Spans
from workflow.deadlines.values.cycles import LAST_DAY, MONTHLY, WORKING_WEEK, Cycle, Frequency, on_days

edges = Rules()


edges_inside = Rules()


@edges.rule(
    "ngay-nam-sau",
    "Ngày của năm sau: mỗi năm một lần",
    makes="point",
    patterns=(
        "<spans:day> [của] [<later> [của | so với]] (năm báo cáo | năm đó | cùng năm | mỗi năm | kỳ báo cáo)",
        "<spans:month> [của] [<later> [của | so với]] (năm báo cáo | năm đó | cùng năm | mỗi năm)",
        f"<spans:day> [của] năm {NEXT} [{NEXT}] [của] năm (báo cáo | kế hoạch)",
        f"<spans:day> [của] kỳ báo cáo {NEXT}",
    ),
    examples={"trước ngày 10/01 của năm liền kề năm báo cáo": "2027-01-09, 2028-01-09, 2029-01-09"},
)
def day_of_reported_year(spans: Spans) -> Cycle | None:
    month, day = spans[0].last
    return on_days((day,), (month,)) if len(spans) == 1 and spans[0].year is None else None


@edges.rule(
    "ngay-thang-nam-sau",
    "Ngày … tháng … của năm sau, như luật viết: mỗi năm một lần",
    makes="point",
    patterns=("<spans:day> [của | ,] <later>",),
    assumes="năm sau, năm trước được tính từ mỗi năm, nên lặp lại hằng năm",
    examples={"chậm nhất vào ngày 20 tháng 01 năm sau": "2026-01-20, 2027-01-20, 2028-01-20"},
)
def day_of_every_next_year(spans: Spans) -> Cycle | None:
    return day_of_reported_year(spans)


@edges.rule(
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
def weekday_of_month(weekdays: Weekdays, week: int = 1, months: tuple[int, ...] = ()) -> Cycle | Doubted:
    days = flat(weekdays)
    cycles = tuple(Cycle(Frequency.MONTHLY, months=months_named(months), weekdays=(day,), nth=(week,)) for day in days)
    if len(cycles) == 1:
        return cycles[0]
    return Doubted(cycles, ReadingDoubt("tuần thứ mấy được hiểu là lần thứ mấy của mỗi thứ trong tháng"))


@edges.rule(
    "thu-cuoi-thang",
    "Thứ mấy cuối cùng của tháng",
    makes="point",
    patterns=(f"<weekdays:weekday+> cuối [cùng] {OF_MONTH}",),
    examples={"thứ Sáu cuối cùng của tháng": "2026-01-30, 2026-02-27, 2026-03-27"},
)
def last_weekday_of_month(weekdays: Weekdays) -> Cycle | Doubted:
    return weekday_of_month(weekdays, -1)


@edges.rule(
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


@edges_inside.rule(
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


@edges_inside.rule(
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


@edges.rule(
    "cuoi-ky",
    "Cuối tháng, cuối quý, không ghi tháng, quý nào",
    makes="point",
    patterns=("cuối <unit:unit> !{<number> | <roman> | học}",),
    assumes="không ghi tháng, quý nào nên hiểu là mỗi tháng, mỗi quý",
    examples={"cuối quý": "2026-03-31, 2026-06-30, 2026-09-30"},
)
def end_of_some(unit: str) -> Cycle | None:
    return None if unit == "năm" else end_of_every(unit)


@edges.rule(
    "dau-ky",
    "Đầu tháng, đầu quý, không ghi tháng, quý nào",
    makes="point",
    patterns=("đầu <unit:unit> !{<number> | <roman> | học}",),
    assumes="“đầu” kỳ chỉ ước chừng, và không ghi tháng, quý nào",
    examples={"đầu tháng": "2026-02-01, 2026-03-01, 2026-04-01"},
)
def start_of_some(unit: str) -> Cycle | None:
    return None if unit == "năm" else start_of_every(unit)


@edges.rule(
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
