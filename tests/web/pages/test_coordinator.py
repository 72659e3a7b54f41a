"""A coordinator decides what waits for him, one thing after the other, without typing an address."""

import pytest

from tests.browsers import expect
from tests.plans import with_contacts
from tests.web.accounts.office import of_agency
from tests.web.pages.house import PHONE, House, by_code, press
from workflow.people.actions import Action
from workflow.people.grants import GrantedRole

pytestmark = pytest.mark.browser

FOLLOWING = "so-khoa-hoc-va-cong-nghe"
COORDINATOR = of_agency(GrantedRole.COORDINATOR, FOLLOWING)
TRUSTED = of_agency(GrantedRole.COORDINATOR, FOLLOWING, also=frozenset({Action.FIRE}))
MAIL = f"vanthu@{FOLLOWING}.example"
REPORT = {"so_van_ban": "128/BC", "ngay": "05/3/2026"}
TYPED_UNSEEN = "i => { i.value = '20/3/2026'; dispatchEvent(new Event('load')); }"
"""What a page finds that was typed in before its scripts were there: the words, and no key pressed."""


def five_things_wait(house: House) -> None:
    """Duty 1 is reported; let a report, a refusal, a request for an extension and an event's word come to it."""
    commune = house.duty_of(4)
    home, health, clerk = (
        house.office.signed_in(f"{code}@tinh.example", of_agency(GrantedRole.STAFF, code))
        for code in ("so-noi-vu", "so-y-te", commune)
    )
    answers = [
        home.post("/viec/2/xin-gia-han", ngay="30/3/2026", ly_do="chờ số liệu"),
        health.post("/viec/3/bao-cao", **REPORT),
        clerk.post("/viec/4/tu-choi", ly_do="Hạ tầng do doanh nghiệp quản lý"),
        health.post("/su-kien/1/bao", ngay="04/3/2026", van_ban="345/QĐ-BNV ngày 04/3/2026"),
    ]
    assert [answer.status_code for answer in answers] == [303] * len(answers)


def first_address_in_the_letter(house: House) -> str:
    """The path of the first address in next morning's letter to the coordinator."""
    with_contacts(house.office.database, FOLLOWING)
    house.office.person(MAIL, TRUSTED, name="Anh Nam")
    house.office.clock.pass_by(days=1)
    (letter,) = (mail for mail in house.morning_letters() if MAIL in mail["To"])
    body = letter.get_body(("plain",))
    assert body is not None
    words: list[str] = body.get_content().split()
    return next(word for word in words if word.startswith(house.host)).removeprefix(house.host)


@pytest.mark.parametrize("width", [390, 1280])
def test_five_things_are_decided_from_the_mails_address_one_after_the_other(house: House, width: int) -> None:
    five_things_wait(house)
    window = house.window(viewport={"width": width, "height": 844}, has_touch=width == PHONE["width"])
    page = window.open(first_address_in_the_letter(house))
    by_code(house, window, MAIL)
    page.wait_for_url("**/su-kien/1")
    press(page, "Xem hạn rồi ghi nhận")
    page.get_by_label("Hạn của Sở Y tế").fill("20/3/2026")
    press(page, "Đặt hạn cho các nhiệm vụ đã chọn")
    expect(page.get_by_role("status")).to_contain_text("Đã ghi nhận sự kiện")
    expect(page.locator("main")).to_contain_text("còn 4 mục")
    assert window.overflow() == 0

    press(page, "Xem báo cáo")
    expect(page.locator("main")).to_contain_text("mục thứ 1 trong 4 mục đang chờ")
    press(page, "Xác nhận hoàn thành")
    expect(page.locator("main")).to_contain_text("còn 3 mục")
    press(page, "Xem đề nghị")
    page.get_by_label("Số, ngày văn bản").fill("315/UBND-KT ngày 05/3/2026")
    page.wait_for_load_state("load")
    page.get_by_label("Gia hạn đến, nếu khác ngày được đề nghị").evaluate(TYPED_UNSEEN)
    expect(page.locator("#ngay-doc-la")).to_contain_text("thứ Sáu 20/3/2026")
    press(page, "Cho gia hạn")
    expect(page.locator(".head")).to_contain_text("thứ Sáu 20/3/2026")
    press(page, "Xem báo cáo")
    press(page, "Trả lại, nêu lý do")
    page.get_by_label("Lý do").fill("Thiếu phụ lục")
    press(page, "Trả lại, nêu lý do")
    press(page, "Giao lại")
    page.get_by_label("Cơ quan nhận nhiệm vụ").fill("Sở Nội vụ")
    press(page, "Giao lại")
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Tiếp theo trong Chờ tôi")
    assert window.overflow() == 0
    states = [house.state(number) for number in (1, 2, 3, 4, house.duty("Bệnh án"))]
    assert states == ["completed", "assigned", "in_progress", "assigned", "assigned"]


def test_all_that_waits_stands_on_todays_page_and_an_extension_is_denied_from_there(house: House) -> None:
    five_things_wait(house)
    window = house.signed_in("nam@skhcn.example", TRUSTED, name="Anh Nam")
    page = window.page
    rows = page.locator("#cho-toi").locator("xpath=../..").locator("li")
    expect(rows).to_have_count(5)
    assert window.flaws() == []
    press(page, "Xem đề nghị")
    press(page, "Không cho, nêu lý do")
    page.get_by_label("Lý do").fill("Hạn đã được ấn định")
    press(page, "Không cho gia hạn")
    expect(page.get_by_role("status")).to_contain_text("Đã trả lời đề nghị gia hạn.")
    expect(page.locator("main")).to_contain_text("còn 4 mục")


def test_an_agency_that_is_late_is_reminded_from_todays_page(house: House) -> None:
    house.office.clock.pass_by(days=4)
    house.sweep()
    page = house.signed_in("nam@skhcn.example", COORDINATOR, name="Anh Nam").page
    page.get_by_role("link", name="Gửi nhắc Sở Nội vụ").click()
    press(page, "Gửi nhắc về các nhiệm vụ đã chọn")
    expect(page.get_by_role("status")).to_contain_text("Đã ghi lời nhắc về 1 nhiệm vụ.")
