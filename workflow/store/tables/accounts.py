"""Zalo accounts with their sealed tokens, and what an admin has to be told."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.tables.base import TableBase, UtcMoment


class ZaloAccountRow(TableBase):
    """An Official Account that let us act for it. `sealed` holds both tokens, encrypted: the store can't read them.

    `spent` is why the refresh token is of no more use. Who refreshes holds `lease_token` until `lease_until`.
    """

    __tablename__ = "zalo_account"

    account: Mapped[str] = mapped_column(String(60), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    access_ends: Mapped[datetime] = mapped_column(UtcMoment)
    refresh_ends: Mapped[datetime] = mapped_column(UtcMoment)
    spent: Mapped[str] = mapped_column(Text, default="", server_default="")
    lease_token: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None] = mapped_column(UtcMoment)


class AlarmRow(TableBase):
    """Something that only an admin can mend. `told_at` is when he was told: once, until it is over and comes again."""

    __tablename__ = "alarm"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[datetime] = mapped_column(UtcMoment)
    told_at: Mapped[datetime | None] = mapped_column(UtcMoment)
