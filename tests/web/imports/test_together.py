"""Several files, several people, several tabs: nothing is lost, and nobody overwrites what he didn't see."""

import html
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from tests.plans import at
from tests.web.imports.documents import (
    ALIKE,
    ALL,
    CLEAR,
    GUESSED,
    MISSING,
    UNKNOWN,
    a_document,
    chosen,
    importing,
    row_address,
    send_up,
    wait_for_reading,
)
from tests.web.offices import TODAY
from tests.web.people import COORDINATOR
from workflow.by import By
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.plans.ending import close_plan
from workflow.store.tables import PlanRow
from workflow.timeliness import Timeliness

MISSPELT = ("Mua sắm thiết bị họp trực tuyến", "Sở Tài chánh", "", "Báo cáo", "Tháng 6/2026")
ALSO_MISSPELT = ("Thuê đường truyền số liệu chuyên dùng", "Sở Tài chánh", "", "Báo cáo", "Tháng 7/2026")


@pytest.fixture
def admin(database: Database, tmp_path: Path) -> TestClient:
    return importing(database, tmp_path)


def seen(client: TestClient, address: str) -> str:
    return html.unescape(client.get(address).text)


def fields(text: str) -> dict[str, str]:
    """What the form of a row's cells holds."""
    form = text[text.index('name="sua"') :].split("</form>", maxsplit=1)[0]
    areas = dict(re.findall(r'<textarea[^>]*name="([\w-]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL))
    hidden = dict(re.findall(r'<input type="hidden" name="(cu-\w+)" value="([^"]*)"', form))
    deadline = re.search(r'name="deadline" value="([^"]*)"', form)
    assert deadline
    return {"sua": "1", "deadline": deadline[1]} | areas | hidden


def test_several_files_become_a_draft_each_and_one_that_cannot_is_named(admin: TestClient) -> None:
    assert "multiple" in admin.get("/van-ban/nhap").text
    files = [("tep", (name, a_document())) for name in ("mot.html", "hai.html")]
    answer = admin.post("/van-ban/nhap", files=files)
    assert answer.headers["location"] == "/van-ban/nhap?xong=nhan"
    assert all(name in seen(admin, "/van-ban/nhap") for name, _ in (one[1] for one in files))
    mixed = admin.post("/van-ban/nhap", files=[("tep", ("ba.html", a_document())), ("tep", ("rong.html", b""))])
    told = html.unescape(mixed.text)
    assert ("ba.html" in told, "rong.html" in told) == (True, True)


def test_whoever_will_follow_the_plan_up_works_on_what_an_admin_sent_up(
    admin: TestClient, database: Database, tmp_path: Path
) -> None:
    rows = [(f"Nhiệm vụ số {n} về khoa học", "Sở Khoa học và Công nghệ", "", "Đề án", "Quý IV/2026") for n in range(3)]
    address = send_up(admin, a_document([*rows, GUESSED]))
    theirs = importing(database, tmp_path, COORDINATOR)
    assert address in theirs.get("/van-ban/nhap").text
    assert theirs.post(row_address(text := theirs.get(address).text), data=chosen(text)).status_code == 303
    assert "Anh Nam" in admin.get(address).text
    check = seen(theirs, f"{address}/kiem-tra")
    assert "Chỉ quản trị hoặc người được giao thêm quyền này nhập văn bản được." in check
    assert re.search(r"<button[^>]*disabled[^>]*>Nhập 4 nhiệm vụ", check)


def test_a_cell_that_somebody_else_changed_is_not_turned_back_by_who_left_it_alone(admin: TestClient) -> None:
    address = send_up(admin, a_document())
    row = f"{address}/dong/1"
    shown = fields(admin.get(f"{address}?dong=1").text)
    assert admin.post(row, data=shown | {"title": "Tên mới của người thứ nhất"}).status_code == 303
    assert admin.post(row, data=shown | {"note": "ghi chú của người thứ hai"}).status_code == 303
    now = fields(admin.get(f"{address}?dong=1").text)
    assert (now["title"], now["note"]) == ("Tên mới của người thứ nhất", "ghi chú của người thứ hai")

    both = admin.post(row, data=shown | {"title": "Tên khác nữa"})
    assert both.status_code == 422
    assert "“Tên mới của người thứ nhất”: vừa được người khác đổi" in html.unescape(both.text)
    assert "Tên khác nữa" in both.text


def test_a_choice_on_a_row_that_was_decided_meanwhile_is_asked_once_more(admin: TestClient) -> None:
    address = send_up(admin, a_document())
    text = admin.get(address).text
    seen_first = re.search(r'name="da-xem" value="([^"]*)"', text)
    assert seen_first
    mine = chosen(text) | {"da-xem": seen_first[1]}
    assert admin.post(row_address(text), data=mine).status_code == 303
    late = admin.post(row_address(text), data=mine)
    assert late.status_code == 409
    assert "Chị Lan đã quyết định" in html.unescape(late.text)


def test_a_deadline_that_nobody_can_read_settles_nothing(admin: TestClient) -> None:
    address = send_up(admin, a_document([CLEAR, GUESSED]))
    text = admin.get(address).text
    answer = admin.post(row_address(text), data={"chon-deadline": "khac", "go-deadline": "khi nào cũng được"})
    assert answer.status_code == 422
    assert "Chưa đọc được thời hạn này" in html.unescape(answer.text)
    assert "khi nào cũng được" in html.unescape(answer.text)


def test_a_printed_deadline_that_nobody_can_read_is_kept_only_by_a_choice(admin: TestClient) -> None:
    address = send_up(admin, a_document([(*CLEAR[:-1], "32/13/2026"), GUESSED]))
    text = admin.get(f"{address}?dong=1").text
    assert 'name="chon-deadline"' in text
    assert "chon-deadline" not in chosen(text)
    assert "Chọn một cách" in html.unescape(admin.post(row_address(text), data=chosen(text)).text)
    assert admin.post(row_address(text), data={"chon-deadline": "giu"}).status_code == 303


def test_a_row_that_is_there_twice_is_left_out_and_may_come_back(admin: TestClient, database: Database) -> None:
    address = send_up(admin, a_document([CLEAR, GUESSED, CLEAR]))
    text = admin.get(f"{address}?dong=3").text
    assert "Bỏ dòng này" in text
    dropped = admin.post(row_address(text), data={"chon-dong": "bo"})
    assert dropped.status_code == 303
    assert "đã bỏ, không nhập" in seen(admin, f"{address}?dong=3")
    assert "2 nhiệm vụ" in (check := seen(admin, f"{address}/kiem-tra"))
    assert "bỏ 1 dòng" in check
    undo = re.search(rf"{address}/hoan-tac/\d+", admin.get(address).text)
    assert undo
    assert admin.post(undo[0]).headers["location"].endswith("xong=lai")
    assert admin.post(undo[0]).headers["location"].endswith("xong=da-lai")
    assert "3 nhiệm vụ" in seen(admin, f"{address}/kiem-tra")

    admin.post(f"{address}/dong/3", data={"bo-dong": "1"})
    while "data-row" in (text := admin.get(address).text):
        assert admin.post(row_address(text), data=chosen(text)).status_code == 303
    assert admin.post(f"{address}/kiem-tra").status_code == 303
    with database.reading() as session:
        assert sorted(duty.task.title for duty in assignments(session)) == sorted([CLEAR[0], GUESSED[0]])


def test_an_answer_about_a_misspelt_lead_counts_for_all_rows_that_print_the_same(admin: TestClient) -> None:
    address = send_up(admin, a_document([CLEAR, MISSPELT, ALSO_MISSPELT]))
    text = html.unescape(admin.get(address).text)
    assert "Áp dụng cho cả 2 dòng ghi “Sở Tài chánh”" in text
    assert admin.post(row_address(text), data=chosen(text) | {"cung": "co"}).status_code == 303
    assert "data-row" not in admin.get(address).text


def test_a_lead_outside_the_directory_is_listed_as_nobody_s(admin: TestClient) -> None:
    address = send_up(admin, a_document([CLEAR, UNKNOWN, ALIKE]))
    text = admin.get(address).text
    admin.post(row_address(text), data={"chon-lead": "ngoai", "cung": "co"})
    check = seen(admin, f"{address}/kiem-tra")
    assert "Không cơ quan nào nhận" in check
    assert UNKNOWN[0] in check[check.index("Không cơ quan nào nhận") : check.index("Ai nhận gì")]


def test_what_is_past_when_it_comes_in_is_overdue_in_lists_at_once(admin: TestClient, database: Database) -> None:
    address = send_up(admin, a_document([row for row in ALL if row not in (UNKNOWN, ALIKE, MISSING, GUESSED)]))
    assert admin.post(f"{address}/kiem-tra").status_code == 303
    with database.reading() as session:
        late = [duty for duty in assignments(session) if duty.timeliness is Timeliness.OVERDUE]
    assert len(late) == 1
    assert "1 nhiệm vụ" in seen(admin, "/viec?tinh-trang=qua-han&van-ban=1")


@pytest.mark.parametrize("answer", [{}, {"chon-lead": "khac", "go-lead": "Sở Tài chính"}])
def test_an_answer_for_equal_words_settles_them_in_a_row_that_asks_more_and_leaves_the_rest_asked(
    admin: TestClient, answer: dict[str, str]
) -> None:
    doubtful = (*ALSO_MISSPELT[:-1], "bao giờ")
    address = send_up(admin, a_document([MISSPELT, doubtful]))
    text = admin.get(f"{address}?dong=1").text
    assert "Áp dụng cho cả 2 dòng" in text
    admin.post(f"{address}/dong/1", data=chosen(text) | {"cung": "co"} | answer)
    left = admin.get(f"{address}?dong=2").text
    assert "Còn 1 chỗ cần xem" in left
    assert 'name="chon-deadline"' in left
    assert 'name="chon-lead"' not in left


def test_a_deadline_that_nobody_can_read_and_that_was_kept_stands_before_the_button_as_it_is_printed(
    admin: TestClient,
) -> None:
    address = send_up(admin, a_document([CLEAR, (*MISSPELT[:1], "Sở Tài chính", *MISSPELT[2:-1], "Tháng 13/2026")]))
    admin.post(f"{address}/dong/2", data={"chon-deadline": "giu"})
    check = seen(admin, f"{address}/kiem-tra")
    assert "ghi “Tháng 13/2026”" in check[check.index("Không có hạn") :]


@pytest.mark.parametrize("name", ["ke-hoach.html", "12_TOI-MAT.html"])
def test_a_document_that_bears_a_marking_of_secrecy_is_refused_and_not_kept(
    admin: TestClient, tmp_path: Path, name: str
) -> None:
    content = a_document() if "MAT" in name else a_document().replace(b"<body>", "<body><p>MẬT</p>".encode())
    answer = admin.post("/van-ban/nhap", files={"tep": (name, content)})
    wait_for_reading()
    page = answer.text if answer.status_code == 422 else admin.get(answer.headers["location"]).text
    assert "có dấu chỉ độ mật" in html.unescape(page).lower()
    assert [path for path in (tmp_path / "imports").rglob("*") if path.is_file()] == []
    assert "Đọc lại" not in page
    assert ("Tệp đã được xóa khỏi máy chủ" in page) == (answer.status_code == 303)


def test_the_page_where_documents_are_sent_up_warns_of_secret_ones(admin: TestClient) -> None:
    assert "Không đưa lên tài liệu bí mật nhà nước" in admin.get("/van-ban/nhap").text


def test_the_same_file_again_has_nothing_to_apply(admin: TestClient) -> None:
    for _ in range(2):
        address = send_up(admin, a_document([CLEAR]))
        check = seen(admin, f"{address}/kiem-tra")
        admin.post(f"{address}/kiem-tra")
    assert "Không có gì để áp dụng" in check
    assert re.search(r"<button[^>]*disabled[^>]*>Áp dụng 0 thay đổi", check)


def test_the_same_file_of_a_closed_plan_says_before_the_button_that_it_opens_the_plan_again(
    admin: TestClient, database: Database
) -> None:
    first = send_up(admin, a_document([CLEAR]))
    assert admin.post(f"{first}/kiem-tra").status_code == 303
    by = By(actor="Chị Lan", now=at(TODAY), reason="hết việc")
    with database.writing() as session:
        plan = session.scalars(select(PlanRow.id).where(PlanRow.number == "71/KH-UBND")).one()
        close_plan(session, plan, by)
    check = admin.get(f"{send_up(admin, a_document([CLEAR]))}/kiem-tra").text
    assert "áp dụng thì mở lại, các nhiệm vụ của nó được theo dõi tiếp" in check
    assert re.search(r"<button[^>]*>(Mở lại văn bản|Áp dụng [1-9])", check)


def test_a_draft_is_dropped_after_a_question_and_taken_up_again_with_every_decision(admin: TestClient) -> None:
    address = send_up(admin, a_document([CLEAR, GUESSED]))
    text = admin.get(address).text
    assert admin.post(row_address(text), data=chosen(text)).status_code == 303
    assert f'href="{address}/bo"' in admin.get(address).text
    assert "1 quyết định của Chị Lan" in seen(admin, f"{address}/bo")
    assert "Đã bỏ gần đây" not in admin.get("/van-ban/nhap").text
    assert admin.post(f"{address}/bo").headers["location"] == "/van-ban/nhap?xong=bo"
    assert admin.get(address).status_code == 404
    dropped = seen(admin, "/van-ban/nhap")
    assert "Chị Lan bỏ" in dropped
    assert admin.post(f"{address}/lay-lai").status_code == 303
    assert "Mọi dòng đã rõ" in seen(admin, address)
    assert admin.post(f"{address}/lay-lai").status_code == 404


def test_a_period_that_was_read_wrongly_is_put_right_at_the_head_and_moves_the_months(admin: TestClient) -> None:
    address = send_up(admin, a_document([("Tổng kết công tác chuyển đổi số", "Sở Nội vụ", "", "Báo cáo", "Tháng 10")]))
    assert 'value="2026"' in admin.get(f"{address}/dau").text
    head = {"so": "71/KH-UBND", "ngay": "20/02/2026", "noi": "Ủy ban nhân dân tỉnh Đồng Tháp"}
    wrong = admin.post(f"{address}/dau", data=head | {"thoi-ky": "năm sau"})
    assert (wrong.status_code, "Ghi một năm như 2026" in html.unescape(wrong.text)) == (422, True)
    assert admin.post(f"{address}/dau", data=head | {"thoi-ky": "2027"}).status_code == 303
    assert "31/10/2027" in seen(admin, f"{address}?dong=1")


def test_the_check_page_names_what_is_replaced_and_what_becomes_of_it(admin: TestClient) -> None:
    first = send_up(admin, a_document([CLEAR]))
    assert admin.post(f"{first}/kiem-tra").status_code == 303
    newer = (
        a_document([CLEAR]).decode().replace("Số: 71/KH-UBND", "Số: 99/KH-UBND").replace("20 tháng 02", "03 tháng 3")
    )
    words = "Kế hoạch này thay thế Kế hoạch số 71/KH-UBND ngày 20/02/2026 của Ủy ban nhân dân tỉnh."
    check = seen(admin, f"{send_up(admin, newer.replace('<table>', f'<p>{words}</p><table>').encode())}/kiem-tra")
    assert "Văn bản này ghi là thay thế" in check
    assert "71/KH-UBND" in check
    assert "1 nhiệm vụ của văn bản ấy còn mở" in check
