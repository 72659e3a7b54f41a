"""`ical`, the parser of Home Assistant: it refuses a whole calendar for one defect."""

import json
import sys
from datetime import date, timedelta
from typing import Any
from urllib.request import urlopen

from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

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
        "alarms": [
            -alarm.trigger // timedelta(minutes=1) for alarm in event.alarm if isinstance(alarm.trigger, timedelta)
        ],
    }


if __name__ == "__main__":
    json.dump([read(url) for url in sys.argv[1:]], sys.stdout)
