"""What the phrases of an expression mean together: one deadline, several, or one that explains another."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from workflow.deadlines.cycles import Frequency
from workflow.deadlines.grammar.recurring import yearly_days
from workflow.deadlines.meanings import (
    Compound,
    Continuous,
    Deadline,
    External,
    Fixed,
    Limit,
    Meaning,
    OnDemand,
    Recurring,
    Relative,
    Triggered,
    Unreadable,
    Window,
)
from workflow.deadlines.residue import doubts_about
from workflow.deadlines.rules import Doubt, Line
from workflow.deadlines.spans import Grain
from workflow.deadlines.tokens import Correction
from workflow.deadlines.values import Relation
from workflow.deadlines.words import CODES, DEADLINES

DATED = (Fixed, Window, Recurring)
# Words that make an event a condition with a consequence, not a moment.
CONDITION = re.compile(r"\b(?:sẽ|thì|nếu|mà không|không thực hiện|trường hợp)\b", re.IGNORECASE)
SEPARATORS = frozenset(",;:.|()")


@dataclass(frozen=True, slots=True)
class Part:
    """One deadline phrase of a line, by its place."""

    at: int
    meaning: Meaning
    rules: tuple[str, ...]
    doubts: tuple[Doubt, ...]


def assembled(text: str, line: Line, corrections: tuple[Correction, ...]) -> Deadline:
    """The deadline that a fully reduced line means."""
    parts = [_part(line, n) for n, code in enumerate(line.codes) if code in DEADLINES]
    rules = ("han-cu",) if CODES["former"] in line.codes else ()
    for simplify in SIMPLIFICATIONS:
        if len(parts) < 2:
            break
        parts = simplify(parts, line)
    if not parts:
        return Deadline(text, Unreadable(_why_unreadable(line)), ("khong-doc-duoc",), corrections)
    left = _residue(line, parts)
    if len(parts) == 1:
        (part,) = parts
        return Deadline(text, part.meaning, (*part.rules, *rules), corrections, (*part.doubts, *left))
    meaning = Compound(tuple(_as_deadline(part, parts, line) for part in parts), _relation(line, parts))
    return Deadline(text, meaning, ("nhieu-thoi-han", *rules), corrections, left)


def _part(line: Line, n: int) -> Part:
    node = line.nodes[n]
    return Part(n, node.value, node.rules, node.doubts)


def _as_deadline(part: Part, parts: list[Part], line: Line) -> Deadline:
    node = line.nodes[part.at]
    printed = line.printed[node.start : node.end]
    return Deadline(printed, part.meaning, part.rules, (), part.doubts, label=_label(part, parts, line))


def _label(part: Part, parts: list[Part], line: Line) -> str:
    """The words before a part's colon, as in "cấp xã: trước 15/3"."""
    before = max((other.at for other in parts if other.at < part.at), default=-1)
    start = before + 1
    while start < part.at and line.codes[start] in SEPARATORS:
        start += 1
    if start >= part.at or ":" not in line.codes[start : part.at]:
        return ""
    return line.words(start, line.codes.index(":", start)) if line.codes[start] != ":" else ""


def _relation(line: Line, parts: list[Part]) -> Relation:
    if any(isinstance(part.meaning, OnDemand) for part in parts):
        return Relation.ANY
    between = range(parts[0].at, parts[-1].at)
    return Relation.ANY if any(line.nodes[n].value == "hoặc" for n in between) else Relation.ALL


def _residue(line: Line, parts: list[Part]) -> tuple[Doubt, ...]:
    if any(isinstance(part.meaning, (Triggered, Relative)) and CONDITION.search(part.meaning.event) for part in parts):
        return (Doubt("sự kiện có điều kiện kèm theo"),)
    dated = [part.meaning for part in parts if isinstance(part.meaning, DATED)]
    if not dated:
        return ()
    weak = any(
        isinstance(meaning, Window) or getattr(meaning, "limit", Limit.NAMED) in (Limit.NAMED, Limit.WITHIN)
        for meaning in dated
    )
    return doubts_about(line, [part.at for part in parts], weak=weak)


def _why_unreadable(line: Line) -> str:
    if CODES["partial"] in line.codes:
        return "chỉ ghi ngày hoặc thứ, không ghi tháng, không ghi chu kỳ"
    if CODES["offset"] in line.codes or CODES["term"] in line.codes:
        return "chỉ ghi số ngày, không rõ tính từ đâu"
    return "không nêu thời gian mà chương trình hiểu được"


Simplification = Callable[[list[Part], Line], list[Part]]


def _without_scope(parts: list[Part], line: Line) -> list[Part]:
    """A date inside "đối với …", behind a deadline and without a mark before it, says who, not when."""
    kept = [parts[0]]
    for part in parts[1:]:
        between = range(kept[-1].at + 1, part.at)
        first = line.nodes[between.start].value if between else None
        scope = first == "đối" and not any(line.codes[n] in SEPARATORS or line.nodes[n].value == "và" for n in between)
        if not scope:
            kept.append(part)
    return kept


def _continuous_since(parts: list[Part], line: Line) -> list[Part]:
    """ "Thường xuyên (khi chính sách có hiệu lực)" and "Thường xuyên trong năm 2026" are one continuous work."""
    first, second, *others = parts
    if isinstance(second.meaning, Continuous) and not isinstance(first.meaning, Continuous):
        first, second = second, first
    work, meaning = first.meaning, second.meaning
    if not isinstance(work, Continuous) or others or ";" in line.codes:
        return parts
    joined = replace(first, rules=(*first.rules, *second.rules))
    if isinstance(meaning, Triggered):
        return [replace(joined, meaning=replace(work, event=meaning.event))]
    if isinstance(meaning, Window):
        return [replace(joined, meaning=replace(work, start=meaning.start))]
    if isinstance(meaning, Fixed) and meaning.limit in WITHIN:
        return [replace(joined, meaning=replace(work, start=meaning.spans[0]))]
    return [joined] if isinstance(meaning, External) else parts


WITHIN = (Limit.NAMED, Limit.WITHIN, Limit.FROM)


def _without_sources(parts: list[Part], line: Line) -> list[Part]:
    """ "theo quy định" beside a date or a request names its ground, unless it is offered as another choice."""
    kept = [
        part
        for part in parts
        if not isinstance(part.meaning, External) or (part.at and line.nodes[part.at - 1].value == "hoặc")
    ]
    return kept or parts[:1]


def _counted_from_shared_event(parts: list[Part], line: Line) -> list[Part]:
    """A term without an event counts from the next one's, or from the event that the sentence names before it."""
    shared: list[Part] = []
    event = ""
    for part in reversed(parts):
        meaning = part.meaning
        if isinstance(meaning, Relative) and meaning.event:
            event = meaning.event
        elif isinstance(meaning, Relative) and event and meaning.anchor is None:
            part = replace(part, meaning=replace(meaning, event=event), doubts=())
        shared.insert(0, part)
    if len(shared) == 2:
        return _term_of_trigger(*shared) or shared
    return shared


def _term_of_trigger(one: Part, other: Part) -> list[Part] | None:
    """ "Sau khi có Nghị quyết, trong vòng 15 ngày", "Kể từ ngày 01/7, trong vòng 30 ngày": one counted term."""
    if isinstance(one.meaning, Fixed) and one.meaning.limit is Limit.FROM and isinstance(other.meaning, Relative):
        bare_term = not other.meaning.event and other.meaning.anchor is None
        return (
            [replace(other, meaning=replace(other.meaning, anchor=one.meaning.spans[0]), doubts=())]
            if bare_term
            else None
        )
    trigger, term = (one, other) if isinstance(one.meaning, Triggered) else (other, one)
    if not isinstance(trigger.meaning, Triggered) or not isinstance(term.meaning, Relative) or term.meaning.event:
        return None
    if trigger.meaning.before or term.meaning.anchor:
        return None
    return [replace(term, meaning=replace(term.meaning, event=trigger.meaning.event), doubts=())]


def _all_every_year(parts: list[Part], line: Line) -> list[Part]:
    """Days without a year beside a yearly one come every year too; a cycle without a day only announces them."""
    again = [meaning for part in parts if isinstance(meaning := part.meaning, Recurring)]
    if not again:
        return parts
    if all(cycle.frequency is Frequency.YEARLY for meaning in again for cycle in meaning.cycles):
        parts = [_every_year(part) for part in parts]
    with_day = [part for part in parts if not _is_dayless(part)]
    offered = any(line.nodes[n].value == "hoặc" for n in range(parts[0].at, parts[-1].at))
    dated = any(isinstance(part.meaning, (Recurring, Relative)) for part in with_day)
    return with_day if dated and not offered else parts


def _is_dayless(part: Part) -> bool:
    return isinstance(part.meaning, Recurring) and not any(cycle.has_day for cycle in part.meaning.cycles)


def _every_year(part: Part) -> Part:
    meaning = part.meaning
    if not isinstance(meaning, Fixed) or any(span.grain is not Grain.DAY for span in meaning.spans):
        return part
    again = yearly_days(meaning.spans, meaning.limit)
    return replace(part, meaning=again, rules=(*part.rules, "ngay-hang-nam")) if again else part


def _without_tail(parts: list[Part], line: Line) -> list[Part]:
    """ "Sau khi có Nghị quyết, hoàn thành trước 31/12": the verb before the date is no part of the event."""
    cut: list[Part] = []
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        meaning = part.meaning
        if following and following.at == part.at + 1 and isinstance(meaning, (Triggered, Relative)):
            head, comma, _ = meaning.event.rpartition(",")
            part = replace(part, meaning=replace(meaning, event=head.strip())) if comma else part
        cut.append(part)
    return cut


def _one_year(parts: list[Part], line: Line) -> list[Part]:
    """A date without a year takes the year of the date behind it."""
    later: int | None = None
    dated: list[Part] = []
    for part in reversed(parts):
        if isinstance(part.meaning, Fixed):
            spans = tuple(span.of_year(later) for span in part.meaning.spans)
            part = replace(part, meaning=replace(part.meaning, spans=spans))
            later = spans[0].year
        dated.insert(0, part)
    return dated


def _refined(parts: list[Part], line: Line) -> list[Part]:
    """ "Quý I/2026 (trước ngày 15/3)": what stands in parentheses says it more exactly."""
    first, second, *others = parts
    if others or not isinstance(first.meaning, Fixed) or not isinstance(second.meaning, Fixed):
        return parts
    between = line.codes[first.at + 1 : second.at]
    whole, exact = first.meaning.spans[0], second.meaning.spans[-1]
    inside = whole.first <= exact.first and exact.last <= whole.last and whole != exact
    if between not in ("(", ",", ", ", "") or not inside or whole.grain == exact.grain:
        return parts
    meaning = replace(second.meaning, spans=tuple(span.of_year(whole.year) for span in second.meaning.spans))
    doubt = Doubt("thời gian ghi rõ hơn được lấy làm hạn")
    return [replace(second, meaning=meaning, rules=(*first.rules, *second.rules), doubts=(*second.doubts, doubt))]


SIMPLIFICATIONS: tuple[Simplification, ...] = (
    _without_scope,
    _without_sources,
    _without_tail,
    _continuous_since,
    _counted_from_shared_event,
    _all_every_year,
    _one_year,
    _refined,
)
