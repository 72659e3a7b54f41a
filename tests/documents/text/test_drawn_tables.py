"""Tables drawn as text in the ways of different tools are put together again."""

from collections.abc import Sequence

import pytest

from documents.blocks.values import Table, TableRow
from documents.text import read_text
from tests.documents.text.tables import ROWS, TASKS
from tests.documents.text.typesetting import WIDTHS, Sheet, drawn

NARROW = (1_700, 12_000, 5_400, 5_400, 5_000, 5_400, 7_200)


def the_table(text: str) -> Table:
    (table,) = [block for block in read_text(text) if isinstance(block, Table)]
    return table


def tasks(table: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in table.rows[1:] if len(row.cells) > 2]


def wrong(found: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    assert len(found) == len(TASKS)
    return [row for row, want in zip(found, TASKS, strict=True) if row != want]


@pytest.mark.parametrize("widths", [WIDTHS, NARROW])
@pytest.mark.parametrize("soft_blanks", [True, False])
def test_every_row_comes_back_from_wrapped_cells(widths: Sequence[int], soft_blanks: bool) -> None:
    assert wrong(tasks(the_table(drawn(ROWS, Sheet(widths, soft_blanks=soft_blanks))))) == []


@pytest.mark.parametrize("widths", [WIDTHS, NARROW])
def test_neighbours_on_one_line_are_told_apart(widths: Sequence[int]) -> None:
    assert len(wrong(tasks(the_table(drawn(ROWS, Sheet(widths, merges=True)))))) <= 1


@pytest.mark.parametrize("feeds", [False, True])
@pytest.mark.parametrize("page", [9, 11, 14])
def test_rows_cut_by_a_page_are_joined(page: int, feeds: bool) -> None:
    assert len(wrong(tasks(the_table(drawn(ROWS, Sheet(page=page, feeds=feeds)))))) <= 1


def test_source_lines_are_those_of_the_file_where_pages_end_within_a_line() -> None:
    text = drawn(ROWS, Sheet(page=11, feeds=True))
    last = the_table(text).rows[-1]

    assert text.split("\n")[last.line - 1].startswith(last.cells[0].text)


def test_a_section_row_has_its_number_and_its_title_over_all_other_columns() -> None:
    sections = [row for row in the_table(drawn(ROWS, Sheet())).rows if len(row.cells) == 2]

    assert [tuple(cell.text for cell in row.cells) for row in sections] == [row for row in ROWS if len(row) == 2]
    assert {row.cells[1].columns for row in sections} == {6}


def test_columns_may_stand_in_another_order_and_be_fewer() -> None:
    header = ("STT", "Nội dung công việc", "Thời hạn", "Đơn vị chủ trì", "Sản phẩm")
    rows = [(row[0], row[1], row[5], row[2], row[4]) for row in TASKS]
    sheet = Sheet(widths=(1_700, 16_000, 6_200, 7_000, 6_400))

    assert tasks(the_table(drawn(rows, sheet, header))) == rows


def test_a_row_cut_by_a_page_is_doubted_with_its_source_lines() -> None:
    table = the_table(drawn(ROWS, Sheet(page=11)))
    doubted = [row for row in table.rows if any("hai trang" in doubt.reason for doubt in row.doubts)]

    assert doubted
    assert all(covers(row) for row in doubted)


def covers(row: TableRow) -> bool:
    return all(doubt.first_line == row.line < doubt.last_line for doubt in row.doubts)
