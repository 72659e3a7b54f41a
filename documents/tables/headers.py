"""What the columns of a table mean, by the words of its header: in any order, on one line or two."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from documents.blocks.folding import bare_words, cell_line
from documents.blocks.marks import read_mark
from documents.blocks.values import WIDEST, Cell, Table, TableRow, spread
from documents.tables.columns import OFFICE_WORD, TableColumn, column_told_by
from documents.tables.periods import TICKS, named_periods
from documents.tables.tracking import mostly_numbers, mostly_states, tells_times


@dataclass(frozen=True)
class Header:
    """A task table's header. `columns` and `labels` stand for the grid's columns, left to right.

    `starts` says at which grid column each printed header cell begins; `height` is the number of table rows up to and
    including the header and its line of column numbers. A `guessed` header stands nowhere: the cells below told.
    `told_by_cells` is the label of a column that only its cells show to be the deadlines.
    """

    columns: tuple[TableColumn, ...]
    labels: tuple[str, ...]
    starts: tuple[int, ...]
    height: int
    guessed: bool = False
    told_by_cells: str = ""

    def has(self, column: TableColumn) -> bool:
        return column in self.columns

    def label_of(self, column: TableColumn) -> str:
        """What the first column of that meaning is headed; "" when there is none."""
        return next((label for found, label in zip(self.columns, self.labels, strict=True) if found is column), "")

    @property
    def names_both_roles(self) -> bool:
        """Whether one column is headed "chủ trì, phối hợp", so that its cells must say who is which."""
        label = bare_words(self.label_of(TableColumn.LEAD))
        return not self.has(TableColumn.COOPERATING) and "chu tri" in label and "phoi hop" in label

    @property
    def names_number(self) -> bool:
        """Whether it says "TT" or the like, which no row of tasks does."""
        return any(_NUMBER.match(bare_words(label)) for label in self.labels)


_NUMBER = re.compile(r"^(?:s?tt|so tt|so thu tu|so|stt tt)$")
# Targets and names are no tasks by themselves, but are the task column of a table that has deadlines.
_WEAK_TITLE = re.compile(r"\b(?:chi tieu|muc tieu|ten|danh muc|danh sach|tieu chi|nhom|linh vuc)\b")
_WEAK_LEAD = re.compile(rf"^{OFFICE_WORD}(?: {OFFICE_WORD})*$")
# Side by side, who does it in the province and who in the communes: each level for itself.
_LEVEL = re.compile(
    rf"^(?:cac )?(?:{OFFICE_WORD} )?(?:o )?(?:cap (?:trung uong|tinh|huyen|xa|co so)|dia phuong|so,? (?:ban )?nganh|"
    r"(?:ubnd|uy ban nhan dan) (?:cap xa|(?:cac )?xa(?: phuong)?))(?: thuc hien)?$"
)
_FEWEST_LEVELS = 2
_NO_SUBJECT = re.compile(r"^(?:ngay|thu|buoi|gio|ma|so|ho (?:va )?ten|dia|loai|nam|don vi|co quan|cap)\b")
# Under a wide "Thời hạn": "Giao | Hoàn thành", "Dự kiến | Thực tế".
_UNDER_TIME = re.compile(r"^(?:ngay )?(?:giao(?: viec| nhiem vu)?|bat dau|tu|thuc te)$")
_COLUMN_NUMBER = re.compile(r"^\(?(\d{1,2}|[A-Z])\)?(?:\s*=.*)?$")

NARROWEST = 3
"""The fewest columns a table has whose rows may stand without a header above them, or be one wide cell."""

# What several columns of one meaning are told apart by, the plainest first.
_TERMS = (
    re.compile(r"\bcu the$"),
    re.compile(r"\bhan\b|khi nao|bao gio|truoc ngay|phai hoan thanh"),
    re.compile(r"hoan thanh|ket thuc|den (?:ngay|thang)"),
    re.compile(r"thoi (?:gian|diem)|lo trinh|moc|trinh|ban hanh"),
)
_PERSON = re.compile(r"\b(?:nguoi|chuyen vien|can bo|cong chuc|lanh dao|ca nhan)\b")
_LEADERS = (
    re.compile(r"chu tri"),
    re.compile(r"dau moi|chiu trach nhiem|tham muu"),
    re.compile(r"^(?!.*\b(?:nguoi|can bo|ca nhan)\b)"),
)
_PRODUCTS = (re.compile(r"^(?!.*ket qua (?:thuc hien|dat duoc|trien khai|xu ly|giai quyet))"),)
_DONE_ON = re.compile(
    r"^(?:ngay|thoi (?:gian|diem)) (?:hoan thanh|ket thuc|ban hanh|trinh|thuc hien xong)|^hoan thanh|^ngay xong"
)
_MAY_BE_STATE = re.compile(r"tien do|ket qua|thoi gian|hoan thanh")
_NO_AMOUNTS = frozenset({TableColumn.TITLE, TableColumn.LEAD, TableColumn.COOPERATING, TableColumn.DEADLINE})

_LONGEST_LABEL = 90
_LONGEST_BODY = 100
DEEPEST_HEADER = 12


def read_header(table: Table) -> Header | None:
    """The header of a task table, or None for any other table.

    A task table names its tasks and, beside them, who leads or by when. Titles printed above the header inside the
    table are passed over.
    """
    for top, row in enumerate(table.rows[:DEEPEST_HEADER]):
        below = table.rows[top + 1] if top + 1 < len(table.rows) else None
        rows = [row, below] if below is not None and _goes_on(row, below) else [row]
        body = table.rows[top + len(rows) :]
        header = _header(named_periods(rows, body))
        if header is not None:
            height = top + len(rows)
            columns = _finest_title(_settled(header.columns, header.labels, body), body)
            if not _tells_tasks(columns):
                continue
            whole = Header(columns, header.labels, header.starts, height + _number_lines(table, height))
            return _with_times(whole, body)
    return None


def is_header(row: TableRow) -> bool:
    """Whether the row by itself reads as a task table's header."""
    return _header([row]) is not None


def meaning_of(label: str) -> TableColumn | None:
    """What a column of that label alone means; None when the label doesn't tell."""
    meaning = _meaning([bare_words(label)])
    return None if meaning is TableColumn.OTHER and column_told_by(bare_words(label)) is None else meaning


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


def _columns(stacks: Sequence[Sequence[str]]) -> tuple[TableColumn, ...]:
    columns = [_meaning(stack) for stack in stacks]
    if TableColumn.NUMBER not in columns and columns and not any(stacks[0]) and TableColumn.TITLE in columns[1:]:
        columns[0] = TableColumn.NUMBER
    _settle(columns, stacks, TableColumn.TITLE, _WEAK_TITLE, when=TableColumn.DEADLINE in columns)
    _settle_levels(columns, stacks)
    _settle_subject(columns, stacks)
    _settle(columns, stacks, TableColumn.LEAD, _WEAK_LEAD, when=TableColumn.TITLE in columns)
    return tuple(columns)


def _settle_subject(columns: list[TableColumn], stacks: Sequence[Sequence[str]]) -> None:
    """Where one column says who leads and one by when, the first of unknown meaning names what is to be done."""
    led = any(
        column is TableColumn.LEAD and stack and _LEADERS[0].search(stack[-1])
        for column, stack in zip(columns, stacks, strict=True)
    )
    if TableColumn.TITLE in columns or TableColumn.DEADLINE not in columns or not led:
        return
    for place, stack in enumerate(stacks):
        unknown = columns[place] is TableColumn.OTHER and stack and column_told_by(stack[-1]) is None
        if unknown and not _NO_SUBJECT.search(stack[-1]):
            columns[place] = TableColumn.TITLE
            return


def _settle_levels(columns: list[TableColumn], stacks: Sequence[Sequence[str]]) -> None:
    """Several columns headed by levels of government are who leads, where no other column says so."""
    levels = [
        place
        for place, stack in enumerate(stacks)
        if stack and _LEVEL.match(stack[-1]) and columns[place] in {TableColumn.OTHER, TableColumn.LEAD}
    ]
    others = [place for place, column in enumerate(columns) if column is TableColumn.LEAD and place not in levels]
    if len(levels) >= _FEWEST_LEVELS and not others:
        for place in levels:
            columns[place] = TableColumn.LEAD


def _settle(
    columns: list[TableColumn],
    stacks: Sequence[Sequence[str]],
    wanted: TableColumn,
    weak: re.Pattern[str],
    *,
    when: bool,
) -> None:
    """Give a column that nothing else claims to a meaning that is still missing."""
    if wanted in columns or not when:
        return
    for place, stack in enumerate(stacks):
        if columns[place] is TableColumn.OTHER and stack and weak.search(stack[-1]) and "tinh" not in stack[-1]:
            columns[place] = wanted
            return


def _meaning(stack: Sequence[str]) -> TableColumn:
    """The lowest label that tells decides; the ones above it are but the group's name."""
    for place, label in reversed(list(enumerate(stack))):
        if _NUMBER.match(label):
            return TableColumn.NUMBER
        if _UNDER_TIME.match(label) and place and column_told_by(stack[place - 1]) is TableColumn.DEADLINE:
            return TableColumn.FINISHED if label.endswith("thuc te") else TableColumn.OPENS
        found = column_told_by(label)
        if found is not None:
            return found
    return TableColumn.OTHER


def _tells_tasks(columns: Sequence[TableColumn]) -> bool:
    known = {column for column in columns if column is not TableColumn.OTHER}
    return TableColumn.TITLE in known and bool(known & {TableColumn.LEAD, TableColumn.DEADLINE}) and len(known) >= 2


def _finest_title(columns: tuple[TableColumn, ...], body: Sequence[TableRow]) -> tuple[TableColumn, ...]:
    """The columns with one title where the first of two is merged over several rows of the second: it names a group."""
    titles = [place for place, column in enumerate(columns) if column is TableColumn.TITLE]
    if len(titles) < 2:
        return columns
    rows = [grid for row in body if len(grid := spread(row)) == len(columns)]
    if not any(row[titles[0]].merged and not row[titles[1]].merged and row[titles[1]].text.strip() for row in rows):
        return columns
    return tuple(TableColumn.OTHER if place == titles[0] else column for place, column in enumerate(columns))


def _settled(
    columns: tuple[TableColumn, ...], labels: Sequence[str], body: Sequence[TableRow]
) -> tuple[TableColumn, ...]:
    """The columns as their cells bear them out: of several times one is the deadline, of several leads one leads.

    A "Tiến độ" of "50%" is a state, amounts are nobody's deadline, and a day beside the term is when it was done.
    """
    found = list(columns)
    stacks = _stacks(body, len(columns))
    for place, column in enumerate(columns):
        if column in _NO_AMOUNTS and mostly_numbers(stacks[place]):
            found[place] = TableColumn.OTHER
        elif column in {TableColumn.DEADLINE, TableColumn.PRODUCT} and _tells_state(
            bare_words(labels[place]), stacks[place]
        ):
            found[place] = TableColumn.STATE
    ticked = {place for place, stack in enumerate(stacks) if {cell_line(text) for text in stack} <= TICKS | {""}}
    times = [place for place, column in enumerate(found) if column is TableColumn.DEADLINE and place not in ticked]
    _keep_strongest(found, labels, times, _TERMS, _second_time)
    for column, strengths in ((TableColumn.LEAD, _LEADERS), (TableColumn.PRODUCT, _PRODUCTS)):
        places = [place for place, one in enumerate(found) if one is column]
        _keep_strongest(
            found, labels, places, strengths, _second_lead if column is TableColumn.LEAD else _second_product
        )
    return tuple(found)


def _with_times(header: Header, body: Sequence[TableRow]) -> Header:
    """The header with a column of unknown label as the deadline, where none is headed so and its cells are times."""
    if header.has(TableColumn.DEADLINE):
        return header
    stacks = _stacks(body, len(header.columns))
    for place, label in enumerate(header.labels):
        if (
            header.columns[place] is TableColumn.OTHER
            and column_told_by(bare_words(label)) is None
            and tells_times(stacks[place])
        ):
            columns = (*header.columns[:place], TableColumn.DEADLINE, *header.columns[place + 1 :])
            return replace(header, columns=columns, told_by_cells=label)
    return header


def _stacks(body: Sequence[TableRow], width: int) -> list[list[str]]:
    """The texts below each column, wide cells aside; a merged cell counts once."""
    stacks: list[list[str]] = [[] for _ in range(width)]
    for row in body[:_LONGEST_BODY]:
        for place, cell in enumerate(() if is_column_numbers(row) else spread(row)[:width]):
            if cell.columns == 1 and not cell.merged:
                stacks[place].append(cell.text)
    return stacks


def _tells_state(label: str, stack: Sequence[str]) -> bool:
    return bool(_MAY_BE_STATE.search(label)) and mostly_states(stack)


def _keep_strongest(
    columns: list[TableColumn],
    labels: Sequence[str],
    places: Sequence[int],
    strengths: Sequence[re.Pattern[str]],
    second: Callable[[str, Sequence[TableColumn]], TableColumn],
) -> None:
    """Keep the columns whose label says most plainly what they are; `second` tells what the others are instead."""
    ranks = {place: _strength(bare_words(labels[place]), strengths) for place in places}
    best = min(ranks.values(), default=0)
    for place in places:
        if ranks[place] > best:
            columns[place] = second(bare_words(labels[place]), columns)


def _strength(label: str, strengths: Sequence[re.Pattern[str]]) -> int:
    return next((rank for rank, words in enumerate(strengths) if words.search(label)), len(strengths))


def _second_time(label: str, _columns: Sequence[TableColumn]) -> TableColumn:
    return TableColumn.FINISHED if _DONE_ON.search(label) else TableColumn.OTHER


def _second_lead(label: str, columns: Sequence[TableColumn]) -> TableColumn:
    carries_out = re.search(r"thuc hien|trien khai", label) and not _PERSON.search(label)
    return TableColumn.COOPERATING if carries_out and TableColumn.COOPERATING not in columns else TableColumn.OTHER


def _second_product(_label: str, _columns: Sequence[TableColumn]) -> TableColumn:
    return TableColumn.OTHER


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
            if cell.columns >= above.columns or len(text) > _LONGEST_LABEL:
                return False
            named = True
        column += cell.columns
    return named and len(lower) > 1


def _number_lines(table: Table, height: int) -> int:
    return int(height < len(table.rows) and is_column_numbers(table.rows[height]))
