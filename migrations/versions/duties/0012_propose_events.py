"""Let people say that an awaited event happened, until whoever may fire it decides."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_STATES = ("open", "accepted", "refused", "overtaken")


def upgrade() -> None:
    op.create_table(
        "event_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trigger_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("state", sa.Enum(*_STATES, name="proposalstate", native_enum=False, length=20), nullable=False),
        sa.Column("proposed_by", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["trigger_id"], ["trigger.id"], name=op.f("fk_event_proposal_trigger_id_trigger")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_event_proposal_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_proposal")),
    )
    op.create_index(op.f("ix_event_proposal_trigger_id"), "event_proposal", ["trigger_id"])
    op.create_index(op.f("ix_event_proposal_state"), "event_proposal", ["state"])


def downgrade() -> None:
    op.drop_table("event_proposal")
