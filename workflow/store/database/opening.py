"""Opening a database, and the two kinds of transaction: reading and writing.

SQLite by default (WAL: readers never wait for the writer), PostgreSQL by URL through psycopg 3. A writing transaction
takes SQLite's write lock at its start (`BEGIN IMMEDIATE`), so that it cannot fail half-way for want of it; which
isolation PostgreSQL gives to each kind is explained in `docs/decisions/0006-rows-decide-and-jobs-take-turns.md`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import OperationalError
from time import monotonic
from typing import Any
from urllib.parse import quote, unquote

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidatePoolError, NoSuchModuleError
from sqlalchemy.orm import Session

from workflow.store.database.compiled import SharedStatements
from workflow.store.database.refusals import (
    DatabaseBusy,
    DatabaseUnavailable,
    database_refusal,
    malformed_address,
    mask_password,
    unsuitable,
)

__all__ = ["Database", "DatabaseBusy", "DatabaseUnavailable", "Session"]

# How long a writer waits for another one before it gives up, in milliseconds.
_BUSY_TIMEOUT = 30_000
# How long a server may take to answer at all, in seconds.
CONNECT_TIMEOUT = 10
# How often opening a new SQLite file gives way to other programs that open it at the same moment.
MOST_SWITCHES = 20
# After how many seconds of silence a PostgreSQL server looks whether we are alive, how often, how many times.
KEEPALIVE = {"idle": 30, "interval": 10, "count": 3}
# For how many seconds after its last use a connection is taken to be alive.
FRESH = 0.2
USED = "dondoc_used"
IDENTITY = "dondoc_file"
# What SQLite may keep in memory, in kibibytes: enough for a day's changes scattered over a million duties.
CACHE = 64 * 1024


class Database:
    """One database. Sessions are handed out for one transaction each; the caller's block is the transaction.

    A SQLite file that isn't there is not made: only who makes tables makes it (`workflow.store.database.schema`).
    """

    def __init__(self, url: str, *, busy_timeout: int = _BUSY_TIMEOUT) -> None:
        self.url = url
        self.engine = _engine(url, busy_timeout)
        self.writer = _writers(self.engine)
        self._reader = _snapshots(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the database; what it changes is thrown away."""
        with self.guarded(), Session(self._reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose changes are committed together at the end of the block, or not at all."""
        from workflow.store.tables import TableBase  # noqa: F401 - all of them, since rows refer to one another

        with self.guarded(), Session(self.writer) as session, session.begin():
            # Begin now, not at the first statement: a lock that can't be had is told before any work is done.
            session.connection()
            yield session

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()

    @property
    def shown(self) -> str:
        """The address as it may be shown: without its password."""
        return mask_password(self.url)

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for one in memory, or on a server."""
        return sqlite_path(self.engine)

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Tell what the database refuses within the block as `DatabaseUnavailable` or `DatabaseBusy`."""
        try:
            yield
        except DBAPIError as error:
            if (told := database_refusal(error, self.url)) is None:
                raise
            raise told from error


def _engine(url: str, busy_timeout: int) -> Engine:
    try:
        address = _address(url)
        postgresql = address.get_backend_name() == "postgresql"
        # What people wrote is in no error of ours.
        engine = create_engine(address, hide_parameters=True, execution_options={"compiled_cache": SharedStatements()})
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise malformed_address(url) from error
    if postgresql:
        _prepare_postgresql(engine, url, busy_timeout)
    else:
        _prepare_sqlite(engine, busy_timeout)
    return engine


def _address(url: str) -> URL:
    """Read an address in the forms that servers and hosters print; PostgreSQL is always spoken to by psycopg 3."""
    address = make_url(url)
    if address.get_backend_name() not in {"postgresql", "postgres"}:
        if address.get_backend_name() != "sqlite":
            raise ArgumentError(address.get_backend_name())
        return address
    # libpq takes the folder of a socket as host too, with its slashes escaped.
    host = unquote(address.host) if address.host else None
    address = address.set(drivername="postgresql+psycopg", host=host)
    return address if "connect_timeout" in address.query else address.update_query_dict(_PATIENCE)


_PATIENCE = {"connect_timeout": str(CONNECT_TIMEOUT)}


def _writers(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine.execution_options(sqlite_begin="IMMEDIATE")
    return engine.execution_options(isolation_level="READ COMMITTED")


def _snapshots(engine: Engine) -> Engine:
    """The engine whose transactions see one state from beginning to end, as SQLite's do by themselves."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ")


def _prepare_postgresql(engine: Engine, url: str, busy_timeout: int) -> None:
    # First of all listeners: SQLAlchemy's own trips over an encoding that we refuse with a reason.
    @event.listens_for(engine, "connect", insert=True)
    def _check_and_limit(connection: Any, _record: Any) -> None:
        info = connection.info
        if refused := unsuitable(url, version=info.server_version, encoding=info.parameter_status("server_encoding")):
            raise refused
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = {busy_timeout}")
        # What a machine held that vanished without a word is free after a minute, not after two hours.
        for name, value in KEEPALIVE.items():
            connection.execute(f"SET tcp_keepalives_{name} = {value}")
        connection.autocommit = False

    _replace_dead_connections(engine)


def _replace_dead_connections(engine: Engine) -> None:
    """Hand out no connection that was open when the server was restarted.

    SQLAlchemy's own `pool_pre_ping` asks each time. Here one that was in use a moment ago isn't asked: a worker that
    sends letter after letter would spend a round trip on it for every transaction.
    """

    @event.listens_for(engine, "checkin")
    def _note(_connection: Any, record: Any) -> None:
        record.info[USED] = monotonic()

    @event.listens_for(engine, "checkout")
    def _ask(connection: Any, record: Any, _proxy: Any) -> None:
        if monotonic() - record.info.get(USED, 0.0) < FRESH:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def sqlite_path(engine: Engine) -> Path | None:
    """Return the file behind an engine; None for one in memory, or on a server."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:" or "uri" in engine.url.query:
        return None
    return Path(name)


def file_identity(file: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one that came to bear its name; None when there is none."""
    try:
        # Asked for each calendar that is served; the path's own method takes half as long again.
        found = os.stat(file)  # noqa: PTH116
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _stay_with_the_file(engine: Engine, file: Path) -> None:
    """Open the file, never make it; and give up a connection whose file was removed or replaced under its name.

    Otherwise a program would go on writing into what no name leads to any more.
    """
    address = f"file:{quote(str(file.absolute()))}?mode=rw"

    @event.listens_for(engine, "do_connect")
    def _only_what_is_there(_dialect: Any, _record: Any, given: list[Any], named: dict[str, Any]) -> None:
        given[0] = address
        named["uri"] = True

    @event.listens_for(engine, "connect")
    def _note(_connection: Any, record: Any) -> None:
        record.info[IDENTITY] = file_identity(file)

    @event.listens_for(engine, "checkout")
    def _compare(_connection: Any, record: Any, _proxy: Any) -> None:
        if record.info.get(IDENTITY) != file_identity(file):
            raise InvalidatePoolError


def _prepare_sqlite(engine: Engine, busy_timeout: int) -> None:
    if (file := sqlite_path(engine)) is not None:
        _stay_with_the_file(engine, file)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        # The driver must not open transactions by itself: `_begin` does, in the right mode.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={busy_timeout}")
        _write_ahead(cursor)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA cache_size=-{CACHE}")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")


def _write_ahead(cursor: Any) -> None:
    """Let readers and the writer work side by side. A file remembers it, so only a new one is changed."""
    for _ in range(MOST_SWITCHES):
        with suppress(OperationalError):
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        # Of several programs that switch one new file, SQLite lets one do it and refuses the others at once,
        # whatever their timeout. Asking for the lock waits until that one is done.
        cursor.execute("BEGIN EXCLUSIVE")
        cursor.execute("COMMIT")
    cursor.execute("PRAGMA journal_mode=WAL")
