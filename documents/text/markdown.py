"""Tables whose cells stand between bars, as Markdown writes them: one line a row, a line of dashes under the header."""

import re
from collections.abc import Iterator, Sequence

from documents.blocks.values import Block, Cell, Paragraph, Table, TableRow
from documents.tables.headers import DEEPEST_HEADER, is_header
from documents.text.clean import TextLine

_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?$")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_FEWEST = 2


def barred_blocks(lines: Sequence[TextLine]) -> list[Block]:
    """The text as blocks, its tables by their bars; nothing where no table is written that way."""
    blocks = list(_blocks(lines))
    return blocks if any(isinstance(block, Table) for block in blocks) else []


def _blocks(lines: Sequence[TextLine]) -> Iterator[Block]:
    held: list[TextLine] = []
    for line in lines:
        if held and not _is_barred(line):
            yield from _table(held)
            held = []
        if _is_barred(line):
            held.append(line)
        else:
            yield Paragraph(line.text.strip(), line.source)
    yield from _table(held)


def _is_barred(line: TextLine) -> bool:
    text = line.text.strip()
    return "|" in text and (bool(_RULE.match(text)) or len(_BAR.findall(text)) >= _FEWEST)


def _table(lines: Sequence[TextLine]) -> Iterator[Block]:
    """The table of neighbouring lines; lines with bars that are none, as of a letterhead, stay lines."""
    if not lines:
        return
    # Who writes no bar before the first cell of a header writes none before an empty one.
    outer = lines[0].text.strip().startswith("|")
    rules = {line.number for line in lines if _RULE.match(line.text.strip())}
    rows = [TableRow(tuple(_cells(line.text, outer=outer)), line.source) for line in lines if line.number not in rules]
    if len(rows) >= _FEWEST and ((rules and outer) or any(map(is_header, rows[:DEEPEST_HEADER]))):
        yield Table(tuple(row for row in rows if any(cell.text for cell in row.cells)), merges_known=True)
    else:
        yield from (Paragraph(line.text.strip(), line.source) for line in lines)


def _cells(text: str, *, outer: bool) -> Iterator[Cell]:
    inside = text.strip()
    if outer:
        inside = inside.removeprefix("|")
        inside = inside[:-1] if inside.endswith("|") and not inside.endswith("\\|") else inside
    for cell in _BAR.split(inside):
        said = _STRONG.sub(r"\2", _BREAK.sub("\n", cell)).replace("\\|", "|")
        yield Cell(said.strip())
