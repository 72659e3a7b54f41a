"""The `caldav` library, as in Home Assistant's and many scripts' CalDAV clients.

`caldav_reader.py HOME USER PASSWORD COLLECTION`
"""

import json
import sys
from datetime import timedelta

from caldav import DAVClient


def main(home: str, user: str, password: str, collection: str) -> None:
    """Print the collection's events."""
    with DAVClient(home, username=user, password=password) as client:
        found = client.calendar(url=f"{home}{collection}/").events()
        events = [component for one in found for component in one.icalendar_instance.walk("VEVENT")]
    seen = [
        {
            "uid": str(event["UID"]),
            "start": event.decoded("DTSTART").isoformat(),
            "end": event.decoded("DTEND").isoformat(),
            "summary": str(event["SUMMARY"]),
            "description": str(event["DESCRIPTION"]),
            "status": str(event["STATUS"]),
            "alarms": [-alarm.decoded("TRIGGER") // timedelta(minutes=1) for alarm in event.walk("VALARM")],
        }
        for event in events
    ]
    json.dump(seen, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:5])
