"""The year calendar as a workbook: a wall planner of days and months, and the list to filter and sort."""

import io
from datetime import date, timedelta
from itertools import chain

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from base.vietnamese import SHORT_WEEKDAYS, short_date
from calendars.year.values import DayMark, YearCalendar, YearLine, day_mark

FILLS = {
    DayMark.LATE: PatternFill("solid", fgColor="F6CFCB"),
    DayMark.OPEN: PatternFill("solid", fgColor="CFE2F3"),
    DayMark.DONE: PatternFill("solid", fgColor="D5EAD8"),
}
FREE, HEAD = PatternFill("solid", fgColor="EEF0F2"), PatternFill("solid", fgColor="1F5F99")
THIN = Side(style="thin", color="CFD6DD")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
TOP = Alignment(vertical="top", wrap_text=True)
_COLUMNS = {
    "Hạn": 12, "Thứ": 6, "Nhiệm vụ": 70, "Sản phẩm": 30, "Bắt đầu": 12, "Ngày làm việc cuối": 12, "Chờ sự kiện": 30,
    "Nguồn": 36, "Trạng thái": 18,
}  # fmt: skip
# More titles make a day's cell unreadable; the list has them all.
TITLES_IN_A_DAY = 3


def year_workbook(calendar: YearCalendar) -> bytes:
    """Return the workbook: sheets “Lịch năm” (A3 across, one page) and “Danh sách”."""
    workbook = Workbook()
    workbook.properties.title, workbook.properties.creator = f"Lịch năm {calendar.year}", "Đôn Đốc"
    planner = workbook.active
    assert isinstance(planner, Worksheet)
    _fill_planner(planner, calendar)
    _fill_list(workbook.create_sheet("Danh sách"), calendar)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _fill_planner(sheet: Worksheet, calendar: YearCalendar) -> None:
    sheet.title = "Lịch năm"
    _put(sheet, 1, 1, f"LỊCH CÔNG TÁC NĂM {calendar.year}: {calendar.agency}").font = Font(bold=True, size=16)
    _put(sheet, 2, 1, f"{calendar.sentence} Theo tình hình ngày {short_date(calendar.as_of)}.").font = Font(
        color="6B7785"
    )
    for month in range(1, 13):
        _heading(_put(sheet, 3, month + 1, f"Tháng {month}"))
        sheet.column_dimensions[get_column_letter(month + 1)].width = 24
    sheet.column_dimensions["A"].width = 5
    for number in range(1, 32):
        _heading(_put(sheet, number + 3, 1, number))
    for ordinal in range(366):
        day = date(calendar.year, 1, 1) + timedelta(days=ordinal)
        if day.year == calendar.year:
            _fill_day(_put(sheet, day.day + 3, day.month + 1, _told(calendar, day)), calendar, day)
    sheet.freeze_panes = "B4"
    _print_on(sheet, paper="8", rows="1:3", height=1)


def _told(calendar: YearCalendar, day: date) -> str:
    lines = calendar.on(day)
    titles = [f"• {line.short}" for line in lines[:TITLES_IN_A_DAY]]
    if len(lines) > TITLES_IN_A_DAY:
        titles.append(f"… và {len(lines) - TITLES_IN_A_DAY} nhiệm vụ nữa")
    free = calendar.free_days.get(day)
    head = f"{SHORT_WEEKDAYS[day.weekday()]} {free}" if free else SHORT_WEEKDAYS[day.weekday()]
    return "\n".join((head, *titles))


def _fill_day(cell: Cell, calendar: YearCalendar, day: date) -> None:
    mark = day_mark(calendar.on(day))
    cell.alignment, cell.border, cell.font = (
        TOP,
        BORDER,
        Font(size=8, color="C0392B" if calendar.is_free(day) else None),
    )
    if mark:
        cell.fill, cell.font = FILLS[mark], Font(size=8)
    elif calendar.is_free(day):
        cell.fill = FREE


def _fill_list(sheet: Worksheet, calendar: YearCalendar) -> None:
    for column, (name, width) in enumerate(_COLUMNS.items(), 1):
        _heading(_put(sheet, 1, column, name))
        sheet.column_dimensions[get_column_letter(column)].width = width
    last = 1
    for last, line in enumerate(chain(calendar.earlier, calendar.lines, calendar.undated), 2):
        _fill_line(sheet, last, line)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_COLUMNS))}{last}"
    _print_on(sheet, paper="9", rows="1:1", height=0)


def _fill_line(sheet: Worksheet, row: int, line: YearLine) -> None:
    weekday = SHORT_WEEKDAYS[line.day.weekday()] if line.day else ""
    values = (
        line.day, weekday, line.title, line.product, line.opens, line.act_by, line.event, line.source, line.state,
    )  # fmt: skip
    for column, value in enumerate(values, 1):
        cell = _put(sheet, row, column, value)
        cell.alignment, cell.border = TOP, BORDER
    sheet.cell(row, len(values)).fill = FILLS[line.mark]


def _put(sheet: Worksheet, row: int, column: int, value: str | int | date | None) -> Cell:
    cell = sheet.cell(row, column, value)
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        # Text stays text: "=1+1" in a document is no formula here.
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    return cell


def _heading(cell: Cell) -> None:
    cell.font, cell.fill, cell.border = Font(bold=True, color="FFFFFF"), HEAD, BORDER
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _print_on(sheet: Worksheet, *, paper: str, rows: str, height: int) -> None:
    """Print across on A3 ("8") or A4 ("9"), one page wide and `height` pages high, 0 for as many as it needs."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, height
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = rows
    assert sheet.oddFooter is not None
    sheet.oddFooter.center.text = "Trang &P/&N"
