"""Making an installation: home folder, secret key, database with its tables, the directory of agencies in it."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from base.private_files import make_private
from config.keys import make_key_file
from config.provinces import province_of
from config.settings import Settings
from services.installation import policies
from workflow.agencies import AgencyKind
from workflow.by import By
from workflow.store.database.opening import Database
from workflow.store.database.schema import SchemaStanding, made_ready, schema_standing
from workflow.store.people.directory import keep_directory
from workflow.store.people.province import choose_province, chosen_province


@dataclass(frozen=True, kw_only=True)
class Installed:
    """What stands now, and what of it is new. `agencies` counts those of the directory, `communes` the communes of it.

    `province` is the one whose template of agencies was taken, "" for none.
    """

    home: Path
    new_home: bool
    new_key: bool
    new_database: bool
    province: str
    agencies: int
    communes: int
    new_agencies: int


def install(settings: Settings, province: str, by: By) -> Installed:
    """Make what is missing of an installation; running it again brings the directory up to date and spoils nothing.

    `province` names the template of agencies to take from now on; "" leaves it as it is, in a new installation empty.
    Raises `ProvinceUnknown`, `KeyUnusable`, `PolicyFileRefused`, `DatabaseUnavailable` and `SchemaMismatch`.
    """
    wanted = province_of(province).name if province else ""
    policies(settings, wanted)
    new_home = not settings.home.is_dir()
    make_private(settings.home)
    new_key = not settings.secret_key and make_key_file(settings.home)
    with closing(Database(settings.store_url)) as database:
        was_empty = schema_standing(database) is SchemaStanding.EMPTY
        with made_ready(database).writing() as session:
            if wanted and wanted != chosen_province(session):
                choose_province(session, wanted, by)
            directory = policies(settings, chosen_province(session)).directory
            new_agencies = keep_directory(session, directory)
    return Installed(
        home=settings.home,
        new_home=new_home,
        new_key=new_key,
        new_database=was_empty,
        province=directory.vocabulary.province,
        agencies=len(directory.agencies),
        communes=sum(agency.kind is AgencyKind.COMMUNE for agency in directory),
        new_agencies=new_agencies,
    )
