"""Remember when a document on its way in was dropped and by whom, so that it can be taken up again."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("import_draft", sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("import_draft", sa.Column("dropped_by", sa.String(length=120), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("import_draft", "dropped_by")
    op.drop_column("import_draft", "dropped_at")
