"""Feeds: calendars behind secret addresses, one per holder and scope. Only a token's SHA-256 is ever kept.

Whoever knows the address reads the calendar, so it is made to be unguessable (256 random bits) and replaceable: a
rotated, revoked or lapsed address serves one explanatory event for `GRACE`, since real clients keep stale deadlines
for ever when a calendar turns empty or disappears (FACTS 2.0); then it is as unknown as one that never was.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from base.clock import VIETNAM
from base.errors import DondocError
from base.page_addresses import ServedPage, page_url
from base.vietnamese import short_date, slug

TOKEN_OCTETS = 32
# 32 octets in base64url without padding. `fullmatch` is the check before any look into the database.
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
HINT_LETTERS = 4
_HERE = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$")
GRACE = timedelta(days=30)


class FeedScope(StrEnum):
    """Whose duties a feed shows."""

    AGENCY = "agency"
    PLAN = "plan"
    COORDINATOR = "coordinator"
    PERSON = "person"

    @property
    def label(self) -> str:
        return SCOPE_LABELS[self]


SCOPE_LABELS = {
    FeedScope.AGENCY: "cơ quan",
    FeedScope.PLAN: "văn bản",
    FeedScope.COORDINATOR: "cơ quan đầu mối",
    FeedScope.PERSON: "cá nhân",
}


class FeedRole(StrEnum):
    """Which part in its tasks an agency's or person's feed shows: those it leads, or those it cooperates in."""

    LEAD = "lead"
    COOPERATING = "cooperating"

    @property
    def label(self) -> str:
        return "chủ trì" if self is FeedRole.LEAD else "phối hợp"

    @property
    def word(self) -> str:
        """What commands take."""
        return slug(self.label)


class Ending(StrEnum):
    """Why an address no longer speaks: replaced by a new one, taken back, or its holder has left."""

    ROTATED = "rotated"
    REVOKED = "revoked"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        return ENDING_LABELS[self]


ENDING_LABELS = {Ending.ROTATED: "đã thay", Ending.REVOKED: "đã thu hồi", Ending.LAPSED: "hết quyền xem"}


@dataclass(frozen=True, kw_only=True)
class FeedLook:
    """What an address's holder chose: how it looks, when it rings, and what of its duties it shows.

    `label` is a name in place of the usual one, `alarm` and `color` are kinds that calendars know, "" the usual colour.
    `span` shows a task from its first day on. `plan` is the number of the one plan it shows, None for all; `open_only`
    leaves out what is completed.
    """

    label: str = ""
    alarm: str = "none"
    span: bool = False
    color: str = ""
    plan: int | None = None
    open_only: bool = False


class BrokenToken(DondocError):
    """What was given is neither a token nor an address that ends in one."""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """One address. `code` is the agency's code, the plan's number or the person's mail address; `name` is for people.

    `holder` is who holds the address, `person` the mail address that must stay a contact for it to stay valid, "" when
    it is bound to nobody. `title` and `issued_on` are a plan's. `look` is what its holder chose, `only` the plan's name
    in it, `look_at` when it was last changed. `version` is of what it served last, `modified_at` since when it does.
    Moments are aware, UTC.
    """

    id: int
    scope: FeedScope
    role: FeedRole
    code: str
    name: str
    title: str
    issued_on: date | None
    holder: str
    person: str
    look: FeedLook
    only: str
    look_at: datetime | None
    hint: str
    created_at: datetime
    fetched_at: datetime | None
    ended_at: datetime | None
    ending: Ending | None
    version: str
    modified_at: datetime

    def gone(self, now: datetime) -> bool:
        """Say whether the address is over for good: ended longer than `GRACE` ago."""
        return self.ended_at is not None and now - self.ended_at > GRACE

    @property
    def shows_several(self) -> bool:
        """Say whether it shows what several agencies owe, so that a task and day is one event in it."""
        return self.scope in {FeedScope.PLAN, FeedScope.COORDINATOR} or self.role is FeedRole.COOPERATING

    @property
    def standing(self) -> str:
        """Whether it is in use, as lists and errors say it: "đang dùng", "đã thu hồi ngày 05/03/2026"."""
        if self.ended_at is None or self.ending is None:
            return "đang dùng"
        return f"{self.ending.label} ngày {short_date(self.ended_at.astimezone(VIETNAM))}"

    @property
    def said(self) -> str:
        """What it shows, as lists and errors say it: "cơ quan Sở Nội vụ, phối hợp"."""
        named = f"{self.scope.label} {self.name}" + (f" ({self.issued_on.year})" if self.issued_on else "")
        with_role = self.scope in {FeedScope.AGENCY, FeedScope.PERSON}
        return f"{named}, {self.role.label}" if with_role else named


def token_digest(token: str) -> bytes:
    """Return what is kept of a token: enough to recognise it, useless to whoever reads the database."""
    return hashlib.sha256(token.encode("ascii")).digest()


def token_hint(token: str) -> str:
    """Return the few letters by which its holder tells one address from another."""
    return token[-HINT_LETTERS:]


def token_in(text: str) -> str:
    """Return the token of an address, `webcal://` or `https://`, or of a bare token. Raises `BrokenToken`."""
    address, _, last = text.strip().rpartition("/")
    named = TOKEN.fullmatch(address.rpartition("/")[2])
    token = named[0] if named and last.endswith(".ics") else last.removesuffix(".ics")
    if TOKEN.fullmatch(token) is None:
        # The text is not repeated: a mistyped secret is still nearly one.
        raise BrokenToken(
            given="…",
            place="Địa chỉ lịch",
            reason="không phải địa chỉ lịch hay mã của nó (43 chữ cái, chữ số, “-”, “_”)",
            remedy="Chép lại cả địa chỉ, như https://dondoc.tinh.example/lich/….ics.",
        )
    return token


def feed_address(base_url: str, token: str, name: str) -> str:
    """Return the address to subscribe to. `base_url` is where the pages are, such as "https://dondoc.tinh.example".

    `name` is the calendar's: Thunderbird calls it by the last part of the path, which it doesn't decode.

    >>> feed_address("https://dondoc.tinh.example/", "abc", "Nhiệm vụ của phòng")
    'https://dondoc.tinh.example/lich/abc/nhiem-vu-cua-phong.ics'
    """
    return page_url(base_url, ServedPage.CALENDAR, token, slug(name))


def subscribe_address(base_url: str, token: str) -> str:
    """Return the address of the page that tells how to subscribe: what people are given, and QR codes hold.

    >>> subscribe_address("https://dondoc.tinh.example/", "abc")
    'https://dondoc.tinh.example/lich/abc'
    """
    return page_url(base_url, ServedPage.SUBSCRIBING, token)


def base_in(address: str) -> str:
    """Return where the pages are by an address of a calendar; "" for a bare token.

    `webcal:` stands for `https:`, on this machine itself for `http:`.

    >>> base_in("webcal://dondoc.tinh.example/lich/abc.ics"), base_in("abc")
    ('https://dondoc.tinh.example', '')
    """
    base, found, _ = address.strip().rpartition("/lich/")
    scheme, separator, rest = base.partition("://")
    if not found or not separator:
        return ""
    if scheme.lower().startswith("webcal"):
        scheme = "http" if _HERE.match(rest) else "https"
    return f"{scheme}://{rest}"


def webcal(address: str) -> str:
    """Return the same address in the form that opens a calendar program instead of a download.

    >>> webcal("https://dondoc.tinh.example/lich/abc.ics")
    'webcal://dondoc.tinh.example/lich/abc.ics'
    """
    return "webcal://" + address.partition("://")[2]
