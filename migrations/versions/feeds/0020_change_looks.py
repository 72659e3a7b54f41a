"""Let an address's look be changed: a colour of its own, one plan, only what isn't completed, and since when."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_PLAN = "fk_feed_only_plan_id_plan"


def upgrade() -> None:
    with op.batch_alter_table("feed") as feed:
        feed.add_column(sa.Column("color", sa.String(length=20), nullable=False, server_default=""))
        feed.add_column(sa.Column("only_plan_id", sa.Integer(), nullable=True))
        feed.add_column(sa.Column("open_only", sa.Boolean(), nullable=False, server_default=sa.false()))
        feed.add_column(sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
        feed.create_foreign_key(op.f(_PLAN), "plan", ["only_plan_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("feed") as feed:
        feed.drop_constraint(op.f(_PLAN), type_="foreignkey")
        for name in ("look_at", "open_only", "only_plan_id", "color"):
            feed.drop_column(name)
