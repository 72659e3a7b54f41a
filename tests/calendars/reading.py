"""Reading calendars back with other people's libraries, to see what their users see."""

from icalendar import Calendar, Component, Event

from calendars.feeds.feed import FeedHeader, calendar_bytes
from tests.builders import CHANGED_AT

HEADER = FeedHeader(
    key="agency:cong-an-tinh",
    name="Nhiệm vụ được giao - Công an tỉnh",
    description="Các nhiệm vụ Công an tỉnh chủ trì.",
    changed_at=CHANGED_AT,
)


def a_calendar(*components: bytes) -> bytes:
    """Return the components as one calendar."""
    return calendar_bytes(HEADER, components)


def events_in(content: bytes) -> list[Event]:
    """Return the events as icalendar reads them."""
    return [event for event in Calendar.from_ical(content).walk("VEVENT") if isinstance(event, Event)]


def the_event(content: bytes) -> Event:
    """Return the only event of a component or calendar."""
    whole = content if content.startswith(b"BEGIN:VCALENDAR") else a_calendar(content)
    (event,) = events_in(whole)
    return event


def field(event: Component, name: str) -> str:
    """Return a property's value as plain text."""
    return str(event[name])
