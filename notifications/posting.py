"""From the outbox to the recipients: claim one's notices, compose one message, send it, write what became of it.

Every step is a transaction of its own, and none is open while the network is used (`workflow.store.outbox`).
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from notifications.answering import Links
from notifications.delivery import Courier, check
from notifications.digest import compose
from notifications.message import Attachment, Recipient
from notifications.outcome import Advice, Outcome, Refused, Sent, Unknown, describe
from notifications.sections import Line, cause_of
from notifications.zalo.tokens import TokenSource
from workflow.assignment import Assignment
from workflow.ladder import Ladders
from workflow.lifecycle import State
from workflow.store.database import Database
from workflow.store.duties import assignments_by_id
from workflow.store.outbox import (
    Parcel,
    Settlement,
    begin_sending,
    cancel_unwarranted,
    claim,
    release_expired,
    settle,
)
from workflow.store.tables import NoticeState

MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=5)
BATCH = 50

CalendarOf = Callable[[Sequence[Assignment]], Attachment | None]


class Fate(StrEnum):
    """What became of a message in this run."""

    SENT = "sent"
    RETRIED = "retried"
    DEAD = "dead"
    UNKNOWN = "unknown"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class Posted:
    """A run's figures: messages by fate, and notices that were cancelled because nothing is owed any more."""

    fates: Mapping[Fate, int]
    cancelled: int

    def __getitem__(self, fate: Fate) -> int:
        return self.fates.get(fate, 0)


@dataclass(frozen=True, kw_only=True)
class PostOffice:
    """What posting leans on: channel addresses by name, the ladders, links, and the maker of attached calendars."""

    database: Database
    ladders: Ladders
    channels: Mapping[str, str]
    base_url: str
    calendar_of: CalendarOf
    tokens: TokenSource | None = None
    links: Links | None = None


def post(office: PostOffice, *, today: date, now: datetime) -> Posted:
    """Send everything that is queued and may be sent now, one message to each recipient and channel.

    Notices of a channel that has no address stay queued; an address that means nothing raises `ChannelMisconfigured`
    before anything is claimed. What fails for now is queued again with a growing pause,
    and given up as dead after `MOST_ATTEMPTS`.
    """
    for address in office.channels.values():
        check(address)
    with office.database.writing() as session:
        release_expired(session, now=now)
        cancelled = cancel_unwarranted(session, office.ladders, now=now)
    fates: Counter[Fate] = Counter()
    with Courier(tokens=office.tokens) as courier:
        for parcel in _parcels(office, now):
            fates[_send(office, courier, parcel, today=today, now=now)] += 1
    return Posted(fates=fates, cancelled=cancelled)


def _parcels(office: PostOffice, now: datetime) -> Iterator[Parcel]:
    while True:
        with office.database.writing() as session:
            parcels = claim(session, now=now, channels=list(office.channels), limit=BATCH)
        if not parcels:
            return
        yield from parcels


def _send(office: PostOffice, courier: Courier, parcel: Parcel, *, today: date, now: datetime) -> Fate:
    with office.database.reading() as session:
        duties = assignments_by_id(session, {notice.assignment_id for notice in parcel.notices})
    lines = list(_lines(office, parcel, duties))
    calendar = office.calendar_of([line.assignment for line in lines])
    message = compose(
        Recipient(address=parcel.recipient, name=parcel.recipient_name, office=parcel.agency_name),
        lines,
        today=today,
        base_url=office.base_url or None,
        attachments=() if calendar is None else (calendar,),
        unsubscribe_url=office.links.unsubscribe(parcel.recipient) if office.links else None,
        sent_at=now,
    )
    with office.database.writing() as session:
        if not begin_sending(session, parcel.token, now=now):
            return Fate.LOST
    outcome = courier.deliver(message, office.channels[parcel.channel])
    fate, settlement = _settlement(outcome, parcel, message.message_id, now)
    with office.database.writing() as session:
        return fate if settle(session, parcel.token, settlement, now=now) else Fate.LOST


def _lines(office: PostOffice, parcel: Parcel, duties: Mapping[int, Assignment]) -> Iterator[Line]:
    for notice in parcel.notices:
        duty = duties[notice.assignment_id]
        ladder = office.ladders.of_plan(duty.task.plan_number)
        step = ladder.step(notice.step)
        reason = f"{ladder.reason(step) if step else ''} {notice.note}".strip()
        yield Line(
            key=notice.key,
            assignment=duty,
            reason=reason,
            cause=cause_of(notice.step),
            acknowledge_url=_acknowledge_url(office, parcel, duty),
        )


def _acknowledge_url(office: PostOffice, parcel: Parcel, duty: Assignment) -> str:
    """The link that takes a duty on, for those of its agency while nobody has."""
    if office.links is None or duty.state is not State.ASSIGNED or parcel.agency_name != duty.agency_name:
        return ""
    return office.links.acknowledge(duty.id, parcel.recipient)


def _settlement(outcome: Outcome, parcel: Parcel, message_id: str, now: datetime) -> tuple[Fate, Settlement]:
    said = describe(outcome)
    match outcome:
        case Sent():
            return Fate.SENT, Settlement(state=NoticeState.SENT, message_id=message_id, outcome=said)
        case Unknown():
            return Fate.UNKNOWN, Settlement(state=NoticeState.UNKNOWN, message_id=message_id, outcome=said)
        case Refused(permanent=True):
            return Fate.DEAD, Settlement(state=NoticeState.DEAD, message_id=message_id, outcome=said)
        case Refused(advice=advice, retry_after=after):
            if parcel.attempts >= MOST_ATTEMPTS and advice is not Advice.STOP_CHANNEL:
                return Fate.DEAD, Settlement(state=NoticeState.DEAD, message_id=message_id, outcome=said)
            retry_at = now + (after or _pause(parcel.attempts))
            return Fate.RETRIED, Settlement(state=NoticeState.QUEUED, outcome=said, retry_at=retry_at)


def _pause(attempts: int) -> timedelta:
    """Double the pause with each attempt, and spread it so that a recovering server isn't met by all at once."""
    doublings: int = 2 ** (attempts - 1)
    return FIRST_PAUSE * doublings * random.uniform(0.8, 1.2)  # noqa: S311
