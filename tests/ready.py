"""Databases made ready once: what takes long to write is written by one test and copied for all that follow.

A copy holds every row and every number that is next, so that who asks sees no difference.
"""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import text

from tests.databases import TABLES
from workflow.store.database.opening import Database, Session


class Copy(Protocol):
    """The content of a database at one moment."""

    def into(self, database: Database) -> None:
        """Put it into an empty database of the same kind."""


Given = TypeVar("Given")
_COPIES: dict[tuple[str, str], tuple[Copy, Any]] = {}
_SEEN: set[tuple[str, str]] = set()


def make_ready(database: Database, what: str, fill: Callable[[], Given], *, often: bool = True) -> Given:
    """Fill a database as `fill` does, which runs once a process and kind of database; `what` is its name.

    Returns what `fill` returned, which nobody may change. Where there are rows already, they may matter to what `fill`
    writes, so it runs. What may not be asked for `often` is copied from the second time on: a copy takes time too.
    """
    if not is_empty(database):
        return fill()
    key = (database.engine.dialect.name, what)
    if key in _COPIES:
        copy, given = _COPIES[key]
        copy.into(database)
        return cast("Given", given)
    given = fill()
    if often or key in _SEEN:
        _COPIES[key] = PostgresCopy.of(database) if key[0] == "postgresql" else SqliteCopy.of(database), given
    _SEEN.add(key)
    return given


def is_empty(database: Database) -> bool:
    """Whether there is no row in any table."""
    with database.reading() as session:
        any_row = " OR ".join(f"EXISTS (SELECT * FROM {table})" for table in tables_of(session))
        return not session.scalar(text(f"SELECT {any_row}"))


def tables_of(session: Session) -> list[str]:
    """The tables' names, quoted; not that of the tables' version."""
    if session.get_bind().dialect.name == "postgresql":
        return list(session.scalars(text(TABLES)))
    found = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"))
    return [f'"{name}"' for name in found if name != "alembic_version"]


@dataclass(frozen=True)
class SqliteCopy:
    """A database in memory."""

    kept: sqlite3.Connection

    @classmethod
    def of(cls, database: Database) -> "SqliteCopy":
        kept = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(_file_of(database))) as source:
            source.backup(kept)
        return cls(kept)

    def into(self, database: Database) -> None:
        with closing(sqlite3.connect(_file_of(database))) as target:
            target.execute("PRAGMA synchronous = OFF")
            self.kept.backup(target)


@dataclass(frozen=True)
class PostgresCopy:
    """The rows of each table that has any, as COPY writes them, and the numbers that are next."""

    rows: Mapping[str, bytes]
    following: Mapping[str, int]

    @classmethod
    def of(cls, database: Database) -> "PostgresCopy":
        with database.reading() as session:
            tables = tables_of(session)
            numbers = session.execute(text(f"SELECT {_SEQUENCE}, pg_sequence_last_value(seqrelid) FROM pg_sequence"))
            following = {name: last for name, last in numbers if last is not None}
            cursor = _cursor_of(session)
            rows = {}
            for table in tables:
                with cursor.copy(f"COPY {table} TO STDOUT") as written:
                    if content := b"".join(written):
                        rows[table] = content
        return cls(rows, following)

    def into(self, database: Database) -> None:
        with database.writing() as session:
            session.execute(text("SET LOCAL session_replication_role = replica"))
            for table, content in self.rows.items():
                with _cursor_of(session).copy(f"COPY {table} FROM STDIN") as taken:
                    taken.write(content)
            for name, last in self.following.items():
                session.execute(text("SELECT setval(CAST(:name AS regclass), :last)"), {"name": name, "last": last})


_SEQUENCE = "CAST(CAST(seqrelid AS regclass) AS text)"


def _cursor_of(session: Session) -> Any:
    return session.connection().connection.cursor()


def _file_of(database: Database) -> Path:
    assert database.file
    return database.file
