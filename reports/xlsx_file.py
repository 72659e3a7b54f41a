"""The report card as a workbook: a page of figures, one for each table, and the list of duties to filter and sort."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from base.atomic_file import whole_file
from reports.wording import (
    FIGURES,
    LIST_COLUMNS,
    TITLE,
    FigureTable,
    Report,
    figures,
    list_line,
    printable,
    scope_lines,
    sentences,
    tables,
)
from workflow.report_card import Tally

if TYPE_CHECKING:
    from openpyxl import Workbook

# A write-only sheet; the stubs know half of it.
_Sheet = Any

# An Excel sheet ends at 1,048,576 lines; the longer list goes on in the next sheet.
MOST_LINES = 1_000_000
# And a cell at 32,767 characters.
_MOST_CHARACTERS = 32_000
_LIST_WIDTHS = (26, 9, 30, 60, 26, 34, 10, 30, 12, 12, 10, 18, 40)


def write_xlsx(report: Report, path: Path, *, most_lines: int = MOST_LINES) -> None:
    """Write the workbook; the list is streamed, however long. `most_lines` is what one sheet of it holds."""
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    workbook.properties.title, workbook.properties.creator = TITLE, "Đôn Đốc"
    _overview(workbook, report)
    for table in tables(report.card):
        _figures(workbook, table, report.card.total)
    _lists(workbook, report, most_lines)
    with whole_file(path) as part:
        workbook.save(part)


def _overview(workbook: "Workbook", report: Report) -> None:
    sheet = _sheet(workbook, "Tổng hợp", (80,))
    sheet.append([_cell(sheet, TITLE, bold=True, size=14)])
    for line in (*scope_lines(report.card.scope, report.agency), "", *sentences(report.card)):
        sheet.append([_cell(sheet, line)])


def _figures(workbook: "Workbook", table: FigureTable, total: Tally) -> None:
    sheet = _sheet(workbook, table.title, (60, *(14 for _ in FIGURES)), frozen="B2")
    sheet.append(_head(sheet, (table.column, *FIGURES)))
    for line in table.lines:
        sheet.append([_cell(sheet, line.heading.name), *(_cell(sheet, number) for number in figures(line.tally))])
    sums = (_cell(sheet, number, bold=True) for number in figures(total))
    sheet.append([_cell(sheet, "Tổng cộng", bold=True), *sums])


def _lists(workbook: "Workbook", report: Report, most_lines: int) -> None:
    for number, part in enumerate(_parts(report, most_lines), start=1):
        sheet = _sheet(workbook, "Danh sách" if number == 1 else f"Danh sách ({number})", _LIST_WIDTHS, frozen="A2")
        sheet.append(_head(sheet, LIST_COLUMNS))
        lines = 1
        for line in part:
            sheet.append([_cell(sheet, cell) for cell in line])
            lines += 1
        sheet.auto_filter.ref = f"A1:{chr(ord('A') + len(LIST_COLUMNS) - 1)}{lines}"


def _parts(report: Report, most_lines: int) -> Iterator[Iterable[tuple[str | int | date | None, ...]]]:
    """The list in sheets; one that is empty still gets its header."""
    rest = iter(report.duties)
    part = list(islice(rest, 1))
    while True:
        yield (list_line(duty) for duty in chain(part, islice(rest, most_lines - len(part))))
        if not (part := list(islice(rest, 1))):
            return


def _sheet(workbook: "Workbook", title: str, widths: Iterable[int], *, frozen: str | None = None) -> _Sheet:
    sheet: _Sheet = workbook.create_sheet(title)
    for number, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.freeze_panes = frozen
    return sheet


def _head(sheet: _Sheet, names: Iterable[str]) -> list[Any]:
    return [_cell(sheet, name, bold=True, wrapped=True) for name in names]


def _cell(
    sheet: _Sheet, value: str | int | date | None, *, bold: bool = False, size: int = 11, wrapped: bool = False
) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # the stub forgets dates
        if isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"
    else:
        cell = WriteOnlyCell(sheet, _fitting(printable(value)))
        # Text stays text: "=1+1" in a document is no formula here.
        cell.data_type = "s"
    if bold or size != 11:
        cell.font = Font(bold=bold, size=size)
    if wrapped:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _fitting(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]} … (còn nữa)"
