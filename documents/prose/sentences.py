"""The document's running text: physical lines joined to passages, passages cut into sentences, each with its line."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from documents.blocks.folding import LOWER, UPPER, capital_share, cell_line, tidy
from documents.blocks.values import Block, Paragraph, Table

# What lays out a page in two columns without being a table of anything: letterhead and signature.
LAYOUT_MARKS = re.compile(
    r"cộng h[òo]à? xã hội|độc lập\s*-\s*tự do|đảng cộng sản|^\s*số\s*:|nơi nhận|^\s*(?:tm|kt|tl|tuq)\s*\.",
    re.IGNORECASE | re.MULTILINE,
)
LAYOUT_ROWS = 8
ITEM = re.compile(
    r"^\s*(?:[-–—+•*▪]\s*|\(?[a-zđ]\)\s*|\d{1,2}(?:\.\d{1,2})*[.)]\s+|\d{1,2}(?:\.\d{1,2})+\s+|[IVX]+\.\s+|Điều\s+\d)"
)
PAGE_NUMBER = re.compile(r"[-–]?\s*\d{1,3}\s*[-–]?$")
ENDED = re.compile(r"[.;:!?…]\s*[)”\"]?\s*$")
# A sentence ends at a full stop before a capital, a digit or a bracket; "KT." and "TP." end none, "kiến.Tổ" does.
FULL_STOP = re.compile(rf"(?<![IVX])(?<!\b\d)(?<!\b\d\d)[.!?…]+[)”\"]*(?:\s+(?=[^\s{LOWER}])|(?=[{UPPER}][{LOWER}]))")
ABBREVIATED = re.compile(r"\b(?:TP|KT|TM|TL|TS|ThS|PGS|GS|BS|Tr|tr|v\.v)$")
# Dots, blanks or dashes that only fill a line.
FILLER = re.compile(r"(.)\1{20,}")
SHORTENED = 10
_LONGEST_LINE = 5_000
# Lines this long were not broken by a page.
UNBROKEN = 130
FULL = 0.85
FEW_LETTERS = 4


@dataclass(frozen=True)
class ProseLine:
    """A printed line. `apart` says that blank lines stand between it and the line above."""

    text: str
    line: int
    apart: bool = False


@dataclass(frozen=True)
class Sentence:
    """A sentence and the lines of its first and last letter."""

    text: str
    line: int
    last_line: int


@dataclass(frozen=True)
class Passage:
    """A paragraph as meant: the printed lines that belong together. `starts` holds (offset, line) for each of them."""

    text: str
    starts: tuple[tuple[int, int], ...]

    @property
    def line(self) -> int:
        return self.starts[0][1]

    def line_at(self, offset: int) -> int:
        """The line that the letter at an offset stands on."""
        place = bisect_right(self.starts, offset, key=lambda start: start[0])
        return self.starts[max(0, place - 1)][1]

    def sentences(self) -> Iterator[Sentence]:
        """The sentences in order, without the blanks around them."""
        start = 0
        stops = (stop for stop in FULL_STOP.finditer(self.text) if not ABBREVIATED.search(self.text[: stop.start()]))
        for end in (*(stop.end() for stop in stops), len(self.text)):
            text = self.text[start:end]
            first = start + len(text) - len(text.lstrip())
            last = start + len(text.rstrip())
            if last > first:
                yield Sentence(self.text[first:last], self.line_at(first), self.line_at(last - 1))
            start = end


def prose_lines(blocks: Sequence[Block]) -> tuple[ProseLine, ...]:
    """The printed lines outside tables; a letterhead or signature table counts, column by column."""
    lines: list[ProseLine] = []
    last = 0
    for block in blocks:
        for text, number in _texts(block):
            for printed in _printed(text):
                if printed and not PAGE_NUMBER.match(printed):
                    lines.append(ProseLine(printed, number, bool(number and number > last + 1)))
                    last = number
    return tuple(lines)


def _printed(text: str) -> Iterator[str]:
    """The lines of a text, fillers shortened; a line no page could hold is cut, so that no pattern runs for ever."""
    for line in tidy(text).split("\n"):
        short = FILLER.sub(lambda match: match[1] * SHORTENED, line).strip()
        yield from (short[start : start + _LONGEST_LINE] for start in range(0, len(short), _LONGEST_LINE))


def _texts(block: Block) -> Iterator[tuple[str, int]]:
    if isinstance(block, Paragraph):
        yield block.text, block.line
    elif is_layout(block):
        for column in range(max(len(row.cells) for row in block.rows)):
            yield from ((row.cells[column].text, row.line) for row in block.rows if column < len(row.cells))


def is_layout(table: Table) -> bool:
    """Whether a table only sets a letterhead or a signature side by side."""
    texts = [cell.text for row in table.rows for cell in row.cells]
    return 0 < len(table.rows) <= LAYOUT_ROWS and any(LAYOUT_MARKS.search(text) for text in texts)


def passages_of(lines: Sequence[ProseLine]) -> tuple[Passage, ...]:
    """The lines joined to passages: a new one begins at an item's mark, after an end, or where a line was not full."""
    width = _width(lines)
    groups: list[list[ProseLine]] = []
    for line in lines:
        room = groups and sum(len(one.text) for one in groups[-1]) < _LONGEST_LINE
        if room and _continues(groups[-1][-1], line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(_passage(group) for group in groups)


def _width(lines: Sequence[ProseLine]) -> float:
    """How long a full line is; endless when the source's lines are whole paragraphs."""
    lengths = sorted(len(line.text) for line in lines if len(line.text) > UNBROKEN // 4)
    usual = lengths[len(lengths) * 9 // 10] if lengths else 0
    return usual if 0 < usual < UNBROKEN else float("inf")


def _continues(above: ProseLine, line: ProseLine, width: float) -> bool:
    if ITEM.match(line.text):
        return False
    if _capitals(above.text) or _capitals(line.text):
        return _capitals(above.text) and _capitals(line.text) and not line.apart and width < UNBROKEN
    full = len(above.text) + len(line.text.split()[0]) >= width * FULL
    if line.text[0].islower():
        return full or not re.search(r"[;:]\s*$", above.text)
    return full and not line.apart and not ENDED.search(above.text)


def _capitals(text: str) -> bool:
    # The rest of a line such as "II/2026." is not a heading in capitals.
    return sum(letter.isalpha() for letter in text) > FEW_LETTERS and capital_share(text) > 0.9


def _passage(lines: Sequence[ProseLine]) -> Passage:
    text = ""
    starts: list[tuple[int, int]] = []
    for line in lines:
        if text and not re.search(r"[\dA-ZĐ]-$", text):
            text += " "
        starts.append((len(text), line.line))
        text += cell_line(line.text)
    return Passage(text, tuple(starts))
