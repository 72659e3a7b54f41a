"""Plans, their tasks, and the agencies named in each task."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, String, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from workflow.deadlines.values.resolution import Certainty, Kind
from workflow.plan import Origin
from workflow.registry.past_days import PastDays
from workflow.store.tables.base import TableBase, UtcMoment, by_value


class TaskRole(StrEnum):
    """What an agency is to a task."""

    LEAD = "lead"
    COOPERATING = "cooperating"


class PlanRow(TableBase):
    """An official document. Numbers restart every year, so number and year name it, within its issuer.

    `other_issuer` says in words why the document isn't the directory's own, "" when it is; `confirmed_on` is the day on
    which a person vouched for it all the same. `closed_on` is the day on which it was closed, or taken back whole.
    `announced_at` is when its agencies were told of it, null while its duties are held; `past_days` is what was chosen
    then for the days already past. `supersedes` are the plans that it says it takes the place of, as it cites them,
    registered or not; `superseded_by_id` is set once somebody closed the older one for it.
    """

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("issuer", "number", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(60))
    year: Mapped[int]
    kind: Mapped[str] = mapped_column(String(60))
    issuer: Mapped[str] = mapped_column(String(300))
    title: Mapped[str] = mapped_column(Text)
    issued_on: Mapped[date]
    first_year: Mapped[int]
    last_year: Mapped[int]
    signer: Mapped[str] = mapped_column(String(200))
    coordinator_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    report_cycle: Mapped[str] = mapped_column(Text, default="")
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    supersedes: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")
    source_name: Mapped[str] = mapped_column(String(300))
    source_sha256: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime] = mapped_column(UtcMoment)
    other_issuer: Mapped[str] = mapped_column(Text, default="", server_default="")
    confirmed_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    announced_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    past_days: Mapped[PastDays] = mapped_column(
        by_value(PastDays), default=PastDays.ESCALATE, server_default=PastDays.ESCALATE.value
    )


class TaskRow(TableBase):
    """One task: its cells as printed, and what was read out of them. `key` names its place in the plan for ever.

    `laid_out_until` is the last day up to which a recurring task has its occurrences; null when it doesn't recur.
    `corrections` holds, by column, what a person read where the print was doubtful: it counts instead of the cell.
    `withdrawn_on` is the day on which a changed document no longer had the task. `held_since` is the day from which
    it waits for a person without being given to anybody, `held_for` the reasons, each with its words. `search` holds
    all its words as searches compare them. `ends_on` is the last day on which it may fall due, by a person's decision.
    """

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    key: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    origin: Mapped[Origin] = mapped_column(by_value(Origin))
    appendix: Mapped[str] = mapped_column(String(20))
    section_number: Mapped[str] = mapped_column(String(20))
    section_title: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    lead: Mapped[str] = mapped_column(Text)
    cooperating: Mapped[str] = mapped_column(Text)
    product: Mapped[str] = mapped_column(Text)
    expression: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    quote: Mapped[str] = mapped_column(Text, default="")
    source_line: Mapped[int]
    inherited: Mapped[list[str]] = mapped_column(JSON)
    kind: Mapped[Kind] = mapped_column(by_value(Kind), index=True)
    certainty: Mapped[Certainty] = mapped_column(by_value(Certainty))
    explanation: Mapped[str] = mapped_column(Text)
    resolution: Mapped[dict[str, Any]] = mapped_column(JSON)
    laid_out_until: Mapped[date | None] = mapped_column(index=True)
    needs_review: Mapped[bool]
    doubts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    corrections: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    withdrawn_on: Mapped[date | None]
    held_since: Mapped[date | None] = mapped_column(index=True)
    held_for: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")
    search: Mapped[str] = mapped_column(Text, default="", server_default="")
    ends_on: Mapped[date | None] = mapped_column(index=True)

    @classmethod
    def shown_title(cls) -> ColumnElement[str]:
        """The title as a person reads it everywhere: the corrected one, else the printed one."""
        return func.coalesce(cls.corrections["title"].as_string(), cls.title)


class TaskAgencyRow(TableBase):
    """An agency or group named in a task's cell; `agency_id` is null where the directory doesn't know it."""

    __tablename__ = "task_agency"

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True)
    role: Mapped[TaskRole] = mapped_column(by_value(TaskRole), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    spelling: Mapped[str] = mapped_column(Text)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
