"""The house opened: settings, policies and the database, as the flows and commands need them."""

from dataclasses import dataclass

from config.settings import Settings
from workflow.policies import Policies, policies_of
from workflow.store.database import Database
from workflow.store.schema import open_ready


@dataclass(frozen=True, kw_only=True)
class House:
    """Everything a job needs, opened once."""

    settings: Settings
    policies: Policies
    database: Database


def open_house(settings: Settings | None = None) -> House:
    """Open the house; an empty database gets its tables. Raises `SchemaMismatch`, `DatabaseUnavailable`."""
    settings = settings or Settings()
    if settings.store_url.startswith("sqlite"):
        settings.home.mkdir(parents=True, exist_ok=True)
    return House(
        settings=settings,
        policies=policies(settings),
        database=open_ready(Database(settings.store_url)),
    )


def policies(settings: Settings) -> Policies:
    """Return the installation's policies without opening a database."""
    return policies_of(
        settings.config_dir,
        soon_days=settings.soon_days,
        usual_term=settings.usual_term,
        leadership=settings.leadership,
    )
