"""What subscribers live through: calendars as they are on one day, and how they change; with what has to be seen."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar

from calendars.entries.events import CLOSED_STATES, DisplayAlarm, EventOptions, description_of, event_summary
from calendars.entries.groups import as_one_duty, group_description, in_groups
from calendars.entries.stamping import stamped_since
from calendars.entries.writer import clean
from calendars.feeds.collect import calendars_of
from calendars.feeds.explanatory_events import EMPTY_NOTICE, REVOKED, Notice
from calendars.feeds.feed import FeedHeader, feed_bytes, notice_feed
from calendars.feeds.window import FeedWindow, departed_entry
from tests.builders import a_task, an_assignment
from workflow.assignment import Assignment, Departure
from workflow.lifecycle import State

TODAY = date(2026, 3, 5)
CHANGED = datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
HEADER = FeedHeader(
    key="agency:cong-an-tinh", name="Nhiệm vụ được giao", description="Các nhiệm vụ.", changed_at=CHANGED
)
LETTERS = "aăâ đĐ ếữợ ỵẶ ;,\\\"'<>&:=\t\n\r\x0b\x07\u2028e\u0301q\u0323\u0301👩🏽\u200d💻❤\ufe0f例ا﷽\U0010ffff"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An event as every client has to see it.

    Days are in ISO form, `end` is exclusive; `alarms` are minutes before 00:00 of the due day in Vietnam.
    """

    uid: str
    start: str
    end: str
    summary: str
    description: str
    status: str
    alarms: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A calendar as it is served at one moment, what it says, and the duties behind it, if any."""

    name: str
    content: bytes
    seen: tuple[Seen, ...]
    duties: tuple[Assignment, ...] = ()


def feeds() -> Iterator[Scene]:
    """Yield every kind of feed: agency, plan, alarms, spans, both, any text, many events, too many, none, revoked."""
    duties = [an_assignment(id=n, due=TODAY + timedelta(days=11 * n)) for n in range(1, 8)]
    agency, plan = calendars_of(duties)
    window = FeedWindow(today=TODAY)
    yield Scene(name="agency", content=feed_bytes(agency.header, agency.entries, window), seen=expected(duties))
    yield Scene(name="plan", content=feed_bytes(plan.header, plan.entries, window), seen=expected(duties))
    for alarm in (DisplayAlarm.DAY_BEFORE, DisplayAlarm.THREE_DAYS_BEFORE):
        yield scene(f"alarm {alarm}", duties, EventOptions(alarm=alarm))
    windows = [an_assignment(id=n, opens=date(2026, 4, n), due=date(2026, 4, 20 + n)) for n in range(1, 6)]
    yield scene("windows on their last day", windows)
    yield scene("windows as spans", windows, EventOptions(span=True))
    for alarm in (DisplayAlarm.DAY_BEFORE, DisplayAlarm.THREE_DAYS_BEFORE):
        yield scene(f"windows as spans, alarm {alarm}", windows, EventOptions(span=True, alarm=alarm))
    yield scene(
        "leap day and year's end",
        [an_assignment(id=1, due=date(2024, 2, 29)), an_assignment(id=2, due=date(2026, 12, 31))],
    )
    yield given_away(duties[0])
    yield in_one_event()
    yield looking_otherwise(duties[:3])
    yield scene("any text", any_texts(200))
    yield scene("hundreds of events", numbered(400))
    yield noticed("empty", EMPTY_NOTICE)
    yield noticed("revoked", REVOKED)


def changes() -> Iterator[Scene]:
    """Yield what one address serves in turn: a first day, changes, and the end of the address."""
    first = [an_assignment(id=n, due=date(2026, 7, n)) for n in range(1, 5)]
    moved = _later(first[0], due=date(2026, 8, 3), act_by=date(2026, 8, 3))
    renamed = _later(first[1], task=a_task(title="Tên đã đính chính"))
    cancelled = _later(first[2], state=State.WITHDRAWN)
    done = _later(first[3], state=State.COMPLETED, reported_on=date(2026, 3, 4))
    yield scene("first day", first)
    yield scene("a date moved", [moved, *first[1:]])
    yield scene("a title changed", [moved, renamed, *first[2:]])
    yield scene("one cancelled", [moved, renamed, cancelled, first[3]])
    yield scene("one done", [moved, renamed, cancelled, done])
    yield scene("one gone, one new", [moved, renamed, done, an_assignment(id=9, due=date(2026, 9, 9))])
    yield noticed("nothing left", EMPTY_NOTICE)
    yield scene("back again", [moved])
    yield noticed("rotated or revoked", REVOKED)


def scene(name: str, duties: Sequence[Assignment], options: EventOptions | None = None) -> Scene:
    """Return the scene of duties; all of them fit."""
    chosen = options or EventOptions()
    agency, _ = calendars_of(duties, chosen)
    content = feed_bytes(agency.header, agency.entries, FeedWindow(today=TODAY))
    return Scene(name=name, content=content, seen=expected(duties, chosen), duties=tuple(duties))


def given_away(duty: Assignment) -> Scene:
    """Return the scene in which another agency has a duty now: it is crossed out and rings no more."""
    options = EventOptions(alarm=DisplayAlarm.DAY_BEFORE)
    now = _later(duty, agency="so-y-te", agency_name="Sở Y tế")
    left = Departure(duty=now, agency=duty.agency, agency_name=duty.agency_name, on=TODAY)
    gone = replace(_seen(replace(now, state=State.WITHDRAWN), options), summary=clean(_crossed_out(now)))
    content = feed_bytes(HEADER, [departed_entry(left, options)], FeedWindow(today=TODAY))
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    told = str(event["DESCRIPTION"])
    assert "Trạng thái: đã giao lại cho Sở Y tế" in told
    return Scene(name="given to another agency", content=content, seen=(replace(gone, description=told),))


def _crossed_out(duty: Assignment) -> str:
    return f"[HỦY] {duty.task.title} (nay giao {duty.agency_name})"


def in_one_event() -> Scene:
    """Return the scene in which what several agencies owe on one day is one event, as in a plan's calendar."""
    duties = [
        an_assignment(id=n, occurrence=1, agency=f"xa-{n}", agency_name=f"UBND xã {n}", state=state)
        for n, state in enumerate((State.ASSIGNED, State.COMPLETED, State.REPORTED), 1)
    ]
    *_, plan = calendars_of(duties)
    content = feed_bytes(plan.header, plan.entries, FeedWindow(today=TODAY))
    return Scene(
        name="several agencies", content=content, seen=expected_together(duties, lambda _: True, EventOptions())
    )


def looking_otherwise(duties: Sequence[Assignment]) -> Scene:
    """Return the scene of an address whose holder asked for an alarm later: the same revisions, with later stamps."""
    options = EventOptions(alarm=DisplayAlarm.DAY_BEFORE)
    agency, _ = calendars_of(duties, options)
    content = stamped_since(feed_bytes(agency.header, agency.entries, FeedWindow(today=TODAY)), CHANGED)
    return Scene(name="looking otherwise", content=content, seen=expected(duties, options))


def expected(duties: Sequence[Assignment], options: EventOptions | None = None) -> tuple[Seen, ...]:
    """Return what clients have to see of duties, by UID."""
    chosen = options or EventOptions()
    return tuple(sorted((_seen(duty, chosen) for duty in duties), key=lambda seen: seen.uid))


def expected_together(
    duties: Sequence[Assignment], holds: Callable[[Assignment], bool], options: EventOptions
) -> tuple[Seen, ...]:
    """Return what clients have to see where a task and day is one event, of all duties there are, by UID."""
    alone, groups = in_groups(duties)
    found = [_seen(duty, options) for duty in alone if holds(duty)]
    found += [
        replace(_seen(as_one_duty(group), options), description=clean(group_description(group)))
        for group in groups
        if any(map(holds, group.duties))
    ]
    return tuple(sorted(found, key=lambda seen: seen.uid))


def noticed(name: str, notice: Notice) -> Scene:
    """Return the scene in which only the calendar itself speaks."""
    return Scene(name=name, content=notice_feed(HEADER, notice, TODAY), seen=(notice_seen(HEADER, notice),))


def notice_seen(header: FeedHeader, notice: Notice) -> Seen:
    """Return what clients have to see of a calendar in which only itself speaks."""
    uid = notice_feed(header, notice, TODAY).split(b"UID:")[1].split(b"\r\n")[0].decode()
    return Seen(
        uid=uid,
        start=TODAY.isoformat(),
        end=(TODAY + timedelta(days=1)).isoformat(),
        summary=notice.summary,
        description=notice.description,
        status="CONFIRMED",
    )


def as_seen(found: Iterable[dict[str, Any]]) -> tuple[Seen, ...]:
    """Return what a client says it sees, by UID."""
    events = (Seen(**(event | {"alarms": tuple(event["alarms"])})) for event in found)
    return tuple(sorted(events, key=lambda seen: seen.uid))


def numbered(count: int) -> list[Assignment]:
    """Return duties of distinct titles, two a day: vdirsyncer takes events that differ in nothing but UID for one."""
    return [
        an_assignment(id=n, due=TODAY + timedelta(days=n % 200), task=a_task(title=f"Nhiệm vụ {n}"))
        for n in range(count)
    ]


def any_texts(count: int) -> list[Assignment]:
    """Return duties whose texts are anything, the same each time; the last has 10,000 characters."""
    chance = random.Random(7)
    texts = ["".join(chance.choices(LETTERS, k=chance.randint(1, 120))) for _ in range(count)]
    texts.append("".join(chance.choices(LETTERS, k=10_000)))
    return [
        an_assignment(id=n, due=TODAY + timedelta(days=n), task=a_task(title=text, product=text))
        for n, text in enumerate(texts)
    ]


def _later(duty: Assignment, **changed: object) -> Assignment:
    return replace(duty, revision=duty.revision + 1, changed_at=CHANGED, **changed)  # type: ignore[arg-type]


def _seen(duty: Assignment, options: EventOptions) -> Seen:
    assert duty.due is not None
    start = min(duty.opens or duty.due, duty.due) if options.span else duty.due
    return Seen(
        uid=duty.uid,
        start=start.isoformat(),
        end=(duty.due + timedelta(days=1)).isoformat(),
        summary=clean(event_summary(duty)),
        description=clean(description_of(duty)),
        status="CANCELLED" if duty.state is State.WITHDRAWN else "CONFIRMED",
        alarms=_alarms(duty, options.alarm),
    )


def _alarms(duty: Assignment, alarm: DisplayAlarm) -> tuple[int, ...]:
    if alarm is DisplayAlarm.NONE or duty.state in CLOSED_STATES:
        return ()
    assert duty.due is not None
    assert duty.act_by is not None
    minutes = {DisplayAlarm.DAY_BEFORE: 15 * 60, DisplayAlarm.THREE_DAYS_BEFORE: 63 * 60}
    return (minutes[alarm] + (duty.due - duty.act_by).days * 24 * 60,)
