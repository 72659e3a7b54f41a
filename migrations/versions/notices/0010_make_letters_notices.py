"""Make letters notices: one outbox for all that people are told. A notice may speak of a plan instead of a duty.

A letter of the week was about all plans of a coordinator: it becomes one notice for each, under one Message-ID.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PLAN = "fk_notice_plan_id_plan"
QUEUED = sa.text("state = 'queued'")
LEASED = sa.text("lease_token IS NOT NULL")
# What both tables have.
SHARED = """channel, recipient, recipient_name, agency_id, state, queued_at, not_before, lease_token, lease_until,
    attempts, message_id, outcome, settled_at"""
OF_LETTER = ", ".join(f"letter.{name.strip()}" for name in SHARED.split(","))


def upgrade() -> None:
    _drop_partial_indexes()
    with op.batch_alter_table("notice") as batch_op:
        batch_op.alter_column("assignment_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("plan_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(PLAN, "plan", ["plan_id"], ["id"])
    _make_partial_indexes()
    for rows in (_report_days(), _weeks_by_plan(), _weeks_of_nobody()):
        op.execute(f"INSERT INTO notice (key, step, due, plan_id, {SHARED}) {rows}")
    op.drop_table("letter")


def downgrade() -> None:
    raise NotImplementedError("letters can't be told from notices any more: restore the backup")


def _report_days() -> str:
    return f"SELECT key, 'report_cycle', day, subject_id, {OF_LETTER} FROM letter WHERE kind = 'report_cycle'"  # noqa: S608


def _weeks_by_plan() -> str:
    key = "'weekly:' || plan.id || ':' || CAST(day AS VARCHAR(10)) || ':' || channel || ':' || recipient"
    return (
        f"SELECT {key}, 'weekly', day, plan.id, {OF_LETTER} FROM letter JOIN plan"  # noqa: S608
        " ON plan.coordinator_id = letter.subject_id AND plan.superseded_by_id IS NULL WHERE letter.kind = 'weekly'"
    )


def _weeks_of_nobody() -> str:
    """Letters to who no longer coordinates anything: kept as what was said or not."""
    return (
        f"SELECT key, 'weekly', day, NULL, {OF_LETTER} FROM letter WHERE letter.kind = 'weekly'"  # noqa: S608
        " AND NOT EXISTS (SELECT 1 FROM plan WHERE plan.coordinator_id = letter.subject_id"
        " AND plan.superseded_by_id IS NULL)"
    )


def _drop_partial_indexes() -> None:
    op.drop_index("ix_notice_queued", table_name="notice")
    op.drop_index("ix_notice_lease", table_name="notice")


def _make_partial_indexes() -> None:
    op.create_index(
        "ix_notice_queued", "notice", ["state", "channel", "recipient"], sqlite_where=QUEUED, postgresql_where=QUEUED
    )
    op.create_index(
        "ix_notice_lease", "notice", ["lease_token", "recipient"], sqlite_where=LEASED, postgresql_where=LEASED
    )
