"""What was misread in a plan's head is put right: by a page, and by the document that comes in again."""

import html
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.web.imports.documents import CLEAR, GUESSED, a_document, importing, send_up
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.figures.plan_facts import plan_facts

RIGHT = {"so": "71/KH-UBND", "noi": "Ủy ban nhân dân tỉnh Đồng Tháp", "trich-yeu": "Chuyển đổi số năm 2026"}


@pytest.fixture
def admin(file_database: Database, tmp_path: Path) -> TestClient:
    return importing(file_database, tmp_path)


def registered(admin: TestClient, document: bytes) -> None:
    assert admin.post(f"{send_up(admin, document)}/kiem-tra").status_code == 303


def test_a_head_is_put_right_by_a_page_that_shows_what_it_says(admin: TestClient, file_database: Database) -> None:
    registered(admin, a_document((CLEAR,)))
    page = html.unescape(admin.get("/van-ban/1/phan-dau").text)
    assert all(text in page for text in RIGHT.values())
    done = admin.post("/van-ban/1/phan-dau", data=RIGHT | {"so": "17/KH-UBND", "trich-yeu": "Số hóa hồ sơ năm 2026"})
    assert done.headers["location"] == "/van-ban/1?xong=phan-dau"
    with file_database.reading() as session:
        head = plan_facts(session, 1).head
    assert (head.number, head.title) == ("17/KH-UBND", "Số hóa hồ sơ năm 2026")
    assert "17/KH-UBND" in admin.get("/viec/1").text
    log = html.unescape(admin.get("/nhat-ky").text)
    assert "số, ký hiệu: 71/KH-UBND → 17/KH-UBND" in log
    assert "sửa phần đầu văn bản" in log


def test_a_number_that_another_plan_bears_is_refused(admin: TestClient) -> None:
    registered(admin, a_document((CLEAR,)))
    registered(admin, a_document((GUESSED[:1] + CLEAR[1:],)).replace(b"71/KH-UBND", b"72/KH-UBND"))
    refused = admin.post("/van-ban/2/phan-dau", data=RIGHT)
    assert refused.status_code == 422
    assert "đã có văn bản khác cùng số" in html.unescape(refused.text)


def test_a_document_that_comes_again_with_another_head_alone_is_applied(
    admin: TestClient, file_database: Database
) -> None:
    registered(admin, a_document((CLEAR,)))
    again = send_up(admin, a_document((CLEAR,)).replace("Chuyển đổi số năm".encode(), "Chuyển đổi xanh năm".encode()))
    check = html.unescape(admin.get(f"{again}/kiem-tra").text)
    assert "<del>Chuyển đổi số năm 2026</del>" in check
    assert "Áp dụng 1 thay đổi" in check
    assert admin.post(f"{again}/kiem-tra").status_code == 303
    with file_database.reading() as session:
        assert plan_facts(session, 1).head.title == "Chuyển đổi xanh năm 2026"


def test_a_coordinator_named_when_the_document_comes_again_takes_the_plan_over(
    admin: TestClient, file_database: Database
) -> None:
    registered(admin, a_document((CLEAR,)))
    again = send_up(admin, a_document((CLEAR,)) + b" ")
    assert 'value="Sở Nội vụ"' in html.unescape(admin.get(f"{again}/dau").text)
    head = {"so": "71/KH-UBND", "ngay": "20/02/2026", "noi": RIGHT["noi"], "dau-moi": "Sở Y tế"}
    admin.post(f"{again}/dau", data=head)
    assert "<del>Sở Nội vụ</del>" in html.unescape(admin.get(f"{again}/kiem-tra").text)
    assert admin.post(f"{again}/kiem-tra").status_code == 303
    with file_database.reading() as session:
        assert plan_facts(session, 1).coordinator == "so-y-te"


def test_a_title_that_was_put_right_stays_when_the_same_document_comes_again(
    admin: TestClient, file_database: Database
) -> None:
    registered(admin, a_document((CLEAR,)))
    admin.post("/van-ban/1/phan-dau", data=RIGHT | {"trich-yeu": "Chuyển đổi số tỉnh Đồng Tháp năm 2026"})
    again = send_up(admin, a_document(((*CLEAR[:-1], "Trước 30/7/2026"),)))
    assert admin.post(f"{again}/kiem-tra").status_code == 303
    with file_database.reading() as session:
        assert plan_facts(session, 1).head.title == "Chuyển đổi số tỉnh Đồng Tháp năm 2026"
        assert [duty.due for duty in assignments(session)] == [date(2026, 7, 29)]
