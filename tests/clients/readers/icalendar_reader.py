"""icalendar and recurring-ical-events, as in Python scripts and web calendars."""

import json
import sys
from datetime import date, datetime, time, timedelta, timezone
from typing import Any
from urllib.request import urlopen

import recurring_ical_events
from icalendar import Calendar, Event

VIETNAM = timezone(timedelta(hours=7))
FIRST, LAST = date(2020, 1, 1), date(2030, 1, 1)


def read(url: str) -> list[dict[str, Any]]:
    """Return the occurrences of ten years."""
    with urlopen(url) as answer:
        calendar = Calendar.from_ical(answer.read())
    found = recurring_ical_events.of(calendar).between(FIRST, LAST)
    return [seen(event) for event in found if isinstance(event, Event)]


def seen(event: Event) -> dict[str, Any]:
    return {
        "uid": str(event["UID"]),
        "start": event.decoded("DTSTART").isoformat(),
        "end": event.decoded("DTEND").isoformat(),
        "summary": str(event["SUMMARY"]),
        "description": str(event["DESCRIPTION"]),
        "status": str(event["STATUS"]),
        "alarms": minutes(event),
    }


def minutes(event: Event) -> list[int]:
    """Return how long before the due day begins in Vietnam each alarm rings, as the library works it out."""
    alarms = event.alarms
    alarms.set_local_timezone(VIETNAM)
    due = datetime.combine(event.decoded("DTEND") - timedelta(days=1), time(), VIETNAM)
    return [
        (due - alarm.trigger) // timedelta(minutes=1) for alarm in alarms.times if isinstance(alarm.trigger, datetime)
    ]


if __name__ == "__main__":
    json.dump([read(url) for url in sys.argv[1:]], sys.stdout)
