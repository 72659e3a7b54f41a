"""Where the rows and sections of a flattened table begin: the chain of their numbers.

A number counts only where the chain expects it, at the start of a line and before the start of a sentence; so years,
page numbers and numbers inside cells don't cut a row in two.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from documents.blocks.marks import roman_value
from documents.text.words import TextWord


class AnchorMark(StrEnum):
    """What an anchor begins."""

    ROW = "row"
    SECTION = "section"


@dataclass(frozen=True)
class Anchor:
    """The printed number of a row or section: first word inclusive, `content` the first word after the number."""

    mark: AnchorMark
    number: str
    first: int
    content: int


_NUMBER = re.compile(r"^(\d{1,3}(?:\.\d{1,2}){0,3})[.)]?$")
_ROMAN = re.compile(r"^([IVXL]+)[.)]?$")
_REST_OF_NUMBER = re.compile(r"^(?:\d{0,2}[.)]?|[IVX]{1,3}\.?)$")
_LETTER = re.compile(r"^([A-H])\.?$")
# After these words a number at a line's start goes on with the sentence: "Tháng" / "9".
_COUNTED = re.compile(r"^(?:tháng|quý|năm|ngày|khoản|điều|điểm|mục|lục|đoạn|khóa)$", re.IGNORECASE)
# After these only when more words follow on the line: a title may well end in "chuyển đổi số".
_COUNTED_WITHIN = re.compile(r"^(?:số|đến|từ|tuổi|lần|nhất|trên|dưới|đạt|khoảng|là|kỳ|nhóm|hơn|thiểu)$", re.IGNORECASE)
_UNIT = re.compile(r"^(?:tháng|năm|ngày|tuần|giờ|quý|%|tỷ|triệu|nghìn|và|xã|phường|huyện|tỉnh|đơn|cơ|sở)$")
# A printed chain may lack a few numbers; more than that is some other number.
_WIDEST_GAP = 3
# Words of a section's title in small letters, at most.
_LONGEST_TITLE = 30
# So far a title is looked at; no heading has as many words.
_FAR = 150
# What an anchor is worth, what each number left out before it costs, and how many choices are followed up.
_ANCHOR, _GAP, _PATHS = 3.0, 3.5, 40

Chain = tuple[int, ...]


@dataclass(frozen=True)
class _Candidate:
    """A number that may be an anchor. `doubt` is what it loses for the words around it."""

    anchor: Anchor
    chain: Chain
    doubt: float = 0.0
    lettered: bool = False


@dataclass(frozen=True)
class _Path:
    """Anchors chosen so far: the last row's number, the open sections, and how much speaks for the choice."""

    score: float = 0.0
    row: Chain = ()
    letter: int = 0
    roman: int = 0
    after_section: bool = True
    last: Anchor | None = None
    before: "_Path | None" = None

    @property
    def state(self) -> tuple[Chain, int, int, bool]:
        """All that the choice of the next anchor depends on."""
        return self.row, self.letter, self.roman, self.after_section

    def chosen(self) -> list[Anchor]:
        """The anchors in reading order."""
        anchors: list[Anchor] = []
        path: _Path | None = self
        while path is not None and path.last is not None:
            anchors.append(path.last)
            path = path.before
        return anchors[::-1]


def anchors_in(words: Sequence[TextWord]) -> list[Anchor]:
    """The anchors of one table's words, header left out, in reading order."""
    candidates = _in_usual_style([found for place in range(len(words)) for found in _candidates(words, place)])
    paths = [_Path()]
    for candidate, end in zip(candidates, _next_rows(candidates, len(words)), strict=True):
        taken = [path for before in paths if (path := _with(before, candidate, words, end)) is not None]
        paths = _best(paths + taken)
    return max(paths, key=lambda path: path.score).chosen()


def _next_rows(candidates: Sequence[_Candidate], words: int) -> list[int]:
    """Where the next row may begin after each candidate."""
    nexts, following = [], words
    for candidate in reversed(candidates):
        nexts.append(following)
        following = following if _is_section(candidate) else candidate.anchor.first
    return nexts[::-1]


def _best(paths: Sequence[_Path]) -> list[_Path]:
    """The best path of each state, the most promising states only."""
    best: dict[object, _Path] = {}
    for path in paths:
        if path.state not in best or path.score > best[path.state].score:
            best[path.state] = path
    return sorted(best.values(), key=lambda path: -path.score)[:_PATHS]


def _in_usual_style(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The candidates, those doubted that aren't printed as most are, with or without a dot."""
    rows = [candidate for candidate in candidates if not _is_section(candidate)]
    dotted = sum(candidate.anchor.number.endswith(".") for candidate in rows) * 2 > len(rows)
    return [
        candidate
        if _is_section(candidate) or candidate.anchor.number.endswith(".") == dotted
        else replace(candidate, doubt=candidate.doubt + 1.0)
        for candidate in candidates
    ]


def _is_section(candidate: _Candidate) -> bool:
    return candidate.anchor.mark is AnchorMark.SECTION


def _with(path: _Path, found: _Candidate, words: Sequence[TextWord], end: int) -> _Path | None:
    """The path with one more anchor, None where its number doesn't go on from there. `end` is the next row's start."""
    if path.last is not None and found.anchor.first < path.last.content:
        return None
    if _is_section(found):
        return _with_section(path, found, words, end)
    missing = _missing(found.chain, path)
    if missing is None:
        return None
    gain = _ANCHOR - found.doubt - _GAP * missing
    score = path.score + gain
    return replace(path, score=score, row=found.chain, after_section=False, last=found.anchor, before=path)


def _with_section(path: _Path, found: _Candidate, words: Sequence[TextWord], end: int) -> _Path | None:
    value = found.chain[0]
    missing = value - (path.letter if found.lettered else path.roman) - 1
    title_fit = _title_fit(words[found.anchor.content : min(end, found.anchor.content + _FAR)])
    if missing < 0 or (title_fit < 0 and missing >= _WIDEST_GAP):
        return None
    # An extract of a plan may hold few of its sections; a title in capitals is believed all the same.
    gain = _ANCHOR - found.doubt - (_GAP * missing if title_fit < 0 else 0.5 * (missing > 0)) + title_fit
    # "I" starts anew under each of "A", "B", …
    letter, roman = (value, 0) if found.lettered else (path.letter, value)
    return replace(
        path,
        score=path.score + gain,
        letter=letter,
        roman=roman,
        after_section=True,
        last=found.anchor,
        before=path,
    )


def _title_fit(title: Sequence[TextWord]) -> float:
    """How well the words up to the next row would do as a section's title: 0 at best."""
    letters = [letter for word in title for letter in word.text if letter.isalpha()]
    if sum(letter.isupper() for letter in letters) > 0.8 * len(letters):
        return 0.0
    return -1.5 if len(title) <= _LONGEST_TITLE else -5.0


def _missing(chain: Chain, path: _Path) -> int | None:
    """How many numbers are left out between the path's last row and the given one; None if it can't follow."""
    if chain == (1,) and path.after_section:
        return 0
    if not path.row:
        return 0 if chain == (1, 1) else None
    deeper = {(*path.row, 1)}
    beside = {(*path.row[:depth], path.row[depth] + 1) for depth in range(len(path.row))}
    if chain in deeper | beside:
        return 0
    gap = chain[0] - path.row[0] - 1
    return gap if len(chain) == 1 and 0 < gap < _WIDEST_GAP else None


def _candidates(words: Sequence[TextWord], place: int) -> Iterator[_Candidate]:
    """What a number at a place may be, read alone or with the rest of it on the lines below."""
    word = words[place]
    if not word.starts_line or word.glued:
        return
    number, content = word.text, place + 1
    while content < len(words):
        for found in (_row(words, number, place, content), _section(words, number, place, content)):
            if found is not None:
                yield replace(found, doubt=found.doubt + _doubt(words, place))
        # In a narrow column "10." is printed as "1" / "0." and "VIII" as "VII" / "I".
        if not (words[content].starts_line and _REST_OF_NUMBER.match(words[content].text)):
            return
        number += words[content].text
        content += 1


def _doubt(words: Sequence[TextWord], place: int) -> float:
    """How much the word before makes the number part of its sentence."""
    before = words[place - 1].text if place else ""
    if not before or before.isupper() or words[place].text.endswith("."):
        return 0.0
    if _COUNTED.match(before):
        return 2.5
    if not words[place].text[0].isdigit() or words[place + 1].starts_line:
        return 0.0
    return 2.5 if _COUNTED_WITHIN.match(before) else 0.0


def _row(words: Sequence[TextWord], number: str, first: int, content: int) -> _Candidate | None:
    found = _NUMBER.match(number)
    if found is None or not _starts_sentence(words[content]):
        return None
    chain = tuple(int(part) for part in found[1].split("."))
    doubt = 1.5 if words[content].text[0].islower() else 0.0
    return _Candidate(Anchor(AnchorMark.ROW, number, first, content), chain, doubt)


def _section(words: Sequence[TextWord], number: str, first: int, content: int) -> _Candidate | None:
    if not words[content].text[0].isupper():
        return None
    anchor = Anchor(AnchorMark.SECTION, number, first, content)
    roman, letter = _ROMAN.match(number), _LETTER.match(number)
    if roman and (value := roman_value(roman[1])):
        return _Candidate(anchor, (value,))
    return _Candidate(anchor, ("ABCDEFGH".index(letter[1]) + 1,), lettered=True) if letter else None


def _starts_sentence(word: TextWord) -> bool:
    return not word.text[0].islower() or (word.starts_line and not _UNIT.match(word.text.lower()))
