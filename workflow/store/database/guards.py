"""What the database itself must hold: our tables with their columns, and the triggers of append-only tables."""

import re
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, inspect, text

from workflow.store.database.opening import Database
from workflow.store.database.schema import REVISIONS
from workflow.store.tables import TableBase

# The append-only tables and their keys.
_GUARDED = {"event": "id", "seal": "number", "frozen_report": "digest"}
# Each by its `pg_trigger.tgtype`: before a row's change or deletion, before a table's truncation.
_POSTGRESQL = {"no_change": 1 | 2 | 8 | 16, "no_truncate": 2 | 32}
POSTGRESQL_GUARDS = [f"{table}_{deed}" for table in _GUARDED for deed in _POSTGRESQL]
GUARDING_FUNCTION = "refuse_change"
# The guarding function's whole body, without blanks.
_BODY = re.sub(
    r"\s+",
    "",
    """BEGIN RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation'; END""",
)
_DEEDS = " OR ".join(f"(t.tgname = c.relname || '_{deed}' AND t.tgtype = {kind})" for deed, kind in _POSTGRESQL.items())
# Enabled, for what it is called, under no condition, and with a function that does nothing but refuse.
_IS_INTACT = f"""
    t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr::text = '' AND ({_DEEDS})
    AND p.proname = '{GUARDING_FUNCTION}' AND regexp_replace(p.prosrc, '\\s+', '', 'g') = '{_BODY.replace("'", "''")}'
"""
_TRIGGERS_OF_POSTGRESQL = f"""
    SELECT c.relname || '_' || substring(t.tgname from length(c.relname) + 2) AS name, {_IS_INTACT} AS intact
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
"""  # noqa: S608 - our own names
_TRIGGERS_OF_SQLITE = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")


def altered_structure(database: Database) -> list[str]:
    """Return in Vietnamese what of the database is not as this program made it; empty when all is.

    Tables, their columns, and the triggers that keep the log and frozen reports append-only are compared.
    """
    with database.guarded(), database.engine.connect() as connection:
        return [*_altered_tables(connection), *_altered_triggers(connection)]


def _altered_tables(connection: Connection) -> Iterator[str]:
    seen = inspect(connection)
    there = set(seen.get_table_names())
    yield from (f"có bảng lạ {name}" for name in sorted(there - TableBase.metadata.tables.keys() - {REVISIONS}))
    yield from (f"có khung nhìn lạ {name}" for name in sorted(seen.get_view_names()))
    for table in TableBase.metadata.sorted_tables:
        if table.name not in there:
            yield f"thiếu bảng {table.name}"
            continue
        columns = {column["name"] for column in seen.get_columns(table.name)}
        known = {column.name for column in table.columns}
        yield from (f"bảng {table.name} thiếu cột {name}" for name in sorted(known - columns))
        yield from (f"bảng {table.name} có cột lạ {name}" for name in sorted(columns - known))


def _altered_triggers(connection: Connection) -> Iterator[str]:
    on_sqlite = connection.dialect.name == "sqlite"
    intact = _intact_on_sqlite(connection) if on_sqlite else _intact_on_postgresql(connection)
    expected = _expected_on_sqlite() if on_sqlite else POSTGRESQL_GUARDS
    for name in expected:
        if name not in intact:
            yield f"thiếu khóa chống sửa {name}"
        elif not intact[name]:
            yield f"khóa chống sửa {name} đã bị thay hoặc tắt"
    yield from (f"có khóa lạ {name}" for name in sorted(intact.keys() - set(expected)))


def _expected_on_sqlite() -> dict[str, str]:
    expected = {}
    for table, key in _GUARDED.items():
        for deed in ("update", "delete"):
            expected[f"{table}_no_{deed}"] = (
                f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'table {table} is append-only: {deed} refused'); END"
            )
        expected[f"{table}_no_replace"] = (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - compared, not run
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
            f"BEGIN SELECT RAISE(ABORT, 'table {table} is append-only: replace refused'); END"
        )
    return expected


def _intact_on_sqlite(connection: Connection) -> Mapping[str, bool]:
    expected = _expected_on_sqlite()
    rows = connection.execute(_TRIGGERS_OF_SQLITE)
    return {name: " ".join(sql.split()) == expected.get(name) for name, sql in rows}


def _intact_on_postgresql(connection: Connection) -> Mapping[str, bool]:
    return {row.name: row.intact for row in connection.exec_driver_sql(_TRIGGERS_OF_POSTGRESQL.replace("%", "%%"))}
