"""Phrases that name something instead of dating it: scopes, labels, owners of years, grounds, what no longer holds."""

from workflow.deadlines.engine.codes import MARKS
from workflow.deadlines.engine.lines import ReadingDoubt, TokenLine
from workflow.deadlines.reading.parts import Parts, ReadPart
from workflow.deadlines.values.meanings import (
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
    owned = [part._replace(doubts=(*part.doubts, doubt)) if lacks_a_year(part.meaning) else part for part in kept]
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


def lacks_a_year(meaning: Meaning) -> bool:
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
