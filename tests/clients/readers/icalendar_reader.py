"""icalendar and recurring-ical-events, as in Python scripts and web calendars."""

import json
import sys
from datetime import date, timedelta
from typing import Any
from urllib.request import urlopen

import recurring_ical_events
from icalendar import Calendar, Event

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
        "alarms": [-alarm.decoded("TRIGGER") // timedelta(minutes=1) for alarm in event.walk("VALARM")],
    }


if __name__ == "__main__":
    json.dump([read(url) for url in sys.argv[1:]], sys.stdout)
