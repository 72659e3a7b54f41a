"""What the whole installation has chosen."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.tables.base import TableBase


class InstallationRow(TableBase):
    """The one row of an installation: the province whose packaged directory it took as template, "" for none."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    province: Mapped[str] = mapped_column(String(60), default="")
