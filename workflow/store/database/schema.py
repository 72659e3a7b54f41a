"""The version of a database's tables, against the version that this program knows.

Only `dondoc init`, `restore` and `migrate` make a database: to everybody else a missing or empty one is a fault, since
it may be the wrong one. An older one waits for `dondoc migrate`, since an office wants its backup first; a newer one is
refused, and so is one from before the first release: the last program of that time makes tables of it that this one
knows.
"""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from base.errors import DondocError
from base.system_errors import fault_words
from workflow.store.database.opening import Database
from workflow.store.database.refusals import DatabaseDamaged, DatabaseUnavailable

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parents[3] / "migrations"
# Where Alembic notes the version.
REVISIONS = "alembic_version"
# The versions from before the first release, whose migrations are gone: the first one left begins where they ended.
UNRELEASED = frozenset({"0001", "0002", "0003", "0004", "0005", "0006"})
# The last program that has them.
LAST_UNRELEASED = "dbb619e"
# Tables that an older version had and this one doesn't know.
FORMER_TABLES = frozenset({"letter"})


class SchemaStanding(StrEnum):
    """A database's tables against this program's."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    UNRELEASED = "unreleased"
    NEWER = "newer"
    FOREIGN = "foreign"
    DAMAGED = "damaged"


MISMATCHES = {
    SchemaStanding.EMPTY: (
        "chưa có, hoặc chưa có bảng nào",
        "Máy mới: chạy `dondoc init`. Đã dùng trước đây: khôi phục bằng `dondoc restore TỆP`.",
    ),
    SchemaStanding.DAMAGED: (
        "bị hỏng, hoặc không phải tệp SQLite",
        "Dừng các chương trình dondoc, khôi phục bản sao lưu gần nhất bằng `dondoc restore TỆP --force`.",
    ),
    SchemaStanding.OLDER: ("được tạo bởi bản cũ hơn của chương trình", "Sao lưu rồi chạy `dondoc migrate`."),
    SchemaStanding.UNRELEASED: (
        "được tạo bởi bản thử nghiệm trước bản phát hành đầu tiên",
        f"Sao lưu, chạy `dondoc migrate` một lần bằng bản {LAST_UNRELEASED} của chương trình, rồi dùng lại bản này.",
    ),
    SchemaStanding.NEWER: ("được tạo bởi bản mới hơn của chương trình", "Cập nhật dondoc lên bản mới."),
    SchemaStanding.FOREIGN: ("không phải cơ sở dữ liệu của dondoc", "Kiểm tra lại DONDOC_HOME và DONDOC_DATABASE_URL."),
}


class SchemaMismatch(DondocError):
    """The database was made by an older or newer program, or by another one altogether."""

    def __init__(self, database: Database, found: SchemaStanding, *, said: str = "") -> None:
        """`said` tells in Vietnamese what led to this database, where that is known."""
        reason, remedy = MISMATCHES[found]
        if said and found is SchemaStanding.FOREIGN:
            reason += f" (tìm ở đó {said})"
        super().__init__(given=database.shown, place="Cơ sở dữ liệu", reason=reason, remedy=remedy)
        self.found = found
        # Neither is the question's fault.
        self.exit_code = 1 if found in {SchemaStanding.EMPTY, SchemaStanding.DAMAGED} else 2


def schema_standing(database: Database) -> SchemaStanding:
    """Say how the database's tables stand against this program's. Raises `DatabaseUnavailable`."""
    if database.file is not None and _is_empty(database.file):
        # Opening an empty file would write a first page into it.
        return SchemaStanding.EMPTY
    try:
        with database.guarded(), database.engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            revisions = _revisions(connection) if REVISIONS in tables else []
    except DatabaseDamaged:
        return SchemaStanding.DAMAGED
    if not revisions:
        return SchemaStanding.FOREIGN if tables - {REVISIONS} else SchemaStanding.EMPTY
    # Our versions follow one another: no database of ours has two.
    return standing_of(revisions[0]) if len(revisions) == 1 else SchemaStanding.FOREIGN


def _is_empty(file: Path) -> bool:
    # Like the database, a file that can't be looked at for want of rights is not taken for a missing one.
    try:
        return file.stat().st_size == 0
    except FileNotFoundError:
        return True
    except OSError:
        return False


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
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").rglob("[0-9]*_*.py"))


def version(database: Database) -> str:
    """Return the version of a database's tables, "" when it has none of ours."""
    with database.engine.connect() as connection:
        return ",".join(_revisions(connection)) if inspect(connection).has_table(REVISIONS) else ""


def _revisions(connection: Connection) -> list[str]:
    return list(connection.scalars(text(f"SELECT version_num FROM {REVISIONS} ORDER BY version_num")))  # noqa: S608


def migrate_schema(database: Database, *, to: str = "head") -> None:
    """Bring the tables to the newest version, or up to an older one, all or nothing. Running it again changes nothing.

    Raises `DatabaseUnavailable` when the database lets us make no tables.
    """
    from alembic import command

    if database.file is not None:
        _make_file(database.file)
    with database.guarded():
        command.upgrade(_config(engine=database.writer), to)


def make_tables(connection: Connection, version: str) -> None:
    """Make the tables of a version that this program knows in an empty database, as part of a transaction."""
    from alembic import command

    command.upgrade(_config(connection=connection), version)


def _make_file(file: Path) -> None:
    """Make an empty SQLite file, which only its owner may read, unless there is one; its folder must be there."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        reason, remedy = fault_words(error)
        words = f"không tạo được: {reason}"
        raise DatabaseUnavailable(given=str(file), place="Cơ sở dữ liệu", reason=words, remedy=remedy) from error


def made_ready(database: Database) -> Database:
    """Return the database with current tables, making them when it is empty; else raise `SchemaMismatch`."""
    if schema_standing(database) is SchemaStanding.EMPTY:
        migrate_schema(database)
    return require_current(database)


def require_current(database: Database) -> Database:
    """Return the database, whose tables are this program's; else raise `SchemaMismatch`."""
    if (found := schema_standing(database)) is not SchemaStanding.CURRENT:
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


def _config(**bound: Engine | Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    # One file a change, in the folder of what it changes.
    config.set_main_option("recursive_version_locations", "true")
    config.attributes.update(bound)
    return config
