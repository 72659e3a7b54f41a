"""Stamp each duty's calendar event by a column that only grows: until now it was the moment that a change was for."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Seconds since 1970, cut as the events that were written so far cut them.
_SECONDS = {
    "sqlite": "CAST(strftime('%s', changed_at) AS INTEGER)",
    "postgresql": "CAST(floor(extract(epoch FROM changed_at)) AS BIGINT)",
}


def upgrade() -> None:
    op.add_column("assignment", sa.Column("event_stamp", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(sa.text(f"UPDATE assignment SET event_stamp = {_SECONDS[op.get_context().dialect.name]}"))  # noqa: S608


def downgrade() -> None:
    op.drop_column("assignment", "event_stamp")
