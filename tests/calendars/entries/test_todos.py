"""The same duty as a task of a task list."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Todo

from calendars.checking.validator import validate
from calendars.entries.events import DisplayAlarm, EventOptions, event_bytes
from calendars.entries.todos import todo_bytes
from tests.builders import a_task, an_assignment
from tests.calendars.reading import a_calendar, field, the_event
from tests.examples import ANY_LETTER
from workflow.assignment import Assignment
from workflow.lifecycle import State


def the_todo(assignment: Assignment, options: EventOptions | None = None) -> Todo:
    content = a_calendar(todo_bytes(assignment, options or EventOptions()))
    assert validate(content) == ()
    (todo,) = Calendar.from_ical(content).walk("VTODO")
    assert isinstance(todo, Todo)
    return todo


def test_a_task_is_due_on_the_due_day_itself() -> None:
    todo = the_todo(an_assignment(due=date(2026, 7, 14)))

    assert todo.decoded("DUE") == date(2026, 7, 14)
    assert "DTSTART" not in todo


def test_a_window_is_a_task_with_a_start() -> None:
    todo = the_todo(an_assignment(opens=date(2026, 7, 1), due=date(2026, 7, 31)))

    assert (todo.decoded("DTSTART"), todo.decoded("DUE")) == (date(2026, 7, 1), date(2026, 7, 31))


def test_a_window_of_one_day_needs_no_start() -> None:
    assert "DTSTART" not in the_todo(an_assignment(opens=date(2026, 7, 31), due=date(2026, 7, 31)))


def test_what_waits_for_an_event_is_a_task_without_date() -> None:
    todo = the_todo(an_assignment(due=None, state=State.WAITING, event="Bộ Nội vụ ban hành Đề án"))

    assert "DUE" not in todo
    assert field(todo, "STATUS") == "NEEDS-ACTION"
    assert "Sự kiện: Bộ Nội vụ ban hành Đề án" in field(todo, "DESCRIPTION")


def test_task_and_event_are_the_same_duty_in_the_same_revision() -> None:
    assignment = an_assignment(revision=3)
    todo, event = the_todo(assignment), the_event(event_bytes(assignment))

    for name in ("UID", "SEQUENCE", "SUMMARY", "DESCRIPTION"):
        assert field(todo, name) == field(event, name)
    assert todo.decoded("DTSTAMP") == todo.decoded("LAST-MODIFIED") == event.decoded("DTSTAMP")


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.ASSIGNED, "NEEDS-ACTION"),
        (State.IN_PROGRESS, "IN-PROCESS"),
        (State.REPORTED, "IN-PROCESS"),
        (State.REFUSED, "NEEDS-ACTION"),
        (State.WITHDRAWN, "CANCELLED"),
        (State.SUPERSEDED, "CANCELLED"),
    ],
)
def test_a_task_list_shows_how_far_the_duty_is(state: State, status: str) -> None:
    assert field(the_todo(an_assignment(state=state)), "STATUS") == status


def test_a_completed_task_was_done_on_the_day_of_its_report() -> None:
    todo = the_todo(an_assignment(state=State.COMPLETED, reported_on=date(2026, 7, 10)))

    assert field(todo, "STATUS") == "COMPLETED"
    assert todo.decoded("COMPLETED") == datetime(2026, 7, 10, 5, tzinfo=UTC)
    assert todo.decoded("PERCENT-COMPLETE") == 100


def test_a_tasks_alarm_counts_from_its_end() -> None:
    assignment = an_assignment(opens=date(2026, 7, 1), due=date(2026, 7, 31))

    (alarm,) = the_todo(assignment, EventOptions(alarm=DisplayAlarm.DAY_BEFORE)).walk("VALARM")

    assert alarm.decoded("TRIGGER") == -timedelta(hours=15)
    assert alarm["TRIGGER"].params["RELATED"] == "END"


@pytest.mark.parametrize("state", [State.COMPLETED, State.WITHDRAWN])
def test_a_closed_task_never_rings(state: State) -> None:
    assert not the_todo(an_assignment(state=state), EventOptions(alarm=DisplayAlarm.THREE_DAYS_BEFORE)).walk("VALARM")


@settings(deadline=None)
@given(title=st.text(ANY_LETTER, max_size=200), state=st.sampled_from(State), due=st.dates() | st.none())
def test_any_duty_is_a_valid_task(title: str, state: State, due: date | None) -> None:
    assert the_todo(an_assignment(task=a_task(title=title), state=state, due=due)).name == "VTODO"
