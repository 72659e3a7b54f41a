"""The page of all components: usable by everybody, at every width, in light and dark."""

from collections.abc import Callable

import pytest

from tests.browsers import Window

pytestmark = pytest.mark.browser


def test_the_components_keep_every_rule_of_accessibility(reading: Window) -> None:
    reading.open("/kieu-dang")
    assert reading.flaws() == []


def test_the_components_keep_them_in_the_dark(windows: Callable[..., Window]) -> None:
    window = windows(color_scheme="dark")
    window.open("/kieu-dang")
    assert window.violations() == []


def test_the_first_thing_on_a_page_leads_to_its_content(reading: Window) -> None:
    page = reading.open("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "chinh"
