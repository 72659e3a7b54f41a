"""The version of a database's tables, against the version that this program knows.

An empty database is brought to the newest version at once, so that the first import just works; an older one waits
for `dondoc migrate`, since an office wants its backup first; a newer one is refused.
"""

from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.exc import DatabaseError

from workflow.errors import DondocError
from workflow.store.database import Database

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"


class Standing(StrEnum):
    """A database's tables against this program's."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"


MISMATCHES = {
    Standing.OLDER: ("được tạo bởi bản cũ hơn của chương trình", "Sao lưu rồi chạy `dondoc migrate`."),
    Standing.NEWER: ("được tạo bởi bản mới hơn của chương trình", "Cập nhật dondoc lên bản mới."),
    Standing.FOREIGN: ("không phải cơ sở dữ liệu của dondoc", "Kiểm tra lại DONDOC_DATABASE_URL."),
}


class SchemaMismatch(DondocError):
    """The database was made by an older or newer program, or by another one altogether."""

    def __init__(self, database: Database, found: Standing) -> None:
        reason, remedy = MISMATCHES[found]
        shown = database.engine.url.render_as_string(hide_password=True)
        super().__init__(given=shown, place="Cơ sở dữ liệu", reason=reason, remedy=remedy)
        self.found = found


def standing(database: Database) -> Standing:
    """Say how the database's tables stand against this program's. Raises `DatabaseUnavailable`."""
    try:
        with database.guarded(), database.engine.connect() as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
            tables = set(inspect(connection).get_table_names())
    except DatabaseError:
        return Standing.FOREIGN
    if revision is None:
        return Standing.FOREIGN if tables - {"alembic_version"} else Standing.EMPTY
    return standing_of(revision)


def standing_of(revision: str) -> Standing:
    """Say how tables of a version, as `version` names it, stand against this program's."""
    script = ScriptDirectory.from_config(_scripts())
    if revision == script.get_current_head():
        return Standing.CURRENT
    known = {r.revision for r in script.walk_revisions()}
    return Standing.OLDER if revision in known else Standing.NEWER


def version(database: Database) -> str:
    """Return the version of a database's tables, "" when it has none of ours."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def migrate(database: Database, *, to: str = "head") -> None:
    """Bring the tables to the newest version, or up to an older one, all or nothing. Running it again changes nothing.

    Raises `DatabaseUnavailable` when the database lets us make no tables.
    """
    with database.guarded():
        command.upgrade(_config(database), to)


def open_ready(database: Database) -> Database:
    """Return the database with current tables, making them when it is empty; else raise `SchemaMismatch`."""
    found = standing(database)
    if found is Standing.EMPTY:
        migrate(database)
    elif found is not Standing.CURRENT:
        raise SchemaMismatch(database, found)
    return database


def bring_up_to_date(database: Database) -> Standing:
    """Make or migrate the tables where needed, and return how they stood before. Raises `SchemaMismatch`."""
    found = standing(database)
    if found in {Standing.EMPTY, Standing.OLDER}:
        migrate(database)
    elif found is not Standing.CURRENT:
        raise SchemaMismatch(database, found)
    return found


def _config(database: Database) -> Config:
    config = _scripts()
    config.attributes["engine"] = database.writer
    return config


def _scripts() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
