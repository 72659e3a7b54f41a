"""The whole examination: what can be looked at is looked at, whatever else is broken."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from base.errors import DondocError
from config.agencies import load_records
from config.days_off import days_off
from config.settings import Settings
from services.checks.agency_checks import check_agency_use
from services.checks.evidence import check_files, check_scanner
from services.checks.finding import Finding, fault, first_few, from_error
from services.checks.records import check_records
from services.checks.surroundings import check_agencies, check_channel, check_home, check_key, check_policies
from services.house_database import missing_database
from workflow.agencies import Directory
from workflow.store.database.guards import altered_structure
from workflow.store.database.opening import Database
from workflow.store.database.schema import MISMATCHES, SchemaStanding, schema_standing
from workflow.store.operation.maintenance_queries import agency_uses, damage, records
from workflow.store.people.province import chosen_province
from workflow.working_days import WorkingDays


def examine(settings: Settings, *, now: datetime) -> list[Finding]:
    """Return all that is wrong. Changes nothing, makes nothing.

    Connects to the database, and to the place of files and the virus scanner where those are elsewhere.
    """
    return [
        *check_home(settings),
        *check_key(settings),
        *check_policies(_folder(settings)),
        *check_channel(settings),
        *check_scanner(settings),
        *_check_database(settings, now),
    ]


def _check_database(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        with closing(Database(settings.store_url)) as database:
            yield from _check_open(database, settings, now)
    except DondocError as error:
        yield from_error("database-unavailable", error)


def _check_open(database: Database, settings: Settings, now: datetime) -> Iterator[Finding]:
    found = schema_standing(database)
    shown = f"Cơ sở dữ liệu {database.shown}"
    if found is SchemaStanding.EMPTY:
        yield from_error("database-missing", missing_database(settings, database))
    elif found is SchemaStanding.DAMAGED:
        yield fault("database-damaged", shown, *MISMATCHES[found])
    elif found is not SchemaStanding.CURRENT:
        yield fault("database-version", shown, *MISMATCHES[found])
    else:
        with database.reading() as session:
            if broken := damage(session):
                yield fault("database-damaged", shown, f"bị hỏng ({broken})", "Khôi phục bằng `dondoc restore`.")
            else:
                yield from _check_structure(database, shown)
                province = chosen_province(session)
                yield from check_agencies(_folder(settings), province)
                yield from check_agency_use(agency_uses(session), _directory(settings, province), settings.leadership)
                yield from check_records(records(session), now=now, working_days=_working_days(settings))
                yield from check_files(session, settings, now=now)


def _check_structure(database: Database, shown: str) -> Iterator[Finding]:
    if altered := altered_structure(database):
        remedy = "Xem `dondoc audit verify`; khôi phục bản sao lưu gần nhất bằng `dondoc restore`."
        yield fault("database-altered", shown, f"không còn như chương trình tạo ra: {first_few(altered)}", remedy)


def _folder(settings: Settings) -> Path | None:
    """The folder of the house's own data files; None where it has none and didn't ask for one."""
    return settings.policies_dir if settings.config_dir or settings.policies_dir.is_dir() else None


def _directory(settings: Settings, province: str) -> Directory:
    """The directory in use; an empty one where its files are broken, which is told elsewhere."""
    try:
        return Directory.from_config(load_records(_folder(settings), province))
    except DondocError:
        return Directory.from_config(load_records())


def _working_days(settings: Settings) -> WorkingDays:
    """The installation's working days; the packaged ones where its file is broken, which is told elsewhere."""
    try:
        return WorkingDays.vietnam(days_off(settings.policies_dir))
    except DondocError:
        return WorkingDays.vietnam(days_off())
