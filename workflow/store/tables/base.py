"""What all tables share: names of constraints, aware UTC moments, enums stored by value."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, Index, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator


class UtcMoment(TypeDecorator[datetime]):
    """An aware moment, stored in UTC. SQLite forgets the zone, so it is put back on reading; naive ones are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive moment cannot be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def by_value(kind: type[StrEnum]) -> Enum:
    """Return a column type that stores an enum's values as plain text, readable in any database tool."""
    return Enum(kind, native_enum=False, length=20, values_callable=lambda members: [m.value for m in members])


def partial_index(name: str, *columns: str, where: str) -> Index:
    """Return an index over the rows of a condition, which is noted here and made by the migrations.

    SQLAlchemy's own `postgresql_where` would load that dialect, also where nobody speaks it: a quarter of its ORM.
    """
    return Index(name, *columns, info={"where": where})


class TableBase(DeclarativeBase):
    """The base of all rows. No row leaves `workflow.store`: queries return frozen values."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
