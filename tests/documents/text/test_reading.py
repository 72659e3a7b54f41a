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
from documents.text.clean import physical_lines
from documents.text.doubts import MORE_THAN_A_TIME, TIME_AMONG_NAMES, doubts_of
from documents.text.structure.anchors import Anchor, AnchorMark
from documents.text.structure.pieces import CutRow, RowPiece
from documents.text.words import text_words

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


FLOWING = """TT Nội dung Cơ quan chủ trì Cơ quan phối hợp Thời gian hoàn thành
1 Kế hoạch đầu tư công Sở Tài chính Sở Xây dựng Tháng 01/2026
2 Đề án tinh giản biên chế Sở Nội vụ Sở Tài chính Tháng 02/2026
3 Quy hoạch mạng lưới y tế Sở Y tế Sở Xây dựng Tháng 4/2026
"""


def test_notes_below_a_flowing_table_are_no_part_of_its_last_row() -> None:
    blocks = read_text(f"{FLOWING}Ghi chú: Các cơ quan báo cáo tiến độ về Văn phòng UBND tỉnh.\n")
    (table,) = tables(blocks)

    assert [row.cells[-1].text for row in table.rows[1:]] == ["Tháng 01/2026", "Tháng 02/2026", "Tháng 4/2026"]
    assert any(isinstance(block, Paragraph) and block.text.startswith("Ghi chú:") for block in blocks)


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        (TableColumn.COOPERATING, "Công ty Cảng Quý IV/2026", TIME_AMONG_NAMES),
        (TableColumn.LEAD, "Sở Y tế 30/6/2026", TIME_AMONG_NAMES),
        (
            TableColumn.DEADLINE,
            "Năm 2026 a Mở chuyên mục giảm nghèo Tháng 02/2026 b Sản xuất phóng sự truyền hình",
            MORE_THAN_A_TIME,
        ),
    ],
)
def test_a_cell_that_holds_words_of_another_is_doubted(column: TableColumn, text: str, reason: str) -> None:
    words = tuple(text_words(physical_lines(text)))
    row = CutRow(RowPiece(Anchor(AnchorMark.ROW, "1", 0, 0), 1, (words,)), ((words,),), score=0.0)

    assert [doubt.reason for doubt in doubts_of(row, (column,))] == [reason]
