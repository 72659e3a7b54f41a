"""A document that an agency of the sample plan hands in: one page, plainly marked as an example."""

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import calendars.year

_FONT = Path(calendars.year.__file__).parent / "fonts" / "NotoSans-Regular.ttf"
_LINES = (
    "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH",
    "Số: 45/QĐ-SVHTTDL",
    "",
    "QUYẾT ĐỊNH",
    "Ban hành Quy tắc ứng xử trên mạng của ngành (ví dụ)",
    "",
    "Điều 1. Ban hành kèm theo Quyết định này Quy tắc ứng xử trên mạng.",
    "Điều 2. Quyết định có hiệu lực từ ngày ký.",
)


def write_evidence(path: Path) -> None:
    """Write the document as a PDF with words in it."""
    pdfmetrics.registerFont(TTFont("Noto", str(_FONT)))
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    canvas.setFont("Noto", 13)
    for number, line in enumerate(_LINES):
        canvas.drawString(72, 760 - 26 * number, line)
    canvas.save()
