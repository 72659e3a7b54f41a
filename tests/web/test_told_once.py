"""What a page says was done stands there once: an address that is copied, kept or loaded again claims nothing."""

import re

import pytest

from tests.web.offices import an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR
from web.frame.made_once import FORM_MARK
from workflow.store.database.opening import Database

# Pages that say what has been done, each with a word of its own.
CLAIMED = (
    "/viec/2?xong=xac-nhan",
    "/viec/2?xong=noi-dung",
    "/viec/2?xong=thu-hoi-toan-bo",
    "/viec/2/bao-cao?da-luu=1",
    "/viec/nhieu/nhan?xong=999&loi=3",
    "/gia-han?xong=7&loi=1",
    "/su-kien/1?xong=ghi-nhan",
    "/van-ban/1?xong=nhap",
    "/van-ban/nhap?xong=bo",
    "/co-quan?xong=nhap",
    "/thong-bao?xong=gui-lai",
    "/thong-bao/kenh?xong=mo",
    "/quan-tri/ngay-nghi?xong=ghi",
    "/chia-se?xong=ngung",
    "/dang-ky-lich?xong=doi",
)


def unmarked(page: str) -> str:
    """A page without the marks of its forms, which are new each time."""
    return re.sub(rf'name="{FORM_MARK}" value="[^"]*"', "", page)


@pytest.fixture
def office(file_database: Database) -> Database:
    an_office(file_database)
    return file_database


@pytest.mark.parametrize("address", CLAIMED)
def test_what_only_an_address_claims_is_not_said(office: Database, address: str) -> None:
    client = pages_of(office, ADMIN)
    plain, claimed = client.get(address.partition("?")[0]), client.get(address)
    assert plain.status_code == claimed.status_code == 200
    assert unmarked(claimed.text) == unmarked(plain.text)


def test_an_act_is_told_on_the_page_that_it_leads_to_and_not_when_that_is_loaded_again(office: Database) -> None:
    clerk, other = pages_of(office, CLERK), pages_of(office, COORDINATOR)
    done = clerk.post("/viec/2/nhan", data={}).headers["location"]
    assert "Đã nhận nhiệm vụ" not in other.get(done).text
    shown = clerk.get(done)
    assert "Đã nhận nhiệm vụ" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    again = clerk.get(done)
    assert "Đã nhận nhiệm vụ" not in again.text
    assert again.headers["cache-control"] == "private, no-cache"


def test_what_is_undone_is_not_told_as_done_by_going_back(office: Database) -> None:
    clerk = pages_of(office, CLERK)
    clerk.post("/viec/2/nhan", data={})
    reported = clerk.post("/viec/2/bao-cao", data={"so-van-ban": "1/BC-SNV", "ngay": "05/3/2026"}).headers["location"]
    assert "/viec/2/rut-bao-cao" in clerk.get(reported).text
    recalled = clerk.post("/viec/2/rut-bao-cao", data={}).headers["location"]
    assert "Đã rút báo cáo" in clerk.get(recalled).text
    assert "Đã gửi báo cáo" not in clerk.get(reported).text


def test_two_windows_are_each_told_their_own(office: Database) -> None:
    clerk, coordinator = pages_of(office, CLERK), pages_of(office, COORDINATOR)
    first = clerk.post("/viec/2/nhan", data={}).headers["location"]
    second = clerk.post("/viec/2/tien-do", data={"noi-dung": "Đã trình"}).headers["location"]
    assert "Đã nhận nhiệm vụ" in clerk.get(first).text
    assert "Đã ghi tiến độ" in clerk.get(second).text
    came = coordinator.post("/viec/nhieu/xac-nhan", data={"so": ["1", "999"]}).headers["location"]
    assert "Đã xác nhận 1 nhiệm vụ. 1 nhiệm vụ không làm được" in coordinator.get(came).text
    assert "Đã xác nhận" not in coordinator.get(came.replace("xong=1", "xong=50")).text


def test_a_draft_is_told_as_kept_once(office: Database) -> None:
    house_clerk = pages_of(office, CLERK)
    kept = house_clerk.post("/viec/2/bao-cao", data={"tom-tat": "Đang soạn", "lam": "luu-nhap"})
    # Without an account there is no draft; the page that follows is led to all the same.
    location = kept.headers["location"].partition("#")[0]
    assert "Đã lưu nháp" in house_clerk.get(location).text
    assert "Đã lưu nháp" not in house_clerk.get(location).text
