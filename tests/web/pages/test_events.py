"""The pages of awaited events in a real browser: at every width, and an event fired without scripts."""

from collections.abc import Callable

import pytest

from tests.browsers import Window

pytestmark = pytest.mark.browser

FIRED = "ngay=03/3/2026&van-ban=345/QĐ-BNV"
PAGES = (
    "/su-kien",
    "/su-kien/1",
    "/su-kien/1/bao",
    "/su-kien/1/ghi-nhan",
    f"/su-kien/1/ghi-nhan?{FIRED}",
    "/su-kien/1/ghi-nhan?ngay=01/01/2026&van-ban=x",
)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_events_keeps_every_rule_and_fits_its_window(reading: Window, address: str) -> None:
    reading.open(address)
    assert reading.flaws() == []


def test_an_event_is_fired_and_taken_back_without_scripts(windows: Callable[..., Window]) -> None:
    page = windows(java_script_enabled=False).open("/su-kien")
    page.get_by_role("link", name="“Bộ Nội vụ ban hành Đề án”").click()
    page.get_by_role("link", name="Ghi nhận đã xảy ra").click()
    page.get_by_label("Ngày xảy ra").fill("3/3/2026")
    page.get_by_label("Văn bản làm căn cứ").fill("345/QĐ-BNV")
    page.get_by_role("button", name="Xem hạn đề xuất").click()
    page.get_by_label("Hạn của Sở Y tế").fill("20/3/2026")
    page.get_by_role("button", name="Đặt hạn cho các nhiệm vụ đã chọn").click()
    assert page.locator(".done-note").inner_text().startswith("Đã ghi nhận")
    assert "20/3/2026" in page.locator(".duty-rows").inner_text()
    page.get_by_role("link", name="Hoàn tác: hủy ghi nhận").click()
    page.get_by_label("Lý do").fill("nhầm")
    page.get_by_role("button", name="Hủy ghi nhận, nêu lý do").click()
    assert "chờ sự kiện" in page.locator(".duty-rows").inner_text()


def test_an_edited_day_is_read_back_while_it_is_typed(window: Window) -> None:
    page = window.open(f"/su-kien/1/ghi-nhan?{FIRED}")
    box = page.get_by_label("Hạn của Sở Y tế")
    box.fill("")
    box.press_sequentially("5/7/26", delay=10)
    page.get_by_text("Đọc là Chủ nhật 05/7/2026, ngày nghỉ").wait_for()
