"""Letters: what is written to people beside the notices of the ladder."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.tables.base import TableBase, UtcMoment, by_value
from workflow.store.tables.notices import NoticeState


class LetterKind(StrEnum):
    """What a letter is about, and so what its `subject_id` numbers: a plan, an agency."""

    REPORT_CYCLE = "report_cycle"
    WEEKLY = "weekly"


class LetterRow(TableBase):
    """One subject to one address. All of a kind that wait for one address leave as one message.

    `key` is unique over kind, subject, occasion and address, so that the same is never asked twice. `day` is the day
    that the letter speaks of. States are those of notices, without `claimed`: a letter is composed first.
    """

    __tablename__ = "letter"
    __table_args__ = (Index(None, "state", "not_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(500), unique=True)
    kind: Mapped[LetterKind] = mapped_column(by_value(LetterKind))
    subject_id: Mapped[int]
    day: Mapped[date]
    channel: Mapped[str] = mapped_column(String(20))
    recipient: Mapped[str] = mapped_column(String(320))
    recipient_name: Mapped[str] = mapped_column(String(200))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    state: Mapped[NoticeState] = mapped_column(by_value(NoticeState), default=NoticeState.QUEUED)
    queued_at: Mapped[datetime] = mapped_column(UtcMoment)
    not_before: Mapped[datetime] = mapped_column(UtcMoment)
    lease_token: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None] = mapped_column(UtcMoment)
    attempts: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[str] = mapped_column(String(200), default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(UtcMoment)
