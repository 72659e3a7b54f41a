"""Today for each kind of person, the calendar, and the addresses of calendars."""

import re

import pytest

from tests.web.offices import an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR
from workflow.store.database.opening import Database


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


def test_a_typed_day_is_read_back_in_words(office: Database) -> None:
    client = pages_of(office)
    said = client.get("/ngay", params={"truong": "ngay", "ngay": "5/7/26"}).text
    assert said == "Đọc là Chủ nhật 05/7/2026, ngày nghỉ; ngày làm việc trước đó là thứ Sáu 03/7"
    assert "Chưa đọc được" in client.get("/ngay", params={"truong": "ngay", "ngay": "31/02/2026"}).text


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
