"""Today for each kind of person, the calendar, and the addresses of calendars."""

import re
from datetime import date

import pytest

from tests.web.offices import SEVEN, an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, STRANGER, granted
from workflow.people.grants import Actor, GrantedRole
from workflow.store.database.opening import Database
from workflow.store.duties.sweep import sweep

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def office(database: Database) -> Database:
    an_office(database)
    return database


def test_an_agency_sees_what_it_has_to_do_this_week(office: Database) -> None:
    shown = pages_of(office, CLERK).get("/").text
    assert "Hôm nay, thứ Năm 05/3/2026" in shown
    week = shown.partition("Tuần này")[2].partition("Sắp tới")[0]
    assert "một cửa" in week
    assert "đến hạn hôm nay" in week
    assert "Chờ tôi quyết định" not in shown


def test_a_coordinator_sees_what_waits_for_him_with_its_age(office: Database) -> None:
    shown = pages_of(office, COORDINATOR).get("/").text
    waiting = shown.partition("Chờ tôi quyết định")[2].partition("Quá hạn theo cơ quan")[0]
    assert "1 mục, lâu nhất 13 ngày" in waiting
    assert "Sở Nội vụ báo cáo 20/02/2026, sau hạn 25 ngày" in waiting
    assert "Xem báo cáo" in waiting


def test_every_figure_of_today_leads_to_exactly_that_list(office: Database) -> None:
    client = pages_of(office, ADMIN)
    shown = client.get("/").text
    figures = re.findall(r'href="(/viec\?[^"]*)"[^>]*>(?:<svg.*?</svg><span>)?([\d.]+)(?: nhiệm vụ)?<', shown)
    assert figures
    for address, count in figures:
        assert f"<b>{count} nhiệm vụ</b>" in client.get(address.replace("&amp;", "&")).text, address


def test_the_calendar_names_days_off_and_leads_to_what_falls_due(office: Database) -> None:
    client = pages_of(office)
    shown = client.get("/lich?thang=2026-04").text
    assert "Tháng 4/2026" in shown
    assert "Ngày Chiến thắng" in shown
    found = re.search(r'href="(/viec\?[^"]*den-han=2026-04-14[^"]*)".*?<span>(\d+)<', shown)
    assert found
    assert f"<b>{found[2]} nhiệm vụ</b>" in client.get(found[1].replace("&amp;", "&")).text
    assert client.get("/lich?nam=2026").text.count("<table") == 12


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("thang=2026-13", "không có tháng “2026-13”"),
        ("thang=abc", "không có tháng “abc”"),
        ("nam=99999", "không có năm “99999”"),
        ("thang=9999-12", "không có tháng “9999-12”"),
    ],
)
def test_a_month_that_there_isn_t_is_named_above_the_one_that_is_shown(office: Database, asked: str, said: str) -> None:
    shown = pages_of(office).get(f"/lich?{asked}").text
    assert said in shown
    assert "Tháng 3/2026" in shown
    assert "không dùng được" not in pages_of(office).get("/lich?thang=2026-04").text


@pytest.mark.parametrize(
    ("asked", "said"), [("q=y+te", "không có điều kiện “q”"), ("tim=%00", "không tìm được “\x00”")]
)
def test_what_a_list_s_address_cannot_ask_is_named_and_goes_into_no_file(
    office: Database, asked: str, said: str
) -> None:
    client = pages_of(office)
    assert said in client.get(f"/viec?{asked}").text
    led = client.get(f"/viec/xuat.csv?{asked}")
    assert (led.status_code, led.headers["location"]) == (303, f"/viec?{asked}")


def test_what_a_chat_hangs_on_to_an_address_is_no_condition(office: Database) -> None:
    shown = pages_of(office).get("/viec?tinh-trang=qua-han&zarsrc=30&utm_source=zalo&fbclid=x").text
    assert "không dùng được" not in shown


def test_a_typed_day_is_read_back_in_words(office: Database) -> None:
    client = pages_of(office)
    said = client.get("/ngay", params={"truong": "ngay", "ngay": "5/7/26"}).text
    assert said == "Đọc là Chủ nhật 05/7/2026, ngày nghỉ; ngày làm việc trước đó là thứ Sáu 03/7"
    assert "Tháng 02/2026 không có ngày 31" in client.get("/ngay", params={"truong": "ngay", "ngay": "31/02/2026"}).text


def test_an_address_is_shown_when_it_is_made_and_never_again(office: Database) -> None:
    client = pages_of(office, CLERK)
    made = client.post("/dang-ky-lich", data={"lich": "agency:lead:so-noi-vu", "ten": "Phòng tôi"})
    assert made.headers["cache-control"] == "no-store"
    address = re.search(r'value="(https://dondoc\.tinh\.example/lich/[\w-]{43}/phong-toi\.ics)"', made.text)
    assert address
    listed = client.get("/dang-ky-lich").text
    assert "Phòng tôi" in listed
    assert f"…{address[1].split('/')[-2][-4:]}" in listed
    assert address[1] not in listed
    ended = client.post("/dang-ky-lich/1/thu-hoi")
    assert ended.status_code == 303
    assert "Đã thu hồi địa chỉ" in client.get(ended.headers["location"]).text


def test_nobody_gives_out_the_calendar_of_another_agency(office: Database) -> None:
    answer = pages_of(office, CLERK).post("/dang-ky-lich", data={"lich": "agency:lead:so-y-te"})
    assert answer.status_code >= 400
    assert "bạn không giữ lịch của cơ quan này" in answer.text


def test_an_agency_hears_what_others_are_late_with_that_it_helps_in(office: Database) -> None:
    with office.writing() as session:
        sweep(session, today=date(2026, 4, 20), now=SEVEN)
    shown = pages_of(office, CLERK).get("/").text
    found = re.search(r'href="([^"]+)">1 nhiệm vụ mà cơ quan phối hợp đang quá hạn', shown)
    assert found
    assert "Y tế thông minh" in pages_of(office, CLERK).get(found[1].replace("&amp;", "&")).text


def test_who_only_looks_is_not_told_that_anything_waits_for_him(office: Database) -> None:
    viewer = Actor(name="Anh Xem", grants=(granted(GrantedRole.VIEWER),))
    shown = pages_of(office, viewer).get("/").text
    assert "Quá hạn theo cơ quan" in shown
    assert "Chờ tôi quyết định" not in shown


def test_who_has_no_right_yet_is_told_whom_to_ask_and_hears_no_figure(office: Database) -> None:
    shown = pages_of(office, STRANGER).get("/").text
    assert "Bạn chưa được cấp quyền" in shown
    assert "Đêm qua" not in shown


def test_whoever_leads_a_duty_finds_what_leaders_and_helpers_say_of_it_until_he_acts(office: Database) -> None:
    leader = Actor(name="Ông Lâm", grants=(granted(GrantedRole.LEADER),))
    doctor = Actor(name="Chị An", grants=(granted(GrantedRole.STAFF, "so-y-te"),))
    clerk = pages_of(office, CLERK)
    assert "Ý kiến mới" not in clerk.get("/").text
    pages_of(office, leader).post("/viec/2/chi-dao", data={"noi-dung": "Làm trước phần dữ liệu", "lam": ""})
    read = clerk.get("/").text.partition("Ý kiến mới")[2].partition("Quá hạn")[0]
    assert "Ý kiến chỉ đạo" in read
    assert "Ông Lâm: “Làm trước phần dữ liệu”" in read
    assert 'href="/viec/2"' in read
    followed = pages_of(office, COORDINATOR).get("/").text.partition("Ý kiến mới")[2]
    assert "Sở Nội vụ. Ông Lâm: “Làm trước phần dữ liệu”" in followed
    assert "Ý kiến mới" not in pages_of(office, doctor).get("/").text
    assert "Ý kiến mới" not in pages_of(office, leader).get("/").text
    clerk.post("/viec/2/tien-do", data={"noi-dung": "Đã làm", "phan-tram": "20"})
    assert "Ý kiến mới" not in clerk.get("/").text


def test_the_most_late_agencies_are_named_and_all_of_them_one_step_away(office: Database) -> None:
    with office.writing() as session:
        sweep(session, today=date(2026, 7, 20), now=SEVEN)
    shown = pages_of(office, ADMIN).get("/").text
    table = shown.partition("Nhiệm vụ quá hạn theo cơ quan</caption>")[2].partition("</table>")[0]
    assert table.count('<th scope="row">') == 20
    assert "nhiệm vụ của 104 cơ quan" in shown
    found = re.search(r'href="([^"]+)">Xem cả 104 cơ quan', shown)
    assert found
    listed = pages_of(office, ADMIN).get(found[1].replace("&amp;", "&")).text
    assert "104 giá trị" in listed


def test_an_unknown_part_of_a_filter_s_own_page_is_named_there_too(office: Database) -> None:
    client = pages_of(office, ADMIN)
    shown = client.get("/viec/bo-loc/co-quan?tinh-trang=xyz").text
    assert "không có tình trạng “xyz”" in shown
    assert client.get("/viec/bo-loc/khong-co").status_code == 404
    unknown = client.get("/viec?co-quan=khong-co").text
    assert "Chủ trì: “khong-co”, không có trong danh bạ" in unknown


def test_who_has_no_calendar_to_make_is_not_told_to_make_one(office: Database) -> None:
    assert "Tạo một địa chỉ ở dưới" in pages_of(office, CLERK).get("/dang-ky-lich").text
    shown = pages_of(office, STRANGER).get("/dang-ky-lich").text
    assert "Quyền hiện có của bạn chưa cho lập lịch nào" in shown
    assert "Tạo một địa chỉ ở dưới" not in shown
