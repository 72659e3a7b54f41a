"""The append-only log: one line for everything that anybody, machines included, changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.tables.base import Table, UtcMoment


class EventRow(Table):
    """Who, when, what, from, to, why, by which document. Never updated, never deleted.

    `before` and `after` are states or timeliness; `details` holds what else is needed to replay the change.
    """

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcMoment)
    actor: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(40))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), index=True)
    trigger_id: Mapped[int | None] = mapped_column(ForeignKey("trigger.id"))
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    before: Mapped[str] = mapped_column(String(20), default="")
    after: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class DailyRunRow(Table):
    """The last day that a daily job has worked through, so that the next run catches up from there."""

    __tablename__ = "daily_run"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date]
