"""The task tables of a document: found among all its tables, and put together where pages or headers part them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from documents.blocks.captions import Heading, appendix_of, heading_above
from documents.blocks.folding import bare_words
from documents.blocks.marks import read_mark
from documents.blocks.values import Block, Cell, Paragraph, Table, TableRow
from documents.tables.columns import TableColumn
from documents.tables.entries import TableEntry, entries_of
from documents.tables.headerless import guess_header
from documents.tables.headers import NARROWEST, Header, is_header, read_header
from documents.tables.refused.left_out import NO_COLUMNS, LeftOut, heads_a_table, left_out, refusal
from documents.tables.section_titles import leader_above

# A page may end within a header, as nowhere else in a table.
_LONGEST_REST = 40


@dataclass(frozen=True)
class TaskTable:
    """A task table as a reader sees it, page breaks aside.

    `heading` is the section named right above it; `led_above` says that it names who leads all of its rows.
    """

    header: Header
    entries: tuple[TableEntry, ...]
    appendix: str = ""
    heading: Heading | None = None
    led_above: bool = False
    merges_known: bool = False
    scanned: bool = False


@dataclass(frozen=True)
class FoundTables:
    """A document's task tables in reading order, and the tables that were left out."""

    tables: tuple[TaskTable, ...]
    left_out: tuple[LeftOut, ...]


def find_tables(blocks: Sequence[Block]) -> FoundTables:
    """The task tables; only a document that has no table with a telling header is looked at for tables without one."""
    found = _found(blocks, read_header)
    if found.tables or any(table.reason != NO_COLUMNS for table in found.left_out):
        return found
    guessed = _found(blocks, guess_header)
    return guessed if guessed.tables else found


def _found(blocks: Sequence[Block], read: Callable[[Table], Header | None]) -> FoundTables:
    scan = _Scan(read)
    for block in blocks:
        if isinstance(block, Paragraph):
            scan.pass_over(block)
        else:
            for part in _parts(block):
                scan.take(part)
    return FoundTables(tuple(table for table in scan.tables if table.entries), tuple(scan.left_out))


@dataclass
class _Scan:
    """What has been seen so far: the tables, and the paragraphs since the last of them."""

    read: Callable[[Table], Header | None]
    appendix: str = ""
    above: list[Paragraph] = field(default_factory=list)
    tables: list[TaskTable] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    last: Table = field(default_factory=lambda: Table(()))
    new_appendix: bool = False
    passed_by: Table | None = None

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
        before = self._before
        if before and _same(header, before.header) and self._is_next_page(table, header):
            self._go_on(table, _meant_as(header, before.header))
            return
        for row in table.rows[: header.height]:
            self._pass_over_row(row)
        entries = entries_of(table, header, header.height)
        if reason := refusal(header, self.above, entries):
            self._leave_out(table, reason)
        else:
            self._add(table, header, entries)

    def _is_next_page(self, table: Table, header: Header) -> bool:
        """Whether a table with the last one's header begins a page of it; without pages its first row has to tell."""
        if table.page or self.last.page:
            return 0 < self.last.page < table.page
        first = next(iter(entries_of(table, header, header.height)), None)
        return not self.above and first is not None and first.is_rest

    def _go_on(self, table: Table, header: Header) -> None:
        """Take the table as more of the last one, its header typed anew; above it stands the rest of the last row."""
        top = next((place for place, row in enumerate(table.rows) if is_header(row)), 0)
        above = replace(table, rows=tuple(row for row in table.rows[:top] if not _is_title(row)))
        rest = entries_of(above, replace(header, height=0), 0, new_page=True)
        self._extend(table, [*rest, *entries_of(table, header, header.height, new_page=not rest)])

    def _leave_out(self, table: Table, reason: str = NO_COLUMNS) -> None:
        if out := left_out(table, self.appendix, reason):
            self.left_out.append(out)
            self.passed_by = table
            self.above = []

    def _take_rest(self, table: Table) -> None:
        # A caption within the grid of a sheet opens an appendix, as one above a table does.
        if table.rows and _opens_appendix(table.rows[0]) and len(table.rows) > 1:
            self._pass_over_row(table.rows[0])
            table = replace(table, rows=table.rows[1:])
        before = self._before
        if self._goes_on_left_out(table):
            self.passed_by = table
            return
        if before is None or not _fits(table, before.header) or heads_a_table(table.rows[0]):
            if len(table.rows) == 1:
                self._pass_over_row(table.rows[0])
            self._leave_out(table)
            return
        whole = None if before.entries else _whole_header(self.last, table)
        if whole and (header := read_header(whole)):
            self.tables.pop()
            self._add(whole, header, entries_of(whole, header, header.height))
        else:
            new_page = table.page != self.last.page
            self._extend(table, entries_of(table, before.header, 0, new_page=new_page))

    @property
    def _before(self) -> TaskTable | None:
        """The task table that the next table may go on with."""
        return self.tables[-1] if self.tables and not self.new_appendix else None

    def _goes_on_left_out(self, table: Table) -> bool:
        """Whether the table is the next page of one that was left out."""
        passed = self.passed_by
        if passed is None or self.new_appendix or not 0 < passed.page < table.page or not table.rows:
            return False
        return _width(table) == _width(passed)

    def _pass_over_row(self, row: TableRow) -> None:
        """Take a title inside a table, which is one cell alone in its row, for what it says."""
        said = [cell.text for cell in row.cells if cell.text.strip()]
        if len(said) == 1:
            for line in said[0].split("\n"):
                self.pass_over(Paragraph(line))

    def _add(self, table: Table, header: Header, entries: Sequence[TableEntry]) -> None:
        leader = None if header.has(TableColumn.LEAD) else leader_above(self.above, table.title)
        heading = leader or heading_above(self.above)
        self.tables.append(
            TaskTable(
                header,
                tuple(entries),
                self.appendix,
                heading,
                led_above=leader is not None,
                merges_known=table.merges_known,
                scanned=table.scanned,
            )
        )
        self._past(table)

    def _extend(self, table: Table, entries: Sequence[TableEntry]) -> None:
        self.tables[-1] = replace(self.tables[-1], entries=(*self.tables[-1].entries, *entries))
        self._past(table)

    def _past(self, table: Table) -> None:
        self.above = []
        self.new_appendix = False
        self.last = table
        self.passed_by = None


def _parts(table: Table) -> Iterator[Table]:
    """The table cut where an appendix's caption or another header stands inside it."""
    start = 0
    first = read_header(table)
    for place in range(max(1, first.height if first else 1), len(table.rows)):
        if _opens_appendix(table.rows[place]) or _is_another(table, place, first):
            yield replace(table, rows=table.rows[start:place])
            start = place
    yield replace(table, rows=table.rows[start:])


def _opens_appendix(row: TableRow) -> bool:
    said = [cell.text for cell in row.cells if cell.text.strip()]
    return len(said) == 1 and any(appendix_of(line) is not None for line in said[0].split("\n"))


def _is_another(table: Table, place: int, first: Header | None) -> bool:
    """Whether a header stands in the row that isn't the first one repeated."""
    row = table.rows[place]
    if first is None or _opens_appendix(table.rows[place - 1]):
        return False
    if not is_header(row):
        repeats = [bare_words(cell.text) for cell in row.cells] == [
            bare_words(cell.text) for cell in table.rows[first.height - 1].cells
        ]
        return heads_a_table(row) and not any(cell.merged for cell in row.cells) and not repeats
    header = read_header(replace(table, rows=table.rows[place : place + 2]))
    return header is not None and header.names_number is first.names_number and not _same(header, first)


def _same(header: Header, other: Header) -> bool:
    """Whether two headers are one repeated. A word processor may clip the last line of a repeated label."""
    pairs = [(bare_words(one), bare_words(two)) for one, two in zip(_printed(header), _printed(other), strict=False)]
    return len(header.starts) == len(other.starts) and all(a.startswith(b) or b.startswith(a) for a, b in pairs)


def _printed(header: Header) -> list[str]:
    return [header.labels[start] for start in header.starts]


def _meant_as(header: Header, before: Header) -> Header:
    """A header typed anew with the meanings of the one before, whose labels are whole and whose table is longer."""
    columns = list(header.columns)
    ends = (*header.starts[1:], len(columns))
    for start, end, first in zip(header.starts, ends, before.starts, strict=True):
        columns[start:end] = [before.columns[first]] * (end - start)
    labels = before.labels if len(before.labels) == len(columns) else header.labels
    return replace(header, columns=tuple(columns), labels=labels)


def _is_title(row: TableRow) -> bool:
    """Whether one cell runs over the whole row."""
    return len(row.cells) == 1


def _width(table: Table) -> int:
    """The grid columns of most rows."""
    widths = [sum(cell.columns for cell in row.cells) for row in table.rows]
    return max(set(widths), key=widths.count)


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
