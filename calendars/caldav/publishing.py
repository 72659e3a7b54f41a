"""Calendars kept on a CalDAV server: what changed is put, what is gone is deleted, and nothing else is sent.

What was sent is remembered beside the database, with the server's ETags. A memory that is lost, a run that was cut off
or somebody's edit on the server costs one listing more, never a duplicate and never a blind overwrite: the calendars
belong to the house, so its version comes back, over the version that was seen.
"""

import hashlib
import json
import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from calendars.caldav.client import CalDav, CollectionGone, Overtaken
from calendars.entries.writer import fold_line
from calendars.feeds.collect import Calendar
from calendars.feeds.explanatory_events import EMPTY_NOTICE, RETIRED, notice_event
from calendars.feeds.feed import PRODUCT
from calendars.feeds.window import FeedWindow
from calendars.publish import RETIRED_DAYS, file_names, replace_file

# Only items of this name are ours to delete: people may keep their own in the same collection.
_OURS = "dondoc-"
# Event calendars begin with "co-quan-" or "van-ban-".
_TASK_LIST = "viec-"
_HEAD = fold_line((b"BEGIN:VCALENDAR", b"VERSION:2.0", b"PRODID:" + PRODUCT, b"CALSCALE:GREGORIAN"))
_UID = re.compile(rb"\r\nUID:([^\r\n]+)\r\n")


@dataclass(frozen=True, kw_only=True)
class _Sent:
    """What the server has of an item: the SHA-256 of our bytes, "" when unknown, and the server's ETag."""

    sha256: str
    etag: str


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """What is remembered of one collection. `retired` is the day since which nobody asks for it."""

    header: str = ""
    items: Mapping[str, _Sent] = field(default_factory=dict)
    retired: date | None = None


@dataclass(frozen=True, kw_only=True)
class Sending:
    """How many items were put, deleted, left alone; `restored` of the former had been changed on the server."""

    put: int = 0
    deleted: int = 0
    unchanged: int = 0
    restored: int = 0
    removed_collections: int = 0

    def __add__(self, other: "Sending") -> "Sending":
        return Sending(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})


@dataclass(frozen=True, kw_only=True)
class Publication:
    """Where and what to publish. `component` is VEVENT or VTODO; `verify` looks at the server though nothing changed.

    `whole` says that these are all calendars there are: then what else was published is retired.
    """

    server: CalDav
    memory: Path
    window: FeedWindow
    component: str = "VEVENT"
    verify: bool = False
    whole: bool = True


def publish_collections(
    calendars: Iterable[Calendar], publication: Publication, *, done: Callable[[str], None] = lambda _: None
) -> Sending:
    """Bring the server's collections to what the calendars say, one collection per calendar.

    The memory is written after each collection, so that a run that fails goes on where it stopped. A collection that
    nobody asks for any more first holds one explanatory event, and is removed after 30 days. `done` is told each name.
    """
    shelves = read_memory(publication.memory)
    total = Sending()
    prefix = _TASK_LIST if _tasks(publication) else ""
    wanted = {f"{prefix}{name}": calendar for name, calendar in file_names(calendars)}
    for name, calendar in wanted.items():
        items = _items(calendar, publication)
        shelves[name], sending = _brought_up(name, items, calendar, shelves.get(name), publication)
        _remember(publication.memory, shelves)
        total += sending
        done(name)
    for name in _abandoned(shelves, wanted, publication):
        total += _retire(name, shelves, publication)
        _remember(publication.memory, shelves)
    return total


def read_memory(memory: Path) -> dict[str, Shelf]:
    """Return what was sent before, by collection; nothing when the memory is missing or damaged: it can be rebuilt."""
    try:
        stored = json.loads(memory.read_text("utf-8"))
        return {name: _shelf(values) for name, values in stored["collections"].items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return {}


def _shelf(values: Mapping[str, object]) -> Shelf:
    items, retired = values["items"], values["retired"]
    if not isinstance(items, dict):
        raise TypeError("items")
    return Shelf(
        header=str(values["header"]),
        items={name: _Sent(sha256=str(sha256), etag=str(etag)) for name, (sha256, etag) in items.items()},
        retired=date.fromisoformat(retired) if isinstance(retired, str) else None,
    )


def _remember(memory: Path, shelves: Mapping[str, Shelf]) -> None:
    stored = {
        name: {
            "header": shelf.header,
            "items": {item: [sent.sha256, sent.etag] for item, sent in sorted(shelf.items.items())},
            "retired": shelf.retired.isoformat() if shelf.retired else None,
        }
        for name, shelf in sorted(shelves.items())
    }
    memory.parent.mkdir(parents=True, exist_ok=True)
    replace_file(memory, json.dumps({"collections": stored}, ensure_ascii=False, indent=1).encode())


def _tasks(publication: Publication) -> bool:
    return publication.component == "VTODO"


def _abandoned(shelves: Iterable[str], wanted: Container[str], publication: Publication) -> list[str]:
    mine = (name for name in shelves if name.startswith(_TASK_LIST) == _tasks(publication))
    return [name for name in mine if publication.whole and name not in wanted]


def _items(calendar: Calendar, publication: Publication) -> dict[str, bytes]:
    """Return the collection's items by name: each duty its own file with the UID it has in every feed."""
    events = [entry.content for entry in publication.window.shown(calendar.entries)]
    if not events and not _tasks(publication):
        events = [notice_event(EMPTY_NOTICE, key=calendar.header.key, on=publication.window.today)]
    return dict(map(_item, events))


def _item(component: bytes) -> tuple[str, bytes]:
    uid = _UID.search(component)
    assert uid is not None
    return f"{_OURS}{uid[1].decode()}.ics", _HEAD + component + b"END:VCALENDAR\r\n"


def _brought_up(
    name: str, items: Mapping[str, bytes], calendar: Calendar, known: Shelf | None, publication: Publication
) -> tuple[Shelf, Sending]:
    header = _sha256(f"{calendar.header.name}\n{calendar.header.description}\n{calendar.header.color_code}".encode())
    server = publication.server
    shelf = known if known and not publication.verify else _seen(name, known, calendar, publication)
    try:
        sent, sending = _exchange(name, items, shelf.items, server)
    except CollectionGone:
        # Somebody removed it: then it is made anew, with everything in it.
        shelf = _seen(name, None, calendar, publication)
        sent, sending = _exchange(name, items, shelf.items, server)
    if shelf.header and shelf.header != header:
        server.describe(name, calendar.header)
    return Shelf(header=header, items=sent), sending


def _seen(name: str, known: Shelf | None, calendar: Calendar, publication: Publication) -> Shelf:
    """Return what the server has now; what it has in another version than we sent counts as unknown."""
    found = publication.server.etags(name)
    if found is None:
        publication.server.make(name, calendar.header, publication.component)
        return Shelf()
    before = known.items if known else {}
    items = {
        item: before[item] if item in before and before[item].etag == etag else _Sent(sha256="", etag=etag)
        for item, etag in found.items()
        if item.startswith(_OURS)
    }
    return Shelf(header=known.header if known else "?", items=items)


def _exchange(
    name: str, items: Mapping[str, bytes], before: Mapping[str, _Sent], server: CalDav
) -> tuple[dict[str, _Sent], Sending]:
    sent, put, restored = dict(before), 0, 0
    for item, content in items.items():
        known, sha256 = before.get(item), _sha256(content)
        if known and known.sha256 == sha256:
            continue
        etag, overtaken = _put(name, item, content, known, server)
        sent[item] = _Sent(sha256=sha256, etag=etag)
        put, restored = put + 1, restored + overtaken
    gone = [item for item in before if item not in items]
    for item in gone:
        restored += _delete(name, item, sent.pop(item), server)
    if not all(kept.etag for kept in sent.values()):
        # Some servers change what they store and then give no ETag with the answer.
        found = server.etags(name) or {}
        sent = {item: kept if kept.etag else replace(kept, etag=found.get(item, "")) for item, kept in sent.items()}
    sending = Sending(put=put, deleted=len(gone), unchanged=len(items) - put, restored=restored)
    return sent, sending


def _put(name: str, item: str, content: bytes, known: _Sent | None, server: CalDav) -> tuple[str, bool]:
    try:
        return server.put(name, item, content, known.etag if known else None), bool(known and not known.sha256)
    except Overtaken:
        return server.put(name, item, content, (server.etags(name) or {}).get(item)), True


def _delete(name: str, item: str, known: _Sent, server: CalDav) -> bool:
    try:
        server.delete(name, item, known.etag)
    except Overtaken:
        server.delete(name, item, (server.etags(name) or {}).get(item, ""))
        return True
    return False


def _retire(name: str, shelves: dict[str, Shelf], publication: Publication) -> Sending:
    """Tell in an abandoned collection that it is out of use, then remove it: clients keep what just vanishes."""
    shelf, today = shelves[name], publication.window.today
    if shelf.retired and today - shelf.retired > timedelta(days=RETIRED_DAYS):
        publication.server.remove(name)
        del shelves[name]
        return Sending(removed_collections=1)
    if shelf.retired:
        return Sending(unchanged=len(shelf.items))
    items = {} if _tasks(publication) else dict([_item(notice_event(RETIRED, key=f"caldav:{name}", on=today))])
    try:
        sent, sending = _exchange(name, items, shelf.items, publication.server)
    except CollectionGone:
        del shelves[name]
        return Sending()
    shelves[name] = replace(shelf, items=sent, retired=today)
    return sending


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
