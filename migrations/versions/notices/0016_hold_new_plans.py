"""Hold the duties of a new plan until its agencies are told; find what somebody was sent today."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("plan", sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("plan", sa.Column("past_days", sa.String(length=20), nullable=False, server_default="escalate"))
    # The agencies of what is there have been written to all along.
    op.execute(sa.text("UPDATE plan SET announced_at = imported_at"))
    op.create_index("ix_notice_settled", "notice", ["settled_at", "channel", "recipient"])


def downgrade() -> None:
    op.drop_index("ix_notice_settled", "notice")
    op.drop_column("plan", "past_days")
    op.drop_column("plan", "announced_at")
