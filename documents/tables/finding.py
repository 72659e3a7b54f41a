"""The task tables of a document: found among all its tables, and put together where pages or headers part them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from documents.blocks.captions import Heading, appendix_of, heading_above
from documents.blocks.folding import bare_words
from documents.blocks.marks import read_mark
from documents.blocks.values import Block, Cell, Paragraph, Table, TableRow
from documents.tables.entries import TableEntry, entries_of
from documents.tables.headerless import guess_header
from documents.tables.headers import NARROWEST, Column, Header, is_header, read_header

_CLOCK = re.compile(r"^\D{0,8}\d{1,2}\s*(?:[:h]\s*\d{2}|h|giờ)\b", re.IGNORECASE)
# A page may end within a header, as nowhere else in a table.
_LONGEST_REST = 40


@dataclass(frozen=True)
class TaskTable:
    """A task table as a reader sees it, page breaks aside. `heading` is the section named right above it."""

    header: Header
    entries: tuple[TableEntry, ...]
    appendix: str = ""
    heading: Heading | None = None
    merges_known: bool = False
    scanned: bool = False


def task_tables(blocks: Sequence[Block]) -> list[TaskTable]:
    """The task tables in reading order; every other table is left alone."""
    return _found(blocks, read_header) or _found(blocks, guess_header)


def _found(blocks: Sequence[Block], read: Callable[[Table], Header | None]) -> list[TaskTable]:
    scan = _Scan(read)
    for block in blocks:
        if isinstance(block, Paragraph):
            scan.pass_over(block)
        else:
            for part in _parts(block):
                scan.take(part)
    return [table for table in scan.tables if table.entries and not _is_agenda(table)]


@dataclass
class _Scan:
    """What has been seen so far: the tables, and the paragraphs since the last of them."""

    read: Callable[[Table], Header | None]
    appendix: str = ""
    above: list[Paragraph] = field(default_factory=list)
    tables: list[TaskTable] = field(default_factory=list)
    last: Table = field(default_factory=lambda: Table(()))
    new_appendix: bool = False

    def pass_over(self, paragraph: Paragraph) -> None:
        opened = appendix_of(paragraph.text)
        if opened is not None:
            self.appendix = opened
            self.new_appendix = True
        self.above.append(paragraph)

    def take(self, table: Table) -> None:
        """Take the table in: as a new task table, as more of the last one, or not at all."""
        header = self.read(table)
        if header is None:
            self._take_rest(table)
            return
        for row in table.rows[: header.height]:
            self._pass_over_row(row)
        before = self._before
        if before and 0 < self.last.page < table.page and _same(header, before.header):
            self._extend(table, entries_of(table, header, header.height, new_page=True))
        else:
            self._add(table, header)

    def _take_rest(self, table: Table) -> None:
        before = self._before
        if before is None or not _fits(table, before.header):
            for row in table.rows if len(table.rows) == 1 else ():
                self._pass_over_row(row)
            return
        whole = None if before.entries else _whole_header(self.last, table)
        if whole and (header := read_header(whole)):
            self.tables.pop()
            self._add(whole, header)
        else:
            new_page = table.page != self.last.page
            self._extend(table, entries_of(table, before.header, 0, new_page=new_page))

    @property
    def _before(self) -> TaskTable | None:
        """The task table that the next table may go on with."""
        return self.tables[-1] if self.tables and not self.new_appendix else None

    def _pass_over_row(self, row: TableRow) -> None:
        """Take a title inside a table, which is one cell alone in its row, for what it says."""
        said = [cell.text for cell in row.cells if cell.text.strip()]
        for line in said[0].split("\n") if len(said) == 1 else ():
            self.pass_over(Paragraph(line))

    def _add(self, table: Table, header: Header) -> None:
        entries = tuple(entries_of(table, header, header.height))
        heading = heading_above(self.above)
        self.tables.append(TaskTable(header, entries, self.appendix, heading, table.merges_known, table.scanned))
        self._past(table)

    def _extend(self, table: Table, entries: Sequence[TableEntry]) -> None:
        self.tables[-1] = replace(self.tables[-1], entries=(*self.tables[-1].entries, *entries))
        self._past(table)

    def _past(self, table: Table) -> None:
        self.above = []
        self.new_appendix = False
        self.last = table


def _parts(table: Table) -> Iterator[Table]:
    """The table cut where an appendix's caption or another header stands inside it."""
    start = 0
    first = read_header(table)
    for place in range(max(1, first.height if first else 1), len(table.rows)):
        if _opens_appendix(table.rows[place]) or (first and _is_another(table, place, first)):
            yield replace(table, rows=table.rows[start:place])
            start = place
    yield replace(table, rows=table.rows[start:])


def _opens_appendix(row: TableRow) -> bool:
    said = [cell.text for cell in row.cells if cell.text.strip()]
    return len(said) == 1 and any(appendix_of(line) is not None for line in said[0].split("\n"))


def _is_another(table: Table, place: int, first: Header) -> bool:
    """Whether a header stands in the row that isn't the first one repeated."""
    if not is_header(table.rows[place]) or _opens_appendix(table.rows[place - 1]):
        return False
    header = read_header(replace(table, rows=table.rows[place : place + 2]))
    return header is not None and header.names_number is first.names_number and not _same(header, first)


def _same(header: Header, other: Header) -> bool:
    """Whether two headers are one repeated. A word processor may clip the last line of a repeated label."""
    pairs = [(bare_words(one), bare_words(two)) for one, two in zip(header.labels, other.labels, strict=False)]
    return header.columns == other.columns and all(a.startswith(b) or b.startswith(a) for a, b in pairs)


def _fits(table: Table, header: Header) -> bool:
    """Whether a table without a header has the columns of the task table before it, in most of its rows."""
    wide = len(header.columns)
    fitting = [
        sum(cell.columns for cell in row.cells) == wide or len(row.cells) == len(header.starts) for row in table.rows
    ]
    return wide >= NARROWEST and sum(fitting) * 2 > len(fitting)


def _whole_header(upper: Table, lower: Table) -> Table | None:
    """The lower table under the header that a page break cut in two, or None if no header was cut."""
    above, rest = (table.rows[place].cells if table.rows else () for table, place in ((upper, -1), (lower, 0)))
    same = [cell.columns for cell in above] == [cell.columns for cell in rest]
    if not same or any(len(cell.text) > _LONGEST_REST or read_mark(cell.text) for cell in rest):
        return None
    cells = [Cell(f"{up.text}\n{down.text}".strip(), columns=up.columns) for up, down in zip(above, rest, strict=True)]
    joined = replace(lower, rows=(TableRow(tuple(cells), lower.rows[0].line), *lower.rows[1:]))
    return joined if is_header(joined.rows[0]) else None


def _is_agenda(table: TaskTable) -> bool:
    """Whether the "deadlines" are times of day: the programme of a meeting, not a list of tasks."""
    deadlines = [entry.text(Column.DEADLINE) for entry in table.entries if entry.text(Column.DEADLINE)]
    return sum(bool(_CLOCK.match(text)) for text in deadlines) * 2 > len(deadlines)
