"""Files that people send up: honest ones of each kind, and the tricks that are played with them."""

import io
import zipfile
from collections.abc import Mapping

import docx
import openpyxl
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
GPS, TURNED = 0x8825, 0x0112


def a_pdf(*pages: str) -> bytes:
    """A PDF with one line on each page."""
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=A4, invariant=True)
    for words in pages or ("Bao cao ket qua",):
        canvas.drawString(72, 720, words)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def a_docx(*paragraphs: str) -> bytes:
    """A document of Word with these paragraphs."""
    content = io.BytesIO()
    document = docx.Document()
    for words in paragraphs or ("Báo cáo kết quả",):
        document.add_paragraph(words)
    document.save(content)
    return content.getvalue()


def an_xlsx(*cells: str) -> bytes:
    """A workbook with these cells in its first column."""
    content = io.BytesIO()
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row, words in enumerate(cells or ("Bộ tiêu chí",), start=1):
        sheet.cell(row, 1, words)
    workbook.save(content)
    return content.getvalue()


def a_photo(width: int = 400, height: int = 300, form: str = "JPEG") -> bytes:
    """A photo that notes where it was taken, and that the camera was held upright."""
    content = io.BytesIO()
    notes = Image.Exif()
    notes[TURNED] = 6
    notes[GPS] = {1: "N", 2: (10.0, 27.0, 0.0)}
    Image.new("RGB", (width, height), "white").save(content, form, exif=notes)
    return content.getvalue()


def with_parts(archive: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The archive with more parts, or other ones in the place of its own."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return content.getvalue()
