"""Cycles and terms with what belongs to them: their days, their ends, their events."""

from workflow.deadlines.engine.lines import ReadingDoubt, TokenLine
from workflow.deadlines.grammar.cycles.recurring import yearly_days
from workflow.deadlines.reading.parts import OPENING_LIMITS, Parts, ReadPart, offers_choice
from workflow.deadlines.reading.word_lists import APART
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
    if isinstance(meaning, Fixed) and meaning.limit in OPENING_LIMITS:
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
    *terms, last = parts
    if len(terms) > 1 and isinstance(last.meaning, Triggered) and all(map(_is_bare_term, terms)):
        return [
            *(_counted_from(term, last.meaning) for term in terms[:-1]),
            _counted_from(terms[-1], last.meaning).absorbing(last),
        ]
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


def _is_bare_term(part: ReadPart) -> bool:
    return isinstance(part.meaning, Relative) and _is_bare(part.meaning)


def _counted_from(part: ReadPart, event: Triggered) -> ReadPart:
    """A term without an event, counted from the one that stands behind all terms."""
    term = part.meaning
    if not isinstance(term, Relative):
        return part
    units = -abs(term.offset.units) if event.before else term.offset.units
    return part._replace(meaning=term._replace(event=event.event, offset=term.offset._replace(units=units)), doubts=())


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


MAYBE_YEARLY = ReadingDoubt("chưa rõ phần này có lặp lại hằng năm không")


def _every_year(part: ReadPart) -> ReadPart:
    meaning = part.meaning
    if not isinstance(meaning, Fixed):
        return part
    if any(span.grain is not Grain.DAY for span in meaning.spans):
        yearless = not any(span.names_its_year or span.grain is Grain.YEAR for span in meaning.spans)
        return part._replace(doubts=(*part.doubts, MAYBE_YEARLY)) if yearless else part
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
    whole = span.grain is Grain.YEAR and meaning.limit in OPENING_LIMITS
    return (span, span) if whole else (None, None)
