"""The outbox: what must be told to whom, written in the transaction that causes it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.tables.base import Table, UtcMoment, by_value


class NoticeState(StrEnum):
    """Where a notice stands; `unknown` is one whose worker died while sending, and is never resent blindly."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"
    CANCELLED = "cancelled"


class NoticeRow(Table):
    """One step of the ladder for one assignment, to one recipient on one channel.

    `key` is unique over assignment, step, due day, recipient and channel: the same notice is never queued twice, and
    a moved due day makes a new one. A digest is sent for all claimed notices of one recipient and channel together.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_claim", "state", "not_before", "channel", "recipient"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(500), unique=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    step: Mapped[str] = mapped_column(String(40))
    due: Mapped[date]
    channel: Mapped[str] = mapped_column(String(20))
    recipient: Mapped[str] = mapped_column(String(320))
    recipient_name: Mapped[str] = mapped_column(String(200))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    # What the recipient should know about why it comes to him: he stands in, the agency has no contact, a date moved.
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    state: Mapped[NoticeState] = mapped_column(by_value(NoticeState), default=NoticeState.QUEUED)
    queued_at: Mapped[datetime] = mapped_column(UtcMoment)
    not_before: Mapped[datetime] = mapped_column(UtcMoment)
    lease_token: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None] = mapped_column(UtcMoment)
    attempts: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[str] = mapped_column(String(200), default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(UtcMoment)
