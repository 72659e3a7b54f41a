"""The pages of plans in a real browser, at every width."""

import pytest

from tests.browsers import WIDTHS, Window

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("address", ["/van-ban", "/van-ban/1"])
def test_a_page_of_plans_keeps_every_rule_and_fits_its_window(window: Window, address: str) -> None:
    page = window.open(address)
    assert page.locator("h1").count() == 1
    for width in WIDTHS:
        window.wide(width)
        assert window.violations() == [], width
        assert window.overflow() == 0, width
