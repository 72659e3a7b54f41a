"""Dates that say each other more exactly: a year or a limit they share, a day inside a stretch."""

from workflow.deadlines.engine.codes import CODES
from workflow.deadlines.engine.lines import ReadingDoubt, TokenLine
from workflow.deadlines.grammar.spans.merging import TURNED, year_before
from workflow.deadlines.reading.parts import CLOSING_LIMITS, Parts, ReadPart
from workflow.deadlines.reading.word_lists import COMPLETION
from workflow.deadlines.values.meanings import (
    Fixed,
    Limit,
    Meaning,
    Recurring,
)
from workflow.deadlines.values.spans import Span

OF_A_DAY = frozenset(("ngay", "ngay-thang", "ngay-thang-tat", "ngay-nam-ke"))


def one_limit(parts: Parts, line: TokenLine) -> Parts:
    """In "trước ngày 15/6 (…) và 15/12 (…)" the second day is bounded as the first."""
    bounded = parts[:1]
    for part in parts[1:]:
        joint = line.nodes[part.at - 1].value
        if OF_A_DAY.isdisjoint(part.rules) or joint not in ("và", ",", ";"):
            bounded.append(part)
        elif joint == "và":
            bounded.append(_bounded_as(bounded[-1].meaning, part))
        else:
            bounded.append(_maybe_bounded(bounded[-1].meaning, part))
    return bounded


def _maybe_bounded(one: Meaning, part: ReadPart) -> ReadPart:
    """In "trước 30/9 (70%), 31/12 (100%)" the second day may be bounded as the first, or be the last day itself."""
    named = isinstance(part.meaning, Fixed) and part.meaning.limit is Limit.NAMED
    if not named or not isinstance(one, Fixed) or one.limit is not Limit.BEFORE:
        return part
    return part._replace(doubts=(*part.doubts, ReadingDoubt("chưa rõ chữ “trước” có gồm cả ngày này")))


def _bounded_as(one: Meaning, part: ReadPart) -> ReadPart:
    meaning = part.meaning
    if not isinstance(one, (Fixed, Recurring)) or not isinstance(meaning, (Fixed, Recurring)):
        return part
    if one.limit not in CLOSING_LIMITS or meaning.limit is not Limit.NAMED:
        return part
    doubt = ReadingDoubt("ngày sau chữ “và” được hiểu cùng giới hạn với ngày trước")
    return part._replace(meaning=meaning._replace(limit=one.limit), doubts=(*part.doubts, doubt))


def one_year(parts: Parts, line: TokenLine) -> Parts:
    """A date without a year takes the year of the date behind it."""
    if line.codes.count(CODES["fixed"]) < 2:
        return parts
    dated: Parts = []
    following: Span | None = None
    for part in reversed(parts):
        one = _in_the_year_before(part, following)
        if isinstance(one.meaning, Fixed):
            following = one.meaning.spans[0]
        dated.append(one)
    return dated[::-1]


def _in_the_year_before(part: ReadPart, following: Span | None) -> ReadPart:
    """A list runs forward: "dự thảo tháng 12; ban hành tháng 01/2027" steps into the new year."""
    meaning = part.meaning
    if not isinstance(meaning, Fixed) or following is None or not following.year:
        return part
    last = meaning.spans[-1]
    if last.names_its_year:
        return part
    year = year_before(last, following)
    dated = part._replace(meaning=meaning._replace(spans=tuple(span.of_year(year) for span in meaning.spans)))
    return dated if year == following.year else dated._replace(doubts=(*part.doubts, TURNED))


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
    if not isinstance(wide, Recurring) or not isinstance(narrow, Recurring) or {"quy", "thang"}.isdisjoint(whole.rules):
        return None
    if len(wide.cycles) != 1 or len(narrow.cycles) != 1:
        return None
    lasts, months = wide.cycles[0].months, narrow.cycles[0].months
    inside = len(lasts) == len(months) and all(
        last - (2 if "quy" in whole.rules else 0) <= month <= last for last, month in zip(lasts, months, strict=True)
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
