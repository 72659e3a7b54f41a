"""Where the rows and sections of a flattened table begin: the chain of their numbers.

A number counts only where the chain expects it, at the start of a line and before the start of a sentence; so years,
page numbers and numbers inside cells don't cut a row in two.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from documents.marks import roman_value
from documents.text.words import Word


class Mark(StrEnum):
    """What an anchor begins."""

    ROW = "row"
    SECTION = "section"


@dataclass(frozen=True)
class Anchor:
    """The printed number of a row or section: first word inclusive, `content` the first word after the number."""

    mark: Mark
    number: str
    first: int
    content: int


_NUMBER = re.compile(r"^(\d{1,3}(?:\.\d{1,2}){0,3})[.)]?$")
_ROMAN = re.compile(r"^([IVXL]+)[.)]?$")
_LETTER = re.compile(r"^([A-H])[.)]$")
# After these words a number at a line's start goes on with the sentence: "Tháng" / "9".
_COUNTED = re.compile(r"^(?:tháng|quý|năm|ngày|khoản|điều|điểm|mục|lục|đoạn|khóa)$", re.IGNORECASE)
# After these only when more words follow on the line: a title may well end in "chuyển đổi số".
_COUNTED_WITHIN = re.compile(r"^(?:số|đến|từ|tuổi|lần|nhất|trên|dưới|đạt|khoảng|là|kỳ|nhóm|hơn|thiểu)$", re.IGNORECASE)
_UNIT = re.compile(r"^(?:tháng|năm|ngày|tuần|giờ|quý|%|tỷ|triệu|nghìn|và|xã|phường|huyện|tỉnh|đơn|cơ|sở)$")
# A printed chain may lack a few numbers; more than that is some other number.
_WIDEST_GAP = 3

Chain = tuple[int, ...]


@dataclass(frozen=True)
class _Candidate:
    mark: Mark
    number: str
    first: int
    content: int
    chain: Chain


def anchors_in(words: Sequence[Word]) -> list[Anchor]:
    """The anchors of one table's words, header left out, in reading order."""
    candidates = [found for place in range(len(words)) if (found := _candidate(words, place)) is not None]
    chosen: list[_Candidate] = []
    row: Chain = ()
    section: Chain = ()
    for place, found in enumerate(candidates):
        if chosen and found.first < chosen[-1].content:
            continue
        ahead = candidates[place + 1 :]
        if found.mark is Mark.SECTION and _opens_section(words, found, section, ahead):
            section = found.chain
            chosen.append(found)
        elif found.mark is Mark.ROW and _follows(found.chain, row, after_section=_after_section(chosen), ahead=ahead):
            row = found.chain
            chosen.append(found)
    return [Anchor(found.mark, found.number, found.first, found.content) for found in chosen]


def _after_section(chosen: Sequence[_Candidate]) -> bool:
    return not chosen or chosen[-1].mark is Mark.SECTION


def _candidate(words: Sequence[Word], place: int) -> _Candidate | None:
    word = words[place]
    if not word.starts_line or place + 1 >= len(words):
        return None
    if place and _is_counted(words, place):
        return None
    return _numbered(words, place) or _sectioned(words, place)


def _is_counted(words: Sequence[Word], place: int) -> bool:
    """Whether the word before makes the number part of its sentence."""
    before = words[place - 1].text
    if before.isupper() or words[place].text.endswith("."):
        return False
    if _COUNTED.match(before):
        return True
    return not words[place + 1].starts_line and bool(_COUNTED_WITHIN.match(before))


def _numbered(words: Sequence[Word], place: int) -> _Candidate | None:
    found = _NUMBER.match(words[place].text)
    if found is None or not _starts_sentence(words[place + 1]):
        return None
    chain = tuple(int(part) for part in found[1].split("."))
    return _Candidate(Mark.ROW, words[place].text, place, place + 1, chain)


def _sectioned(words: Sequence[Word], place: int) -> _Candidate | None:
    # "VIII" in a narrow column is printed as "VII" / "I": the longest numeral that reads as one counts.
    text, content = words[place].text, place + 1
    while content < len(words) and words[content].starts_line and roman_value(text + words[content].text.rstrip(".")):
        text += words[content].text
        content += 1
    if found := _ROMAN.match(text):
        chain = (roman_value(found[1]),)
    elif found := _LETTER.match(text):
        chain = ("ABCDEFGH".index(found[1]) + 1,)
    else:
        return None
    if chain == (0,) or content >= len(words) or not words[content].text[0].isupper():
        return None
    return _Candidate(Mark.SECTION, text, place, content, chain)


def _starts_sentence(word: Word) -> bool:
    return not word.text[0].islower() or (word.starts_line and not _UNIT.match(word.text.lower()))


def _opens_section(words: Sequence[Word], found: _Candidate, last: Chain, ahead: Sequence[_Candidate]) -> bool:
    following = last[0] + 1 if last else 1
    if not following <= found.chain[0] <= following + _WIDEST_GAP:
        return False
    end = next((later.first for later in ahead if later.mark is Mark.ROW), len(words))
    title = [letter for word in words[found.content : end] for letter in word.text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in title) / max(len(title), 1)
    # A title in small letters is believed when nothing but a title fits before the next row.
    return capitals > 0.8 or (found.chain[0] == following and end - found.content <= 30)


def _follows(chain: Chain, last: Chain, *, after_section: bool, ahead: Sequence[_Candidate]) -> bool:
    if chain == (1,) and after_section:
        return True
    if not last:
        return chain in {(1,), (1, 1)} and after_section
    if chain in _successors(last):
        return True
    if len(chain) != 1 or not last[0] + 1 < chain[0] <= last[0] + _WIDEST_GAP:
        return False
    return not any(later.chain == (last[0] + 1,) for later in ahead if later.mark is Mark.ROW)


def _successors(last: Chain) -> set[Chain]:
    deeper = {(*last, 1)}
    beside = {(*last[:depth], last[depth] + 1) for depth in range(len(last))}
    return deeper | beside
