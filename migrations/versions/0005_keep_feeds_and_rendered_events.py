"""Keep feeds and rendered events."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("hint", sa.String(length=4), nullable=False),
        sa.Column(
            "scope",
            sa.Enum("agency", "plan", "coordinator", "person", name="feedscope", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column(
            "role", sa.Enum("lead", "cooperating", name="feedrole", native_enum=False, length=20), nullable=False
        ),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(length=320), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("alarm", sa.String(length=20), nullable=False),
        sa.Column("span", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ending",
            sa.Enum("rotated", "revoked", "lapsed", name="ending", native_enum=False, length=20),
            nullable=True,
        ),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_feed_agency_id_agency")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_feed_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_feed_token_sha256")),
    )
    op.create_table(
        "rendered_event",
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("variant", sa.String(length=40), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_rendered_event_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("assignment_id", "variant", name=op.f("pk_rendered_event")),
    )


def downgrade() -> None:
    op.drop_table("rendered_event")
    op.drop_table("feed")
