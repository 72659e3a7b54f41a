"""Builds the sample plan as a DOCX of the look that Nghị định 30/2020/NĐ-CP prescribes, to be read like any other.

`python -m samples.build FILE` writes it. The same data gives the same bytes.
"""

import io
import sys
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, cast

from base.vietnamese import short_date
from samples.plan import SampleAppendix, SamplePlan, sample_plan, sample_rows
from workflow.plan import PrintedRow

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
TASK_WIDTHS_MM = (12, 68, 36, 36, 32, 34, 29)
SIDES_MM = (65, 95)
# The oldest moment that a ZIP entry can carry: the archive's own clock must not change the bytes.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def build_plan(path: Path) -> None:
    """Write the sample plan to `path`; an existing file is replaced."""
    plan = sample_plan()
    path.write_bytes(_stable(plan_document(plan, sample_rows())))


def plan_document(plan: SamplePlan, rows: Iterable[PrintedRow]) -> "Document":
    """Return the document: letterhead, title, body and signature upright, then the appendices on landscape pages."""
    document = _blank(plan)
    _letterhead(document, plan)
    _title(document, plan)
    for paragraph in plan.body:
        _line(document.add_paragraph(), paragraph, size=14, align="justify", indent=True)
    _signature(document, plan)
    tasks = {number: list(group) for number, group in groupby(rows, key=lambda row: row.appendix)}
    for appendix in plan.appendices:
        _appendix(document, plan, appendix, tasks[appendix.number])
    return document


def _blank(plan: SamplePlan) -> "Document":
    import docx
    from docx.oxml.ns import qn

    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name = FONT
    # Word keeps a font of its own for each script; without these a Vietnamese text falls back to another face.
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    _page(document.sections[0])
    properties = document.core_properties
    properties.title, properties.author, properties.language = plan.title, "Đôn Đốc", "vi-VN"
    properties.created = properties.modified = datetime(2026, 1, 16, tzinfo=UTC)
    properties.comments = plan.warning
    return document


def _page(section: "Section") -> None:
    """Set A4 with the margins of Phụ lục I, mục I of the decree."""
    from docx.shared import Mm

    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)


def _letterhead(document: "Document", plan: SamplePlan) -> None:
    day = plan.issued_on
    left, right = _sides(document)
    _line(left.paragraphs[0], plan.issuer[0], size=13, bold=True)
    for line in plan.issuer[1:]:
        _line(left.add_paragraph(), line, size=13, bold=True)
    _line(left.add_paragraph(), f"Số: {plan.number}", size=13)
    _line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
    _line(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
    written = f"{plan.place}, ngày {day.day:02} tháng {day.month:02} năm {day.year}"
    _line(right.add_paragraph(), written, size=13, italic=True)


def _title(document: "Document", plan: SamplePlan) -> None:
    document.add_paragraph()
    _line(document.add_paragraph(), plan.kind, size=14, bold=True)
    _line(document.add_paragraph(), plan.title, size=14, bold=True)
    _line(document.add_paragraph(), plan.warning, size=13, italic=True)
    document.add_paragraph()


def _signature(document: "Document", plan: SamplePlan) -> None:
    document.add_paragraph()
    left, right = _sides(document)
    _line(left.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True, align="left")
    for recipient in plan.recipients:
        _line(left.add_paragraph(), f"- {recipient}", size=11, align="left")
    _line(right.paragraphs[0], plan.signature[0], size=14, bold=True)
    for line in plan.signature[1:]:
        _line(right.add_paragraph(), line, size=14, bold=True)


def _sides(document: "Document") -> "tuple[_Cell, _Cell]":
    """Return two cells side by side without borders, the left one narrower, as letterhead and signature have them."""
    table = document.add_table(rows=1, cols=2)
    _set_widths(table, SIDES_MM)
    left, right = table.rows[0].cells
    return left, right


def _appendix(document: "Document", plan: SamplePlan, appendix: SampleAppendix, rows: Sequence[PrintedRow]) -> None:
    from docx.enum.section import WD_ORIENT, WD_SECTION

    section = document.add_section(WD_SECTION.NEW_PAGE)
    if section.page_width and section.page_height and section.page_width < section.page_height:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    _line(document.add_paragraph(), f"Phụ lục {appendix.number}", size=14, bold=True)
    _line(document.add_paragraph(), appendix.title, size=14, bold=True)
    attached = f"(Kèm theo Kế hoạch số {plan.number} ngày {short_date(plan.issued_on)} của Ủy ban nhân dân tỉnh)"
    _line(document.add_paragraph(), attached, size=13, italic=True)
    _tasks(document, plan.columns, rows)


def _tasks(document: "Document", columns: Sequence[str], rows: Iterable[PrintedRow]) -> None:
    table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    _set_widths(table, TASK_WIDTHS_MM)
    _head(table.rows[0], columns)
    for section, group in groupby(rows, key=lambda row: (row.section_number, row.section_title)):
        if any(section):
            _section_row(table, *section)
        for row in group:
            _task_row(table, row)


def _head(row: "_Row", columns: Sequence[str]) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - python-docx has no API for a repeated header
    for cell, name in zip(row.cells, columns, strict=True):
        _line(cell.paragraphs[0], name, size=12, bold=True)


def _section_row(table: "Table", number: str, title: str) -> None:
    cells = _new_row(table).cells
    merged = cells[0].merge(cells[-1])
    _line(merged.paragraphs[0], f"{number}. {title}", size=12, bold=True, align="left")


def _task_row(table: "Table", row: PrintedRow) -> None:
    texts = (row.number, row.title, row.lead, row.cooperating, row.product, row.deadline, row.note)
    for index, (cell, text) in enumerate(zip(_new_row(table).cells, texts, strict=True)):
        _line(cell.paragraphs[0], text, size=12, align="left" if index else "center")


def _new_row(table: "Table") -> "_Row":
    return cast("_Row", table.add_row())  # type: ignore[no-untyped-call]  # the one untyped method used here


def _set_widths(table: "Table", widths: Sequence[int]) -> None:
    """Set the grid's widths in mm; rows that are added later take theirs from it."""
    from docx.shared import Mm

    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _line(
    paragraph: "Paragraph",
    text: str,
    *,
    size: int,
    bold: bool = False,
    italic: bool = False,
    align: str = "center",
    indent: bool = False,
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    paragraph.paragraph_format.space_after = Pt(6 if indent else 0)
    if indent:
        paragraph.paragraph_format.first_line_indent = Mm(12.7)
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic


def _stable(document: "Document") -> bytes:
    """Return the document's bytes with the archive's own times taken out."""
    written, stable = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(stable, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return stable.getvalue()


if __name__ == "__main__":
    build_plan(Path(sys.argv[1] if len(sys.argv) > 1 else "ke-hoach-50.docx"))
