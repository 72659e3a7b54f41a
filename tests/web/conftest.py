"""Subscriptions for the tests of the calendar addresses."""

import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.web.subscribing import Subscription
from workflow.store.database.opening import Database


@pytest.fixture
def subscription(database: Database) -> Iterator[Subscription]:
    """The addresses of an empty database."""
    with closing(Subscription(database)) as made:
        yield made


@pytest.fixture
def file_database(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database, for what doesn't depend on the kind of database."""
    copy = tmp_path / f"{uuid.uuid4().hex}.sqlite"
    copy.write_bytes(migrated_file.read_bytes())
    with closing(Database(f"sqlite:///{copy}", busy_timeout=200)) as database:
        yield database
