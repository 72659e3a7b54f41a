"""Keep the figures of frozen reports, in a table that only grows."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "frozen_report",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_frozen_report")),
    )
    (_guard_postgresql if op.get_bind().dialect.name == "postgresql" else _guard_sqlite)()


def downgrade() -> None:
    op.drop_table("frozen_report")


def _guard_postgresql() -> None:
    """Refuse changes by the function that guards the log."""
    op.execute("""
        CREATE TRIGGER frozen_report_no_change BEFORE UPDATE OR DELETE ON frozen_report
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """)
    op.execute("""
        CREATE TRIGGER frozen_report_no_truncate BEFORE TRUNCATE ON frozen_report
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """)


def _guard_sqlite() -> None:
    for deed in ("update", "delete"):
        op.execute(f"""
            CREATE TRIGGER frozen_report_no_{deed} BEFORE {deed.upper()} ON frozen_report
            BEGIN SELECT RAISE(ABORT, 'table frozen_report is append-only: {deed} refused'); END
        """)
    # INSERT OR REPLACE deletes the old row without asking the DELETE trigger.
    op.execute("""
        CREATE TRIGGER frozen_report_no_replace BEFORE INSERT ON frozen_report
        WHEN EXISTS (SELECT 1 FROM frozen_report WHERE digest = NEW.digest)
        BEGIN SELECT RAISE(ABORT, 'table frozen_report is append-only: replace refused'); END
    """)
