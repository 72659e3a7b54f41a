"""Who joins a group or leaves it, by page and by workbook: shown before, asked once, on record."""

import html
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from tests.plans import a_head, a_row, at, registered
from tests.web.offices import TODAY, an_office, pages_of
from tests.web.people import COORDINATOR
from workflow.by import By
from workflow.lifecycle import State
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.people.province import choose_province

pytestmark = pytest.mark.sqlite_alone
GROUP = "cac-so-ban-nganh"
JOINER = "/co-quan/truong-chinh-tri"
WHY = {"ly-do": "theo quyết định kiện toàn"}


@pytest.fixture
def office(database: Database) -> Database:
    an_office(database)
    with database.writing() as session:
        choose_province(session, "Đồng Tháp", By(actor="Chị Lan", now=at(TODAY)))
    registered(
        database,
        a_row("Trước ngày 20/3/2026", "Các sở, ban, ngành", title="Kiểm kê tài sản"),
        a_row("Tháng 02/2026", "Các sở, ban, ngành", title="Rà soát hồ sơ"),
        head=a_head(number="206/KH-UBND"),
    )
    return database


@pytest.fixture
def client(office: Database, tmp_path: Path) -> TestClient:
    return pages_of(office, home=tmp_path)


def seen(client: TestClient, address: str) -> str:
    return html.unescape(client.get(address).text)


def of_agency(office: Database, code: str) -> dict[str, tuple[State, str]]:
    with office.reading() as session:
        return {duty.task.title: (duty.state, str(duty.due)) for duty in assignments(session, agency=code)}


def join(client: TestClient) -> None:
    sent = client.post(f"/co-quan/{GROUP}/thanh-vien", data={"thanh-vien": "Trường Chính trị"})
    assert sent.status_code == 303, sent.text


def test_a_new_member_is_shown_each_task_with_the_day_it_would_get_and_the_chain_tells_of_it(
    client: TestClient, office: Database
) -> None:
    join(client)
    asked = seen(client, f"{JOINER}/vao-nhom")
    assert "Kiểm kê tài sản" in asked
    assert "hạn thứ Năm 19/3/2026" in asked
    assert "hạn 28/02/2026 đã qua: được thứ Năm 19/3/2026" in asked
    assert client.post(f"{JOINER}/vao-nhom", data=WHY).status_code == 422
    assert client.post(f"{JOINER}/vao-nhom", data=WHY | {"quyet": "giao"}).status_code == 303
    given = of_agency(office, "truong-chinh-tri")
    assert {title: due for title, (_, due) in given.items()} == {
        "Kiểm kê tài sản": "2026-03-19",
        "Rà soát hồ sơ": "2026-03-19",
    }
    with office.reading() as session:
        numbers = [duty.id for duty in assignments(session, agency="truong-chinh-tri")]
    for number in numbers:
        assert "vào nhóm chủ trì sau khi văn bản đã giao nhiệm vụ" in seen(client, f"/viec/{number}")
    assert "Quyết định" not in client.get(f"/co-quan/{GROUP}").text.partition("<main")[2].partition("Thành viên")[0]


def test_a_new_member_may_be_given_nothing_and_the_question_ends(client: TestClient, office: Database) -> None:
    join(client)
    assert "mới vào một nhóm chủ trì; 2 nhiệm vụ chưa giao" in seen(client, "/co-quan")
    sent = client.post(f"{JOINER}/vao-nhom", data=WHY | {"quyet": "khong-giao"})
    assert "không giao" in seen(client, sent.headers["location"])
    assert of_agency(office, "truong-chinh-tri") == {}
    assert "mới vào" not in seen(client, "/co-quan").partition("<main")[2]
    assert "không giao cho cơ quan mới vào nhóm: Trường Chính trị" in seen(client, "/nhat-ky")
    assert "Không có nhiệm vụ nào của nhóm chờ quyết định" in seen(client, f"{JOINER}/vao-nhom")


@pytest.mark.parametrize(
    ("choice", "state", "said"),
    [("giu", State.ASSIGNED, "giữ ở cơ quan đã rời nhóm"), ("thu-hoi", State.WITHDRAWN, "thu hồi nhiệm vụ")],
)
def test_a_member_leaves_by_page_and_its_open_duties_stay_or_go_as_chosen(
    client: TestClient, office: Database, choice: str, state: State, said: str
) -> None:
    page = f"/co-quan/{GROUP}/bot-thanh-vien"
    assert f'href="{page}"' in client.get(f"/co-quan/{GROUP}").text
    shown = seen(client, f"{page}?thanh-vien=so-y-te")
    assert "2 nhiệm vụ của nhóm còn mở ở cơ quan này" in shown
    assert "Kiểm kê tài sản" in shown
    assert "Các sở, ban, ngành, địa phương" in shown
    typed = WHY | {"thanh-vien": "so-y-te"}
    assert client.post(page, data=typed).status_code == 422
    assert client.post(page, data=typed | {"quyet": choice}).status_code == 303
    assert "Sở Y tế" not in client.get(f"/co-quan/{GROUP}").text.partition('class="columns"')[2].partition("</ul>")[0]
    after = of_agency(office, "so-y-te")
    assert {after[title][0] for title in ("Kiểm kê tài sản", "Rà soát hồ sơ")} == {state}
    assert "đã rời một nhóm" not in seen(client, "/co-quan")
    log = seen(client, "/nhat-ky")
    assert said in log
    assert "đưa Sở Y tế ra khỏi nhóm" in log


def test_who_left_is_given_no_later_work_of_the_group_and_may_come_back(client: TestClient) -> None:
    typed = WHY | {"thanh-vien": "Sở Y tế", "quyet": "giu"}
    assert client.post(f"/co-quan/{GROUP}/bot-thanh-vien", data=typed).status_code == 303
    assert "Sở Y tế" not in seen(client, f"/co-quan/{GROUP}").partition('class="columns"')[2].partition("</ul>")[0]
    assert client.post(f"/co-quan/{GROUP}/thanh-vien", data={"thanh-vien": "Sở Y tế"}).status_code == 303
    assert "Sở Y tế" in seen(client, f"/co-quan/{GROUP}").partition('class="columns"')[2].partition("</ul>")[0]
    back = client.get(f"/co-quan/{GROUP}?xong=thanh-vien").text
    assert "nhiệm vụ từng thu hồi mở lại ở trang của từng nhiệm vụ" in back


def test_who_is_no_member_itself_cannot_leave_and_only_the_admin_may_ask(client: TestClient, office: Database) -> None:
    wider = f"/co-quan/{GROUP}-dia-phuong/bot-thanh-vien?thanh-vien=so-y-te"
    refused = client.get(wider)
    assert refused.status_code == 422
    assert "qua “Các sở, ban, ngành tỉnh”: đưa ra khỏi nhóm ấy" in html.unescape(refused.text)
    for page in (f"{JOINER}/vao-nhom", "/co-quan/so-y-te/roi-nhom", f"/co-quan/{GROUP}/bot-thanh-vien"):
        outsider = pages_of(office, COORDINATOR)
        assert outsider.get(page).status_code == 403
        assert outsider.post(page, data=WHY | {"quyet": "giao"}).status_code == 403


def test_a_workbook_with_fewer_members_asks_first_and_its_leavers_are_asked_about(
    client: TestClient, office: Database
) -> None:
    book = load_workbook(BytesIO(client.get("/co-quan/danh-ba.xlsx").content))
    (line,) = [row for row in book.worksheets[0].iter_rows() if row[0].value == GROUP]
    line[4].value = "|".join(code for code in str(line[4].value).split("|") if code != "so-y-te")
    kept = BytesIO()
    book.save(kept)

    def send(**more: str) -> str:
        files = {"tep": ("d.xlsx", kept.getvalue())}
        sent = client.post("/co-quan/nhap", data={"loai": "danh-ba", **more}, files=files)
        return html.unescape(client.get(sent.headers["location"]).text if sent.status_code == 303 else sent.text)

    asked = send()
    assert "không ghi 1 thành viên đang có: Sở Y tế (nhóm Các sở, ban, ngành tỉnh)" in asked
    assert "không có gì thay đổi" in send(bot="o-lai")
    assert "Sở Y tế: đã rời một nhóm chủ trì; 2 nhiệm vụ còn ở cơ quan này" in send(bot="roi")
    assert "đã rời một nhóm" in seen(client, f"/co-quan/{GROUP}")
    settled = client.post("/co-quan/so-y-te/roi-nhom", data=WHY | {"quyet": "thu-hoi"})
    assert settled.status_code == 303
    assert of_agency(office, "so-y-te")["Kiểm kê tài sản"][0] is State.WITHDRAWN
    assert "đã rời một nhóm" not in seen(client, "/co-quan")
