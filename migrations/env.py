"""How Alembic reaches the database: by what `workflow.store.database.schema` hands over.

That is an engine, or the connection of a transaction that the migrations become a part of.
"""

from contextlib import nullcontext
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from workflow.store.database.job_locks import LockedJob, lock_job
from workflow.store.tables import TableBase
from workflow.store.tables.base import UtcMoment


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our moments into migrations as what they are in the database, so that migrations don't import us."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcMoment) else False


_given = context.config.attributes
with nullcontext(_given["connection"]) if "connection" in _given else _given["engine"].connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=TableBase.metadata,
        render_item=render_item,
        # SQLite can't alter a column in place: Alembic then copies the table.
        render_as_batch=connection.dialect.name == "sqlite",
        # Alembic thinks that SQLite can't take DDL back. It can, and a crash must not leave half of the tables.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        lock_job(connection, LockedJob.MIGRATE)
        context.run_migrations()
