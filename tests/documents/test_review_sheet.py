"""The sheet that a person corrects: safe to open, and taken back only whole."""

import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from documents.intake.errors import DocumentError
from documents.review_sheet import (
    BY_PAGE,
    CHECKED,
    HEADERS,
    KEY,
    ReviewRefused,
    SheetNotWritten,
    read_sheet,
    write_sheet,
)
from tests.examples import ANY_LETTER
from tests.plans import a_row, planned
from workflow.plan import Correction, Doubt
from workflow.registry.registration import PlannedTask
from workflow.registry.review import Review

DIGEST = "a" * 64
TASKS = planned(a_row(), a_row("31/11", title="Tổng kết"), a_row("Quý II và Quý IV/2026", title="Mua xe"))


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """The sheet of three tasks, the second with a deadline that cannot be."""
    return written(tmp_path / "phieu.xlsx", TASKS)


def written(path: Path, tasks: tuple[PlannedTask, ...]) -> Path:
    write_sheet(path, tasks, document="ke-hoach.docx", sha256=DIGEST)
    return path


def edit(path: Path, row: int, header: str, value: Any) -> None:
    book = load_workbook(path)
    book["Nhiệm vụ"].cell(row=row, column=HEADERS.index(header) + 1).value = value
    book.save(path)


def taken(path: Path, tasks: tuple[PlannedTask, ...] = TASKS) -> dict[str, Review]:
    return read_sheet(path, tasks, sha256=DIGEST)


def test_a_sheet_that_nobody_touched_corrects_nothing(sheet: Path) -> None:
    assert taken(sheet) == {task.key: Review() for task in TASKS}


def test_the_sheet_says_how_the_deadline_was_read_and_what_is_doubtful(sheet: Path) -> None:
    rows = list(load_workbook(sheet)["Nhiệm vụ"].iter_rows(values_only=True))
    third = dict(zip(HEADERS, rows[3], strict=True))
    assert third["Hạn được hiểu là"] == "30/6/2026\n31/12/2026"
    assert third["Cơ quan chủ trì nhận ra"] == "Sở Nội vụ"
    assert "31/11" in str(dict(zip(HEADERS, rows[2], strict=True))["Cần xem lại"])


def test_a_doubtful_cell_is_coloured_and_only_cells_to_correct_are_unlocked(sheet: Path) -> None:
    tasks = load_workbook(sheet)["Nhiệm vụ"]
    deadline = HEADERS.index("Thời hạn") + 1
    assert tasks.cell(row=3, column=deadline).fill.start_color.rgb == "00FFF2CC"
    assert tasks.cell(row=2, column=deadline).fill.fill_type is None
    unlocked = [header for header, cell in zip(HEADERS, tasks[2], strict=True) if not cell.protection.locked]
    assert unlocked == [
        "Nhiệm vụ", "Chủ trì", "Phối hợp", "Sản phẩm", "Thời hạn", "Ghi chú", CHECKED,
    ]  # fmt: skip


def test_rows_are_named_in_words_and_a_sheet_that_names_keys_is_still_taken(sheet: Path) -> None:
    column = HEADERS.index(KEY)
    codes = [row[column] for row in load_workbook(sheet)["Nhiệm vụ"].iter_rows(min_row=2, values_only=True)]
    assert codes == ["bảng/1", "bảng/2", "bảng/3"]
    for row, task in enumerate(TASKS, start=2):
        edit(sheet, row, KEY, task.key)
    assert taken(sheet) == {task.key: Review() for task in TASKS}


def test_a_sheet_of_the_pages_says_no_command(tmp_path: Path) -> None:
    path = tmp_path / "phieu-trang.xlsx"
    write_sheet(path, TASKS, document="ke-hoach.docx", sha256=DIGEST, back=BY_PAGE)
    guide = [str(cell) for row in load_workbook(path)["Hướng dẫn"].iter_rows(values_only=True) for cell in row]
    assert any("Rà soát bằng Excel" in line for line in guide)
    assert not any("dondoc import" in line for line in guide)


def test_the_sheet_explains_itself_in_vietnamese(sheet: Path) -> None:
    guide = [str(cell) for row in load_workbook(sheet)["Hướng dẫn"].iter_rows(values_only=True) for cell in row]
    assert any("Ô màu vàng" in line for line in guide)
    assert any("Lưu tệp rồi gửi lại" in line for line in guide)


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1+1", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "3/2026"])
def test_no_cell_of_a_plan_becomes_a_formula(tmp_path: Path, text: str) -> None:
    path = written(tmp_path / "phieu.xlsx", planned(a_row(text, title=text)))
    cells = [cell for row in load_workbook(path)["Nhiệm vụ"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    titled = cells[len(HEADERS) + HEADERS.index("Nhiệm vụ")]
    assert (titled.value, titled.number_format, titled.quotePrefix) == (text, "@", True)


@given(st.text(ANY_LETTER, max_size=60), st.text(ANY_LETTER, max_size=60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_plan_prints_comes_back_as_no_correction(tmp_path: Path, title: str, product: str) -> None:
    path = tmp_path / "phieu.xlsx"
    path.unlink(missing_ok=True)
    tasks = planned(a_row(title=title, product=product))
    assert taken(written(path, tasks), tasks) == {tasks[0].key: Review()}


def test_a_corrected_cell_comes_back_with_print_and_correction(sheet: Path) -> None:
    edit(sheet, 3, "Thời hạn", " Tháng  11 ")
    assert taken(sheet)[TASKS[1].key].corrections == (
        Correction(column="deadline", printed="31/11", corrected="Tháng 11"),
    )


def test_a_day_that_the_spreadsheet_took_for_a_date_is_read_as_officials_write_it(sheet: Path) -> None:
    from datetime import datetime

    edit(sheet, 3, "Thời hạn", datetime(2026, 11, 30))  # noqa: DTZ001
    assert taken(sheet)[TASKS[1].key].corrections[0].corrected == "30/11/2026"


def test_a_ticked_row_is_checked(sheet: Path) -> None:
    edit(sheet, 3, CHECKED, "X")
    assert taken(sheet)[TASKS[1].key] == Review(checked=True)


def test_a_sorted_sheet_is_taken_like_any_other(sheet: Path) -> None:
    book = load_workbook(sheet)
    tasks = book["Nhiệm vụ"]
    first, last = ([cell.value for cell in tasks[row]] for row in (2, 4))
    for row, values in ((2, last), (4, first)):
        for column, value in enumerate(values, start=1):
            tasks.cell(row=row, column=column).value = value
    book.save(sheet)
    assert taken(sheet) == {task.key: Review() for task in TASKS}


@pytest.mark.parametrize(
    ("row", "header", "value", "told"),
    [
        (3, KEY, "bảng/9", "dòng 3.*mã dòng “bảng/9” không có"),
        (3, KEY, "bảng/1", "dòng 3.*trùng mã dòng với dòng 2"),
        (5, "Nhiệm vụ", "Việc thêm", "dòng 5.*được thêm vào"),
        (3, "Nhiệm vụ", None, "dòng 3.*xóa trống"),
        (3, CHECKED, "không", "dòng 3.*chỉ ghi x"),
        (3, "Thời hạn", "=1+1", "dòng 3, cột “Thời hạn”.*công thức"),
    ],
)
def test_a_row_that_was_tampered_with_is_refused_by_its_number(
    sheet: Path, row: int, header: str, value: str | None, told: str
) -> None:
    edit(sheet, row, header, value)
    with pytest.raises(ReviewRefused, match=told):
        taken(sheet)


def test_a_missing_row_is_named_by_its_place(sheet: Path) -> None:
    book = load_workbook(sheet)
    book["Nhiệm vụ"].delete_rows(3)
    book.save(sheet)
    with pytest.raises(ReviewRefused, match="thiếu dòng số 2"):
        taken(sheet)


def test_a_sheet_of_another_document_is_refused(sheet: Path) -> None:
    with pytest.raises(ReviewRefused, match="văn bản khác"):
        read_sheet(sheet, TASKS, sha256="b" * 64)


def test_a_sheet_with_its_columns_changed_is_refused(sheet: Path) -> None:
    book = load_workbook(sheet)
    book["Nhiệm vụ"].delete_cols(2)
    book.save(sheet)
    with pytest.raises(ReviewRefused, match="không phải phiếu do dondoc lập"):
        taken(sheet)


@pytest.mark.parametrize("data", [b"PK\x03\x04 no archive", b"plain words"])
def test_what_is_no_sheet_is_refused_with_a_message(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(data)
    with pytest.raises(DocumentError):
        taken(path)


def test_a_file_that_is_there_is_not_written_over(sheet: Path) -> None:
    with pytest.raises(SheetNotWritten, match="đang sửa dở"):
        written(sheet, TASKS)


def test_a_doubt_shows_its_lines(tmp_path: Path) -> None:
    (task,) = planned(a_row())
    doubted = replace(task, doubts=(Doubt(column="lead", reason="mờ", first_line=12, last_line=14),))
    path = written(tmp_path / "phieu.xlsx", (doubted,))
    shown = load_workbook(path)["Nhiệm vụ"].cell(row=2, column=HEADERS.index("Dòng trong văn bản") + 1)
    assert shown.value == "12-14"


def test_a_long_sheet_is_written_row_by_row_not_kept_whole(tmp_path: Path) -> None:
    tasks = planned(*(a_row("Trước 15/4/2026", "Sở Nội vụ", title=f"Việc {n}") for n in range(400)))
    peaks = []
    for part in (tasks[:40], tasks):
        tracemalloc.start()
        written(tmp_path / f"phieu-{len(part)}.xlsx", part)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # Twenty cells of a row are some kilobytes where they are kept.
    assert (peaks[1] - peaks[0]) / 360 < 1_000
    assert len(taken(tmp_path / "phieu-400.xlsx", tasks)) == 400


def test_equal_cells_share_their_looks(sheet: Path) -> None:
    book = load_workbook(sheet)
    looks = {cell.style_id for row in book["Nhiệm vụ"].iter_rows() for cell in row}
    assert len(looks) <= 6
