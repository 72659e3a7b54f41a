"""Opening a database, and the two kinds of transaction: reading and writing.

SQLite by default (WAL: readers never wait for the writer), PostgreSQL by URL through psycopg 3. A writing transaction
takes SQLite's write lock at its start (`BEGIN IMMEDIATE`), so that it cannot fail half-way for want of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session

from workflow.errors import DondocError

# How long a writer waits for another one before it gives up, in milliseconds.
BUSY_TIMEOUT = 30_000
# What SQLite may keep in memory, in kibibytes: enough for a day's changes scattered over a million duties.
CACHE = 64 * 1024


class DatabaseUnavailable(DondocError):
    """The database cannot be opened: wrong address, no server, no permission."""

    exit_code = 1


class DatabaseBusy(DondocError):
    """Another program held the write lock for longer than `BUSY_TIMEOUT`."""

    exit_code = 1


class Database:
    """One database. Sessions are handed out for one transaction each; the caller's block is the transaction."""

    def __init__(self, url: str, *, busy_timeout: int = BUSY_TIMEOUT) -> None:
        self.url = url
        self.engine = _engine(url, busy_timeout)
        self._writer = self.engine.execution_options(sqlite_begin="IMMEDIATE")
        self._reader = _snapshots(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the database; what it changes is thrown away."""
        with self._guarded(), Session(self._reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose changes are committed together at the end of the block, or not at all."""
        with self._guarded(), Session(self._writer) as session, session.begin():
            # Begin now, not at the first statement: a lock that can't be had is told before any work is done.
            session.connection()
            yield session

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise _refusal(error, self.url) from error


def _engine(url: str, busy_timeout: int) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed)
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseUnavailable(
            given=url,
            place="Địa chỉ cơ sở dữ liệu",
            reason="không đúng dạng",
            remedy="Dùng dạng sqlite:///đường/dẫn/dondoc.sqlite hoặc postgresql://người-dùng@máy-chủ/tên.",
        ) from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, busy_timeout)
    return engine


def _snapshots(engine: Engine) -> Engine:
    """The engine whose transactions see one state from beginning to end, as SQLite's do by themselves."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ")


def _prepare_sqlite(engine: Engine, busy_timeout: int) -> None:
    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        # The driver must not open transactions by itself: `_begin` does, in the right mode.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={busy_timeout}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA cache_size=-{CACHE}")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")


def _refusal(error: OperationalError, url: str) -> DondocError:
    shown = make_url(url).render_as_string(hide_password=True)
    if "locked" in str(error.orig):
        return DatabaseBusy(
            given=shown,
            place="Cơ sở dữ liệu",
            reason="đang bị một chương trình khác giữ để ghi",
            remedy="Chờ việc kia xong rồi chạy lại; không có gì bị thay đổi.",
        )
    return DatabaseUnavailable(
        given=shown,
        place="Cơ sở dữ liệu",
        reason=f"không mở được ({_first_line(error)})",
        remedy="Kiểm tra địa chỉ trong DONDOC_DATABASE_URL, quyền ghi thư mục và máy chủ.",
    )


def _first_line(error: OperationalError) -> str:
    return str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
