"""Where a row comes from, drawn as faithfully as was read: its neighbours in the table, or the sentence of the body."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.plan import COLUMNS, Origin, PrintedRow
from workflow.registry.registration import PlannedTask

_AROUND = 1


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """One row of the table as it is printed, cell by cell; `here` marks the one in question."""

    cells: tuple[str, ...]
    here: bool


@dataclass(frozen=True, kw_only=True)
class RowSource:
    """A part of the table around a row with its headings; or `quote`, the sentence that a body's duty was read from."""

    place: str
    headings: tuple[str, ...]
    lines: tuple[SourceLine, ...]
    quote: str = ""


def row_source(tasks: Sequence[PlannedTask], position: int) -> RowSource:
    """Return what stands around the row of a position (from 1)."""
    row = tasks[position - 1].row
    if row.origin is Origin.BODY:
        return RowSource(place=row.place, headings=(), lines=(), quote=row.quote or row.title)
    first = max(0, position - 1 - _AROUND)
    near = [
        (number, task.row)
        for number, task in enumerate(tasks[first : position + _AROUND], start=first + 1)
        if (task.row.appendix, task.row.section_number, task.row.origin)
        == (row.appendix, row.section_number, row.origin)
    ]
    keys = [column for column in COLUMNS if any(getattr(one, column.key) for _, one in near)]
    extra = [name for name, _ in row.extra]
    lines = tuple(
        SourceLine(
            cells=(*(_cell(one, column.key) for column in keys), *(dict(one.extra).get(name, "") for name in extra)),
            here=number == position,
        )
        for number, one in near
    )
    title = f"{row.section_number}. {row.section_title}".strip(". ")
    place = " · ".join(part for part in (f"Phụ lục {row.appendix}" if row.appendix else "", title) if part)
    return RowSource(place=place or "Bảng nhiệm vụ", headings=(*(column.label for column in keys), *extra), lines=lines)


def _cell(row: PrintedRow, key: str) -> str:
    """A cell as its own row prints it, a merged one with the text it stands for."""
    return dict(row.printed).get(key, "") or str(getattr(row, key))
