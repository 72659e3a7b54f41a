"""How fast calendars are made: our writer against icalendar, joining stored events against rendering them anew.

`python -m bench.feed [--quick]`. Both writers get the same assignments, each with texts of its own so that nothing is
won by repetition, write the same properties, and must be read back as the same events.
"""

import sys
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from base.clock import ONE_DAY
from bench.report import Claim, Pace, finish, race
from calendars.entries.events import COLORS, description_of, event_bytes, event_summary
from calendars.feeds.feed import PRODUCT, FeedHeader, FeedLimits, calendar_bytes, feed_bytes
from calendars.feeds.window import CalendarEntry, FeedWindow, calendar_entry
from workflow.assignment import Assignment, TaskBrief, assignment_uid
from workflow.deadlines.values.resolution import Certainty
from workflow.lifecycle import State
from workflow.timeliness import Timeliness

WINDOW = FeedWindow(today=date(2026, 3, 5))
CHANGED_AT = datetime(2026, 1, 20, 2, 30, tzinfo=UTC)
HEADER = FeedHeader(key="bench", name="Nhiệm vụ được giao", description="Lịch để đo tốc độ.", changed_at=CHANGED_AT)
# As if one address could hold everything: the limits are measured apart.
UNLIMITED = FeedLimits(events=10**6, octets=10**9)


def main(*, quick: bool) -> None:
    """Measure, print, and end with 1 when a claim fails."""
    claims = [same_events(), *sizes()]
    figures: dict[str, object] = {}
    for count in (100, 1_000) if quick else (100, 1_000, 10_000):
        duties = [a_duty(n) for n in range(count)]
        written = writers(duties)
        joined = joining(duties)
        claims += [
            Claim(name=f"writer_vs_icalendar_{count}", value=written.times_faster("ours", "icalendar"), at_least=25),
            Claim(name=f"join_vs_render_{count}", value=joined.times_faster("join", "render"), at_least=10),
        ]
        figures[f"events_per_cpu_second_{count}"] = written.per_second(count) | joined.per_second(count)
    finish("feed", claims, figures)


def writers(duties: Sequence[Assignment]) -> Pace:
    sides = {"ours": lambda: ours(duties), "icalendar": lambda: icalendars(duties)}
    return race(sides, rounds=5, repeat=max(1, 1_000 // len(duties)))


def joining(duties: Sequence[Assignment]) -> Pace:
    stored = [calendar_entry(duty) for duty in duties]
    sides = {
        "join": lambda: feed_bytes(HEADER, stored, WINDOW, UNLIMITED),
        "render": lambda: feed_bytes(HEADER, map(calendar_entry, duties), WINDOW, UNLIMITED),
    }
    return race(sides, rounds=9, repeat=max(1, 2_000 // len(duties)))


def same_events() -> Claim:
    """Compare what icalendar reads out of both writers' calendars; a fast writer of something else is no feat."""
    duties = [a_duty(n) for n in range(50)]
    equal = read_back(ours(duties)) == read_back(icalendars(duties))
    return Claim(name="both_writers_are_read_alike", value=float(equal), at_least=1)


def sizes() -> Iterator[Claim]:
    body = feed_bytes(HEADER, stream(1_500), WINDOW)
    yield Claim(name="octets_of_a_full_feed", value=len(body), at_most=900_000)
    peak(100)  # the caches fill
    flat = peak(10_000) / peak(2_500)
    yield Claim(name="peak_memory_10000_vs_2500", value=flat, at_most=1.2)


def peak(count: int) -> int:
    """Return the most memory that a feed needs while `count` events pass through it."""
    tracemalloc.start()
    feed_bytes(HEADER, stream(count), WINDOW)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return highest


def stream(count: int) -> Iterator[CalendarEntry]:
    """Yield entries as a database cursor would, none kept."""
    return (calendar_entry(a_duty(n)) for n in range(count))


def ours(duties: Sequence[Assignment]) -> bytes:
    return calendar_bytes(HEADER, map(event_bytes, duties))


def icalendars(duties: Sequence[Assignment]) -> bytes:
    calendar = Calendar()
    for name, value in HEADER_PROPERTIES.items():
        calendar.add(name, value)
    for duty in duties:
        calendar.add_component(icalendar_event(duty))
    return bytes(calendar.to_ical())


def icalendar_event(duty: Assignment) -> Event:
    assert duty.due is not None
    event = Event()
    event.add("uid", duty.uid)
    event.add("dtstamp", duty.changed_at)
    event.add("last-modified", duty.changed_at)
    event.add("sequence", duty.revision)
    event.add("dtstart", duty.due)
    event.add("dtend", duty.due + ONE_DAY)
    event.add("summary", event_summary(duty))
    event.add("description", description_of(duty))
    event.add("categories", [duty.task.plan_number, duty.agency_name])
    event.add("color", COLORS[duty.state])
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "FREE")
    event.add("x-microsoft-cdo-alldayevent", "TRUE")
    return event


def read_back(content: bytes) -> list[dict[str, str]]:
    events = Calendar.from_ical(content).walk("VEVENT")
    return [{name: str(event[name].to_ical()) for name in sorted(event)} for event in events]


HEADER_PROPERTIES: dict[str, object] = {
    "version": "2.0",
    "prodid": PRODUCT.decode(),
    "calscale": "GREGORIAN",
    "name": HEADER.name,
    "x-wr-calname": HEADER.name,
    "description": HEADER.description,
    "x-wr-caldesc": HEADER.description,
    "x-wr-timezone": "Asia/Ho_Chi_Minh",
    "last-modified": HEADER.changed_at,
    "refresh-interval": timedelta(hours=HEADER.refresh_hours),
    "x-published-ttl": "PT4H",
    "color": HEADER.color,
    "x-apple-calendar-color": HEADER.color_code,
}
TASK = TaskBrief(
    id=1,
    plan_number="50/KH-UBND",
    plan_issued_on=date(2026, 1, 16),
    plan_title="Triển khai khoa học, công nghệ và chuyển đổi số của tỉnh năm 2026",
    place="Phụ lục II, mục II, số 20",
    title="Đề án huy động hạ tầng mạng cho quốc phòng, an ninh",
    product="Đề án",
    expression="Trước 15/7/2026",
    explanation="“Trước 15/7/2026” → hạn cuối thứ Ba 14/7/2026 (“trước ngày” không tính ngày 15/7)",
    certainty=Certainty.CERTAIN,
    leads=("Công an tỉnh",),
    cooperating=("Các cơ quan liên quan",),
)


def a_duty(number: int) -> Assignment:
    """Return the assignment of this number: an own title, place and due date; fifty change at a time."""
    due = date(2026, 3, 5) + timedelta(days=number % 500)
    return Assignment(
        id=number,
        uid=assignment_uid("bench", str(number)),
        agency="cong-an-tinh",
        agency_name="Công an tỉnh",
        task=replace(TASK, id=number, title=f"{TASK.title}, phần {number}", place=f"Phụ lục II, số {number}"),
        occurrence=number,
        state=State.ASSIGNED,
        timeliness=Timeliness.AHEAD,
        opens=None,
        due=due,
        act_by=due,
        event=None,
        reported_on=None,
        revision=number % 3,
        changed_at=CHANGED_AT + timedelta(minutes=number // 50),
    )


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
