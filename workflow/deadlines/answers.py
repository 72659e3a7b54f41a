"""A resolution as JSON, and the due days of one that comes again."""

from datetime import date
from itertools import takewhile
from typing import Any

from workflow.deadlines.cycles import Cycle
from workflow.deadlines.values import Kind, Resolution


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
        "offset": {"count": offset.count, "unit": offset.unit.value} if offset else None,
        "relation": resolution.relation.value if resolution.relation else None,
        "parts": [as_answer(part) for part in resolution.parts],
        "certainty": resolution.certainty.value,
        "rules": list(resolution.rules),
        "explanation": resolution.explanation,
        "alternatives": list(resolution.alternatives),
    }


def occurrences(resolution: Resolution, start: date, until: date) -> tuple[date, ...]:
    """All due days of a recurring resolution from start to until, both included; days before the plan are none.

    A compound gives the days of its recurring parts; every other kind gives none.
    """
    if resolution.parts:
        days = {day for part in resolution.parts for day in occurrences(part, start, until)}
        return tuple(sorted(days))
    if not (resolution.kind in (Kind.RECURRING, Kind.RELATIVE) and resolution.rrule and resolution.next):
        return ()
    # The first date of the rule fixes the phase of "every five years".
    days_from_first = Cycle.of_rule(resolution.rrule).dates(resolution.next[0])
    return tuple(day for day in takewhile(lambda day: day <= until, days_from_first) if day >= start)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
