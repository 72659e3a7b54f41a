"""The append-only log: one line for everything that anybody, machines included, changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.tables.base import TableBase, UtcMoment


class EventRow(TableBase):
    """Who, when, what, from, to, why, by which document. Never updated, never deleted: triggers refuse it.

    `before` and `after` are states or timeliness; `details` holds what else is needed to replay the change.
    """

    __tablename__ = "event"
    # A duty's lines in their order.
    __table_args__ = (Index(None, "assignment_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcMoment, index=True)
    actor: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(40))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), index=True)
    trigger_id: Mapped[int | None] = mapped_column(ForeignKey("trigger.id"))
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    before: Mapped[str] = mapped_column(String(20), default="")
    after: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class SealRow(TableBase):
    """One link of the chain that makes tampering show; `workflow.log.audit` says what each column means."""

    __tablename__ = "seal"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first: Mapped[int]
    last: Mapped[int]
    count: Mapped[int]
    marks: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcMoment)
    digest: Mapped[str] = mapped_column(String(64))


class DailyRunRow(TableBase):
    """The last day that a daily job has worked through, so that the next run catches up from there."""

    __tablename__ = "daily_run"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date]


class ShardRow(TableBase):
    """One piece of a day's job that several programs share: the duties from `first` to `last`, null for no end.

    `done_at` is null until the piece is done; it is written in the transaction that did the work. `changes` counts the
    duties that moved or the notices that were queued, `worker` says which program did it.
    """

    __tablename__ = "shard"

    day: Mapped[date] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first: Mapped[int]
    last: Mapped[int | None]
    done_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    changes: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(String(200), default="")
