"""The day that an event proposes says how it was counted."""

from datetime import date

import pytest

from workflow.deadlines.values.resolution import Offset, Unit
from workflow.triggers import propose
from workflow.working_days import WorkingDays


@pytest.mark.parametrize(
    ("happened", "due", "rule"),
    [
        (date(2026, 3, 3), date(2026, 4, 2), "30 ngày sau ngày 03/3/2026"),
        (
            date(2026, 3, 5),
            date(2026, 4, 6),
            "30 ngày sau ngày 05/3/2026 là thứ Bảy 04/4/2026, ngày nghỉ, nên đến hết ngày làm việc tiếp theo",
        ),
    ],
)
def test_a_term_that_ends_on_a_day_off_says_so(happened: date, due: date, rule: str) -> None:
    found = propose(happened, Offset(30, Unit.DAY), WorkingDays.vietnam(), usual=10, entered_on=happened)
    assert (found.due, found.rule) == (due, rule)
