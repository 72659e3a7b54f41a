"""Keep of a plan's notice whose duties it tells of: the recipient may hear instead of another agency."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_LINK = "fk_notice_about_agency_id_agency"


def upgrade() -> None:
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("about_agency_id", sa.Integer(), nullable=True))
        notice.create_foreign_key(op.f(_LINK), "agency", ["about_agency_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint(op.f(_LINK), type_="foreignkey")
        notice.drop_column("about_agency_id")
