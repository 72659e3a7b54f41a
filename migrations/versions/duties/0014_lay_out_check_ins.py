"""Make check-ins duties of their own, let plans be closed and tasks end on a day, and keep former names of agencies.

A continuous duty keeps its row: the next run that lays occurrences out gives it its plan's next report day.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_index(op.f("ix_assignment_check_in_on"), "assignment")
    op.drop_column("assignment", "check_in_on")
    op.add_column("plan", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column("task", sa.Column("ends_on", sa.Date(), nullable=True))
    op.create_index(op.f("ix_task_ends_on"), "task", ["ends_on"])
    op.add_column("trigger", sa.Column("repeatable", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "agency_former_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_former_name_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_former_name")),
    )


def downgrade() -> None:
    op.drop_table("agency_former_name")
    op.drop_column("trigger", "repeatable")
    op.drop_index(op.f("ix_task_ends_on"), "task")
    op.drop_column("task", "ends_on")
    op.drop_column("plan", "closed_on")
    op.add_column("assignment", sa.Column("check_in_on", sa.Date(), nullable=True))
    op.create_index(op.f("ix_assignment_check_in_on"), "assignment", ["check_in_on"])
