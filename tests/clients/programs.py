"""The clients by name: how each reads the calendar that is served, as far as it tells what it sees."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.clients.environment import Environment, run
from tests.clients.stories import Seen

# Ten years, for programs that have to be told.
FIRST, DAYS = "2024-01-01", "1461d"
Event = dict[str, Any]


@dataclass(frozen=True)
class Program:
    """A client. `read` returns the events of each address; `blind` are the fields that it doesn't tell.

    One that `trims` drops blanks at the ends of texts, which no real text has. One that `remembers` is shown everything
    at one address, in turn, as a subscriber's program is.
    """

    name: str
    read: Callable[[Environment, Sequence[str]], list[list[Event]]]
    blind: frozenset[str] = frozenset()
    trims: bool = False
    remembers: bool = False

    def disagreement(self, found: Iterable[Event], expected: Iterable[Seen]) -> str:
        """Say in a word where the program sees something else than was meant; "" when it agrees."""
        seen = sorted(map(self._told, found))
        meant = sorted(self._told(asdict(event)) for event in expected)
        if seen == meant:
            return ""
        if len(seen) != len(meant):
            return f"{len(seen)} of {len(meant)} events"
        strange = [event for event in seen if event not in set(meant)]
        missed = [event for event in meant if event not in set(seen)]
        return f"{len(strange)} of {len(meant)} otherwise, as {strange[0][:400]} for {missed[0][:400]}"

    def _told(self, event: Event) -> str:
        told = {name: value for name, value in event.items() if name not in self.blind}
        if self.trims:
            told |= {name: told[name].strip() for name in ("summary", "description")}
        return json.dumps(told | ({"alarms": list(told["alarms"])} if "alarms" in told else {}), sort_keys=True)


def read_with_python(reader: str) -> Callable[[Environment, Sequence[str]], list[list[Event]]]:
    def read(environment: Environment, urls: Sequence[str]) -> list[list[Event]]:
        found: list[list[Event]] = json.loads(environment.python(reader, *urls))
        return found

    return read


def read_with_node(reader: str) -> Callable[[Environment, Sequence[str]], list[list[Event]]]:
    def read(environment: Environment, urls: Sequence[str]) -> list[list[Event]]:
        found: list[list[Event]] = json.loads(environment.node(reader, *urls))
        return found

    return read


def read_with_libical(environment: Environment, urls: Sequence[str]) -> list[list[Event]]:
    """Return what libical finds in what is fetched."""
    names = ("uid", "start", "end", "summary", "description", "status")
    found = []
    for url in urls:
        with urlopen(url) as answer:
            lines = environment.read_by_libical(answer.read()).splitlines()
        fields = [line.split("\t") for line in lines]
        found.append(
            [
                {name: bytes.fromhex(value).decode() for name, value in zip(names, values, strict=False)}
                | {"alarms": [int(minutes) for minutes in values[6].split()]}
                for values in fields
            ]
        )
    return found


def read_with_khal(environment: Environment, urls: Sequence[str]) -> list[list[Event]]:
    """Return what khal lists after vdirsyncer has fetched the changes."""
    return [_listed(environment, synced(environment, url)) for url in urls]


def _listed(environment: Environment, items: Path) -> list[Event]:
    """Return khal's list; its last day is inclusive."""
    configuration = items.with_name("khal.conf")
    configuration.write_text(KHAL.format(items=items, folder=items.parent), "utf-8")
    fields = ("title", "start-date-full", "end-date-full", "description", "status")
    asked = [word for field in fields for word in ("--json", field)]
    command = [environment.script("khal"), "-c", configuration, "list", "--once", *asked, FIRST, DAYS]
    listed = [event for line in run(command, zone=environment.zone).splitlines() for event in json.loads(line)]
    return [
        {
            "start": event["start-date-full"],
            "end": (date.fromisoformat(event["end-date-full"]) + timedelta(days=1)).isoformat(),
            "summary": event["title"],
            "description": event["description"],
            "status": event["status"],
        }
        for event in listed
    ]


def synced(environment: Environment, url: str) -> Path:
    """Bring vdirsyncer's folder to what is served; it remembers what it saw, as on a real machine."""
    folder = environment.folder / f"vdirsyncer-{hashlib.sha256(url.encode()).hexdigest()[:16]}"
    items = folder / "items"
    configuration = folder / "config"
    if not configuration.exists():
        items.mkdir(parents=True)
        configuration.write_text(VDIRSYNCER.format(folder=folder, url=url), "utf-8")
        run([environment.script("vdirsyncer"), "-c", configuration, "discover"], given=b"y\n" * 9)
    run([environment.script("vdirsyncer"), "-c", configuration, "sync"])
    return items


VDIRSYNCER = """\
[general]
status_path = "{folder}/status"
[pair feed]
a = "remote"
b = "local"
collections = null
conflict_resolution = "a wins"
[storage remote]
type = "http"
url = "{url}"
[storage local]
type = "filesystem"
path = "{folder}/items"
fileext = ".ics"
"""
KHAL = """\
[calendars]
[[feed]]
path = {items}
readonly = True
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""
PROGRAMS = (
    Program("icalendar + recurring-ical-events", read_with_python("icalendar_reader")),
    Program("Home Assistant's ical", read_with_python("home_assistant_reader")),
    Program("ical.js", read_with_node("icaljs_reader")),
    Program("node-ical", read_with_node("node_ical_reader")),
    Program("libical", read_with_libical, trims=True),
    # vdirsyncer names the items of a subscription by their content; khal lists no alarms.
    Program("vdirsyncer + khal", read_with_khal, blind=frozenset({"uid", "alarms"}), trims=True, remembers=True),
)
