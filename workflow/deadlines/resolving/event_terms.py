"""What waits: terms counted from an event, triggers, requests, other documents, and work without an end."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from base.vietnamese import short_date
from workflow.deadlines.resolving.outcomes import Case, Conclusion, deadline_on
from workflow.deadlines.resolving.repeating import coming_again, resolve_recurring
from workflow.deadlines.resolving.spans_to_days import days_of_span, unannounced_doubts
from workflow.deadlines.values import wording
from workflow.deadlines.values.cycles import LAST_DAY, Cycle, Every, on_days
from workflow.deadlines.values.meanings import Continuous, External, OnDemand, Recurring, Relative, Triggered
from workflow.deadlines.values.resolution import Kind, Offset, Shift, Unit
from workflow.deadlines.values.spans import DAYS_OF_MONTH, add_months

DAYS_OF_UNIT = {Unit.DAY: 1, Unit.WEEK: 7}
MONTHS_OF_UNIT = {Unit.MONTH: 1, Unit.YEAR: 12}
HOURS_OF_DAY = {Unit.HOUR: 24, Unit.WORKING_HOUR: 8}
# What is said of an event that has no day yet; a chain drops it once the event has one.
DAY_UNKNOWN = ", chưa biết ngày của sự kiện"
# Wordings of the plan's own day of issue. The bare ones could also mean another document's.
_ISSUE = frozenset(("ngày ký", "ngày ban hành", "ngày ký ban hành", "ngày ký, ban hành", "ngày ban hành kế hoạch"))
THIS_ISSUE = ("kế hoạch này", "quyết định này", "chỉ thị này", "công văn này", "văn bản này", "chương trình này")


class _Start(NamedTuple):
    """The day from which a term counts, if it is known; why, and what had to be chosen."""

    day: date | None
    because: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def resolve_continuous(meaning: Continuous, case: Case) -> Conclusion:
    """Work without an end; a cycle beside it says when to look back on it."""
    says = "thường xuyên, không có ngày cuối; báo cáo theo kỳ báo cáo của kế hoạch"
    if meaning.cycle:
        again = resolve_recurring(Recurring((meaning.cycle,)), case)
        look_back = again.says.removeprefix("lặp lại ")
        return again._replace(kind=Kind.CONTINUOUS, says=f"thường xuyên, không có ngày cuối; nhìn lại {look_back}")
    if meaning.event:
        says = f"thường xuyên kể từ khi {meaning.event}, không có ngày cuối"
    opens = days_of_span(meaning.start, case).span.opens if meaning.start else None
    return Conclusion(Kind.CONTINUOUS, says, event=meaning.event, opens=opens)


def resolve_relative(meaning: Relative, case: Case) -> Conclusion:
    """A counted term; its due day as soon as the day it counts from is known."""
    offset, event = meaning.offset, meaning.event or None
    start = _start(meaning, case)
    if start.day is None:
        cycle = cycle_after(offset, meaning.every) if meaning.every else None
        return _after_every_period(cycle, meaning, case) if cycle else _unknown_start(meaning)
    due, rolled = _counted(start.day, offset, case)
    because = (*start.because, f"{wording.distance(offset)} {short_date(start.day)}, không tính chính ngày đó")
    if rolled:
        because += (f"hết thời hạn vào ngày nghỉ {short_date(rolled)} nên chuyển sang ngày làm việc tiếp theo",)
    rules = ("ngay-nghi-thi-chuyen",) if rolled else ()
    doubts = start.doubts + _doubts_of_days_off(start.day, due, offset, case)
    return Conclusion(Kind.RELATIVE, deadline_on(due), because, doubts, rules, due=due, event=event, offset=offset)


def _doubts_of_days_off(start: date, due: date, offset: Offset, case: Case) -> tuple[str, ...]:
    """Terms lean on the days off: of every year that working days are counted in, of the last day's alone otherwise."""
    if offset.unit in (Unit.WORKING_DAY, Unit.WORKING_HOUR):
        return unannounced_doubts(min(start, due), max(start, due), case)
    rolls = offset.units > 0 and case.rules.terms_end_on_working_days
    return unannounced_doubts(due, due, case) if rolls else ()


def _unknown_start(meaning: Relative) -> Conclusion:
    if not meaning.event:
        says = f"{wording.distance(meaning.offset)} một mốc chưa ghi rõ, cần nhập ngày của mốc đó"
    else:
        says = f"{wording.distance(meaning.offset)} sự kiện “{meaning.event}”{DAY_UNKNOWN}"
    return Conclusion(Kind.RELATIVE, says, event=meaning.event or None, offset=meaning.offset)


def _after_every_period(cycle: Cycle, meaning: Relative, case: Case) -> Conclusion:
    again = coming_again([cycle], case)
    moved = [day for day in again.next if not case.working_days.is_working(day)]
    return Conclusion(
        Kind.RELATIVE,
        again.says,
        (
            f"{wording.distance(meaning.offset)} ngày cuối mỗi kỳ",
            "trùng ngày nghỉ thì chuyển sang ngày làm việc tiếp theo",
        ),
        tuple(f"kỳ {short_date(day)} trùng ngày nghỉ" for day in moved[:1]),
        rrule=again.rrule,
        next=again.next,
        event=meaning.event,
        offset=meaning.offset,
        shift=Shift.NEXT,
        rules=("ngay-nghi-thi-chuyen",),
    )


def cycle_after(offset: Offset, every: Every) -> Cycle | None:
    """The same day after the end of every month, quarter or year; None when it isn't the same day every time."""
    if every.unit is not Unit.MONTH or every.units > 12:
        return None
    ends = tuple(range(every.units, 13, every.units))
    if months := MONTHS_OF_UNIT.get(offset.unit, 0) * offset.units:
        return on_days((LAST_DAY,), tuple(sorted((end + months - 1) % 12 + 1 for end in ends)))
    days = DAYS_OF_UNIT.get(offset.unit, 0) * offset.units
    following = tuple(sorted(end % 12 + 1 for end in ends))
    if not 0 < days <= min(DAYS_OF_MONTH[month - 1] for month in following):
        return None
    return on_days((days,), () if len(following) == 12 else following)


def _start(meaning: Relative, case: Case) -> _Start:
    if meaning.anchor:
        found = days_of_span(meaning.anchor, case)
        return _Start(found.span.closes, found.because, found.doubts)
    known = known_event(meaning.event, case.context.events)
    if known:
        return _Start(known, (f"“{meaning.event}” là ngày {short_date(known)}",))
    issued = case.context.issued
    reason = (f"hiểu “{meaning.event}” là ngày ban hành văn bản {short_date(issued)}",)
    key = event_key(meaning.event)
    if key in _ISSUE:
        return _Start(issued, doubts=reason)
    return _Start(issued, reason) if _is_own_issue(key) else _Start(None)


def _is_own_issue(key: str) -> bool:
    """As in "ngày ban hành Kế hoạch này", "ngày Kế hoạch này được ký ban hành": the plan speaks of itself."""
    if key.startswith(("ngày ký", "ngày ban hành")) and key.endswith(THIS_ISSUE):
        return True
    subject = next((own for own in THIS_ISSUE if key.removeprefix("ngày ").startswith(f"{own} ")), None)
    return subject is not None and key.endswith((f"{subject} được ký", f"{subject} được ban hành", "được ký ban hành"))


def event_key(words: str) -> str:
    """What makes two wordings of an event the same: blanks, capitals and a final mark don't count."""
    return " ".join(words.lower().split()).strip(" .,;:")


def known_event(event: str, events: Mapping[str, date]) -> date | None:
    """The date of an event among the known ones."""
    if not events or not event:
        return None
    wanted = event_key(event)
    return next((day for words, day in events.items() if event_key(words) == wanted), None)


def _counted(start: date, offset: Offset, case: Case) -> tuple[date, date | None]:
    """The last day of a term, and the day off from which it rolled (Civil Code, art. 147 and 148).

    Hours end on the day on which they run out, counted from the end of the event's day. Terms before an event don't
    roll.
    """
    if offset.unit is Unit.WORKING_DAY:
        return case.working_days.add(start, offset.units), None
    if offset.unit is Unit.WORKING_HOUR:
        return case.working_days.add(start, _days_of_hours(offset)), None
    if months := MONTHS_OF_UNIT.get(offset.unit):
        end = add_months(start, months * offset.units)
    elif days := DAYS_OF_UNIT.get(offset.unit):
        end = start + timedelta(days=days * offset.units)
    else:
        end = start + timedelta(days=_days_of_hours(offset))
    if offset.units <= 0 or not case.rules.terms_end_on_working_days:
        return end, None
    rolled = case.working_days.on_or_after(end)
    return rolled, end if rolled != end else None


def _days_of_hours(offset: Offset) -> int:
    hours = HOURS_OF_DAY[offset.unit]
    return -(-offset.units // hours) if offset.units > 0 else offset.units // hours


def resolve_triggered(meaning: Triggered, case: Case) -> Conclusion:
    """Waits for its event; once that is known, due at once where the words say so, else open from that day."""
    known = known_event(meaning.event, case.context.events)
    if known is None:
        says = f"xong trước sự kiện “{meaning.event}”" if meaning.before else f"chờ sự kiện “{meaning.event}”"
        return Conclusion(Kind.TRIGGERED, says, event=meaning.event, offset=meaning.offset)
    says = f"sự kiện “{meaning.event}” ngày {short_date(known)}"
    due = _counted(known, meaning.offset, case)[0] if meaning.offset else None
    if meaning.before:
        due = known - timedelta(days=1)
    says = f"{says}, {deadline_on(due)}" if due else f"{says}, chưa ghi hạn"
    opens = None if meaning.before else known
    return Conclusion(Kind.TRIGGERED, says, due=due, opens=opens, event=meaning.event, offset=meaning.offset)


def resolve_external(_meaning: External, _case: Case) -> Conclusion:
    return Conclusion(Kind.EXTERNAL, "ngày do nơi khác ấn định, cần nhập khi biết")


def resolve_demand(_meaning: OnDemand, _case: Case) -> Conclusion:
    return Conclusion(Kind.ON_DEMAND, "thực hiện khi có yêu cầu, không có ngày định trước")
