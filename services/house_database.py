"""The house's database found and opened: all that a question needs which no policy answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.env_files import where_home_was_said
from config.settings import Settings
from workflow.store.database.opening import Database
from workflow.store.database.refusals import DatabaseMissing
from workflow.store.database.schema import SchemaMismatch, SchemaStanding, schema_standing

# The folder of nightly backups in the home.
BACKUPS = "backups"


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """Open the database while the block lasts. Nothing is made: a missing or empty one may be the wrong one.

    Raises `DatabaseMissing`, `SchemaMismatch`, `DatabaseUnavailable`.
    """
    database = Database(settings.store_url)
    try:
        require_tables(settings, database)
        yield database
    finally:
        database.close()


def require_tables(settings: Settings, database: Database) -> None:
    """Make sure that there is a database with this program's tables. Raises `DatabaseMissing` and `SchemaMismatch`."""
    found = schema_standing(database)
    if found is SchemaStanding.EMPTY:
        raise missing_database(settings, database)
    if found is not SchemaStanding.CURRENT:
        raise SchemaMismatch(database, found, said=_where_database_was_said(settings))


def missing_database(settings: Settings, database: Database) -> DatabaseMissing:
    """Return the refusal that names where a database was looked for, why there, and which backups lie near."""
    file = database.file
    if file is None:
        reason = "chưa có bảng nào của dondoc"
    else:
        reason = "là tệp trống, không có bảng nào" if file.exists() else "không có tệp này"
    said = _where_database_was_said(settings)
    copy = newest_backup(settings) or "TỆP-SAO-LƯU"
    return DatabaseMissing(
        given=database.shown if file is None else str(file.absolute()),
        place="Cơ sở dữ liệu",
        reason=f"{reason} (tìm ở đó {said})",
        remedy=(
            "Nếu đây không phải nơi của đơn vị: đặt DONDOC_HOME rồi chạy lại. Nếu dữ liệu bị mất: "
            f"`dondoc restore {copy}`. Máy mới: `dondoc init`. Chưa có gì được tạo hay thay đổi."
        ),
    )


def newest_backup(settings: Settings) -> Path | None:
    """Return the newest nightly backup of the home, None when there is none."""
    return max((settings.home / BACKUPS).glob("dondoc-*.zip"), default=None)


def _where_database_was_said(settings: Settings) -> str:
    return "theo DONDOC_DATABASE_URL" if settings.database_url else where_home_was_said(settings.home)
