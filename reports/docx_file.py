"""The report card as an official report: letterhead, figures in the decision's words, tables, lists, signature.

The look is that of Nghị định 30/2020/NĐ-CP (A4, Times New Roman, letterhead in two columns); number, place and signer
are left to be filled in.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

from base.atomic_file import whole_file
from base.vietnamese import group_thousands, long_date, short_date
from reports.docx_page import blank, fill_like, line, set_widths, sides, turn_landscape
from reports.wording import TITLE, FigureTable, Report, figures, printable, scope_lines, sentences, tables
from workflow.report_card import ListedDuty, Tally

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Row

# A paper that nobody can leaf through serves nobody: the whole list is in the workbook, and the paper says so.
_MOST_LISTED = 200
FIGURE_WIDTHS = (9, 48, 14, 14, 14, 17, 14, 16, 16)
_LIST_WIDTHS = (10, 45, 88, 54, 25, 25)
_LIST_COLUMNS = ("TT", "Cơ quan", "Nhiệm vụ", "Nguồn", "Hạn", "Báo cáo")
# The two lines of the head, and which cells of the first stretch over which columns.
_UPPER = ("TT", "", "Tổng số", "Hoàn thành", "", "Chưa hoàn thành", "", "Không hạn", "")
_LOWER = ("", "", "", "Đúng hạn", "Quá hạn", "Trong hạn", "Quá hạn", "Hoàn thành", "Chưa hoàn thành")
STRETCHES = ((3, 4), (5, 6), (7, 8))
DOTS = "……………………"


def write_docx(report: Report, path: Path, *, most_listed: int = _MOST_LISTED) -> None:
    """Write the document; of each group the first `most_listed` duties are printed, the rest is counted."""
    document = blank(TITLE, report.day)
    _letterhead(document, report)
    _title(document, report)
    _summary(document, report)
    for number, table in enumerate(tables(report.card), start=2):
        line(document.add_paragraph(), f"{number}. {table.title}", bold=True, align="left", before=6)
        _figures(document, table, report.card.total)
    _signature(document)
    _lists(document, report, most_listed)
    with whole_file(path) as part:
        document.save(str(part))


def _letterhead(document: "Document", report: Report) -> None:
    left, right = sides(document)
    line(left.paragraphs[0], printable(report.issuer).upper() or DOTS, size=13, bold=True)
    line(left.add_paragraph(), "Số:         /BC-………", size=13)
    line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
    line(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
    line(right.add_paragraph(), f"…………, {long_date(report.day)}", size=13, italic=True)


def _title(document: "Document", report: Report) -> None:
    line(document.add_paragraph(), "BÁO CÁO", bold=True, before=12)
    line(document.add_paragraph(), TITLE, bold=True)
    first, *others = scope_lines(report.card.scope, report.agency)
    line(document.add_paragraph(), f"({first})", italic=True)
    for other in others:
        line(document.add_paragraph(), other, size=13)


def _summary(document: "Document", report: Report) -> None:
    line(document.add_paragraph(), "1. Tình hình chung", bold=True, align="left", before=12)
    for sentence in sentences(report.card):
        line(document.add_paragraph(), f"- {sentence}", align="justify", indent=True)


def _figures(document: "Document", table: FigureTable, total: Tally) -> None:
    lines = [(str(number), each.heading.name, each.tally) for number, each in enumerate(table.lines, start=1)]
    drawn = document.add_table(rows=2 + len(lines) + 1, cols=len(FIGURE_WIDTHS), style="Table Grid")
    set_widths(drawn, FIGURE_WIDTHS)
    rows = iter(drawn.rows)
    _figures_head(drawn, next(rows), next(rows), table.column)
    for (number, name, tally), row in zip(lines, rows, strict=False):
        _fill(row, (number, name, *_numbers(tally)), numbers_from=2)
    _fill(drawn.rows[-1], ("", "Tổng cộng", *_numbers(total)), numbers_from=2, bold=True)


def _figures_head(table: "Table", upper: "_Row", lower: "_Row", column: str) -> None:
    # Merging joins the cells' paragraphs, so the words come after it.
    for first, last in STRETCHES:
        table.cell(0, first).merge(table.cell(0, last))
    for standing in range(STRETCHES[0][0]):
        table.cell(0, standing).merge(table.cell(1, standing))
    _fill(upper, (_UPPER[0], column, *_UPPER[2:]), centred=True, bold=True)
    _fill(lower, _LOWER, centred=True, bold=True)
    _mark(upper, "w:tblHeader")
    _mark(lower, "w:tblHeader")


def _lists(document: "Document", report: Report, most_listed: int) -> None:
    turn_landscape(document)
    line(document.add_paragraph(), "Phụ lục", bold=True)
    line(document.add_paragraph(), "DANH SÁCH NHIỆM VỤ THEO TÌNH HÌNH THỰC HIỆN", bold=True)
    for group, duties in groupby(report.duties, key=lambda duty: duty.group):
        size = report.card.total[group]
        line(
            document.add_paragraph(),
            f"{group.label}: {group_thousands(size)} nhiệm vụ",
            bold=True,
            align="left",
            before=12,
        )
        _list(document, list(islice(duties, most_listed)))
        if size > most_listed:
            words = f"… còn {group_thousands(size - most_listed)} nhiệm vụ; danh sách đầy đủ có trong tệp XLSX."
            line(document.add_paragraph(), words, size=12, italic=True, align="left")


def _list(document: "Document", duties: Sequence[ListedDuty]) -> None:
    table = document.add_table(rows=2, cols=len(_LIST_COLUMNS), style="Table Grid")
    set_widths(table, _LIST_WIDTHS)
    head, model = table.rows
    _mark(head, "w:tblHeader")
    _fill(head, _LIST_COLUMNS, centred=True, bold=True)
    _fill(model, _LIST_COLUMNS)
    fill_like(table, model, (list(map(printable, cells)) for cells in _listed(duties)))


def _listed(duties: Iterable[ListedDuty]) -> Iterator[tuple[str, ...]]:
    for number, duty in enumerate(duties, start=1):
        due = short_date(duty.due) if duty.due else duty.expression
        late = f"\n(quá hạn {group_thousands(duty.days_late)} ngày)" if duty.days_late else ""
        source = f"{duty.plan}, {duty.section}" + (f", số {duty.number}" if duty.number else "")
        reported = short_date(duty.reported_on) if duty.reported_on else ""
        yield (str(number), duty.agency, duty.title, source, due + late, reported)


def _signature(document: "Document") -> None:
    line(document.add_paragraph(), "", size=6)
    left, right = sides(document)
    line(left.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True, align="left")
    for recipient in ("- Như trên;", "- Lưu: VT."):
        line(left.add_paragraph(), recipient, size=11, align="left")
    line(right.paragraphs[0], "THỦ TRƯỞNG CƠ QUAN", bold=True)
    line(right.add_paragraph(), "(Ký, ghi rõ họ tên, đóng dấu)", size=13, italic=True)


def _fill(
    row: "_Row", texts: Iterable[str], *, centred: bool = False, bold: bool = False, numbers_from: int | None = None
) -> None:
    _mark(row, "w:cantSplit")
    for index, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        if not text:
            continue
        number = numbers_from is not None and index >= numbers_from
        align = "center" if centred or not index else "right" if number else "left"
        line(cell.paragraphs[0], printable(text), size=11, bold=bold, align=align)


def _numbers(tally: Tally) -> tuple[str, ...]:
    return tuple(group_thousands(number) for number in figures(tally))


def _mark(row: "_Row", name: str) -> None:
    """Set a switch of a row: `w:tblHeader` prints it again on every page, `w:cantSplit` keeps it on one."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    switch = OxmlElement(name)
    switch.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(switch)  # noqa: SLF001 - python-docx has no API for it
