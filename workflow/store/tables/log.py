"""The append-only log: one line for everything that anybody, machines included, changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.tables.base import Table, UtcMoment


class EventRow(Table):
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


class SealRow(Table):
    """One link of the chain that makes tampering show; `workflow.audit` says what each column means."""

    __tablename__ = "seal"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first: Mapped[int]
    last: Mapped[int]
    count: Mapped[int]
    marks: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcMoment)
    digest: Mapped[str] = mapped_column(String(64))


class DailyRunRow(Table):
    """The last day that a daily job has worked through, so that the next run catches up from there."""

    __tablename__ = "daily_run"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date]
