"""Subscriptions for the tests of the calendar addresses."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.databases import Used
from tests.web.subscribing import Subscription
from workflow.store.database.opening import Database


@pytest.fixture
def subscription(database: Database) -> Iterator[Subscription]:
    """The addresses of an empty database."""
    with closing(Subscription(database)) as made:
        yield made


@pytest.fixture
def file_database(impatient_files: Used) -> Iterator[Database]:
    """An empty SQLite database, for what doesn't depend on the kind of database."""
    with impatient_files.one() as database:
        yield database
