"""A small PDF writer: ruled tables and lines of text, one page a table part. Enough of the format for a reader.

The font is only named, with a map from its codes to letters: text can be read out of the file, though not drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

_LETTER = 6.0
_PITCH = 14.0
_MARGIN = 4.0
# The codes are the letters' own numbers. Only Latin and marks are mapped: a reader takes in every code that is.
_TO_UNICODE = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
    "1 begincodespacerange <0000> <FFFF> endcodespacerange "
    "2 beginbfrange <0000> <036F> <0000> <1E00> <22FF> <1E00> endbfrange endcmap end end"
)


@dataclass
class Page:
    """A page under construction; heights count from the top, in points."""

    width: float = 842
    height: float = 595
    drawn: list[str] = field(default_factory=list)
    y: float = 40
    as_bars: bool = False

    def text(self, x: float, y: float, text: str) -> None:
        codes = "".join(f"{ord(letter):04X}" for letter in text)
        self.drawn.append(f"BT /F 10 Tf 1 0 0 1 {x:.1f} {self.height - y:.1f} Tm <{codes}> Tj ET")

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A line, or the thin filled bar that Word draws instead."""
        if self.as_bars:
            self.drawn.append(f"{x0:.1f} {self.height - y1 - 0.5:.1f} {x1 - x0 + 0.5:.1f} {y1 - y0 + 0.5:.1f} re f")
            return
        self.drawn.append(f"{x0:.1f} {self.height - y0:.1f} m {x1:.1f} {self.height - y1:.1f} l S")

    def line(self, text: str) -> None:
        """A line of running text below what is there."""
        self.text(40, self.y + _PITCH, text)
        self.y += _PITCH + 4

    def row(self, texts: Sequence[str | None], widths: Sequence[float], *, ruled: bool = True) -> None:
        """A table row; None continues the cell above, and no rule is drawn over it. Texts wrap to the widths."""
        wrapped = [_wrapped(text or "", width) for text, width in zip(texts, widths, strict=True)]
        below = self.y + _PITCH * max(map(len, wrapped)) + 2 * _MARGIN
        x = 40.0
        for text, lines, width in zip(texts, wrapped, widths, strict=True):
            for number, line in enumerate(lines, start=1):
                self.text(x + _MARGIN, self.y + _PITCH * number, line)
            if ruled:
                self.rule(x, self.y, x, below)
                if text is not None:
                    self.rule(x, self.y, x + width, self.y)
            x += width
        if ruled:
            self.rule(x, self.y, x, below)
        self.y = below

    def span(self, number: str, text: str, widths: Sequence[float]) -> None:
        """A row of a number and one cell over all other columns."""
        self.row([number, text], [widths[0], sum(widths[1:])])

    def close(self, widths: Sequence[float]) -> None:
        """The table's lowest rule."""
        self.rule(40, self.y, 40 + sum(widths), self.y)


def a_pdf(*pages: Page) -> bytes:
    """The pages as a file."""
    count = len(pages)
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(count))
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        3: "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H "
        "/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        4: "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 600 /W [32 [300]] /FontDescriptor 6 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        5: _stream(_TO_UNICODE),
        6: "<< /Type /FontDescriptor /FontName /X /Flags 4 /Ascent 800 /Descent -200 /FontBBox [0 -200 600 800] >>",
    }
    for number, page in enumerate(pages):
        box = f"[0 0 {page.width} {page.height}]"
        objects[10 + 2 * number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Resources << /Font << /F 3 0 R >> >> "
            f"/Contents {11 + 2 * number} 0 R >>"
        )
        objects[11 + 2 * number] = _stream("\n".join(page.drawn))
    return _file(objects)


def _stream(text: str) -> str:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


def _file(objects: dict[int, str]) -> bytes:
    out = b"%PDF-1.4\n"
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    table = "".join(f"{number} 1\n{place:010d} 00000 n \n" for number, place in places.items())
    trailer = f"xref\n0 1\n0000000000 65535 f \n{table}trailer\n<< /Size {max(objects) + 1} /Root 1 0 R >>\n"
    return out + f"{trailer}startxref\n{len(out)}\n%%EOF\n".encode("ascii")


def _wrapped(text: str, width: float) -> list[str]:
    """The text in lines no wider than the width, broken at blanks where there are any."""
    room = max(1, int((width - 2 * _MARGIN) / _LETTER))
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [line[at : at + room] for line in lines for at in range(0, max(len(line), 1), room)]
