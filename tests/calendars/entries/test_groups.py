"""What several agencies owe on one day: one event where all are shown, an own one in each agency's calendar."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from calendars.checking.validator import validate
from calendars.entries.events import PLAIN, DisplayAlarm, EventOptions
from calendars.entries.groups import DutyGroup, group_event, in_groups
from calendars.feeds.collect import calendars_of, task_lists_of
from tests.builders import an_assignment
from tests.calendars.reading import a_calendar, field, the_event
from workflow.assignment import Assignment
from workflow.lifecycle import State

DUE = date(2026, 7, 14)


def communes(count: int, **changes: object) -> list[Assignment]:
    return [
        an_assignment(id=n, occurrence=1, agency=f"xa-{n}", agency_name=f"UBND xã {n}", **changes)
        for n in range(1, count + 1)
    ]


def the_group(duties: list[Assignment]) -> DutyGroup:
    _, (group,) = in_groups(duties)
    return group


def test_a_plan_s_calendar_has_one_event_for_all_its_communes_and_each_commune_its_own() -> None:
    *agencies, plan = calendars_of(communes(102))

    assert len(plan.entries) == 1
    assert [len(calendar.entries) for calendar in agencies] == [1] * 102


def test_a_task_list_keeps_each_duty_since_each_is_ticked_by_itself() -> None:
    *_, plan = task_lists_of(communes(3))

    assert len(plan.entries) == 3


def test_the_event_says_how_many_have_reported_and_who_has_not() -> None:
    first, second, third, fourth = communes(4)
    duties = [
        replace(first, state=State.REPORTED),
        replace(second, state=State.COMPLETED),
        third,
        replace(fourth, state=State.WITHDRAWN),
    ]

    event = the_event(a_calendar(group_event(the_group(duties))))

    assert field(event, "SUMMARY").endswith("(2/3 đã báo cáo)")
    assert "\nChưa báo cáo: UBND xã 3\n" in field(event, "DESCRIPTION")
    assert field(event, "STATUS") == "CONFIRMED"


def test_when_all_are_done_the_event_is_marked_done_and_when_all_are_withdrawn_cancelled() -> None:
    done = the_group(communes(2, state=State.COMPLETED))
    gone = the_group(communes(2, state=State.WITHDRAWN))

    assert field(the_event(a_calendar(group_event(done))), "SUMMARY").startswith("✓ ")
    assert field(the_event(a_calendar(group_event(gone))), "STATUS") == "CANCELLED"


def test_one_that_got_another_day_has_its_own_event_there_and_the_others_keep_theirs() -> None:
    duties = communes(3)
    before = the_group(duties)
    moved = [*duties[:2], replace(duties[2], due=DUE + timedelta(days=20), revision=1)]

    alone, (after,) = in_groups(moved)

    assert alone == [moved[2]]
    assert (after.uid, len(after.duties)) == (before.uid, 2)
    assert after.revision > before.revision


def test_two_tasks_due_on_one_day_are_two_events() -> None:
    first, second = communes(2)
    other = replace(second.task, id=second.task.id + 1)

    alone, groups = in_groups([first, replace(second, task=other)])

    assert (len(alone), groups) == (2, [])


@given(
    moves=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(State)), min_size=1, max_size=12),
    alarm=st.sampled_from(DisplayAlarm),
)
def test_whatever_becomes_of_its_duties_an_event_only_goes_forward(
    moves: list[tuple[int, int, State]], alarm: DisplayAlarm
) -> None:
    duties = communes(4)
    known: dict[str, tuple[int, object]] = {}
    for number, (who, days, state) in enumerate(moves, 1):
        old = duties[who]
        moment = old.changed_at + timedelta(seconds=number)
        duties[who] = replace(
            old,
            state=state,
            due=DUE + timedelta(days=days),
            revision=old.revision + 1,
            changed_at=moment,
            stamped_at=moment,
        )
        for group in in_groups(duties)[1]:
            assert known.get(group.uid, (-1, old.changed_at)) < (group.revision, group.stamp)
            known[group.uid] = group.revision, group.stamp
            assert validate(a_calendar(group_event(group, EventOptions(alarm=alarm)))) == ()


def test_the_link_leads_to_a_duty_that_shows_the_others_beside_it() -> None:
    event = the_event(a_calendar(group_event(the_group(communes(2)), replace(PLAIN, base_url="https://d.example"))))

    assert field(event, "URL") == "https://d.example/viec/1"
