"""Builders for tests of posting: a queue of notices, an office that sends them, and a clock that a test moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from notifications.delivery.dispatch import Dispatch, dispatch_notices
from notifications.delivery.tally import DispatchResult
from notifications.messages.message import Attachment
from tests.plans import at, house_policies
from workflow.assignment import Assignment
from workflow.notices.ladder import Channel, Ladder, Ladders
from workflow.store.database.opening import Database
from workflow.store.notices.listing import NoticeLine, notices
from workflow.store.notices.queueing import Moment, queue_notices
from workflow.store.people.directory import Contact, keep_contacts, keep_directory
from workflow.store.tables import ContactRole

DUE = date(2026, 7, 14)
DAY = DUE + timedelta(days=1)
COORDINATOR = "so-khoa-hoc-va-cong-nghe"
BOT = "zalobot://123:secret@bot.example/?timeout=1&base="


@dataclass
class Clock:
    """Seconds that pass only while somebody sleeps."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def seconds(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def no_calendar(_person: str, _duties: Sequence[Assignment]) -> Attachment | None:
    return None


def only_by(channel: Channel, *, urgent: bool = False) -> Ladders:
    """The packaged ladder, all of it by one channel."""
    common = house_policies().ladders.common
    steps = tuple(replace(step, channels=(channel,), urgent=urgent) for step in common.steps)
    return Ladders(Ladder(steps, common.wording), {})


def an_office(database: Database, channels: Mapping[str, str], **changes: Any) -> Dispatch:
    """An office with the house's ladders and a clock that stands still."""
    clock = Clock()
    office = Dispatch(
        database=database,
        ladders=house_policies().ladders,
        vantage=house_policies().on,
        channels=channels,
        base_url="",
        calendar_of=no_calendar,
        seconds=clock.seconds,
        sleep=clock.sleep,
    )
    return replace(office, **changes)


def posted(office: Dispatch, *, minutes: int = 0) -> DispatchResult:
    """Post on the day after the due day, so many minutes after nine."""
    return dispatch_notices(office, today=DAY, now=at(DAY) + timedelta(minutes=minutes))


def queue_on(database: Database, day: date = DAY, ladders: Ladders | None = None) -> int:
    """Queue what the ladder demands on a day."""
    policies = house_policies()
    with database.writing() as session:
        return queue_notices(
            session,
            ladders or policies.ladders,
            moment=Moment(today=day, now=at(day), not_before=at(day)),
            working_days=policies.working_days,
        )


def with_address(database: Database, agency: str, channel: str, address: str) -> None:
    """Give the office of an agency one more address; its person is the one of `with_contacts`."""
    contact = Contact(agency=agency, role=ContactRole.STAFF, name=f"Văn thư {agency}", address=address, channel=channel)
    with database.writing() as session:
        keep_directory(session, house_policies().directory)
        keep_contacts(session, [contact])


def lines(database: Database, channel: str = "") -> list[NoticeLine]:
    """All notices, newest first."""
    with database.reading() as session:
        return notices(session, channel=channel)
