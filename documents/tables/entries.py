"""The rows of a task table by the meaning of their cells, whatever the grid they are printed in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from documents.blocks.folding import bare_words, cell_line
from documents.blocks.values import Cell, Table, TableRow
from documents.tables.columns import TableColumn, holds_result_and_term
from documents.tables.headers import NARROWEST, Header, is_column_numbers
from documents.tables.periods import TICKS
from documents.tables.section_titles import reads_as_span
from documents.tables.shared_cells import split_result_and_term
from workflow.plan import Doubt, PrintedAt

# A cell over two columns may hold what belongs to both; over three it is a title.
_WIDE = 3
MOVED_TERM = "Cột “{label}” ghi “{text}”: cần xem hạn nào đang có hiệu lực"
_MOVED = re.compile(r"\b(?:gia han|lui han|han moi|(?:han|thoi gian) dieu chinh)\b")
_GIVEN = re.compile(r"\bgiao\b")
_DAY = re.compile(r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$")
# A footnote's mark that its format doesn't tell from the words.
_NOTE_MARK = re.compile(r"\s?\[\d{1,2}\]")
# What is kept as printed beside the task.
_BESIDE = frozenset({TableColumn.OTHER, TableColumn.STATE, TableColumn.FINISHED})


@dataclass(frozen=True)
class TableEntry:
    """A table row by the meaning of its cells. `cells` has every column of the header, folded to one line.

    `merged` are the columns whose cell continues the one above; `wide` says that one cell runs over most of the row;
    `starts_page` that a page break stands above it. `printed` has, by column, what a cell prints where that is not the
    text it stands for. `doubts` come from the format, or from a cell that can't be read for certain. `printed_at` is
    where it stands, in several pieces where it was put together.
    """

    cells: Mapping[TableColumn, str]
    merged: frozenset[TableColumn] = frozenset()
    wide: bool = False
    starts_page: bool = False
    line: int = 0
    extra: tuple[tuple[str, str], ...] = ()
    doubts: tuple[Doubt, ...] = ()
    printed: Mapping[TableColumn, str] = field(default_factory=dict)
    printed_at: tuple[PrintedAt, ...] = ()

    def text(self, column: TableColumn) -> str:
        return self.cells.get(column, "")

    @property
    def is_rest(self) -> bool:
        """Whether the row goes on in the middle of a sentence, under no number."""
        numbered = self.text(TableColumn.NUMBER) or TableColumn.NUMBER not in self.cells
        return not numbered and self.text(TableColumn.TITLE)[:1].islower()


def entries_of(table: Table, header: Header, first: int, *, new_page: bool = False) -> list[TableEntry]:
    """The rows from the given one on, without repeats of the header and of its line of column numbers."""
    printed = {tuple(bare_words(cell.text) for cell in row.cells) for row in table.rows[:first]}
    rows = [
        row
        for row in table.rows[first:]
        if not is_column_numbers(row) and tuple(bare_words(cell.text) for cell in row.cells) not in printed
    ]
    entries = [_entry(row, header, table) for row in rows]
    if new_page and entries:
        entries[0] = replace(entries[0], starts_page=True, merged=_merged_over_break(entries))
    return entries


def _merged_over_break(entries: Sequence[TableEntry]) -> frozenset[TableColumn]:
    """The page's first empty cells that the next row continues: a merged cell whose text stayed on the page before."""
    if len(entries) < 2:
        return entries[0].merged
    return entries[0].merged | {column for column in entries[1].merged if not entries[0].text(column)}


def _entry(row: TableRow, header: Header, table: Table) -> TableEntry:
    cells = _by_start(row, header)
    texts: dict[TableColumn, list[tuple[str, str]]] = {column: [] for column in TableColumn if header.has(column)}
    merged = set()
    extra = []
    doubts = list(row.doubts)
    for start, cell in cells.items():
        column, label, text = header.columns[start], header.labels[start], _NOTE_MARK.sub("", cell_line(cell.text))
        second_title = column is TableColumn.TITLE and any(said for _, said in texts[column])
        if column is not TableColumn.OTHER and not second_title:
            texts[column].append((label, text))
        if text and label and (column in _BESIDE or second_title):
            extra.append((label, text))
            if column is TableColumn.OTHER and _MOVED.search(bare_words(label)):
                reason = MOVED_TERM.format(label=label, text=text)
                doubts.append(Doubt(column="deadline", reason=reason, first_line=row.line, last_line=row.line))
        if cell.merged:
            merged.add(column)
    cells_said = {column: _combined(column, found) for column, found in texts.items()}
    terms = _by_label(texts.get(TableColumn.DEADLINE, ()))
    entry = TableEntry(
        cells={**cells_said, TableColumn.DEADLINE: terms} if terms else cells_said,
        printed={TableColumn.DEADLINE: cells_said[TableColumn.DEADLINE]} if terms else {},
        merged=frozenset(merged),
        wide=_is_wide(row, header),
        line=row.line,
        doubts=tuple(doubts),
        extra=tuple(extra),
        printed_at=(PrintedAt(table=table.ordinal, line=row.line, page=table.page, box=row.box),),
    )
    return _opened(_parted(entry, header), header)


def _parted(entry: TableEntry, header: Header) -> TableEntry:
    """The entry with result and time each in its column, where one printed column holds both."""
    text = entry.text(TableColumn.DEADLINE)
    if header.has(TableColumn.PRODUCT) or not holds_result_and_term(bare_words(header.label_of(TableColumn.DEADLINE))):
        return entry
    result, term = split_result_and_term(text)
    cells = {**entry.cells, TableColumn.DEADLINE: term, TableColumn.PRODUCT: result}
    return replace(entry, cells=cells, printed={TableColumn.DEADLINE: text}) if result else entry


def _opened(entry: TableEntry, header: Header) -> TableEntry:
    """The entry with its start and its end as one span of time, where they read as one.

    A start that doesn't is kept beside: nothing is due then. So is the day on which a task was given.
    """
    opens, due = entry.text(TableColumn.OPENS), entry.text(TableColumn.DEADLINE)
    if not opens:
        return entry
    label = header.label_of(TableColumn.OPENS)
    given = bool(_GIVEN.search(bare_words(label)))
    span = f"{opens} - {due}" if due and due != opens else opens
    if given:
        spans = bool(_DAY.match(opens) and _DAY.match(due))
    else:
        spans = not header.has(TableColumn.DEADLINE) or (bool(due) and reads_as_span(span))
    cells = {**entry.cells, TableColumn.OPENS: ""}
    if not spans:
        return replace(entry, cells=cells, extra=(*entry.extra, (label, opens)))
    whole = replace(entry, cells={**cells, TableColumn.DEADLINE: span})
    return replace(whole, extra=(*entry.extra, (label, opens)), printed={TableColumn.DEADLINE: due}) if given else whole


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
    """Whether one cell runs over several printed columns, and beside it stands a number at most."""
    filled = [(place, cell) for place, cell in _placed(row) if cell.text.strip() and not cell.merged]
    if not 1 <= len(filled) <= 2 or len(header.starts) < NARROWEST:
        return False
    place, cell = filled[-1]
    covered = sum(place <= start < place + cell.columns for start in header.starts)
    return covered >= min(_WIDE, len(header.starts) - 1)


def _by_label(found: Sequence[tuple[str, str]]) -> str:
    """Times of columns that are due one after the other, each with its label: "UBND tỉnh: …; HĐND tỉnh: …".

    Empty where at most one says something, all say the same, or ticks do.
    """
    filled = [(label.split(" - ")[-1], text) for label, text in found if text and text not in TICKS]
    several = len({text for _, text in filled}) > 1 and len({label for label, _ in filled}) == len(filled)
    return "; ".join(f"{label}: {text}" for label, text in filled) if several else ""


def _combined(column: TableColumn, found: Sequence[tuple[str, str]]) -> str:
    """The text of the columns that mean the same: a ticked period by its label, otherwise all that is printed."""
    filled = [(label, text) for label, text in found if text]
    if column is TableColumn.DEADLINE and len(found) > 1:
        ticked = [label.split(" - ")[-1] for label, text in filled if text in TICKS]
        if ticked:
            return ", ".join(ticked)
    texts = list(dict.fromkeys(text for _, text in filled))
    return "; ".join(texts)
