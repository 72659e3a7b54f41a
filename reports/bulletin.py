"""The bulletin: a report card on one A4 page, as PDF and as a picture for chat groups, with a QR that opens it."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from base.vietnamese import full_date, group_thousands
from workflow.report_card import CardLine, Group, ListedDuty, ReportCard, latest_first

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_PLAIN, _BOLD = "DonDocBulletin", "DonDocBulletin-Bold"
_MARGIN = 40.0
_INK, _FAINT, _LINE, _ACCENT = "#1f2528", "#565e62", "#dedad1", "#0b5a60"
# The four groups of Quyết định 42/2014/QĐ-TTg, always in this order: colour of the figure, of the bar, its hatch.
_GROUPS = (
    (Group.DONE_ON_TIME, "#1a6838", "#237d47", 0),
    (Group.DONE_LATE, "#54661a", "#697d29", 1),
    (Group.UNDONE_IN_TIME, "#1d5c9f", "#3d76b5", 0),
    (Group.UNDONE_OVERDUE, "#b3201a", "#bf3329", -1),
)
# So many at the most that all fits one page: 12 × 17, 6 × 33 and 5 × 16 points beside what is always there.
_MOST_BARS, _MOST_LATE, _MOST_COMING = 12, 6, 5
_NAME_WIDTH = 190.0


@dataclass(frozen=True, kw_only=True)
class Bulletin:
    """What the page says. `about` names the plan or agency, `address` is what the QR opens, `seal` tells the figures.

    `fonts` is the folder of the fonts, `clean` gives a text in letters that they have.
    """

    about: str
    card: ReportCard
    laggards: Sequence[ListedDuty]
    coming: Sequence[ListedDuty]
    address: str
    seal: str
    fonts: Path
    clean: Callable[[str], str]

    @property
    def day(self) -> date:
        """The day as whose end the figures are."""
        return self.card.scope.as_of


def bulletin_pdf(bulletin: Bulletin) -> bytes:
    """Return the page as PDF: always one page, whatever the names are; the same figures give the same octets."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    _register(bulletin.fonts)
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1, lang="vi-VN")
    canvas.setTitle(f"Bản tin đôn đốc {full_date(bulletin.day)}")
    canvas.setAuthor("Đôn Đốc")
    width, height = A4
    page = _Page(canvas=canvas, bulletin=bulletin, right=width - _MARGIN)
    at = _head(page, height - _MARGIN)
    at = _figures(page, at)
    at = _bars(page, at)
    at = _late(page, at)
    _coming(page, at)
    _foot(page)
    canvas.showPage()
    canvas.save()
    return written.getvalue()


def bulletin_picture(pdf: bytes, *, scale: float = 2.0) -> bytes:
    """Return the first page of a PDF of our own as PNG; at 2.0 it is 1190 points wide, sharp on a phone."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        made = io.BytesIO()
        document[0].render(scale=scale).to_pil().save(made, "PNG", optimize=True)
        return made.getvalue()
    finally:
        document.close()


@dataclass(frozen=True, kw_only=True)
class _Page:
    canvas: "Canvas"
    bulletin: Bulletin
    right: float

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 9,
        bold: bool = False,
        color: str = _INK,
        end: bool = False,
    ) -> None:
        """Write one line; `end` lets it end at x."""
        from reportlab.lib.colors import HexColor

        self.canvas.setFont(_BOLD if bold else _PLAIN, size)
        self.canvas.setFillColor(HexColor(color))
        (self.canvas.drawRightString if end else self.canvas.drawString)(x, y, self.bulletin.clean(text))

    def fitted(self, text: str, width: float, *, size: float = 9, bold: bool = False) -> str:
        """Return the text, or as many of its words as the width holds and an ellipsis."""
        words = self.bulletin.clean(text).split()
        while words and self._wide(" ".join(words), size, bold) > width:
            words = [*words[:-2], "…"] if words[-1] == "…" else [*words[:-1], "…"]
        return " ".join(words)

    def line(self, y: float, *, color: str = _LINE, thick: float = 0.6) -> None:
        """Draw a line across the page."""
        from reportlab.lib.colors import HexColor

        self.canvas.setStrokeColor(HexColor(color))
        self.canvas.setLineWidth(thick)
        self.canvas.line(_MARGIN, y, self.right, y)

    def triangle(self, x: float, y: float, color: str) -> None:
        """Draw the shape of what is overdue."""
        from reportlab.lib.colors import HexColor

        shape = self.canvas.beginPath()
        shape.moveTo(x, y)
        shape.lineTo(x + 7, y)
        shape.lineTo(x + 3.5, y + 7)
        shape.close()
        self.canvas.setFillColor(HexColor(color))
        self.canvas.drawPath(shape, stroke=0, fill=1)

    def bar(self, x: float, y: float, width: float, color: str, hatch: int) -> None:
        """Draw a part of a bar; hatched so that it is told apart without colours."""
        from reportlab.lib.colors import HexColor, white

        canvas = self.canvas
        canvas.saveState()
        canvas.setFillColor(HexColor(color))
        canvas.rect(x, y, width, 11, stroke=0, fill=1)
        if hatch:
            shape = canvas.beginPath()
            shape.rect(x, y, width, 11)
            canvas.clipPath(shape, stroke=0)
            canvas.setStrokeColor(white)
            canvas.setStrokeAlpha(0.4)
            canvas.setLineWidth(1)
            for step in range(-12, int(width) + 12, 5):
                canvas.line(x + step, y if hatch > 0 else y + 11, x + step + 11, y + 11 if hatch > 0 else y)
        canvas.restoreState()

    def _wide(self, text: str, size: float, bold: bool) -> float:
        return self.canvas.stringWidth(text, _BOLD if bold else _PLAIN, size)


def _head(page: _Page, top: float) -> float:
    told = page.bulletin
    page.write(_MARGIN, top - 18, "Bản tin đôn đốc", size=20, bold=True)
    page.write(page.right, top - 12, full_date(told.day), size=10, bold=True, end=True)
    page.write(page.right, top - 26, "Số liệu đến hết ngày", color=_FAINT, end=True)
    page.write(_MARGIN, top - 36, page.fitted(told.about, page.right - _MARGIN - 130, size=10), size=10)
    page.line(top - 46, color=_ACCENT, thick=2)
    for number, sentence in enumerate(_sentences(told.card)):
        page.write(_MARGIN, top - 68 - 16 * number, sentence, size=11.5)
    return top - 104


def _sentences(card: ReportCard) -> Iterator[str]:
    total = card.total
    dated = sum(total[group] for group, *_ in _GROUPS)
    overdue = total[Group.UNDONE_OVERDUE]
    late = sum(1 for line in card.agencies if line.tally[Group.UNDONE_OVERDUE])
    done = total[Group.DONE_ON_TIME] + total[Group.DONE_LATE]
    where = f" ở {group_thousands(late)} cơ quan" if late else ""
    yield (
        f"Trong {group_thousands(dated)} nhiệm vụ có hạn, {group_thousands(done)} đã hoàn thành, "
        f"{group_thousands(overdue)} đang quá hạn{where}."
    )
    undated = total[Group.DONE_UNDATED] + total[Group.UNDONE_UNDATED]
    if undated:
        yield f"Ngoài ra {group_thousands(undated)} nhiệm vụ không hạn hoặc chờ sự kiện."


def _figures(page: _Page, top: float) -> float:
    wide = (page.right - _MARGIN) / len(_GROUPS)
    for number, (group, color, *_) in enumerate(_GROUPS):
        x, count = _MARGIN + number * wide, page.bulletin.card.total[group]
        page.write(x, top - 26, group_thousands(count) if count else "–", size=24, bold=True, color=color)
        first, _, second = (
            group.label.replace("hoàn thành ", "hoàn thành|").replace("thành, ", "thành,|").partition("|")
        )
        page.write(x, top - 42, first, size=9, bold=True, color=color)
        page.write(x, top - 54, second, size=9, bold=True, color=color)
    return top - 76


def _bars(page: _Page, top: float) -> float:
    lines = [line for line in page.bulletin.card.agencies if _noteworthy(line)][:_MOST_BARS]
    if not lines:
        return top
    page.write(_MARGIN, top, "Cơ quan có kết quả hoặc quá hạn", size=12, bold=True)
    x, y = _MARGIN, top - 17
    for group, _, color, hatch in _GROUPS:
        page.bar(x, y - 2, 11, color, hatch)
        page.write(x + 15, y, group.label, size=8.5)
        x += 25 + page.canvas.stringWidth(group.label, _PLAIN, 8.5)
    most = max(_dated(line) for line in lines)
    scale = (page.right - _MARGIN - _NAME_WIDTH - 40) / most
    for number, line in enumerate(lines):
        _bar_line(page, line, y - 22 - 17 * number, scale)
    return y - 22 - 17 * len(lines) - 12


def _bar_line(page: _Page, line: CardLine, y: float, scale: float) -> None:
    page.write(_MARGIN + _NAME_WIDTH - 8, y, page.fitted(line.heading.name, _NAME_WIDTH - 10), end=True)
    x = _MARGIN + _NAME_WIDTH
    for group, _, color, hatch in _GROUPS:
        count = line.tally[group]
        if not count:
            continue
        width = max(count * scale, 3)
        page.bar(x, y - 2, width, color, hatch)
        if width >= 15:
            page.canvas.setFont(_BOLD, 8)
            page.canvas.setFillColorRGB(1, 1, 1)
            page.canvas.drawCentredString(x + width / 2, y + 0.5, group_thousands(count))
        x += width + 1
    page.write(x + 5, y, group_thousands(_dated(line)), color=_FAINT)


def _late(page: _Page, top: float) -> float:
    found = latest_first(page.bulletin.laggards)[:_MOST_LATE]
    if not found:
        page.write(_MARGIN, top, "Không có nhiệm vụ nào quá hạn.", size=11)
        return top - 24
    page.write(_MARGIN, top, "Quá hạn lâu nhất", size=12, bold=True)
    y, x = top - 8, _MARGIN + 120
    for duty in found:
        page.line(y)
        page.triangle(_MARGIN, y - 14, "#b3201a")
        late = f"quá hạn {group_thousands(duty.days_late)} ngày"
        page.write(_MARGIN + 11, y - 14, late, bold=True, color="#b3201a")
        page.write(x, y - 14, page.fitted(duty.title, page.right - x, size=9.5, bold=True), size=9.5, bold=True)
        due = f" · hạn {full_date(duty.due)}" if duty.due else ""
        about = f"{duty.agency}{due} · “{duty.expression}”"
        page.write(x, y - 26, page.fitted(about, page.right - x), color=_FAINT)
        y -= 33
    page.line(y)
    return y - 22


def _coming(page: _Page, top: float) -> None:
    found = page.bulletin.coming[:_MOST_COMING]
    if not found:
        return
    page.write(_MARGIN, top, "Sắp tới", size=12, bold=True)
    x = _MARGIN + 120
    for number, duty in enumerate(found):
        y = top - 18 - 16 * number
        if duty.due:
            page.write(_MARGIN, y, full_date(duty.due), bold=True, color="#1d5c9f")
        page.write(x, y, page.fitted(f"{duty.title} · {duty.agency}", page.right - x))


def _foot(page: _Page) -> None:
    import segno

    told, size = page.bulletin, 62.0
    page.line(_MARGIN + size + 10)
    code = segno.make(told.address, error="m", micro=False)
    matrix = [*code.matrix]
    cell = size / len(matrix)
    page.canvas.setFillColorRGB(0, 0, 0)
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            if dark:
                at = _MARGIN + size - (row + 1) * cell
                page.canvas.rect(_MARGIN + column * cell, at, cell, cell, stroke=0, fill=1)
    lines = (
        f"Quét mã để mở đúng số liệu này, tính đến hết {full_date(told.day)}; mã số liệu {told.seal}.",
        "Bốn nhóm theo Quyết định 42/2014/QĐ-TTg. Số liệu đã chốt; trang mở ra nêu cả chỗ đếm lại nay đã khác.",
    )
    for number, words in enumerate(lines):
        page.write(_MARGIN + size + 14, _MARGIN + size - 18 - 14 * number, words, size=8.5, color=_FAINT)
    page.write(page.right, _MARGIN + 4, "Trang 1/1", size=8.5, color=_FAINT, end=True)


def _noteworthy(line: CardLine) -> bool:
    return any(line.tally[group] for group, *_ in _GROUPS if group is not Group.UNDONE_IN_TIME)


def _dated(line: CardLine) -> int:
    return sum(line.tally[group] for group, *_ in _GROUPS)


@cache
def _register(fonts: Path) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont(_PLAIN, fonts / "NotoSans-Regular.ttf"))
    pdfmetrics.registerFont(TTFont(_BOLD, fonts / "NotoSans-Bold.ttf"))
