"""What comes again: a cycle and its day, in either order."""

from workflow.deadlines.engine.lines import ReadingDoubt
from workflow.deadlines.engine.rules import Doubted, Rules
from workflow.deadlines.grammar.cycles.counts import PER, TIMES, Everys
from workflow.deadlines.grammar.cycles.counts import every as every_unit
from workflow.deadlines.grammar.cycles.points import Partial, day_of_cycle
from workflow.deadlines.grammar.spans.days import Spans
from workflow.deadlines.values.cycles import LAST_DAY, MONTHLY, YEARLY, Cycle, Every, Frequency, cycles_on_days, on_days
from workflow.deadlines.values.meanings import Continuous, Fixed, Limit, Recurring, WindowMeaning
from workflow.deadlines.values.resolution import Unit
from workflow.deadlines.values.spans import Grain, Part

recurring_rules = Rules()
narrowed = Rules()


_BETWEEN = "[, | : | - | / | và | là]"


AND_AFTER = "[và | ,] (các | những) (<later> | năm (tiếp sau | sau đó))"


@recurring_rules.rule(
    "va-cac-nam-sau",
    "Năm nay và các năm tiếp theo: hằng năm",
    makes="recurring",
    patterns=(f"<fixed:fixed> {AND_AFTER}", f"<window:window> {AND_AFTER}", "<fixed:fixed> [,] và <every:every>"),
    examples={
        "Năm 2026 và các năm tiếp theo": "2026-12-31, 2027-12-31, 2028-12-31",
        "Trước ngày 15/12/2026 và các năm tiếp theo": "2026-12-14, 2027-12-14, 2028-12-14",
    },
)
def and_the_following_years(
    fixed: Fixed | None = None, window: WindowMeaning | None = None, every: Everys = (YEARLY,)
) -> Recurring | None:
    if every != (YEARLY,) or (window and window.end):
        return None
    if not fixed or any(span.grain is Grain.YEAR for span in fixed.spans):
        return Recurring((without_day(YEARLY),))
    return yearly_days(tuple(span._replace(year=None) for span in fixed.spans), fixed.limit)


@recurring_rules.rule(
    "cac-nam-sau",
    "Các năm sau, mỗi năm một ngày: hằng năm",
    makes="recurring",
    patterns=("[từ] (các | những) (<later> | năm (tiếp sau | sau đó)) [: | ,] <fixed:fixed>",),
    assumes="bắt đầu từ năm sau",
    examples={"các năm sau: trước 31/3": "2026-03-30, 2027-03-30, 2028-03-30"},
)
def in_the_following_years(fixed: Fixed) -> Recurring | None:
    return yearly_days(fixed.spans, fixed.limit)


@recurring_rules.rule(
    "ngay-cac-nam",
    "Ngày, tháng, quý của “các năm”: hằng năm",
    makes="recurring",
    patterns=("<fixed:fixed> [của | trong] [tất cả] (các | mọi | những) năm {$ | , | ; | <stop> | \\)}",),
    assumes="“các năm” được hiểu là mỗi năm của kế hoạch",
    examples={"Trước 31/3 các năm": "2026-03-30"},
)
def in_all_years(fixed: Fixed) -> Recurring | None:
    found = yearly_days(fixed.spans, fixed.limit)
    return found._replace(in_plan=True) if found else None


@recurring_rules.rule(
    "so-lan-vao",
    "Mấy lần vào những tháng có tên: hằng năm",
    makes="recurring",
    patterns=("<number> lần [,] <fixed:fixed>",),
    assumes="“lần” không ghi năm được hiểu là lần trong mỗi năm",
    examples={"hai lần vào tháng 6 và tháng 12": "2026-06-30, 2026-12-31, 2027-06-30"},
)
def so_many_times(fixed: Fixed) -> Recurring | None:
    return yearly_days(fixed.spans, fixed.limit)


@recurring_rules.rule(
    "ngay-hang-nam",
    "Ngày, tháng lặp lại hằng năm",
    makes="recurring",
    patterns=(
        f"[định kỳ] <fixed:fixed> {_BETWEEN} [\\(] <every:every> [\\)]",
        f"[định kỳ] <every:every> {_BETWEEN} [\\(] [, | :] [định kỳ] <fixed:fixed> [\\)]",
    ),
    examples={"trước ngày 01/6 và 15/11 hằng năm": "2026-05-31, 2026-11-14, 2027-05-31"},
)
def every_year(fixed: Fixed, every: Everys) -> Recurring | Doubted | None:
    """As in "hai lần một năm, vào tháng 6 và tháng 12": as many days as the cycle has."""
    as_many = any(one.unit is Unit.MONTH and one.units * len(fixed.spans) == YEARLY.units for one in every)
    if fixed.limit is Limit.FROM or not (as_many or YEARLY in every):
        return None
    found = yearly_days(fixed.spans, fixed.limit)
    if found and any(span.later for span in fixed.spans):
        return Doubted(found, ReadingDoubt("hạn ở năm kế tiếp của kỳ; chưa rõ kỳ đầu tính từ năm nào"))
    return found


@recurring_rules.rule(
    "viec-cua-nam-hoc",
    "Ngày của năm học không ghi năm: hằng năm",
    makes="recurring",
    patterns=("[kết thúc | bắt đầu | khai giảng | tổng kết] năm học [,] <fixed:fixed>",),
    assumes="năm học nào cũng vậy nên lặp lại hằng năm",
    examples={"Kết thúc năm học trước ngày 31/5": "2026-05-30, 2027-05-30, 2028-05-30"},
)
def in_school_year(fixed: Fixed) -> Recurring | None:
    return yearly_days(fixed.spans, fixed.limit)


@recurring_rules.rule(
    "bao-cao-ky-truoc-ngay",
    "Báo cáo định kỳ kèm ngày không ghi năm: hằng năm",
    makes="recurring",
    patterns=(
        "<report> [: | , | -] [\\(] [gửi | nộp] <fixed:fixed> [\\)]",
        "<fixed:fixed> [,] [đối với | \\(] <report> [\\)]",
    ),
    assumes="báo cáo định kỳ không ghi năm được hiểu là hằng năm",
    examples={"Báo cáo 06 tháng: trước ngày 10/7": "2026-07-09, 2027-07-09, 2028-07-09"},
)
def periodic_report(fixed: Fixed) -> Recurring | None:
    return yearly_days(fixed.spans, fixed.limit)


@recurring_rules.rule(
    "bao-cao-ky-ngay-may",
    "Báo cáo tháng, quý kèm ngày không ghi tháng: ngày của mỗi kỳ",
    makes="recurring",
    patterns=(
        "<report:report> [: | , | -] [\\(] [gửi | nộp] <partial:partial> [\\)]",
        "<unit:unit> : [gửi | nộp] <partial:partial>",
    ),
    assumes="chu kỳ lấy theo kỳ của báo cáo",
    examples={"Báo cáo tháng: trước ngày 20": "2026-01-19, 2026-02-19, 2026-03-19"},
)
def periodic_report_on(partial: Partial, report: Everys = (), unit: str = "") -> Recurring | Doubted | None:
    named = every_unit(1, unit)
    cycles = report or ((named,) if named else ())
    return partial_again(partial, cycles) if cycles else None


@recurring_rules.rule(
    "khoang-hang-nam",
    "Khoảng thời gian lặp lại hằng năm: hạn là ngày cuối",
    makes="recurring",
    patterns=(
        f"<window:window> {_BETWEEN} <every:every>",
        f"<every:every> {_BETWEEN} [\\(] <window:window> [\\)]",
    ),
    examples={"từ ngày 01/10 đến ngày 15/12 hằng năm": "2026-12-15, 2027-12-15, 2028-12-15"},
)
def window_every_year(window: WindowMeaning, every: Everys) -> Recurring | Doubted | None:
    if every != (YEARLY,):
        return None
    if window.end is None:
        found = yearly_days((window.start,), Limit.WITHIN) if window.start and window.start.grain is Grain.DAY else None
        return Doubted(found, ReadingDoubt("chỉ ghi ngày bắt đầu, không ghi ngày cuối")) if found else None
    return yearly_days((window.end,), Limit.BEFORE if window.before else Limit.WITHIN)


@recurring_rules.rule(
    "ky-va-ngay",
    "Chu kỳ kèm ngày của nó",
    makes="recurring",
    patterns=(
        f"[định kỳ] <every> {_BETWEEN} [\\(] [, | :] <again:recurring> [\\)]",
        "[định kỳ] <again:recurring> [,] [\\(] <every> [\\)]",
    ),
    examples={"Hằng quý (trước ngày 05 của tháng đầu quý sau)": "2026-04-04, 2026-07-04, 2026-10-04"},
)
def cycle_with_day(again: Recurring) -> Recurring:
    return again


@recurring_rules.rule(
    "ngay-hang-ky",
    "Ngày hằng tháng, hằng quý; thứ hằng tuần; giờ hằng ngày",
    makes="recurring",
    patterns=(
        f"[định kỳ] <partial:partial> {_BETWEEN} [\\(] <every:every> [\\)]",
        f"[định kỳ] <every:every> {_BETWEEN} [\\(] [, | :] <partial:partial> [\\)]",
    ),
    examples={
        "ngày 25 hằng tháng": "2026-01-25, 2026-02-25, 2026-03-25",
        "thứ Năm hằng tuần": "2026-01-22, 2026-01-29, 2026-02-05",
    },
)
def partial_again(partial: Partial, every: Everys) -> Recurring | Doubted | None:
    limit = Limit.BEFORE if partial.before else Limit.WITHIN
    if partial.weekdays:
        return _weekdays(partial, every, limit)
    if not partial.days:
        return Recurring((without_day(every[0]),), at=partial.at) if every[0].unit is Unit.DAY else None
    if any(one.unit is not Unit.MONTH or 12 % one.units for one in every):
        return None
    if every == (MONTHLY,):
        return Recurring(cycles_on_days(partial.days), limit, at=partial.at)
    months = tuple(tuple(range(one.units, 13, one.units)) for one in every)
    cycles = (cycle for some in months for cycle in cycles_on_days(partial.days, () if len(some) == 12 else some))
    found = Recurring(tuple(cycles), limit, at=partial.at)
    if partial.of_last_month:
        return found
    return Doubted(found, ReadingDoubt("không ghi tháng nào trong kỳ nên lấy tháng cuối kỳ"))


def _weekdays(partial: Partial, every: Everys, limit: Limit) -> Recurring | Doubted | None:
    (one, *others) = every
    if one.unit is Unit.WEEK and not others:
        cycle = Cycle(frequency=Frequency.WEEKLY, interval=one.units, weekdays=partial.weekdays)
        return Recurring((cycle,), limit, at=partial.at)
    if every == (MONTHLY,):
        cycles = tuple(Cycle(Frequency.MONTHLY, weekdays=(day,), nth=(1,)) for day in partial.weekdays)
        return Doubted(
            Recurring(cycles, limit, at=partial.at), ReadingDoubt("không ghi tuần nào nên lấy tuần đầu tháng")
        )
    return None


@recurring_rules.rule(
    "ngay-trong-thang-co-ten",
    "Một tháng có tên và ngày của nó",
    makes="fixed",
    patterns=("<fixed:fixed> [, | : | -] [\\(] <partial:partial> [\\)]",),
    assumes="thời gian ghi rõ hơn được lấy làm hạn",
    examples={"trong tháng 5/2026, chậm nhất ngày 20": "2026-05-20"},
)
def day_of_that_month(fixed: Fixed, partial: Partial) -> Fixed | None:
    if len(fixed.spans) != 1 or fixed.spans[0].grain is not Grain.MONTH or not partial.days or partial.of_last_month:
        return None
    days = tuple(day_of_cycle(fixed.spans[0], day)._replace(at=partial.at) for day in partial.days)
    return Fixed(days, Limit.BEFORE if partial.before else Limit.UNTIL)


@narrowed.rule(
    "ngay-trong-thang-hang-nam",
    "Tháng hằng năm và ngày của nó",
    makes="recurring",
    patterns=("<again:recurring> [, | : | -] [\\(] <partial:partial> [\\)]",),
    assumes="thời gian ghi rõ hơn được lấy làm hạn",
    examples={"tháng 6 hằng năm, chậm nhất ngày 15": "2026-06-15, 2027-06-15, 2028-06-15"},
)
def day_of_that_yearly_month(again: Recurring, partial: Partial) -> Recurring | None:
    cycle = again.cycles[0] if len(again.cycles) == 1 else None
    if cycle is None or not cycle.months or cycle.days != (LAST_DAY,) or not partial.days or partial.of_last_month:
        return None
    limit = Limit.BEFORE if partial.before else Limit.WITHIN
    return Recurring(cycles_on_days(partial.days, cycle.months), limit, at=partial.at)


@recurring_rules.rule(
    "may-lan-vao-ngay",
    "Mấy lần một tháng, một tuần, vào những ngày có ghi",
    makes="recurring",
    patterns=(
        f"[định kỳ] <every:every> [,] <times:number> {TIMES} [,] [vào | :] [\\(] <partial:partial> [\\)]",
        f"[định kỳ] <times:number> {TIMES} {PER} <unit:unit> [,] [vào | :] [\\(] <partial:partial> [\\)]",
    ),
    examples={"mỗi tháng 2 lần vào ngày 05 và 20": "2026-01-20, 2026-02-05, 2026-02-20"},
)
def so_often_on(times: int, partial: Partial, every: Everys = (), unit: str = "") -> Recurring | Doubted | None:
    one = every_unit(1, unit)
    found = partial_again(partial, every or ((one,) if one else ()))
    if found is None or times == len(partial.days or partial.weekdays):
        return found
    return found if isinstance(found, Doubted) else Doubted(found, ReadingDoubt("số lần không bằng số ngày được ghi"))


@recurring_rules.rule(
    "dinh-ky-ngay",
    "“Định kỳ” kèm ngày, không ghi “hằng năm”: lặp lại trong thời gian của kế hoạch",
    makes="recurring",
    patterns=(f"định kỳ {_BETWEEN} [\\(] <fixed:fixed> [\\)]",),
    examples={"Định kỳ trước ngày 01/6 và 15/11": "2026-05-31, 2026-11-14"},
)
def periodic(fixed: Fixed) -> Recurring | None:
    found = yearly_days(fixed.spans, fixed.limit)
    return found._replace(in_plan=True) if found else None


@recurring_rules.rule(
    "dinh-ky-ky",
    "“Định kỳ” kèm ngày của chu kỳ",
    makes="recurring",
    patterns=("định kỳ [,] [vào] <again:recurring>",),
    examples={"định kỳ vào ngày 25 của tháng cuối quý": "2026-03-25, 2026-06-25, 2026-09-25"},
)
def periodic_cycle(again: Recurring) -> Recurring:
    return again


@recurring_rules.rule(
    "thuong-xuyen-hang-ky",
    "Thường xuyên, hằng năm: việc liên tục, cuối mỗi kỳ nhìn lại",
    makes="continuous",
    patterns=("<continuous> [, | và | -] <every:every>", "<every:every> [, | và | -] <continuous>"),
    assumes="“thường xuyên” kèm chu kỳ được hiểu là việc liên tục, cuối mỗi kỳ nhìn lại một lần",
    examples={"Thường xuyên hàng năm": "continuous"},
)
def always_and_again(every: Everys) -> Continuous:
    return Continuous(cycle=without_day(every[0]))


@recurring_rules.rule(
    "chu-ky",
    "Chu kỳ không ghi ngày: hạn là ngày cuối kỳ",
    makes="recurring",
    patterns=("<every:every>",),
    examples={"Hàng năm": "2026-12-31, 2027-12-31, 2028-12-31"},
)
def dayless(every: Everys) -> Recurring:
    return Recurring(tuple(without_day(one) for one in every))


@recurring_rules.rule(
    "dinh-ky",
    "“Định kỳ” không ghi chu kỳ",
    makes="recurring",
    patterns=("định kỳ",),
    examples={"định kỳ": "recurring"},
)
def unstated_cycle() -> Recurring:
    return Recurring(())


def yearly_days(spans: Spans, limit: Limit) -> Recurring | None:
    """Spans without a year, every year; None when one names its year, or is a part that no rule can express.

    The due day is the span's last; where the words say before, it is the day they name.
    """
    if any(span.year or span.lunar or (span.part and span.part is not Part.LATE) for span in spans):
        return None
    named = [span.first if limit is Limit.BEFORE else span.last for span in spans]
    if len({day for _, day in named}) == 1:
        months = tuple(sorted({month for month, _ in named}))
        return Recurring((on_days((named[0][1],), months),), limit)
    return Recurring(tuple(on_days((day,), (month,)) for month, day in named), limit)


def without_day(every: Every) -> Cycle:
    """A cycle whose day the convention still has to choose."""
    if every.unit is Unit.DAY:
        return Cycle(frequency=Frequency.DAILY, interval=every.units)
    if every.unit is Unit.WEEK:
        return Cycle(frequency=Frequency.WEEKLY, interval=every.units)
    if every.units % 12 == 0:
        return Cycle(frequency=Frequency.YEARLY, interval=every.units // 12)
    if every.units > 1 and 12 % every.units == 0:
        return Cycle(frequency=Frequency.YEARLY, months=tuple(range(every.units, 13, every.units)))
    return Cycle(frequency=Frequency.MONTHLY, interval=every.units)
