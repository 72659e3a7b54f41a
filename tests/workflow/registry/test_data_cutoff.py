"""The data of periodic reports ends on the 14th, as Nghị định 09/2019/NĐ-CP says. Issue K, line 17."""

from datetime import date

import pytest

from calendars.entries.events import description_of
from tests.builders import a_task, an_assignment
from workflow.registry.data_cutoff import DataPeriod, data_period, months_of_rule


@pytest.mark.parametrize(
    ("rule", "due", "first", "last"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=25", date(2026, 3, 25), date(2026, 2, 15), date(2026, 3, 14)),
        ("FREQ=MONTHLY;BYMONTHDAY=5", date(2026, 4, 5), date(2026, 2, 15), date(2026, 3, 14)),
        ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", date(2026, 6, 30), date(2026, 3, 15), date(2026, 6, 14)),
        ("FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=15", date(2026, 4, 15), date(2025, 12, 15), date(2026, 3, 14)),
        ("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=20", date(2026, 12, 20), date(2026, 6, 15), date(2026, 12, 14)),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1", date(2026, 12, 31), date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_k17_the_data_of_a_report_runs_from_the_fifteenth_to_the_fourteenth(
    rule: str, due: date, first: date, last: date
) -> None:
    months = months_of_rule(rule)
    assert months is not None
    assert data_period(due, months) == DataPeriod(first, last)


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;BYDAY=FR", "FREQ=MONTHLY;INTERVAL=2", "FREQ=YEARLY;INTERVAL=5", None])
def test_k17_other_cycles_have_no_data_period(rule: str | None) -> None:
    assert months_of_rule(rule) is None


def test_k17_a_report_that_is_due_long_before_its_months_end_is_not_the_decrees() -> None:
    assert data_period(date(2026, 5, 31), 6) is None


def test_k17_a_duty_and_its_calendar_say_which_data() -> None:
    duty = an_assignment(due=date(2026, 3, 25), task=a_task(report_months=3))
    assert duty.data_period is not None
    assert "số liệu từ 15/12/2025 đến 14/3/2026" in duty.data_period.words
    assert "Số liệu từ 15/12/2025 đến 14/3/2026" in description_of(duty)
