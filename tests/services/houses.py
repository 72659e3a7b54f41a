"""Houses for the tests of jobs: a home of its own, and a mail server that keeps what it is given."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config.settings import Settings
from services.installation import Installation, open_installation
from tests.databases import migrated_bytes, settle_in


@contextmanager
def a_house(home: Path, **settings: Any) -> Iterator[Installation]:
    """Open a house with an empty database; nothing of the environment's settings counts."""
    known: dict[str, Any] = {"database_url": "", "mail_url": "", "base_url": "", "admin_mail": "", "config_dir": None}
    if not (known | settings)["database_url"]:
        with_empty_database(home)
    with open_installation(Settings(home=home, **(known | settings))) as installation:
        yield installation


def with_empty_database(home: Path) -> None:
    """Put a database with current tables into the home, unless it has one: migrating takes longer than most tests.

    Its installation has the directory of Đồng Tháp.
    """
    file = home / "dondoc.sqlite"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        file.write_bytes(migrated_bytes())
        settle_in(file)
