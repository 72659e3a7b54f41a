"""A coordinator decides what waits for him, one thing after the other, without typing an address."""

import pytest

from tests.browsers import expect
from tests.web.accounts.office import of_agency
from tests.web.pages.house import House, press
from workflow.people.grants import GrantedRole

pytestmark = pytest.mark.browser

COORDINATOR = of_agency(GrantedRole.COORDINATOR, "so-khoa-hoc-va-cong-nghe")
REPORT = {"so_van_ban": "128/BC", "ngay": "05/3/2026"}
TYPED_UNSEEN = "i => { i.value = '20/3/2026'; dispatchEvent(new Event('load')); }"
"""What a page finds that was typed in before its scripts were there: the words, and no key pressed."""


def five_things_wait(house: House) -> None:
    """Duty 1 is reported; let a report, a refusal and two requests for an extension come to it."""
    home = house.office.signed_in("ha@snv.example", of_agency(GrantedRole.STAFF, "so-noi-vu"))
    health = house.office.signed_in("ba@syt.example", of_agency(GrantedRole.STAFF, "so-y-te"))
    asked = home.post("/viec/2/xin-gia-han", ngay="30/3/2026", ly_do="chờ số liệu")
    reported = health.post("/viec/3/bao-cao", **REPORT)
    assert (asked.status_code, reported.status_code) == (303, 303)
    for number in (4, 5):
        commune = house.duty_of(number)
        clerk = house.office.signed_in(f"xa{number}@xa.example", of_agency(GrantedRole.STAFF, commune))
        if number == 4:
            answer = clerk.post(f"/viec/{number}/tu-choi", ly_do="Hạ tầng do doanh nghiệp quản lý")
        else:
            answer = clerk.post(f"/viec/{number}/xin-gia-han", ngay="31/7/2026", ly_do="thiếu cán bộ")
        assert answer.status_code == 303


def test_five_things_are_decided_one_after_the_other(house: House) -> None:
    five_things_wait(house)
    window = house.signed_in("nam@skhcn.example", COORDINATOR, name="Anh Nam")
    page = window.page
    rows = page.locator("#cho-toi").locator("xpath=../..").locator("li")
    expect(rows).to_have_count(5)
    assert window.flaws() == []
    window.wide(1280)
    rows.first.locator(".act a").click()

    expect(page.locator("main")).to_contain_text("mục thứ 1 trong 5 mục đang chờ")
    press(page, "Xác nhận hoàn thành")
    expect(page.locator("main")).to_contain_text("còn 4 mục")
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
    press(page, "Xem đề nghị")
    press(page, "Không cho, nêu lý do")
    page.get_by_label("Lý do").fill("Hạn đã được ấn định")
    press(page, "Không cho gia hạn")
    expect(page.get_by_role("status")).to_contain_text("Đã trả lời đề nghị gia hạn.")
    expect(page.locator("main")).not_to_contain_text("Tiếp theo trong Chờ tôi")
    assert [house.state(number) for number in (1, 2, 3, 4)] == ["completed", "assigned", "in_progress", "assigned"]


def test_an_agency_that_is_late_is_reminded_from_todays_page(house: House) -> None:
    house.office.clock.pass_by(days=4)
    house.sweep()
    page = house.signed_in("nam@skhcn.example", COORDINATOR, name="Anh Nam").page
    page.get_by_role("link", name="Gửi nhắc Sở Nội vụ").click()
    press(page, "Gửi nhắc về các nhiệm vụ đã chọn")
    expect(page.get_by_role("status")).to_contain_text("Đã ghi lời nhắc về 1 nhiệm vụ.")
