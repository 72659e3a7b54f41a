"""The sheet of an official document in python-docx: size and margins, fonts, paragraphs, column widths."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph
    from lxml.etree import _Element

FONT = "Times New Roman"
SIDES_MM = (65, 97)


def blank(title: str, day: date) -> "Document":
    """Return an empty A4 document with the margins of the decree."""
    import docx
    from docx.oxml.ns import qn

    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name = FONT
    # Word keeps a font of its own for each script; without these a Vietnamese text falls back to another face.
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    _margins(document.sections[0])
    _page_number(document.sections[0])
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, "Đôn Đốc", "vi-VN"
    properties.created = properties.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return document


def turn_landscape(document: "Document") -> None:
    """Go on with a new page, lying on its side."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def sides(document: "Document") -> "tuple[_Cell, _Cell]":
    """Return two cells side by side without borders, as letterhead and signature have them."""
    table = document.add_table(rows=1, cols=2)
    set_widths(table, SIDES_MM)
    left, right = table.rows[0].cells
    return left, right


def set_widths(table: "Table", widths: Sequence[int]) -> None:
    """Set the columns' widths in mm, for Word (cells) and LibreOffice (grid) alike."""
    from docx.shared import Mm

    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def fill_like(table: "Table", pattern: "_Row", rows: Iterable[Sequence[str]]) -> None:
    """Add rows that look like the table's last one, each cell of which holds a text; that one is taken away.

    Copying is many times quicker than letting python-docx make each cell.
    """
    from docx.oxml.ns import qn

    model = pattern._tr  # noqa: SLF001 - python-docx copies no rows
    table._tbl.remove(model)  # noqa: SLF001
    for texts in rows:
        made = deepcopy(model)
        for place, text in zip(list(made.iter(qn("w:t"))), texts, strict=True):
            _write(place, text)
        table._tbl.append(made)  # noqa: SLF001


def _write(place: "_Element", text: str) -> None:
    """Put a text where a model's stands; each further line of it goes behind a break."""
    from docx.oxml.parser import OxmlElement

    place.text, *others = text.split("\n")
    for other in others:
        more = OxmlElement("w:t")
        more.text = other
        run = place.getparent()
        assert run is not None
        run.extend((OxmlElement("w:br"), more))


def line(
    paragraph: "Paragraph",
    text: str,
    *,
    size: int = 14,
    bold: bool = False,
    italic: bool = False,
    align: str = "center",
    indent: bool = False,
    before: int = 0,
) -> None:
    """Write a text into a paragraph; sizes and the space before it are in points."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(0)
    if indent:
        paragraph.paragraph_format.first_line_indent = Mm(12.7)
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic


def _margins(section: "Section") -> None:
    """Set A4 with the margins of Phụ lục I, mục I of Nghị định 30/2020/NĐ-CP."""
    from docx.shared import Mm

    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(18)


def _page_number(section: "Section") -> None:
    """Number the pages at the top from the second on, as the decree wants it; later sections follow the first."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    line(paragraph, "", size=13)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no API for fields
