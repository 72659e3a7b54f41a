"""Small documents of every shape, built in memory: what a test doesn't name, the builder fills in."""

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from documents.blocks.values import Block, Cell, Paragraph, Table, TableRow
from documents.intake.limits import Limits, Source
from documents.opening import read_blocks
from documents.understanding import plan_from
from workflow.plan import PlanDocument, PrintedRow

HEADER = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời hạn", "Ghi chú")
ROW = ("1", "Xây dựng Đề án", "Sở Nội vụ", "Sở Tài chính", "Đề án", "Quý I/2026", "")


def a_row(number: str = "1", **cells: str) -> tuple[str, ...]:
    """A row under `HEADER`; name the cells that matter."""
    names = ("number", "title", "lead", "cooperating", "product", "deadline", "note")
    given = dict(zip(names, ROW, strict=True)) | {"number": number} | cells
    return tuple(given[name] for name in names)


def a_table(
    *rows: Sequence[str | Cell], header: Sequence[str] = HEADER, page: int = 0, merges_known: bool = True
) -> Table:
    """A table of blocks. A row is a sequence of texts or cells, its line its place in the table."""
    all_rows = (header, *rows) if header else rows
    return Table(
        tuple(
            TableRow(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row), line)
            for line, row in enumerate(all_rows, start=1)
        ),
        page=page,
        merges_known=merges_known,
    )


def merged(text: str = "") -> Cell:
    """A cell that continues the one above."""
    return Cell(text, merged=True)


def wide(text: str, columns: int = 6) -> Cell:
    return Cell(text, columns=columns)


def plan_of(*blocks: Block | str) -> PlanDocument:
    """The plan in the blocks; a text stands for a paragraph."""
    return plan_from([Paragraph(block) if isinstance(block, str) else block for block in blocks])


def rows_of(*blocks: Block | str) -> tuple[PrintedRow, ...]:
    return plan_of(*blocks).rows


def a_docx(*rows: Sequence[str], header: Sequence[str] = HEADER, edit: Callable[[Any], None] | None = None) -> bytes:
    """A Word file of one table; `edit` gets python-docx's document before it is saved."""
    document = Document()
    everything = (header, *rows) if header else rows
    table = document.add_table(rows=len(everything), cols=len(everything[0]))
    for line, row in enumerate(everything):
        for column, text in enumerate(row):
            table.cell(line, column).text = text
    if edit:
        edit(document)
    return saved(document)


def saved(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def read(data: bytes, name: str = "ke-hoach") -> PlanDocument:
    """The plan in a file's bytes, read in this process."""
    return plan_from(list(read_blocks(Source(name, data), Limits())))


def xml(text: str) -> Any:
    """An element of Word's XML, its namespace declared."""
    return parse_xml(re.sub(r"^<(w:\w+)", rf"<\1 {nsdecls('w')}", text))
