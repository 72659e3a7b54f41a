"""The clients by name: how each reads the calendar that is served, as far as it tells what it sees."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.clients.environment import Environment, run
from tests.clients.serving import Address
from tests.clients.stories import Seen

# Ten years, for programs that have to be told.
FIRST, DAYS = "2024-01-01", "1461d"
Event = dict[str, Any]


@dataclass(frozen=True)
class Program:
    """A client. `read` returns its events; `blind` are the fields that it doesn't tell."""

    name: str
    read: Callable[[Environment, Address], list[Event]]
    blind: frozenset[str] = frozenset()

    def disagreement(self, environment: Environment, address: Address, expected: Iterable[Seen]) -> str:
        """Say in a word where the program sees something else than was meant; "" when it agrees."""
        found = sorted(map(self._told, self.read(environment, address)))
        meant = sorted(self._told(asdict(seen)) for seen in expected)
        if found == meant:
            return ""
        if len(found) != len(meant):
            return f"{len(found)} of {len(meant)} events"
        first, other = next((a, b) for a, b in zip(found, meant, strict=True) if a != b)
        return f"{first[:300]} instead of {other[:300]}"

    def _told(self, event: Event) -> str:
        told = {name: value for name, value in event.items() if name not in self.blind}
        return json.dumps(told | ({"alarms": list(told["alarms"])} if "alarms" in told else {}), sort_keys=True)


def read_with_python(reader: str) -> Callable[[Environment, Address], list[Event]]:
    def read(environment: Environment, address: Address) -> list[Event]:
        events: list[Event] = json.loads(environment.python(reader, address.url))
        return events

    return read


def read_with_node(reader: str) -> Callable[[Environment, Address], list[Event]]:
    def read(environment: Environment, address: Address) -> list[Event]:
        events: list[Event] = json.loads(environment.node(reader, address.url))
        return events

    return read


def read_with_libical(environment: Environment, address: Address) -> list[Event]:
    """Return what libical finds in what `curl` would fetch."""
    fetched = run([environment.script("python"), "-c", _FETCH, address.url]).encode()
    lines = environment.read_by_libical(fetched).splitlines()
    fields = [line.split("\t") for line in lines]
    names = ("uid", "start", "end", "summary", "description", "status")
    return [
        {name: bytes.fromhex(value).decode() for name, value in zip(names, values, strict=False)}
        | {"alarms": [int(minutes) for minutes in values[6].split()]}
        for values in fields
    ]


_FETCH = "import sys, urllib.request; sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1]).read())"


def read_with_khal(environment: Environment, address: Address) -> list[Event]:
    """Return what khal lists after vdirsyncer has fetched the changes. Its last day is inclusive."""
    items = synced(environment, address)
    configuration = environment.folder / "khal.conf"
    configuration.write_text(KHAL.format(items=items, folder=environment.folder), "utf-8")
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


def synced(environment: Environment, address: Address) -> Path:
    """Bring vdirsyncer's folder to what is served; it remembers what it saw, as on a real machine."""
    folder = environment.folder / f"vdirsyncer-{address.url.split(':')[2].split('/')[0]}"
    items = folder / "items"
    configuration = folder / "config"
    if not configuration.exists():
        items.mkdir(parents=True)
        configuration.write_text(VDIRSYNCER.format(folder=folder, url=address.url), "utf-8")
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
    Program("libical", read_with_libical),
    # vdirsyncer names the items of a subscription by their content; khal lists no alarms.
    Program("vdirsyncer + khal", read_with_khal, blind=frozenset({"uid", "alarms"})),
)
