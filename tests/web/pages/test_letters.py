"""A letter as it is read on a phone: how long its list is, and that nothing is wider than the window."""

from typing import TYPE_CHECKING

import pytest

from notifications.messages.digest import compose
from notifications.messages.sections import SectionLine
from tests.notifications.duties import OFFICE, a_line, on

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
# From the top of the window's first row to the foot of its last one.
LIST = """() => {
  const rows = [...document.querySelectorAll('td.d')].map(cell => cell.closest('td.row').getBoundingClientRect());
  return [rows.length, rows.at(-1).bottom - rows[0].top, document.documentElement.scrollWidth];
}"""
LONG = "Xây dựng và triển khai hệ thống thông tin giải quyết thủ tục hành chính của tỉnh, kết nối với Cổng Dịch vụ công"


def overdue_and_coming(count: int) -> list[SectionLine]:
    """Duties with long titles, most of them overdue, each with what is asked."""
    reason = "Ngày 05/3/2026: được gia hạn; hạn trước đây 05/3/2026; căn cứ Công văn 88/UBND."
    return [a_line(days=n - 5 * count // 6, id=n, task_title=f"{LONG} {n}", reason=reason) for n in range(1, count + 1)]


@pytest.mark.parametrize("count", [5, 10, 50])
def test_l9_the_list_of_a_letter_takes_a_phone_s_screen_for_five_duties_at_most(browser: "Browser", count: int) -> None:
    page = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]
    page.set_content(compose(OFFICE, overdue_and_coming(count), vantage=on(), base_url="https://dondoc.example").html)
    rows, height, width = page.evaluate(LIST)
    page.close()

    assert rows == count
    assert width <= PHONE["width"]
    assert height <= count / 5 * PHONE["height"]
