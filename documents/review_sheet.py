"""The sheet on which a person corrects what was read: written for one document, taken back for the same one only.

One row a task, named by its key. Every cell is text, whatever it begins with: nothing in a plan becomes a formula.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

from base.errors import DondocError
from base.vietnamese import short_date
from documents.intake.archive import Archive, damaged_document
from documents.intake.limits import Limits, Source
from documents.opening import load_reader
from workflow.plan import COLUMNS, EDITABLE, Correction, Doubt, Origin, PrintedRow
from workflow.registry.registration import PlannedTask
from workflow.registry.review import Review

KEY, PLACE, CHECKED, STAMP = "Mã dòng (không sửa)", "Chỗ trong văn bản", "Đã kiểm tra (ghi x)", "Mã văn bản (không sửa)"
_CELLS = {column.key: column.label for column in COLUMNS if column.editable}
_SHOWN = (
    "Hạn được hiểu là",
    "Giải thích",
    "Cơ quan chủ trì nhận ra",
    "Cần xem lại",
    "Tình trạng trong bảng theo dõi",
    "Dòng trong văn bản",
)
HEADERS = (KEY, PLACE, *_CELLS.values(), *_SHOWN, CHECKED)
_WIDEST = 50
_WIDTH_OF = {"title": _WIDEST, "note": 20}
_WIDTHS = (20, 24, *(_WIDTH_OF.get(column, 28) for column in _CELLS), 16, 50, 28, 50, 28, 12, 12)
TASKS, GUIDE = "Nhiệm vụ", "Hướng dẫn"
GUIDANCE = (
    "Phiếu này để kiểm tra những gì phần mềm đọc được từ văn bản trước khi nhập.",
    "Ô màu vàng là chỗ phần mềm không chắc; lý do ghi ở cột “Cần xem lại”.",
    f"Sửa trực tiếp ở các cột {', '.join(_CELLS.values())}.",
    "Thời hạn ghi như trong văn bản, ví dụ “Trước 15/7/2026”, “Quý II/2026”, “Tháng 3”.",
    "Dòng đã đúng mà không cần sửa: ghi x ở cột “Đã kiểm tra”.",
    "Các cột màu xám chỉ để xem. Không thêm, không xóa dòng, không sửa mã dòng; được lọc và sắp xếp lại.",
    "Nguyên văn vẫn được giữ; mọi chỗ sửa đều được ghi nhật ký.",
)
BY_PAGE = "Lưu tệp rồi gửi lại ở trang “Rà soát bằng Excel” của chính văn bản này."
_ORIGINS = {Origin.TABLE: "bảng", Origin.BODY: "lời văn"}
_YES = frozenset({"x", "v", "có", "rồi", "✓", "✔", "1", "true"})
# The most letters that a cell of a spreadsheet holds.
_LONGEST = 32_767
_YELLOW, _GREY, _HEAD = "FFF2CC", "EDEDED", "D9E2F3"
_SHOWN_DATES = 6


class ReviewRefused(DondocError):
    """The sheet isn't one of this document, or its rows are no longer those that were written."""

    def __init__(self, name: str, *, where: str, reason: str, remedy: str) -> None:
        super().__init__(given=name, place=f"Phiếu kiểm tra, {where}", reason=reason, remedy=remedy)


class SheetNotWritten(DondocError):
    """The sheet cannot be written where it was asked for."""


@dataclass(frozen=True)
class _Line:
    """One filled row of the sheet; `number` counts from 1 as the spreadsheet shows it."""

    number: int
    cells: Mapping[str, str]


def write_sheet(path: Path, tasks: Sequence[PlannedTask], *, document: str, sha256: str, back: str = BY_PAGE) -> None:
    """Write the sheet of a document (its name and the digest of its bytes); `back` says how it is taken back.

    Raises `SheetNotWritten`, also when the file is there: it may be somebody's work of hours.
    """
    from openpyxl import Workbook

    if path.exists():
        raise _not_written(path, "đã có; có thể là phiếu đang sửa dở")

    # Row after row to the file, each look composed once: a long document costs neither memory nor minutes.
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(TASKS)
    _arrange(sheet, len(tasks) + 1)
    looks = _Looks(sheet)
    sheet.append(looks.row(HEADERS, fills=dict.fromkeys(range(len(HEADERS)), _HEAD)))
    for code, task in _codes(tasks).items():
        sheet.append(looks.row(_values(code, task), fills=_fills(task), open_to_edit=_OPEN))
    guide: Any = book.create_sheet(GUIDE)
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 30, 100
    looks = _Looks(guide)
    for line in (("Văn bản", document), (STAMP, sha256), *(("", t) for t in (*GUIDANCE, back))):
        guide.append(looks.row(line))
    try:
        book.save(path)
    except OSError as error:
        raise _not_written(path, "không ghi được") from error


def read_sheet(
    path: Path, tasks: Sequence[PlannedTask], *, sha256: str, limits: Limits | None = None
) -> dict[str, Review]:
    """Return what a person said about each row, by the tasks' keys.

    `tasks` are those the document gives now. Raises `ReviewRefused` for a sheet of another document, and for rows that
    are missing, added or named anew; `DocumentError` for a file that is no sheet.
    """
    limits = limits or Limits()
    source = load_reader(path, limits)
    lines = _lines(source, sha256, limits)
    by_key = {task.key: task for task in tasks}
    # A sheet of an older version names its rows by their keys.
    named = {code: task.key for code, task in _codes(tasks).items()} | {key: key for key in by_key}
    seen: dict[str, _Line] = {}
    for line in lines:
        code = line.cells[KEY]
        key = named.get(code, "")
        if not key:
            told = f"có mã dòng “{code}” không có trong văn bản" if code else "được thêm vào, không có mã dòng"
            raise _refused(path, line, told)
        if key in seen:
            raise _refused(path, line, f"trùng mã dòng với dòng {seen[key].number}")
        seen[key] = line
    _check_whole(path, [task for task in tasks if task.key not in seen])
    return {key: _review(path, line, by_key[key].row) for key, line in seen.items()}


def _not_written(path: Path, reason: str) -> SheetNotWritten:
    return SheetNotWritten(
        given=path.name,
        place="Phiếu kiểm tra",
        reason=reason,
        remedy="Chọn tên tệp khác hoặc thư mục khác; chưa có gì thay đổi.",
    )


def _codes(tasks: Iterable[PlannedTask]) -> dict[str, PlannedTask]:
    """The tasks by what a person may read of their keys: "bảng/II/5"; the places that are empty are left out."""
    codes: dict[str, PlannedTask] = {}
    for task in tasks:
        places = [task.row.appendix, task.row.section_number, task.row.number]
        code = first = "/".join([_ORIGINS[task.row.origin], *filter(None, places)])
        again = 1
        while code in codes:
            again += 1
            code = f"{first} ({again})"
        codes[code] = task
    return codes


def _values(code: str, task: PlannedTask) -> tuple[str, ...]:
    row = task.row
    leads = "; ".join(mention.agency.name if mention.agency else f"? {mention.spelling}" for mention in task.leads)
    doubts = "\n".join(f"{_CELLS.get(doubt.column, 'Cả dòng')}: {doubt.reason}" for doubt in task.doubts)
    cells = (str(getattr(row, column)) for column in EDITABLE)
    source = "; ".join(dict.fromkeys(_source_lines(row, task.doubts)))
    return (
        code,
        row.place,
        *cells,
        _dates(task),
        task.resolution.explanation,
        leads,
        doubts,
        _state(row),
        source,
        "",
    )


def _state(row: PrintedRow) -> str:
    """What a tracking sheet says of the task: words, percentage and the day it was done."""
    progress = row.progress
    if progress is None:
        return ""
    done = f"hoàn thành {short_date(progress.finished_on)}" if progress.finished_on else ""
    percent = f"{progress.percent}%" if progress.percent is not None and "%" not in progress.words else ""
    return "; ".join(part for part in (progress.words, percent, done) if part)


def _dates(task: PlannedTask) -> str:
    days = [short_date(occurrence.due) for occurrence in task.occurrences if occurrence.due]
    events = [f"chờ: {occurrence.event}" for occurrence in task.occurrences if occurrence.event]
    more = ["…"] if len(days) > _SHOWN_DATES else []
    return "\n".join([*days[:_SHOWN_DATES], *more, *dict.fromkeys(events)]) or "không có hạn"


def _source_lines(row: PrintedRow, doubts: Iterable[Doubt]) -> Iterator[str]:
    if row.source_line:
        yield str(row.source_line)
    for doubt in doubts:
        if doubt.first_line:
            yield (
                str(doubt.first_line)
                if doubt.last_line <= doubt.first_line
                else f"{doubt.first_line}-{doubt.last_line}"
            )


_OPEN = frozenset({*(HEADERS.index(_CELLS[column]) for column in EDITABLE), HEADERS.index(CHECKED)})


def _fills(task: PlannedTask) -> dict[int, str]:
    """The colours of a row, by position: yellow where somebody should look, grey where nothing can be said."""
    doubtful = {HEADERS.index(_CELLS.get(doubt.column, PLACE)) for doubt in task.doubts}
    grey = set(range(len(HEADERS))) - _OPEN - doubtful
    return dict.fromkeys(doubtful, _YELLOW) | dict.fromkeys(grey, _GREY)


class _Looks:
    """Makes the cells of one sheet; cells that look alike share one look.

    openpyxl's types don't know the sheets and cells of a book that is only written.
    """

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._known: dict[tuple[str, bool], Any] = {}

    def row(
        self,
        texts: Sequence[str],
        *,
        fills: Mapping[int, str] | None = None,
        open_to_edit: frozenset[int] = frozenset(),
    ) -> list[Any]:
        """Return a row's cells, filled by position, locked but for `open_to_edit`."""
        return [self._cell(text, (fills or {}).get(at, ""), at not in open_to_edit) for at, text in enumerate(texts)]

    def _cell(self, text: str, fill: str, locked: bool) -> Any:
        from openpyxl.cell import WriteOnlyCell

        cell: Any = WriteOnlyCell(self._sheet, sheet_text(text) or None)
        # Text is text: "=1+1" stays four letters, also after somebody edits the cell, and "3/2026" no date.
        if cell.value is not None:
            cell.data_type = "s"
        # Composing a look anew for each cell is nearly all that a sheet costs; openpyxl has no public way to share one.
        if (fill, locked) not in self._known:
            _dress(cell, fill, locked=locked)
            self._known[fill, locked] = cell._style  # noqa: SLF001
        cell._style = self._known[fill, locked]  # noqa: SLF001
        return cell


def _dress(cell: Any, fill: str, *, locked: bool) -> None:
    from openpyxl.styles import Alignment, PatternFill, Protection

    cell.number_format = "@"
    cell.quotePrefix = True
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.protection = Protection(locked=locked)
    if fill:
        cell.fill = PatternFill("solid", start_color=fill)


def _arrange(sheet: Any, rows: int) -> None:
    """Keep headings in view; the grey columns are locked without a password, against slips and not against people."""
    from openpyxl.utils import get_column_letter

    for at, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(HEADERS))}{rows}"
    sheet.protection.sheet = True
    sheet.protection.autoFilter = sheet.protection.sort = False
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def sheet_text(text: str) -> str:
    """Return a text as a sheet can hold it: no control characters, at most 32,767 letters."""
    kept = "".join(letter for letter in text if letter >= " " or letter in "\n\t")
    return kept[:_LONGEST]


def _lines(source: Source, sha256: str, limits: Limits) -> list[_Line]:
    from openpyxl import load_workbook

    archive = Archive(source, limits)
    # Parsing every part once makes sure that none hides an entity from the library below.
    for name in archive.names():
        if name.endswith(".xml"):
            archive.check(name)
    try:
        book = load_workbook(BytesIO(source.data), read_only=True, keep_links=False)
        sheets = {name: _rows(book[name], limits) for name in (TASKS, GUIDE) if name in book.sheetnames}
        book.close()
    except Exception as error:  # a broken part makes openpyxl fail in every way Python knows
        raise damaged_document(source.name) from error
    _check_stamp(source.name, sheets, sha256)
    return _named(source.name, sheets[TASKS])


def _rows(sheet: Any, limits: Limits) -> list[list[str]]:
    rows = sheet.iter_rows(max_row=limits.table_rows, max_col=len(HEADERS))
    return [[_said(cell) for cell in row] for row in rows]


def _said(cell: Any) -> str:
    """A cell's text; a day that a spreadsheet took for a date is written as officials do, a formula shows itself."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return short_date(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    formula = "\0" if cell.data_type == "f" else ""
    return f"{formula}{value}".strip()


def _check_stamp(name: str, sheets: Mapping[str, list[list[str]]], sha256: str) -> None:
    stamps = [row[1] for row in sheets.get(GUIDE, []) if row[:1] == [STAMP] and len(row) > 1]
    if not stamps or not sheets.get(TASKS) or sheets[TASKS][0][: len(HEADERS)] != list(HEADERS):
        raise ReviewRefused(
            name,
            where="dòng tiêu đề và trang “Hướng dẫn”",
            reason="không phải phiếu do dondoc lập, hoặc đã bị đổi cột, xóa trang",
            remedy="Lập phiếu mới từ chính văn bản ấy.",
        )
    if stamps[0] != sha256:
        raise ReviewRefused(
            name,
            where="trang “Hướng dẫn”",
            reason="là phiếu của một văn bản khác, hoặc tệp văn bản đã thay đổi sau khi lập phiếu",
            remedy="Dùng đúng tệp văn bản đã lập phiếu, hoặc lập phiếu mới.",
        )


def _named(name: str, rows: Sequence[Sequence[str]]) -> list[_Line]:
    lines = []
    for number, row in enumerate(rows[1:], start=2):
        cells = dict(zip(HEADERS, (*row, *[""] * len(HEADERS)), strict=False))
        if formula := next((header for header, text in cells.items() if text.startswith("\0")), None):
            raise ReviewRefused(
                name,
                where=f"dòng {number}, cột “{formula}”",
                reason="có công thức",
                remedy="Thay công thức bằng chữ rồi nhập lại.",
            )
        if any(cells.values()):
            lines.append(_Line(number, cells))
    return lines


def _check_whole(path: Path, missing: Sequence[PlannedTask]) -> None:
    if not missing:
        return
    named = "; ".join(task.row.place for task in missing[:3])
    more = f" và {len(missing) - 3} dòng nữa" if len(missing) > 3 else ""
    raise ReviewRefused(
        path.name,
        where=f"thiếu dòng {named}{more}",
        reason="không còn đủ các dòng của văn bản",
        remedy="Khôi phục dòng đã xóa hoặc lập phiếu mới; nhiệm vụ thừa thì thu hồi sau khi nhập.",
    )


def _review(path: Path, line: _Line, row: PrintedRow) -> Review:
    corrections = []
    for column in EDITABLE:
        printed, said = str(getattr(row, column)), line.cells[_CELLS[column]]
        if _plain(said) != _plain(sheet_text(printed)):
            corrections.append(Correction(column=column, printed=printed, corrected=_plain(said)))
    if any(c.column == "title" and not c.corrected for c in corrections):
        raise _refused(path, line, "bị xóa trống tên nhiệm vụ")
    mark = line.cells[CHECKED].casefold()
    if mark and mark not in _YES:
        raise _refused(path, line, f"có “{line.cells[CHECKED]}” ở cột “{CHECKED}”, chỉ ghi x hoặc để trống")
    return Review(corrections=tuple(corrections), checked=bool(mark))


def _plain(text: str) -> str:
    """Texts that look the same are the same: spreadsheets change blanks, line ends and how letters are put together."""
    return " ".join(normalize("NFC", text).split())


def _refused(path: Path, line: _Line, reason: str) -> ReviewRefused:
    return ReviewRefused(
        path.name,
        where=f"dòng {line.number}",
        reason=reason,
        remedy="Khôi phục dòng này như khi lập phiếu rồi nhập lại; chưa có gì thay đổi.",
    )
