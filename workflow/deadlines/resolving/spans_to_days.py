"""Spans become days: the year that is meant, the day that đầu, giữa, cuối stand for, the solar day of a lunar one."""

from datetime import date, timedelta
from typing import NamedTuple

from base.clock import ONE_DAY
from base.vietnamese import day_month
from config.deadline_rules import DeadlineRules
from workflow.deadlines.resolving.outcomes import Case
from workflow.deadlines.values import wording
from workflow.deadlines.values.resolution import Context
from workflow.deadlines.values.spans import DAYS_OF_MONTH, LAST, Grain, ImpossibleDay, Part, Span, solar


class SpanDays(NamedTuple):
    """A span whose days are known, why it has its year, and what had to be chosen."""

    span: Span
    because: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def days_of_span(span: Span, case: Case) -> SpanDays:
    """The days of a span; without a year it is the plan's. ImpossibleDay: it has fewer working days than asked for."""
    found = SpanDays(span) if span.year is not None else _with_year(span, case)
    if found.span.part:
        days, doubts = _part(found.span, case.rules)
        found = found._replace(span=days, doubts=found.doubts + doubts, rules=(*found.rules, "dau-giua-cuoi-la-ngay"))
    if span.workday:
        return _working_day(found, span.workday, case)
    return found._replace(span=solar(found.span)) if span.lunar else found


def _with_year(span: Span, case: Case) -> SpanDays:
    """The span in the year that the words count from the plan's issue, else in the plan's own."""
    if span.later is None:
        return _of_the_plan(span, case)
    issued = case.context.issued.year
    year = issued + span.later
    chosen = SpanDays(span._replace(year=year, later=None), rules=("nam-tinh-tu-nam-ban-hanh",))
    if span.later or plan_year(case.context) != issued:
        return chosen._replace(doubts=(f"năm {year} được tính từ năm ban hành {issued}",))
    return chosen


def _working_day(found: SpanDays, number: int, case: Case) -> SpanDays:
    """One of a span's working days, or of its weekdays, counted from its first, or from its last when below zero."""
    first, last = found.span.opens, found.span.closes
    day = first if number > 0 else last
    step = ONE_DAY if number > 0 else -ONE_DAY
    left = abs(number)
    weekday = found.span.weekday
    while first <= day <= last:
        left -= case.working_days.is_working(day) if weekday is None else day.weekday() == weekday
        if not left:
            chosen = found.span._replace(
                grain=Grain.DAY, first=(day.month, day.day), last=(day.month, day.day), workday=None, weekday=None
            )
            doubts = unannounced_doubts(first, day, case) if weekday is None else ()
            return found._replace(span=chosen, doubts=found.doubts + doubts)
        day += step
    raise ImpossibleDay(f"ngày làm việc thứ {number} của {wording.span(found.span)}")


def unannounced_doubts(first: date, last: date, case: Case) -> tuple[str, ...]:
    """The doubt about working days in years whose days off nobody has announced yet."""
    years = (year for year in range(first.year, last.year + 1) if not case.working_days.is_announced(year))
    return tuple(f"lịch nghỉ năm {year} chưa được thông báo nên ngày này có thể thay đổi" for year in [*years][:1])


def _of_the_plan(span: Span, case: Case) -> SpanDays:
    context = case.context
    year = plan_year(context)
    chosen = _falling_in(span, year)
    if solar(chosen).closes < context.issued - timedelta(days=case.rules.stale_days):
        doubt = f"không ghi năm; năm {year} đã qua lâu nên lấy năm {year + 1}"
        return SpanDays(_falling_in(span, year + 1), doubts=(doubt,), rules=("khong-ghi-nam-thi-nam-sau",))
    reason = (f"không ghi năm nên lấy năm {year} của văn bản",)
    # A month belongs to the plan's year. A day may also come every year, unless the plan is known to cover one.
    if covers_years(context) or (span.grain is Grain.DAY and not context.years):
        return SpanDays(chosen, doubts=reason, rules=("nam-cua-van-ban",))
    return SpanDays(chosen, because=reason, rules=("nam-cua-van-ban",))


def _falling_in(span: Span, year: int) -> Span:
    """The span of a year; the moon's last month mostly falls in the January after its own year."""
    chosen = span.of_year(year)
    return span.of_year(year - 1) if span.lunar and solar(chosen).closes.year > year else chosen


def plan_year(context: Context) -> int:
    """The plan's own year, else the year of issue or the covered year that is nearest to it."""
    if context.year:
        return context.year
    first, last = context.years or (context.issued.year, context.issued.year)
    return min(max(context.issued.year, first), last)


def covers_years(context: Context) -> bool:
    """Whether the plan runs over more than one year."""
    return context.years is not None and context.years[0] < context.years[1]


def _part(span: Span, rules: DeadlineRules) -> tuple[Span, tuple[str, ...]]:
    """The days that đầu, giữa, cuối of a span stand for (Civil Code, article 146), and a doubt where it is silent."""
    if span.part is Part.LATE:
        silent = span.grain not in (Grain.MONTH, Grain.YEAR)
        doubts = (f"luật không định nghĩa cuối {span.grain}, lấy ngày cuối cùng",) if silent else ()
        return span._replace(grain=Grain.DAY, first=span.last, part=None), doubts
    if span.part is Part.MIDDLE:
        return _middle(span)
    last = _early(span, rules)
    doubt = f"“đầu {span.grain}” chỉ là ước chừng, lấy đến {day_month(*_clamped(last))}"
    return span._replace(grain=Grain.WEEK, last=last, part=None), (doubt,)


def _middle(span: Span) -> tuple[Span, tuple[str, ...]]:
    month = span.first[0]
    day = {Grain.MONTH: (month, 15), Grain.YEAR: (6, 30)}.get(span.grain, (month + 1, 15))
    silent = span.grain not in (Grain.MONTH, Grain.YEAR)
    doubts = (f"luật không định nghĩa giữa {span.grain}",) if silent else ()
    return span._replace(grain=Grain.DAY, first=day, last=day, part=None), doubts


def _early(span: Span, rules: DeadlineRules) -> tuple[int, int]:
    if span.grain is Grain.MONTH:
        return span.first[0], rules.early_month_day
    months = rules.early_year_months if span.grain is Grain.YEAR else rules.early_quarter_months
    return span.first[0] + months - 1, LAST


def _clamped(month_and_day: tuple[int, int]) -> tuple[int, int]:
    month, day = month_and_day
    return min(day, DAYS_OF_MONTH[month - 1]), month
