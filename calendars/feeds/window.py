"""What a feed shows on a day: which events are in its window, and how long closed ones stay to be seen."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from calendars.entries.departed import departed_event, departed_todo
from calendars.entries.events import CLOSED_STATES, PLAIN, EventOptions, event_bytes
from calendars.entries.groups import DutyGroup, group_event
from calendars.entries.todos import todo_bytes
from calendars.entries.writer import PLUS_SEVEN
from workflow.assignment import Assignment, Departure
from workflow.lifecycle import State
from workflow.timeliness import CLOSED_UNDONE


class Listed(Protocol):
    """An event as a feed chooses among them, its bytes at hand or not. `changed_on` is Vietnam's date.

    `uid` only has to tell events apart, always in the same order; `octets` is the length of the bytes.
    """

    @property
    def uid(self) -> str | bytes: ...
    @property
    def due(self) -> date: ...
    @property
    def state(self) -> State: ...
    @property
    def changed_on(self) -> date: ...
    @property
    def octets(self) -> int: ...


AnyListed = TypeVar("AnyListed", bound=Listed)


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """An assignment's rendered event, and what decides whether a feed shows it. `changed_on` is Vietnam's date."""

    content: bytes
    due: date
    state: State
    changed_on: date

    @property
    def uid(self) -> bytes:
        # The content begins with the UID: no two are equal, and they are in the order of the UIDs.
        return self.content

    @property
    def octets(self) -> int:
        return len(self.content)


@dataclass(frozen=True, kw_only=True)
class FeedWindow:
    """Which days a feed shows, both ends inclusive; `months_ahead` None shows everything to come.

    What is open and past is overdue and always shown. What was cancelled stays, marked, for `cancelled_days` after
    the change, so that people see it go; what is completed stays for `completed_days`, or as short as a cancelled one
    if it was due before the window; without `completed` it goes at once.
    """

    today: date
    days_back: int = 60
    months_ahead: int | None = 18
    cancelled_days: int = 30
    completed_days: int = 90
    completed: bool = True

    @property
    def first(self) -> date:
        return self.today - timedelta(days=self.days_back)

    @property
    def last(self) -> date:
        if self.months_ahead is None:
            return date.max
        year, month = divmod(self.today.year * 12 + self.today.month - 1 + self.months_ahead, 12)
        return date(year, month + 1, min(self.today.day, monthrange(year, month + 1)[1]))

    @property
    def closed_since(self) -> date:
        """The first day of a change that may still be shown of a closed duty, inclusive."""
        return self.today - timedelta(days=max(self.cancelled_days, self.completed_days))

    def shown(self, entries: Iterable[AnyListed]) -> Iterable[AnyListed]:
        """Yield the entries that the window shows, in the given order."""
        last = self.last
        return (
            entry for entry in entries if entry.due <= last and (entry.state not in CLOSED_STATES or self._fresh(entry))
        )

    def _fresh(self, closed: Listed) -> bool:
        if closed.state is State.COMPLETED and not self.completed:
            return False
        age = (self.today - closed.changed_on).days
        if closed.state in CLOSED_UNDONE or closed.due < self.first:
            return age <= self.cancelled_days
        return age <= self.completed_days


def calendar_entry(assignment: Assignment, options: EventOptions = PLAIN) -> CalendarEntry:
    """Render a dated assignment for the feeds. Raises `calendars.entries.events.Undated` for one without a date."""
    content = event_bytes(assignment, options)
    assert assignment.due is not None
    return _entry(assignment, content, assignment.due)


def group_entry(group: DutyGroup, options: EventOptions = PLAIN) -> CalendarEntry:
    """Render what several agencies owe on one day for the calendars that show them all."""
    changed_on = group.changed_at.astimezone(PLUS_SEVEN).date()
    return CalendarEntry(content=group_event(group, options), due=group.due, state=group.state, changed_on=changed_on)


def task_entry_of(assignment: Assignment, options: EventOptions = PLAIN) -> CalendarEntry:
    """Render an assignment for a task list; without a date it is in every window, as if it were overdue."""
    return _entry(assignment, todo_bytes(assignment, options), assignment.due or date.min)


def departed_entry(departure: Departure, options: EventOptions = PLAIN) -> CalendarEntry:
    """Render a dated duty for the calendar of the agency that it was taken from."""
    return _departed(departure, departed_event(departure.duty, options))


def departed_task_entry(departure: Departure, options: EventOptions = PLAIN) -> CalendarEntry:
    """Render a duty, dated or not, for the task list of the agency that it was taken from."""
    return _departed(departure, departed_todo(departure.duty, options))


def _departed(departure: Departure, content: bytes) -> CalendarEntry:
    due = departure.duty.due or date.min
    return CalendarEntry(content=content, due=due, state=State.WITHDRAWN, changed_on=departure.on)


def _entry(assignment: Assignment, content: bytes, due: date) -> CalendarEntry:
    return CalendarEntry(
        content=content,
        due=due,
        state=assignment.state,
        changed_on=assignment.changed_at.astimezone(PLUS_SEVEN).date(),
    )
