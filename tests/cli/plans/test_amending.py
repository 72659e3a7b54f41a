"""A document that comes again, changed; and one that a person corrects before it is taken in."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.journeys import Answer, Office, ready_office

HEAD = """<html><head><meta charset="utf-8"></head><body>
<p>ỦY BAN NHÂN DÂN<br>TỈNH ĐỒNG THÁP</p><p>Số: 50/KH-UBND</p><p>Đồng Tháp, ngày 16 tháng 01 năm 2026</p>
<p>KẾ HOẠCH</p><p>Cải cách hành chính năm 2026</p><p>Phụ lục I</p><table border="1">
<tr><th>TT</th><th>Nội dung nhiệm vụ</th><th>Cơ quan chủ trì</th><th>Cơ quan phối hợp</th>
<th>Sản phẩm</th><th>Thời gian hoàn thành</th></tr>
"""
SURVEY = ("Khảo sát mức độ hài lòng của người dân", "Sở Nội vụ", "Tháng 3")
SERVER = ("Mua sắm máy chủ dùng chung", "Sở Khoa học và Công nghệ", "Trước 15/7/2026")
UNCLEAR = ("Tổ chức hội thi cải cách hành chính", "Sở Nội vụ", "31/11")
PLAIN = ("--today", "2026-01-19")


def plan(path: Path, tasks: Iterable[tuple[str, str, str]]) -> Path:
    """A plan with these tasks: title, lead, deadline."""
    rows = [
        f"<tr><td>{number}</td><td>{title}</td><td>{lead}</td><td>Sở Tài chính</td><td>Báo cáo</td><td>{due}</td></tr>"
        for number, (title, lead, due) in enumerate(tasks, start=1)
    ]
    path.write_text(f"{HEAD}{''.join(rows)}</table></body></html>", encoding="utf-8")
    return path


def deadlines(office: Office) -> str:
    return office.dondoc("tasks", "--json").out


@pytest.fixture
def office(tmp_path: Path, migrated_file: Path) -> Office:
    """An office that has imported a plan of two tasks."""
    office = ready_office(tmp_path / "home", migrated_file)
    answer = office.dondoc("import", plan(tmp_path / "ke-hoach.html", [SURVEY, SERVER]), *PLAIN)
    assert answer.code == 0, answer.err
    return office


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The same plan with a task put in above, and one with another deadline."""
    later = (*SERVER[:2], "Trước 15/9/2026")
    new = ("Xây dựng kho dữ liệu dùng chung", "Sở Tài chính", "Quý II/2026")
    return plan(tmp_path / "ban-sua.html", [new, SURVEY, later])


def test_a_changed_document_is_shown_and_without_anybody_to_ask_nothing_changes(office: Office, changed: Path) -> None:
    before = deadlines(office)
    answer = office.dondoc("import", changed, "--today", "2026-03-02")
    assert answer.code == 2
    assert "Trước 15/7/2026" in answer.out
    assert "Trước 15/9/2026" in answer.out
    assert "1 nhiệm vụ mới; 1 nhiệm vụ thay đổi; 1 nhiệm vụ chỉ đổi số thứ tự." in answer.out
    assert "--yes" in answer.err
    assert deadlines(office) == before


def test_a_changed_document_is_applied_when_somebody_says_yes(office: Office, changed: Path) -> None:
    answer = office.dondoc("import", changed, "--yes", "--today", "2026-03-02")
    assert answer.code == 0, answer.err
    assert "1 lượt giao mới, 1 đổi hạn, 0 thu hồi" in answer.out
    assert '"due": "2026-09-14"' in deadlines(office)
    again = office.dondoc("import", changed)
    assert "không có gì thay đổi" in again.out


def test_a_task_that_is_gone_is_named_before_it_is_withdrawn(office: Office, tmp_path: Path) -> None:
    answer = office.dondoc("import", plan(tmp_path / "ngan.html", [SURVEY]), "--yes", "--today", "2026-03-02")
    assert "không còn" in answer.out
    assert "1 nhiệm vụ thu hồi" in answer.out


def sheet_of(office: Office, document: Path) -> tuple[Path, Answer]:
    path = document.parent / "phieu.xlsx"
    return path, office.dondoc("import", document, "--review", path, *PLAIN)


def correct(path: Path, row: int, header: str, text: str) -> None:
    """Write into a cell of the sheet as a person would."""
    book = load_workbook(path)
    sheet = book["Nhiệm vụ"]
    column = next(cell.column for cell in sheet[1] if cell.value == header)
    sheet.cell(row=row, column=column).value = text
    book.save(path)


def test_a_review_sheet_is_written_corrected_and_taken_back(tmp_path: Path, migrated_file: Path) -> None:
    office = ready_office(tmp_path / "home", migrated_file)
    document = plan(tmp_path / "ke-hoach.html", [SURVEY, UNCLEAR])
    sheet, written = sheet_of(office, document)
    assert written.code == 0, written.err
    assert "chưa nhập gì" in written.err
    assert deadlines(office) == ""
    correct(sheet, 3, "Thời hạn", "Tháng 11")
    answer = office.dondoc("import", document, "--reviewed", sheet, *PLAIN)
    assert answer.code == 0, answer.err
    assert "0 nhiệm vụ cần xem lại" in answer.out
    assert '"due": "2026-11-30"' in deadlines(office)
    assert "31/11" in deadlines(office)


def test_a_plan_that_is_imported_already_can_be_reviewed_afterwards(tmp_path: Path, migrated_file: Path) -> None:
    office = ready_office(tmp_path / "home", migrated_file)
    document = plan(tmp_path / "ke-hoach.html", [SURVEY, UNCLEAR])
    imported = office.dondoc("import", document, *PLAIN)
    assert "1 nhiệm vụ cần xem lại" in imported.out
    assert "--review" in imported.err
    sheet, _ = sheet_of(office, document)
    correct(sheet, 3, "Thời hạn", "Tháng 11")
    answer = office.dondoc("import", document, "--reviewed", sheet, "--yes", *PLAIN)
    assert "1 nhiệm vụ thay đổi" in answer.out
    assert '"due": "2026-11-30"' in deadlines(office)


def test_a_sheet_that_is_there_is_not_written_over(tmp_path: Path, migrated_file: Path) -> None:
    office = ready_office(tmp_path / "home", migrated_file)
    document = plan(tmp_path / "ke-hoach.html", [SURVEY])
    sheet_of(office, document)
    _, again = sheet_of(office, document)
    assert again.code == 2
    assert "đang sửa dở" in again.err


def test_a_sheet_of_another_document_is_refused(tmp_path: Path, migrated_file: Path) -> None:
    office = ready_office(tmp_path / "home", migrated_file)
    sheet, _ = sheet_of(office, plan(tmp_path / "mot.html", [SURVEY]))
    answer = office.dondoc("import", plan(tmp_path / "hai.html", [SERVER]), "--reviewed", sheet, *PLAIN)
    assert answer.code == 2
    assert "phiếu của một văn bản khác" in answer.err
    assert deadlines(office) == ""


def test_reading_prints_the_bodys_obligations_after_the_tables(tmp_path: Path) -> None:
    document = plan(tmp_path / "ke-hoach.html", [SURVEY])
    duty = "<p>II. TỔ CHỨC THỰC HIỆN</p><p>1. Sở Nội vụ</p><p>Xây dựng đề án, trình UBND tỉnh trước ngày 30/6/2026.</p>"
    document.write_text(document.read_text("utf-8").replace("<p>Phụ lục I</p>", f"{duty}<p>Phụ lục I</p>"), "utf-8")
    lines = Office(tmp_path / "home").dondoc("read", document, "--json").out.splitlines()
    assert [line.split('"origin": ')[1].split(",")[0] for line in lines] == ['"table"', '"body"']
