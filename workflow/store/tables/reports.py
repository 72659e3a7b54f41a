"""The figures of reports as they were frozen."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.tables.base import TableBase, UtcMoment


class FrozenReportRow(TableBase):
    """A frozen report. Never updated, never deleted: triggers refuse it.

    `figures` is canonical JSON that says of what the report is as well, `digest` the SHA-256 of its UTF-8 in hex; so
    the same figures of the same question are one row, of who froze them first.
    """

    __tablename__ = "frozen_report"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    figures: Mapped[str] = mapped_column(Text)
    frozen_at: Mapped[datetime] = mapped_column(UtcMoment)
    frozen_by: Mapped[str] = mapped_column(String(120))
