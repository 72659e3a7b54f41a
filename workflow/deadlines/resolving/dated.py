"""Named days, stretches and windows: when they end, and when they open."""

from datetime import date, time

from base.clock import ONE_DAY
from base.vietnamese import full_date, short_date
from workflow.deadlines.grammar.cycles.recurring import yearly_days
from workflow.deadlines.resolving.outcomes import Case, Conclusion, deadline_on, happens_on, unreadable
from workflow.deadlines.resolving.repeating import resolve_every_year_of_plan
from workflow.deadlines.resolving.spans_to_days import SpanDays, covers_years, days_of_span, plan_year
from workflow.deadlines.values import wording
from workflow.deadlines.values.meanings import Compound, Deadline, Fixed, Limit, WindowMeaning
from workflow.deadlines.values.resolution import Kind, Relation
from workflow.deadlines.values.spans import Grain, Part, Span, solar


def resolve_fixed(meaning: Fixed, case: Case) -> Conclusion | Compound:
    """The due day of a named span; several spans are a compound of one each."""
    if len(meaning.spans) > 1:
        return _one_each(meaning, case.deadline)
    span = meaning.spans[0]
    if span.grain is Grain.PERIOD:
        return _part_of_the_plan(span, case)
    if span.grain is Grain.DAY and not span.names_its_year and covers_years(case.context):
        again = yearly_days((span,), meaning.limit)
        if again:
            return resolve_every_year_of_plan(again, case)
    found = days_of_span(span, case)
    if span.last == LEAP_DAY and span.grain is Grain.DAY and found.span.closes.day < LEAP_DAY[1]:
        return unreadable(f"năm {found.span.year} không có ngày 29/02")
    return _due(found, meaning.limit, case)


LEAP_DAY = (2, 29)
# With an hour these name when something takes place.
_OPEN = (Limit.NAMED, Limit.WITHIN)


_MIDNIGHT = time(0, 0)


def _due(found: SpanDays, limit: Limit, case: Case) -> Conclusion:
    span = found.span
    because, doubts = found.because, found.doubts
    opens: date | None = None
    if span.at == _MIDNIGHT and limit is not Limit.FROM:
        # Midnight ends the day before: nothing of the named day is left.
        because = (*because, f"0 giờ ngày {short_date(span.closes)} là hết ngày hôm trước")
        doubts = doubts if limit is Limit.BEFORE else (*doubts, "0 giờ là đầu ngày, có thể là lúc bắt đầu")
        due, span = span.opens - ONE_DAY, span._replace(at=None)
    elif limit is Limit.BEFORE:
        due = span.opens
        if not (span.at or case.rules.before_includes_the_day):
            because = (f"“trước” không tính ngày {short_date(due)}", *because)
            due -= ONE_DAY
    elif limit is Limit.FROM:
        due = opens = span.opens
    else:
        due = span.closes
        opens = span.opens if limit is not Limit.UNTIL and span.grain is not Grain.DAY else None
    says = happens_on(due, span.at) if span.at and limit in _OPEN else deadline_on(due, span.at)
    return Conclusion(Kind.FIXED, says, because, doubts, found.rules, due=due, at=span.at, opens=opens)


def _one_each(meaning: Fixed, deadline: Deadline) -> Compound:
    parts = tuple(
        Deadline(wording.span(span), meaning._replace(spans=(span,)), deadline.rules, is_printed=False)
        for span in meaning.spans
    )
    return Compound(parts, Relation.ALL)


def _part_of_the_plan(span: Span, case: Case) -> Conclusion:
    """đầu, giữa, cuối of the years that the plan covers."""
    year = plan_year(case.context)
    first, last = case.context.years or (year, year)
    years = last - first + 1
    middle = date(first + (years - 1) // 2, 6, 30) if years % 2 else date(first + years // 2 - 1, 12, 31)
    due = {Part.EARLY: date(first, 12, 31), Part.MIDDLE: middle}.get(span.part or Part.LATE, date(last, 12, 31))
    reason = f"kế hoạch từ năm {first} đến năm {last}" if years > 1 else f"kế hoạch của năm {first}"
    return Conclusion(Kind.FIXED, deadline_on(due), (reason,), due=due)


def resolve_window(meaning: WindowMeaning, case: Case) -> Conclusion:
    """Both ends of a window. A beginning without a year belongs to the end's year, or to the one before it."""
    if meaning.end is None:
        return _open_window(meaning, case)
    if turning := _over_new_year(meaning, case):
        outcome = resolve_window(turning, case)
        doubt = "không ghi năm, được hiểu là kéo dài sang năm sau"
        return outcome._replace(doubts=(*outcome.doubts, doubt), rules=(*outcome.rules, "qua-nam-moi"))
    end = days_of_span(meaning.end, case)
    due = end.span.opens - ONE_DAY if meaning.before else end.span.closes
    opens = case.context.issued
    if meaning.start:
        opens = _opening(meaning.start, due, case, after=meaning.after)
    if opens > due:
        return unreadable(f"ngày đầu {short_date(opens)} sau ngày cuối {short_date(due)}")
    says = f"từ {full_date(opens)}, {deadline_on(due, end.span.at)}"
    doubts = end.doubts
    if _began_before_the_plan(meaning.start, opens, due, case):
        doubts = (*doubts, f"ngày đầu không ghi năm, được hiểu là của năm {opens.year}, trước khi ban hành văn bản")
    return Conclusion(Kind.WINDOW, says, end.because, doubts, end.rules, due=due, at=end.span.at, opens=opens)


def _began_before_the_plan(start: Span | None, opens: date, due: date, case: Case) -> bool:
    """Whether only a year before the end's puts a beginning before it: "từ tháng 6 đến tháng 3/2026" is a slip."""
    return start is not None and not start.names_its_year and opens.year < due.year and opens < case.context.issued


def _over_new_year(window: WindowMeaning, case: Case) -> WindowMeaning | None:
    """A window without years that runs into the next one, as in "từ tháng 11 đến tháng 2": the next to begin."""
    start, end = window.start, window.end
    if not start or not end or start.names_its_year or end.names_its_year or start.first <= end.last:
        return None
    year = plan_year(case.context)
    if solar(start.of_year(year - 1)).closes < case.context.issued:
        year += 1
    return window._replace(start=start.of_year(year - 1), end=end.of_year(year))


def _opening(start: Span, due: date, case: Case, *, after: bool) -> date:
    span = days_of_span(start.of_year(due.year), case).span
    if span.opens > due and not start.names_its_year:
        span = days_of_span(start.of_year(due.year - 1), case).span
    return span.closes + ONE_DAY if after else span.opens


def _open_window(meaning: WindowMeaning, case: Case) -> Conclusion:
    assert meaning.start, "a window has a beginning or an end"
    start = days_of_span(meaning.start, case)
    opens = start.span.closes + ONE_DAY if meaning.after else start.span.opens
    says = f"từ {full_date(opens)}, không ghi ngày cuối"
    return Conclusion(Kind.WINDOW, says, start.because, start.doubts, start.rules, opens=opens)
