"""The house opened: settings, policies and the database, as the flows and commands need them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from base.clock import now
from base.private_files import make_private
from config.env_files import where_home_was_said
from config.settings import Settings
from workflow.policies import Policies, policies_of
from workflow.store.database.opening import Database
from workflow.store.database.refusals import DatabaseMissing
from workflow.store.database.schema import SchemaMismatch, SchemaStanding, schema_standing
from workflow.store.people.directory import former_names
from workflow.store.people.province import chosen_province

# The folder of nightly backups in the home.
BACKUPS = "backups"


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Everything a job needs, opened once. `clock` is asked for when a run really began and ended, whatever its day."""

    settings: Settings
    policies: Policies
    database: Database
    clock: Callable[[], datetime] = now


@contextmanager
def open_installation(settings: Settings | None = None) -> Iterator[Installation]:
    """Open the installation while the block lasts. Nothing is made: a missing or empty database may be the wrong one.

    Raises `DatabaseMissing`, `SchemaMismatch`, `DatabaseUnavailable`, `PolicyFileRefused`.
    """
    settings = settings or Settings()
    database = Database(settings.store_url)
    try:
        require_tables(settings, database)
        # A database on a server may have a home without a folder yet, for its logs and calendars.
        make_private(settings.home)
        with database.reading() as session:
            province, former = chosen_province(session), former_names(session)
        known = policies(settings, province)
        if former:
            known = replace(known, directory=known.directory.with_former_names(former))
        yield Installation(settings=settings, policies=known, database=database)
    finally:
        database.close()


def require_tables(settings: Settings, database: Database) -> None:
    """Make sure that there is a database with this program's tables. Raises `DatabaseMissing` and `SchemaMismatch`."""
    found = schema_standing(database)
    if found is SchemaStanding.EMPTY:
        raise missing_database(settings, database)
    if found is not SchemaStanding.CURRENT:
        raise SchemaMismatch(database, found)


def missing_database(settings: Settings, database: Database) -> DatabaseMissing:
    """Return the refusal that names where a database was looked for, why there, and which backups lie near."""
    file = database.file
    if file is None:
        reason = "chưa có bảng nào của dondoc"
    else:
        reason = "là tệp trống, không có bảng nào" if file.exists() else "không có tệp này"
    said = "theo DONDOC_DATABASE_URL" if settings.database_url else where_home_was_said(settings.home)
    backups = sorted((settings.home / BACKUPS).glob("dondoc-*.zip"))
    copy = str(backups[-1]) if backups else "TỆP-SAO-LƯU"
    return DatabaseMissing(
        given=database.shown if file is None else str(file.absolute()),
        place="Cơ sở dữ liệu",
        reason=f"{reason} (tìm ở đó {said})",
        remedy=(
            "Nếu đây không phải nơi của đơn vị: đặt DONDOC_HOME rồi chạy lại. Nếu dữ liệu bị mất: "
            f"`dondoc restore {copy}`. Máy mới: `dondoc init`. Chưa có gì được tạo hay thay đổi."
        ),
    )


def policies(settings: Settings, province: str = "") -> Policies:
    """Return the installation's policies without opening a database.

    `province` is the one whose template of agencies was chosen, "" for none. Raises `PolicyFileRefused` for a data file
    that can't be used, `ProvinceUnknown`, `BrokenDirectory`.
    """
    return policies_of(
        settings.policies_dir,
        province=province,
        soon_days=settings.soon_days,
        usual_term=settings.usual_term,
        leadership=settings.leadership,
    )
