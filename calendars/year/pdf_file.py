"""The year calendar as PDF, A4 across: twelve months on the first page, the duties month by month after it.

The letters are embedded (Noto Sans, a Vietnamese subset), since no PDF reader brings Vietnamese ones. The same calendar
gives the same bytes.
"""

import io
from calendar import Calendar as Weeks
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, Table, TableStyle

from base.vietnamese import SHORT_WEEKDAYS, day_month, short_date
from calendars.year.values import DayMark, YearCalendar, YearLine, day_mark

PLAIN, BOLD = "DonDocSans", "DonDocSans-Bold"
FONTS = Path(__file__).with_name("fonts")
WIDTH, HEIGHT = landscape(A4)
_MARGIN = 12 * mm
INK, FAINT, RED = HexColor("#1f2933"), HexColor("#6b7785"), HexColor("#c0392b")
RULE, SHADE = HexColor("#cfd6dd"), HexColor("#f1f4f7")
_COLORS = {DayMark.LATE: RED, DayMark.OPEN: HexColor("#1f5f99"), DayMark.DONE: HexColor("#2e7d4f")}
_COLUMNS = (40 * mm, 108 * mm, 44 * mm, 53 * mm, 28 * mm)
_HEADINGS = ("Hạn", "Nhiệm vụ", "Sản phẩm", "Nguồn", "Trạng thái")
# What these letters can't show is told in others.
_INSTEAD = str.maketrans({"→": "->", "≤": "<=", "≥": ">=", "✓": "v", "•": "-"})


def pdf_bytes(calendar: YearCalendar) -> bytes:
    """Return the calendar as a PDF of one page, and as many more as its list needs."""
    _register_fonts()
    written = io.BytesIO()
    document = BaseDocTemplate(
        written,
        pagesize=(WIDTH, HEIGHT),
        title=f"Lịch năm {calendar.year} - {calendar.agency}",
        author="Đôn Đốc",
        lang="vi-VN",
        invariant=1,
    )
    list_frame = Frame(_MARGIN, _MARGIN, WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN - 6 * mm, 0, 0, 0, 0)
    document.addPageTemplates(
        [
            PageTemplate(
                "year", [list_frame], lambda canvas, _: _draw_year(canvas, calendar), autoNextPageTemplate="list"
            ),
            PageTemplate("list", [list_frame], lambda canvas, _: _draw_edges(canvas, calendar)),
        ]
    )
    sections = list(_sections(calendar))
    document.build([PageBreak(), _list_table(sections)] if sections else [PageBreak()])
    return written.getvalue()


@cache
def _register_fonts() -> None:
    pdfmetrics.registerFont(TTFont(PLAIN, FONTS / "NotoSans-Regular.ttf"))
    pdfmetrics.registerFont(TTFont(BOLD, FONTS / "NotoSans-Bold.ttf"))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)


@cache
def _letters() -> frozenset[int]:
    return frozenset(TTFont("DonDocLetters", FONTS / "NotoSans-Regular.ttf").face.charToGlyph)


def font_text(text: str) -> str:
    """Return the text in letters that the font has; signs it lacks are told in others or left out."""
    return "".join(letter for letter in text.translate(_INSTEAD) if ord(letter) in _letters())


def _draw_year(canvas: Canvas, calendar: YearCalendar) -> None:
    top = HEIGHT - _MARGIN
    _write(canvas, _MARGIN, top - 6 * mm, f"LỊCH CÔNG TÁC NĂM {calendar.year}", font=BOLD, size=17)
    _write(canvas, _MARGIN, top - 12.5 * mm, calendar.agency, font=BOLD, size=12, color=_COLORS[DayMark.OPEN])
    _write(canvas, _MARGIN, top - 18 * mm, calendar.sentence, size=9, color=FAINT)
    _draw_legend(canvas, top - 6 * mm)
    grid_top, across, down = top - 23 * mm, 4, 3
    gap = 8 * mm
    width = (WIDTH - 2 * _MARGIN + gap) / across
    height = (grid_top - _MARGIN - 4 * mm) / down
    for month in range(1, 13):
        row, column = divmod(month - 1, across)
        _draw_month(canvas, calendar, month, (_MARGIN + column * width, grid_top - row * height, width - gap))
    _draw_foot(canvas, calendar)


def _draw_legend(canvas: Canvas, y: float) -> None:
    x = WIDTH - _MARGIN
    for mark in reversed(DayMark):
        label = f"ngày có nhiệm vụ {mark}"
        x -= pdfmetrics.stringWidth(label, PLAIN, 8)
        _write(canvas, x, y, label, size=8)
        x -= 4 * mm
        _draw_mark(canvas, x + 1.5 * mm, y + 1 * mm, 1.5 * mm, mark)
        x -= 5 * mm
    note = "Chữ đỏ là ngày nghỉ; số nhỏ là số nhiệm vụ đến hạn trong ngày."
    _write(canvas, WIDTH - _MARGIN - pdfmetrics.stringWidth(note, PLAIN, 8), y - 5 * mm, note, size=8, color=FAINT)


def _draw_month(canvas: Canvas, calendar: YearCalendar, month: int, box: tuple[float, float, float]) -> None:
    x, top, width = box
    cell, step = width / 7, 6.3 * mm
    count = len(calendar.of_month(month))
    _write(canvas, x, top - 4 * mm, f"Tháng {month}", font=BOLD, size=10.5)
    if count:
        label = f"{count} nhiệm vụ"
        _write(canvas, x + width - pdfmetrics.stringWidth(label, PLAIN, 8), top - 4 * mm, label, size=8, color=FAINT)
    canvas.setStrokeColor(RULE)
    canvas.line(x, top - 5.5 * mm, x + width, top - 5.5 * mm)
    for weekday, name in enumerate(SHORT_WEEKDAYS):
        _centred(canvas, x + (weekday + 0.5) * cell, top - 9.5 * mm, name, 7, RED if weekday >= 5 else FAINT)
    for week, days in enumerate(Weeks().monthdatescalendar(calendar.year, month)):
        for weekday, day in enumerate(days):
            if day.month == month:
                place = (x + (weekday + 0.5) * cell, top - 15 * mm - week * step)
                _draw_day(canvas, calendar, day, place)


def _draw_day(canvas: Canvas, calendar: YearCalendar, day: date, place: tuple[float, float]) -> None:
    x, y = place
    lines = calendar.on(day)
    mark = day_mark(lines)
    color: Color = RED if calendar.is_free(day) else INK
    if mark:
        _draw_mark(canvas, x, y + 1.1 * mm, 2.6 * mm, mark)
        color = _COLORS[mark] if mark is DayMark.DONE else white
    _centred(canvas, x, y, str(day.day), 8.5, color, bold=mark is not None)
    if len(lines) > 1:
        _write(canvas, x + 2.8 * mm, y + 2.3 * mm, str(len(lines)), font=BOLD, size=5.5, color=INK)


def _draw_edges(canvas: Canvas, calendar: YearCalendar) -> None:
    _write(
        canvas,
        _MARGIN,
        HEIGHT - _MARGIN - 2 * mm,
        f"{calendar.agency}: nhiệm vụ của năm {calendar.year}",
        font=BOLD,
        size=9,
    )
    _draw_foot(canvas, calendar)


def _draw_foot(canvas: Canvas, calendar: YearCalendar) -> None:
    printed = f"Theo tình hình ngày {short_date(calendar.as_of)}. Lịch trên máy luôn mới hơn bản in. Đôn Đốc."
    _write(canvas, _MARGIN, 6 * mm, printed, size=7, color=FAINT)
    _write(canvas, WIDTH - _MARGIN - 10 * mm, 6 * mm, f"Trang {canvas.getPageNumber()}", size=7, color=FAINT)


def _write(
    canvas: Canvas, x: float, y: float, text: str, *, font: str = PLAIN, size: float, color: Color = INK
) -> None:
    canvas.setFillColor(color)
    canvas.setFont(font, size)
    canvas.drawString(x, y, _fitting(font_text(text), font, size, WIDTH - _MARGIN - x))


def _fitting(text: str, font: str, size: float, room: float) -> str:
    if pdfmetrics.stringWidth(text, font, size) <= room:
        return text
    while text and pdfmetrics.stringWidth(f"{text}…", font, size) > room:
        text = text[:-1]
    return f"{text}…"


def _centred(canvas: Canvas, x: float, y: float, text: str, size: float, color: Color, *, bold: bool = False) -> None:
    canvas.setFillColor(color)
    canvas.setFont(BOLD if bold else PLAIN, size)
    canvas.drawCentredString(x, y, text)


def _draw_mark(canvas: Canvas, x: float, y: float, radius: float, mark: DayMark) -> None:
    """Draw a day's mark; each has a shape of its own, for printers and eyes without colours."""
    canvas.setFillColor(_COLORS[mark])
    canvas.setStrokeColor(_COLORS[mark])
    canvas.setLineWidth(0.9)
    if mark is DayMark.LATE:
        canvas.rect(x - radius, y - radius, 2 * radius, 2 * radius, stroke=0, fill=1)
    else:
        canvas.circle(x, y, radius, stroke=1, fill=mark is DayMark.OPEN)


def _sections(calendar: YearCalendar) -> Iterator[tuple[str, Sequence[YearLine]]]:
    """Yield the parts of the list that have a line: what is left from before, the months, what has no day yet."""
    if calendar.earlier:
        yield "Chưa xong từ năm trước", calendar.earlier
    for month in range(1, 13):
        if lines := calendar.of_month(month):
            yield f"Tháng {month}/{calendar.year}", lines
    if calendar.undated:
        yield "Chưa có ngày đến hạn", calendar.undated


def _list_table(sections: Sequence[tuple[str, Sequence[YearLine]]]) -> Table:
    head, body, faint = _styles()
    rows: list[list[Any]] = [[Paragraph(heading, head) for heading in _HEADINGS]]
    titles: list[int] = []
    for title, lines in sections:
        titles.append(len(rows))
        rows.append([Paragraph(f"{title} ({len(lines)} nhiệm vụ)", head), "", "", "", ""])
        rows += [_row(line, body, faint) for line in lines]
    style: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
        *(("BACKGROUND", (0, row), (-1, row), SHADE) for row in titles),
        *(("SPAN", (0, row), (-1, row)) for row in titles),
        # A month's name never stands alone at the foot of a page.
        *(("NOSPLIT", (0, row), (0, row + 1)) for row in titles),
    ]
    return Table(rows, colWidths=_COLUMNS, repeatRows=1, style=TableStyle(style))


def _row(line: YearLine, body: ParagraphStyle, faint: ParagraphStyle) -> list[Any]:
    when = [Paragraph(f"<b>{SHORT_WEEKDAYS[line.day.weekday()]} {short_date(line.day)}</b>" if line.day else "—", body)]
    if line.opens:
        when.append(Paragraph(f"từ {short_date(line.opens)}", faint))
    if line.act_by:
        last = day_month(line.act_by.day, line.act_by.month)
        when.append(Paragraph(f"ngày làm việc cuối: {SHORT_WEEKDAYS[line.act_by.weekday()]} {last}", faint))
    what = [Paragraph(_marked(line.title), body)]
    if line.event:
        what.append(Paragraph(f"Chờ: {_marked(line.event)}", faint))
    state = f'<font color="{_COLORS[line.mark].hexval().replace("0x", "#")}">{_marked(line.state)}</font>'
    return [
        when,
        what,
        Paragraph(_marked(line.product), body),
        Paragraph(_marked(line.source), faint),
        Paragraph(state, body),
    ]


def _marked(text: str) -> str:
    """Return the text for a paragraph, which reads a little XML."""
    return escape(font_text(text))


@cache
def _styles() -> tuple[ParagraphStyle, ParagraphStyle, ParagraphStyle]:
    body = ParagraphStyle("body", fontName=PLAIN, fontSize=8.2, leading=11, textColor=INK)
    return (
        ParagraphStyle("head", parent=body, fontName=BOLD, fontSize=8.6),
        body,
        ParagraphStyle("faint", parent=body, fontSize=7.2, leading=9.5, textColor=FAINT),
    )
