"""Hold tasks back until a person has settled them, and let a directory belong to its installation.

A database that has agencies got them from the directory of Đồng Tháp, which was the only one: it goes on with it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.execute("INSERT INTO installation (id, province) SELECT 1, 'Đồng Tháp' WHERE EXISTS (SELECT 1 FROM agency)")
    # One column each, so that SQLite changes the tables where they are, with the triggers on them.
    op.add_column("plan", sa.Column("other_issuer", sa.Text(), server_default="", nullable=False))
    op.add_column("plan", sa.Column("confirmed_on", sa.Date(), nullable=True))
    op.add_column("task", sa.Column("held_since", sa.Date(), nullable=True))
    op.add_column("task", sa.Column("held_for", sa.JSON(), server_default="[]", nullable=False))
    op.create_index(op.f("ix_task_held_since"), "task", ["held_since"])


def downgrade() -> None:
    op.drop_index(op.f("ix_task_held_since"), "task")
    op.drop_column("task", "held_for")
    op.drop_column("task", "held_since")
    op.drop_column("plan", "confirmed_on")
    op.drop_column("plan", "other_issuer")
    op.drop_table("installation")
