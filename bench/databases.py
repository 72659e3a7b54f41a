"""The two databases that a bench of the engine runs on, empty and with current tables, gone when it ends."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from bench.wheel_postgresql import wheel_postgresql
from workflow.store.database.opening import Database
from workflow.store.database.schema import migrate_schema

BACKENDS = ("sqlite", "postgresql")


class Bench:
    """A place to make databases in: a folder for SQLite files, and one PostgreSQL server."""

    def __init__(self, folder: Path, server: str) -> None:
        self._folder = folder
        self._server = server

    @contextmanager
    def database(self, backend: str, name: str) -> Iterator[Database]:
        """Give an empty database with current tables, and drop it in the end."""
        url = self.url(backend, name)
        if backend == "postgresql":
            self._administer(f'CREATE DATABASE "{name}"')
        database = Database(url)
        migrate_schema(database)
        yield database
        database.close()
        self._drop(backend, name)

    @contextmanager
    def copy(self, backend: str, original: str, name: str) -> Iterator[Database]:
        """Give a copy of a database that nobody has open, and drop it in the end."""
        if backend == "postgresql":
            self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
        else:
            shutil.copy(self._file(original), self._file(name))
        database = Database(self.url(backend, name))
        try:
            yield database
        finally:
            database.close()
            self._drop(backend, name)

    def url(self, backend: str, name: str) -> str:
        """Return the address of a database, whether it is there or not."""
        if backend == "sqlite":
            return f"sqlite:///{self._file(name)}"
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.sqlite"

    def _drop(self, backend: str, name: str) -> None:
        if backend == "postgresql":
            self._administer(f'DROP DATABASE "{name}" WITH (FORCE)')
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._file(name)}{suffix}").unlink(missing_ok=True)

    def _administer(self, statement: str) -> None:
        address = make_url(self._server).set(drivername="postgresql+psycopg")
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def bench_databases() -> Iterator[Bench]:
    """Give a place that vanishes, server and all, when the block ends."""
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-") as folder, wheel_postgresql({}) as server:
        yield Bench(Path(folder), server)


def execute(database: Database, *statements: str) -> None:
    """Run bare SQL in one transaction."""
    with database.writing() as session:
        for statement in statements:
            session.execute(text(statement))


def settle(database: Database, *tables: str) -> None:
    """Bring tables, or the whole database, to rest as between two days: statistics made, write-ahead log put away."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if database.engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"VACUUM (ANALYZE) {', '.join(tables)}")
            connection.exec_driver_sql("CHECKPOINT")
        else:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def peak_megabytes() -> float:
    """Return the most memory this process ever held. `getrusage` would count what the process that started it held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024
