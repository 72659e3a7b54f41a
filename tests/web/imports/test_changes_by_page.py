"""A document that comes again or amends another, by page: old and new side by side, what people decided kept."""

import re
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.plans import at, house_policies
from tests.web.imports.documents import AWAITED, CLEAR, GUESSED, HEAD, MISSING, a_document, importing, send_up
from workflow.by import By
from workflow.store.database.opening import Database
from workflow.store.duties.extensions import reschedule_duty
from workflow.store.duties.reading import assignments
from workflow.store.figures.plan_facts import plan_facts
from workflow.store.plans.successions import supersede_plan

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


REPLACED = "Kế hoạch số 71/KH-UBND ngày 20/02/2026 của Ủy ban nhân dân tỉnh"
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


def test_a_row_that_was_left_out_stays_left_out_when_the_document_comes_again(
    admin: TestClient, database: Database
) -> None:
    first = send_up(admin, a_document((CLEAR, SECOND, CLEAR)))
    admin.post(f"{first}/dong/3", data={"bo-dong": "1"})
    admin.post(f"{first}/kiem-tra")
    given = dates(database)
    again = send_up(admin, a_document((CLEAR, SECOND, CLEAR)))
    assert "Không còn chỗ nào cần xem" in admin.get(again).text
    check = admin.get(f"{again}/kiem-tra").text
    assert "bỏ 1 dòng" in check
    assert "Không có gì khác bản đã nhập" in check
    changed = send_up(admin, a_document(((*CLEAR[:-1], "Trước 30/7/2026"), SECOND, CLEAR)))
    assert "chỉ đổi số thứ tự" not in admin.get(f"{changed}/kiem-tra").text
    assert admin.post(f"{changed}/kiem-tra").status_code == 303
    assert dates(database) == given | {CLEAR[0]: date(2026, 7, 29)}
    with database.reading() as session:
        assert len(list(assignments(session))) == 2


def test_a_row_left_out_before_is_taken_in_when_that_is_taken_back(admin: TestClient, database: Database) -> None:
    first = send_up(admin, a_document((CLEAR, SECOND)))
    admin.post(f"{first}/dong/2", data={"bo-dong": "1"})
    admin.post(f"{first}/kiem-tra")
    again = send_up(admin, a_document((SECOND, CLEAR)))
    assert "Bỏ 1 dòng đã bỏ ở lần nhập trước" in admin.get(again).text
    assert admin.post(f"{again}/hoan-tac/2").status_code == 303
    assert admin.post(f"{again}/kiem-tra").status_code == 303
    assert dates(database).keys() == {CLEAR[0], SECOND[0]}


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


def said_and_given(admin: TestClient, database: Database, address: str) -> tuple[str, str]:
    """What the check page says there will be, and what there is after pressing its button."""
    check = admin.get(f"{address}/kiem-tra").text
    assert admin.post(f"{address}/kiem-tra").status_code == 303
    with database.reading() as session:
        given = [duty for duty in assignments(session) if duty.state.value != "withdrawn"]
        tasks = plan_facts(session, 1).tasks
    agencies = len({duty.agency for duty in given})
    said = re.search(r"<b>(\d+) nhiệm vụ</b>, giao thành <b>(\d+) lượt</b> cho (\d+) cơ quan", check)
    assert said
    return " ".join(said.groups()), f"{tasks} {len(given)} {agencies}"


def test_the_page_before_an_old_plan_counts_what_has_come_back_since_its_day(
    admin: TestClient, database: Database
) -> None:
    yearly, quarterly = (*CLEAR[:-1], "Định kỳ hằng năm"), (*SECOND[:-1], "ngày 20 hằng quý")
    old = a_document((yearly, quarterly)).replace("20 tháng 02 năm 2026".encode(), "20 tháng 02 năm 2024".encode())
    address = send_up(admin, old.replace("số năm 2026".encode(), "số giai đoạn 2024 - 2030".encode()))
    for row in (1, 2):
        admin.post(f"{address}/dong/{row}", data={"chon-deadline": "giu"})
    said, given = said_and_given(admin, database, address)
    assert said == given
    assert int(given.split()[1]) > 10


def test_the_page_before_an_amendment_counts_what_is_given_after_it(admin: TestClient, database: Database) -> None:
    registered(admin, a_document((CLEAR, SECOND)).replace(b"<table>", "<p>Phụ lục I</p><table>".encode()))
    given_more_time(database, date(2026, 8, 20))
    said, given = said_and_given(admin, database, send_up(admin, AMENDING))
    assert said == given


def test_the_page_before_a_document_comes_again_counts_what_is_given_after_it(
    admin: TestClient, database: Database
) -> None:
    registered(admin, a_document((CLEAR, SECOND)))
    again = send_up(admin, a_document(((CLEAR[0], "Sở Y tế, Sở Nội vụ", *CLEAR[2:]), AWAITED)))
    before = dates(database)
    admin.get(f"{again}/kiem-tra")
    assert dates(database) == before
    said, given = said_and_given(admin, database, again)
    assert said == given


def test_the_original_file_after_an_amendment_asks_and_leaves_what_was_amended(
    admin: TestClient, database: Database
) -> None:
    original = a_document((CLEAR, SECOND)).replace(b"<table>", "<p>Phụ lục I</p><table>".encode())
    registered(admin, original)
    registered(admin, AMENDING)
    amended = dates(database)
    again = send_up(admin, original.replace(b"</body>", b"<p> </p></body>"))
    check = admin.get(f"{again}/kiem-tra").text
    assert "đã sửa theo văn bản khác, 120/KH-UBND ngày 04/3/2026" in check
    assert "Áp dụng lựa chọn ở trên" in check
    assert admin.post(f"{again}/kiem-tra").status_code == 303
    assert dates(database) == amended


def test_a_plan_that_was_replaced_takes_nothing_in_until_it_is_restored(admin: TestClient, database: Database) -> None:
    registered(admin, a_document((CLEAR,)))
    registered(admin, a_document((SECOND,)).replace(b"71/KH-UBND", b"90/KH-UBND"))
    with database.writing() as session:
        supersede_plan(session, 1, 2, By(actor="Chị Hoa", now=at(date(2026, 3, 4)), reason="thay thế"))
    again = send_up(admin, a_document(((*CLEAR[:-1], "Trước 30/7/2026"),)))
    said = "đã được thay thế bằng 90/KH-UBND"
    assert said in admin.get(f"{again}/kiem-tra").text
    refused = admin.post(f"{again}/kiem-tra")
    assert refused.status_code == 409
    assert said in refused.text
    assert "<b>đã được thay thế bằng 90/KH-UBND</b>" in admin.get("/van-ban").text


def test_what_another_plan_gives_already_is_asked_about_and_held_against_the_plan_it_replaces(
    admin: TestClient,
) -> None:
    registered(admin, a_document((CLEAR, SECOND)))
    other = a_document((CLEAR,)).replace(b"71/KH-UBND", b"90/KH-UBND")
    address = send_up(admin, other)
    assert f"giống nhiệm vụ còn mở của 71/KH-UBND, số 1, có thể là một: “{CLEAR[0]}”" in admin.get(address).text
    admin.post(f"{address}/dong/1", data={"chon-dong": "giu"})
    assert admin.post(f"{address}/kiem-tra").status_code == 303
    replacing = a_document((SECOND,)).replace(b"71/KH-UBND", b"95/KH-UBND")
    replacing = replacing.replace(b"<p>KT.", f"<p>Kế hoạch này thay thế {REPLACED}</p><p>KT.".encode())
    check = admin.get(f"{send_up(admin, replacing)}/kiem-tra").text
    assert "2 nhiệm vụ của văn bản ấy còn mở" in check
    assert "1 nhiệm vụ như cũ, 1 chỗ khác" in check
    assert "giống nhiệm vụ còn mở" not in check


def test_an_amending_document_asks_nothing_about_the_tasks_that_it_leaves_alone(admin: TestClient) -> None:
    original = a_document((CLEAR, SECOND, MISSING)).replace(b"<table>", "<p>Phụ lục I</p><table>".encode())
    first = send_up(admin, original)
    admin.post(f"{first}/dong/3", data={"chon-deadline": "sau"})
    assert admin.post(f"{first}/kiem-tra").status_code == 303
    address = send_up(admin, AMENDING.replace(b"<td>3</td>", b"<td>9</td>"))
    assert "Không còn chỗ nào cần xem" in admin.get(address).text
    check = admin.get(f"{address}/kiem-tra").text
    assert re.search(r"Chờ xử lý.*?1 nhiệm vụ.*?dong=\d\">Bố trí kinh phí", check, re.DOTALL)
    assert admin.post(f"{address}/kiem-tra").status_code == 303


def test_a_task_that_stays_without_a_day_is_listed_when_its_document_comes_again(admin: TestClient) -> None:
    unreadable = (*CLEAR[:-1], "Tháng 13/2026")
    first = send_up(admin, a_document((unreadable, SECOND)))
    admin.post(f"{first}/dong/1", data={"chon-deadline": "giu"})
    admin.post(f"{first}/kiem-tra")
    again = send_up(admin, a_document((unreadable, (*SECOND[:-1], "Quý IV/2026"))))
    check = admin.get(f"{again}/kiem-tra").text
    assert "ghi “Tháng 13/2026”" in check
