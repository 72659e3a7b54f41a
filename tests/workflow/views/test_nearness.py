"""The words beside every date."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import an_assignment
from tests.plans import house_policies
from workflow.lifecycle import State
from workflow.nearness import DutyStanding, NearnessKind, nearness
from workflow.report_card import Group, days_late
from workflow.timeliness import Dates, Timeliness, timeliness
from workflow.views.day_ruler import day_ruler

TODAY = date(2026, 3, 5)


def words(due: date | None, state: State = State.IN_PROGRESS, reported_on: date | None = None) -> tuple[str, str]:
    working_days = house_policies().working_days
    act_by = working_days.on_or_before(due) if due else None
    soon_on = date.fromordinal(act_by.toordinal() - 7) if act_by else None
    stands = timeliness(state, Dates(due=due, soon_on=soon_on, reported_on=reported_on), today=TODAY)
    standing = DutyStanding(state=state, timeliness=stands, due=due, act_by=act_by, reported_on=reported_on)
    found = nearness(standing, today=TODAY, working_days=working_days)
    return found.kind.value, found.words


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 1, 25), ("overdue", "quá hạn 39 ngày")),
        (TODAY, ("due_today", "đến hạn hôm nay")),
        (date(2026, 3, 12), ("due_soon", "sắp đến hạn, còn 5 ngày làm việc")),
        (date(2026, 3, 27), ("ahead", "còn 16 ngày làm việc")),
        (date(2026, 5, 31), ("ahead", "còn 58 ngày làm việc, làm xong từ thứ Sáu 29/5")),
        (date(2035, 12, 31), ("ahead", "còn 2.448 ngày làm việc")),
        (date(2023, 3, 5), ("overdue", "quá hạn 1.096 ngày")),
        (None, ("undated", "không hạn")),
    ],
)
def test_the_future_counts_working_days_and_the_past_counts_days(due: date | None, said: tuple[str, str]) -> None:
    assert words(due) == said


def test_a_day_off_that_is_near_is_counted_in_days_when_no_working_day_is_left() -> None:
    sunday = DutyStanding(
        state=State.ASSIGNED, timeliness=Timeliness.DUE_SOON, due=date(2026, 3, 8), act_by=date(2026, 3, 6)
    )
    found = nearness(sunday, today=date(2026, 3, 7), working_days=house_policies().working_days)
    assert found.words == "sắp đến hạn, còn 1 ngày, làm xong từ thứ Sáu 06/3"


@pytest.mark.parametrize(
    ("state", "reported", "said"),
    [
        (State.REPORTED, date(2026, 2, 27), "báo cáo sau hạn 33 ngày"),
        (State.REPORTED, date(2026, 1, 20), "đã báo cáo trong hạn"),
        (State.COMPLETED, date(2026, 1, 20), "hoàn thành đúng hạn"),
        (State.COMPLETED, date(2026, 2, 4), "hoàn thành, trễ 10 ngày"),
        (State.WITHDRAWN, None, "không còn tính hạn"),
    ],
)
def test_what_is_reported_or_over_is_judged_by_its_own_day(state: State, reported: date | None, said: str) -> None:
    assert words(date(2026, 1, 25), state, reported)[1] == said


def test_what_waits_for_an_event_says_so() -> None:
    assert words(None, State.WAITING) == (NearnessKind.WAITING.value, "chờ sự kiện")


@pytest.mark.parametrize(
    ("day", "reported_on", "late"),
    [
        (date(2026, 7, 14), None, 0),
        (date(2026, 7, 16), None, 2),
        (date(2026, 7, 15), date(2026, 7, 15), 1),
        (date(2026, 12, 1), date(2026, 7, 15), 1),
    ],
)
def test_k18_what_was_done_late_does_not_grow_later(day: date, reported_on: date | None, late: int) -> None:
    state = State.COMPLETED if reported_on else State.IN_PROGRESS
    duty = an_assignment(due=date(2026, 7, 14), state=state, reported_on=reported_on)
    assert house_policies().on(day).days_late(duty) == late


_DAYS = st.dates(date(2026, 1, 2), date(2026, 12, 31))


@given(due=_DAYS, apart=st.integers(-40, 40), reported=st.none() | st.integers(-40, 40))
def test_k18_words_ruler_and_report_card_count_one_way(due: date, apart: int, reported: int | None) -> None:
    """Ahead working days to `act_by`, past days from `due`, of what is reported up to its report."""
    today = due + timedelta(days=apart)
    on = None if reported is None else today - timedelta(days=abs(reported))
    vantage = house_policies().on(today)
    act_by = vantage.working_days.on_or_before(due)
    duty = an_assignment(due=due, state=State.IN_PROGRESS if on is None else State.REPORTED, reported_on=on)
    duty = replace(duty, act_by=act_by)
    late = max(0, ((on or today) - due).days)
    assert vantage.days_late(duty) == late
    overdue = Group.UNDONE_OVERDUE if late else Group.UNDONE_IN_TIME
    assert days_late(overdue, due=due, reported_on=on, as_of=today) == late
    said = vantage.near(duty).words
    ruler = day_ruler(due, today=today, working_days=vantage.working_days)
    if late:
        assert f" {late} ngày" in said
    if on is None and ruler is not None and today != due:
        counted = re.search(r"\d+ ngày(?: làm việc)?", said)
        assert counted is not None
        assert ruler.sentence.endswith(f" {counted[0]}.")
        ahead = vantage.working_days.between(today, act_by)
        assert late or counted[0] == (f"{ahead} ngày làm việc" if ahead > 0 else f"{(due - today).days} ngày")
