"""Tables copied cell by cell with a tab between: one line a row, a cell of several paragraphs over several lines."""

from collections.abc import Sequence

from documents.blocks.values import Block, Cell, Paragraph, Table, TableRow
from documents.tables.headers import is_header
from documents.text.clean import TextLine

_FEWEST = 3


def separated_blocks(lines: Sequence[TextLine]) -> list[Block]:
    """The text as blocks, its tables by their tabs; nothing where no line of tabs reads as a header."""
    blocks: list[Block] = []
    place = 0
    while place < len(lines):
        if _heads(lines[place]):
            table, place = _table(lines, place)
            blocks.append(table)
        else:
            blocks.append(Paragraph(lines[place].text.strip(), lines[place].source))
            place += 1
    return blocks if any(isinstance(block, Table) and len(block.rows) > 1 for block in blocks) else []


def _heads(line: TextLine) -> bool:
    fields = line.text.split("\t")
    return len(fields) >= _FEWEST and bool(fields[0].strip()) and is_header(_row(fields, line))


def _row(fields: Sequence[str], line: TextLine) -> TableRow:
    return TableRow(tuple(Cell(text.strip()) for text in fields), line.source)


def _table(lines: Sequence[TextLine], start: int) -> tuple[Table, int]:
    """The table whose header stands at a line, and the line after it: an empty one, or one that no row needs."""
    width = len(lines[start].text.split("\t"))
    rows = [_row(lines[start].text.split("\t"), lines[start])]
    fields: list[str] = []
    first = lines[start]
    place = start + 1
    while place < len(lines) and lines[place].text.strip():
        more = lines[place].text.split("\t")
        if not fields and len(more) == 1 and not _tabs_follow(lines, place):
            break
        if not fields:
            fields, first = more, lines[place]
        else:
            fields = [*fields[:-1], f"{fields[-1]}\n{more[0]}", *more[1:]]
        if len(fields) >= width:
            rows.append(_row(fields[:width], first))
            fields = []
        place += 1
    if fields:
        rows.append(_row([*fields, *[""] * (width - len(fields))], first))
    return Table(tuple(rows), merges_known=True), place


def _tabs_follow(lines: Sequence[TextLine], place: int) -> bool:
    """Whether the line belongs to the table: lines of cells come after it, before any empty one."""
    return next(("\t" in line.text for line in lines[place + 1 : place + 3] if line.text.strip()), False)
