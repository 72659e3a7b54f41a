"""What is left of an expression once its deadlines are read, and whether it may change them.

Trust before reach: a date is certain only when every word of the cell is used by a rule or known to change nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from workflow.deadlines.engine.codes import CODES, DEADLINES, MARKS
from workflow.deadlines.engine.lines import ReadingDoubt, TokenLine
from workflow.deadlines.reading.word_lists import AGENCIES, AGENCY_HEADS, HARMLESS, PURPOSES, STRUCTURAL, UNITS

UNUSED = frozenset(
    CODES[kind]
    for kind in ("n", "big", "yyyy", "roman", "offset", "term", "every", "days", "weekday", "week", "partial", "clock")
)
# A label that begins with "ngày" says what day it is, not what is due then: "Ngày ký: 15/3/2026".
NAMED_DAYS = frozenset(("ngày",))
QUERIES = frozenset("?")
# Behind "hội" these make a meeting of what may be a body: hội nghị, hội thảo.
MEETINGS = frozenset(("nghị", "thảo", "thi", "chợ", "diễn", "báo"))
_COUNTED = frozenset((CODES["n"], CODES["roman"]))
NAMES = frozenset((CODES["document"], CODES["word"]))
_LEFT_OUT = frozenset((CODES["former"], CODES["filler"], CODES["report"]))


def doubts_about(line: TokenLine, used: Iterable[int], *, yearless: bool, weak: bool) -> tuple[ReadingDoubt, ...]:
    """Doubts about what the used phrases leave over: those of phrases left out, and the first word nobody has read.

    `yearless` says that a date still lacks its year, which a name that holds one might own; `weak`, that no word makes
    the time a limit, so that a name beside it might be what the time belongs to.
    """
    used = frozenset(used)
    several = len(used) > 1
    doubts = _doubts_left_out(line) if not _LEFT_OUT.isdisjoint(line.codes) else ()
    if yearless and (owner := _owner(line, used)):
        return (*doubts, ReadingDoubt(f"năm có thể lấy theo “{owner}”"))
    if label := _label_of_a_day(line):
        return (*doubts, ReadingDoubt(f"“{label}” là ngày của một việc khác"))
    for n in _left(line, used):
        reason = _reason(line, n, several=several) or (weak and _begins_a_name(line, n, used))
        if reason:
            return (*doubts, ReadingDoubt(reason))
    return doubts


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _owner(line: TokenLine, used: frozenset[int]) -> str:
    """The first phrase that nobody uses and that holds a year; empty when there is none."""
    left = (line.words(n, n + 1) for n in range(len(line.codes)) if n not in used and line.codes[n] in NAMES)
    return next((words for words in left if _YEAR.search(words)), "")


def _reason(line: TokenLine, n: int, *, several: bool) -> str:
    """Why a word that nobody has read makes the date doubtful; empty when it changes nothing."""
    code, value = line.codes[n], line.nodes[n].value
    printed = line.words(n, n + 1)
    if code in UNUSED or code in DEADLINES or any(map(str.isdecimal, str(value))):
        return f"còn “{printed}” chưa rõ nghĩa"
    if value == "hoặc" and several:
        return ""
    if _is_beyond(line, n):
        return f"chữ “{printed}” có thể làm thay đổi nghĩa"
    if value in QUERIES:
        return f"dấu “{printed}” cho thấy người soạn chưa chắc"
    if value == "/" and _is_cut_off(line, n):
        return "trước dấu “/” còn thiếu một số"
    if value in STRUCTURAL or code == CODES["latest"]:
        return f"chữ “{printed}” có thể làm thay đổi nghĩa"
    if not isinstance(value, str) or not value.isalpha() or value in HARMLESS or value in AGENCIES:
        return ""
    return "" if _is_name(line, n, printed) else f"còn chữ “{printed}” chưa đọc hết"


def _is_cut_off(line: TokenLine, n: int) -> bool:
    """Whether a slash stands before the number with which a date begins: "ngày …/3/2026"."""
    return line.codes[n + 1 : n + 2] in tuple(DEADLINES) and line.words(n + 1, n + 2)[:1].isdecimal()


def _begins_a_name(line: TokenLine, n: int, used: frozenset[int]) -> str:
    """The doubt about a name that isn't an agency's: "vụ Đông Xuân 2025-2026"; empty inside a name, and for others."""
    value, printed = line.nodes[n].value, line.words(n, n + 1)
    inside = n > 0 and n - 1 not in used and line.codes[n - 1] not in MARKS
    meets = value == "hội" and line.nodes[n + 1 : n + 2] and line.nodes[n + 1].value in MEETINGS
    heads = value in AGENCY_HEADS and not meets
    known = inside or value in HARMLESS or heads or not str(value).isalpha()
    return "" if known else f"còn chữ “{printed}” chưa đọc hết"


def _is_name(line: TokenLine, n: int, printed: str) -> bool:
    """Whether a word is written as part of a name: a capital inside a sentence that isn't all in capitals."""
    return n > 0 and printed[:1].isupper() and printed[1:].islower() and line.codes[n - 1] not in MARKS


def _doubts_left_out(line: TokenLine) -> tuple[ReadingDoubt, ...]:
    return tuple(doubt for n, code in enumerate(line.codes) if code in _LEFT_OUT for doubt in line.nodes[n].doubts[-1:])


def _left(line: TokenLine, used: frozenset[int]) -> Iterator[int]:
    """The places that no deadline uses, no purpose covers and no colon sets apart as a label."""
    purpose = False
    labels = _labels(line) if ":" in line.codes else ()
    for n, code in enumerate(line.codes):
        if n in used or code in MARKS:
            purpose = False
        elif line.nodes[n].value in PURPOSES and not _is_beyond(line, n):
            purpose = True
        elif n not in labels and not (purpose and _says_nothing_of_time(line, n)):
            yield n


def _is_beyond(line: TokenLine, n: int) -> bool:
    """Whether "qua" says past a time ("qua tháng 6"), not by what way a report goes ("qua Sở Nội vụ")."""
    passed = n > 0 and line.nodes[n - 1].value == "thông"
    return line.nodes[n].value == "qua" and not passed and line.codes[n + 1 : n + 2] in tuple(DEADLINES)


def _says_nothing_of_time(line: TokenLine, n: int) -> bool:
    return line.codes[n] not in UNUSED and line.nodes[n].value not in STRUCTURAL


def _labels(line: TokenLine) -> frozenset[int]:
    """The places of labels: the words between a mark and a colon, which number things but name no time."""
    labels: set[int] = set()
    start = 0
    for n, code in enumerate(line.codes):
        if code == ":" and (
            _is_a_unit(line, start, n) or all(_belongs_to_label(line, m, start) for m in range(start, n))
        ):
            labels.update(range(start, n))
        if code in MARKS and code != ",":
            start = n + 1
    return frozenset(labels)


def _label_of_a_day(line: TokenLine) -> str:
    """A label that says what day it is, not what is due then: "Ngày ký: 15/3/2026"; empty when there is none."""
    start = 0
    for n, code in enumerate(line.codes):
        if code == ":" and n - start > 1 and line.nodes[start].value in NAMED_DAYS:
            return line.words(start, n)
        if code in MARKS and code != ",":
            start = n + 1
    return ""


def _is_a_unit(line: TokenLine, start: int, end: int) -> bool:
    """Whether a label is only the name of a period: "năm: trước 15/12", "6 tháng: trước 15/6"."""
    return end - start == 1 and (line.codes[start] == CODES["offset"] or line.nodes[start].value in UNITS)


def _belongs_to_label(line: TokenLine, n: int, start: int) -> bool:
    value = line.nodes[n].value
    if line.codes[n] in _COUNTED or value == "lần":
        return True
    if n == start and value in NAMED_DAYS:
        return False
    return line.codes[n] not in DEADLINES and _says_nothing_of_time(line, n)


def doubts_between(line: TokenLine, places: Sequence[int]) -> tuple[ReadingDoubt, ...]:
    """The doubt about dates that stand side by side without a mark, a word of a list or a label between them."""
    for one, other in pairwise(places):
        between = range(one + 1, other)
        if not any(line.codes[n] in MARKS or line.nodes[n].value in LIST_WORDS for n in between):
            return (ReadingDoubt("hai thời hạn đứng liền nhau, không rõ quan hệ"),)
    return ()


def doubts_in_brackets(line: TokenLine, events: Sequence[int], places: Sequence[int]) -> tuple[ReadingDoubt, ...]:
    """The doubt about a date in brackets behind an event: it may be the event's own."""
    if any(at - 2 in events and line.codes[at - 1] == "(" for at in places):
        return (ReadingDoubt("ngày trong ngoặc có thể là ngày của sự kiện"),)
    return ()


LIST_WORDS = frozenset(("và", "để", "hoặc", "-", "+", "/", "&", "riêng", "nhưng"))
