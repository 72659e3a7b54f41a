"""The rows of a task table as tasks: which row opens a section, which is a task or a part of one, and its number.

Nothing is invented: a row becomes a task only with words of its own, and every irregular number is noted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from documents.blocks.folding import bare_words, capital_share
from documents.blocks.marks import Mark, Rank, leading_mark, read_mark
from documents.body.said_in_titles import said_in_title
from documents.tables.columns import TableColumn
from documents.tables.entries import TableEntry
from documents.tables.finding import TaskTable
from documents.tables.inheritance import DUTY, ROW_CELLS, Filled, fill
from documents.tables.pagebreaks import whole_entries
from documents.tables.roles import by_role_column, with_roles
from documents.tables.section_titles import Tellers
from documents.tables.sections import Path, TableSection, enter, numbers
from documents.tables.tracking import tracked_progress
from workflow.plan import EDITABLE, Doubt, PrintedRow

_NO_TASK = frozenset({"tong cong", "tong so", "tong", "cong"})
_SUM = re.compile(r"(?:tong (?:cong|so)|cong)\b(?: \d+\b| co\b| cac\b|$)(?!.*\b(?:ket|hop)\b)")
_SIGNATURE = re.compile(
    r"(?:(?:kt|tm|tl|tuq|t m|q) )?(?:nguoi (?:lap|tong hop)|thu truong|chu tich|pho chu tich|giam doc|pho giam doc|"
    r"truong phong|chanh van phong|bi thu|uy ban nhan dan|ke toan|bo truong|cuc truong|truong ban)\b"
)
_REMARK = ("ghi chu", "luu y")
_SHOUTED = 0.7
_GROUP = "Thuộc nội dung"

NO_DEADLINE = "Không ghi thời hạn; có thể ô này gộp với dòng trên trong bản gốc"
NO_LEAD = "Không ghi cơ quan chủ trì"
NO_TITLE = "Không ghi tên nhiệm vụ"


@dataclass(frozen=True)
class _Item:
    """An entry that is a task: its number, its sections and what its cells stand for."""

    entry: TableEntry
    number: str
    path: Path
    filled: Filled
    group: str = ""
    doubts: tuple[Doubt, ...] = ()


@dataclass
class _Walk:
    """What carries over from row to row while a table is read downwards."""

    path: Path = ()
    group: str = ""
    above: Filled | None = None
    numbers: dict[Rank, str] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)
    mark: Mark | None = None
    letter: Mark | None = None
    counted: int = 0
    named: dict[str, Filled] = field(default_factory=dict)
    restart_allowed: bool = True

    def enter(self, section: TableSection) -> None:
        self.path = enter(self.path, section)
        self.leave_group()
        self.restart_allowed = True

    def leave_passed(self, mark: Mark | None) -> None:
        """Leave the section "1" at the task "2" that stands beside it, if its tasks don't count themselves."""
        section = read_mark(self.path[-1].number) if self.path else None
        if not mark or not section or not mark.rank is section.rank is Rank.ARABIC:
            return
        counts = self.mark is not None and mark.value == self.mark.value + 1
        if mark.value == section.value + 1 and not counts:
            self.path = self.path[:-1]

    def leave_group(self, group: str = "") -> None:
        """Forget the row above: what follows a heading takes nothing over from what stands before it."""
        self.group = group
        self.above = None


def task_rows(tables: Sequence[TaskTable]) -> list[PrintedRow]:
    """The tasks of all tables in reading order."""
    rows: list[PrintedRow] = []
    for appendix in dict.fromkeys(table.appendix for table in tables):
        walk = _Walk()
        items = [item for table in tables if table.appendix == appendix for item in _items(table, walk)]
        labels = numbers(item.path for item in items)
        tellers = Tellers.among(item.path for item in items)
        rows += [_task(_told(item, tellers), appendix, labels[item.path]) for item in items]
    return rows


def _items(table: TaskTable, walk: _Walk) -> Iterator[_Item]:
    whole = (entry for entry in _before_closing(whole_entries(table.entries)) if not _is_nothing(entry))
    entries = [with_roles(entry, table.header) for entry in by_role_column(tuple(whole), table.header)]
    _begin(table, entries, walk)
    for place, entry in enumerate(entries):
        below = entries[place + 1] if place + 1 < len(entries) else None
        mark = _mark(entry, walk)
        section = _section(entry, mark, below, walk)
        if section is not None:
            walk.enter(section)
        elif _is_group(entry, mark, below, walk):
            _number(entry, mark, walk)
            walk.leave_group(entry.text(TableColumn.TITLE))
        else:
            walk.leave_passed(mark)
            yield _item(table, entry, mark, walk)


def _begin(table: TaskTable, entries: Sequence[TableEntry], walk: _Walk) -> None:
    """A new table starts without a section, unless its numbers go on where the last table's ended."""
    first = next((mark for entry in entries if (mark := _mark(entry, walk))), None)
    last = walk.mark
    goes_on = first and last and first.rank is last.rank is Rank.ARABIC and first.value == last.value + 1
    if not goes_on:
        walk.path, walk.restart_allowed = (), True
    if table.heading:
        mark = read_mark(table.heading.number)
        rank = mark.rank if mark else Rank.ROMAN
        walk.enter(TableSection(rank, table.heading.number, table.heading.title, leads=table.led_above))
    walk.leave_group()


def _is_nothing(entry: TableEntry) -> bool:
    """Whether the row is blank, a template's dots, a sum or a remark below the table."""
    said = [text for column, text in entry.cells.items() if column is not TableColumn.NUMBER and bare_words(text)]
    if not said and not _wide_text(entry):
        return True
    title = bare_words(entry.text(TableColumn.TITLE) or _wide_text(entry))
    unnumbered = not read_mark(entry.text(TableColumn.NUMBER))
    return title in _NO_TASK or (unnumbered and bool(_SUM.match(title) or (entry.wide and title.startswith(_REMARK))))


def _before_closing(entries: Sequence[TableEntry]) -> Sequence[TableEntry]:
    """The rows above recipients and signatures that were drawn into the table: below them stand but names."""
    for place, entry in enumerate(entries):
        numbered = any(read_mark(below.text(TableColumn.NUMBER)) for below in entries[place:])
        if not numbered and any(map(_signs, entry.cells.values())):
            return entries[:place]
    return entries


def _signs(text: str) -> bool:
    words = bare_words(text)
    return words.startswith("noi nhan") or (capital_share(text) >= _SHOUTED and bool(_SIGNATURE.match(words)))


def _wide_text(entry: TableEntry) -> str:
    """The words of a row that is one wide cell, which may begin in the column of numbers."""
    texts = [text for text in entry.cells.values() if text]
    return " ".join(texts) if entry.wide and not read_mark(texts[0] if texts else "") else ""


def _mark(entry: TableEntry, walk: _Walk) -> Mark | None:
    """The row's mark: in its number cell, else at the beginning of its title if that can only be a mark."""
    printed = entry.text(TableColumn.NUMBER)
    if printed and TableColumn.NUMBER not in entry.merged:
        return read_mark(printed, before=walk.letter)
    mark, _ = leading_mark(entry.text(TableColumn.TITLE))
    free = TableColumn.NUMBER not in entry.cells
    return mark if mark and (free or mark.is_below or mark.rank is Rank.DOTTED) else None


def _section(entry: TableEntry, mark: Mark | None, below: TableEntry | None, walk: _Walk) -> TableSection | None:
    """The section that the row opens, or None for a row of the table's own kind."""
    if entry.wide:
        return _wide_section(entry, mark)
    title = entry.text(TableColumn.TITLE)
    heads = mark is not None and mark.heads
    if not title or not _is_bare(entry, merges_too=heads and capital_share(title) >= _SHOUTED):
        return _led_section(entry, mark, below)
    if mark and heads:
        return TableSection(mark.rank, mark.text, title)
    shouted = capital_share(title) >= _SHOUTED and (mark is None or not mark.is_below)
    outermost = all(above.rank >= Rank.ARABIC for above in walk.path)
    groups = mark is not None and outermost and _is_group(entry, mark, below, walk)
    if shouted or groups:
        return TableSection(mark.rank if mark else Rank.BULLET, mark.text if mark else "", title)
    return None


def _wide_section(entry: TableEntry, mark: Mark | None) -> TableSection:
    text = _wide_text(entry)
    title = text or entry.text(TableColumn.TITLE)
    if mark is None or text:
        mark, title = leading_mark(title)
    return TableSection(mark.rank, mark.text, title) if mark else TableSection(Rank.BULLET, "", title)


def _led_section(entry: TableEntry, mark: Mark | None, below: TableEntry | None) -> TableSection | None:
    """A section whose row also says who leads it all or by when: it is one only if arabic numbers follow."""
    after = read_mark(below.text(TableColumn.NUMBER)) if below else None
    heads = mark is not None and mark.heads and after is not None and after.rank is Rank.ARABIC
    title = entry.text(TableColumn.TITLE)
    return TableSection(mark.rank, mark.text, title) if mark and heads and title else None


def _is_bare(entry: TableEntry, *, merges_too: bool = False) -> bool:
    """Whether nothing but the title is said, or every cell repeats it as text drawn from a merged row does.

    With `merges_too` a cell that only continues the one above says nothing either.
    """
    title = entry.text(TableColumn.TITLE)
    others = [column for column in entry.cells if column not in {TableColumn.NUMBER, TableColumn.TITLE}]
    return all(merges_too if column in entry.merged else entry.text(column) in {"", title} for column in others)


def _is_group(entry: TableEntry, mark: Mark | None, below: TableEntry | None, walk: _Walk) -> bool:
    """Whether the row only names what its parts, on the rows below, have to do: the duties stand there."""
    if below is None or not entry.text(TableColumn.TITLE) or not _is_bare(entry) or (mark and mark.is_below):
        return False
    after = _mark(below, walk)
    part = _is_part(below, after) or (after is not None and mark is not None and after.rank > mark.rank)
    return part and not _is_bare(below) and any(below.text(column) for column in DUTY)


def _is_part(entry: TableEntry, mark: Mark | None) -> bool:
    """Whether the row is a part of the task above it: a sub-item, or a row without a number of its own."""
    unnumbered = TableColumn.NUMBER in entry.cells and (
        not entry.text(TableColumn.NUMBER) or TableColumn.NUMBER in entry.merged
    )
    return unnumbered or (mark is not None and mark.is_below) or (mark is not None and mark.rank is Rank.DOTTED)


def _item(table: TaskTable, entry: TableEntry, mark: Mark | None, walk: _Walk) -> _Item:
    doubts = _irregular(entry, mark, walk)
    part = _is_part(entry, mark) and bool(walk.numbers)
    number = _number(entry, mark, walk)
    if TableColumn.NUMBER not in entry.cells and mark and not mark.is_below:
        entry = replace(entry, cells={**entry.cells, TableColumn.TITLE: leading_mark(entry.text(TableColumn.TITLE))[1]})
    if not part:
        walk.group = "" if mark and mark.rank is Rank.ARABIC else walk.group
    filled = fill(entry, walk.above, part=part, merges_known=table.merges_known, named=walk.named)
    walk.above = filled
    walk.named[number] = filled
    missing = _missing(table, entry, filled)
    item = _Item(entry, number, walk.path, filled, walk.group, (*entry.doubts, *doubts, *missing))
    for column, text, reason in said_in_title(filled.cells.get(TableColumn.TITLE, "")):
        item = item if table.header.has(column) or _opens(column, table) else _filled(item, column, text, reason)
    return item


def _opens(column: TableColumn, table: TaskTable) -> bool:
    """Whether a column of beginnings stands for the deadlines that the table has no column for."""
    return column is TableColumn.DEADLINE and table.header.has(TableColumn.OPENS)


def _number(entry: TableEntry, mark: Mark | None, walk: _Walk) -> str:
    """The row's number under its parent; a part without a mark is counted."""
    printed = entry.text(TableColumn.NUMBER)
    if mark is None and printed and TableColumn.NUMBER not in entry.merged:
        walk.numbers = {Rank.ARABIC: printed}
        return printed
    rank = mark.rank if mark else Rank.BULLET
    parent = next((walk.numbers[r] for r in sorted(walk.numbers, reverse=True) if r < rank), "")
    if mark is None or mark.rank is Rank.BULLET:
        return _counted(parent, walk, merged=TableColumn.NUMBER in entry.merged)
    number = f"{parent}.{mark.text}" if mark.is_below and parent else mark.text
    walk.numbers = {r: text for r, text in walk.numbers.items() if r < rank} | {rank: number}
    _remember(mark, walk)
    return number


def _counted(parent: str, walk: _Walk, *, merged: bool) -> str:
    if not parent:
        walk.counted += 1
        return str(walk.counted)
    # A merged number belongs to the row above too, which is the first of its parts.
    walk.parts[parent] = walk.parts.get(parent, int(merged)) + 1
    return f"{parent}.{walk.parts[parent]}"


def _remember(mark: Mark, walk: _Walk) -> None:
    if mark.rank in {Rank.LETTER, Rank.SMALL}:
        walk.letter = mark
    if mark.rank is Rank.ARABIC:
        walk.mark = mark
        walk.parts = {}
        walk.restart_allowed = False


def _irregular(entry: TableEntry, mark: Mark | None, walk: _Walk) -> tuple[Doubt, ...]:
    """The doubt about a number that doesn't follow the one before it."""
    if mark is None or mark.rank is not Rank.ARABIC or walk.mark is None:
        return ()
    last = walk.mark.value
    if mark.value == last + 1 or (mark.value == 1 and walk.restart_allowed):
        return ()
    if mark.value > last + 1:
        reason = f"Số thứ tự nhảy từ {last} sang {mark.value}: có thể thiếu dòng"
    else:
        reason = f"Số thứ tự {mark.value} đứng sau số {last}: đánh số lại hoặc nhầm số"
    return (_doubt("number", reason, entry),)


def _missing(table: TaskTable, entry: TableEntry, filled: Filled) -> tuple[Doubt, ...]:
    reasons = ((TableColumn.TITLE, NO_TITLE), (TableColumn.LEAD, NO_LEAD), (TableColumn.DEADLINE, NO_DEADLINE))
    blank = [
        _doubt(column.value, reason, entry)
        for column, reason in reasons
        if table.header.has(column) and not filled.cells.get(column) and not entry.printed.get(column)
    ]
    return (*blank, *(_doubt(column.value, reason, entry) for column, reason in filled.doubts))


def _told(item: _Item, tellers: Tellers) -> _Item:
    """The item with the empty cells that its sections speak for."""
    for column, title, reason in tellers.told(item.path):
        if not item.filled.cells.get(column):
            item = _filled(item, column, title, reason)
            item = replace(item, filled=replace(item.filled, inherited=item.filled.inherited | {column}))
    return item


def _filled(item: _Item, column: TableColumn, text: str, reason: str) -> _Item:
    """The item with a cell that its row doesn't print, and the doubt of it, if there is one."""
    filled = replace(
        item.filled, cells={**item.filled.cells, column: text}, printed={**item.filled.printed, column: ""}
    )
    doubts = (_doubt(column.value, reason, item.entry),) if reason else ()
    return replace(item, filled=filled, doubts=(*item.doubts, *doubts))


def _doubt(column: str, reason: str, entry: TableEntry) -> Doubt:
    return Doubt(column=column, reason=reason, first_line=entry.line, last_line=entry.line)


def _task(item: _Item, appendix: str, section_number: str) -> PrintedRow:
    cells = item.filled.cells
    return PrintedRow(
        appendix=appendix,
        section_number=section_number,
        section_title=item.path[-1].title if item.path else "",
        number=item.number,
        **{column: cells.get(TableColumn(column), "") for column in EDITABLE},  # type: ignore[arg-type]  # texts
        inherited=tuple(
            column.value for column in ROW_CELLS if column in item.filled.inherited and column is not TableColumn.TITLE
        ),
        source_line=item.entry.line,
        printed_at=item.entry.printed_at,
        doubts=item.doubts,
        printed=tuple((column.value, text) for column, text in item.filled.printed.items()),
        extra=(*((((_GROUP, item.group),)) if item.group else ()), *item.entry.extra),
        progress=tracked_progress(item.entry.text(TableColumn.STATE), item.entry.text(TableColumn.FINISHED)),
    )
