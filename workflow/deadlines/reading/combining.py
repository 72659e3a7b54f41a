"""Phrases that explain each other: a trigger and its term, a cycle and its days, a date and its more exact one.

Each function takes the deadlines of an expression, in order, and returns fewer or clearer ones. They run one after the
other as long as there are two.
"""

from collections.abc import Callable
from typing import NamedTuple

from workflow.deadlines.engine.codes import CODES, DEADLINES, MARKS
from workflow.deadlines.engine.lines import ReadingDoubt, TokenLine
from workflow.deadlines.grammar.recurring import yearly_days
from workflow.deadlines.values.cycles import Frequency
from workflow.deadlines.values.meanings import (
    Continuous,
    External,
    Fixed,
    Limit,
    Meaning,
    Recurring,
    Relative,
    Triggered,
    WindowMeaning,
)
from workflow.deadlines.values.spans import Grain


class ReadPart(NamedTuple):
    """One deadline of an expression, and its place in the line."""

    at: int
    meaning: Meaning
    rules: tuple[str, ...]
    doubts: tuple[ReadingDoubt, ...]


Parts = list[ReadPart]
Combination = Callable[[Parts, TokenLine], Parts]
_CLOSED = (Limit.BEFORE, Limit.UNTIL)
_OPEN = (Limit.NAMED, Limit.WITHIN, Limit.FROM)


def combined(parts: Parts, line: TokenLine) -> Parts:
    """The parts after all combinations."""
    for combine, needed in COMBINATIONS:
        if len(parts) < 2:
            break
        if not needed.isdisjoint(line.codes):
            parts = combine(parts, line)
    return parts


def offers_choice(parts: Parts, line: TokenLine) -> bool:
    """Whether the words say "hoặc" between the first and the last part."""
    return any(line.nodes[n].value == "hoặc" for n in range(parts[0].at, parts[-1].at))


def without_scope(parts: Parts, line: TokenLine) -> Parts:
    """A date inside "đối với …", behind a deadline and without a mark before it, says who is meant, not when."""
    kept = [parts[0]]
    for part in parts[1:]:
        between = range(kept[-1].at + 1, part.at)
        begins = between and line.nodes[between.start].value == "đối"
        if not begins or any(line.codes[n] in MARKS or line.nodes[n].value == "và" for n in between):
            kept.append(part)
    return kept


def without_labels(parts: Parts, line: TokenLine) -> Parts:
    """A stretch before a colon names what the next deadline is for, and lends it its year ("năm 2026: trước 30/6")."""
    kept: Parts = []
    year: int | None = None
    for part in parts:
        meaning = part.meaning
        if _is_label(part, parts, line):
            year = meaning.spans[-1].year if isinstance(meaning, Fixed) else None
        elif isinstance(meaning, Fixed) and year:
            kept.append(part._replace(meaning=meaning._replace(spans=tuple(s.of_year(year) for s in meaning.spans))))
        else:
            kept.append(part)
    return kept


def _is_label(part: ReadPart, parts: Parts, line: TokenLine) -> bool:
    """Whether a colon follows a merely named stretch, and another deadline before the next mark, itself no label."""
    meaning = part.meaning
    if not isinstance(meaning, Fixed) or meaning.limit is not Limit.NAMED or line.codes[part.at + 1 :][:1] != ":":
        return False
    later = next((other.at for other in parts if other.at > part.at), part.at)
    between, behind = line.codes[part.at : later], line.codes[later + 1 :][:1]
    return later > part.at and behind != ":" and not any(mark in between for mark in ";,.")


def without_sources(parts: Parts, line: TokenLine) -> Parts:
    """A "theo quy định" beside a date or a request names its ground, unless it is offered as another choice."""
    kept = [
        part
        for part in parts
        if not isinstance(part.meaning, External) or (part.at and line.nodes[part.at - 1].value == "hoặc")
    ]
    return kept or parts[:1]


def without_tails(parts: Parts, _line: TokenLine) -> Parts:
    """In "sau khi có Nghị quyết, hoàn thành trước 31/12" the verb before the date is no part of the event."""
    return [
        _without_tail(part) if later and later.at == part.at + 1 else part
        for part, later in zip(parts, [*parts[1:], None], strict=True)
    ]


def _without_tail(part: ReadPart) -> ReadPart:
    meaning = part.meaning
    if not isinstance(meaning, (Triggered, Relative)) or "," not in meaning.event:
        return part
    event = meaning.event.rpartition(",")[0].strip()
    return part._replace(meaning=meaning._replace(event=event))


def continuous_since(parts: Parts, line: TokenLine) -> Parts:
    """A "thường xuyên" with the event, or the stretch, in which it starts is one continuous work."""
    first, second, *others = parts
    if isinstance(second.meaning, Continuous) and not isinstance(first.meaning, Continuous):
        first, second = second, first
    work, meaning = first.meaning, second.meaning
    if not isinstance(work, Continuous) or others or ";" in line.codes:
        return parts
    joined = first._replace(rules=first.rules + second.rules)
    if isinstance(meaning, Triggered):
        return [joined._replace(meaning=work._replace(event=meaning.event))]
    if isinstance(meaning, WindowMeaning):
        return [joined._replace(meaning=work._replace(start=meaning.start))]
    # "Tháng 3/2026, sau đó thường xuyên" has an end before the work that has none.
    apart = second.at < first.at and line.codes[second.at + 1 : first.at].strip("(,:-")
    if isinstance(meaning, Fixed) and meaning.limit in _OPEN and not apart:
        return [joined._replace(meaning=work._replace(start=meaning.spans[0]))]
    return [joined] if isinstance(meaning, External) else parts


def counted_from_shared_event(parts: Parts, _line: TokenLine) -> Parts:
    """A term without an event counts from the next one's, or from the event beside it."""
    shared: Parts = []
    event = ""
    for part in reversed(parts):
        meaning = part.meaning
        if isinstance(meaning, Relative) and meaning.event:
            event = meaning.event
        if isinstance(meaning, Relative) and event and _is_bare(meaning):
            shared.append(part._replace(meaning=meaning._replace(event=event), doubts=()))
        else:
            shared.append(part)
    shared.reverse()
    return _one_term(*shared) if len(shared) == 2 else shared


def _is_bare(term: Relative) -> bool:
    return not term.event and term.anchor is None


def _one_term(one: ReadPart, other: ReadPart) -> Parts:
    """Join "sau khi có Nghị quyết" and "trong vòng 15 ngày", or "kể từ ngày 01/7" and "trong vòng 30 ngày"."""
    start, term = (other, one) if isinstance(one.meaning, Relative) else (one, other)
    meaning = term.meaning
    if not isinstance(meaning, Relative) or not _is_bare(meaning):
        return [one, other]
    if isinstance(start.meaning, Triggered) and not start.meaning.before:
        return [term._replace(meaning=meaning._replace(event=start.meaning.event), doubts=())]
    if isinstance(start.meaning, Fixed) and start.meaning.limit is Limit.FROM:
        return [term._replace(meaning=meaning._replace(anchor=start.meaning.spans[0]), doubts=())]
    return [one, other]


def all_every_year(parts: Parts, line: TokenLine) -> Parts:
    """Days without a year beside a yearly one come every year too; a cycle without a day only announces them."""
    again = [meaning for part in parts if isinstance(meaning := part.meaning, Recurring)]
    if not again:
        return parts
    if any(meaning.cycles for meaning in again):
        parts = [part for part in parts if not isinstance(part.meaning, Recurring) or part.meaning.cycles]
    if any(cycle.frequency is Frequency.YEARLY for meaning in again for cycle in meaning.cycles):
        parts = [_every_year(part) for part in parts]
    with_day = [part for part in parts if not _is_dayless(part)]
    dated = any(isinstance(part.meaning, (Recurring, Relative)) for part in with_day)
    return with_day if dated and not offers_choice(parts, line) else parts


def _is_dayless(part: ReadPart) -> bool:
    return isinstance(part.meaning, Recurring) and not any(cycle.has_day for cycle in part.meaning.cycles)


def _every_year(part: ReadPart) -> ReadPart:
    meaning = part.meaning
    if not isinstance(meaning, Fixed) or any(span.grain is not Grain.DAY for span in meaning.spans):
        return part
    again = yearly_days(meaning.spans, meaning.limit)
    return part._replace(meaning=again, rules=(*part.rules, "ngay-hang-nam")) if again else part


def only_in_years(parts: Parts, line: TokenLine) -> Parts:
    """In "hằng năm, giai đoạn 2026-2030" the years say how long the days come again."""
    first, second, *others = parts
    if others or line.codes[first.at + 1 : second.at] not in ("(", ",", ""):
        return parts
    again, years = (first, second) if isinstance(first.meaning, Recurring) else (second, first)
    last_year = _last_year(years.meaning)
    if not isinstance(again.meaning, Recurring) or not again.meaning.cycles or not last_year:
        return parts
    return [again._replace(meaning=again.meaning._replace(last_year=last_year), rules=again.rules + years.rules)]


def _last_year(meaning: Meaning) -> int | None:
    """The year in which a stretch of whole years ends."""
    if isinstance(meaning, WindowMeaning) and meaning.end and meaning.end.grain is Grain.YEAR:
        return meaning.end.year
    if isinstance(meaning, Fixed) and meaning.limit is Limit.UNTIL and meaning.spans[0].grain is Grain.YEAR:
        return meaning.spans[0].year
    return None


OF_A_DAY = frozenset(("ngay", "ngay-thang", "ngay-thang-tat"))


def one_limit(parts: Parts, line: TokenLine) -> Parts:
    """In "trước ngày 15/6 (…) và 15/12 (…)" the second day is bounded as the first."""
    bounded = parts[:1]
    for part in parts[1:]:
        joined = line.nodes[part.at - 1].value == "và" and not OF_A_DAY.isdisjoint(part.rules)
        bounded.append(_bounded_as(bounded[-1].meaning, part) if joined else part)
    return bounded


def _bounded_as(one: Meaning, part: ReadPart) -> ReadPart:
    meaning = part.meaning
    if not isinstance(one, (Fixed, Recurring)) or not isinstance(meaning, (Fixed, Recurring)):
        return part
    if one.limit not in _CLOSED or meaning.limit is not Limit.NAMED:
        return part
    doubt = ReadingDoubt("ngày sau chữ “và” được hiểu cùng giới hạn với ngày trước")
    return part._replace(meaning=meaning._replace(limit=one.limit), doubts=(*part.doubts, doubt))


def one_year(parts: Parts, line: TokenLine) -> Parts:
    """A date without a year takes the year of the date behind it."""
    if line.codes.count(CODES["fixed"]) < 2:
        return parts
    dated: Parts = []
    year: int | None = None
    for part in reversed(parts):
        meaning = part.meaning
        if isinstance(meaning, Fixed):
            if year and meaning.spans[-1].year is None:
                meaning = meaning._replace(spans=tuple(span.of_year(year) for span in meaning.spans))
            year = meaning.spans[0].year
        dated.append(part._replace(meaning=meaning))
    return dated[::-1]


# As in "Năm 2026 (hoàn thành trong tháng 6)". Any other word may name another task.
COMPLETION = frozenset(("hoàn", "thành", "xong", "phải", "cần"))


def more_exact(parts: Parts, line: TokenLine) -> Parts:
    """In "Quý I/2026 (trước ngày 15/3)" the second date says the first one more exactly."""
    joints = ("(",) if parts[2:] else ("(", ",", "")
    kept = parts[:1]
    for part in parts[1:]:
        between = range(kept[-1].at + 1, part.at)
        joint = "".join(line.codes[n] for n in between if line.nodes[n].value not in COMPLETION)
        exact = _exact(kept[-1], part) if joint in joints else None
        kept = [*kept[:-1], exact] if exact else [*kept, part]
    return kept


def _exact(whole: ReadPart, part: ReadPart) -> ReadPart | None:
    """The second date in the year of the first one, if it lies inside it."""
    if not isinstance(whole.meaning, Fixed) or not isinstance(part.meaning, Fixed):
        return None
    stretch, day = whole.meaning.spans[0], part.meaning.spans[-1]
    if not (stretch.first <= day.first and day.last <= stretch.last and stretch.grain != day.grain):
        return None
    spans = tuple(span.of_year(stretch.year) for span in part.meaning.spans)
    doubt = ReadingDoubt("thời gian ghi rõ hơn được lấy làm hạn")
    return part._replace(
        meaning=part.meaning._replace(spans=spans), rules=whole.rules + part.rules, doubts=(*part.doubts, doubt)
    )


# Each with the codes of which an expression must hold one for it to change anything.
COMBINATIONS: tuple[tuple[Combination, frozenset[str]], ...] = (
    (without_scope, frozenset(DEADLINES)),
    (without_labels, frozenset(":")),
    (without_sources, frozenset(CODES["external"])),
    (without_tails, frozenset((CODES["triggered"], CODES["relative"]))),
    (continuous_since, frozenset(CODES["continuous"])),
    (counted_from_shared_event, frozenset(CODES["relative"])),
    (only_in_years, frozenset(CODES["recurring"])),
    (one_limit, frozenset((CODES["fixed"], CODES["recurring"]))),
    (all_every_year, frozenset(CODES["recurring"])),
    (one_year, frozenset(CODES["fixed"])),
    (more_exact, frozenset(CODES["fixed"])),
)
