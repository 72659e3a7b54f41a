"""Installations to back up and to restore."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from config.settings import Settings
from services.maintenance.backup import back_up
from tests.plans import a_row, at, registered
from tests.services.houses import with_empty_database
from tests.services.installations import an_installation, with_tools
from workflow.store.database.opening import Database


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """An installation with a registered plan, policies of its own and a table of contacts in its home."""
    settings = an_installation(tmp_path, database_url=database.url)
    registered(database, a_row(), a_row("Tháng 3", "UBND các xã, phường"))
    (settings.home / "dau-moi.csv").write_text("agency,name\n", encoding="utf-8")
    (settings.home / ".env").write_text("DONDOC_SOON_DAYS=5\n", encoding="utf-8")
    (tmp_path / "chinh-sach" / "days_off.toml").write_text("announced = [2026]\n", encoding="utf-8")
    return settings


@pytest.fixture
def backup(settings: Settings, tmp_path: Path) -> Path:
    """A backup of that installation."""
    back_up(settings, tmp_path / "sao-luu.zip", now=at(date(2026, 3, 5)), environment=with_tools())
    return tmp_path / "sao-luu.zip"


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """A SQLite database with a plan; for what only SQLite can suffer."""
    with_empty_database(tmp_path / "home")
    database = Database(f"sqlite:///{tmp_path / 'home' / 'dondoc.sqlite'}", busy_timeout=50)
    registered(database, a_row())
    yield database
    database.close()


@pytest.fixture
def office(tmp_path: Path, sqlite: Database) -> Settings:
    """The SQLite installation of the tests below."""
    return an_installation(tmp_path, database_url=sqlite.url)
