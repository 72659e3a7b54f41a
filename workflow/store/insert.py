"""The two dialects' "insert, unless it is there already"."""

from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite

from workflow.store.tables import Table

Insert = postgresql.Insert | sqlite.Insert


def insert_into(dialect: Dialect, table: type[Table]) -> Insert:
    """Return the dialect's INSERT, which knows ON CONFLICT."""
    return postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)
