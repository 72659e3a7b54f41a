"""A small typesetter: sets a table in columns and draws it as text, as the tools do that lose its lines.

Cells are wrapped by the metrics of Times, laid out from the top of their row, cut at the end of a page and written one
after the other; the header is repeated on every page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from documents.text.cutting.widths import SPACE, text_width

HEADER = (
    "TT",
    "Tên nhiệm vụ",
    "Cơ quan chủ trì",
    "Cơ quan phối hợp",
    "Kết quả/ sản phẩm",
    "Thời gian hoàn thành",
    "Ghi chú",
)
WIDTHS = (1_700, 15_000, 6_400, 6_000, 5_600, 6_200, 8_200)


@dataclass(frozen=True)
class Sheet:
    """How the page is set, and what the drawing tool does with it.

    `merges`: cells whose lines stand side by side come on one text line. `soft_blanks`: a blank is left at the end of
    a wrapped line. `page` is the number of lines that a page holds below the header; `feeds`: a form feed stands
    between the pages' texts, and no line break.
    """

    widths: Sequence[int] = WIDTHS
    page: int = 10_000
    merges: bool = False
    soft_blanks: bool = False
    feeds: bool = False


def drawn(rows: Sequence[Sequence[str]], sheet: Sheet, header: Sequence[str] = HEADER) -> str:
    """The table as text. A row of two cells is a section's: its number, and a title over all columns."""
    lines = list(_cells(_wrapped(header, sheet), sheet))
    page, room = 1, sheet.page
    for row in rows:
        wrapped = _section(row, sheet) if len(row) == 2 else _wrapped(row, sheet)
        while any(wrapped):
            above, wrapped = [cell[:room] for cell in wrapped], [cell[room:] for cell in wrapped]
            lines += _cells(above, sheet)
            room -= max(len(cell) for cell in above)
            if any(wrapped) or room == 0:
                page, room = page + 1, sheet.page
                number = f"{lines.pop()}\f{page}" if sheet.feeds else str(page)
                lines += [number, *_cells(_wrapped(header, sheet), sheet)]
    return "\n".join(lines) + "\n"


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a cell that is so wide."""
    lines: list[str] = []
    for word in text.split():
        if lines and sum(text_width(known) + SPACE for known in lines[-1].split()) + text_width(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _wrapped(row: Sequence[str], sheet: Sheet) -> list[list[str]]:
    cells = [wrapped(text, width) for text, width in zip(row, sheet.widths, strict=False)]
    if sheet.soft_blanks:
        return [[f"{line} " for line in cell[:-1]] + cell[-1:] for cell in cells]
    return cells


def _section(row: Sequence[str], sheet: Sheet) -> list[list[str]]:
    return [[row[0]], wrapped(row[1], sum(sheet.widths[1:]))]


def _cells(cells: Sequence[Sequence[str]], sheet: Sheet) -> Iterator[str]:
    line = ""
    for cell, after in zip_longest(cells, cells[1:], fillvalue=()):
        if not cell:
            continue
        *above, last = cell
        yield from [f"{line}{text}" for text in above[:1]] + list(above[1:])
        line = f"{line}{last}" if len(cell) == 1 else last
        # One line high, the cell stands beside the first line of the next.
        if sheet.merges and len(cell) == 1 and after:
            line += " "
            continue
        yield line
        line = ""
