"""A list of duties as a file: CSV, workbook or document, with the same columns in the same order as the page."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from base.vietnamese import group_thousands, short_date
from reports.csv_file import harmless
from reports.docx_page import blank, fill_like, line, set_widths, turn_landscape
from reports.wording import printable

TableCell = str | int | date | None
# What a paper holds: more is for the workbook, and the paper says so.
MOST_PRINTED = 500
_WHOLE = "danh sách đầy đủ có trong tệp Excel"
_MOST_CHARACTERS = 32_000
_DATE_FORMAT = "dd/mm/yyyy"


@dataclass(frozen=True, kw_only=True)
class DutyTable:
    """What is exported. `about` are the lines over the table, `widths` in letters; `rows` may come from a cursor."""

    title: str
    about: Sequence[str]
    columns: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[TableCell]]
    day: date


def csv_bytes(table: DutyTable) -> bytes:
    """Return the list as CSV: UTF-8 with a mark, as Excel wants it; no cell is a formula."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow(harmless([short_date(cell) if isinstance(cell, date) else cell for cell in row]))
    return file.getvalue().encode("utf-8-sig")


def duty_workbook(table: DutyTable) -> bytes:
    """Return the list as a workbook with a filter over its columns; dates are dates, and text stays text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    workbook = Workbook(write_only=True)
    workbook.properties.title, workbook.properties.creator = table.title, "Đôn Đốc"
    sheet: Any = workbook.create_sheet("Nhiệm vụ")
    for number, width in enumerate(table.widths):
        sheet.column_dimensions[_letter(number)].width = width
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)
    head = [WriteOnlyCell(sheet, name) for name in table.columns]
    for cell in head:
        cell.font = bold
    sheet.append(head)
    lines = 1
    for row in table.rows:
        sheet.append([_cell(sheet, cell) for cell in row])
        lines += 1
    sheet.auto_filter.ref = f"A1:{_letter(len(table.columns) - 1)}{lines}"
    _about(workbook, table)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def docx_bytes(table: DutyTable, *, most: int = MOST_PRINTED) -> bytes:
    """Return the list as a document on its side; of a longer one the first `most` lines, and it says so."""
    document = blank(table.title, table.day)
    turn_landscape(document)
    line(document.add_paragraph(), table.title.upper(), bold=True)
    for about in table.about:
        line(document.add_paragraph(), printable(about), size=12, italic=True)
    rows = list(table.rows)
    if len(rows) > most:
        first = f"Bản Word này có {group_thousands(most)} nhiệm vụ đầu trong {group_thousands(len(rows))}; {_WHOLE}."
        line(document.add_paragraph(), first, size=12, bold=True)
    drawn = document.add_table(rows=2, cols=len(table.columns), style="Table Grid")
    share = 247 / sum(table.widths)
    set_widths(drawn, [round(width * share) for width in table.widths])
    head, model = drawn.rows
    for upper, lower, name in zip(head.cells, model.cells, table.columns, strict=True):
        line(upper.paragraphs[0], name, size=10, align="left", bold=True)
        line(lower.paragraphs[0], name, size=10, align="left")
    fill_like(drawn, model, (list(map(_printed, row)) for row in rows[:most]))
    if len(rows) > most:
        words = f"… còn {group_thousands(len(rows) - most)} nhiệm vụ; {_WHOLE}."
        line(document.add_paragraph(), words, size=12, italic=True, align="left")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _about(workbook: Any, table: DutyTable) -> None:
    sheet = workbook.create_sheet("Về danh sách này")
    sheet.column_dimensions["A"].width = 90
    for text in (table.title, *table.about):
        sheet.append([_cell(sheet, text)])


def _cell(sheet: Any, value: TableCell) -> Any:
    """A value as openpyxl takes it; only what needs a format of its own costs a cell object."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # the stub forgets dates
        cell.number_format = _DATE_FORMAT
        return cell
    if not isinstance(value, str):
        return value
    text = printable(value)[:_MOST_CHARACTERS]
    if not text.startswith("="):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _printed(value: TableCell) -> str:
    if isinstance(value, date):
        return short_date(value)
    return "" if value is None else printable(str(value))


def _letter(number: int) -> str:
    return chr(ord("A") + number)
