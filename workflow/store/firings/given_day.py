"""What became of the day that an event gave a duty, by its lines in the log."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from workflow.lifecycle import Event
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry

# What the line bears by which a duty goes on where another one stood, on its day: that one's number.
CONTINUES = "continues"


@dataclass(frozen=True, kw_only=True)
class GivenDay:
    """A day that an event gave at a moment, having happened `on` one.

    `shift` are the days that returned reports lay with the coordinator. `by_hand` says that a person set it instead of
    the proposed one, `decided` that another event, or a person's decision, has set the duty's day since.
    """

    given_at: datetime
    on: date | None = None
    shift: timedelta = timedelta(0)
    by_hand: bool = False
    decided: bool = False


def given_day(lines: Iterable[LogEntry], trigger_id: int) -> GivenDay | None:
    """Return the day that the event gave, None where it gave none or that firing was taken back.

    The lines are one duty's, in the order in which they were written, behind those of the duty that it continues.
    """
    given: GivenDay | None = None
    for line in lines:
        if line.action == Event.UNFIRE or line.details.get("due", "") is None:
            given = None
        elif line.details.get("due") is None or line.details.get(CONTINUES):
            if given is not None and line.trigger_id == trigger_id and line.action == LogAction.CORRECT_EVENT:
                given = replace(given, on=_event_day(line))
        elif line.trigger_id == trigger_id:
            given = _set_by_event(given, line)
        elif given is not None and line.action == Event.RETURN:
            given = replace(given, shift=given.shift + _moved(line))
        elif given is not None:
            given = replace(given, decided=True)
    return given


def _set_by_event(before: GivenDay | None, line: LogEntry) -> GivenDay:
    """A firing gives a day anew; a correction sets it as of the firing, with the days that a return had given."""
    by_hand = bool(line.details.get("proposed"))
    if before is not None and line.action == LogAction.CORRECT_EVENT:
        return replace(before, by_hand=by_hand, on=_event_day(line))
    return GivenDay(given_at=line.at, by_hand=by_hand, on=_event_day(line))


def _event_day(line: LogEntry) -> date | None:
    return date.fromisoformat(line.details["on"]) if line.details.get("on") else None


def _moved(line: LogEntry) -> timedelta:
    was = line.details.get("was_due")
    return date.fromisoformat(line.details["due"]) - date.fromisoformat(was) if was else timedelta(0)
