"""Keep when contacts can be reached, who watches an event, why a notice comes to somebody, Zalo's tokens, alarms."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STAND_IN = "fk_contact_stand_in_id_contact"
WATCHER = "fk_trigger_watcher_id_agency"


def upgrade() -> None:
    with op.batch_alter_table("contact") as batch_op:
        for column in _of_contact():
            batch_op.add_column(column)
        batch_op.create_foreign_key(STAND_IN, "contact", ["stand_in_id"], ["id"])
    with op.batch_alter_table("trigger") as batch_op:
        batch_op.add_column(sa.Column("watcher_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(WATCHER, "agency", ["watcher_id"], ["id"])
    # Without a copy of the table: it's the longest of all.
    op.add_column("notice", sa.Column("note", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "zalo_account",
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("access_ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refresh_ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent", sa.Text(), nullable=False, server_default=""),
        sa.Column("lease_token", sa.String(length=36), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_zalo_account")),
    )
    op.create_table(
        "alarm",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_alarm")),
    )


def downgrade() -> None:
    op.drop_table("alarm")
    op.drop_table("zalo_account")
    op.drop_column("notice", "note")
    with op.batch_alter_table("trigger") as batch_op:
        batch_op.drop_constraint(WATCHER, type_="foreignkey")
        batch_op.drop_column("watcher_id")
    with op.batch_alter_table("contact") as batch_op:
        batch_op.drop_constraint(STAND_IN, type_="foreignkey")
        for column in _of_contact():
            batch_op.drop_column(column.name)


def _of_contact() -> list[sa.Column[Any]]:
    return [
        sa.Column("language", sa.String(length=5), server_default="vi", nullable=False),
        sa.Column("works_from", sa.Time(), nullable=True),
        sa.Column("works_until", sa.Time(), nullable=True),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("stand_in_id", sa.Integer(), nullable=True),
        sa.Column("unsubscribed_at", sa.DateTime(timezone=True), nullable=True),
    ]
