"""Remember which plans a document says it takes the place of, so that its page can ask for them to be closed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("plan", sa.Column("supersedes", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("plan", "supersedes")
