"""Secret calendar addresses, and the events that were rendered for them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from workflow.feeds import Ending, FeedRole, FeedScope
from workflow.store.tables.base import TableBase, UtcMoment, by_value


class FeedRow(TableBase):
    """One address: whose duties it shows, to whom it was given, and whether it still speaks. The token is not here.

    `agency_id` is set for agencies and coordinators, `plan_id` for plans; `person` is the mail address of a contact,
    who must stay one. From `label` to `open_only` is how it looks (`workflow.feeds.FeedLook`), since `look_at` if that
    was ever changed. `version` is of what was last served, `modified_at` when that was first seen.
    """

    __tablename__ = "feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    hint: Mapped[str] = mapped_column(String(4))
    scope: Mapped[FeedScope] = mapped_column(by_value(FeedScope))
    role: Mapped[FeedRole] = mapped_column(by_value(FeedRole))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    person: Mapped[str] = mapped_column(String(320))
    holder: Mapped[str] = mapped_column(String(200))
    label: Mapped[str] = mapped_column(String(200))
    alarm: Mapped[str] = mapped_column(String(20))
    span: Mapped[bool]
    color: Mapped[str] = mapped_column(String(20), server_default="")
    only_plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    open_only: Mapped[bool] = mapped_column(server_default=false())
    look_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    created_at: Mapped[datetime] = mapped_column(UtcMoment)
    fetched_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    ended_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    ending: Mapped[Ending | None] = mapped_column(by_value(Ending))
    version: Mapped[str] = mapped_column(String(64), default="")
    modified_at: Mapped[datetime] = mapped_column(UtcMoment)


class ShareRow(TableBase):
    """A list or report that anybody with its address may look at until a day; the address's token is not here.

    `query` is the view's, as the address of the list has it; `person_id` is whose sight it shows, `until` the last day.
    """

    __tablename__ = "share"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    hint: Mapped[str] = mapped_column(String(4))
    kind: Mapped[str] = mapped_column(String(20))
    query: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    until: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(UtcMoment)
    ended_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class RenderedEventRow(TableBase):
    """A duty's VEVENT as it was rendered: good as long as the duty has this revision and the program this form.

    `variant` names the options of the address; `form` is how this installation renders them.
    """

    __tablename__ = "rendered_event"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    variant: Mapped[str] = mapped_column(String(40), primary_key=True)
    form: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
