"""How an assignment stands against the calendar: derived from its dates, never decided.

The four groups of Quyết định 42/2014/QĐ-TTg (done on time or late; not done, in time or overdue) are sums of these.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflow.lifecycle import OPEN, State


class Timeliness(StrEnum):
    """Where an assignment stands on a day."""

    UNDATED = "undated"
    AHEAD = "ahead"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"

    @property
    def label(self) -> str:
        """The standing in the words of the screen."""
        return TIMELINESS_LABELS[self]


TIMELINESS_LABELS = {
    Timeliness.UNDATED: "không có hạn",
    Timeliness.AHEAD: "còn trong hạn",
    Timeliness.DUE_SOON: "sắp đến hạn",
    Timeliness.DUE_TODAY: "đến hạn hôm nay",
    Timeliness.OVERDUE: "quá hạn",
    Timeliness.DONE_ON_TIME: "hoàn thành đúng hạn",
    Timeliness.DONE_LATE: "hoàn thành quá hạn",
}

CLOSED_UNDONE = frozenset({State.WITHDRAWN, State.SUPERSEDED})
HANDED_IN = frozenset({State.REPORTED, State.COMPLETED})
# Where a duty stands follows from the day alone in these, as long as it has a date.
SWEPT_STATES = frozenset({State.ASSIGNED, State.IN_PROGRESS, State.REFUSED})


@dataclass(frozen=True, kw_only=True)
class Dates:
    """The days that decide: `soon_on` is the first day of "due soon", `reported_on` the day of the result."""

    due: date | None
    soon_on: date | None
    reported_on: date | None = None


def timeliness(state: State, dates: Dates, *, today: date) -> Timeliness:
    """Say where an assignment stands on the given day.

    The due day itself is still in time; overdue is from the day after. What is reported is judged by the report's
    day, not the confirmation's: while a report waits, the clock stands still at that day.
    """
    if dates.due is None or dates.soon_on is None or state in CLOSED_UNDONE or state is State.WAITING:
        return Timeliness.UNDATED
    if state is State.COMPLETED:
        late = (dates.reported_on or today) > dates.due
        return Timeliness.DONE_LATE if late else Timeliness.DONE_ON_TIME
    day = today
    if state is State.REPORTED and dates.reported_on is not None:
        day = min(today, dates.reported_on)
    return _open_on(day, dates.due, dates.soon_on)


def _open_on(day: date, due: date, soon_on: date) -> Timeliness:
    if day > due:
        return Timeliness.OVERDUE
    if day == due:
        return Timeliness.DUE_TODAY
    return Timeliness.DUE_SOON if day >= soon_on else Timeliness.AHEAD


def next_change(state: State, dates: Dates, *, today: date) -> date | None:
    """Return the next day after today on which the timeliness will be another, if nobody does anything.

    None when it won't change by itself. The daily sweep reads only the rows for which this day has come.
    """
    if state not in SWEPT_STATES or dates.due is None or dates.soon_on is None:
        return None
    marks = sorted({dates.soon_on, dates.due, dates.due + timedelta(days=1)})
    return next((day for day in marks if day > today), None)


def joint_state(states: Iterable[State]) -> State:
    """Return the state that stands for several duties: open while one of them is."""
    found = set(states)
    if still := found & OPEN:
        return next(iter(still)) if len(still) == 1 else State.IN_PROGRESS
    return State.COMPLETED if State.COMPLETED in found else min(found)
