"""The way from a text to blocks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from documents.blocks.values import Block, Cell, Paragraph, Table, TableRow
from documents.intake.detect import decode
from documents.intake.limits import Limits, Progress, Source, no_progress, too_large
from documents.tables.columns import TableColumn
from documents.text.clean import TextLine, physical_lines
from documents.text.columns import column_blocks
from documents.text.cutting.cohesion import Cohesion, cohesion_of
from documents.text.cutting.passes import cut_rows
from documents.text.delimited import delimited_blocks
from documents.text.doubts import doubts_of
from documents.text.layout import TextLayout, cues_of, keeps_columns, layout_of
from documents.text.markdown import barred_blocks
from documents.text.separated import separated_blocks
from documents.text.structure.anchors import AnchorMark
from documents.text.structure.pieces import CutRow, RowPiece, row_pieces
from documents.text.structure.regions import Region, regions_in
from documents.text.tabbed import tabbed_rows
from documents.text.words import text_words


def read_blocks(source: Source, limits: Limits, progress: Progress = no_progress) -> Iterator[Block]:
    """The text's lines and the tables found in them."""
    text = decode(source)
    if max(text.count("\n"), text.count("\r")) > limits.lines:
        raise too_large(source, f"có hơn {limits.lines} dòng chữ")
    yield from read_text(text)
    progress(1, 1)


def read_text(text: str) -> list[Block]:
    """The text as blocks: a paragraph for each physical line, a table for each task table that can be put together.

    Line numbers count from 1 and are those of the text as it came. A table has its header as first row; a section's
    row has its number and, over all other columns, its title.
    """
    lines = physical_lines(text)
    if blocks := (barred_blocks(lines) or separated_blocks(lines) or delimited_blocks(lines) or column_blocks(lines)):
        return blocks
    words = text_words(lines)
    cohesion = cohesion_of(words)
    blocks = []
    done = 0
    for region in regions_in(words):
        rows = _rows(region, lines, cohesion)
        if not rows:
            continue
        blocks += _paragraphs(lines[done : region.first_line - 1])
        blocks.append(Table(tuple(_as_in_source(row, lines) for row in rows)))
        done = region.last_line
    return blocks + _paragraphs(lines[done:])


def _paragraphs(lines: Sequence[TextLine]) -> list[Block]:
    return [Paragraph(line.text.strip(), line.source) for line in lines]


def _as_in_source(row: TableRow, lines: Sequence[TextLine]) -> TableRow:
    """The row with the numbers of its source lines."""

    def source(number: int) -> int:
        return lines[number - 1].source if number else 0

    doubts = (
        replace(doubt, first_line=source(doubt.first_line), last_line=source(doubt.last_line)) for doubt in row.doubts
    )
    return replace(row, line=source(row.line), doubts=tuple(doubts))


def _rows(region: Region, lines: Sequence[TextLine], cohesion: Cohesion) -> list[TableRow]:
    inside = lines[region.first_line - 1 : region.last_line]
    if layout_of(inside) is TextLayout.TABBED:
        return tabbed_rows(inside)
    pieces = row_pieces(region.words)
    tasks = [piece for piece in pieces if piece.anchor.mark is AnchorMark.ROW]
    if not tasks:
        return []
    columns = region.header.columns
    cut = cut_rows(tasks, columns[1:], cues_of(region.words, tasks, len(columns) - 1, cohesion))
    header = TableRow(tuple(Cell(label.text) for label in region.header.labels), region.first_line)
    return [header, *_table_rows(pieces, iter(cut), columns, mixed=keeps_columns(inside))]


def _table_rows(
    pieces: Sequence[RowPiece], cut: Iterator[CutRow], columns: Sequence[TableColumn], *, mixed: bool
) -> Iterator[TableRow]:
    for piece in pieces:
        number = Cell(piece.anchor.number)
        if piece.anchor.mark is AnchorMark.SECTION:
            yield TableRow((number, Cell(piece.text, columns=len(columns) - 1)), piece.line)
        else:
            row = next(cut)
            cells = (number, *(Cell(row.text(place)) for place in range(len(columns) - 1)))
            yield TableRow(cells, piece.line, doubts_of(row, columns[1:], mixed=mixed))
