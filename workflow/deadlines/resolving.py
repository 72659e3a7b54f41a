"""From a `Deadline` to a `Resolution`: years, events and working days join the words, and the answer explains itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from workflow.deadlines import wording
from workflow.deadlines.conventions import STANDARD, Conventions
from workflow.deadlines.cycles import DAYS_OF_MONTH, LAST_DAY, Cycle, Every, Frequency, on_days
from workflow.deadlines.grammar.recurring import yearly_days
from workflow.deadlines.meanings import (
    Compound,
    Continuous,
    Deadline,
    External,
    Fixed,
    Limit,
    Missing,
    OnDemand,
    Recurring,
    Relative,
    Triggered,
    Unreadable,
    Window,
)
from workflow.deadlines.reading import parse
from workflow.deadlines.spans import Grain, Part, Span, add_months, solar
from workflow.deadlines.values import Certainty, Context, Kind, Offset, Relation, Resolution, Shift, Unit
from workflow.working_days import WorkingDays

ONE_DAY = timedelta(days=1)
DAYS_OF_UNIT = {Unit.DAY: 1, Unit.WEEK: 7}
MONTHS_OF_UNIT = {Unit.MONTH: 1, Unit.YEAR: 12}
ISSUED = frozenset(
    """
    ngày ký|ngày ban hành|ngày ký ban hành|ngày ký, ban hành|ngày ban hành kế hoạch này|ngày ban hành kế hoạch
    """.strip().split("|")
)


def read(text: str, context: Context, working_days: WorkingDays, conventions: Conventions = STANDARD) -> Resolution:
    """Parse and resolve in one step."""
    return resolve(parse(text, context), context, working_days, conventions)


@dataclass(frozen=True, slots=True)
class Case:
    """What a resolver needs besides the meaning."""

    deadline: Deadline
    context: Context
    working_days: WorkingDays
    conventions: Conventions


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A resolution before it is worded. `says` is the answer, `because` its reasons, `doubts` what had to be chosen."""

    kind: Kind
    says: str
    because: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    due: date | None = None
    at: time | None = None
    opens: date | None = None
    rrule: str | None = None
    next: tuple[date, ...] = ()
    event: str | None = None
    offset: Offset | None = None
    relation: Relation | None = None
    parts: tuple[Resolution, ...] = ()
    alternatives: tuple[str, ...] = ()
    shift: Shift | None = None
    readable: bool = True


def resolve(
    deadline: Deadline, context: Context, working_days: WorkingDays, conventions: Conventions = STANDARD
) -> Resolution:
    """The dates of a deadline, or what it waits for, and one Vietnamese sentence that says why."""
    case = Case(deadline, context, working_days, conventions)
    return finished(RESOLVERS[type(deadline.meaning)](deadline.meaning, case), case)


def finished(outcome: Outcome, case: Case) -> Resolution:
    """The outcome with its certainty, its last working day and its sentence."""
    deadline, working_days = case.deadline, case.working_days
    act_by = working_days.on_or_before(outcome.due) if outcome.due else None
    corrected = tuple(f"“{c.printed}” được hiểu là “{c.read}”" for c in deadline.corrections)
    doubts = (*corrected, *(doubt.reason for doubt in deadline.doubts), *outcome.doubts)
    return Resolution(
        text=deadline.text,
        kind=outcome.kind,
        certainty=_certainty(outcome, doubts),
        explanation=_explanation(deadline.text, outcome, doubts, act_by, working_days),
        due=outcome.due,
        time=outcome.at,
        act_by=act_by,
        opens=outcome.opens,
        rrule=outcome.rrule,
        next=outcome.next,
        event=outcome.event,
        offset=outcome.offset,
        relation=outcome.relation,
        parts=outcome.parts,
        rules=tuple(dict.fromkeys((*deadline.rules, *outcome.rules))),
        alternatives=(*outcome.alternatives, *(other for doubt in deadline.doubts for other in doubt.alternatives)),
        shift=outcome.shift,
        label=deadline.label,
    )


def _certainty(outcome: Outcome, doubts: tuple[str, ...]) -> Certainty:
    if not outcome.readable:
        return Certainty.NONE
    return Certainty.ASSUMED if doubts else Certainty.CERTAIN


def _explanation(
    text: str, outcome: Outcome, doubts: tuple[str, ...], act_by: date | None, working_days: WorkingDays
) -> str:
    reasons = [*outcome.because, *doubts]
    if outcome.due and act_by != outcome.due:
        assert act_by
        reasons.append(f"{wording.short(outcome.due)} là ngày nghỉ nên cần làm xong từ {wording.full(act_by)}")
    if outcome.due and not working_days.is_announced(outcome.due.year):
        reasons.append(f"lịch nghỉ năm {outcome.due.year} chưa có thông báo chính thức")
    told = f" ({'; '.join(dict.fromkeys(reasons))})" if reasons else ""
    quoted = " ".join(text.split())
    return f"“{quoted}” → {outcome.says}{told}." if quoted else f"{outcome.says[:1].upper()}{outcome.says[1:]}{told}."


def settled_span(span: Span, case: Case) -> tuple[Span, tuple[str, ...], tuple[str, ...]]:
    """The span in its year, in the solar calendar, its part made days; the reasons for the year, and the doubts."""
    because: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    if span.year is None:
        year = case.context.year or _plan_year(case.context)
        because = (f"không ghi năm nên lấy năm {year} của văn bản",)
        if solar(span.of_year(year)).closes < case.context.issued - timedelta(days=case.conventions.stale_days):
            year, because = year + 1, ()
            doubts = (f"không ghi năm; năm {year - 1} đã qua lâu nên lấy năm {year}",)
        span = span.of_year(year)
    if span.part:
        span, doubt = settled_part(span, case.conventions)
        doubts += doubt
    return solar(span), because, doubts


def _plan_year(context: Context) -> int:
    """The year of issue, or the plan's nearest year to it."""
    first, last = context.years or (context.issued.year, context.issued.year)
    return min(max(context.issued.year, first), last)


def resolve_fixed(meaning: Fixed, case: Case) -> Outcome:
    if len(meaning.spans) > 1:
        return _several([replace(meaning, spans=(span,)) for span in meaning.spans], case)
    span = meaning.spans[0]
    if span.grain is Grain.PERIOD:
        return part_of_the_plan(span, case)
    if span.grain is Grain.DAY and covers_years(case.context) and (again := yearly_days((span,), meaning.limit)):
        return every_year_of_the_plan(again, case)
    span, because, doubts = settled_span(span, case)
    due, opens, why = _limited(span, meaning.limit, case)
    return Outcome(
        kind=Kind.FIXED,
        says=_deadline_on(due, span.at),
        because=(*why, *because),
        doubts=doubts,
        due=due,
        at=span.at,
        opens=opens,
    )


def part_of_the_plan(span: Span, case: Case) -> Outcome:
    """đầu, giữa, cuối of the years that the plan covers."""
    first, last = case.context.years or (case.context.year or case.context.issued.year,) * 2
    years = last - first + 1
    middle = date(first + (years - 1) // 2, 6 if years % 2 else 12, 30 if years % 2 else 31)
    due = {Part.EARLY: date(first, 12, 31), Part.MIDDLE: middle, Part.LATE: date(last, 12, 31)}[span.part or Part.LATE]
    reason = f"kế hoạch từ năm {first} đến năm {last}"
    return Outcome(kind=Kind.FIXED, says=_deadline_on(due, None), because=(reason,), due=due)


def settled_part(span: Span, conventions: Conventions) -> tuple[Span, tuple[str, ...]]:
    """The day that đầu, giữa, cuối of a span stand for (Civil Code, article 146), and the doubt where it says none."""
    month = span.first[0]
    if span.part is Part.LATE:
        doubt = (
            () if span.grain in (Grain.MONTH, Grain.YEAR) else ("luật không định nghĩa cuối quý, lấy ngày cuối cùng",)
        )
        return replace(span, grain=Grain.DAY, first=span.last, part=None), doubt
    if span.part is Part.MIDDLE and span.grain in (Grain.MONTH, Grain.YEAR):
        day = (month, 15) if span.grain is Grain.MONTH else (6, 30)
        return replace(span, grain=Grain.DAY, first=day, last=day, part=None), ()
    if span.part is Part.MIDDLE:
        day = (month + 1, 15)
        return replace(span, grain=Grain.DAY, first=day, last=day, part=None), ("luật không định nghĩa giữa quý",)
    offset, day_of_month = conventions.early[span.grain]
    last = (month + offset, day_of_month)
    doubt_ = f"“đầu {span.grain}” chỉ ước chừng, lấy đến {wording.day_month(min(last[1], 31), last[0])}"
    return replace(span, grain=Grain.WEEK, last=last, part=None), (doubt_,)


def covers_years(context: Context) -> bool:
    """Whether the plan runs over more than one year."""
    return context.years is not None and context.years[0] < context.years[1]


def every_year_of_the_plan(again: Recurring, case: Case) -> Outcome:
    """A day without a year in a plan of several years comes every year; never on the day of issue itself."""
    later = replace(case, context=replace(case.context, issued=case.context.issued + ONE_DAY))
    doubt = "không ghi năm trong kế hoạch nhiều năm nên lặp lại hằng năm"
    return replace(resolve_recurring(again, later), doubts=(doubt,))


def _limited(span: Span, limit: Limit, case: Case) -> tuple[date, date | None, tuple[str, ...]]:
    """The due day, the opening day where the words name a stretch, and why."""
    if limit is Limit.FROM:
        return span.opens, span.opens, ()
    if limit is not Limit.BEFORE:
        stretch = limit is not Limit.UNTIL and span.grain is not Grain.DAY
        return span.closes, span.opens if stretch else None, ()
    if span.at or case.conventions.before_includes_the_day:
        return span.opens, None, ()
    return span.opens - ONE_DAY, None, (f"“trước” không tính ngày {wording.short(span.opens)}",)


def _deadline_on(due: date, at: time | None) -> str:
    return f"hạn cuối {wording.hour(at)} {wording.full(due)}" if at else f"hạn cuối {wording.full(due)}"


def _several(meanings: list[Fixed], case: Case) -> Outcome:
    deadline = case.deadline
    parts = tuple(Deadline(deadline.text, meaning, deadline.rules) for meaning in meanings)
    return resolve_compound(Compound(parts, Relation.ALL), case)


def resolve_window(meaning: Window, case: Case) -> Outcome:
    if meaning.end is None:
        return _open_window(meaning, case)
    end, because, doubts = settled_span(meaning.end, case)
    due = end.opens - ONE_DAY if meaning.before else end.closes
    start = meaning.start
    opens = settled_span(start.of_year(end.year), case)[0].opens if start else case.context.issued
    if opens > due and start and start.year is None:
        assert end.year
        opens = settled_span(start.of_year(end.year - 1), case)[0].opens
        because = (*because, f"ngày đầu thuộc năm {end.year - 1}")
    if opens > due:
        return unreadable("ngày đầu sau ngày cuối")
    says = f"từ {wording.full(opens)}, hạn cuối {wording.full(due)}"
    return Outcome(kind=Kind.WINDOW, says=says, because=because, doubts=doubts, due=due, at=end.at, opens=opens)


def _open_window(meaning: Window, case: Case) -> Outcome:
    assert meaning.start
    start, because, doubts = settled_span(meaning.start, case)
    opens = start.closes + ONE_DAY if meaning.after else start.opens
    says = f"từ {wording.full(opens)}, không ghi ngày cuối"
    return Outcome(kind=Kind.WINDOW, says=says, because=because, doubts=doubts, opens=opens)


def resolve_recurring(meaning: Recurring, case: Case) -> Outcome:
    if not meaning.cycles:
        return Outcome(
            kind=Kind.RECURRING,
            says="lặp lại, nhưng không ghi chu kỳ",
            doubts=("cần ghi rõ bao lâu một lần",),
            rules=("chu-ky-khong-ro",),
        )
    settled = [settled_cycle(cycle, meaning, case) for cycle in meaning.cycles]
    because = ("“trước” không tính ngày được nêu",) if meaning.limit is Limit.BEFORE else ()
    doubts = tuple(dict.fromkeys(reason for _, reason in settled if reason))
    rules = ("chu-ky-khong-ngay",) if doubts else ()
    if meaning.shift:
        side = "sang ngày làm việc tiếp theo" if meaning.shift is Shift.NEXT else "lên ngày làm việc trước đó"
        because = (*because, f"trùng ngày nghỉ thì chuyển {side}")
    each = [replace(_coming_again((cycle,), case, because, doubts, rules), shift=meaning.shift) for cycle, _ in settled]
    if len(each) == 1:
        return each[0]
    whole = _coming_again(tuple(cycle for cycle, _ in settled), case, because, doubts, rules)
    return replace(whole, relation=Relation.ALL, parts=tuple(finished(part, case) for part in each))


def _coming_again(
    cycles: tuple[Cycle, ...], case: Case, because: tuple[str, ...], doubts: tuple[str, ...], rules: tuple[str, ...]
) -> Outcome:
    days = sorted({day for cycle in cycles for day in cycle.first(case.context.issued, 3)})[:3]
    says = f"lặp lại: {wording.joined([wording.cycle(cycle) for cycle in cycles])}"
    if days:
        says += f"; kỳ tới {wording.full(days[0])}"
    return Outcome(
        kind=Kind.RECURRING,
        says=says,
        because=because,
        doubts=doubts,
        rules=rules,
        rrule=cycles[0].rule() if len(cycles) == 1 else None,
        next=tuple(days),
    )


def settled_cycle(cycle: Cycle, meaning: Recurring, case: Case) -> tuple[Cycle, str]:
    """The cycle with its day, the day before where the words say so, and its end; and what had to be chosen."""
    reason = ""
    if not cycle.has_day:
        cycle, reason = _with_day(cycle, case)
    if meaning.limit is Limit.BEFORE and not case.conventions.before_includes_the_day:
        cycle = day_before(cycle)
    return replace(cycle, until=_until(meaning, case)), reason


def _until(meaning: Recurring, case: Case) -> date | None:
    years = case.context.years
    if years and (meaning.in_plan or years[1] > years[0]):
        return date(years[1], 12, 31)
    if meaning.in_plan:
        return date(case.context.year or case.context.issued.year, 12, 31)
    return None


def _with_day(cycle: Cycle, case: Case) -> tuple[Cycle, str]:
    """The cycle with the day that the convention chooses: the last of its period."""
    if cycle.frequency is Frequency.WEEKLY:
        weekday = case.conventions.weekly_weekday
        return replace(cycle, weekdays=(weekday,)), f"không ghi thứ nên lấy {wording.WEEKDAYS[weekday]}"
    if cycle.frequency is Frequency.DAILY:
        return cycle, "tính từ ngày ban hành"
    if cycle.interval > 1:
        return cycle, "không ghi ngày nên tính từ ngày ban hành"
    if cycle.frequency is Frequency.YEARLY and not cycle.months:
        cycle = replace(cycle, months=(12,))
    return replace(cycle, days=(-1,)), "không ghi ngày nên lấy ngày cuối kỳ"


def day_before(cycle: Cycle) -> Cycle:
    """The cycle one day earlier. Only cycles with one day a month, or whole weekdays, can move."""
    if cycle.weekdays:
        return replace(cycle, weekdays=tuple(sorted((day - 1) % 7 for day in cycle.weekdays)))
    if cycle.days == (1,):
        months = tuple(sorted((month - 2) % 12 + 1 for month in cycle.months))
        return replace(cycle, days=(-1,), months=months)
    return replace(cycle, days=tuple(day - 1 if day > 0 else 30 for day in cycle.days))


def resolve_continuous(meaning: Continuous, case: Case) -> Outcome:
    says = "thường xuyên, không có ngày cuối; báo cáo theo kỳ báo cáo của kế hoạch"
    opens = settled_span(meaning.start, case)[0].opens if meaning.start else None
    if meaning.cycle:
        again = resolve_recurring(Recurring((meaning.cycle,)), case)
        return replace(again, kind=Kind.CONTINUOUS, says=f"{says}; {again.says}")
    if meaning.event:
        says = f"thường xuyên kể từ khi {meaning.event}, không có ngày cuối"
    return Outcome(kind=Kind.CONTINUOUS, says=says, event=meaning.event, opens=opens)


def resolve_relative(meaning: Relative, case: Case) -> Outcome:
    offset = meaning.offset
    if meaning.every and (after_each := after_every_period(meaning, case)):
        return after_each
    side = "trước" if offset.count < 0 else "sau"
    start, because, doubts = _anchor(meaning, case)
    if start is None:
        event = meaning.event or "chưa ghi rõ"
        says = f"{wording.term(offset)} {side} sự kiện “{event}”; chưa biết ngày của sự kiện nên chưa có hạn"
        return Outcome(kind=Kind.RELATIVE, says=says, event=meaning.event or None, offset=offset)
    due, rolled = counted(start, offset, case)
    reasons = [
        *because,
        f"{wording.term(offset)} {side} {wording.short(start)}, không tính ngày {wording.short(start)}",
    ]
    if rolled:
        reasons.append(f"ngày cuối {wording.short(rolled)} là ngày nghỉ nên hạn chuyển sang ngày làm việc tiếp theo")
    return Outcome(
        kind=Kind.RELATIVE,
        says=_deadline_on(due, None),
        because=tuple(reasons),
        doubts=doubts,
        due=due,
        event=meaning.event or None,
        offset=offset,
    )


def after_every_period(meaning: Relative, case: Case) -> Outcome | None:
    """The days so long after every period's end, where a rule can say them; None where it can't."""
    assert meaning.every
    cycle = cycle_after(meaning.offset, meaning.every)
    if cycle is None:
        return None
    again = replace(_coming_again((cycle,), case, (), (), ()), kind=Kind.RELATIVE, shift=Shift.NEXT)
    says = f"{wording.term(meaning.offset)} sau khi hết mỗi kỳ: {again.says}"
    return replace(again, says=says, event=meaning.event, offset=meaning.offset)


def cycle_after(offset: Offset, every: Every) -> Cycle | None:
    """The same day after the end of every month, quarter or year; None when it isn't the same day every time."""
    ends = tuple(range(every.count, 13, every.count)) if every.count <= 12 else ()
    if not ends or every.unit is not Unit.MONTH:
        return None
    months = MONTHS_OF_UNIT.get(offset.unit, 0) * offset.count
    days = DAYS_OF_UNIT.get(offset.unit, 0) * offset.count
    if months:
        return on_days((LAST_DAY,), tuple(sorted((end + months - 1) % 12 + 1 for end in ends)))
    following = tuple(sorted(end % 12 + 1 for end in ends))
    if not days or any(days > DAYS_OF_MONTH[month - 1] for month in following):
        return None
    return on_days((days,), () if len(following) == 12 else following)


def _anchor(meaning: Relative, case: Case) -> tuple[date | None, tuple[str, ...], tuple[str, ...]]:
    if meaning.anchor:
        span, because, doubts = settled_span(meaning.anchor, case)
        return span.closes, because, doubts
    known = known_event(meaning.event, case.context.events)
    if known:
        return known, (f"“{meaning.event}” là ngày {wording.short(known)}",), ()
    if event_key(meaning.event) in ISSUED:
        issued = case.context.issued
        return issued, (), (f"“{meaning.event}” được hiểu là ngày ban hành văn bản {wording.short(issued)}",)
    return None, (), ()


def event_key(wording_: str) -> str:
    """What makes two wordings of an event the same."""
    return " ".join(wording_.lower().split()).strip(" .,;:")


def known_event(event: str, events: Mapping[str, date]) -> date | None:
    """The date of an event among the known ones, whatever its blanks and capitals."""
    if not events:
        return None
    wanted = event_key(event)
    return next((day for words, day in events.items() if event_key(words) == wanted), None)


def counted(start: date, offset: Offset, case: Case) -> tuple[date, date | None]:
    """The last day of a term, and the day off it rolled from (art. 147 and 148 of the Civil Code)."""
    if offset.unit is Unit.WORKING_DAY:
        return case.working_days.add(start, offset.count), None
    if months := MONTHS_OF_UNIT.get(offset.unit):
        end = add_months(start, months * offset.count)
    elif days := DAYS_OF_UNIT.get(offset.unit):
        end = start + timedelta(days=days * offset.count)
    else:
        # Hours: the day on which they run out, counted from the end of the event's day.
        end = start + timedelta(days=-(-offset.count // 24 if offset.count > 0 else offset.count // 24))
    if offset.count <= 0 or not case.conventions.terms_end_on_working_days:
        return end, None
    rolled = case.working_days.on_or_after(end)
    return rolled, end if rolled != end else None


def resolve_triggered(meaning: Triggered, case: Case) -> Outcome:
    known = known_event(meaning.event, case.context.events)
    if known is None:
        says = f"xong trước sự kiện “{meaning.event}”" if meaning.before else f"chờ sự kiện “{meaning.event}”"
        return Outcome(kind=Kind.TRIGGERED, says=says, event=meaning.event, offset=meaning.offset)
    due = counted(known, meaning.offset, case)[0] if meaning.offset else None
    says = f"sự kiện “{meaning.event}” đã xảy ra ngày {wording.short(known)}"
    return Outcome(kind=Kind.TRIGGERED, says=says, event=meaning.event, offset=meaning.offset, due=due, opens=known)


def resolve_external(meaning: External, case: Case) -> Outcome:
    return Outcome(kind=Kind.EXTERNAL, says="ngày do nơi khác ấn định, cần nhập khi biết")


def resolve_demand(meaning: OnDemand, case: Case) -> Outcome:
    return Outcome(kind=Kind.ON_DEMAND, says="thực hiện khi có yêu cầu, không có ngày định trước")


def resolve_compound(meaning: Compound, case: Case) -> Outcome:
    parts = tuple(resolve(part, case.context, case.working_days, case.conventions) for part in meaning.parts)
    doubts = tuple(f"phần “{part.text}” phải suy đoán" for part in parts if part.certainty is Certainty.ASSUMED)
    due = [part.due for part in parts if part.due]
    days = sorted({day for part in parts for day in part.next})[:3]
    opens = [part.opens for part in parts if part.opens]
    says = wording.joined(
        [part.explanation.removesuffix(".") for part in parts], "; " if meaning.relation is Relation.ALL else "hoặc"
    )
    return Outcome(
        kind=Kind.COMPOUND,
        says=says,
        doubts=doubts,
        due=max(due) if due else None,
        opens=min(opens) if opens else None,
        next=tuple(days),
        relation=meaning.relation,
        parts=parts,
    )


def resolve_missing(meaning: Missing, case: Case) -> Outcome:
    return Outcome(kind=Kind.MISSING, says="ô thời hạn để trống, cần người phụ trách ghi thời hạn", readable=False)


def resolve_unreadable(meaning: Unreadable, case: Case) -> Outcome:
    return unreadable(meaning.reason)


def unreadable(reason: str) -> Outcome:
    return Outcome(
        kind=Kind.UNREADABLE, says=f"chưa xác định được thời hạn: {reason}; cần người xem lại", readable=False
    )


RESOLVERS: Mapping[type, Callable[[Any, Case], Outcome]] = {
    Fixed: resolve_fixed,
    Window: resolve_window,
    Recurring: resolve_recurring,
    Continuous: resolve_continuous,
    Relative: resolve_relative,
    Triggered: resolve_triggered,
    External: resolve_external,
    OnDemand: resolve_demand,
    Compound: resolve_compound,
    Missing: resolve_missing,
    Unreadable: resolve_unreadable,
}
