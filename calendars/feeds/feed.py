"""A feed: the calendar's header and the stored events of a window, joined as they are, with a note of what is left out.

An event's bytes are made once (`calendars.entries.events`); a feed only chooses and joins, so its cost hardly depends
on what the events say. What is chosen depends on the day, which is an argument.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic

from calendars.entries.events import CLOSED_STATES
from calendars.entries.writer import escape_text, fold_line, utc
from calendars.feeds.explanatory_events import EMPTY_NOTICE, Notice, left_out_notice, notice_event, part_notice
from calendars.feeds.window import AnyListed, CalendarEntry, FeedWindow, Listed

PRODUCT = b"-//Don Doc//dondoc//VI"
_END = b"END:VCALENDAR\r\n"
# What header, end and a note need at most, beside the events.
_RESERVE = 8_000


@dataclass(frozen=True, kw_only=True)
class FeedHeader:
    """What a client shows of a calendar. `key` names it for life, as in "agency:cong-an-tinh"; it never holds a token.

    `changed_at` is the last change of what the feed tells. `refresh_hours` is the shortest interval at which clients
    are asked to come back; most come later (Google 4 to 24 hours, Nextcloud a week if it isn't told).
    """

    key: str
    name: str
    description: str
    changed_at: datetime
    color: str = "steelblue"
    color_code: str = "#4682B4"
    refresh_hours: int = 4


@dataclass(frozen=True, kw_only=True)
class FeedLimits:
    """What one address or file may hold: Google cuts a feed at about 1 MB without a word."""

    events: int = 1_000
    octets: int = 900_000


LIMITS = FeedLimits()


def feed_bytes(
    header: FeedHeader, entries: Iterable[CalendarEntry], window: FeedWindow, limits: FeedLimits = LIMITS
) -> bytes:
    """Return the calendar of the window. The same arguments give the same bytes, in whatever order entries come.

    What doesn't fit is left out from the far end: closed ones first, then the latest due; a note on today says so.
    Never holds more than twice the limit of events, so entries may come from a cursor.
    """
    choice = choose(window.shown(entries), limits)
    return chosen_bytes(header, choice, [entry.content for entry in choice.kept], window.today)


@dataclass(frozen=True, kw_only=True)
class Choice(Generic[AnyListed]):
    """What an address holds of what its window shows, in the order in which it is written, and how many it doesn't."""

    kept: Sequence[AnyListed]
    left_out: int

    @property
    def notice(self) -> Notice | None:
        """What the calendar has to say of itself: that it is empty, or doesn't hold all."""
        if self.left_out:
            until = max((one.due for one in self.kept if one.state not in CLOSED_STATES), default=None)
            return left_out_notice(self.left_out, until)
        return None if self.kept else EMPTY_NOTICE


def choose(shown: Iterable[AnyListed], limits: FeedLimits = LIMITS) -> Choice[AnyListed]:
    """Choose what one address holds: open and soonest first, as many as the limits allow."""
    kept, left_out = _soonest(shown, limits)
    return Choice(kept=kept, left_out=left_out)


def chosen_bytes(header: FeedHeader, choice: Choice[AnyListed], contents: Iterable[bytes], today: date) -> bytes:
    """Return the calendar of a choice, whose events are given in its order."""
    notes = [_note(choice.notice, header, today)] if choice.notice else []
    return calendar_bytes(header, [*contents, *notes])


def version_of(header: FeedHeader, choice: Choice[AnyListed], revisions: Iterable[tuple[str, int]], today: date) -> str:
    """Return a mark of a choice's bytes that is made without them: from the header, the events' revisions, the note.

    `revisions` are UID and SEQUENCE of the chosen events, in their order. What left the window or was deleted changes
    it as well. The caller adds what the revisions don't know: the form in which events are rendered.
    """
    told = hashlib.sha256(_header_bytes(header))
    told.update("\n".join(f"{uid} {revision}" for uid, revision in revisions).encode())
    if choice.notice:
        told.update(_note(choice.notice, header, today))
    return told.hexdigest()


def feed_parts(
    header: FeedHeader, entries: Iterable[CalendarEntry], window: FeedWindow, limits: FeedLimits = LIMITS
) -> tuple[bytes, ...]:
    """Return the whole window in as many calendars as the limits ask for; each of several says which part it is.

    For files, where nothing may be left out. Cut by due date, so that a part is a stretch of time.
    """
    groups = _within(sorted(window.shown(entries), key=_by_due), limits)
    if not groups:
        return (notice_feed(header, EMPTY_NOTICE, window.today),)
    if len(groups) == 1:
        return (calendar_bytes(header, (entry.content for entry in groups[0])),)
    return tuple(_part(header, group, part, len(groups)) for part, group in enumerate(groups, 1))


def notice_feed(header: FeedHeader, notice: Notice, today: date) -> bytes:
    """Return a calendar with this one event, as a revoked address serves it."""
    return calendar_bytes(header, [_note(notice, header, today)])


def calendar_bytes(header: FeedHeader, components: Iterable[bytes]) -> bytes:
    """Return header and ready components as one calendar; the caller sees to it that there is one at least.

    No METHOD, which would make it an invitation, and no UID: RFC 7986 allows one, but some clients then take all
    events for one.
    """
    return b"".join((_header_bytes(header), *components, _END))


def _header_bytes(header: FeedHeader) -> bytes:
    name, description = escape_text(header.name), escape_text(header.description)
    return fold_line(
        (
            b"BEGIN:VCALENDAR",
            b"VERSION:2.0",
            b"PRODID:" + PRODUCT,
            b"CALSCALE:GREGORIAN",
            b"NAME:" + name,
            b"X-WR-CALNAME:" + name,
            b"DESCRIPTION:" + description,
            b"X-WR-CALDESC:" + description,
            b"X-WR-TIMEZONE:Asia/Ho_Chi_Minh",
            f"LAST-MODIFIED:{utc(header.changed_at)}".encode(),
            f"REFRESH-INTERVAL;VALUE=DURATION:PT{header.refresh_hours}H".encode(),
            f"X-PUBLISHED-TTL:PT{header.refresh_hours}H".encode(),
            f"COLOR:{header.color}".encode(),
            f"X-APPLE-CALENDAR-COLOR:{header.color_code}".encode(),
        )
    )


def _note(notice: Notice, header: FeedHeader, today: date) -> bytes:
    return notice_event(notice, key=header.key, on=today)


def _rank(entry: Listed) -> tuple[bool, date, str | bytes]:
    # No two UIDs are equal, so the order never depends on the store's.
    return entry.state in CLOSED_STATES, entry.due, entry.uid


def _by_due(entry: CalendarEntry) -> tuple[date, bytes]:
    return entry.due, entry.content


def _soonest(entries: Iterable[AnyListed], limits: FeedLimits) -> tuple[list[AnyListed], int]:
    """Return what fits, open and soonest first, and how many don't."""
    kept: list[AnyListed] = []
    seen = 0
    for seen, entry in enumerate(entries, 1):  # noqa: B007 - the count outlives the loop
        kept.append(entry)
        if len(kept) > 2 * limits.events:
            kept.sort(key=_rank)
            # One more than fits, so that the last cut knows that a note is needed.
            del kept[limits.events + 1 :]
    kept.sort(key=_rank)
    del kept[_fitting(kept, limits) :]
    return kept, seen - len(kept)


def _fitting(entries: Sequence[Listed], limits: FeedLimits) -> int:
    """Return how many of the entries, from the first on, one calendar holds with a note beside them."""
    room = limits.octets - _RESERVE
    for count, entry in enumerate(entries[: limits.events]):
        room -= entry.octets
        if room < 0:
            return count
    # With everything shown no note is needed.
    return len(entries) if len(entries) <= limits.events else limits.events - 1


def _within(ordered: Sequence[CalendarEntry], limits: FeedLimits) -> list[Sequence[CalendarEntry]]:
    groups: list[Sequence[CalendarEntry]] = []
    rest = ordered
    while rest:
        # One event that is too long for any calendar still gets its own.
        count = max(_fitting(rest, limits), 1)
        groups.append(rest[:count])
        rest = rest[count:]
    return groups


def _part(header: FeedHeader, group: Sequence[CalendarEntry], part: int, parts: int) -> bytes:
    named = replace(header, key=f"{header.key}:{part}", name=f"{header.name} (phần {part}/{parts})")
    note = part_notice(part, parts, group[0].due, group[-1].due)
    # On its own first day, so that a file stays the same from day to day.
    noted = notice_event(note, key=named.key, on=group[0].due, changed_at=header.changed_at)
    return calendar_bytes(named, [noted, *(entry.content for entry in group)])
