"""A house with calendar addresses, and a subscriber's program that reads them."""

import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from fastapi.testclient import TestClient

from calendars.feeds.feed import LIMITS, FeedLimits
from tests.plans import at
from tests.web.offices import an_installation
from tests.web.shared_pages import pages_over
from web.feed_desk import FeedDesk
from web.feeds import FeedAddresses, FeedPolicy, WithFeeds
from workflow.by import By
from workflow.feeds import Feed, FeedLook, FeedScope
from workflow.store.database.opening import Database
from workflow.store.feeds.addresses import Order, open_feed

TODAY = date(2026, 3, 5)
LAN = By(actor="Chị Lan", now=at(date(2026, 2, 1)))
_numbers = itertools.count(1)


def a_token() -> str:
    """A token that no test shares with another one."""
    return hashlib.sha256(str(next(_numbers)).encode()).hexdigest()[:43]


@dataclass
class Subscription:
    """The addresses of a database as its subscribers see them, at a moment that tests may move."""

    database: Database
    policy: FeedPolicy = field(default_factory=FeedPolicy)
    limits: FeedLimits = LIMITS
    now: datetime = field(default_factory=lambda: at(TODAY))

    def __post_init__(self) -> None:
        self.desk = FeedDesk(self.database, base_url="https://dondoc.tinh.example", limits=self.limits)
        self.addresses = FeedAddresses(self.desk, now=lambda: self.now, policy=self.policy)
        pages = pages_over(an_installation(self.database), now=lambda: self.now)
        self.client = TestClient(WithFeeds(pages, self.addresses), follow_redirects=False)

    def today(self) -> date:
        return self.now.date()

    def close(self) -> None:
        self.addresses.close()

    def opened(self, code: str = "so-noi-vu", scope: FeedScope = FeedScope.AGENCY, **options: object) -> str:
        """Give out an address; return its token."""
        return self.opened_as(code, scope, **options)[0]

    def opened_as(
        self, code: str = "so-noi-vu", scope: FeedScope = FeedScope.AGENCY, **options: object
    ) -> tuple[str, Feed]:
        token = a_token()
        looks = {name: options.pop(name) for name in FeedLook.__dataclass_fields__ if name in options}
        order = Order(scope=scope, code=code, look=FeedLook(**looks), **options)  # type: ignore[arg-type]
        with self.database.writing() as session:
            return token, open_feed(session, order, token, LAN)

    def get(self, token: str, headers: Mapping[str, str] | None = None, method: str = "GET"):  # type: ignore[no-untyped-def]
        return self.client.request(method, f"/lich/{token}.ics", headers=dict(headers or {}))

    def titles(self, token: str) -> set[str]:
        """The SUMMARY of each event, without the agency."""
        lines = self.get(token).content.decode().replace("\r\n ", "").splitlines()
        return {line.removeprefix("SUMMARY:").rpartition(" (")[0] for line in lines if line.startswith("SUMMARY:")}

    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)
