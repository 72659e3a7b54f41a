"""Let workers share the outbox: how each channel stands, urgent and doubtful notices, indexes for quick claims."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

QUEUED = sa.text("state = 'queued'")
LEASED = sa.text("lease_token IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "channel",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("next_slot", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_channel")),
    )
    op.add_column("notice", sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("notice", sa.Column("doubts", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.drop_index("ix_notice_claim", table_name="notice")
    op.create_index("ix_notice_claim", "notice", ["state", "channel", "not_before", "recipient"])
    op.create_index(
        "ix_notice_queued", "notice", ["state", "channel", "recipient"], sqlite_where=QUEUED, postgresql_where=QUEUED
    )
    op.create_index(
        "ix_notice_lease", "notice", ["lease_token", "recipient"], sqlite_where=LEASED, postgresql_where=LEASED
    )


def downgrade() -> None:
    op.drop_index("ix_notice_lease", table_name="notice")
    op.drop_index("ix_notice_queued", table_name="notice")
    op.drop_index("ix_notice_claim", table_name="notice")
    op.create_index("ix_notice_claim", "notice", ["state", "not_before", "channel", "recipient"])
    op.drop_column("notice", "doubts")
    op.drop_column("notice", "urgent")
    op.drop_table("channel")
