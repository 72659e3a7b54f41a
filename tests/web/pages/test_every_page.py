"""Every page keeps every rule of accessibility and fits its window, forms and refusals included, at every width."""

import re
from collections.abc import Callable

import pytest

from services.reporting.bulletins import FROZEN_REPORTS
from tests.browsers import Window, expect
from tests.web.accounts.office import Browser, of_agency
from tests.web.pages.house import House, press
from web.duties.forms.kinds import FORMS
from web.duties.many import MANY
from workflow.people.grants import Grant, GrantedRole

pytestmark = pytest.mark.browser

READING = (
    *("/", "/viec", "/viec?tinh-trang=qua-han&co-quan=so-y-te", "/viec?tim=khong+co+gi+nhu+the", "/viec/1", "/viec/2"),
    *("/viec/4", "/lich", "/lich?nam=2026", "/dang-ky-lich", "/tro-giup", "/viec/cach-xem", "/viec/bo-loc/co-quan"),
    "/viec?co-quan=so-noi-vu&cot=phoi-hop&cot=tien-do&ngay=2026-02-01",
    *("/thiet-lap", "/nhat-ky", "/nhat-ky?tu=20/02/2026&ai=Hoa", "/nhat-ky/kiem-tra"),
    *("/quan-tri", "/quan-tri/cai-dat", "/quan-tri/ngay-nghi?nam=2026"),
    *("/quan-tri/nguoi-dung", "/quan-tri/nguoi-dung/moi"),
    *("/chia-se", "/chia-se/moi?van-ban=1", "/chia-se/bao-cao?van-ban=1", "/van-ban/1/rut", "/viec/3/noi-dung"),
    *("/van-ban/1/thay-the", "/van-ban/1/keo-dai", "/van-ban/1/phan-dau", "/van-ban/cho-xu-ly", "/thong-bao/kenh/zalo"),
    *("/viec/2/ca-nhiem-vu/thu-hoi-toan-bo", "/viec/2/ca-nhiem-vu/ket-thuc-som", "/thong-bao/thang/cau"),
    "/quan-tri/ngay-nghi/xem-truoc?lam=them&nghi=15/4/2026&ten=a&nguon=b",
)
OWN = ("/toi", "/toi/du-lieu", "/toi/uy-quyen", "/toi/thong-bao", "/toi/mat-khau", "/toi/buoc-hai", "/xac-nhan-lai")
SIGNING_IN = ("/dang-nhap", "/dang-nhap/ma", "/dang-nhap/mat-khau", "/dang-nhap/lien-ket/khong-con", "/l/khong-phai")
STAFF = of_agency(GrantedRole.STAFF, "so-noi-vu")
CLERK_MAIL = "vanthu@so-noi-vu.example"


def flaws(window: Window, *addresses: str) -> list[str]:
    """What is wrong with any of these pages."""
    found = []
    for address in addresses:
        window.wide(1280)
        window.open(address)
        found += window.flaws()
    return found


@pytest.mark.parametrize("address", READING)
def test_a_page_keeps_every_rule(reading: Window, address: str) -> None:
    assert flaws(reading, address) == []


def test_the_forms_of_a_duty_keep_every_rule(house: House) -> None:
    # He leads, cooperates in duty 3, follows up and directs: no form but says what it asks for.
    grants = (Grant(role=GrantedRole.COORDINATOR), STAFF, Grant(role=GrantedRole.LEADER))
    window = house.signed_in("dieuphoi@skhcn.example", *grants)
    asked = house.office.signed_in("ha@snv.example", STAFF)
    asked.post("/viec/2/xin-gia-han", ngay="30/3/2026", ly_do="chờ số liệu")
    duties = {"xac-nhan": 1, "tra-lai": 1, "rut-bao-cao": 1, "y-kien": 3}
    shown = [f"/viec/{duties.get(form.name, 2)}/{form.name}" for form in FORMS]
    for opinion in ("/viec/2/chi-dao", "/viec/3/y-kien"):
        expect(window.open(opinion).get_by_label("Nội dung ý kiến")).to_be_visible()
    assert flaws(window, *shown, "/gia-han") == []


def test_a_page_that_is_twice_as_large_still_fits(windows: Callable[..., Window]) -> None:
    # What a browser does at 200 %: half as many pixels of CSS, each twice as large.
    window = windows(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    for address in ("/", "/viec", "/viec/2", "/viec/2/bao-cao", "/lich"):
        window.open(address)
        assert window.overflow() == 0, address


def test_states_and_places_are_told_apart_without_colours(windows: Callable[..., Window]) -> None:
    window = windows(forced_colors="active")
    page = window.open("/viec")
    assert page.locator(".mark svg").first.is_visible()
    assert page.locator(".mark span").first.inner_text()
    current = page.locator(".places a[aria-current]")
    assert current.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


def test_a_form_that_is_refused_keeps_every_rule(house: House) -> None:
    window = house.signed_in(CLERK_MAIL, STAFF)
    page = window.open("/viec/2/bao-cao")
    page.get_by_label("Ngày báo cáo").fill("31/02/2026")
    press(page, "Gửi báo cáo")
    expect(page.get_by_role("alert")).to_be_focused()
    assert window.flaws() == []


def test_the_check_pages_of_many_duties_keep_every_rule(reading: Window) -> None:
    assert flaws(reading, f"{MANY}/xac-nhan", f"{MANY}/nhan", f"{MANY}/nhac?co-quan=so-noi-vu") == []


def test_pages_about_oneself_keep_every_rule(house: House) -> None:
    window = house.signed_in(CLERK_MAIL, STAFF)
    assert flaws(window, *OWN, "/da-giu/khong-co", "/khong-co-trang", "/viec/99999") == []


def test_pages_of_signing_in_and_links_keep_every_rule(house: House) -> None:
    house.office.person(CLERK_MAIL, STAFF)
    _, invitation = house.office.person("moi@snv.example", STAFF)
    link = house.mail_link(2, CLERK_MAIL)
    assert flaws(house.window(), *SIGNING_IN, invitation, link, house.unsubscribing(CLERK_MAIL)) == []


def test_what_is_shared_keeps_every_rule(house: House) -> None:
    maker = house.office.signed_in("dieuphoi@skhcn.example", Grant(role=GrantedRole.COORDINATOR))
    made = maker.post_on("/chia-se/moi", xem="van-ban=1", cho="Văn phòng UBND", ngay="7", kem="co").text
    found = re.search(r"/cong-khai/[\w-]{43}", made)
    assert found
    shared = maker.post_on("/chia-se/bao-cao", xem="", cho="Giao ban", ngay="7").text
    report = re.search(r"/cong-khai/[\w-]{43}", shared)
    assert report
    assert flaws(house.window(), found[0], report[0]) == []


def test_a_frozen_report_and_its_list_keep_every_rule(house: House) -> None:
    maker = house.office.signed_in("dieuphoi@skhcn.example", Grant(role=GrantedRole.COORDINATOR))
    maker.post("/bao-cao/ban-tin.pdf")
    window = house.signed_in("nam@skhcn.example", Grant(role=GrantedRole.COORDINATOR))
    page = window.open(FROZEN_REPORTS)
    listed = window.flaws()
    found = page.locator(f"a[href^='{FROZEN_REPORTS}/']").first.get_attribute("href")
    assert found
    assert listed + flaws(window, found) == []


def test_the_pages_of_a_calendar_s_address_keep_every_rule(house: House) -> None:
    window = house.signed_in(CLERK_MAIL, STAFF)
    page = window.open("/dang-ky-lich")
    press(page, "Tạo địa chỉ")
    made = window.flaws()
    found = re.search(r"/lich/[\w-]{43}(?=[\"/])", page.content())
    assert found
    assert made + flaws(window, found[0], "/dang-ky-lich", "/dang-ky-lich/1/doi") == []


def test_a_conflict_keeps_every_rule(house: House) -> None:
    window = house.signed_in("dieuphoi@skhcn.example", Grant(role=GrantedRole.COORDINATOR))
    page = window.open("/viec/1/tra-lai")
    page.get_by_label("Lý do").fill("Thiếu chữ ký")
    decided: Browser = house.office.signed_in("nam@skhcn.example", Grant(role=GrantedRole.COORDINATOR))
    decided.post("/viec/1/xac-nhan")
    press(page, "Trả lại, nêu lý do")
    assert page.locator("h1").inner_text() == "Nhiệm vụ vừa thay đổi"
    assert window.flaws() == []
