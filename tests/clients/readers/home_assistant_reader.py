"""`ical`, the parser of Home Assistant: it refuses a whole calendar for one defect."""

import json
import sys
from datetime import date, datetime, time, timedelta, timezone
from typing import Any
from urllib.request import urlopen

from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

VIETNAM = timezone(timedelta(hours=7))
FIRST, LAST = date(2020, 1, 1), date(2030, 1, 1)


def read(url: str) -> list[dict[str, Any]]:
    """Return the occurrences of ten years on its timeline."""
    with urlopen(url) as answer:
        stream = IcsCalendarStream.from_ics(answer.read().decode())
    (calendar,) = stream.calendars
    return [seen(event) for event in calendar.timeline.overlapping(FIRST, LAST)]


def seen(event: Event) -> dict[str, Any]:
    return {
        "uid": event.uid,
        "start": event.start.isoformat(),
        "end": event.end.isoformat(),
        "summary": event.summary,
        "description": event.description,
        "status": event.status.value if event.status else None,
        "alarms": [minutes(event, alarm.trigger) for alarm in event.alarm],
    }


def minutes(event: Event, trigger: timedelta | datetime) -> int:
    """Return how long before the due day begins in Vietnam an alarm rings."""
    start, due = (datetime.combine(day, time(), VIETNAM) for day in (event.start, event.end - timedelta(days=1)))
    rings = trigger if isinstance(trigger, datetime) else start + trigger
    return (due - rings) // timedelta(minutes=1)


if __name__ == "__main__":
    json.dump([read(url) for url in sys.argv[1:]], sys.stdout)
