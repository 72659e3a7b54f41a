"""Agencies, their spellings, the members of groups, and the people to write to."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.tables.base import TableBase, UtcMoment, by_value


class ContactRole(StrEnum):
    """What a contact is to the agency. The back-up is written to when nobody else of the agency can be."""

    STAFF = "staff"
    HEAD = "head"
    BACKUP = "backup"

    @property
    def label(self) -> str:
        """The role in the words of the screen."""
        return {"staff": "cán bộ theo dõi", "head": "thủ trưởng", "backup": "dự phòng"}[self]


class AgencyRow(TableBase):
    """A department, commune, school, or a group of them."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(40))
    is_group: Mapped[bool] = mapped_column(default=False)


class AgencyAliasRow(TableBase):
    """Another spelling under which plans print an agency."""

    __tablename__ = "agency_alias"
    __table_args__ = (UniqueConstraint("agency_id", "spelling"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    spelling: Mapped[str] = mapped_column(String(300))


class FormerNameRow(TableBase):
    """A name that an agency bore before, from `since` to `until`, both included, null where nobody knows."""

    __tablename__ = "agency_former_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str] = mapped_column(String(300))
    since: Mapped[date | None]
    until: Mapped[date | None]


class AgencyMemberRow(TableBase):
    """Membership of a group; `left_on` is the first day on which it no longer holds."""

    __tablename__ = "agency_member"

    group_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True, index=True)
    left_on: Mapped[date | None]


class ContactRow(TableBase):
    """One address of a person or office of an agency.

    `works_from` and `works_until` are hours in Vietnam, both or neither (then the house's quiet hours hold). From
    `away_from` to `away_until`, inclusive, the stand-in is written to instead. Who unsubscribed gets no reminders any
    more, escalations still.
    """

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("agency_id", "role", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    role: Mapped[ContactRole] = mapped_column(by_value(ContactRole))
    name: Mapped[str] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(20), default="email")
    address: Mapped[str] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(5), default="vi", server_default="vi")
    works_from: Mapped[time | None]
    works_until: Mapped[time | None]
    away_from: Mapped[date | None]
    away_until: Mapped[date | None]
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    unsubscribed_at: Mapped[datetime | None] = mapped_column(UtcMoment)
