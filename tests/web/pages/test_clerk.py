"""What a clerk does with what he is given, in a real browser: from a mail's link on a phone to a report, and back."""

from typing import TYPE_CHECKING

import pytest

from tests.browsers import expect
from tests.files import a_pdf
from tests.web.accounts.office import of_agency
from tests.web.pages.house import PHONE, House, by_code, by_keyboard, press, reach
from workflow.people.grants import GrantedRole

if TYPE_CHECKING:
    from playwright.sync_api import Dialog

pytestmark = pytest.mark.browser

MAIL = "vanthu@so-noi-vu.example"
STAFF = of_agency(GrantedRole.STAFF, "so-noi-vu")
FOLLOWING = of_agency(GrantedRole.COORDINATOR, "so-khoa-hoc-va-cong-nghe")


def test_from_the_mails_link_on_a_phone_to_a_report_that_is_confirmed(house: House) -> None:
    house.office.person(MAIL, STAFF)
    gate = house.duty("một cửa")
    window = house.window(viewport=PHONE, has_touch=True)
    page = window.open(house.mail_link(gate, MAIL))
    assert house.state(gate) == "assigned"
    press(page, "Nhận nhiệm vụ")
    expect(page.get_by_role("status")).to_contain_text("Đã nhận nhiệm vụ.")
    assert house.state(gate) == "in_progress"

    press(page, "Đăng nhập để báo cáo")
    by_code(house, window, MAIL)
    page.wait_for_url(f"**/viec/{gate}")
    press(page, "Báo cáo kết quả")
    page.get_by_label("Số, ký hiệu văn bản báo cáo").fill("128/BC-SNV")
    assert window.overflow() == 0
    press(page, "Gửi báo cáo")
    expect(page.get_by_role("status")).to_contain_text("chờ xác nhận.")
    assert house.state(gate) == "reported"

    press(page, "Hoàn tác")
    press(page, "Rút báo cáo")
    expect(page.get_by_role("status")).to_contain_text("Đã rút báo cáo")
    assert house.state(gate) == "in_progress"
    assert window.overflow() == 0

    press(page, "Báo cáo kết quả")
    page.get_by_label("Số, ký hiệu văn bản báo cáo").fill("129/BC-SNV")
    page.get_by_label("Tệp kèm theo").set_input_files(
        {"name": "Báo cáo 129.pdf", "mimeType": "application/pdf", "buffer": a_pdf("Bao cao")}
    )
    press(page, "Gửi báo cáo")
    expect(page.get_by_role("status")).to_contain_text("chờ xác nhận.")
    expect(page.locator(".files")).to_contain_text("Báo cáo 129.pdf")
    confirmed = house.office.signed_in("nam@skhcn.example", FOLLOWING).post(f"/viec/{gate}/xac-nhan")
    assert confirmed.status_code == 303
    page.goto(f"{house.host}/viec/{gate}")
    expect(page.locator(".head")).to_contain_text("hoàn thành đúng hạn")
    assert house.state(gate) == "completed"
    assert window.overflow() == 0


def test_what_was_typed_when_the_session_ended_is_shown_again_after_signing_in(house: House) -> None:
    window = house.signed_in(MAIL, STAFF)
    gate = house.duty("một cửa")
    page = window.open(f"/viec/{gate}/tien-do")
    page.get_by_label("Đã làm đến đâu").fill("Đã lấy ý kiến 12 sở, ngành; đang tổng hợp")
    house.office.clock.pass_by(minutes=20)
    press(page, "Ghi tiến độ")

    expect(page.locator("main")).to_contain_text("Nội dung bạn vừa nhập được giữ lại")
    by_code(house, window, MAIL)
    expect(page.locator("h1")).to_have_text("Nội dung bạn vừa nhập vẫn còn")
    press(page, "Xem lại trong biểu mẫu")
    expect(page.get_by_label("Đã làm đến đâu")).to_have_value("Đã lấy ý kiến 12 sở, ngành; đang tổng hợp")
    press(page, "Ghi tiến độ")
    expect(page.get_by_role("status")).to_contain_text("Đã ghi tiến độ.")


def test_text_survives_leaving_the_page_and_signing_out_in_another_tab(house: House) -> None:
    window = house.signed_in(MAIL, STAFF)
    page = window.open(f"/viec/{house.duty('một cửa')}/tien-do")
    words = page.get_by_label("Đã làm đến đâu")
    words.click()
    words.press_sequentially("Đang tổng hợp")
    asked: list[str] = []

    def stay(dialog: "Dialog") -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="Văn bản", exact=True).click()
    expect(words).to_have_value("Đang tổng hợp")
    assert asked == ["beforeunload"]

    other = window.context.new_page()
    other.goto(f"{house.host}/toi")
    press(other, "Đăng xuất")
    expect(other.locator("h1")).to_have_text("Đăng nhập")
    press(page, "Ghi tiến độ")
    expect(page.locator("main")).to_contain_text("Nội dung bạn vừa nhập được giữ lại")
    by_code(house, window, MAIL)
    expect(page.locator("dd.kept")).to_have_text("Đang tổng hợp")


def test_without_scripts_a_clerk_signs_in_accepts_and_reports(house: House) -> None:
    house.office.person(MAIL, STAFF)
    window = house.window(java_script_enabled=False)
    page = window.open("/")
    by_code(house, window, MAIL)
    page.get_by_role("link", name="Đề án").first.click()
    press(page, "Nhận nhiệm vụ")
    press(page, "Nhận nhiệm vụ")
    press(page, "Báo cáo kết quả")
    press(page, "Gửi báo cáo")
    expect(page.get_by_role("alert")).to_contain_text("Ghi số, ký hiệu của văn bản")
    assert page.title().startswith("Lỗi: ")
    page.get_by_label("Tóm tắt kết quả").fill("Đã trình Đề án")
    press(page, "Gửi báo cáo")
    expect(page.get_by_role("status")).to_contain_text("Đã gửi báo cáo")
    assert house.state(house.duty("một cửa")) == "reported"


def test_the_keyboard_alone_goes_from_the_list_to_a_report(house: House) -> None:
    page = house.signed_in(MAIL, STAFF).open("/viec")
    page.keyboard.press("/")
    page.keyboard.type("mot cua")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    reach(page, lambda: "một cửa" in page.evaluate("document.activeElement.textContent"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/viec/2")
    for name in ("Nhận nhiệm vụ", "Nhận nhiệm vụ", "Báo cáo kết quả"):
        by_keyboard(page, name)
    reach(page, lambda: page.evaluate("document.activeElement.name") == "so-van-ban")
    page.keyboard.type("128/BC-SNV")
    by_keyboard(page, "Gửi báo cáo")
    page.wait_for_url("**/viec/2?xong=bao-cao")
    assert house.state(house.duty("một cửa")) == "reported"
