"""What people type in one piece, names of files and long addresses, never pushes a page beyond its window."""

from urllib.parse import urlencode

import pytest

from tests.browsers import Window, expect
from tests.files import a_pdf
from tests.web.accounts.office import of_agency
from tests.web.pages.house import House, press
from workflow.people.grants import GrantedRole

pytestmark = pytest.mark.browser

PIECE = "x" * 140
LINK = f"https://van-ban.tinh.example/{PIECE}"
STAFF = of_agency(GrantedRole.STAFF, "so-noi-vu")
FOLLOWING = of_agency(GrantedRole.COORDINATOR, "so-khoa-hoc-va-cong-nghe")


def too_wide(window: Window, *addresses: str) -> list[str]:
    """Which of these pages a phone and a desk have to move sideways."""
    found = []
    for address in addresses:
        for width in (320, 1280):
            window.wide(width)
            window.open(address)
            found += [f"{address} at {width}: {window.overflow()} px"] * (window.overflow() > 0)
    return found


def test_a_report_of_long_names_and_links_fits_its_form_its_duty_and_its_decision(house: House) -> None:
    gate = house.duty("một cửa")
    window = house.signed_in("vanthu@so-noi-vu.example", STAFF, name=PIECE)
    page = window.open(f"/viec/{gate}/bao-cao")
    page.get_by_label("Tóm tắt kết quả").fill(PIECE)
    page.get_by_label("Đường dẫn tới kết quả").fill(LINK)
    page.get_by_label("Tệp kèm theo").set_input_files(
        {"name": f"{PIECE}.pdf", "mimeType": "application/pdf", "buffer": a_pdf("Bao cao")}
    )
    press(page, "Thêm tệp")
    expect(page.locator(".files")).to_contain_text(PIECE)
    assert too_wide(window, f"/viec/{gate}/bao-cao") == []
    page = window.open(f"/viec/{gate}/bao-cao")
    press(page, "Gửi báo cáo")
    expect(page.get_by_role("status")).to_contain_text("chờ xác nhận.")
    assert too_wide(window, f"/viec/{gate}", "/", "/toi") == []
    deciding = house.signed_in("nam@skhcn.example", FOLLOWING)
    pages = (f"/viec/{gate}/xac-nhan", f"/viec/{gate}/tra-lai", f"/viec/{gate}", "/", "/viec/nhieu/xac-nhan")
    assert too_wide(deciding, *pages) == []


def test_a_long_name_of_a_view_and_of_a_calendar_fits_the_lists(house: House) -> None:
    window = house.signed_in("nam@skhcn.example", FOLLOWING)
    page = window.open("/viec/cach-xem?tinh-trang=qua-han")
    page.get_by_label("Tên").fill("y" * 100)
    press(page, "Lưu cách xem này")
    page = window.open("/dang-ky-lich")
    page.get_by_label("Tên lịch").fill("z" * 60)
    press(page, "Tạo địa chỉ")
    search = urlencode({"tim": PIECE})
    assert too_wide(window, "/viec", "/viec/cach-xem", "/dang-ky-lich", f"/viec?{search}") == []
