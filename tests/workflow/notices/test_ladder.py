"""The escalation ladder: when a duty reaches a step, and which steps a run has to speak of."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.channel_policies import CHANNELS
from config.days_off import days_off
from config.escalation import AUDIENCES, COUNTINGS, STOPS, WEEKDAY_KEYS, escalation
from workflow.lifecycle import State
from workflow.notices.ladder import (
    Audience,
    Channel,
    Counting,
    Ladder,
    LadderStep,
    LadderWindow,
    Until,
    Weekday,
    ladder_windows,
    ladders,
    occurrence,
    schedule,
    step_day,
    steps_after,
)
from workflow.working_days import WorkingDays

OFFICE = WorkingDays.vietnam(days_off())
DEFAULT = ladders(escalation()).common
FRIDAY = date(2026, 2, 27)


def a_step(
    offset: int,
    *,
    id: str = "",  # noqa: A002
    counting: Counting = Counting.CALENDAR,
    audience: Audience = Audience.LEAD,
    until: Until = Until.REPORT,
    every: Weekday | None = None,
) -> LadderStep:
    return LadderStep(
        id=id or f"{audience}{offset:+}",
        offset=offset,
        counting=counting,
        audience=audience,
        channels=(Channel.EMAIL,),
        wording="",
        until=until,
        every=every,
    )


def hit(found: tuple[LadderWindow, ...], act_by: date) -> list[str]:
    return [w.occurrence for w in found if (w.first is None or w.first <= act_by) and act_by <= w.last]


def test_a_calendar_step_counts_every_day() -> None:
    assert step_day(a_step(-7), FRIDAY, OFFICE) == date(2026, 2, 20)


def test_a_working_step_skips_the_days_off_of_tet() -> None:
    step = a_step(-3, counting=Counting.WORKING)

    assert step_day(step, date(2026, 2, 24), OFFICE) == date(2026, 2, 12)


def test_a_weekly_step_starts_on_its_first_weekday_after_the_offset() -> None:
    assert step_day(a_step(15, every=Weekday.MONDAY), FRIDAY, OFFICE) == date(2026, 3, 16)


def test_a_step_is_due_on_its_day_and_not_the_day_after() -> None:
    ladder = Ladder((a_step(-7), a_step(1)))
    reached = date(2026, 2, 20)

    on_the_day = ladder_windows(ladder, after=reached - timedelta(days=1), today=reached, working_days=OFFICE)
    the_day_after = ladder_windows(ladder, after=reached, today=reached + timedelta(days=1), working_days=OFFICE)

    assert hit(on_the_day, FRIDAY) == ["lead-7"]
    assert hit(the_day_after, FRIDAY) == []


def test_missed_days_collapse_into_the_latest_step() -> None:
    ladder = Ladder((a_step(-15), a_step(-7), a_step(-3)))
    back_online = ladder_windows(ladder, after=FRIDAY - timedelta(days=20), today=FRIDAY, working_days=OFFICE)

    assert hit(back_online, FRIDAY) == ["lead-3"]


def test_each_audience_has_its_own_latest_step() -> None:
    ladder = Ladder((a_step(0), a_step(1, audience=Audience.COORDINATOR)))
    found = ladder_windows(ladder, after=None, today=FRIDAY + timedelta(days=1), working_days=OFFICE)

    assert hit(found, FRIDAY) == ["lead+0", "coordinator+1"]


def test_the_first_run_of_all_takes_the_whole_backlog_once() -> None:
    found = ladder_windows(Ladder((a_step(1),)), after=None, today=FRIDAY, working_days=OFFICE)

    assert hit(found, date(2019, 1, 1)) == ["lead+1"]


def test_a_weekly_step_comes_back_each_week_under_another_name() -> None:
    ladder = Ladder((a_step(15, id="weekly", every=Weekday.MONDAY),))
    on = date(2026, 3, 16)
    weeks = [
        ladder_windows(ladder, after=monday - timedelta(days=1), today=monday, working_days=OFFICE)
        for monday in (on, on + timedelta(days=7))
    ]

    assert [hit(found, FRIDAY) for found in weeks] == [["weekly@2026-03-16"], ["weekly@2026-03-23"]]


def test_a_weekly_step_is_silent_between_its_days() -> None:
    ladder = Ladder((a_step(15, every=Weekday.MONDAY),))
    found = ladder_windows(ladder, after=date(2026, 3, 16), today=date(2026, 3, 20), working_days=OFFICE)

    assert found == ()


def test_a_run_for_the_same_day_again_has_nothing_to_say() -> None:
    assert ladder_windows(DEFAULT, after=FRIDAY, today=FRIDAY, working_days=OFFICE) == ()


def test_a_run_for_an_earlier_day_has_nothing_to_say() -> None:
    assert ladder_windows(DEFAULT, after=FRIDAY, today=FRIDAY - timedelta(days=9), working_days=OFFICE) == ()


offsets = st.lists(st.integers(-30, 30), min_size=1, max_size=5, unique=True).map(sorted)
weekdays = st.none() | st.sampled_from(Weekday)
days = st.dates(date(2025, 12, 1), date(2026, 12, 1))


@st.composite
def any_ladder(draw: st.DrawFn) -> Ladder:
    steps = [
        a_step(offset, counting=draw(st.sampled_from(Counting)), audience=audience, every=draw(weekdays))
        for audience in (Audience.LEAD, Audience.HEAD)
        for offset in draw(offsets)
    ]
    return Ladder(tuple(steps))


def by_walking_the_days(ladder: Ladder, act_by: date, after: date | None, today: date) -> list[str]:
    """What a duty is due for, found the slow way: the last step of each audience reached by today, unless known."""
    due = []
    for audience in Audience:
        reached = [s for s in ladder.of(audience) if step_day_for(s, act_by, today) is not None]
        if not reached:
            continue
        latest = step_day_for(reached[-1], act_by, today)
        if latest is not None and (after is None or latest > after):
            due.append(occurrence(reached[-1], today))
    return due


def step_day_for(step: LadderStep, act_by: date, today: date) -> date | None:
    """The last day up to today on which the duty reaches the step; None when it hasn't."""
    day = step_day(step, act_by, OFFICE)
    if day > today:
        return None
    while step.every is not None and day + timedelta(days=7) <= today:
        day += timedelta(days=7)
    return day


@given(any_ladder(), days, st.none() | st.integers(0, 40), st.integers(-60, 60))
def test_the_windows_say_what_walking_the_days_says(ladder: Ladder, today: date, gap: int | None, away: int) -> None:
    after = None if gap is None else today - timedelta(days=gap)
    act_by = today + timedelta(days=away)
    found = ladder_windows(ladder, after=after, today=today, working_days=OFFICE)

    assert hit(found, act_by) == by_walking_the_days(ladder, act_by, after, today)


@given(any_ladder(), days, st.none() | st.integers(0, 40))
def test_windows_of_one_audience_never_overlap(ladder: Ladder, today: date, gap: int | None) -> None:
    after = None if gap is None else today - timedelta(days=gap)
    found = ladder_windows(ladder, after=after, today=today, working_days=OFFICE)
    for audience in Audience:
        mine = sorted((w for w in found if w.step.audience is audience), key=lambda w: w.last)
        assert all(one.last < (two.first or date.min) for one, two in pairwise(mine))


@settings(max_examples=25)
@given(st.dates(date(2026, 1, 5), date(2026, 11, 1)))
def test_a_duty_swept_every_day_hears_each_step_of_the_default_ladder_once(act_by: date) -> None:
    start = act_by - timedelta(days=40)
    heard = [
        occurrence
        for n in range(1, 80)
        for occurrence in hit(
            ladder_windows(
                DEFAULT, after=start + timedelta(days=n - 1), today=start + timedelta(days=n), working_days=OFFICE
            ),
            act_by,
        )
    ]

    assert len(heard) == len(set(heard))
    assert {"lead-0", "coordinator+1", "head+5", "leadership+15"} <= set(heard)


def test_the_schedule_of_a_duty_is_in_order_of_days() -> None:
    rungs = schedule(DEFAULT, FRIDAY, OFFICE)

    assert [(day.isoformat(), step.id) for day, step in rungs] == [
        ("2026-02-12", "lead-15"),
        ("2026-02-20", "lead-7"),
        ("2026-02-24", "lead-3"),
        ("2026-02-24", "cooperating-3"),
        ("2026-02-26", "lead-1"),
        ("2026-02-26", "cooperating-1"),
        ("2026-02-27", "lead-0"),
        ("2026-02-27", "coordinator-0"),
        ("2026-03-02", "lead+1"),
        ("2026-03-02", "coordinator+1"),
        ("2026-03-06", "head+5"),
        ("2026-03-09", "lead-weekly"),
        ("2026-03-20", "leadership+15"),
        ("2026-03-23", "coordinator-weekly"),
    ]


@pytest.mark.parametrize("state", [State.REPORTED, State.COMPLETED, State.WITHDRAWN, State.SUPERSEDED, State.WAITING])
@pytest.mark.parametrize("step", DEFAULT.steps, ids=lambda step: step.id)
def test_nobody_is_reminded_of_a_duty_that_is_reported_closed_or_waiting(step: LadderStep, state: State) -> None:
    assert not step.warranted_in(state)


def test_a_step_until_acceptance_is_silent_once_the_agency_has_accepted() -> None:
    step = a_step(-7, until=Until.ACCEPT)

    assert step.warranted_in(State.ASSIGNED)
    assert not step.warranted_in(State.IN_PROGRESS)


def test_of_a_refused_duty_only_those_hear_who_can_give_it_to_another() -> None:
    hearing = {step.audience for step in DEFAULT.steps if step.warranted_in(State.REFUSED)}

    assert hearing == {Audience.COORDINATOR, Audience.LEADERSHIP}


def test_the_file_speaks_the_words_of_the_ladder() -> None:
    assert (tuple(Counting), tuple(Audience), tuple(Channel)) == (COUNTINGS, AUDIENCES, CHANNELS)
    assert set(STOPS) == set(Until)
    assert tuple(day.upper() for day in WEEKDAY_KEYS) == tuple(day.name for day in Weekday)


def test_after_its_first_day_a_weekly_step_comes_again_on_its_day() -> None:
    after = [(day.isoformat(), step.id) for day, step in steps_after(DEFAULT, FRIDAY, OFFICE, date(2026, 3, 9))]
    assert after == [
        ("2026-03-16", "lead-weekly"),
        ("2026-03-20", "leadership+15"),
        ("2026-03-23", "coordinator-weekly"),
    ]
    later = [(day.isoformat(), step.id) for day, step in steps_after(DEFAULT, FRIDAY, OFFICE, date(2026, 5, 6))]
    assert later == [("2026-05-11", "lead-weekly"), ("2026-05-11", "coordinator-weekly")]


def test_a_weekly_step_ends_where_its_audience_has_another() -> None:
    weekly = a_step(2, id="weekly", every=Weekday.MONDAY)
    ladder = Ladder(steps=(weekly, a_step(12, id="last")))
    assert [step.id for _, step in steps_after(ladder, FRIDAY, OFFICE, date(2026, 3, 4))] == ["weekly", "last"]
    assert [step.id for _, step in steps_after(ladder, FRIDAY, OFFICE, date(2026, 3, 9))] == ["last"]


@given(act_by=st.dates(date(2026, 1, 5), date(2026, 12, 1)), days=st.integers(-40, 90))
def test_what_comes_next_is_what_the_next_runs_speak_of(act_by: date, days: int) -> None:
    """Until the day that is told to come first no run has anything to say; on it, just what is told."""
    act_by = OFFICE.on_or_before(act_by)
    today = act_by + timedelta(days=days)
    told = steps_after(DEFAULT, act_by, OFFICE, today)
    first = told[0][0]
    for ran in (today + timedelta(days=n) for n in range(1, (first - today).days + 1)):
        windows = ladder_windows(DEFAULT, after=ran - timedelta(days=1), today=ran, working_days=OFFICE)
        said = {name.partition("@")[0] for name in hit(windows, act_by)}
        assert said == {step.id for day, step in told if day == ran}
