"""The pages of duties: the list says everything in its address, a duty explains its date, files are the list."""

import csv
import io
import re
from dataclasses import replace
from datetime import datetime

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import event

from tests.plans import a_head, a_row, registered
from tests.web.offices import SEVEN, an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, STRANGER
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.people.accounts import add_account


@pytest.fixture
def office(file_database: Database) -> Database:
    an_office(file_database)
    return file_database


@pytest.fixture
def client(office: Database) -> TestClient:
    return pages_of(office)


def test_the_list_shows_each_duty_with_day_nearness_and_printed_words(client: TestClient) -> None:
    shown = client.get("/viec?co-quan=so-noi-vu").text
    assert "Thứ Hai 26/01/2026" in shown
    assert "báo cáo sau hạn 25 ngày" in shown
    assert "“Tháng 26/01/2026”" in shown
    assert "đến hạn hôm nay" in shown
    assert "<b>2 nhiệm vụ</b> · 1–2" in shown


def test_searching_is_held_to_sixty_a_minute(client: TestClient) -> None:
    answers = [client.get(f"/viec?tim=khong+co+{number}").status_code for number in range(61)]
    assert answers == [200] * 60 + [429]
    assert client.get("/viec").status_code == 200


def test_what_a_document_printed_is_never_markup(client: TestClient) -> None:
    assert "Đề án &lt;b&gt;một cửa&lt;/b&gt;" in client.get("/viec").text


def test_each_facet_link_leads_to_a_list_of_its_count(client: TestClient) -> None:
    facets = client.get("/viec").text.partition('class="facets"')[2].partition("</nav>")[0]
    links = re.findall(r'<a href="(/viec[^"]*)"[^>]*>.*?<span>([\d.]+)</span></a>', facets)
    assert len(links) > 8
    for address, count in links:
        assert f"<b>{count} nhiệm vụ</b>" in client.get(address.replace("&amp;", "&")).text, address


def test_pages_of_fifty_lead_on_and_back(client: TestClient) -> None:
    first = client.get("/viec").text
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following
    second = client.get(following[1].replace("&amp;", "&")).text
    assert "· 51–100" in second
    previous = re.search(r'href="([^"]+)" rel="prev"', second)
    assert previous
    assert "· 1–50" in client.get(previous[1].replace("&amp;", "&")).text


def test_a_part_is_only_given_to_who_asks_for_one(client: TestClient) -> None:
    part = client.get("/viec?tim=mot cua", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert "<!doctype" not in part.text
    assert part.headers["hx-push-url"] == "/viec?tim=mot+cua"
    assert "<!doctype" in client.get("/viec?tim=mot cua").text


@pytest.mark.parametrize("query", ["van-ban=x", "thang=2026-13", "sau=!", "tinh-trang=?", "ngay=30/02/2026", "tu=-1"])
def test_an_address_that_means_nothing_is_read_over(client: TestClient, query: str) -> None:
    assert "<b>107 nhiệm vụ</b>" in client.get(f"/viec?{query}").text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("tinh-trang=xyz", "không có tình trạng “xyz”"),
        ("thang=2026-13", "“2026-13”"),
        ("ngay=abc", "chưa đọc được ngày “abc”"),
        ("ngay=2027-01-01", "ngày thứ Sáu 01/01/2027 chưa tới"),
    ],
)
def test_a_filter_that_cannot_be_used_is_said_and_no_file_is_made_of_it(
    client: TestClient, query: str, words: str
) -> None:
    assert words in client.get(f"/viec?{query}").text
    for made in ("xuat.xlsx", "xuat.csv", "xuat.docx", "xuat.ics", "nhieu/nhac"):
        answer = client.get(f"/viec/{made}?{query}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/viec?{query}")


def test_a_list_whose_filters_are_all_used_says_nothing_of_them(client: TestClient) -> None:
    assert "không lọc theo" not in client.get("/viec?tinh-trang=qua-han&ngay=25/01/2026&van-ban=").text
    assert "không lọc theo" not in client.get("/viec").text


def test_a_past_day_is_typed_and_read_only(client: TestClient) -> None:
    shown = client.get("/viec?ngay=25/01/2026&co-quan=so-noi-vu").text
    assert "Tính đến hết Chủ nhật 25/01/2026; chỉ xem." in shown
    assert "sắp đến hạn" in shown


def test_an_empty_list_says_what_to_leave_out(client: TestClient) -> None:
    shown = client.get("/viec?tinh-trang=qua-han&co-quan=so-y-te").text
    assert "Không có nhiệm vụ nào như vậy" in shown
    assert "Bỏ “Tình trạng: quá hạn”: 2 nhiệm vụ" in shown


def test_somebody_without_rights_sees_no_duty(office: Database) -> None:
    assert "<b>0 nhiệm vụ</b>" in pages_of(office, STRANGER).get("/viec").text


def test_a_duty_explains_its_date(client: TestClient) -> None:
    shown = client.get("/viec/1").text
    assert "Vì sao hạn là thứ Hai 26/01/2026?" in shown
    assert "suy đoán" in shown
    assert "Cách hiểu khác" in shown
    assert "được hiểu là chính ngày đó" in shown
    assert "Quyết định số 12/QĐ-UBND ngày 20/02/2026" in shown


def test_a_duty_of_many_names_who_has_not_reported(client: TestClient) -> None:
    number = re.search(r'href="/viec/(\d+)">Chuyển đổi số cấp xã', client.get("/viec?tim=cap xa").text)
    assert number
    shown = client.get(f"/viec/{number[1]}").text
    assert "102 cơ quan cùng làm" in shown
    assert "<b>0/102</b>" in shown
    first, _, rest = shown.partition("<summary>và 72 cơ quan nữa</summary>")
    assert rest.partition("</ul>")[0].count('<a href="/viec/') == 72
    assert first.rpartition('<ul class="columns">')[2].count('<a href="/viec/') == 30


def test_who_has_no_part_in_a_duty_sees_its_line_and_no_more(office: Database) -> None:
    mine, others = pages_of(office, CLERK).get("/viec/1").text, pages_of(office, CLERK).get("/viec/107").text
    assert "Nhật ký" in mine
    assert "An toàn thông tin mạng" in others
    assert "Nhật ký" not in others


def test_the_workbook_holds_exactly_the_list(client: TestClient) -> None:
    found = client.get("/viec/xuat.xlsx?tinh-trang=con-han&xep=so&cot=phoi-hop")
    sheet = load_workbook(io.BytesIO(found.content))["Nhiệm vụ"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(rows) == 1 + 103
    assert rows[0][:2] == ["Hạn", "Tình trạng"]
    assert rows[0][7] == "Phối hợp"
    assert rows[1][0] == datetime(2026, 4, 14)  # noqa: DTZ001 - a workbook knows no zones
    assert "attachment" in found.headers["content-disposition"]


def test_csv_and_document_hold_it_too(client: TestClient) -> None:
    text = client.get("/viec/xuat.csv?co-quan=so-noi-vu").content.decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(text))] == ["Hạn", "26/01/2026", "05/3/2026"]
    assert client.get("/viec/xuat.docx?co-quan=so-noi-vu").content.startswith(b"PK")
    assert client.get("/viec/xuat.exe").status_code == 404


def test_the_calendar_of_a_view_holds_its_dated_duties(client: TestClient) -> None:
    text = client.get("/viec/xuat.ics?co-quan=so-y-te").text
    assert text.count("BEGIN:VEVENT") == 1
    assert "Y tế thông minh" in text


def test_a_list_is_saved_under_a_name_and_forgotten(office: Database) -> None:
    with office.writing() as session:
        lan = add_account(session, name="Lan", mail="lan@tinh.example", now=SEVEN)
    client = pages_of(office, replace(ADMIN, person=lan.id))
    assert "đặt tên" in client.post("/viec/cach-xem", data={"ten": " ", "dia_chi": ""}).text.lower()
    saved = client.post("/viec/cach-xem", data={"ten": "Của Sở Y tế", "dia_chi": "co-quan=so-y-te&sau=1"})
    assert saved.headers["location"] == "/viec?co-quan=so-y-te"
    assert ">Của Sở Y tế</a>" in client.get("/viec").text
    number = re.search(r"/viec/cach-xem/(\d+)/bo", client.get("/viec/cach-xem").text)
    assert number
    other = pages_of(office, replace(ADMIN, person=lan.id + 1))
    assert other.post(f"/viec/cach-xem/{number[1]}/bo").status_code == 404
    assert ">Của Sở Y tế</a>" in client.get("/viec").text
    assert client.post(f"/viec/cach-xem/{number[1]}/bo").status_code == 303
    assert ">Của Sở Y tế</a>" not in client.get("/viec").text


def test_many_duties_are_accepted_through_a_page_that_names_and_counts_them(office: Database) -> None:
    client = pages_of(office, CLERK)
    assert 'href="/viec/nhieu/nhan">Nhận nhiều nhiệm vụ</a>' in client.get("/viec").text
    check = client.get("/viec/nhieu/nhan").text
    assert "1 nhiệm vụ đang được chọn" in check
    assert "của Sở Y tế" not in check
    answer = client.post("/viec/nhieu/nhan", data={"so": ["2", "3"]})
    assert answer.status_code == 303
    assert "Đã nhận 1 nhiệm vụ. 1 nhiệm vụ không làm được" in client.get(answer.headers["location"]).text
    assert "đang triển khai" in client.get("/viec?co-quan=so-noi-vu").text


@pytest.mark.parametrize("who", [CLERK, COORDINATOR], ids=["clerk", "coordinator"])
def test_accepting_many_looks_only_through_what_somebody_may_accept(office: Database, who: Actor) -> None:
    # In sight are the duties of 102 communes; each that is looked into costs several statements.
    client, said = pages_of(office, who), list[str]()
    event.listen(office.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    assert client.get("/viec/nhieu/nhan").status_code == 200
    assert client.get("/viec/nhieu/nhan?co-quan=so-y-te").status_code == 200
    assert 0 < len(said) < 80


def test_who_coordinates_confirms_many_reports_but_accepts_for_nobody(office: Database) -> None:
    client = pages_of(office, COORDINATOR)
    shown = client.get("/viec").text
    assert "Xác nhận nhiều báo cáo" in shown
    assert "Nhận nhiều nhiệm vụ" not in shown
    client.post("/viec/nhieu/xac-nhan", data={"so": ["1", "2"]})
    assert "<b>1 nhiệm vụ</b>" in client.get("/viec?tinh-trang=tre-han").text


def test_who_follows_a_duty_up_reminds_and_what_he_may_enter_for_the_agency_is_behind(office: Database) -> None:
    shown = pages_of(office, COORDINATOR).get("/viec/2").text
    first, _, menu = shown.partition("<h1>")[2].partition('<details class="more">')
    assert 'class="button outlined" href="/viec/2/nhac">Gửi nhắc' in first
    assert re.search(r'href="/viec/2/nhan">Nhận nhiệm vụ</a><small>nhập thay cơ quan chủ trì', menu)


def test_who_has_reported_is_not_said_to_be_reminded(office: Database) -> None:
    assert "Nhắc tiếp theo" in pages_of(office).get("/viec/2").text
    assert pages_of(office, CLERK).post("/viec/2/bao-cao", data={"so-van-ban": "1/BC", "ngay": "05/3/2026"})
    assert "Nhắc tiếp theo" not in pages_of(office).get("/viec/2").text


def test_of_an_overdue_duty_the_next_weekly_reminder_is_told(office: Database) -> None:
    shown = pages_of(office, now=lambda: SEVEN.replace(day=13)).get("/viec/2").text
    assert "<dt>Nhắc tiếp theo</dt><dd><b>thứ Hai 16/3/2026</b></dd>" in shown
    assert "nhắc hằng tuần" in shown


def test_who_was_reminded_today_is_not_offered_to_be_reminded_again(office: Database) -> None:
    coordinator = pages_of(office, COORDINATOR)
    assert 'href="/viec/2/nhac">Gửi nhắc' in coordinator.get("/viec/2").text
    coordinator.post("/viec/2/nhac")
    shown = coordinator.get("/viec/2").text
    assert 'href="/viec/2/nhac"' not in shown
    assert "Hôm nay đã nhắc nhiệm vụ này rồi" in shown


def test_a_phrase_between_quotes_is_looked_for_without_them(client: TestClient) -> None:
    plain = re.findall(r'href="(/viec/\d+)">', client.get("/viec?tim=mot cua").text)
    assert plain
    for typed in ('"một cửa"', "“mot cua”"):
        assert re.findall(r'href="(/viec/\d+)">', client.get("/viec", params={"tim": typed}).text) == plain


def test_giving_a_duty_to_another_agency_asks_of_later_periods_only_where_there_are_some(office: Database) -> None:
    coordinator = pages_of(office, COORDINATOR)
    registered(office, a_row("hằng tháng", "Sở Y tế", title="Số liệu y tế"), head=a_head(number="60/KH-UBND"))
    monthly = re.search(r'href="/viec/(\d+)">Số liệu y tế', coordinator.get("/viec?tim=so lieu y te").text)
    assert monthly
    assert "Giao cả các kỳ sau" in coordinator.get(f"/viec/{monthly[1]}/giao-lai").text
    assert "Giao cả các kỳ sau" not in coordinator.get("/viec/2/giao-lai").text
