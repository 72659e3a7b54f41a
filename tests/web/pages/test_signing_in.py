"""Signing in with a second factor, and two people at one duty, in real windows."""

import pytest

from tests.browsers import expect
from tests.web.accounts.office import code_of, of_agency
from tests.web.pages.house import House, press
from workflow.people.grants import Grant, GrantedRole

pytestmark = pytest.mark.browser

ADMIN = "quantri@ubnd.example"


def test_an_admin_sets_up_a_second_factor_and_signs_in_with_it(house: House) -> None:
    window = house.window()
    page = window.open(house.office.admin(ADMIN))
    press(page, "Vào Đôn Đốc")
    expect(page.locator("h1")).to_have_text("Bật xác thực hai bước")
    secret = page.locator("code").inner_text()
    page.get_by_label("Mã 6 số").fill(code_of(secret, house.office.clock()))
    press(page, "Bật xác thực hai bước")
    expect(page.locator(".codes li")).to_have_count(10)
    assert window.flaws() == []
    press(page, "Tôi đã cất các mã này")
    expect(page.locator("h1")).to_contain_text("Hôm nay")

    window.open("/toi")
    press(page, "Đăng xuất")
    house.office.clock.pass_by(minutes=2)
    page.get_by_label("Thư điện tử công vụ").fill(ADMIN)
    press(page, "Gửi liên kết đăng nhập")
    page.get_by_label("Mã 6 số").fill(house.code())
    press(page, "Đăng nhập")
    expect(page.locator("h1")).to_have_text("Xác thực bước hai")
    assert window.flaws() == []
    page.get_by_label("Mã xác thực").fill("000 000")
    press(page, "Tiếp tục")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Mã xác thực").fill(code_of(secret, house.office.clock()))
    press(page, "Tiếp tục")
    expect(page.locator("h1")).to_contain_text("Hôm nay")


def test_the_second_of_two_windows_on_one_duty_sees_both_versions(house: House) -> None:
    first = house.signed_in("nam@skhcn.example", Grant(role=GrantedRole.COORDINATOR), name="Anh Nam")
    second = house.signed_in("ha@skhcn.example", Grant(role=GrantedRole.COORDINATOR), name="Chị Hà")
    returning, confirming = second.open("/viec/1/tra-lai"), first.open("/viec/1/xac-nhan")
    returning.get_by_label("Lý do").fill("Báo cáo chưa kèm danh sách các xã")
    press(confirming, "Xác nhận hoàn thành")
    expect(confirming.get_by_role("status")).to_contain_text("Đã xác nhận hoàn thành.")

    with returning.expect_navigation() as came:
        press(returning, "Trả lại, nêu lý do")
    assert came.value is not None
    assert came.value.status == 409
    said = returning.locator("main")
    expect(said).to_contain_text("Anh Nam")
    expect(said).to_contain_text("xác nhận hoàn thành")
    expect(said).to_contain_text("Báo cáo chưa kèm danh sách các xã")
    assert house.state(1) == "completed"
    press(returning, "Xem nhiệm vụ như bây giờ")
    expect(returning.locator("h1")).to_have_text("Quy chế công nhận người có tài năng")


def test_a_session_that_was_ended_elsewhere_leads_to_the_sign_in_and_back(house: House) -> None:
    staff = of_agency(GrantedRole.STAFF, "so-noi-vu")
    window = house.signed_in("minh@snv.example", staff)
    page = window.open("/viec?tinh-trang=den-han-hom-nay")
    house.office.clock.pass_by(minutes=20)
    page.reload()
    page.get_by_label("Thư điện tử công vụ").fill("minh@snv.example")
    press(page, "Gửi liên kết đăng nhập")
    page.get_by_label("Mã 6 số").fill(house.code())
    press(page, "Đăng nhập")
    page.wait_for_url("**/viec?tinh-trang=den-han-hom-nay")
