"""Runs of the house's jobs, and how far the log has been passed on."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.tables.base import TableBase, UtcMoment, by_value


class RunState(StrEnum):
    """How a run stands; a `lost` one ended without saying so: its program died, or its lease ran out."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"


class JobRunRow(TableBase):
    """One run of a job. While it is under way it is a lock as well, until `lease_until`.

    `day` is the day that the run is for, the moments are the real clock's. `place` is the machine, `pid` the process.
    """

    __tablename__ = "job_run"
    __table_args__ = (Index(None, "job", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(60))
    day: Mapped[date]
    state: Mapped[RunState] = mapped_column(by_value(RunState))
    started_at: Mapped[datetime] = mapped_column(UtcMoment, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    lease_until: Mapped[datetime] = mapped_column(UtcMoment)
    place: Mapped[str] = mapped_column(String(200))
    pid: Mapped[int]
    told: Mapped[str] = mapped_column(Text, default="")


class CursorRow(TableBase):
    """The last line of the log that a reader of it has passed on."""

    __tablename__ = "log_cursor"

    reader: Mapped[str] = mapped_column(String(40), primary_key=True)
    line: Mapped[int]
