"""Texts in, tables out: the seed documents as wholes."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from documents.blocks.values import Block, Paragraph, Table, TableRow
from documents.tables.columns import TableColumn
from documents.tables.headers import read_header
from documents.text import read_text

COLUMNS = (
    TableColumn.TITLE,
    TableColumn.LEAD,
    TableColumn.COOPERATING,
    TableColumn.PRODUCT,
    TableColumn.DEADLINE,
    TableColumn.NOTE,
)


def tables(blocks: Sequence[Block]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


@cache
def seed(shared: Path, name: str) -> list[Block]:
    return read_text((shared / "seeds" / f"{name}.txt").read_text("utf-8"))


def gold(shared: Path, name: str) -> list[Mapping[str, Any]]:
    lines = (shared / "gold" / f"{name}.tasks.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def task_rows(table: Table) -> list[TableRow]:
    return [row for row in table.rows[1:] if len(row.cells) == len(table.rows[0].cells)]


def cells(table: Table, row: TableRow) -> dict[str, str]:
    header = read_header(table)
    assert header is not None
    return {
        column.value: squeezed(cell.text)
        for column, cell in zip(header.columns, row.cells, strict=True)
        if column in COLUMNS
    }


def squeezed(text: str) -> str:
    return "".join(text.split())


def share_exact(blocks: Sequence[Block], wanted: Sequence[Mapping[str, Any]]) -> float:
    found = [cells(table, row) for table in tables(blocks) for row in task_rows(table)]
    assert len(found) == len(wanted)
    exact = [
        all(row.get(column, "") == squeezed(want[column]) for column in COLUMNS)
        for row, want in zip(found, wanted, strict=True)
    ]
    return sum(exact) / len(exact)


def test_a_table_flattened_out_of_a_pdf_is_put_together_again(shared: Path) -> None:
    assert share_exact(seed(shared, "ke-hoach-50-2026"), gold(shared, "ke-hoach-50-2026")) >= 0.97


def test_a_text_with_one_cell_a_line_is_read_without_an_error(shared: Path) -> None:
    assert share_exact(seed(shared, "ke-hoach-552-2025"), gold(shared, "ke-hoach-552-2025")) == 1


def test_every_cell_of_a_tabbed_text_is_kept(shared: Path) -> None:
    (table,) = tables(seed(shared, "ke-hoach-136-2022"))

    assert len(task_rows(table)) == 31
    assert len(table.rows) == 1 + 6 + 31


@pytest.mark.parametrize("name", ["bao-cao-222-2025-ocr", "ke-hoach-283-2025"])
def test_a_text_without_a_task_table_yields_none(shared: Path, name: str) -> None:
    assert tables(seed(shared, name)) == []


def test_a_row_knows_the_line_of_its_number(shared: Path) -> None:
    wanted = [row["source_line"] for row in gold(shared, "ke-hoach-50-2026")]
    found = [row.line for table in tables(seed(shared, "ke-hoach-50-2026")) for row in task_rows(table)]

    assert found == wanted


def test_everything_outside_the_tables_stays_a_line(shared: Path) -> None:
    blocks = seed(shared, "ke-hoach-50-2026")
    captions = [block.text for block in blocks if isinstance(block, Paragraph) and block.text.startswith("Phụ lục")]

    assert captions == ["Phụ lục I", "Phụ lục II"]
