"""What the phrases of an expression mean together: one deadline, or several."""

import re

from workflow.deadlines.engine.codes import CODES, DEADLINES, MARKS
from workflow.deadlines.engine.lines import ReadingDoubt, TokenLine
from workflow.deadlines.reading.acts import dated_event, is_an_act, why_no_event
from workflow.deadlines.reading.combining import combine_parts
from workflow.deadlines.reading.leftovers import doubts_about, doubts_between, doubts_in_brackets
from workflow.deadlines.reading.naming import lacks_a_year
from workflow.deadlines.reading.parts import Parts, ReadPart, offers_choice
from workflow.deadlines.reading.word_lists import HARMLESS
from workflow.deadlines.values.meanings import (
    Compound,
    Deadline,
    Fixed,
    Limit,
    Meaning,
    OnDemand,
    Recurring,
    Relative,
    Triggered,
    Unreadable,
    WindowMeaning,
)
from workflow.deadlines.values.resolution import Relation
from workflow.deadlines.values.spans import Span

# Words that make an event a condition with a consequence, not a moment.
CONDITION = re.compile(r"^(?:không|chưa)\b|\b(?:sẽ|thì|nếu|mà không|không thực hiện|trường hợp)\b", re.IGNORECASE)


# What leaves nothing to weigh when it is the whole expression; an event may still hold a condition.
_WHOLE = frozenset(DEADLINES) - {CODES["triggered"], CODES["relative"]}
# Phrases that are no part of a deadline but bear on it.
_LEFT_OUT = frozenset((CODES["former"], CODES["filler"], CODES["report"]))


def assemble(text: str, line: TokenLine) -> Deadline:
    """The deadline that a fully reduced line means."""
    corrections = line.printed.corrections
    if line.codes in _WHOLE:
        value, rules, doubts = line.nodes[0]
        return Deadline(text, value, rules, corrections, doubts)
    found = [_part(line, n) for n, code in enumerate(line.codes) if code in DEADLINES]
    uncounted = next((part.meaning for part in found if isinstance(part.meaning, Unreadable)), None)
    if uncounted:
        return Deadline(text, uncounted, ("khong-doc-duoc",), corrections)
    named = [part for one in found if (part := _with_an_event(one))]
    parts = combine_parts(named, line)
    if not parts:
        reason = why_no_event(getattr(found[0].meaning, "event", "")) if found else _why_unreadable(line)
        return Deadline(text, Unreadable(reason), ("khong-doc-duoc",), corrections)
    left = _left_over(line, parts)
    if _may_be_a_fraction(parts, line, left):
        return Deadline(text, Unreadable("có hai số nhưng không rõ là ngày"), ("khong-doc-duoc",), corrections)
    rules = () if _LEFT_OUT.isdisjoint(line.codes) else _rules_left_out(line)
    if len(parts) == 1:
        (part,) = parts
        return Deadline(text, part.meaning, part.rules + rules, corrections, part.doubts + left)
    meaning = Compound(tuple(_as_deadline(part, parts, line) for part in parts), _relation(parts, line))
    return Deadline(text, meaning, ("nhieu-thoi-han", *rules), corrections, left)


def _rules_left_out(line: TokenLine) -> tuple[str, ...]:
    """The rules of the phrases that are read and left out."""
    return tuple(id_ for n, code in enumerate(line.codes) if code in _LEFT_OUT for id_ in line.nodes[n].rules[-1:])


def _may_be_a_fraction(parts: Parts, line: TokenLine, left: tuple[ReadingDoubt, ...]) -> bool:
    """Two numbers and a slash, and no word or place that makes them a day: "tỷ lệ 2/3" is none."""
    at = parts[0].at
    behind_a_word = at > 0 and line.codes[at - 1] not in MARKS and line.nodes[at - 1].value not in HARMLESS
    if line.nodes[0].value in ("ngày", "lễ"):
        return False
    if not behind_a_word and (not left or line.codes[at + 1 : at + 2] in (*MARKS, "-")):
        return False
    return len(parts) == 1 and "ngay-thang-tat" in parts[0].rules and getattr(parts[0].meaning, "limit", "") == "named"


def _with_an_event(part: ReadPart) -> ReadPart | None:
    """The part, if what it waits for is an event; a term whose event says nothing counts from nothing."""
    meaning = part.meaning
    if isinstance(meaning, Triggered) and not meaning.event:
        return None
    if not isinstance(meaning, (Triggered, Relative)) or not meaning.event:
        return part
    if why_no_event(meaning.event) and (dated := dated_event(meaning.event)):
        doubt = (ReadingDoubt("ngày ghi sau sự kiện được lấy làm ngày của sự kiện"),)
        return part._replace(meaning=_on_the_day(meaning, *dated), doubts=part.doubts + doubt)
    if not why_no_event(meaning.event):
        if is_an_act(meaning.event):
            return part
        return part._replace(doubts=(*part.doubts, ReadingDoubt(f"không rõ “{meaning.event}” là việc gì")))
    if isinstance(meaning, Triggered) or any(map(str.isdecimal, meaning.event)):
        return None
    doubt = (ReadingDoubt("không ghi mốc bắt đầu tính"),)
    return part._replace(meaning=meaning._replace(event="", every=None), doubts=part.doubts + doubt)


def _on_the_day(meaning: Triggered | Relative, event: str, day: Span) -> Meaning:
    """What a deadline means whose event has its day printed beside it."""
    if isinstance(meaning, Relative):
        return meaning._replace(event=event, anchor=day, every=None)
    return Fixed((day,), Limit.BEFORE) if meaning.before else WindowMeaning(day, None)


def _part(line: TokenLine, n: int) -> ReadPart:
    node = line.nodes[n]
    return ReadPart(n, node.value, node.rules, node.doubts)


def _as_deadline(part: ReadPart, parts: Parts, line: TokenLine) -> Deadline:
    printed = line.words(part.at, part.at + 1)
    return Deadline(printed, part.meaning, part.rules, (), part.doubts, label=_label(part, parts, line))


def _label(part: ReadPart, parts: Parts, line: TokenLine) -> str:
    """The words before a part's colon, as in "cấp xã: trước 15/3"."""
    if ":" not in line.codes:
        return ""
    start = max((other.at for other in parts if other.at < part.at), default=-1) + 1
    while start < part.at and (line.codes[start] in MARKS or line.codes[start] == "-"):
        start += 1
    colon = line.codes.find(":", start, part.at)
    return line.words(start, colon) if colon > start else ""


def _relation(parts: Parts, line: TokenLine) -> Relation:
    asked = any(isinstance(part.meaning, OnDemand) for part in parts)
    return Relation.ANY if asked or offers_choice(parts, line) else Relation.ALL


def _left_over(line: TokenLine, parts: Parts) -> tuple[ReadingDoubt, ...]:
    """Doubts about the words that no part uses; they matter only where a date is named."""
    meanings = [part.meaning for part in parts]
    if any(isinstance(meaning, (Triggered, Relative)) and CONDITION.search(meaning.event) for meaning in meanings):
        return (ReadingDoubt("sự kiện có điều kiện kèm theo"),)
    if not any(isinstance(meaning, (*_DATED, Relative)) for meaning in meanings):
        return ()
    used = [at for part in parts for at in (part.at, *part.absorbed)]
    dates = [part.at for part in parts if isinstance(part.meaning, _DATED)]
    yearless = any(lacks_a_year(meaning) for meaning in meanings)
    waiting = [part.at for part in parts if isinstance(part.meaning, Triggered)]
    left = doubts_about(line, used, yearless=yearless, weak=any(map(_is_weak, meanings)))
    return left + doubts_between(line, dates) + doubts_in_brackets(line, waiting, dates)


def _is_weak(meaning: Meaning) -> bool:
    """Whether no word says that a time is a limit: "tháng 3" alone may also be the name of something else."""
    return isinstance(meaning, WindowMeaning) or (isinstance(meaning, Fixed) and meaning.limit is Limit.NAMED)


_DATED = (Fixed, WindowMeaning, Recurring)


def _why_unreadable(line: TokenLine) -> str:
    if CODES["partial"] in line.codes:
        return "chỉ ghi ngày hoặc thứ, không ghi tháng hay chu kỳ"
    if CODES["offset"] in line.codes or CODES["term"] in line.codes:
        return "chỉ ghi số ngày, không rõ tính từ đâu"
    return "không nêu thời gian mà chương trình hiểu được"
