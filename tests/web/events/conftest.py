"""SQLite alone: `tests/web/test_either_database.py` goes the long ways on both."""

import pytest

from workflow.store.database.opening import Database


@pytest.fixture
def database(file_database: Database) -> Database:
    """An empty database."""
    return file_database
