"""Make the first tables, and keep the log append-only: the database itself refuses to change or delete its lines.

The migrations from before the first release are in this one, under the number of the last of them: databases that
they made need nothing. Whoever alters the tables of the log in batch mode on SQLite (which copies the table) must make
the triggers anew: `tests/store/log/test_append_only.py` fails otherwise.
"""

from collections.abc import Sequence

from alembic import op

from migrations.first_tables import METADATA

revision: str = "0007"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEYS = {"event": "id", "seal": "number"}


def upgrade() -> None:
    METADATA.create_all(op.get_bind(), checkfirst=False)
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        for table, key in KEYS.items():
            _guard_sqlite(table, key)


def downgrade() -> None:
    METADATA.drop_all(op.get_bind(), checkfirst=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _guard_postgresql() -> None:
    op.execute("""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'integrity_constraint_violation';
        END
        $$
    """)
    for table in KEYS:
        op.execute(f"""
            CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change()
        """)
        op.execute(f"""
            CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)


def _guard_sqlite(table: str, key: str) -> None:
    for deed in ("update", "delete"):
        op.execute(f"""
            CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table}
            BEGIN SELECT RAISE(ABORT, 'table {table} is append-only: {deed} refused'); END
        """)
    # INSERT OR REPLACE deletes the old row without asking the DELETE trigger.
    op.execute(f"""
        CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})
        BEGIN SELECT RAISE(ABORT, 'table {table} is append-only: replace refused'); END
    """)  # noqa: S608 - the names are our own
