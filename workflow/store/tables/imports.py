"""Documents on their way in: read, decided on by people, not yet registered."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.tables.base import TableBase, UtcMoment, by_value


class DraftState(StrEnum):
    """How far a document on its way in has come."""

    READING = "reading"
    UNREADABLE = "unreadable"
    OPEN = "open"
    REGISTERED = "registered"
    DROPPED = "dropped"


class ImportDraftRow(TableBase):
    """A document that was sent up. `document` is what was read of it, `places` where its rows stand on its pages.

    `agency` is the coordinating agency whose it is: for which it came in, or which will follow it up. `refusal` says in
    words why it can't be read. `pages` and `pages_read` tell how far the reading is; `read_at` is the moment of its
    last sign of life. `dropped_at` and `dropped_by` tell of one that was put away without being registered.
    """

    __tablename__ = "import_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[DraftState] = mapped_column(by_value(DraftState), index=True)
    source_name: Mapped[str] = mapped_column(String(300))
    source_sha256: Mapped[str] = mapped_column(String(64))
    octets: Mapped[int]
    agency: Mapped[str] = mapped_column(String(60), default="")
    started_by: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime] = mapped_column(UtcMoment)
    read_at: Mapped[datetime] = mapped_column(UtcMoment)
    pages: Mapped[int] = mapped_column(default=0)
    pages_read: Mapped[int] = mapped_column(default=0)
    refusal: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    places: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    dropped_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    dropped_by: Mapped[str] = mapped_column(String(120), default="")


class ImportDecisionRow(TableBase):
    """One thing that a person decided about a draft; taken back it stays, with who took it back."""

    __tablename__ = "import_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("import_draft.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcMoment)
    actor: Mapped[str] = mapped_column(String(120))
    said: Mapped[str] = mapped_column(Text)
    change: Mapped[dict[str, Any]] = mapped_column(JSON)
    undone_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    undone_by: Mapped[str] = mapped_column(String(120), default="")
