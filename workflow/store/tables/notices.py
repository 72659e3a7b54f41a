"""The outbox: what must be told to whom, written in the transaction that causes it, and how its channels stand."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.tables.base import TableBase, UtcMoment, by_value, partial_index


class NoticeState(StrEnum):
    """Where a notice stands.

    `unknown` is one whose answer was lost, be it that its worker died while sending: the channel's policy or a person
    decides. `moved` is one whose recipient can't be reached on its channel: another notice took its place.
    """

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"
    MOVED = "moved"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The state in the words of the screen."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    NoticeState.QUEUED: "chờ gửi",
    NoticeState.CLAIMED: "sắp gửi",
    NoticeState.SENDING: "đang gửi",
    NoticeState.SENT: "đã gửi",
    NoticeState.UNKNOWN: "không rõ đã đến chưa",
    NoticeState.DEAD: "không gửi được",
    NoticeState.MOVED: "đã chuyển kênh",
    NoticeState.CANCELLED: "đã hủy",
}


class NoticeRow(TableBase):
    """One step of the ladder, or one piece of news, for one assignment or plan, to one recipient on one channel.

    `key` is unique over assignment or plan, step, due day, recipient and channel: the same notice is never queued
    twice, and a moved due day makes a new one. A digest is sent for all claimed notices of a recipient and channel;
    `message_id` is that digest's, from the moment its sending began. `doubts` counts the times its answer was lost.
    """

    __tablename__ = "notice"
    __table_args__ = (
        # The oldest first, and every list by state.
        Index("ix_notice_claim", "state", "channel", "not_before", "recipient"),
        # All that waits for one recipient. What was sent is not in it, so it stays small; the state is in it so that
        # SQLite prefers it to the one above.
        partial_index("ix_notice_queued", "state", "channel", "recipient", where="state = 'queued'"),
        # Who was sent something on a day.
        Index("ix_notice_settled", "settled_at", "channel", "recipient"),
        # What is in a worker's hands.
        partial_index("ix_notice_lease", "lease_token", "recipient", where="lease_token IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(500), unique=True)
    # What it speaks of: a duty or a plan. Of both none is left when a plan no longer has the coordinator it was for.
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    step: Mapped[str] = mapped_column(String(40))
    # How the step was called when the notice was queued; "" of news, whose words no office edits.
    step_words: Mapped[str] = mapped_column(String(80), default="", server_default="")
    due: Mapped[date]
    channel: Mapped[str] = mapped_column(String(20))
    recipient: Mapped[str] = mapped_column(String(320))
    recipient_name: Mapped[str] = mapped_column(String(200))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    # Whose duties it tells of, where that needn't be the recipient's agency: he may hear instead of another.
    about_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    # What the recipient should know about why it comes to him: he stands in, the agency has no contact, a date moved.
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    state: Mapped[NoticeState] = mapped_column(by_value(NoticeState), default=NoticeState.QUEUED)
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    queued_at: Mapped[datetime] = mapped_column(UtcMoment)
    not_before: Mapped[datetime] = mapped_column(UtcMoment)
    lease_token: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None] = mapped_column(UtcMoment)
    attempts: Mapped[int] = mapped_column(default=0)
    doubts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    message_id: Mapped[str] = mapped_column(String(200), default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class ChannelRow(TableBase):
    """How a channel stands, for all workers: its failures in a row, until when it is left alone, its next free slot.

    Whoever claims notices of a channel holds its row: so two workers never share out one recipient's notices.
    `stopped` is a channel that needs a person; it is tried again now and then all the same.
    """

    __tablename__ = "channel"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    open_until: Mapped[datetime | None] = mapped_column(UtcMoment)
    stopped: Mapped[bool] = mapped_column(default=False)
    why: Mapped[str] = mapped_column(Text, default="")
    next_slot: Mapped[datetime | None] = mapped_column(UtcMoment)
