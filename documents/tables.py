"""The task tables of a document: found among all tables, put together over pages, rows mapped to columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from documents.blocks import Block, Cell, Paragraph, Table, TableRow
from documents.captions import Heading, appendix_of, heading_above
from documents.folding import one_line, plain
from documents.headers import Column, Header, is_column_numbers, read_header

_NARROWEST = 3
_CLOCK = re.compile(r"^\D{0,8}\d{1,2}\s*(?:[:h]\s*\d{2}|h|giờ)\b", re.IGNORECASE)
_TICKS = frozenset({"x", "X", "+", "v", "V", "✓", "✔", "*", "●", "•"})


@dataclass(frozen=True)
class Entry:
    """A table row by the meaning of its cells. `cells` has every column of the header, folded to one line.

    `merged` are the columns whose cell continues the one above; `wide` says that one cell runs over most of the row;
    `starts_page` that a page break stands above it.
    """

    cells: Mapping[Column, str]
    merged: frozenset[Column] = frozenset()
    wide: bool = False
    starts_page: bool = False
    line: int = 0
    extra: tuple[tuple[str, str], ...] = ()

    def text(self, column: Column) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class TaskTable:
    """A task table as a reader sees it, page breaks aside. `heading` is the section named right above it."""

    header: Header
    entries: tuple[Entry, ...]
    appendix: str = ""
    heading: Heading | None = None
    merges_known: bool = False


@dataclass
class _Scan:
    """What stands between the last task table and the block being looked at."""

    appendix: str = ""
    above: list[Paragraph] = field(default_factory=list)
    tables: list[TaskTable] = field(default_factory=list)
    page: int = 0
    new_appendix: bool = False

    def pass_over(self, paragraph: Paragraph) -> None:
        opened = appendix_of(paragraph.text)
        if opened is not None:
            self.appendix = opened
            self.new_appendix = True
        self.above.append(paragraph)

    def add(self, table: Table, header: Header, entries: Sequence[Entry]) -> None:
        self.tables.append(
            TaskTable(header, tuple(entries), self.appendix, heading_above(self.above), table.merges_known)
        )
        self._past(table)

    def extend(self, table: Table, entries: Sequence[Entry]) -> None:
        last = self.tables[-1]
        self.tables[-1] = replace(last, entries=(*last.entries, *entries))
        self._past(table)

    def _past(self, table: Table) -> None:
        self.above = []
        self.new_appendix = False
        self.page = table.page


def task_tables(blocks: Sequence[Block]) -> list[TaskTable]:
    """The task tables in reading order; every other table is left alone."""
    scan = _Scan()
    for block in blocks:
        if isinstance(block, Paragraph):
            scan.pass_over(block)
        else:
            _take(block, scan)
    return [table for table in scan.tables if not _is_agenda(table)]


def _take(table: Table, scan: _Scan) -> None:
    header = read_header(table)
    for row in table.rows[: header.height if header else 0]:
        for cell in row.cells:
            for line in cell.text.split("\n"):
                scan.pass_over(Paragraph(line))
    last = scan.tables[-1] if scan.tables and not scan.new_appendix else None
    if header is None:
        if last and _fits(table, last.header):
            scan.extend(table, _entries(table, last.header, 0, new_page=table.page != scan.page))
    elif last and 0 < scan.page < table.page and _same(header, last.header):
        scan.extend(table, _entries(table, header, header.height, new_page=True))
    else:
        scan.add(table, header, _entries(table, header, header.height))


def _same(header: Header, other: Header) -> bool:
    return header.columns == other.columns and [plain(label) for label in header.labels] == [
        plain(label) for label in other.labels
    ]


def _fits(table: Table, header: Header) -> bool:
    """Whether a table without a header goes on with the columns of the task table before it."""
    wide = len(header.columns)
    widths = [sum(cell.columns for cell in row.cells) for row in table.rows]
    return wide >= _NARROWEST and bool(widths) and all(width == wide for width in widths)


def _entries(table: Table, header: Header, first: int, *, new_page: bool = False) -> list[Entry]:
    printed = {tuple(plain(cell.text) for cell in row.cells) for row in table.rows[:first]}
    rows = [
        row
        for row in table.rows[first:]
        if not is_column_numbers(row) and tuple(plain(cell.text) for cell in row.cells) not in printed
    ]
    entries = [_entry(row, header) for row in rows]
    if new_page and entries:
        entries[0] = replace(entries[0], starts_page=True, merged=_merged_over_break(entries))
    return entries


def _merged_over_break(entries: Sequence[Entry]) -> frozenset[Column]:
    """The page's first empty cells that the next row continues: a merged cell whose text stayed on the page before."""
    if len(entries) < 2:
        return entries[0].merged
    return entries[0].merged | {column for column in entries[1].merged if not entries[0].text(column)}


def _entry(row: TableRow, header: Header) -> Entry:
    cells = _by_start(row, header)
    texts: dict[Column, list[tuple[str, str]]] = {column: [] for column in Column if header.has(column)}
    merged = set()
    extra = []
    for start, cell in cells.items():
        column, label, text = header.columns[start], header.labels[start], one_line(cell.text)
        second_title = column is Column.TITLE and any(said for _, said in texts[column])
        if column is not Column.OTHER and not second_title:
            texts[column].append((label, text))
        elif text and label:
            extra.append((label, text))
        if cell.merged:
            merged.add(column)
    return Entry(
        cells={column: _combined(column, found) for column, found in texts.items()},
        merged=frozenset(merged),
        wide=_is_wide(row, header),
        line=row.line,
        extra=tuple(extra),
    )


def _by_start(row: TableRow, header: Header) -> dict[int, Cell]:
    """The row's cells under the printed columns of the header; a cell over several columns fills the first."""
    if len(row.cells) == len(header.starts):
        return dict(zip(header.starts, row.cells, strict=True))
    found: dict[int, Cell] = {}
    for place, cell in _placed(row):
        under = _nearest(place, cell.columns, header)
        if under is not None and under not in found:
            found[under] = cell
    return found


def _placed(row: TableRow) -> Iterator[tuple[int, Cell]]:
    place = 0
    for cell in row.cells:
        yield place, cell
        place += cell.columns


def _nearest(place: int, width: int, header: Header) -> int | None:
    """The start of the printed column that shares most grid columns with a cell, the leftmost of equals."""
    ends = dict(pairwise((*header.starts, len(header.columns))))
    shared = {start: min(end, place + width) - max(start, place) for start, end in ends.items()}
    best = max(shared, key=lambda start: (shared[start], -start))
    return best if shared[best] > 0 else None


def _is_wide(row: TableRow, header: Header) -> bool:
    """Whether one cell runs over all columns, or all but the row's number."""
    filled = [cell for cell in row.cells if cell.text.strip() or cell.columns > 1]
    widest = max((cell.columns for cell in row.cells), default=0)
    printed_wide = len(header.starts) >= _NARROWEST and len(row.cells) <= 2 and widest >= len(header.columns) - 2
    return printed_wide and len(filled) <= 2 and widest > 1


def _combined(column: Column, found: Sequence[tuple[str, str]]) -> str:
    """The text of the columns that mean the same: a ticked period by its label, otherwise all that is printed."""
    filled = [(label, text) for label, text in found if text]
    if column is Column.DEADLINE and len(found) > 1:
        ticked = [label.split(" - ")[-1] for label, text in filled if text in _TICKS]
        if ticked:
            return ", ".join(ticked)
    texts = list(dict.fromkeys(text for _, text in filled))
    return "; ".join(texts)


def _is_agenda(table: TaskTable) -> bool:
    """Whether the "deadlines" are times of day: the programme of a meeting, not a list of tasks."""
    deadlines = [entry.text(Column.DEADLINE) for entry in table.entries if entry.text(Column.DEADLINE)]
    return sum(bool(_CLOCK.match(text)) for text in deadlines) * 2 > len(deadlines)
