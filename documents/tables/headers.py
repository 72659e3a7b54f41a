"""What the columns of a table mean, by the words of its header: in any order, on one line or two.

Wordings differ from office to office ("Cơ quan chủ trì", "Đơn vị chủ trì tham mưu", "Phân công thực hiện"), so a
column is known by the first telling word in its header, accents left aside: those are what slips and scans lose.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from documents.blocks.folding import bare_words, cell_line
from documents.blocks.marks import read_mark
from documents.blocks.values import WIDEST, Cell, Table, TableRow, spread
from documents.tables.periods import named_periods


class Column(StrEnum):
    """What a column holds. The values, `OTHER` and `OPENS` aside, are the fields of `workflow.plan.TaskRow`."""

    NUMBER = "number"
    TITLE = "title"
    LEAD = "lead"
    COOPERATING = "cooperating"
    PRODUCT = "product"
    OPENS = "opens"
    DEADLINE = "deadline"
    NOTE = "note"
    OTHER = "other"


@dataclass(frozen=True)
class Header:
    """A task table's header. `columns` and `labels` stand for the grid's columns, left to right.

    `starts` says at which grid column each printed header cell begins; `height` is the number of table rows up to and
    including the header and its line of column numbers. A `guessed` header stands nowhere: the cells below told.
    """

    columns: tuple[Column, ...]
    labels: tuple[str, ...]
    starts: tuple[int, ...]
    height: int
    guessed: bool = False

    def has(self, column: Column) -> bool:
        return column in self.columns

    @property
    def names_number(self) -> bool:
        """Whether it says "TT" or the like, which no row of tasks does."""
        return any(_NUMBER.match(bare_words(label)) for label in self.labels)


_OFFICE = r"(?:co quan|don vi|dau moi|to chuc|ca nhan|bo phan|so nganh|nguoi|to|ban)"
# The first telling word decides; where two begin at the same place, the earlier line does.
_TELLING: tuple[tuple[Column, str], ...] = (
    (Column.OTHER, r"don vi tinh|dvt|kinh phi|du toan|nguon (?:von|luc|kinh phi)|can cu|co so phap ly|co so de xuat"),
    (Column.OTHER, r"lanh dao (?:\w+ ){0,4}?(?:phu trach|chi dao|theo doi)|nguoi theo doi|cap trinh|cap ban hanh"),
    (Column.OTHER, r"cap (?:tham quyen|quyet dinh|phe duyet)|(?:dia|dien) (?:diem|ban|thoai)|doi tuong|tinh trang"),
    (Column.OTHER, r"ket qua thuc hien den|danh gia|ty le|so luong|khoi luong|nhom (?:nhiem vu|noi dung)"),
    (Column.COOPERATING, rf"(?:{_OFFICE} )*(?:cung )?(?:tham gia )?phoi hop"),
    (Column.LEAD, rf"(?:{_OFFICE} )*(?:\w+ ){{0,2}}?(?:chu tri|chiu trach nhiem|dau moi|tham muu)"),
    (
        Column.LEAD,
        rf"{_OFFICE} (?:\w+ ){{0,4}}?(?:thuc hien|trien khai|giao|phu trach|soan thao|trinh|xay dung|chuan bi)",
    ),
    (Column.LEAD, r"phan cong|trach nhiem|nguoi thuc hien"),
    (Column.OPENS, r"(?:thoi gian |thoi diem |ngay )?(?:bat dau|khoi cong)|tu (?:ngay|thang)$"),
    (Column.DEADLINE, r"thoi (?:gian|han|diem)|tien do|lo trinh|moc |han (?:\w+ )?(?:hoan thanh|trinh|xu ly|cuoi)"),
    (Column.DEADLINE, r"(?:ngay|nam|thang|quy) (?:phai )?(?:hoan thanh|ket thuc|trinh|ban hanh)|ket thuc"),
    (Column.DEADLINE, r"hoan thanh (?:truoc|trong)|han$|den (?:ngay|thang)$"),
    (Column.PRODUCT, r"(?:du kien )?(?:ket qua|san pham|dau ra|hinh thuc)|the thuc|loai van ban"),
    (Column.NOTE, r"ghi chu"),
    (Column.TITLE, r"noi dung|nhiem vu|cong viec|cong tac|giai phap|hoat dong|de an|chuong trinh|du an|ten van ban"),
    (Column.TITLE, r"nghi quyet|van ban|dau viec|viec can lam"),
)
_PATTERNS = tuple((column, re.compile(rf"\b(?:{words})")) for column, words in _TELLING)
_NUMBER = re.compile(r"^(?:s?tt|so tt|so thu tu|so|stt tt)$")
# Targets and names are no tasks by themselves, but are the task column of a table that has deadlines.
_WEAK_TITLE = re.compile(r"\b(?:chi tieu|muc tieu|ten|danh muc|tieu chi|nhom|linh vuc)\b")
_WEAK_LEAD = re.compile(rf"^{_OFFICE}(?: {_OFFICE})*$")
_COLUMN_NUMBER = re.compile(r"^\(?(\d{1,2}|[A-Z])\)?(?:\s*=.*)?$")

NARROWEST = 3
"""The fewest columns a table has whose rows may stand without a header above them, or be one wide cell."""

_LONGEST_LABEL = 90
_DEEPEST_HEADER = 12


def read_header(table: Table) -> Header | None:
    """The header of a task table, or None for any other table.

    A task table names its tasks and, beside them, who leads or by when. Titles printed above the header inside the
    table are passed over.
    """
    for top, row in enumerate(table.rows[:_DEEPEST_HEADER]):
        below = table.rows[top + 1] if top + 1 < len(table.rows) else None
        rows = [row, below] if below is not None and _goes_on(row, below) else [row]
        body = table.rows[top + len(rows) :]
        header = _header(named_periods(rows, body))
        if header is not None:
            height = top + len(rows)
            columns = _finest_title(header.columns, body)
            return Header(columns, header.labels, header.starts, height + _number_lines(table, height))
    return None


def is_header(row: TableRow) -> bool:
    """Whether the row by itself reads as a task table's header."""
    return _header([row]) is not None


def meaning_of(label: str) -> Column | None:
    """What a column of that label alone means; None when the label doesn't tell."""
    meaning = _meaning([bare_words(label)])
    return None if meaning is Column.OTHER and _told(bare_words(label)) is None else meaning


def is_column_numbers(row: TableRow) -> bool:
    """Whether the row only numbers the columns, as in "(1) (2) (3)" or "A B 1 2"."""
    found = [_COLUMN_NUMBER.match(cell_line(cell.text)) for cell in row.cells if cell.text.strip()]
    if len(found) < 3 or not all(found):
        return False
    marks = [match[1] for match in found if match]
    digits = [int(mark) for mark in marks if mark.isdigit()]
    return len(set(marks)) == len(marks) and all(b == a + 1 for a, b in pairwise(digits))


def _header(rows: Sequence[TableRow]) -> Header | None:
    said = [cell_line(cell.text) for row in rows for cell in row.cells]
    # A row that is numbered is a task, however much its words sound like a header's.
    if any(len(text) > _LONGEST_LABEL or read_mark(text) for text in said):
        return None
    grids = [spread(row) for row in rows]
    labels = [tuple(_labels(grids, column)) for column in range(len(grids[0]))]
    columns = _columns([[bare_words(label) for label in stack] for stack in labels])
    if not _tells_tasks(columns):
        return None
    return Header(columns, tuple(" - ".join(stack) for stack in labels), _starts(rows), len(rows))


def _labels(grids: Sequence[Sequence[Cell]], column: int) -> Iterator[str]:
    """What stands over a grid column, from the top down, each wording once."""
    seen = set()
    for grid in grids:
        label = cell_line(grid[column].text) if column < len(grid) else ""
        if label and label not in seen:
            seen.add(label)
            yield label


def _columns(stacks: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    columns = [_meaning(stack) for stack in stacks]
    if Column.NUMBER not in columns and columns and not any(stacks[0]) and Column.TITLE in columns[1:]:
        columns[0] = Column.NUMBER
    _settle(columns, stacks, Column.TITLE, _WEAK_TITLE, when=Column.DEADLINE in columns)
    _settle(columns, stacks, Column.LEAD, _WEAK_LEAD, when=Column.TITLE in columns)
    return tuple(columns)


def _settle(
    columns: list[Column], stacks: Sequence[Sequence[str]], wanted: Column, weak: re.Pattern[str], *, when: bool
) -> None:
    """Give a column that nothing else claims to a meaning that is still missing."""
    if wanted in columns or not when:
        return
    for place, stack in enumerate(stacks):
        if columns[place] is Column.OTHER and stack and weak.search(stack[-1]) and "tinh" not in stack[-1]:
            columns[place] = wanted
            return


def _meaning(stack: Sequence[str]) -> Column:
    """The lowest label that tells decides; the ones above it are but the group's name."""
    for label in reversed(stack):
        if _NUMBER.match(label):
            return Column.NUMBER
        found = _told(label)
        if found is not None:
            return found
    return Column.OTHER


def _told(label: str) -> Column | None:
    matches = [(match.start(), place) for place, (_, words) in enumerate(_PATTERNS) if (match := words.search(label))]
    return _PATTERNS[min(matches)[1]][0] if matches else None


def _tells_tasks(columns: Sequence[Column]) -> bool:
    known = {column for column in columns if column is not Column.OTHER}
    return Column.TITLE in known and bool(known & {Column.LEAD, Column.DEADLINE}) and len(known) >= 2


def _finest_title(columns: tuple[Column, ...], body: Sequence[TableRow]) -> tuple[Column, ...]:
    """The columns with one title where the first of two is merged over several rows of the second: it names a group."""
    titles = [place for place, column in enumerate(columns) if column is Column.TITLE]
    if len(titles) < 2:
        return columns
    rows = [grid for row in body if len(grid := spread(row)) == len(columns)]
    if not any(row[titles[0]].merged and not row[titles[1]].merged and row[titles[1]].text.strip() for row in rows):
        return columns
    return tuple(Column.OTHER if place == titles[0] else column for place, column in enumerate(columns))


def _starts(rows: Sequence[TableRow]) -> tuple[int, ...]:
    """Where printed columns begin: at each cell of the finest header row."""
    starts = set()
    for row in rows:
        column = 0
        for cell in row.cells:
            starts.add(column)
            column += cell.columns
    return tuple(sorted(start for start in starts if start < WIDEST))


def _goes_on(row: TableRow, below: TableRow) -> bool:
    """Whether the header has a second line: its own labels stand under a wide cell, all else is merged or empty."""
    upper, lower = spread(row), below.cells
    if len(row.cells) == 1 or is_column_numbers(below) or not any(cell.columns > 1 for cell in row.cells):
        return False
    column = 0
    named = False
    for cell in lower:
        above = upper[column] if column < len(upper) else Cell("")
        text = cell_line(cell.text)
        if text and not cell.merged and text != cell_line(above.text):
            if above.columns == 1 or len(text) > _LONGEST_LABEL:
                return False
            named = True
        column += cell.columns
    return named and len(lower) > 1


def _number_lines(table: Table, height: int) -> int:
    return int(height < len(table.rows) and is_column_numbers(table.rows[height]))
