"""Replaying the log: what a duty was, from nothing but its lines.

The two halves of one promise stand here: `line_facts` is what every line must say about the facts that its change
set, `replay` reads it back. Any change of a duty keeps it by putting `line_facts(values)` into its line's details,
whatever else it puts there for people; a test drives random histories through both.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from base.errors import DondocError
from base.vietnamese import short_moment
from base.where_to_look import WhereToLook
from workflow.lifecycle import State
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.timeliness import Dates, Timeliness, timeliness

# What the first line of a duty bears that came after its plan, with the day: its agency is told of it by itself.
GAINED_ON = "gained"
# Beside it where the agency had joined a group that leads the task.
JOINED = "joined"
# What the line bears of an event that happened or was taken back while its duty was not to be done, and is told now.
MEANWHILE = "meanwhile"
# Beside a corrected event: the day by its own day and the plan's words, which nobody could meet any more.
PASSED = "passed"
# The day that had passed when it came, for which it got the usual term instead.
LATE_FOR = "late_for"


class BrokenHistory(DondocError):
    """The lines are not a duty's history: one starts it anew, or goes on from a state that it was not in."""

    exit_code = 1


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """A duty as its lines leave it. `agency` is a code; the days are those of `workflow.assignment.Assignment`."""

    agency: str
    state: State
    timeliness: Timeliness
    opens: date | None = None
    due: date | None = None
    act_by: date | None = None
    soon_on: date | None = None
    reported_on: date | None = None
    wished_due: date | None = None
    extensions: int = 0
    progress: int = 0
    result: str = ""

    def on(self, day: date) -> Timeliness:
        """Return where the duty stood on a day, by the calendar; whether anybody swept that day doesn't matter."""
        dates = Dates(due=self.due, soon_on=self.soon_on, reported_on=self.reported_on)
        return timeliness(self.state, dates, today=day)


_FACTS: Mapping[str, Callable[[Any], Any]] = {
    "agency": str,
    "timeliness": Timeliness,
    "opens": date.fromisoformat,
    "due": date.fromisoformat,
    "act_by": date.fromisoformat,
    "soon_on": date.fromisoformat,
    "reported_on": date.fromisoformat,
    "wished_due": date.fromisoformat,
    "extensions": int,
    "progress": int,
    "result": str,
}
_STATES = frozenset(State)
_STANDINGS = frozenset(Timeliness)


def line_facts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a line has to tell of the values that a change gave a duty: facts only, days in ISO 8601.

    >>> line_facts({"due": date(2026, 7, 14), "soon_on": None, "changed_at": "…"})
    {'due': '2026-07-14', 'soon_on': None}
    """
    return {name: _plain(values[name]) for name in _FACTS if name in values}


def replay(lines: Iterable[LogEntry]) -> Replayed | None:
    """Return the duty as its lines leave it, None without lines. Raises `BrokenHistory`.

    The lines are one duty's, in the order in which they were written.
    """
    duty: Replayed | None = None
    for line in lines:
        duty = _born(line) if duty is None else _after(duty, line)
    return duty


def _born(line: LogEntry) -> Replayed:
    if line.action != LogAction.ASSIGN:
        raise _broken(line, "không có dòng giao nhiệm vụ ở đầu")
    return Replayed(state=State(line.after), **_facts(line))


def _after(duty: Replayed, line: LogEntry) -> Replayed:
    if line.action == LogAction.ASSIGN:
        raise _broken(line, "nhiệm vụ được giao lần thứ hai")
    if line.before in _STATES and line.before != duty.state:
        raise _broken(line, f"đi từ “{State(line.before).label}”, trong khi nhiệm vụ đang “{duty.state.label}”")
    if line.after in _STANDINGS:
        return replace(duty, timeliness=Timeliness(line.after))
    return replace(duty, state=State(line.after), **_facts(line))


def _facts(line: LogEntry) -> dict[str, Any]:
    said = line.details
    return {name: None if said[name] is None else read(said[name]) for name, read in _FACTS.items() if name in said}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _broken(line: LogEntry, reason: str) -> BrokenHistory:
    return BrokenHistory(
        given=line.action,
        place=f"Nhật ký của nhiệm vụ {line.assignment_id}, lúc {short_moment(line.at)} (UTC)",
        reason=reason,
        remedy="Báo quản trị kiểm tra nhật ký.",
        look=WhereToLook.LOG_CHECK,
    )
