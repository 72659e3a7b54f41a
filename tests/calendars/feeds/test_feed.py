"""Whole calendars: what they hold, in which order, and what they say when they can't hold everything."""

import random
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from calendars.checking.validator import validate
from calendars.entries.events import DisplayAlarm, EventOptions
from calendars.feeds.explanatory_events import REVOKED
from calendars.feeds.feed import FeedLimits, feed_bytes, feed_parts, notice_feed
from calendars.feeds.window import CalendarEntry, FeedWindow, calendar_entry
from tests.builders import an_assignment
from tests.calendars.reading import HEADER, events_in, field, the_event
from workflow.assignment import Assignment
from workflow.lifecycle import State

TODAY = date(2026, 3, 5)
WINDOW = FeedWindow(today=TODAY)


def entries(count: int, *, start: date = TODAY, state: State = State.ASSIGNED) -> list[CalendarEntry]:
    """Return entries with one due day after the other."""
    due_days = (start + timedelta(days=n) for n in range(count))
    return [calendar_entry(an_assignment(id=n, due=due, state=state)) for n, due in enumerate(due_days)]


def summaries(content: bytes) -> list[str]:
    return [field(event, "SUMMARY") for event in events_in(content)]


def test_a_feed_names_itself_in_the_ways_that_clients_know() -> None:
    calendar = Calendar.from_ical(feed_bytes(HEADER, entries(1), WINDOW))

    assert str(calendar["NAME"]) == str(calendar["X-WR-CALNAME"]) == HEADER.name
    assert str(calendar["DESCRIPTION"]) == str(calendar["X-WR-CALDESC"]) == HEADER.description
    assert str(calendar["X-WR-TIMEZONE"]) == "Asia/Ho_Chi_Minh"
    assert str(calendar["X-PUBLISHED-TTL"]) == "PT4H"
    assert calendar.decoded("REFRESH-INTERVAL") == timedelta(hours=4)
    assert (str(calendar["COLOR"]), str(calendar["X-APPLE-CALENDAR-COLOR"])) == ("steelblue", "#4682B4")
    assert calendar.decoded("LAST-MODIFIED") == HEADER.changed_at


def test_a_feed_is_no_invitation_and_has_no_uid_of_its_own() -> None:
    calendar = Calendar.from_ical(feed_bytes(HEADER, entries(1), WINDOW))

    assert "METHOD" not in calendar
    assert "UID" not in calendar


def test_events_stand_in_a_feed_byte_for_byte_as_they_were_stored() -> None:
    (entry,) = entries(1)

    assert entry.content in feed_bytes(HEADER, [entry], WINDOW)


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_the_store_gives_them_does_not_matter(order: random.Random) -> None:
    shuffled = entries(8)
    order.shuffle(shuffled)

    assert feed_bytes(HEADER, shuffled, WINDOW) == feed_bytes(HEADER, entries(8), WINDOW)


def test_an_empty_feed_says_so_today_because_clients_refuse_an_empty_calendar() -> None:
    content = feed_bytes(HEADER, [], WINDOW)

    assert validate(content) == ()
    assert field(the_event(content), "SUMMARY") == "Lịch chưa có nhiệm vụ nào đến hạn"
    assert the_event(content).decoded("DTSTART") == TODAY


def test_the_note_of_an_empty_feed_moves_with_the_day_under_a_newer_revision() -> None:
    first, second = (the_event(feed_bytes(HEADER, [], FeedWindow(today=TODAY + timedelta(days=n)))) for n in (0, 1))

    assert field(first, "UID") == field(second, "UID")
    assert first.decoded("SEQUENCE") < second.decoded("SEQUENCE")
    assert first.decoded("DTSTAMP") < second.decoded("DTSTAMP")


def test_two_calendars_never_share_a_note() -> None:
    one, other = (notice_feed(replace(HEADER, key=key), REVOKED, TODAY) for key in ("agency:a", "agency:b"))

    assert field(the_event(one), "UID") != field(the_event(other), "UID")


def test_a_revoked_address_tells_it_in_one_event() -> None:
    content = notice_feed(HEADER, REVOKED, TODAY)

    assert validate(content) == ()
    assert field(the_event(content), "SUMMARY") == "Địa chỉ lịch này không còn hiệu lực"


def test_as_many_as_allowed_are_shown_without_a_note() -> None:
    assert len(events_in(feed_bytes(HEADER, entries(10), WINDOW, FeedLimits(events=10)))) == 10


@pytest.mark.parametrize("count", [11, 20, 21, 45])
def test_one_too_many_and_the_feed_shows_the_soonest_with_a_note(count: int) -> None:
    content = feed_bytes(HEADER, entries(count), WINDOW, FeedLimits(events=10))

    events = events_in(content)
    assert validate(content) == ()
    assert len(events) == 10
    assert [event.decoded("DTSTART") for event in events[:9]] == [TODAY + timedelta(days=n) for n in range(9)]
    assert field(events[-1], "SUMMARY") == f"⚠ Lịch chưa hiển thị hết: còn {count - 9} nhiệm vụ"
    assert "hiển thị đến hạn 13/3/2026" in field(events[-1], "DESCRIPTION")


def test_closed_ones_give_way_before_open_ones() -> None:
    closed = entries(5, state=State.COMPLETED)
    due_later = entries(9, start=date(2027, 1, 1))
    fresh = [replace(entry, changed_on=TODAY) for entry in closed]

    content = feed_bytes(HEADER, [*fresh, *due_later], WINDOW, FeedLimits(events=10))

    assert sum(summary.startswith("✓") for summary in summaries(content)) == 0
    assert len(summaries(content)) == 10


def test_a_feed_stays_under_its_octets() -> None:
    content = feed_bytes(HEADER, entries(100), WINDOW, FeedLimits(octets=40_000))

    assert len(content) <= 40_000
    assert "⚠ Lịch chưa hiển thị hết" in summaries(content)[-1]


@pytest.mark.slow
def test_a_thousand_usual_events_fit_under_what_google_reads() -> None:
    content = feed_bytes(HEADER, (calendar_entry(an_assignment(id=n)) for n in range(1_200)), WINDOW)

    assert len(content) < 900_000
    assert len(events_in(content)) <= 1_000


def test_files_are_split_by_date_and_lose_nothing() -> None:
    parts = feed_parts(HEADER, entries(45), WINDOW, FeedLimits(events=10))

    assert all(validate(part) == () for part in parts)
    assert [summaries(part)[0] for part in parts] == [f"Lịch gồm 5 phần, đây là phần {n}" for n in range(1, 6)]
    days = [event.decoded("DTSTART") for part in parts for event in events_in(part)[1:]]
    assert days == [TODAY + timedelta(days=n) for n in range(45)]


def test_the_parts_of_a_calendar_have_names_of_their_own() -> None:
    parts = feed_parts(HEADER, entries(12), WINDOW, FeedLimits(events=10))

    assert [str(Calendar.from_ical(part)["NAME"]) for part in parts] == [
        f"{HEADER.name} (phần 1/2)",
        f"{HEADER.name} (phần 2/2)",
    ]
    uids = [field(event, "UID") for part in parts for event in events_in(part)]
    assert len(set(uids)) == len(uids) == 14


def test_what_fits_in_one_file_is_one_file_like_the_feed() -> None:
    assert feed_parts(HEADER, entries(9), WINDOW) == (feed_bytes(HEADER, entries(9), WINDOW),)
    assert feed_parts(HEADER, [], WINDOW) == (feed_bytes(HEADER, [], WINDOW),)


def test_an_event_too_long_for_any_file_is_written_all_the_same() -> None:
    (long,) = entries(1)

    assert long.content in feed_parts(HEADER, [long], WINDOW, FeedLimits(octets=100))[0]


def test_the_days_that_a_client_lists_are_the_due_days() -> None:
    due_days = [date(2026, 2, 28), date(2028, 2, 29), date(2026, 12, 31), date(2031, 2, 28)]
    listed = [calendar_entry(an_assignment(id=n, due=due)) for n, due in enumerate(due_days)]
    content = feed_bytes(HEADER, listed, FeedWindow(today=TODAY, months_ahead=None))

    found = recurring_ical_events.of(Calendar.from_ical(content)).between(date(2026, 1, 1), date(2031, 12, 31))

    assert sorted(event.start for event in found) == sorted(due_days)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 5), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.slow
@given(
    st.lists(
        st.builds(
            an_assignment,
            id=st.integers(1, 10**6),
            due=st.dates(date(2020, 1, 1), date(2032, 12, 31)),
            state=st.sampled_from([state for state in State if state is not State.WAITING]),
            revision=st.integers(0, 50),
            changed_at=MOMENTS,
        ),
        max_size=30,
        unique_by=lambda assignment: assignment.id,
    ),
    st.sampled_from(DisplayAlarm),
    st.integers(2, 12),
)
def test_every_feed_is_valid_and_within_its_limits(found: list[Assignment], alarm: DisplayAlarm, most: int) -> None:
    listed = [calendar_entry(assignment, EventOptions(alarm=alarm)) for assignment in found]

    content = feed_bytes(HEADER, listed, WINDOW, FeedLimits(events=most))

    assert validate(content) == ()
    assert 1 <= len(events_in(content)) <= most


@pytest.mark.slow
def test_ten_thousand_events_need_no_more_memory_than_two_thousand() -> None:
    def rendered(count: int) -> Iterator[CalendarEntry]:
        return (calendar_entry(an_assignment(id=n)) for n in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        feed_bytes(HEADER, rendered(count), WINDOW)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(100)  # caches fill
    assert peak(10_000) < 1.2 * peak(2_500)
