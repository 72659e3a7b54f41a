"""Cycles become rules and dates."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from base.vietnamese import WEEKDAYS, full_date, short_date
from workflow.deadlines.resolving.outcomes import Case, Conclusion, once, resolution_of
from workflow.deadlines.resolving.spans_to_days import covers_years, days_of_span, plan_year, unannounced_doubts
from workflow.deadlines.values import wording
from workflow.deadlines.values.cycles import LAST_DAY, MOST_MOVED, WORKING_WEEK, Cycle, Frequency
from workflow.deadlines.values.meanings import Limit, Recurring
from workflow.deadlines.values.resolution import Kind, Relation, Resolution, Shift

SHOWN = 3
_NEXT = ", kỳ tới "
# What an explanation says of the first day to come, which is past one day.
NEXT_DAY = re.compile(rf"{_NEXT}(?:{'|'.join(WEEKDAYS)}) [\d/]+")
# The first working day of a period that falls on a holiday is the next one, the last the one before.
MOVES_OF_EDGES: Mapping[tuple[int, ...], Shift] = {(1,): Shift.NEXT, (LAST_DAY,): Shift.PREVIOUS}
MOVES = {Shift.NEXT: "chuyển sang ngày làm việc tiếp theo", Shift.PREVIOUS: "chuyển lên ngày làm việc trước đó"}


class Coming(NamedTuple):
    """How cycles are told, the rule where one says them all, and their first days."""

    says: str
    rrule: str | None
    next: tuple[date, ...]
    shift: Shift | None = None
    doubts: tuple[str, ...] = ()


def resolve_recurring(meaning: Recurring, case: Case) -> Conclusion:
    """The rule and the first days of what comes again; several cycles are parts, each with a rule of its own."""
    if not meaning.cycles:
        doubt = "không ghi bao lâu một lần"
        return Conclusion(Kind.RECURRING, "lặp lại, chưa rõ chu kỳ", doubts=(doubt,), rules=("chu-ky-khong-ro",))
    cycles: list[Cycle] = []
    start, until, doubts = _ends(meaning, case)
    rules: tuple[str, ...] = ()
    for stated in meaning.cycles:
        cycle = stated
        if not stated.has_day:
            cycle, reason = with_day(stated, case)
            doubts, rules = (*doubts, reason), ("chu-ky-khong-ngay",)
        cycles += day_before(cycle) if _excludes_the_day(meaning, case) else (cycle,)
    if until:
        cycles = [cycle._replace(until=until) for cycle in cycles]
    again = coming_again(cycles, case, start)
    whole = Conclusion(
        Kind.RECURRING,
        again.says,
        _reasons(meaning, case),
        once(doubts),
        rules,
        rrule=again.rrule,
        next=again.next,
        shift=meaning.shift or again.shift,
        at=meaning.at,
    )
    if meaning.at:
        whole = whole._replace(says=f"{whole.says}, lúc {wording.hour(meaning.at)}")
    whole = whole._replace(doubts=whole.doubts + again.doubts + _doubts_of_an_early_start(again, case))
    if len(cycles) == 1:
        return whole
    return whole._replace(relation=Relation.ALL, parts=tuple(_part(whole, cycle, case, start) for cycle in cycles))


def _doubts_of_an_early_start(again: Coming, case: Case) -> tuple[str, ...]:
    """A plan for next year, issued in autumn, hardly means the period that ends before its year begins."""
    year = plan_year(case.context)
    early = again.next and again.next[0].year < year
    return (f"kỳ đầu {short_date(again.next[0])} trước năm {year} của kế hoạch",) if early else ()


def _part(whole: Conclusion, cycle: Cycle, case: Case, start: date) -> Resolution:
    alone = coming_again([cycle], case, start)
    named = case.deadline._replace(text=wording.cycle(cycle), is_printed=False)
    return resolution_of(
        whole._replace(says=alone.says, rrule=alone.rrule, next=alone.next), case._replace(deadline=named)
    )


def _excludes_the_day(meaning: Recurring, case: Case) -> bool:
    return meaning.limit is Limit.BEFORE and not case.rules.before_includes_the_day


def _reasons(meaning: Recurring, case: Case) -> tuple[str, ...]:
    reasons = ("“trước” không tính ngày được nêu",) if _excludes_the_day(meaning, case) else ()
    return (*reasons, f"trùng ngày nghỉ thì {MOVES[meaning.shift]}") if meaning.shift else reasons


def coming_again(cycles: list[Cycle], case: Case, start: date | None = None) -> Coming:
    """The first days of cycles from a day on, the day of issue where none is given."""
    start = start or case.context.issued
    if len(cycles) == 1:
        (cycle,) = cycles
        if cycle.weekdays == WORKING_WEEK:
            return _working_days_again(cycle, start, case)
        days = cycle.first(start, SHOWN)
        return Coming(_told(wording.cycle(cycle), days), cycle.rule(), days)
    days = tuple(sorted({day for cycle in cycles for day in cycle.first(start, SHOWN)})[:SHOWN])
    return Coming(_told(wording.enumerate_parts([wording.cycle(cycle) for cycle in cycles]), days), None, days)


def _working_days_again(cycle: Cycle, start: date, case: Case) -> Coming:
    """Days of the working week; a first or last one that is a holiday moves, any other is only a weekday."""
    shift = MOVES_OF_EDGES.get(cycle.nth)
    days = cycle.first(start, SHOWN)
    if shift is None:
        doubts: tuple[str, ...] = ("chỉ tính theo thứ trong tuần, chưa trừ ngày lễ",)
    else:
        move = case.working_days.on_or_after if shift is Shift.NEXT else case.working_days.on_or_before
        moved = map(move, cycle.first(start - MOST_MOVED, SHOWN + 1))
        days = tuple(day for day in moved if day >= start)[:SHOWN]
        doubts = unannounced_doubts(days[0], days[-1], case) if days else ()
    return Coming(_told(wording.cycle(cycle), days), cycle.rule(), days, shift, doubts)


def _told(cycles: str, days: tuple[date, ...]) -> str:
    return f"lặp lại {cycles}{_NEXT}{full_date(days[0])}" if days else f"lặp lại {cycles}"


def resolve_every_year_of_plan(again: Recurring, case: Case) -> Conclusion:
    """A day without a year in a plan of several years comes every year; never on the day of issue itself."""
    later = case.context._replace(issued=case.context.issued + timedelta(days=1))
    outcome = resolve_recurring(again, case._replace(context=later))
    doubt = "không ghi năm trong kế hoạch nhiều năm nên lặp lại hằng năm"
    return outcome._replace(doubts=(*outcome.doubts, doubt), rules=(*outcome.rules, "nhieu-nam-thi-hang-nam"))


def _ends(meaning: Recurring, case: Case) -> tuple[date, date | None, tuple[str, ...]]:
    """The day from which the cycles count, the one on which they end, and what had to be chosen for that."""
    start, end = case.context.issued, _end(meaning, case)
    doubts: tuple[str, ...] = ()
    if meaning.since:
        found = days_of_span(meaning.since, case)
        start, doubts = max(start, found.span.opens), found.doubts
    return start, end, doubts + (days_of_span(meaning.until, case).doubts if meaning.until else ())


def _end(meaning: Recurring, case: Case) -> date | None:
    """The day that the words name; else a plan of several years ends its cycles, and any plan those that it bounds."""
    if meaning.until:
        return days_of_span(meaning.until, case).span.closes
    if covers_years(case.context):
        assert case.context.years
        return date(case.context.years[1], 12, 31)
    return date(plan_year(case.context), 12, 31) if meaning.in_plan else None


def with_day(cycle: Cycle, case: Case) -> tuple[Cycle, str]:
    """The cycle with the day that the office chooses, the last of its period; and that it was chosen."""
    if cycle.frequency is Frequency.WEEKLY:
        weekday = case.rules.weekly_day - 1
        return cycle._replace(weekdays=(weekday,)), f"không ghi thứ nên lấy {WEEKDAYS[weekday]}"
    if cycle.frequency is Frequency.DAILY and cycle.interval == 1:
        return cycle, "không phân biệt ngày nghỉ"
    if cycle.frequency is Frequency.DAILY or cycle.interval > 1:
        return cycle, "không ghi ngày nên tính từ ngày ban hành"
    months = cycle.months or ((12,) if cycle.frequency is Frequency.YEARLY else ())
    return Cycle(cycle.frequency, cycle.interval, months, (LAST_DAY,)), "không ghi ngày nên lấy ngày cuối kỳ"


def day_before(cycle: Cycle) -> tuple[Cycle, ...]:
    """The cycle one day earlier. The first of a month becomes the last of the month before, a cycle of its own."""
    if cycle.weekdays == WORKING_WEEK:
        return (cycle._replace(nth=tuple(n - 1 for n in cycle.nth)),)
    if cycle.weekdays:
        return (cycle._replace(weekdays=tuple(sorted((day - 1) % 7 for day in cycle.weekdays))),)
    if cycle.frequency is Frequency.DAILY or not cycle.days:
        return (cycle,)
    earlier = []
    if 1 in cycle.days:
        months = tuple(sorted((month - 2) % 12 + 1 for month in cycle.months))
        earlier.append(cycle._replace(days=(LAST_DAY,), months=months, nth=()))
    if rest := tuple(day - 1 for day in cycle.days if day != 1):
        nth = tuple(n - 1 if n > 0 and 1 in cycle.days else n for n in cycle.nth)
        earlier.append(cycle._replace(days=rest, nth=tuple(n for n in nth if n)))
    return tuple(earlier)
