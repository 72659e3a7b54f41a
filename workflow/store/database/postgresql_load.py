"""Putting the rows of a dump into tables that our own migrations have just made, within one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, OperationalError

from base.errors import DondocError
from workflow.store.database.postgresql_rows import NextNumber, TableRows, read_dump
from workflow.store.database.schema import REVISIONS

# Foreign keys, which would say in which order tables are filled, and indexes, which are made faster over all rows than
# row by row: what drops each, and what makes it again. Keys ("ALTER") go before the indexes ("DROP") they may need. The
# condition of a partial index would come back in other words, so those stay.
_LATER = """
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
        AND indpred IS NULL AND indexprs IS NULL
    ORDER BY 1
"""
_COLUMNS = """
    SELECT table_name::text, array_agg(column_name::text) FROM information_schema.columns
    WHERE table_schema = 'public' GROUP BY table_name
"""
_SEQUENCES = """
    SELECT s.relname::text, t.oid::regclass::text, quote_ident(a.attname)
    FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_class t ON t.oid = d.refobjid
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = d.classid AND t.relnamespace = 'public'::regnamespace
"""


class CopyAltered(DondocError):
    """The copy doesn't hold what this program's tables hold."""

    def __init__(self, found: str) -> None:
        super().__init__(
            given="database",
            place="Bản sao cơ sở dữ liệu",
            reason=f"không như dondoc tạo ra: {found}",
            remedy="Dùng một bản sao lưu khác; chưa có gì thay đổi.",
        )


def load_rows(connection: Connection, script: IO[bytes], version: str) -> None:
    """Fill tables of a version, which have no rows yet, with those of a dump's script. Raises `CopyAltered`.

    The script has to hold the rows of each table, in exactly its columns.
    """
    expected = {name: set(columns) for name, columns in connection.exec_driver_sql(_COLUMNS)}
    numbers: dict[str, int] = {}
    with _without_what_comes_later(connection):
        for found in read_dump(script):
            if isinstance(found, NextNumber):
                numbers[found.sequence] = found.number
                continue
            _require_as_known(found, expected)
            del expected[found.table]
            _take(connection, found, version)
        if expected:
            raise CopyAltered(f"thiếu bảng {min(expected)}")
    _go_on_counting(connection, numbers)


def _require_as_known(rows: TableRows, expected: Mapping[str, set[str]]) -> None:
    if rows.table not in expected:
        raise CopyAltered(f"có bảng lạ {rows.table}")
    if other := set(rows.columns) ^ expected[rows.table]:
        raise CopyAltered(f"bảng {rows.table} khác ở cột {min(other)}")


def _take(connection: Connection, rows: TableRows, version: str) -> None:
    if rows.table == REVISIONS:
        # The migrations have written it already.
        if b"".join(rows.pieces) != f"{version}\n".encode():
            raise CopyAltered("phiên bản bảng khác với lời ghi trong bản sao lưu")
        return
    cursor: Any = connection.connection.cursor()
    columns = sql.SQL(", ").join(map(sql.Identifier, rows.columns))
    statement = sql.SQL("COPY public.{} ({}) FROM STDIN").format(sql.Identifier(rows.table), columns)
    try:
        with cursor.copy(statement) as taken:
            for piece in rows.pieces:
                taken.write(piece)
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        raise CopyAltered(f"bảng {rows.table} có dòng không hợp lệ") from error
    except psycopg.Error as error:
        # As SQLAlchemy would tell it: this statement went past it.
        raise OperationalError(None, None, error) from error


@contextmanager
def _without_what_comes_later(connection: Connection) -> Iterator[None]:
    later = connection.exec_driver_sql(_LATER.replace("%", "%%")).all()
    for away, _ in later:
        connection.exec_driver_sql(away)
    yield
    try:
        for _, again in reversed(later):
            connection.exec_driver_sql(again.replace("%", "%%"))
    except IntegrityError as error:
        raise CopyAltered("có dòng trỏ tới dòng không có, hoặc hai dòng trùng nhau") from error


def _go_on_counting(connection: Connection, numbers: Mapping[str, int]) -> None:
    """Let each sequence go on after what it gave, and after what is in its column."""
    for sequence, table, column in connection.exec_driver_sql(_SEQUENCES).all():
        highest = f"SELECT coalesce(max({column}), 0) + 1 FROM {table}"  # noqa: S608 - names as the server quotes them
        known = numbers.get(sequence, 1)
        following = f"SELECT greatest(({highest}), {known}) AS n"
        # As one that has counted, like any sequence of a database in use.
        connection.exec_driver_sql(
            f"SELECT setval('public.{sequence}', greatest(n - 1, 1), n > 1) FROM ({following}) AS following"  # noqa: S608
        )
