"""The outbox: claiming queued notices, sending them in parcels, and settling what became of them.

Two steps, so that a worker's death never sends twice: an expired claim goes back to the queue, but a parcel whose
worker died while sending is `unknown` and waits for the channel's policy or a person. No network is touched inside a
transaction. Every statement finds its rows by an index that holds only what is in its state: what was sent long ago
costs nothing.
"""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, SQLColumnExpression, Update, func, select, update
from sqlalchemy.orm import Session

from workflow.lifecycle import State
from workflow.store.notices.outbox_statements import BEGIN, END_NOTICE, NOTICES, OF_PARCEL, REQUEUE, STANDING, is_in
from workflow.store.tables import AgencyRow, NoticeRow, NoticeState

T = TypeVar("T")

# Longer than any delivery may take: a worker that is still alive has settled long before.
LEASE = timedelta(minutes=10)
# How many queued notices are looked at for each recipient wanted: about as many as one has on a busy day.
DEPTH = 10
# How many numbers go into one statement: databases take tens of thousands at most.
_BATCH = 1_000


@dataclass(frozen=True, kw_only=True)
class QueuedNotice:
    """One notice of a parcel: of a duty or of a plan, to somebody of an agency (numbers).

    `about_agency_id` is whose duties a plan's notice tells of, where that needn't be the recipient's agency.
    """

    id: int
    key: str
    step: str
    due: date
    agency_id: int
    assignment_id: int | None = None
    plan_id: int | None = None
    note: str = ""
    about_agency_id: int | None = None

    @property
    def whose(self) -> int:
        """The agency whose duties it tells of."""
        return self.about_agency_id or self.agency_id


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """All that one recipient is told on one channel in one run. `token` proves the claim.

    `attempts` counts the tries of its oldest notice, this one included. A parcel that is sent again because nobody
    knows whether it arrived keeps its `message_id`; any other has none yet.
    """

    token: str
    channel: str
    recipient: str
    recipient_name: str
    agency_name: str
    attempts: int
    notices: tuple[QueuedNotice, ...]
    message_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What became of notices. A `retry_at` puts them back into the queue instead of ending them.

    A `blameless` try doesn't count: it was the channel that failed. With state `unknown` the doubt is counted.
    """

    state: NoticeState
    outcome: str = ""
    retry_at: datetime | None = None
    blameless: bool = False


class Start(Enum):
    """Whether a parcel may be sent: yes; no, its claim is lost; not like this, its duties changed meanwhile."""

    STARTED = auto()
    LOST = auto()
    CHANGED = auto()


def claim(session: Session, channel: str, *, now: datetime, limit: int = 50, urgent_only: bool = False) -> list[Parcel]:
    """Take up to `limit` recipients' notices that may be sent now on the channel, the longest waiting first.

    All of a recipient's go to one worker when the transaction holds the channel (`workflow.store.notices.channels`).
    """
    ready = _ready(channel, now, urgent_only)
    recipients = _waiting_longest(session, ready, limit)
    if not recipients:
        return []
    # An expression, so that the recipients' few rows are read and not all that is due.
    due = func.coalesce(NoticeRow.not_before, NoticeRow.queued_at)
    # Locked by nobody else; MATERIALIZED, so that locking happens once and not while the update goes on.
    mine = (
        select(NoticeRow.id)
        .where(
            is_in(NoticeState.QUEUED), NoticeRow.recipient.in_(recipients), *_ready(channel, now, urgent_only, by=due)
        )
        .with_for_update(skip_locked=True)
        .cte("mine")
        .prefix_with("MATERIALIZED")
    )
    token = str(uuid.uuid4())
    taken = session.execute(
        update(NoticeRow)
        .where(NoticeRow.id.in_(select(mine.c.id)))
        .values(state=NoticeState.CLAIMED, lease_token=token, lease_until=now + LEASE, attempts=NoticeRow.attempts + 1)
        .returning(
            NoticeRow.id,
            NoticeRow.key,
            NoticeRow.assignment_id,
            NoticeRow.plan_id,
            NoticeRow.step,
            NoticeRow.due,
            NoticeRow.recipient,
            NoticeRow.recipient_name,
            NoticeRow.agency_id,
            NoticeRow.about_agency_id,
            NoticeRow.note,
            NoticeRow.attempts,
            NoticeRow.message_id,
        )
        .execution_options(synchronize_session=False)
    ).all()
    return _parcels(session, channel, token, taken, recipients)


def is_waiting(session: Session, channel: str, *, now: datetime, urgent_only: bool = False) -> bool:
    """Whether there is anything to claim."""
    return bool(_waiting_longest(session, _ready(channel, now, urgent_only), 1))


def _ready(
    channel: str, now: datetime, urgent_only: bool, *, by: SQLColumnExpression[datetime] = NoticeRow.not_before
) -> list[ColumnElement[bool]]:
    ready = [NoticeRow.channel == channel, by <= now]
    return [*ready, NoticeRow.urgent.is_(True)] if urgent_only else ready


def _waiting_longest(session: Session, ready: Sequence[ColumnElement[bool]], limit: int) -> list[str]:
    rows = session.scalars(
        select(NoticeRow.recipient)
        .where(is_in(NoticeState.QUEUED), *ready)
        .order_by(NoticeRow.not_before, NoticeRow.recipient)
        .limit(limit * DEPTH)
    )
    return list(dict.fromkeys(rows))[:limit]


def _parcels(
    session: Session, channel: str, token: str, taken: Sequence[Any], recipients: Sequence[str]
) -> list[Parcel]:
    """Put claimed notices together: what one is told afresh, and what is sent again under its old Message-ID."""
    names = dict(
        session.execute(
            select(AgencyRow.id, AgencyRow.name).where(AgencyRow.id.in_({row.agency_id for row in taken}))
        ).all()
    )
    order = {recipient: number for number, recipient in enumerate(recipients)}
    rows = sorted(taken, key=lambda row: (order[row.recipient], row.message_id, row.id))
    parcels = []
    for (recipient, message_id), group in groupby(rows, key=lambda row: (row.recipient, row.message_id)):
        together = list(group)
        parcels.append(
            Parcel(
                token=token,
                channel=channel,
                recipient=recipient,
                recipient_name=together[0].recipient_name,
                agency_name=names[together[0].agency_id],
                attempts=max(row.attempts for row in together),
                notices=tuple(_notice(row) for row in together),
                message_id=message_id,
            )
        )
    return parcels


def _notice(row: Any) -> QueuedNotice:
    return QueuedNotice(
        id=row.id,
        key=row.key,
        step=row.step,
        due=row.due,
        agency_id=row.agency_id,
        assignment_id=row.assignment_id,
        plan_id=row.plan_id,
        note=row.note,
        about_agency_id=row.about_agency_id,
    )


def begin_sending(
    session: Session,
    parcel: Parcel,
    *,
    message_id: str,
    seen: Mapping[int, tuple[State, date | None]],
    now: datetime,
) -> Start:
    """Mark a parcel as being sent, just before the call, unless the claim was lost or a duty is not as `seen` any more.

    `seen` maps the duties that the message speaks of to their state and due day when it was written. From now on the
    parcel goes by `message_id`.
    """
    if not _still_as(session, seen):
        return Start.CHANGED
    values = {**parcel_values(parcel), "goes_by": message_id, "until": now + LEASE}
    return Start.STARTED if rows_changed(session, BEGIN, values) else Start.LOST


def _still_as(session: Session, seen: Mapping[int, tuple[State, date | None]]) -> bool:
    for some in batches(sorted(seen)):
        rows = session.connection().execute(STANDING, {"ids": some})
        if {number: (state, due) for number, state, due in rows} != {number: seen[number] for number in some}:
            return False
    return True


def cancel_claimed(session: Session, parcel: Parcel, ids: Collection[int], reason: str, *, now: datetime) -> int:
    """Cancel notices of a claimed parcel and return how many were still ours to cancel."""
    ours = 0
    for some in batches(sorted(ids)):
        ours += rows_changed(
            session,
            update(NOTICES)
            .where(OF_PARCEL, is_in(NoticeState.CLAIMED), NoticeRow.id.in_(some))
            .values(state=NoticeState.CANCELLED, outcome=reason, settled_at=now, lease_token=None, lease_until=None),
            parcel_values(parcel),
        )
    return ours


def give_back(session: Session, parcels: Collection[Parcel]) -> None:
    """Put claimed parcels that nobody tried to send back into the queue, as if they had never been taken."""
    for token in {parcel.token for parcel in parcels}:
        session.execute(
            update(NoticeRow)
            .where(
                NoticeRow.lease_token == token,
                NoticeRow.recipient.in_([parcel.recipient for parcel in parcels if parcel.token == token]),
                is_in(NoticeState.CLAIMED),
            )
            .values(state=NoticeState.QUEUED, attempts=NoticeRow.attempts - 1, lease_token=None, lease_until=None)
            .execution_options(synchronize_session=False)
        )


def settle_notice(
    session: Session, parcel: Parcel, settlement: Settlement, *, now: datetime, only: Collection[int] | None = None
) -> int:
    """Write what became of a parcel, or of `only` some of its notices (ids).

    Returns how many that were: 0 when somebody else settled it, after our lease had run out.
    """
    parts = [None] if only is None else [*batches(sorted(only))]
    return sum(_settle(session, parcel, settlement, now, some) for some in parts)


def _settle(
    session: Session, parcel: Parcel, settlement: Settlement, now: datetime, only: Collection[int] | None
) -> int:
    statement = END_NOTICE if settlement.retry_at is None else REQUEUE
    values = {
        **parcel_values(parcel),
        "ends_as": settlement.state,
        "words": settlement.outcome,
        "at": settlement.retry_at or now,
        "uncounted": int(settlement.blameless),
        "doubted": int(settlement.state is NoticeState.UNKNOWN),
    }
    return rows_changed(session, statement if only is None else statement.where(NOTICES.c.id.in_(only)), values)


def rows_changed(session: Session, statement: Update, values: Mapping[str, object] | None = None) -> int:
    """Execute an update of `NOTICES` past the session's objects; return how many rows it changed."""
    return session.connection().execute(statement, values).rowcount


def parcel_values(parcel: Parcel) -> dict[str, object]:
    """Say to a statement with `OF_PARCEL` which parcel is meant."""
    return {"token": parcel.token, "told": parcel.recipient, "known_as": parcel.message_id}


def batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut what goes into a statement's IN into pieces that every database takes."""
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
