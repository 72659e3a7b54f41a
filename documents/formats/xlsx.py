"""Excel sheets: each visible sheet is a table; lines of text above it are paragraphs.

openpyxl reads the cells as they stream by. Merged ranges are read here from the XML: openpyxl would make a cell for
every square of them, and a file may claim a million.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from documents.blocks.values import Block, Cell, Paragraph, Table, TableRow
from documents.intake.archive import Archive, damaged_document
from documents.intake.limits import Limits, Progress, Source, no_progress

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# A sheet without a filled cell for this many rows has ended, whatever its last row claims to be.
_ENDS_AFTER = 200
_TALLEST_LETTERHEAD = 12
_MOTTO = re.compile(r"cộng h[òo]à? xã hội|độc lập\s*-\s*tự do|đảng cộng sản", re.IGNORECASE).search


@dataclass(frozen=True)
class _Merge:
    """A merged range of squares, counted from 1, last row and column included."""

    top: int
    left: int
    bottom: int
    right: int


def read_blocks(source: Source, limits: Limits, progress: Progress = no_progress) -> Iterator[Block]:
    """The sheets in order, hidden ones left out."""
    archive = Archive(source, limits)
    # Parsing every part once makes sure that none hides an entity from the library below.
    merges = {name: _merges(archive, name) for name in archive.names() if name.endswith(".xml")}
    book = _opened(source)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for number, sheet in enumerate(sheets, start=1):
            part = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
            yield from _blocks(_rows(sheet, source, limits), merges.get(part, []), limits, str(sheet.title))
            progress(number, len(sheets))
    finally:
        book.close()


def _merges(archive: Archive, name: str) -> list[_Merge]:
    tree = archive.tree(name)
    ranges = [element.get("ref", "") for element in tree.iter(f"{_MAIN}mergeCell")]
    return [merge for merge in map(_merge, ranges) if merge]


def _merge(reference: str) -> _Merge | None:
    from openpyxl.utils.cell import range_boundaries

    try:
        left, top, right, bottom = range_boundaries(reference)
    except (ValueError, TypeError):
        return None
    return _Merge(top, left, bottom, right) if top and left and bottom and right else None


def _opened(source: Source) -> "Workbook":
    import openpyxl

    try:
        return openpyxl.load_workbook(BytesIO(source.data), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # a broken part makes openpyxl fail in every way Python knows
        raise damaged_document(source.name) from error


def _rows(sheet: Any, source: Source, limits: Limits) -> list[tuple[str, ...]]:
    """The sheet's rows as printed, up to its last filled one."""
    rows: list[tuple[str, ...]] = []
    filled = 0
    try:
        for values in sheet.iter_rows(max_row=limits.table_rows + 1, max_col=limits.table_columns, values_only=True):
            rows.append(tuple(_printed(value) for value in values))
            if any(rows[-1]):
                filled = len(rows)
            elif len(rows) - filled > _ENDS_AFTER:
                break
    except Exception as error:  # as above
        raise damaged_document(source.name) from error
    return rows[:filled]


def _printed(value: object) -> str:
    """A value as a person reads it in the cell."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _blocks(rows: Sequence[tuple[str, ...]], merges: Sequence[_Merge], limits: Limits, title: str) -> Iterator[Block]:
    """A letterhead, then the lines of one cell at the sheet's top as paragraphs, all else as a table."""
    under = _under_letterhead(rows)
    if under:
        yield _letterhead(rows[:under])
    above = next((place for place, row in enumerate(rows) if place >= under and sum(map(bool, row)) > 1), len(rows))
    for line, row in enumerate(rows[under:above], start=under + 1):
        for text in filter(None, row):
            yield Paragraph(text, line)
    if above == len(rows):
        return
    width = max(place for row in rows for place, text in enumerate(row, start=1) if text)
    owners = _owners(merges, len(rows), min(width, limits.table_columns))
    table = [TableRow(tuple(_cells(rows, line, width, owners)), line) for line in range(above + 1, len(rows) + 1)]
    yield Table(tuple(table), merges_known=True, title=title)


def _under_letterhead(rows: Sequence[tuple[str, ...]]) -> int:
    """How many rows the letterhead takes that a sheet begins with: 0 for none. Issuer and motto stand side by side."""
    top = next((place for place, row in enumerate(rows) if sum(map(bool, row)) > 2), len(rows))
    if top > _TALLEST_LETTERHEAD or not any(_MOTTO(text) for row in rows[:top] for text in row):
        return 0
    return max((place + 1 for place, row in enumerate(rows[:top]) if sum(map(bool, row)) == 2), default=0)


def _letterhead(rows: Sequence[tuple[str, ...]]) -> Table:
    """The rows of a letterhead as a table of its two sides."""
    right = min(
        place for row in rows if sum(map(bool, row)) == 2 for place, text in enumerate(row) if text and any(row[:place])
    )
    sides = [("\n".join(filter(None, row[:right])), "\n".join(filter(None, row[right:]))) for row in rows]
    return Table(tuple(TableRow((Cell(one), Cell(other)), line) for line, (one, other) in enumerate(sides, start=1)))


def _owners(merges: Sequence[_Merge], height: int, width: int) -> dict[tuple[int, int], _Merge]:
    """The merged range over each square of the sheet's filled part."""
    return {
        (line, column): merge
        for merge in merges
        for line in range(merge.top, min(merge.bottom, height) + 1)
        for column in range(merge.left, min(merge.right, width) + 1)
    }


def _cells(
    rows: Sequence[tuple[str, ...]], line: int, width: int, owners: dict[tuple[int, int], _Merge]
) -> Iterator[Cell]:
    column = 1
    while column <= width:
        merge = owners.get((line, column))
        if merge is None:
            yield Cell(_at(rows, line, column))
            column += 1
        else:
            last = min(merge.right, width)
            yield Cell(_at(rows, merge.top, merge.left), merged=line > merge.top, columns=last - column + 1)
            column = last + 1


def _at(rows: Sequence[tuple[str, ...]], line: int, column: int) -> str:
    row = rows[line - 1] if line <= len(rows) else ()
    return row[column - 1] if column <= len(row) else ""
