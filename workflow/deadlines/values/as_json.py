"""A resolution as JSON, and the due days of one that comes again."""

from datetime import date
from itertools import takewhile
from typing import Any

from workflow.deadlines.values.cycles import MOST_MOVED, WORKING_WEEK, Cycle
from workflow.deadlines.values.resolution import Kind, Resolution, Shift
from workflow.working_days import WorkingDays


def as_answer(resolution: Resolution) -> dict[str, Any]:
    """What `dondoc resolve --jsonl` prints: plain JSON values, days in ISO form (DESIGN §3)."""
    offset = resolution.offset
    return {
        "text": resolution.text,
        "kind": resolution.kind.value,
        "due": _iso(resolution.due),
        "time": resolution.time.isoformat("minutes") if resolution.time else None,
        "act_by": _iso(resolution.act_by),
        "opens": _iso(resolution.opens),
        "rrule": resolution.rrule,
        "next": [day.isoformat() for day in resolution.next],
        "event": resolution.event,
        "offset": {"count": offset.units, "unit": offset.unit.value} if offset else None,
        "relation": resolution.relation.value if resolution.relation else None,
        "parts": [as_answer(part) for part in resolution.parts],
        "certainty": resolution.certainty.value,
        "rules": list(resolution.rules),
        "explanation": resolution.explanation,
        "alternatives": list(resolution.alternatives),
        "shift": resolution.shift.value if resolution.shift else None,
        "label": resolution.label,
    }


# What is continuous with a cycle of its own is looked back on at the end of each.
_COMING_BACK = (Kind.RECURRING, Kind.RELATIVE, Kind.CONTINUOUS)


def occurrences(
    resolution: Resolution, start: date, until: date, working_days: WorkingDays | None = None
) -> tuple[date, ...]:
    """All due days of a recurring resolution from start to until, both included; days before the plan are none.

    With working days given, days off move where the words say so (`shift`). A compound gives the days of its recurring
    parts; every other kind gives none.
    """
    if resolution.parts:
        days = {day for part in resolution.parts for day in occurrences(part, start, until, working_days)}
        return tuple(sorted(days))
    if not (resolution.kind in _COMING_BACK and resolution.rrule and resolution.next):
        return ()
    cycle, first = Cycle.of_rule(resolution.rrule), resolution.next[0]
    # The first date of the rule fixes the phase of "every five years"; a first working day may have moved to it.
    named = cycle.dates(first - MOST_MOVED if cycle.weekdays == WORKING_WEEK and cycle.nth else first)
    moves = {Shift.NEXT: working_days.on_or_after, Shift.PREVIOUS: working_days.on_or_before} if working_days else {}
    move = moves.get(resolution.shift) if resolution.shift else None
    days_in_order = takewhile(lambda day: day <= until, map(move, named) if move else named)
    return tuple(day for day in days_in_order if day >= start)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
