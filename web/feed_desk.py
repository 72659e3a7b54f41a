"""What an address serves at a moment, worked out from the database: rights first, then versions, then bytes.

Events are rendered once for each change and stored; a calendar is their concatenation, joined anew only when its
version, which is made of the events' revisions, is another one than before.
"""

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from base.clock import VIETNAM
from base.errors import DondocError
from calendars.entries.departed import departed_event
from calendars.entries.events import DisplayAlarm, EventOptions, event_bytes
from calendars.entries.groups import group_event, in_groups
from calendars.entries.stamping import stamped_since
from calendars.entries.variants import departed_form_of, form_of, group_form_of, variant_of
from calendars.feeds.explanatory_events import REVOKED
from calendars.feeds.feed import LIMITS, Choice, FeedHeader, FeedLimits, choose, chosen_bytes, notice_feed, version_of
from calendars.feeds.headers import header_of
from calendars.feeds.window import FeedWindow
from workflow.feeds import Ending, Feed
from workflow.store.database.opening import Database, DatabaseBusy, Session
from workflow.store.duties.reading import assignments_by_id
from workflow.store.feeds.addresses import (
    feed_by_token,
    keep_content,
    keep_fetches,
    lapse_feed,
    may_still_see,
    revive_feed,
)
from workflow.store.feeds.departed import departed_lines, left_behind_lines
from workflow.store.feeds.events import (
    FeedLine,
    LineKind,
    Rendered,
    Rendering,
    feed_lines,
    keep_rendered,
    rendered_contents,
)
from workflow.store.feeds.grouped import duties_of_occurrences, grouped_feed_lines

# How many events are rendered and stored at a time, so that memory stays flat however many there are.
_BATCH = 500
# How often the duties may change between rendering them and reading them back before we give up.
_TRIES = 3
log = logging.getLogger(__name__)

Unsaved = dict[tuple[int, int], bytes]


class FeedUnsettled(DondocError):
    """The duties of a feed changed faster than they could be rendered."""

    exit_code = 1


@dataclass(frozen=True, kw_only=True)
class Served:
    """The calendar behind an address. `version` is equal only for equal bytes; `modified_at` is since when they are."""

    feed_id: int
    version: str
    content: bytes
    modified_at: datetime


@dataclass(frozen=True, kw_only=True)
class _Look:
    """One look into the database: no `feed` for a token that means nothing, no `served` while events are `missing`.

    `turned` for an address whose holder has lost the right to it since, or has it again.
    """

    feed: Feed | None = None
    served: Served | None = None
    missing: Sequence[FeedLine] = ()
    turned: bool = False


@dataclass
class FeedDesk:
    """Answers for the addresses of one database. `rendered` counts the events that were rendered so far."""

    database: Database
    base_url: str = ""
    limits: FeedLimits = LIMITS
    rendered: int = field(default=0, init=False)

    def serve(self, digest: bytes, now: datetime, held: Served | None = None) -> Served | None:
        """Return the calendar of the token with this SHA-256; None for one that is unknown or over for good.

        `held` is what was served last: it comes back as it is when nothing changed. `now` is aware.
        """
        unsaved: Unsaved = {}
        for _ in range(_TRIES):
            look = self._look(digest, now, held, unsaved)
            if look.feed is None:
                return None
            if look.missing:
                self._render(look.feed, look.missing, unsaved)
            elif look.turned or look.served is None:
                self._turn(look.feed, now)
            else:
                return self._known_since(look.feed, look.served, now)
        raise FeedUnsettled(
            given=look.feed.said if look.feed else "",
            place="Lịch đăng ký",
            reason="thay đổi liên tục trong lúc lập",
            remedy="Chờ ít phút rồi thử lại.",
        )

    def note_fetches(self, fetches: Mapping[int, datetime]) -> None:
        """Remember when addresses were asked for, by their numbers."""
        with self.database.writing() as session:
            keep_fetches(session, fetches)

    def _look(self, digest: bytes, now: datetime, held: Served | None, unsaved: Unsaved) -> _Look:
        today = now.astimezone(VIETNAM).date()
        with self.database.reading() as session:
            feed = feed_by_token(session, digest)
            if feed is None or feed.gone(now):
                return _Look()
            window = FeedWindow(today=today, completed=not feed.look.open_only)
            allowed = feed.ending in {None, Ending.LAPSED} and may_still_see(session, feed)
            if feed.ended_at is not None and not allowed:
                return _Look(feed=feed, served=_farewell(feed, window))
            if (feed.ended_at is None) is not allowed:
                return _Look(feed=feed, turned=True)
            renderings = self._renderings(feed)
            found = _found(session, feed, renderings, window)
            lines = [_measured(line, unsaved) for line in window.shown(found)]
            if missing := [line for line in lines if not line.octets]:
                return _Look(feed=feed, missing=missing)
            choice = choose(lines, self.limits)
            header = _header(feed, choice)
            version = _version(feed, renderings.values(), header, choice, window)
            if held is not None and held.version == version:
                return _Look(feed=feed, served=held)
            stored: dict[int, bytes] = {}
            for kind, rendering in renderings.items():
                stored |= rendered_contents(session, rendering, [line for line in choice.kept if line.kind is kind])
        rendered = (stored.get(line.id) or unsaved[line.id, line.revision] for line in choice.kept)
        contents = rendered if feed.look_at is None else (stamped_since(event, feed.look_at) for event in rendered)
        content = chosen_bytes(header, choice, contents, window.today)
        return _Look(feed=feed, served=_served(feed, version, content))

    def _render(self, feed: Feed, missing: Sequence[FeedLine], unsaved: Unsaved) -> None:
        """Render events and store them; those that can't be stored now are only put among the unsaved ones."""
        options, renderings = self._options(feed), self._renderings(feed)
        for kind, render in ((LineKind.DUTY, event_bytes), (LineKind.DEPARTED, departed_event)):
            wanted = [line.id for line in missing if line.kind is kind]
            for start in range(0, len(wanted), _BATCH):
                with self.database.reading() as session:
                    duties = assignments_by_id(session, wanted[start : start + _BATCH]).values()
                events = [
                    Rendered(assignment_id=duty.id, revision=duty.revision, content=render(duty, options))
                    for duty in duties
                    if duty.due is not None
                ]
                self._store(renderings[kind], events, unsaved)
        for occurrence in dict.fromkeys(line.occurrence for line in missing if line.occurrence is not None):
            with self.database.reading() as session:
                _, groups = in_groups(duties_of_occurrences(session, [occurrence]))
            events = [
                Rendered(assignment_id=group.id, revision=group.revision, content=group_event(group, options))
                for group in groups
            ]
            self._store(renderings[LineKind.GROUP], events, unsaved)

    def _store(self, rendering: Rendering, events: Sequence[Rendered], unsaved: Unsaved) -> None:
        self.rendered += len(events)
        try:
            with self.database.writing() as session:
                keep_rendered(session, rendering, events)
        except DatabaseBusy:
            log.info("rendered events not stored: the database is busy")
            unsaved |= {(event.assignment_id, event.revision): event.content for event in events}

    def _turn(self, feed: Feed, now: datetime) -> None:
        """End the address of who has lost the right to it, or let it go on for who has it again."""
        with self.database.writing() as session:
            (lapse_feed if feed.ended_at is None else revive_feed)(session, feed.id, now)

    def _known_since(self, feed: Feed, served: Served, now: datetime) -> Served:
        """Date what is served: since when it is, by the database, so that restarts and other programs agree."""
        if served.version == feed.version:
            return replace(served, modified_at=feed.modified_at)
        try:
            with self.database.writing() as session:
                return replace(served, modified_at=keep_content(session, feed.id, served.version, now))
        except DatabaseBusy:
            return replace(served, modified_at=now)

    def _options(self, feed: Feed) -> EventOptions:
        look = feed.look
        return EventOptions(alarm=DisplayAlarm(look.alarm), span=look.span, base_url=self.base_url.rstrip("/"))

    def _renderings(self, feed: Feed) -> Mapping[LineKind, Rendering]:
        """Return how each kind of event is rendered for the address."""
        options = self._options(feed)
        variant = variant_of(options)
        return {
            LineKind.DUTY: Rendering(variant=variant, form=form_of(options)),
            LineKind.GROUP: Rendering(variant=f"{variant}+group", form=group_form_of(options)),
            LineKind.DEPARTED: Rendering(variant=f"{variant}+departed", form=departed_form_of(options)),
        }


def _found(
    session: Session, feed: Feed, renderings: Mapping[LineKind, Rendering], window: FeedWindow
) -> list[FeedLine]:
    alone, grouped = renderings[LineKind.DUTY], renderings[LineKind.GROUP]
    if feed.shows_several:
        return grouped_feed_lines(session, feed, alone, grouped, today=window.today)
    own = feed_lines(session, feed, alone, today=window.today, last=window.last, closed_since=window.closed_since)
    since = window.today - timedelta(days=window.cancelled_days)
    left_behind = left_behind_lines(session, feed, alone, since=since)
    return own + left_behind + departed_lines(session, feed, renderings[LineKind.DEPARTED], since=since)


def _measured(line: FeedLine, unsaved: Unsaved) -> FeedLine:
    if line.octets or not unsaved:
        return line
    return replace(line, octets=len(unsaved.get((line.id, line.revision), b"")))


def _header(feed: Feed, choice: Choice[FeedLine]) -> FeedHeader:
    stamp = max((line.stamp for line in choice.kept), default=None)
    return header_of(feed, feed.created_at if stamp is None else datetime.fromtimestamp(stamp, UTC))


def _version(
    feed: Feed,
    renderings: Iterable[Rendering],
    header: FeedHeader,
    choice: Choice[FeedLine],
    window: FeedWindow,
) -> str:
    revisions = ((line.uid, line.revision) for line in choice.kept)
    marks = [mark for rendering in renderings for mark in (rendering.variant, rendering.form)]
    marks += [feed.look_at.isoformat()] if feed.look_at else []
    return _digest(*marks, version_of(header, choice, revisions, window.today))


def _farewell(feed: Feed, window: FeedWindow) -> Served:
    """The one event that tells a holder to get a new address; measured: it replaces the old ones in every client."""
    content = notice_feed(header_of(feed, feed.ended_at or feed.created_at), REVOKED, window.today)
    return _served(feed, _digest(content.hex()), content)


def _served(feed: Feed, version: str, content: bytes) -> Served:
    return Served(feed_id=feed.id, version=version, content=content, modified_at=feed.modified_at)


def _digest(*told: str) -> str:
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]
