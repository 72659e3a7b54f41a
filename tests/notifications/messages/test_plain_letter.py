"""Plain letters: what an admin or an invited person reads on a phone."""

from datetime import datetime

from base.clock import VIETNAM
from notifications.messages.admin import head_message

NOW = datetime(2026, 3, 5, 22, 0, tzinfo=VIETNAM)


def test_l9_a_code_of_64_characters_breaks_instead_of_widening_a_phone_s_window() -> None:
    letter = head_message("a" * 64, seals=12, faults=[], to="quantri@tinh.example", now=NOW)
    assert ".w{overflow-wrap:anywhere}" in letter.html
    (item,) = [line for line in letter.html.splitlines() if "a" * 64 in line and "<b>" in line]
    assert item.startswith('<tr><td class="in"><div class="row w">')
