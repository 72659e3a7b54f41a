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
from sqlalchemy.exc import DatabaseError, OperationalError

from workflow.errors import DondocError
from workflow.store.database import Database, DatabaseUnavailable

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"


class Standing(StrEnum):
    """A database's tables against this program's."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"


class SchemaMismatch(DondocError):
    """The database was made by an older or newer program, or by another one altogether."""


def standing(database: Database) -> Standing:
    """Say how the database's tables stand against this program's."""
    script = ScriptDirectory.from_config(_config(database))
    with database.engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        tables = set(inspect(connection).get_table_names())
    if revision is None:
        return Standing.FOREIGN if tables - {"alembic_version"} else Standing.EMPTY
    if revision == script.get_current_head():
        return Standing.CURRENT
    known = {r.revision for r in script.walk_revisions()}
    return Standing.OLDER if revision in known else Standing.NEWER


def migrate(database: Database) -> None:
    """Bring the tables to the newest version. Running it again changes nothing."""
    command.upgrade(_config(database), "head")


def open_ready(database: Database) -> Database:
    """Return the database with current tables, making them when it is empty; else raise `SchemaMismatch`."""
    try:
        found = standing(database)
    except OperationalError as error:
        raise _unreadable(database, error) from error
    except DatabaseError as error:
        raise _mismatch(database, Standing.FOREIGN) from error
    if found is Standing.EMPTY:
        migrate(database)
    elif found is not Standing.CURRENT:
        raise _mismatch(database, found)
    return database


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = database.engine
    return config


def _unreadable(database: Database, error: OperationalError) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        given=database.engine.url.render_as_string(hide_password=True),
        place="Cơ sở dữ liệu",
        reason=f"không mở được ({str(error.orig).splitlines()[0]})",
        remedy="Kiểm tra địa chỉ trong DONDOC_DATABASE_URL, quyền ghi thư mục và máy chủ.",
    )


def _mismatch(database: Database, found: Standing) -> SchemaMismatch:
    reasons = {
        Standing.OLDER: ("được tạo bởi bản cũ hơn của chương trình", "Sao lưu rồi chạy `dondoc migrate`."),
        Standing.NEWER: ("được tạo bởi bản mới hơn của chương trình", "Cập nhật dondoc lên bản mới."),
        Standing.FOREIGN: ("không phải cơ sở dữ liệu của dondoc", "Kiểm tra lại DONDOC_DATABASE_URL."),
    }
    reason, remedy = reasons[found]
    return SchemaMismatch(
        given=database.engine.url.render_as_string(hide_password=True),
        place="Cơ sở dữ liệu",
        reason=reason,
        remedy=remedy,
    )
