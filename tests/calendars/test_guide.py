"""The help on subscribing: the page of docs/ and the pages of the web say the same, and promise nothing."""

from pathlib import Path

import pytest

from calendars.guide import GUIDES, ClientGuide, guide_markdown


def test_the_documentation_is_the_guide() -> None:
    page = Path(__file__).parents[2] / "docs" / "huong-dan-lich.md"

    assert page.read_text("utf-8") == guide_markdown()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_program_has_steps_a_time_and_a_word_on_alarms(guide: ClientGuide) -> None:
    assert guide.steps
    assert guide.refresh.endswith(".")
    assert guide.alarms.endswith(".")


def test_google_is_told_as_slow_as_it_is() -> None:
    (google,) = [guide for guide in GUIDES if guide.name.startswith("Google")]

    assert "4 đến 24 giờ" in google.refresh
    assert "Bỏ qua giờ nhắc" in google.alarms
