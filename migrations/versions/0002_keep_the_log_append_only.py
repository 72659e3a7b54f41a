"""Keep the log append-only: the database itself refuses to change or delete lines and seals.

Whoever alters these tables in batch mode on SQLite (which copies the table) must make the triggers anew:
`tests/store/log/test_append_only.py` fails otherwise.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEYS = {"event": "id", "seal": "number"}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        for table, key in KEYS.items():
            _guard_sqlite(table, key)


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in KEYS:
        for deed in ("change", "truncate") if postgresql else ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER {table}_no_{deed}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
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
