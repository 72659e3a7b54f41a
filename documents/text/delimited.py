"""Tables saved as values between commas or semicolons, quotes around what holds one: one record a row."""

import csv
from collections.abc import Iterator, Sequence

from documents.blocks.values import Block, Cell, Paragraph, Table, TableRow
from documents.tables.headers import is_header
from documents.text.clean import TextLine

_DELIMITERS = (";", ",")
_FEWEST = 4
_LONGEST_RECORD = 40


def delimited_blocks(lines: Sequence[TextLine]) -> list[Block]:
    """The text as blocks, its tables by their delimiters; nothing where no header is written that way."""
    for place, line in enumerate(lines):
        for delimiter in _DELIMITERS:
            if line.text.count(delimiter) >= _FEWEST - 1 and (table := _table(lines, place, delimiter)):
                rows, end = table
                above, below = lines[:place], lines[end:]
                return [*_paragraphs(above), rows, *(delimited_blocks(below) or _paragraphs(below))]
    return []


def _paragraphs(lines: Sequence[TextLine]) -> list[Block]:
    return [Paragraph(line.text.strip(), line.source) for line in lines]


def _table(lines: Sequence[TextLine], start: int, delimiter: str) -> tuple[Table, int] | None:
    """The table whose header stands at a line, and the line after it; None when it has no header or no row."""
    header = next(csv.reader([lines[start].text], delimiter=delimiter))
    if len(header) < _FEWEST or not is_header(_row(header, lines[start])):
        return None
    rows = [_row(header, lines[start])]
    place = start + 1
    for fields, used in _records(lines, place, delimiter):
        if len(fields) != len(header):
            break
        rows.append(_row(fields, lines[place]))
        place += used
    return (Table(tuple(rows), merges_known=True), place) if len(rows) > 1 else None


def _records(lines: Sequence[TextLine], start: int, delimiter: str) -> Iterator[tuple[list[str], int]]:
    """The records from a line on, each with how many lines it takes: a quoted value may go on over several."""
    place = start
    while place < len(lines):
        used = 1
        text = lines[place].text
        while text.count('"') % 2 and used < _LONGEST_RECORD and place + used < len(lines):
            text = f"{text}\n{lines[place + used].text}"
            used += 1
        yield next(csv.reader(text.splitlines(keepends=True), delimiter=delimiter), []), used
        place += used


def _row(fields: Sequence[str], line: TextLine) -> TableRow:
    return TableRow(tuple(Cell(text.strip()) for text in fields), line.source)
