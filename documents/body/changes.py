"""What the text of an amending document does to single tasks: "Bãi bỏ nhiệm vụ số 4, mục II, Phụ lục I", new deadlines.

What stands in its tables is read as any table; how both change the plan is `workflow.registry.amending`'s business.
"""

import re
from collections.abc import Iterator, Sequence

from documents.blocks.values import Block
from documents.head.reading import head_parts
from documents.prose.sentences import passages_of, prose_lines
from workflow.plan import Doubt, PlaceChange

_NUMBERS = re.compile(
    r"\b(?:nhiệm vụ|số thứ tự|STT|TT)\s+(?:tại\s+)?(?:(?:số thứ tự|STT|số|thứ)\s+)?"
    r"(?P<numbers>\d{1,3}(?:\s*(?:,|và)\s*\d{1,3})*)(?![/.\d])",
    re.IGNORECASE,
)
_APPENDIX = re.compile(r"\bphụ lục\s+(?:số\s+)?(?P<name>[IVX]+|\d{1,2})\b", re.IGNORECASE)
_SECTION = re.compile(r"\b(?:mục|phần)\s+(?P<name>[IVX]+|[A-Z])\b")
_STRIKES = re.compile(
    r"^\W*(?:\d+[.)]\s*|[a-zđ]\)\s*)?(?:bãi bỏ|hủy bỏ|huỷ bỏ|bỏ|không thực hiện|đưa ra khỏi|rút)\b", re.IGNORECASE
)
_TERM = re.compile(r"\b(?:thời hạn|thời gian|tiến độ)\b", re.IGNORECASE)
_NEW_TERM = re.compile(r"\b(?:thành|sang|đến|là|như sau)\b\s*:?\s*[“\"']?(?P<term>[^“”\"';]+)", re.IGNORECASE)
_CHANGES = re.compile(r"\b(?:sửa đổi|bổ sung|điều chỉnh|gia hạn|lùi|thay|bãi bỏ|hủy bỏ|bỏ)\b", re.IGNORECASE)
NOT_UNDERSTOOD = "Câu sửa đổi chưa hiểu được, cần người xem: “{sentence}”"


def read_changes(blocks: Sequence[Block]) -> tuple[tuple[PlaceChange, ...], tuple[Doubt, ...]]:
    """What sentences of the body do to numbered tasks; and those that name one and weren't understood."""
    changes: list[PlaceChange] = []
    doubts: list[Doubt] = []
    for passage in passages_of(head_parts(prose_lines(blocks)).body):
        for sentence in passage.sentences():
            found = list(_changes_in(sentence.text))
            changes += found
            if not found and _NUMBERS.search(sentence.text) and _CHANGES.search(sentence.text):
                reason = NOT_UNDERSTOOD.format(sentence=sentence.text.strip())
                doubts.append(Doubt(column="", reason=reason, first_line=sentence.line, last_line=sentence.last_line))
    return tuple(changes), tuple(doubts)


def _changes_in(sentence: str) -> Iterator[PlaceChange]:
    named = _NUMBERS.search(sentence)
    if not named:
        return
    term = ""
    if not _STRIKES.match(sentence):
        # The last word of change stands before the new term: "từ Quý I sang Quý II".
        new = [match["term"].strip(" .,:") for match in _NEW_TERM.finditer(sentence[named.end() :])]
        if not _TERM.search(sentence) or not new:
            return
        term = new[-1]
    appendix, section = _APPENDIX.search(sentence), _SECTION.search(sentence)
    for number in re.findall(r"\d+", named["numbers"]):
        yield PlaceChange(
            number=number,
            appendix=appendix["name"] if appendix else "",
            section_number=section["name"] if section else "",
            deadline=term,
            quote=sentence.strip(),
        )
