"""How far an assignment's day is."""

from datetime import date

from tests.builders import an_assignment
from workflow.lifecycle import State


def test_the_days_to_an_open_duty_are_counted_from_today() -> None:
    assert an_assignment(due=date(2026, 7, 14)).days_left(date(2026, 7, 16)) == -2


def test_k18_what_was_done_late_does_not_grow_later() -> None:
    done = an_assignment(due=date(2026, 7, 14), state=State.COMPLETED, reported_on=date(2026, 7, 15))
    assert {done.days_left(day) for day in (date(2026, 7, 15), date(2026, 12, 1))} == {-1}
