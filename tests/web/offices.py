"""An installation over a test's database, and a browser's view of its pages."""

from pathlib import Path

from config.settings import Settings
from services.installation import Installation
from tests.plans import house_policies
from workflow.store.database.opening import Database


def an_installation(database: Database, **settings: object) -> Installation:
    """Return an installation with the packaged policies; nothing of the environment gets into it."""
    known = {"home": Path("/nowhere"), "base_url": "https://dondoc.tinh.example"} | settings
    return Installation(
        settings=Settings(_env_file=None, **known),  # type: ignore[arg-type, call-arg]
        policies=house_policies(),
        database=database,
    )
