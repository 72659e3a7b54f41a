"""What an office's addresses live through, from the first subscription to the end, and what has to be read at each."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import httpx

from calendars.checking.validator import validate
from calendars.entries.events import DisplayAlarm, EventOptions
from calendars.feeds.explanatory_events import REVOKED
from calendars.feeds.headers import agency_header
from tests.clients.office import COORDINATOR, TO_FINISH, TO_MOVE, TO_WITHDRAW, Handed, Kind, ServedOffice
from tests.clients.stories import CHANGED, Seen, notice_seen

HOME, HELPER = "Sở Nội vụ", "Sở Tài chính"
AGENCY = Kind(
    name="agency",
    asked=("--agency", "so-noi-vu", "--alarm", "hom-truoc"),
    holds=lambda duty: duty.agency_name == HOME,
    options=EventOptions(alarm=DisplayAlarm.DAY_BEFORE),
)
OTHERS = (
    Kind(name="plan", asked=("--plan", "50/KH-UBND"), holds=lambda _: True, together=True),
    Kind(
        name="coordinator",
        asked=("--coordinator", COORDINATOR, "--span"),
        holds=lambda _: True,
        together=True,
        options=EventOptions(span=True),
    ),
    Kind(
        name="person, leading",
        asked=("--person", "vanthu@so-noi-vu.example", "--alarm", "ba-ngay"),
        holds=lambda duty: duty.agency_name == HOME,
        options=EventOptions(alarm=DisplayAlarm.THREE_DAYS_BEFORE),
    ),
    Kind(
        name="person, cooperating",
        asked=("--person", "vanthu@so-tai-chinh.example", "--role", "phoi-hop"),
        holds=lambda duty: HELPER in duty.task.cooperating and duty.agency_name != HELPER,
        together=True,
    ),
)


# By what happens: commands and their days, in each the command, the title of the task, and options.
CHANGES: dict[str, list[tuple[date, tuple[str, ...]]]] = {
    "a date moved": [(date(2026, 3, 2), ("reschedule", TO_MOVE, "--due", "2026-08-03", "--reason", "chỉ đạo"))],
    "one cancelled": [(date(2026, 3, 3), ("withdraw", TO_WITHDRAW, "--reason", "không còn phù hợp"))],
    "one done": [
        (date(2026, 3, 4), ("report", TO_FINISH, "--result", "12/BC-SNV")),
        (date(2026, 3, 5), ("confirm", TO_FINISH)),
    ],
}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """An address, and what clients have to see there now."""

    kind: str
    url: str
    seen: tuple[Seen, ...]


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A moment at which subscribers read anew: every calendar has changed since the last one."""

    name: str
    readings: tuple[Reading, ...]


def life(office: ServedOffice) -> Iterator[Moment]:
    """Let the office hand out addresses, change its duties and end an address; yield after each of these steps."""
    agency = office.opens(AGENCY)
    all_of_them = (agency, *map(office.opens, OTHERS))
    yield _moment("subscribed", *(_living(office, handed) for handed in all_of_them))
    for name, commands in CHANGES.items():
        for day, (command, title, *options) in commands:
            office.does(command, office.number(title), *options, on=day)
        yield _moment(name, *(_living(office, handed) for handed in all_of_them))
    new = office.rotates(agency)
    yield _moment("rotated", _ended(agency), _living(office, new))
    office.does("feeds", "revoke", str(new.number), "--reason", "thôi việc")
    yield _moment("revoked", _ended(new))


@dataclass
class Asker:
    """A program that reads again and again, and looks only at the answers themselves. It knows the last tag of each."""

    client: httpx.Client
    tags: dict[str, str] = field(default_factory=dict)

    def complaint(self, url: str) -> str:
        """Say what is wrong with the answers of an address whose calendar has changed just now; "" for nothing."""
        # Compressed and not: each has a tag of its own.
        return self._complaint(url, "identity") or self._complaint(url, "gzip")

    def _complaint(self, url: str, coding: str) -> str:
        first, again = self._ask(url, coding), self._ask(url, coding)
        tag = first.headers.get("ETag", "")
        kept, stale = self._ask(url, coding, tag), self._ask(url, coding, self.tags.get(url + coding, '"none"'))
        self.tags[url + coding] = tag
        faults = {
            f"{first.status_code} at the first reading": first.status_code != 200,
            "other bytes without a change": again.content != first.content,
            "another tag without a change": again.headers.get("ETag") != tag,
            f"{kept.status_code} for who has it": (kept.status_code, kept.content) != (304, b""),
            f"{stale.status_code} for who has an old one": stale.content != first.content,
            "not valid": validate(first.content) != (),
        }
        return ", ".join(said for said, true in faults.items() if true)

    def _ask(self, url: str, coding: str, tag: str = "") -> httpx.Response:
        return self.client.get(url, headers={"Accept-Encoding": coding} | ({"If-None-Match": tag} if tag else {}))


def _moment(name: str, *readings: Reading) -> Moment:
    return Moment(name=name, readings=readings)


def _living(office: ServedOffice, handed: Handed) -> Reading:
    return Reading(kind=handed.kind.name, url=handed.url, seen=office.shown(handed.kind))


def _ended(handed: Handed) -> Reading:
    header = agency_header("so-noi-vu", HOME, CHANGED)
    return Reading(kind=f"ended {handed.kind.name}", url=handed.url, seen=(notice_seen(header, REVOKED),))
