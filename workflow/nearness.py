"""How near a duty's date is: one of eight kinds, and the words that stand beside every date.

The future counts working days to `act_by`, the past counts days; a due day off says by when the work has to be done.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from base.vietnamese import day_and_month, group_thousands
from workflow.assignment import Assignment
from workflow.lifecycle import State
from workflow.timeliness import CLOSED_UNDONE, Dates, Timeliness, timeliness
from workflow.working_days import WorkingDays


class NearnessKind(StrEnum):
    """The kinds that lists tell apart: timeliness, and waiting for an event as one more."""

    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"
    AHEAD = "ahead"
    WAITING = "waiting"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    UNDATED = "undated"

    @property
    def label(self) -> str:
        """The kind alone, as facets and legends say it."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    NearnessKind.OVERDUE: "quá hạn",
    NearnessKind.DUE_TODAY: "đến hạn hôm nay",
    NearnessKind.DUE_SOON: "sắp đến hạn",
    NearnessKind.AHEAD: "còn hạn",
    NearnessKind.WAITING: "chờ sự kiện",
    NearnessKind.DONE_ON_TIME: "hoàn thành",
    NearnessKind.DONE_LATE: "hoàn thành, trễ",
    NearnessKind.UNDATED: "không hạn",
}


@dataclass(frozen=True)
class Nearness:
    """A kind, for shape and colour, and its words: all that a page shows of it."""

    kind: NearnessKind
    words: str


@dataclass(frozen=True, kw_only=True)
class DutyStanding:
    """What of a duty decides how near it is. Days are inclusive; `reported_on` is the day of the result."""

    state: State
    timeliness: Timeliness
    due: date | None
    act_by: date | None
    reported_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Vantage:
    """The day from which duties are looked at, with the policies that count on it. `soon` counts back from `act_by`."""

    today: date
    working_days: WorkingDays
    soon: timedelta
    most_extensions: int

    def days_late(self, duty: Assignment) -> int:
        """Return by how many days a duty is late, or was when its result was handed in; 0 for one in time."""
        return 0 if duty.due is None else days_past(duty.due, duty.reported_on or self.today)

    def near(self, duty: Assignment) -> Nearness:
        """Say how near a duty's date is on the day, whenever it was last swept."""
        return _near(self, duty.state, duty.due, duty.act_by, duty.reported_on)


# A mail asks several times of each of its duties, and a day's mails speak of few days.
@lru_cache(maxsize=4096)
def _near(vantage: Vantage, state: State, due: date | None, act_by: date | None, reported_on: date | None) -> Nearness:
    dates = Dates(due=due, soon_on=act_by - vantage.soon if act_by else None, reported_on=reported_on)
    standing = DutyStanding(
        state=state,
        timeliness=timeliness(state, dates, today=vantage.today),
        due=due,
        act_by=act_by,
        reported_on=reported_on,
    )
    return nearness(standing, today=vantage.today, working_days=vantage.working_days)


def days_past(due: date, day: date) -> int:
    """Return how many days a day is past the due day, which is itself in time: 0 up to then."""
    return max(0, (day - due).days)


def days_left(due: date, act_by: date, *, today: date, working_days: WorkingDays) -> str:
    """Say how far ahead a day is: in working days up to `act_by`, in days where no working day is left before `due`."""
    count = working_days.between(today, act_by)
    return f"còn {group_thousands(count)} ngày làm việc" if count > 0 else f"còn {(due - today).days} ngày"


def kind_of(state: State, timeliness: Timeliness) -> NearnessKind:
    """Return the kind that a duty is listed under."""
    return NearnessKind.WAITING if state is State.WAITING else NearnessKind(timeliness.value)


def nearness(duty: DutyStanding, *, today: date, working_days: WorkingDays) -> Nearness:
    """Say how near the duty's date is on a day."""
    kind = kind_of(duty.state, duty.timeliness)
    if duty.due is None or kind in {NearnessKind.WAITING, NearnessKind.UNDATED}:
        return Nearness(kind, _undated(duty, kind))
    if duty.state is State.COMPLETED:
        return Nearness(kind, _completed(kind, duty.due, duty.reported_on))
    if duty.state is State.REPORTED and duty.reported_on is not None:
        return Nearness(kind, _reported(duty.due, duty.reported_on))
    return Nearness(kind, _open(duty.due, duty.act_by or duty.due, kind, today, working_days))


def _undated(duty: DutyStanding, kind: NearnessKind) -> str:
    return "không còn tính hạn" if duty.state in CLOSED_UNDONE else kind.label


def _completed(kind: NearnessKind, due: date, reported_on: date | None) -> str:
    if kind is NearnessKind.DONE_ON_TIME or reported_on is None:
        return "hoàn thành đúng hạn" if kind is NearnessKind.DONE_ON_TIME else "hoàn thành quá hạn"
    return f"hoàn thành, trễ {group_thousands(days_past(due, reported_on))} ngày"


def _reported(due: date, reported_on: date) -> str:
    late = days_past(due, reported_on)
    return f"báo cáo sau hạn {group_thousands(late)} ngày" if late else "đã báo cáo trong hạn"


def _open(due: date, act_by: date, kind: NearnessKind, today: date, working_days: WorkingDays) -> str:
    if late := days_past(due, today):
        return f"quá hạn {group_thousands(late)} ngày"
    if today == due:
        return "đến hạn hôm nay"
    left = days_left(due, act_by, today=today, working_days=working_days)
    if act_by != due:
        left += f", làm xong từ {day_and_month(act_by)}"
    return f"sắp đến hạn, {left}" if kind is NearnessKind.DUE_SOON else left
