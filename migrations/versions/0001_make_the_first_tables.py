"""Make the first tables."""

from collections.abc import Sequence

from alembic import op

from migrations.first_duties import DUTIES
from migrations.first_plans import PLANS

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# A table comes after those that it refers to.
TABLES = PLANS | DUTIES


def upgrade() -> None:
    for make in TABLES.values():
        make()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
