"""A document that comes again, changed; and one that a person corrects before it is taken in."""

import json
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
    assert "1 thu hồi" in answer.out


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
    assert "cần xem lại" not in answer.out
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


AMENDING = """<html><head><meta charset="utf-8"></head><body>
<p>ỦY BAN NHÂN DÂN<br>TỈNH ĐỒNG THÁP</p><p>Số: 120/KH-UBND</p><p>Đồng Tháp, ngày 20 tháng 4 năm 2026</p>
<p>KẾ HOẠCH</p><p>Sửa đổi, bổ sung Kế hoạch số 50/KH-UBND ngày 16/01/2026 của Ủy ban nhân dân tỉnh</p>
<p>Ủy ban nhân dân tỉnh ban hành Kế hoạch sửa đổi, bổ sung như sau:</p>
<p>1. Bãi bỏ nhiệm vụ số 1 Phụ lục I.</p>
<p>2. Sửa đổi, bổ sung các nhiệm vụ tại bảng dưới đây.</p><p>3. Các nội dung khác giữ nguyên.</p>
<p>Phụ lục I</p><table border="1">
<tr><th>TT</th><th>Nội dung nhiệm vụ</th><th>Cơ quan chủ trì</th><th>Cơ quan phối hợp</th>
<th>Sản phẩm</th><th>Thời gian hoàn thành</th></tr>
<tr><td>2</td><td>Mua sắm máy chủ dùng chung</td><td>Sở Khoa học và Công nghệ</td><td>Sở Tài chính</td>
<td>Báo cáo</td><td>Trước 15/9/2026</td></tr>
<tr><td>3</td><td>Xây dựng kho dữ liệu dùng chung</td><td>Sở Tài chính</td><td>Sở Nội vụ</td>
<td>Đề án</td><td>Trong vòng 30 ngày kể từ ngày ký</td></tr></table></body></html>
"""


@pytest.fixture
def amending(tmp_path: Path) -> Path:
    """A document that strikes the first task, gives the second more time and adds a third."""
    path = tmp_path / "sua-doi.html"
    path.write_text(AMENDING, encoding="utf-8")
    return path


def test_an_amending_document_is_shown_against_the_plan_it_amends(office: Office, amending: Path) -> None:
    before = deadlines(office)
    answer = office.dondoc("import", amending, "--today", "2026-04-21")
    assert answer.code == 2
    assert "sửa đổi theo 120/KH-UBND ngày 20/4/2026" in " ".join(answer.out.split())
    assert "1 nhiệm vụ mới; 1 nhiệm vụ không còn; 1 nhiệm vụ thay đổi" in answer.out
    assert "Trước 15/7/2026" in answer.out
    assert "Trước 15/9/2026" in answer.out
    assert deadlines(office) == before


def test_an_amending_document_changes_the_plan_and_is_none_beside_it(office: Office, amending: Path) -> None:
    answer = office.dondoc("import", amending, "--today", "2026-04-21", "--yes")
    assert answer.code == 0, answer.err
    listed = deadlines(office)
    assert "2026-09-14" in listed
    assert "2026-05-20" in listed
    states = {line["task"]["title"]: line["state"] for line in map(json.loads, listed.splitlines())}
    assert states == {SURVEY[0]: "withdrawn", SERVER[0]: "assigned", "Xây dựng kho dữ liệu dùng chung": "assigned"}

    again = office.dondoc("import", amending, "--today", "2026-04-22", "--yes")
    assert "đã áp dụng; không có gì thay đổi" in " ".join(again.out.split())


def test_an_amending_document_waits_for_the_plan_it_amends(tmp_path: Path, migrated_file: Path, amending: Path) -> None:
    office = ready_office(tmp_path / "empty", migrated_file)
    answer = office.dondoc("import", amending, "--today", "2026-04-21")
    assert answer.code == 2
    assert "50/KH-UBND (16/01/2026, Ủy ban nhân dân tỉnh)" in answer.err

    assert office.dondoc("import", amending, "--today", "2026-04-21", "--separately").code == 0


def test_a_plan_that_takes_the_place_of_others_proposes_to_close_them(office: Office, tmp_path: Path) -> None:
    said = (
        "<p>Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:</p><p>1. Tổ chức thực hiện</p>"
        "<p>Kế hoạch này thay thế Kế hoạch số 50/KH-UBND ngày 16/01/2026 của Ủy ban nhân dân tỉnh; "
        "Kế hoạch số 20/KH-UBND ngày 05/02/2025 của Ủy ban nhân dân tỉnh.</p><p>Phụ lục I</p>"
    )
    newer = plan(tmp_path / "moi.html", [SERVER])
    text = newer.read_text(encoding="utf-8").replace("50/KH-UBND", "90/KH-UBND").replace("16 tháng 01", "16 tháng 3")
    newer.write_text(text.replace("<p>Phụ lục I</p>", said), encoding="utf-8")
    answer = office.dondoc("import", newer, "--today", "2026-03-17")
    assert answer.code == 0, answer.err
    told = " ".join(answer.out.split())
    assert 'dondoc supersede "50/KH-UBND năm 2026" "90/KH-UBND"' in told
    assert "Văn bản ấy chưa được nhập" in told
    assert 'dondoc supersede "20/KH-UBND năm 2025" "90/KH-UBND"' in told

    assert office.dondoc("supersede", "50/KH-UBND năm 2026", "90/KH-UBND", "--today", "2026-03-17").code == 0


BY_DOCUMENT = ("--document", "120/QĐ-UBND ngày 04/3/2026", "--reason", "chậm vốn", "--today", "2026-03-05")


def test_one_task_is_written_anew_by_a_document_once_its_changes_were_shown_and_agreed(office: Office) -> None:
    before = deadlines(office)
    edit = ("task", "edit", "2", "--deadline", "Quý III/2026", *BY_DOCUMENT)
    asked = office.dondoc(*edit)
    assert asked.code == 2
    assert "Trước 15/7/2026" in asked.out
    assert "thứ Tư 30/9/2026" in asked.out
    assert "--yes" in asked.err
    assert deadlines(office) == before

    done = office.dondoc(*edit, "--title", "Mua sắm máy chủ,  đợt 2", "--yes")
    assert done.code == 0, done.err
    assert "0 lượt giao mới, 1 đổi hạn, 0 thu hồi" in done.out
    known = {line["id"]: line for line in map(json.loads, deadlines(office).splitlines())}
    assert (known[2]["due"], known[2]["task"]["title"]) == ("2026-09-30", "Mua sắm máy chủ, đợt 2")
    assert "120/QĐ-UBND ngày 04/3/2026" in office.dondoc("audit", "show", "--duty", "2").out


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ((), "chưa có gì khác nội dung hiện nay"),
        (("--title", " "), "nhiệm vụ không có tên"),
        (("--lead", "Sở Không Có"), "chưa giao được cho ai"),
    ],
)
def test_a_task_is_not_written_anew_into_what_cannot_be_given_out(
    office: Office, typed: tuple[str, ...], said: str
) -> None:
    before = deadlines(office)
    refused = office.dondoc("task", "edit", "2", *typed, *BY_DOCUMENT, "--yes")
    assert refused.code != 0
    assert said in refused.err
    assert deadlines(office) == before
