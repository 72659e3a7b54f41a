"""What `certain` means: a closed list of shapes, decided here from what the whole cell was read as.

Every rule and every resolver says what it had to choose, and the reading says which words nobody has used: those are
doubts. An answer without doubts is certain only when it also has one of the shapes below. docs/deadlines.md tells it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from base.vietnamese import short_date
from workflow.deadlines.values.cycles import Cycle, Frequency
from workflow.deadlines.values.meanings import (
    Compound,
    Fixed,
    Limit,
    Meaning,
    Recurring,
    Triggered,
    WindowMeaning,
)
from workflow.deadlines.values.resolution import Certainty, Kind, Relation, Resolution
from workflow.deadlines.values.spans import Grain, Part, Span

_IN_THE_PAST = "hạn này trước ngày ban hành văn bản"
_NAMED = frozenset((Grain.DAY, Grain.MONTH, Grain.MONTHS, Grain.QUARTER, Grain.YEAR))
_FURTHEST_YEAR, _FURTHEST_DAY = 30, 10
# Civil Code, article 146, says which days these are.
DEFINED_PARTS = frozenset(
    ((Part.LATE, Grain.MONTH), (Part.LATE, Grain.YEAR), (Part.MIDDLE, Grain.MONTH), (Part.MIDDLE, Grain.YEAR))
)


def certainty(kind: Kind, doubts: tuple[str, ...]) -> Certainty:
    """How far an answer may be trusted, once every doubt about it is known."""
    if kind is Kind.UNREADABLE or kind is Kind.MISSING:
        return Certainty.NONE
    return Certainty.ASSUMED if doubts else Certainty.CERTAIN


def is_before_its_document(resolution: Resolution) -> bool:
    """Whether a deadline's one day came out before the day of the document that sets it."""
    return _IN_THE_PAST in resolution.explanation and not resolution.parts


def reasons_against(
    meaning: Meaning, due: date | None, coming: tuple[date, ...], parts: tuple[Resolution, ...], issued: date
) -> tuple[str, ...]:
    """Why an answer that no rule doubts is still not certain, in Vietnamese; none when it is one of the shapes.

    `due` and `parts` are the answer's, `coming` are the next days of a cycle, `issued` is the plan's own day.
    """
    reasons: tuple[str, ...] = ()
    if due and due < issued and not parts:
        reasons = (f"{_IN_THE_PAST} {short_date(issued)}",)
    elif due and not parts and due.year - issued.year > _furthest(meaning):
        reasons = (f"năm {due.year} quá xa năm ban hành {issued.year}, có thể là lỗi in",)
    if isinstance(meaning, Compound):
        other = _unlike_parts(parts, meaning.relation) or _ends_with_an_event(meaning, parts)
    elif isinstance(meaning, Recurring) and meaning.cycles and not coming:
        other = "không còn kỳ nào từ ngày ban hành"
    else:
        shape = _SHAPES.get(type(meaning))
        other = shape(meaning) if shape else ""
    return (*reasons, other) if other else reasons


def _furthest(meaning: Meaning) -> int:
    """How many years after its issue a plan may still mean: a vision names years alone, a task its day or month."""
    spans = meaning.spans if isinstance(meaning, Fixed) else ()
    if isinstance(meaning, WindowMeaning) and meaning.end:
        spans = (meaning.end,)
    return _FURTHEST_YEAR if spans and all(span.grain is Grain.YEAR for span in spans) else _FURTHEST_DAY


def _unlike_parts(parts: tuple[Resolution, ...], relation: Relation) -> str:
    """A list is one of dates, or one of cycles; where it mixes them each part needs its label."""
    dated = [part for part in parts if part.due or part.rrule or part.next]
    kinds = {bool(part.rrule or part.next) for part in dated}
    if relation is Relation.ANY and any(part.kind is Kind.TRIGGERED for part in parts):
        return "chưa rõ ngày được ghi hay sự kiện đến trước"
    if relation is Relation.ANY and len(dated) > 1:
        return "nêu nhiều thời hạn để chọn"
    labelled = all(part.label for part in dated)
    if len(kinds) > 1 and not labelled:
        return "một phần lặp lại, một phần chỉ có một lần"
    nested = any(_lies_in(one, other) for one in dated for other in dated if one is not other)
    return "một thời hạn nằm trong thời hạn kia" if nested and not labelled else ""


def _ends_with_an_event(meaning: Compound, parts: tuple[Resolution, ...]) -> str:
    """In "Quý II (trước kỳ họp giữa năm)" the session may come before the quarter's last day."""
    ends = any(isinstance(one.meaning, Triggered) and one.meaning.before for one in meaning.parts)
    open_ended = ends and any(part.due for part in parts) and not all(part.label for part in parts)
    return "còn phải xong trước một sự kiện chưa biết ngày" if open_ended else ""


def _lies_in(one: Resolution, other: Resolution) -> bool:
    return bool(one.due and other.opens and other.due and other.opens <= one.due < other.due)


def _fixed(meaning: Fixed) -> str:
    if meaning.limit is Limit.FROM:
        return "chỉ ghi ngày bắt đầu"
    if meaning.limit is Limit.BEFORE and any(span.part for span in meaning.spans):
        return "“trước” giữa, cuối một khoảng thời gian: chưa rõ ngày đó còn trong hạn hay không"
    if meaning.limit is Limit.BEFORE and any(span.grain is Grain.MONTHS for span in meaning.spans):
        return "“trước” cả một khoảng được hiểu là trước ngày đầu của khoảng"
    if any(_covers(one, other) for one in meaning.spans for other in meaning.spans):
        return "một thời hạn nằm trong thời hạn kia"
    return _spans(meaning.spans)


def _covers(one: Span, other: Span) -> bool:
    wider = (one.first, one.last) != (other.first, other.last) and one.first <= other.first and other.last <= one.last
    return wider and one.year == other.year


def _window(meaning: WindowMeaning) -> str:
    if meaning.end is None:
        return "không ghi ngày cuối"
    start = meaning.start._replace(part=None) if meaning.start and meaning.start.part is Part.EARLY else meaning.start
    return _spans(tuple(span for span in (start, meaning.end) if span))


def _spans(spans: tuple[Span, ...]) -> str:
    named = _is_named(spans[0]) if len(spans) == 1 else all(map(_is_named, spans))
    return "" if named else "khoảng thời gian không phải là ngày, tháng, quý, năm ghi rõ"


def _is_named(span: Span) -> bool:
    return span.grain in _NAMED and (span.part is None or (span.part, span.grain) in DEFINED_PARTS)


def _recurring(meaning: Recurring) -> str:
    if not meaning.cycles:
        return "chưa rõ chu kỳ"
    return "" if all(map(_is_canonical, meaning.cycles)) else "chu kỳ chưa rõ kỳ đầu hoặc ngày của kỳ"


def _is_canonical(cycle: Cycle) -> bool:
    """Whether a cycle says its days itself: the days of every month, of named months, of every week."""
    if cycle.interval > 1 or not cycle.has_day:
        return False
    return cycle.frequency is not Frequency.MONTHLY or not cycle.weekdays or len(cycle.nth) == 1


# What is dated and not of these shapes is never certain; what waits names no day that could be wrong.
_SHAPES: Mapping[type, Callable[[Any], str]] = {
    Fixed: _fixed,
    WindowMeaning: _window,
    Recurring: _recurring,
}
