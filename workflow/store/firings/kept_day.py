"""Whether a duty still has the day that an event gave it, by its lines in the log."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from workflow.lifecycle import Event
from workflow.log.audit import LogEntry


@dataclass(frozen=True, kw_only=True)
class KeptDay:
    """A day that an event gave at a moment. `shift` are the days that returned reports lay with the coordinator."""

    given_at: datetime
    shift: timedelta = timedelta(0)


def kept_day(lines: Iterable[LogEntry], trigger_id: int) -> KeptDay | None:
    """Return the day that the event gave, None where another event, or a person's decision, has set the day since.

    The lines are one duty's, in the order in which they were written.
    """
    kept: KeptDay | None = None
    for line in lines:
        if line.details.get("due") is None:
            continue
        if line.trigger_id == trigger_id:
            kept = replace(kept, shift=timedelta(0)) if kept else KeptDay(given_at=line.at)
        elif line.action == Event.RETURN and kept is not None:
            kept = replace(kept, shift=kept.shift + _moved(line))
        else:
            kept = None
    return kept


def _moved(line: LogEntry) -> timedelta:
    was = line.details.get("was_due")
    return date.fromisoformat(line.details["due"]) - date.fromisoformat(was) if was else timedelta(0)
