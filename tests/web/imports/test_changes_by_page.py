"""A document that comes again or amends another, by page: old and new side by side, what people decided kept."""

from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.plans import at, house_policies
from tests.web.imports.documents import CLEAR, GUESSED, HEAD, a_document, importing, send_up
from workflow.by import By
from workflow.store.database.opening import Database
from workflow.store.duties.extensions import reschedule_duty
from workflow.store.duties.reading import assignments

UNTITLED = HEAD.removesuffix("<p>Chuyển đổi số năm 2026</p>")
AMENDING = f"""{UNTITLED.replace("71/KH-UBND", "120/KH-UBND").replace("20 tháng 02", "04 tháng 3")}
<p>Sửa đổi, bổ sung Kế hoạch số 71/KH-UBND ngày 20/02/2026 của Ủy ban nhân dân tỉnh</p>
<p>1. Bãi bỏ nhiệm vụ số 2 Phụ lục I.</p><p>2. Sửa đổi, bổ sung các nhiệm vụ tại bảng dưới đây.</p>
<p>Phụ lục I</p><table><tr><th>TT</th><th>Nhiệm vụ</th><th>Cơ quan chủ trì</th><th>Sản phẩm</th>
<th>Thời hạn hoàn thành</th></tr>
<tr><td>1</td><td>{CLEAR[0]}</td><td>Sở Nội vụ</td><td>Đề án</td><td>Trước 15/9/2026</td></tr>
<tr><td>3</td><td>Xây dựng kho dữ liệu dùng chung</td><td>Sở Tài chính</td><td>Báo cáo</td><td>Quý II/2026</td></tr>
</table></body></html>""".encode()


@pytest.fixture
def admin(database: Database, tmp_path: Path) -> TestClient:
    return importing(database, tmp_path)


SECOND = ("Tập huấn kỹ năng số cho cán bộ cấp xã", "Sở Tài chính", "", "Lớp tập huấn", "Quý III/2026")


def registered(admin: TestClient, document: bytes) -> None:
    address = send_up(admin, document)
    assert admin.post(f"{address}/kiem-tra").status_code == 303


def dates(database: Database) -> dict[str, date | None]:
    with database.reading() as session:
        return {duty.task.title: duty.due for duty in assignments(session) if duty.state.value != "withdrawn"}


def given_more_time(database: Database, to: date) -> None:
    """The coordinator has set another day for the first duty."""
    by = By(actor="Chị Hoa", now=at(date(2026, 3, 4)), reason="chờ số liệu", document="công văn 15/UBND-TH")
    with database.writing() as session:
        reschedule_duty(session, 1, to, by, house_policies())


def test_a_row_that_was_settled_before_is_not_asked_about_again(admin: TestClient, database: Database) -> None:
    first = send_up(admin, a_document((CLEAR, GUESSED)))
    admin.post(f"{first}/dong/2", data={"chon-deadline": "giu"})
    admin.post(f"{first}/kiem-tra")
    second = send_up(admin, a_document(((*CLEAR[:-1], "Trước 30/7/2026"), GUESSED)))
    assert "Không còn chỗ nào cần xem" in admin.get(second).text
    assert admin.post(f"{second}/kiem-tra").status_code == 303
    assert dates(database) == {CLEAR[0]: date(2026, 7, 29), GUESSED[0]: date(2026, 3, 26)}


@pytest.mark.parametrize(("chosen", "due"), [({}, date(2026, 8, 20)), ({"nhiem-vu-1": "theo"}, date(2026, 7, 29))])
def test_what_people_decided_stays_unless_the_document_is_chosen(
    admin: TestClient, database: Database, chosen: dict[str, str], due: date
) -> None:
    registered(admin, a_document((CLEAR,)))
    given_more_time(database, date(2026, 8, 20))
    again = send_up(admin, a_document(((*CLEAR[:-1], "Trước 30/7/2026"),)))
    check = admin.get(f"{again}/kiem-tra").text
    assert "Khác với điều đã quyết định" in check
    assert "công văn 15/UBND-TH" in check
    assert "thứ Tư 29/7/2026" in check
    assert admin.post(f"{again}/kiem-tra", data=chosen).status_code == 303
    assert dates(database) == {CLEAR[0]: due}


def test_an_amending_document_is_shown_against_its_plan_and_applied_to_it(
    admin: TestClient, database: Database
) -> None:
    registered(admin, a_document((CLEAR, SECOND)).replace(b"<table>", "<p>Phụ lục I</p><table>".encode()))
    address = send_up(admin, AMENDING)
    check = admin.get(f"{address}/kiem-tra").text
    assert "Sửa đổi, bổ sung 71/KH-UBND theo 120/KH-UBND ngày 04/3/2026" in check
    assert "<del>Trước 15/7/2026</del>" in check
    assert "không còn" in check
    assert admin.post(f"{address}/kiem-tra").headers["location"] == "/van-ban/1?xong=ap-dung"
    assert dates(database) == {CLEAR[0]: date(2026, 9, 14), "Xây dựng kho dữ liệu dùng chung": date(2026, 6, 30)}


def test_an_amending_document_whose_plan_is_not_here_waits_or_comes_in_alone(
    admin: TestClient, database: Database
) -> None:
    address = send_up(admin, AMENDING)
    assert admin.get(address).headers["location"] == f"{address}/dau"
    head = admin.get(f"{address}/dau").text
    assert "mà văn bản ấy chưa được nhập" in head
    assert "71/KH-UBND (20/02/2026" in head
    alone = {"so": "120/KH-UBND", "ngay": "04/3/2026", "noi": "Ủy ban nhân dân tỉnh Đồng Tháp", "rieng": "co"}
    assert admin.post(f"{address}/dau", data=alone).status_code == 303
    admin.post(f"{address}/dong/2", data={"chon-dong": "giu", "chon-number": "giu"})
    assert admin.post(f"{address}/kiem-tra").status_code == 303
    assert len(dates(database)) == 2
