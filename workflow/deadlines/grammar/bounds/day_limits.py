"""How words bound the days of a cycle, and days whose period is still to be named."""

from datetime import time

from workflow.deadlines.engine.rules import Rules
from workflow.deadlines.grammar.bounds.bounding import (
    BEFORE,
    FROM,
    TO,
    UNTIL,
    WITHIN,
)
from workflow.deadlines.grammar.cycles.points import Partial, Point, Weekdays, cycle_points, flat
from workflow.deadlines.values.cycles import WORKING_WEEK, Cycle
from workflow.deadlines.values.meanings import Limit, Recurring

first_day_limits = Rules()


day_limits = Rules()


_MIDNIGHT = time(0, 0)  # the end of the day before


@first_day_limits.rule(
    "tu-den-trong-ky",
    "Từ ngày … đến ngày … của tháng, của chu kỳ: hạn là ngày cuối",
    makes="partial",
    patterns=(f"{FROM} <days> {TO} <last:days>", "<days> - <last:days>"),
    examples={"từ ngày 15 đến ngày 20 hằng tháng": "2026-01-20, 2026-02-20, 2026-03-20"},
)
def days_in_a_row(last: tuple[int, ...]) -> Partial:
    return Partial(last)


@day_limits.rule(
    "truoc-ky",
    "“Trước” một ngày của chu kỳ",
    makes="recurring",
    patterns=(f"{BEFORE} <points:point+>",),
    examples={"trước ngày 10 của tháng đầu quý sau": "2026-04-09, 2026-07-09, 2026-10-09"},
)
def before_points(points: tuple[Point, ...]) -> Recurring | None:
    # The day before the second Friday may be the first Thursday or the second: no rule says it.
    cycles = cycle_points(points)
    if any(cycle.nth and cycle.weekdays not in ((), WORKING_WEEK) for cycle in cycles):
        return None
    return Recurring(cycles, Limit.BEFORE)


@day_limits.rule(
    "den-ky",
    "Một ngày của chu kỳ",
    makes="recurring",
    patterns=(f"[{UNTIL} | {WITHIN}] <points:point+>",),
    examples={"ngày 25 của tháng cuối quý": "2026-03-25, 2026-06-25, 2026-09-25"},
)
def by_points(points: tuple[Point, ...]) -> Recurring:
    return Recurring(cycle_points(points))


@day_limits.rule(
    "truoc-ngay-may",
    "“Trước” một ngày, một thứ không ghi tháng",
    makes="partial",
    patterns=(f"{BEFORE} <some:days+>", f"{BEFORE} <last_month:days_of_period>", f"{BEFORE} <weekdays:weekday+>"),
    examples={"trước ngày 25 hằng tháng": "2026-01-24, 2026-02-24, 2026-03-24"},
)
def before_partial(
    some: tuple[tuple[int, ...], ...] = (), last_month: tuple[int, ...] = (), weekdays: Weekdays = ()
) -> Partial:
    return Partial(flat(some) or last_month, flat(weekdays), before=True, of_last_month=bool(last_month))


@day_limits.rule(
    "ngay-may-hoac-thu",
    "Một ngày, một thứ, một giờ không ghi tháng",
    makes="partial",
    patterns=(
        f"[{UNTIL} | {WITHIN}] <some:days+>",
        f"[{UNTIL} | {WITHIN}] <last_month:days_of_period>",
        f"[{BEFORE} | {UNTIL} | {WITHIN}] <at:clock> [,] [của] <days:days>",
        f"[{BEFORE} | {UNTIL} | {WITHIN}] [<at:clock>] [,] <weekdays:weekday+>",
        f"({BEFORE} | {UNTIL} | {WITHIN}) <at:clock>",
    ),
    examples={"trước 16 giờ hằng ngày": "2026-01-16, 2026-01-17, 2026-01-18"},
)
def partial(
    days: tuple[int, ...] = (),
    some: tuple[tuple[int, ...], ...] = (),
    last_month: tuple[int, ...] = (),
    weekdays: Weekdays = (),
    at: time | None = None,
) -> Partial:
    days = days or flat(some) or last_month
    if at == _MIDNIGHT:
        return Partial(days, flat(weekdays), before=True, of_last_month=bool(last_month))
    return Partial(days, flat(weekdays), of_last_month=bool(last_month), at=at)


@first_day_limits.rule(
    "tu-den-cua-ky",
    "Từ ngày … đến ngày … của chu kỳ: hạn là ngày cuối",
    makes="recurring",
    patterns=(f"{FROM} (<days> | <point> | <day>) [[của] (<later> | tháng trước)] [kỳ báo cáo] {TO} <last:point>",),
    assumes="khoảng thời gian trong mỗi kỳ, hạn là ngày cuối",
    examples={"từ ngày 20 đến ngày 25 của tháng cuối quý": "2026-03-25, 2026-06-25, 2026-09-25"},
)
def until_point(last: Cycle) -> Recurring:
    return Recurring((last,))
