"""What is in doubt: notices whose worker died, and those whose answer was lost. Never resent blindly.

Whoever dies before sending gives its claim back; who dies while sending leaves `unknown`. What is unknown is resent
under its old `Message-ID`, asked about by it, or left to a person, as the channel's policy says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.store.notices.outbox import Settlement, rows_changed
from workflow.store.notices.outbox_statements import NOTICES, is_in
from workflow.store.tables import NoticeRow, NoticeState

WORKER_DIED = "tiến trình gửi dừng giữa chừng, không rõ tin đã đến hay chưa"


@dataclass(frozen=True, kw_only=True)
class _Doubt:
    """A message that may or may not have arrived."""

    channel: str
    recipient: str
    message_id: str


def release_expired(session: Session, *, now: datetime) -> int:
    """Requeue claims whose worker died before sending; return how many notices became `unknown` instead."""
    expired = NoticeRow.lease_until < now
    session.execute(
        update(NoticeRow)
        .where(is_in(NoticeState.CLAIMED), expired)
        .values(state=NoticeState.QUEUED, lease_token=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
    return rows_changed(
        session,
        update(NOTICES)
        .where(is_in(NoticeState.SENDING), expired)
        .values(
            state=NoticeState.UNKNOWN,
            outcome=WORKER_DIED,
            doubts=NoticeRow.doubts + 1,
            settled_at=now,
            lease_token=None,
            lease_until=None,
        ),
    )


def resend_unknown(session: Session, channel: str, *, before: datetime, most: int, now: datetime) -> int:
    """Queue again what has been unknown since `before`, unless its answer was lost more than `most` times.

    It keeps its `Message-ID`. Returns how many notices that is.
    """
    return rows_changed(
        session,
        update(NOTICES)
        .where(
            is_in(NoticeState.UNKNOWN),
            NoticeRow.channel == channel,
            NoticeRow.settled_at <= before,
            NoticeRow.doubts <= most,
        )
        .values(state=NoticeState.QUEUED, not_before=now, settled_at=None),
    )


def doubtful(session: Session, channel: str, *, before: datetime) -> Sequence[_Doubt]:
    """Return the channel's messages that have been unknown since `before`, one for all of a message's notices."""
    rows = session.execute(
        select(NoticeRow.recipient, NoticeRow.message_id)
        .where(is_in(NoticeState.UNKNOWN), NoticeRow.channel == channel, NoticeRow.settled_at <= before)
        .distinct()
        .order_by(NoticeRow.recipient, NoticeRow.message_id)
    )
    return [_Doubt(channel=channel, recipient=recipient, message_id=message_id) for recipient, message_id in rows]


def resolve_doubt(session: Session, doubt: _Doubt, settlement: Settlement, *, now: datetime) -> int:
    """Write what was found out about a doubtful message; return how many notices that is."""
    again = settlement.retry_at is not None
    return rows_changed(
        session,
        update(NOTICES)
        .where(
            is_in(NoticeState.UNKNOWN),
            NoticeRow.channel == doubt.channel,
            NoticeRow.recipient == doubt.recipient,
            NoticeRow.message_id == doubt.message_id,
        )
        .values(
            state=NoticeState.QUEUED if again else settlement.state,
            outcome=settlement.outcome,
            not_before=settlement.retry_at if again else NoticeRow.not_before,
            settled_at=None if again else now,
        ),
    )
