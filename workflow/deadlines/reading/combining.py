"""Phrases that explain each other: a trigger and its term, a cycle and its days, a date and its more exact one.

Each function takes the deadlines of an expression, in order, and returns fewer or clearer ones. They run one after the
other as long as there are two.
"""

from collections.abc import Callable
from typing import NamedTuple

from workflow.deadlines.engine.codes import CODES, DEADLINES, MARKS
from workflow.deadlines.engine.lines import ReadingDoubt, TokenLine
from workflow.deadlines.grammar.recurring import yearly_days
from workflow.deadlines.reading.word_lists import APART, COMPLETION
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
from workflow.deadlines.values.spans import Grain, Span


class ReadPart(NamedTuple):
    """One deadline of an expression, its place in the line, and the places of others that explain it."""

    at: int
    meaning: Meaning
    rules: tuple[str, ...]
    doubts: tuple[ReadingDoubt, ...]
    absorbed: tuple[int, ...] = ()

    def absorbing(self, *others: "ReadPart") -> "ReadPart":
        places = (place for other in others for place in (other.at, *other.absorbed))
        return self._replace(absorbed=(*self.absorbed, *places))


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


def without_superseded(parts: Parts, line: TokenLine) -> Parts:
    """Dates behind "thay vì" in brackets no longer hold."""
    start = next((n for n in range(1, len(line.codes) - 1) if _begins_superseded(line, n)), None)
    if start is None:
        return parts
    end = line.codes.find(")", start)
    old = [part for part in parts if part.at > start and (end < 0 or part.at < end)]
    kept = [part for part in parts if part not in old]
    if not old or not kept:
        return parts
    doubt = ReadingDoubt("thời hạn cũ đã được thay")
    return [kept[0]._replace(doubts=(*kept[0].doubts, doubt)).absorbing(*old), *kept[1:]]


def _begins_superseded(line: TokenLine, n: int) -> bool:
    words = (line.nodes[n].value, line.nodes[n + 1].value)
    return line.codes[n - 1] == "(" and words in (("thay", "vì"), ("thay", "cho"), ("trước", "đây"))


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
    labels: Parts = []
    year: int | None = None
    for part in parts:
        meaning = part.meaning
        if _is_label(part, parts, line):
            year = meaning.spans[-1].year if isinstance(meaning, Fixed) else None
            labels.append(part)
            continue
        if isinstance(meaning, Fixed) and year:
            meaning = meaning._replace(spans=tuple(span.of_year(year) for span in meaning.spans))
        kept.append(part._replace(meaning=meaning).absorbing(*labels))
        labels = []
    return kept


def without_owners(parts: Parts, line: TokenLine) -> Parts:
    """In "Chương trình hành động nhiệm kỳ 2025-2030: trước 31/3" the years belong to a name, and may own the day's."""
    owners = [part for part in parts if _is_owner(part, line)]
    kept = [part for part in parts if part not in owners]
    if not owners or not any(_is_finer(part.meaning) for part in kept):
        return parts
    doubt = ReadingDoubt(f"năm có thể lấy theo “{line.words(owners[0].at, owners[0].at + 1)}”")
    owned = [part._replace(doubts=(*part.doubts, doubt)) if _lacks_a_year(part.meaning) else part for part in kept]
    named = [_with_name(part, owner, line) for part in owned for owner in owners[:1]]
    return [named[0].absorbing(*owners), *named[1:]]


def _with_name(part: ReadPart, owner: ReadPart, line: TokenLine) -> ReadPart:
    """An event keeps the years behind it: "kết thúc kỳ tuyển sinh năm học 2026 - 2027"."""
    meaning = part.meaning
    if not isinstance(meaning, (Triggered, Relative)) or not meaning.event or owner.at != part.at + 1:
        return part
    event = f"{meaning.event} {line.words(owner.at, owner.at + 1)}"
    return part._replace(meaning=meaning._replace(event=event))


OWNING = frozenset(("nam-hoc", "hoc-ky", "nhiem-ky"))


def _is_owner(part: ReadPart, line: TokenLine) -> bool:
    """Whether years are part of a name: a school year's, a term's of office, those behind a word of their sentence."""
    if not OWNING.isdisjoint(part.rules) and not isinstance(part.meaning, Recurring):
        return getattr(part.meaning, "limit", None) is not Limit.BEFORE
    if not isinstance(part.meaning, WindowMeaning) or part.rules[-1] not in ("giai-doan-nam", "tu-den", "nam-den-nam"):
        return False
    grains = {span.grain for span in (part.meaning.start, part.meaning.end) if span}
    before, behind = line.codes[part.at - 1 : part.at], line.codes[part.at + 1 :][:1]
    begins = line.words(part.at, part.at + 1).lower().startswith(("từ", "trong", "kể"))
    named = bool(before) and before not in MARKS and line.nodes[part.at - 1].value not in ("và", "hoặc", "-")
    return grains == {Grain.YEAR} and not begins and (behind == ":" or named)


def _is_finer(meaning: Meaning) -> bool:
    """Whether something is named that is no stretch of whole years."""
    spans = meaning.spans if isinstance(meaning, Fixed) else ()
    if isinstance(meaning, WindowMeaning):
        spans = tuple(span for span in (meaning.start, meaning.end) if span)
    return not spans or any(span.grain is not Grain.YEAR for span in spans)


def _lacks_a_year(meaning: Meaning) -> bool:
    """Whether a year has to be found for a date."""
    if isinstance(meaning, Fixed):
        return any(span.year is None for span in meaning.spans)
    if isinstance(meaning, WindowMeaning):
        return any(span is not None and span.year is None for span in (meaning.start, meaning.end))
    return isinstance(meaning, Recurring) and meaning.in_plan


def _is_label(part: ReadPart, parts: Parts, line: TokenLine) -> bool:
    """Whether a colon follows a merely named stretch, and another deadline before the next mark, itself no label."""
    meaning = part.meaning
    if not isinstance(meaning, Fixed) or meaning.limit is not Limit.NAMED or line.codes[part.at + 1 :][:1] != ":":
        return False
    later = next((other.at for other in parts if other.at > part.at), part.at)
    between, behind = line.codes[part.at : later], line.codes[later + 1 :][:1]
    return later > part.at and behind != ":" and not any(mark in between for mark in ";,.")


def without_sources(parts: Parts, line: TokenLine) -> Parts:
    """A "theo quy định" beside a date or a request names its ground, unless "hoặc" or "và" makes it another part."""
    grounds = [
        part
        for part in parts
        if isinstance(part.meaning, External) and not (part.at and line.nodes[part.at - 1].value in ("hoặc", "và"))
    ]
    kept = [part for part in parts if part not in grounds]
    return [kept[0].absorbing(*grounds), *kept[1:]] if kept else parts[:1]


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
    if not isinstance(work, Continuous) or others or ";" in line.codes or _is_apart(first, second, line):
        return parts
    joined = first._replace(rules=first.rules + second.rules).absorbing(second)
    if isinstance(meaning, Triggered):
        return [joined._replace(meaning=work._replace(event=meaning.event))]
    if isinstance(meaning, WindowMeaning):
        return [joined._replace(meaning=work._replace(start=meaning.start))]
    if isinstance(meaning, Fixed) and meaning.limit in _OPEN:
        return [joined._replace(meaning=work._replace(start=meaning.spans[0]))]
    return [joined] if isinstance(meaning, External) else parts


def _is_apart(one: ReadPart, other: ReadPart, line: TokenLine) -> bool:
    """Whether words between them make a stretch an end of its own: "thường xuyên, riêng … xong trong quý II"."""
    first, last = sorted((one.at, other.at))
    between = {line.nodes[n].value for n in range(first + 1, last) if line.codes[n] not in "(,:-"}
    of_a_year = isinstance(other.meaning, Fixed) and other.meaning.spans[0].grain is Grain.YEAR
    return not APART.isdisjoint(between) or bool(between and not of_a_year)


def counted_from_shared_event(parts: Parts, _line: TokenLine) -> Parts:
    """A term without an event counts as the next one does, or from the event beside it."""
    shared: Parts = []
    event, before = "", False
    for part in reversed(parts):
        meaning = part.meaning
        if isinstance(meaning, Relative) and meaning.event:
            event, before = meaning.event, meaning.offset.units < 0
        if isinstance(meaning, Relative) and event and _is_bare(meaning):
            units = -abs(meaning.offset.units) if before else meaning.offset.units
            term = meaning._replace(event=event, offset=meaning.offset._replace(units=units))
            shared.append(part._replace(meaning=term, doubts=()))
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
    if not isinstance(meaning, Relative):
        return [one, other]
    if isinstance(start.meaning, Triggered) and start.meaning.event.lower().startswith(meaning.event.lower() or "-"):
        return [term._replace(meaning=meaning._replace(event=start.meaning.event)).absorbing(start)]
    if not _is_bare(meaning):
        return [one, other]
    if isinstance(start.meaning, Triggered) and not start.meaning.before:
        return [term._replace(meaning=meaning._replace(event=start.meaning.event), doubts=()).absorbing(start)]
    if isinstance(start.meaning, Fixed) and start.meaning.limit is Limit.FROM:
        return [term._replace(meaning=meaning._replace(anchor=start.meaning.spans[0]), doubts=()).absorbing(start)]
    return [one, other]


def all_every_year(parts: Parts, line: TokenLine) -> Parts:
    """Days without a year beside a yearly one come every year too; a cycle without a day only announces them."""
    again = [meaning for part in parts if isinstance(meaning := part.meaning, Recurring)]
    if not again:
        return parts
    if any(meaning.cycles for meaning in again):
        parts = _only(parts, [part for part in parts if not isinstance(part.meaning, Recurring) or part.meaning.cycles])
    if any(cycle.frequency is Frequency.YEARLY for meaning in again for cycle in meaning.cycles):
        parts = [_every_year(part) for part in parts]
    with_day = _as_seldom([part for part in parts if not _is_dayless(part)], again)
    dated = any(isinstance(part.meaning, (Recurring, Relative)) for part in with_day)
    return _only(parts, with_day) if dated and not offers_choice(parts, line) else parts


def _as_seldom(parts: Parts, announced: list[Recurring]) -> Parts:
    """In "02 năm một lần … trước ngày 31/01" the day comes every two years."""
    cycles = [cycle for meaning in announced for cycle in meaning.cycles if not cycle.has_day]
    if len(parts) != 1 or len(cycles) != 1 or cycles[0].interval == 1 or not isinstance(parts[0].meaning, Recurring):
        return parts
    (cycle,) = cycles
    seldom = tuple(
        one._replace(interval=cycle.interval) if one.frequency is cycle.frequency else one
        for one in parts[0].meaning.cycles
    )
    return [parts[0]._replace(meaning=parts[0].meaning._replace(cycles=seldom))]


def _only(parts: Parts, kept: Parts) -> Parts:
    """The parts that are kept; the first of them stands for the others too."""
    return [kept[0].absorbing(*(part for part in parts if part not in kept)), *kept[1:]] if kept else parts


def _is_dayless(part: ReadPart) -> bool:
    return isinstance(part.meaning, Recurring) and not any(cycle.has_day for cycle in part.meaning.cycles)


def _every_year(part: ReadPart) -> ReadPart:
    meaning = part.meaning
    if not isinstance(meaning, Fixed) or any(span.grain is not Grain.DAY for span in meaning.spans):
        return part
    again = yearly_days(meaning.spans, meaning.limit)
    return part._replace(meaning=again, rules=(*part.rules, "ngay-hang-nam")) if again else part


def only_between(parts: Parts, line: TokenLine) -> Parts:
    """In "thứ Sáu hằng tuần, từ 01/3/2026 đến 30/6/2026" the stretch says from when till when the days come again."""
    first, second, *others = parts
    if others or line.codes[first.at + 1 : second.at] not in ("(", ",", ""):
        return parts
    again, stretch = (first, second) if isinstance(first.meaning, Recurring) else (second, first)
    ends = _ends(stretch.meaning)
    if not isinstance(again.meaning, Recurring) or not again.meaning.cycles or not any(ends):
        return parts
    since, until = ends
    meaning = again.meaning._replace(since=since, until=until)
    # That a stretch has no end of its own is no doubt once it bounds a cycle.
    return [again._replace(meaning=meaning, rules=again.rules + stretch.rules).absorbing(stretch)]


def _ends(meaning: Meaning) -> tuple[Span | None, Span | None]:
    """The stretches in which something begins and ends, where the words say no more than that."""
    if isinstance(meaning, WindowMeaning) and not meaning.after and not meaning.before:
        return meaning.start, meaning.end
    if not isinstance(meaning, Fixed) or len(meaning.spans) > 1:
        return None, None
    (span,) = meaning.spans
    if meaning.limit is Limit.UNTIL:
        return None, span
    if meaning.limit is Limit.FROM:
        return span, None
    whole = span.grain is Grain.YEAR and meaning.limit in _OPEN
    return (span, span) if whole else (None, None)


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


def more_exact(parts: Parts, line: TokenLine) -> Parts:
    """In "Quý I/2026 (trước ngày 15/3)" the second date says the first one more exactly."""
    joints = ("(",) if parts[2:] else ("(", ",", "")
    kept = parts[:1]
    for part in parts[1:]:
        between = range(kept[-1].at + 1, part.at)
        joint = "".join(line.codes[n] for n in between if line.nodes[n].value not in COMPLETION)
        exact = (_exact(kept[-1], part) or _exact_again(kept[-1], part)) if joint in joints else None
        kept = [*kept[:-1], exact.absorbing(kept[-1])] if exact else [*kept, part]
    return kept


EXACT = ReadingDoubt("thời gian ghi rõ hơn được lấy làm hạn")


def _exact_again(whole: ReadPart, part: ReadPart) -> ReadPart | None:
    """In "Quý IV hằng năm (trước 15/11)" the yearly day inside the yearly stretch."""
    wide, narrow = whole.meaning, part.meaning
    if not isinstance(wide, Recurring) or not isinstance(narrow, Recurring) or "quy" not in whole.rules:
        return None
    if len(wide.cycles) != 1 or len(narrow.cycles) != 1:
        return None
    lasts, months = wide.cycles[0].months, narrow.cycles[0].months
    inside = len(lasts) == len(months) and all(
        last - 2 <= month <= last for last, month in zip(lasts, months, strict=True)
    )
    return part._replace(rules=whole.rules + part.rules, doubts=(*part.doubts, EXACT)) if inside else None


def _exact(whole: ReadPart, part: ReadPart) -> ReadPart | None:
    """The second date in the year of the first one, if it lies inside it."""
    if not isinstance(whole.meaning, Fixed) or not isinstance(part.meaning, Fixed):
        return None
    stretch, day = whole.meaning.spans[0], part.meaning.spans[-1]
    if not (stretch.first <= day.first and day.last <= stretch.last and stretch.grain != day.grain):
        return None
    spans = tuple(span.of_year(stretch.year) for span in part.meaning.spans)
    return part._replace(
        meaning=part.meaning._replace(spans=spans), rules=whole.rules + part.rules, doubts=(*part.doubts, EXACT)
    )


# Each with the codes of which an expression must hold one for it to change anything.
COMBINATIONS: tuple[tuple[Combination, frozenset[str]], ...] = (
    (without_superseded, frozenset("(")),
    (without_scope, frozenset(DEADLINES)),
    (without_owners, frozenset((CODES["window"], CODES["fixed"]))),
    (without_labels, frozenset(":")),
    (without_sources, frozenset(CODES["external"])),
    (without_tails, frozenset((CODES["triggered"], CODES["relative"]))),
    (continuous_since, frozenset(CODES["continuous"])),
    (counted_from_shared_event, frozenset(CODES["relative"])),
    (only_between, frozenset(CODES["recurring"])),
    (one_limit, frozenset((CODES["fixed"], CODES["recurring"]))),
    (all_every_year, frozenset(CODES["recurring"])),
    (one_year, frozenset(CODES["fixed"])),
    (more_exact, frozenset(CODES["fixed"])),
)
