"""The version of a database's tables, against the version that this program knows.

An empty database is brought to the newest version at once, so that the first import just works; an older one waits
for `dondoc migrate`, since an office wants its backup first; a newer one is refused, and so is one from before the
first release: the last program of that time makes tables of it that this one knows.
"""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from base.errors import DondocError
from workflow.store.database.opening import Database

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parents[3] / "migrations"
# Where Alembic notes the version.
REVISIONS = "alembic_version"
# The versions from before the first release, whose migrations are gone: the first one left begins where they ended.
UNRELEASED = frozenset({"0001", "0002", "0003", "0004", "0005", "0006"})
# The last program that has them.
LAST_UNRELEASED = "dbb619e"


class SchemaStanding(StrEnum):
    """A database's tables against this program's."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    UNRELEASED = "unreleased"
    NEWER = "newer"
    FOREIGN = "foreign"


MISMATCHES = {
    SchemaStanding.OLDER: ("được tạo bởi bản cũ hơn của chương trình", "Sao lưu rồi chạy `dondoc migrate`."),
    SchemaStanding.UNRELEASED: (
        "được tạo bởi bản thử nghiệm trước bản phát hành đầu tiên",
        f"Sao lưu, chạy `dondoc migrate` một lần bằng bản {LAST_UNRELEASED} của chương trình, rồi dùng lại bản này.",
    ),
    SchemaStanding.NEWER: ("được tạo bởi bản mới hơn của chương trình", "Cập nhật dondoc lên bản mới."),
    SchemaStanding.FOREIGN: ("không phải cơ sở dữ liệu của dondoc", "Kiểm tra lại DONDOC_DATABASE_URL."),
}


class SchemaMismatch(DondocError):
    """The database was made by an older or newer program, or by another one altogether."""

    def __init__(self, database: Database, found: SchemaStanding) -> None:
        reason, remedy = MISMATCHES[found]
        shown = database.engine.url.render_as_string(hide_password=True)
        super().__init__(given=shown, place="Cơ sở dữ liệu", reason=reason, remedy=remedy)
        self.found = found


def schema_standing(database: Database) -> SchemaStanding:
    """Say how the database's tables stand against this program's. Raises `DatabaseUnavailable`."""
    try:
        with database.guarded(), database.engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            revision = _revision(connection) if REVISIONS in tables else None
    except DatabaseError:
        return SchemaStanding.FOREIGN
    if revision is None:
        return SchemaStanding.FOREIGN if tables - {REVISIONS} else SchemaStanding.EMPTY
    return standing_of(revision)


def standing_of(revision: str) -> SchemaStanding:
    """Say how tables of a version, as `version` names it, stand against this program's."""
    known = versions()
    if revision == known[-1]:
        return SchemaStanding.CURRENT
    if revision in UNRELEASED:
        return SchemaStanding.UNRELEASED
    return SchemaStanding.OLDER if revision in known else SchemaStanding.NEWER


def versions() -> list[str]:
    """Return the versions that this program knows, oldest first: each migration's file begins with its own.

    Asking Alembic would take every command longer than what it has to do.
    """
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def version(database: Database) -> str:
    """Return the version of a database's tables, "" when it has none of ours."""
    with database.engine.connect() as connection:
        return (_revision(connection) if inspect(connection).has_table(REVISIONS) else None) or ""


def _revision(connection: Connection) -> str | None:
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {REVISIONS}"))  # noqa: S608
    return found


def migrate_schema(database: Database, *, to: str = "head") -> None:
    """Bring the tables to the newest version, or up to an older one, all or nothing. Running it again changes nothing.

    Raises `DatabaseUnavailable` when the database lets us make no tables.
    """
    from alembic import command

    with database.guarded():
        command.upgrade(_config(database), to)


def open_ready(database: Database) -> Database:
    """Return the database with current tables, making them when it is empty; else raise `SchemaMismatch`."""
    found = schema_standing(database)
    if found is SchemaStanding.EMPTY:
        migrate_schema(database)
    elif found is not SchemaStanding.CURRENT:
        raise SchemaMismatch(database, found)
    return database


def bring_up_to_date(database: Database) -> SchemaStanding:
    """Make or migrate the tables where needed, and return how they stood before. Raises `SchemaMismatch`."""
    found = schema_standing(database)
    if found in {SchemaStanding.EMPTY, SchemaStanding.OLDER}:
        migrate_schema(database)
    elif found is not SchemaStanding.CURRENT:
        raise SchemaMismatch(database, found)
    return found


def _config(database: Database) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = database.writer
    return config
