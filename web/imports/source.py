"""Where a row comes from: its part of the table as the file prints it, a frame on its page, or its sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.blocks.values import Cell, Table, TableRow
from workflow.plan import COLUMNS, Origin, PrintedRow
from workflow.registry.registration import PlannedTask

# Rows shown above and below the one in question: of what was read, and of the printed table.
_NEIGHBOURS = 1
_AROUND = 2
# Rows of a table that is looked through, and rows above its first task that are shown as its head.
_LOOKED_THROUGH = 25
_HIGHEST_HEAD = 3
# Frames are drawn on a square of so many units, stretched over the page.
_UNITS = 1_000


@dataclass(frozen=True, kw_only=True)
class SourceCell:
    """A cell as printed, and how many columns and shown rows it reaches over."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """One row of the table as it is printed; `here` marks the one in question."""

    cells: tuple[SourceCell, ...]
    here: bool = False


@dataclass(frozen=True, kw_only=True)
class RowSource:
    """A part of a table under its head; or `quote`, the sentence that a body's duty was read from.

    `table` counts from 1 over the file, 0 where only what was read is known; `width` is its columns. `before` and
    `behind` are rows, from 1, to look on at above and below; 0 where nothing more stands.
    """

    place: str
    headings: tuple[SourceLine, ...] = ()
    lines: tuple[SourceLine, ...] = ()
    quote: str = ""
    table: int = 0
    width: int = 1
    before: int = 0
    behind: int = 0


def row_frames(row: PrintedRow, page: int) -> list[tuple[int, int, int, int]]:
    """Return the row's rectangles on a page, x, y, width and height in thousandths of the page."""
    boxes = [place.box for place in row.printed_at if place.page == page and place.box]
    scaled = [[round(share * _UNITS) for share in box] for box in boxes]
    return [(left, top, right - left, bottom - top) for left, top, right, bottom in scaled]


def sheet_names(tables: Sequence[Table]) -> list[tuple[int, str]]:
    """Return the tables of a file by their numbers, named as their sheets are or counted."""
    return [(table.ordinal, table.title or f"Bảng {table.ordinal}") for table in tables]


def printed_source(
    tables: Sequence[Table], tasks: Sequence[PlannedTask], position: int, asked: int = 0, first: int = 0
) -> RowSource | None:
    """Return the part of a printed table around the row of a position (from 1); None where the table isn't known.

    `asked` is another table to look through instead, from its row `first` on (both from 1, 0 for none).
    """
    row = tasks[position - 1].row if position else PrintedRow()
    own = [place for place in row.printed_at if place.table]
    number = asked or (own[0].table if own else 0)
    table = next((one for one in tables if one.ordinal == number), None)
    if table is None or not table.rows:
        return None
    marked = {place.line for place in own if place.table == number}
    here = [at for at, one in enumerate(table.rows) if one.line in marked]
    if first or not here:
        start = min(max(first - 1, 0), len(table.rows) - 1)
        end = start + _LOOKED_THROUGH
    else:
        start, end = here[0] - _AROUND, here[-1] + _AROUND + 1
    head = _head_rows(table, tasks)
    start, end = max(start, head), min(max(end, head), len(table.rows))
    return RowSource(
        place=" · ".join(part for part in (table.title, row.place if marked else "") if part) or f"Bảng {number}",
        headings=_drawn(table.rows[:head], frozenset()),
        lines=_drawn(table.rows[start:end], frozenset(marked)),
        table=number,
        width=max(sum(cell.columns for cell in one.cells) for one in table.rows[start:end] or table.rows),
        before=max(start - _LOOKED_THROUGH, head) + 1 if start > head else 0,
        behind=end + 1 if end < len(table.rows) else 0,
    )


def _head_rows(table: Table, tasks: Sequence[PlannedTask]) -> int:
    """How many rows stand above the table's first task, no more than a head has."""
    lines = {place.line for task in tasks for place in task.row.printed_at if place.table == table.ordinal}
    first = next((at for at, row in enumerate(table.rows) if row.line in lines), 0)
    return min(first, _HIGHEST_HEAD)


def _drawn(rows: Sequence[TableRow], marked: frozenset[int]) -> tuple[SourceLine, ...]:
    """Rows with their merged cells once; a cell that begins above the first shown row is shown in that one."""
    placed = [_by_place(row) for row in rows]
    return tuple(
        SourceLine(
            cells=tuple(
                SourceCell(text=cell.text, columns=cell.columns, rows=_reach(placed, at, place))
                for place, cell in placed[at].items()
                if at == 0 or not cell.merged or place not in placed[at - 1]
            ),
            here=row.line in marked,
        )
        for at, row in enumerate(rows)
    )


def _by_place(row: TableRow) -> dict[int, Cell]:
    place = 0
    cells: dict[int, Cell] = {}
    for cell in row.cells:
        cells[place] = cell
        place += cell.columns
    return cells


def _reach(placed: Sequence[dict[int, Cell]], at: int, place: int) -> int:
    """Over how many of the rows the cell at a place goes on."""
    end = at + 1
    while end < len(placed) and place in placed[end] and placed[end][place].merged:
        end += 1
    return end - at


def row_source(tasks: Sequence[PlannedTask], position: int) -> RowSource:
    """Return what was read around the row of a position (from 1), for a file whose printed tables aren't known."""
    row = tasks[position - 1].row
    if row.origin is Origin.BODY:
        return RowSource(place=row.place, quote=row.quote or row.title)
    first = max(0, position - 1 - _NEIGHBOURS)
    near = [
        (number, task.row)
        for number, task in enumerate(tasks[first : position + _NEIGHBOURS], start=first + 1)
        if (task.row.appendix, task.row.section_number, task.row.origin)
        == (row.appendix, row.section_number, row.origin)
    ]
    keys = [column for column in COLUMNS if any(getattr(one, column.key) for _, one in near)]
    extra = [name for name, _ in row.extra]
    lines = tuple(
        _line(
            (*(_cell(one, column.key) for column in keys), *(dict(one.extra).get(name, "") for name in extra)),
            here=number == position,
        )
        for number, one in near
    )
    title = f"{row.section_number}. {row.section_title}".strip(". ")
    place = " · ".join(part for part in (f"Phụ lục {row.appendix}" if row.appendix else "", title) if part)
    headings = (_line((*(column.label for column in keys), *extra)),)
    return RowSource(place=place or "Bảng nhiệm vụ", headings=headings, lines=lines, width=len(headings[0].cells))


def _line(texts: Sequence[str], *, here: bool = False) -> SourceLine:
    return SourceLine(cells=tuple(SourceCell(text=text) for text in texts), here=here)


def _cell(row: PrintedRow, key: str) -> str:
    """A cell as its own row prints it, a merged one with the text it stands for."""
    return dict(row.printed).get(key, "") or str(getattr(row, key))
