"""Keep of a notice the words of the step it was queued under: the ladder may be edited afterwards."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("step_words", sa.String(length=80), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("notice", "step_words")
