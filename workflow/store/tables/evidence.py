"""Reports that are being written, and the files that people send up for them. What was handed in stands in the log."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.evidence.files import FileKind, ScanResult
from workflow.store.tables.base import TableBase, UtcMoment, by_value


class DraftRow(TableBase):
    """What somebody has typed into a form of a duty and not sent yet. `form` is the form's name in addresses."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("person_id", "assignment_id", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    form: Mapped[str] = mapped_column(String(40))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    changed_at: Mapped[datetime] = mapped_column(UtcMoment)


class UploadRow(TableBase):
    """A file that somebody sent up, `digest` the SHA-256 of its content in hex, and the draft that it waits in, if any.

    A draft that is handed in or dropped leaves the row without it: so it still counts for the limit of the hour.
    """

    __tablename__ = "upload"
    __table_args__ = (Index(None, "person_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcMoment)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    kind: Mapped[FileKind] = mapped_column(by_value(FileKind))
    pages: Mapped[int]
    scan: Mapped[ScanResult] = mapped_column(by_value(ScanResult))
