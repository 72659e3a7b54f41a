"""Making an installation: home folder, secret key, database with its tables, the directory of agencies in it."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from config.keys import make_key_file
from config.settings import Settings
from services.installation import policies
from workflow.store.database.opening import Database
from workflow.store.database.schema import Standing, open_ready, schema_standing
from workflow.store.people.directory import keep_directory

# The database holds people's addresses.
_PRIVATE = 0o700


@dataclass(frozen=True, kw_only=True)
class Installed:
    """What stands now, and what of it is new. `agencies` counts those of the directory."""

    home: Path
    new_home: bool
    new_key: bool
    new_database: bool
    agencies: int
    new_agencies: int


def install(settings: Settings) -> Installed:
    """Make what is missing of an installation; running it again brings the directory up to date and spoils nothing.

    Raises `PoliciesUnreadable`, `DatabaseUnavailable` and `SchemaMismatch`.
    """
    chosen = policies(settings)
    new_home = not settings.home.is_dir()
    settings.home.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    new_key = not settings.secret_key and make_key_file(settings.home)
    with closing(Database(settings.store_url)) as database:
        was_empty = schema_standing(database) is Standing.EMPTY
        with open_ready(database).writing() as session:
            new_agencies = keep_directory(session, chosen.directory)
    return Installed(
        home=settings.home,
        new_home=new_home,
        new_key=new_key,
        new_database=was_empty,
        agencies=len(chosen.directory.agencies),
        new_agencies=new_agencies,
    )
