"""The page of all components: usable by everybody, at every width, in light and dark."""

from collections.abc import Callable

import pytest

from tests.browsers import Window

pytestmark = pytest.mark.browser


def test_the_components_keep_every_rule_of_accessibility(window: Window) -> None:
    window.open("/kieu-dang")
    assert window.flaws() == []


def test_the_components_keep_them_in_the_dark(windows: Callable[..., Window]) -> None:
    window = windows(color_scheme="dark")
    window.open("/kieu-dang")
    assert window.violations() == []


def test_the_first_thing_on_a_page_leads_to_its_content(window: Window) -> None:
    page = window.open("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "chinh"
