"""Offices for the tests of signing in: one on each kind of database, and one on a file alone."""

import pytest

from tests.plans import a_row, registered
from tests.web.accounts.office import Office
from workflow.store.database.opening import Database


@pytest.fixture
def office(file_database: Database) -> Office:
    """An office with one duty of Sở Nội vụ."""
    registered(file_database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    return Office(file_database)
