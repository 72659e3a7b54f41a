"""Tables that a tool drew with their columns side by side, as `pdftotext -layout` does: read by where words stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from documents.blocks.captions import is_page_furniture
from documents.blocks.values import Block, Paragraph, Table, TableRow
from documents.layout.borderless import Sheet, sheet_parts, tables_of
from documents.layout.words import PrintedLine as Drawn
from documents.layout.words import PrintedWord
from documents.text.clean import TextLine
from workflow.plan import Doubt

# A letter is one wide. So tall, one blank parts words and two part columns.
_HEIGHT = 2.4
_PITCH = 1.3
DRAWN = "Các cột nằm cạnh nhau trên từng dòng chữ, ô được chia theo vị trí: cần đối chiếu bản gốc"
_WORD = re.compile(r"\S+")


def column_blocks(lines: Sequence[TextLine]) -> list[Block]:
    """The text as blocks, its tables by their columns; nothing where no table is drawn that way."""
    if not any("   " in line.text for line in lines):
        return []
    blocks = list(_blocks(lines))
    return blocks if any(isinstance(block, Table) for block in blocks) else []


def _blocks(lines: Sequence[TextLine]) -> Iterator[Block]:
    held: list[Sheet] = []
    for page, inside in enumerate(_pages(lines), start=1):
        for part in sheet_parts(_drawn(inside), page, held[-1] if held else None, pitch=_PITCH):
            if isinstance(part, Sheet):
                if held and not part.continues(held[-1]):
                    yield from _tables(held, lines)
                    held = []
                held.append(part)
                continue
            paragraphs = list(_paragraphs(part, lines))
            if held and not all(is_page_furniture(paragraph.text) for paragraph in paragraphs):
                yield from _tables(held, lines)
                held = []
            yield from paragraphs
    yield from _tables(held, lines) if held else ()


def _pages(lines: Sequence[TextLine]) -> Iterator[Sequence[TextLine]]:
    starts = [place for place, line in enumerate(lines) if line.starts_page and place]
    for first, last in zip([0, *starts], [*starts, len(lines)], strict=True):
        yield lines[first:last]


def _drawn(lines: Sequence[TextLine]) -> list[Drawn]:
    return [_words(line) for line in lines if not line.empty]


def _words(line: TextLine) -> Drawn:
    """The line's words, each with its place in letters and lines."""
    top = line.number * _PITCH
    return [
        PrintedWord(line.indent + found.start(), top, line.indent + found.end(), top + _HEIGHT, found[0])
        for found in _WORD.finditer(line.text)
    ]


def _number(words: Sequence[PrintedWord]) -> int:
    return round(words[0].top / _PITCH)


def _tables(sheets: Sequence[Sheet], lines: Sequence[TextLine]) -> Iterator[Table]:
    for table in tables_of(sheets):
        yield replace(table, rows=tuple(_as_in_source(row, lines) for row in table.rows))


def _as_in_source(row: TableRow, lines: Sequence[TextLine]) -> TableRow:
    """The row with its source line, and the doubt that columns so drawn leave about each task."""
    line = lines[row.line - 1].source
    doubt = Doubt(column="", reason=DRAWN, first_line=line, last_line=line)
    return replace(row, line=line, doubts=(doubt,))


def _paragraphs(words: Drawn, lines: Sequence[TextLine]) -> Iterator[Paragraph]:
    """The words' line, and the blank line above it if there is one."""
    number = _number(words)
    if number > 1 and lines[number - 2].empty:
        yield Paragraph("", lines[number - 2].source)
    yield Paragraph(lines[number - 1].text, lines[number - 1].source)
