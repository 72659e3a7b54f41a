"""Triggers, occurrences and assignments: what waits, what falls due, and who owes it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint, case, false
from sqlalchemy.orm import Mapped, mapped_column

from workflow.deadlines.values.resolution import Unit
from workflow.lifecycle import State
from workflow.store.tables.base import TableBase, UtcMoment, by_value, partial_index
from workflow.timeliness import Timeliness


class TriggerRow(TableBase):
    """An awaited outside event, shared by the tasks of a plan that await the same wording.

    The watcher is the agency that is asked whether it has happened; without one it's the plan's coordinator. A
    `repeatable` one may fire again and again: `fired_on` is the last time.
    """

    __tablename__ = "trigger"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    key: Mapped[str] = mapped_column(String(500))
    wording: Mapped[str] = mapped_column(Text)
    waiting_since: Mapped[date]
    fired_on: Mapped[date | None]
    document: Mapped[str] = mapped_column(Text, default="")
    watcher_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    repeatable: Mapped[bool] = mapped_column(default=False, server_default=false())


class ProposalState(StrEnum):
    """What has become of somebody's word that an event happened; `overtaken` when it fired without it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    OVERTAKEN = "overtaken"


class EventProposalRow(TableBase):
    """Somebody's word that an awaited event happened on a day, until whoever may fire it accepts or refuses."""

    __tablename__ = "event_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    trigger_id: Mapped[int] = mapped_column(ForeignKey("trigger.id"), index=True)
    happened_on: Mapped[date]
    document: Mapped[str] = mapped_column(Text)
    state: Mapped[ProposalState] = mapped_column(by_value(ProposalState), index=True)
    proposed_by: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcMoment)
    decided_by: Mapped[str] = mapped_column(String(120), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    reason: Mapped[str] = mapped_column(Text, default="")


class OccurrenceRow(TableBase):
    """One date on which a task falls due, or the event it waits for with the offset counted from it.

    `alternative_id` is an event that may move a date there is already ("hoặc theo yêu cầu của BCĐ"). `withdrawn_on` is
    the day on which a changed deadline no longer had this one.
    """

    __tablename__ = "occurrence"
    __table_args__ = (UniqueConstraint("task_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    key: Mapped[str] = mapped_column(String(60))
    opens: Mapped[date | None]
    due: Mapped[date | None]
    trigger_id: Mapped[int | None] = mapped_column(ForeignKey("trigger.id"), index=True)
    alternative_id: Mapped[int | None] = mapped_column(ForeignKey("trigger.id"), index=True)
    offset_count: Mapped[int | None]
    offset_unit: Mapped[Unit | None] = mapped_column(by_value(Unit))
    withdrawn_on: Mapped[date | None]


class AssignmentRow(TableBase):
    """One agency's duty for one occurrence: the state machine.

    `next_change_on` is the day on which `timeliness` changes by itself; the sweep reads by its index and nothing else.
    `scheduled_on` is the day on which the dates were last set: the ladder looks at such rows whatever their age.
    `wished_due` is the day an open request for an extension asks for, `extensions` counts those that were granted.
    `event_stamp` is when calendars are told that it was revised last, in seconds since 1970 (UTC).
    """

    __tablename__ = "assignment"
    # A uid is made from its occurrence among others, so it is unique if it is so within it; an index over uids alone
    # would scatter every day's changes over the whole index.
    __table_args__ = (
        UniqueConstraint("occurrence_id", "agency_id"),
        UniqueConstraint("occurrence_id", "uid"),
        # What waits for a decision: few of many.
        partial_index("ix_assignment_decision", "state", where="state IN ('reported', 'refused')"),
        partial_index("ix_assignment_wish", "wished_due", where="wished_due IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36))
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    state: Mapped[State] = mapped_column(by_value(State))
    opens: Mapped[date | None]
    due: Mapped[date | None] = mapped_column(index=True)
    act_by: Mapped[date | None] = mapped_column(index=True)
    soon_on: Mapped[date | None]
    timeliness: Mapped[Timeliness] = mapped_column(by_value(Timeliness))
    next_change_on: Mapped[date | None] = mapped_column(index=True)
    scheduled_on: Mapped[date] = mapped_column(index=True)
    extensions: Mapped[int] = mapped_column(default=0)
    wished_due: Mapped[date | None]
    reported_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(Text, default="")
    progress: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcMoment)
    event_stamp: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")

    @classmethod
    def next_revision(cls, now: datetime | None = None) -> dict[str, Any]:
        """Return the columns that tell calendars of a change at this moment: what revises a duty sets all of them.

        The stamp is later than the last one whatever the moment: a change may be dated back, or be the second of one
        second. Programs such as ICSx5 go by it alone.
        """
        next_second = cls.event_stamp + 1
        moment = int(now.timestamp()) if now else 0
        stamp = case((next_second > moment, next_second), else_=moment)
        return {"revision": cls.revision + 1, "event_stamp": stamp}
