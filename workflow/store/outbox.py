"""The outbox: claiming queued notices, sending them in parcels, and settling what became of them.

Two steps, so that a worker's death never sends twice: an expired claim goes back to the queue, but a parcel whose
worker died while sending is `unknown` and waits for a decision. No network is touched inside a transaction.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from workflow.ladder import Ladders
from workflow.store.tables import (
    AgencyRow,
    AssignmentRow,
    NoticeRow,
    NoticeState,
    OccurrenceRow,
    PlanRow,
    TaskTableRow,
)

# Longer than any delivery may take: a worker that is still alive has settled long before.
LEASE = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class QueuedNotice:
    """One notice of a parcel."""

    id: int
    key: str
    assignment_id: int
    step: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """All that one recipient is told on one channel in one run. `token` proves the claim.

    `attempts` counts the tries of its oldest notice, this one included.
    """

    token: str
    channel: str
    recipient: str
    recipient_name: str
    agency_name: str
    attempts: int
    notices: tuple[QueuedNotice, ...]


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What became of a parcel. A `retry_at` puts it back into the queue instead of ending it."""

    state: NoticeState
    message_id: str = ""
    outcome: str = ""
    retry_at: datetime | None = None


def release_expired(session: Session, *, now: datetime) -> int:
    """Requeue claims whose worker died before sending; return how many parcels' notices became `unknown` instead."""
    expired = NoticeRow.lease_until < now
    session.execute(
        update(NoticeRow)
        .where(NoticeRow.state == NoticeState.CLAIMED, expired)
        .values(state=NoticeState.QUEUED, lease_token=None, lease_until=None)
    )
    lost = session.scalars(
        update(NoticeRow)
        .where(NoticeRow.state == NoticeState.SENDING, expired)
        .values(state=NoticeState.UNKNOWN, outcome="tiến trình gửi dừng giữa chừng", settled_at=now)
        .returning(NoticeRow.id)
    ).all()
    return len(lost)


def cancel_unwarranted(session: Session, ladders: Ladders, *, now: datetime) -> int:
    """Cancel queued notices whose duty no longer deserves them: reported, withdrawn, moved to another day."""
    rows = session.execute(
        select(NoticeRow.id, NoticeRow.step, NoticeRow.due, AssignmentRow.state, AssignmentRow.due, PlanRow.number)
        .join(AssignmentRow, AssignmentRow.id == NoticeRow.assignment_id)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskTableRow, TaskTableRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskTableRow.plan_id)
        .where(NoticeRow.state == NoticeState.QUEUED)
    )
    obsolete = []
    for notice_id, step_id, due, state, current_due, number in rows:
        step = ladders.of_plan(number).step(step_id)
        if step is None or (step.dated and due != current_due) or not step.warranted_in(state):
            obsolete.append({"id": notice_id, "state": NoticeState.CANCELLED, "settled_at": now})
    if obsolete:
        session.execute(update(NoticeRow), obsolete)
    return len(obsolete)


def claim(session: Session, *, now: datetime, channels: Sequence[str], limit: int = 50) -> list[Parcel]:
    """Take up to `limit` recipients' notices that may be sent now on one of the channels.

    Two workers never get the same recipient's.
    """
    ready = and_(NoticeRow.state == NoticeState.QUEUED, NoticeRow.not_before <= now, NoticeRow.channel.in_(channels))
    waiting = (
        select(NoticeRow.channel, NoticeRow.recipient)
        .where(ready)
        .group_by(NoticeRow.channel, NoticeRow.recipient)
        .order_by(NoticeRow.channel, NoticeRow.recipient)
        .limit(limit)
    )
    parcels = []
    for channel, recipient in session.execute(waiting).all():
        if parcel := _claim_one(session, channel, recipient, now):
            parcels.append(parcel)
    return parcels


def _claim_one(session: Session, channel: str, recipient: str, now: datetime) -> Parcel | None:
    mine = select(NoticeRow.id).where(
        NoticeRow.state == NoticeState.QUEUED,
        NoticeRow.not_before <= now,
        NoticeRow.channel == channel,
        NoticeRow.recipient == recipient,
    )
    if session.get_bind().dialect.name == "postgresql":
        mine = mine.with_for_update(skip_locked=True)
    token = str(uuid.uuid4())
    ids = session.scalars(mine).all()
    session.execute(
        update(NoticeRow)
        .where(NoticeRow.id.in_(ids), NoticeRow.state == NoticeState.QUEUED)
        .values(
            state=NoticeState.CLAIMED,
            lease_token=token,
            lease_until=now + LEASE,
            attempts=NoticeRow.attempts + 1,
        )
        .execution_options(synchronize_session=False)
    )
    return _parcel(session, token)


def _parcel(session: Session, token: str) -> Parcel | None:
    rows = session.execute(
        select(NoticeRow, AgencyRow.name)
        .join(AgencyRow, AgencyRow.id == NoticeRow.agency_id)
        .where(NoticeRow.lease_token == token)
        .order_by(NoticeRow.id)
        .execution_options(populate_existing=True)
    ).all()
    if not rows:
        return None
    first, agency_name = rows[0]
    return Parcel(
        token=token,
        channel=first.channel,
        recipient=first.recipient,
        recipient_name=first.recipient_name,
        agency_name=agency_name,
        attempts=max(row.attempts for row, _ in rows),
        notices=tuple(
            QueuedNotice(id=row.id, key=row.key, assignment_id=row.assignment_id, step=row.step, note=row.note)
            for row, _ in rows
        ),
    )


def begin_sending(session: Session, token: str, *, now: datetime) -> bool:
    """Mark a parcel as being sent, just before the call; False when the claim was lost meanwhile."""
    taken = session.scalars(
        update(NoticeRow)
        .where(NoticeRow.lease_token == token, NoticeRow.state == NoticeState.CLAIMED)
        .values(state=NoticeState.SENDING, lease_until=now + LEASE)
        .returning(NoticeRow.id)
    ).all()
    return bool(taken)


def settle(session: Session, token: str, settlement: Settlement, *, now: datetime) -> bool:
    """Write what became of a parcel; False when somebody else settled it, after our lease had run out."""
    again = settlement.retry_at is not None
    settled = session.scalars(
        update(NoticeRow)
        .where(NoticeRow.lease_token == token, NoticeRow.state == NoticeState.SENDING)
        .values(
            state=NoticeState.QUEUED if again else settlement.state,
            message_id=settlement.message_id,
            outcome=settlement.outcome,
            not_before=settlement.retry_at if again else NoticeRow.not_before,
            settled_at=None if again else now,
            lease_token=None,
            lease_until=None,
        )
        .returning(NoticeRow.id)
    ).all()
    return bool(settled)


@dataclass(frozen=True, kw_only=True)
class NoticeLine:
    """A notice as the list shows it."""

    id: int
    state: NoticeState
    channel: str
    recipient: str
    step: str
    assignment_id: int
    due: date
    outcome: str


def notices(session: Session, *, states: Sequence[NoticeState] = ()) -> list[NoticeLine]:
    """Return notices, newest first; of the given states when any are given."""
    query = select(NoticeRow).order_by(NoticeRow.id.desc())
    if states:
        query = query.where(or_(*(NoticeRow.state == state for state in states)))
    return [
        NoticeLine(
            id=row.id,
            state=row.state,
            channel=row.channel,
            recipient=row.recipient,
            step=row.step,
            assignment_id=row.assignment_id,
            due=row.due,
            outcome=row.outcome,
        )
        for row in session.scalars(query)
    ]
