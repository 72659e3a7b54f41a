"""A database that was made ready by copying is the one that was written, to the last row and the next number."""

from collections.abc import Callable

from tests.plans import a_row, registered
from tests.ready import is_empty, make_ready
from tests.services.installations import content
from workflow.store.database.opening import Database


def test_a_copied_database_is_the_written_one_and_goes_on_counting_where_that_one_stood(
    new_database: Callable[[], Database],
) -> None:
    written = 0

    def fill(database: Database) -> None:
        nonlocal written
        written += 1
        registered(database, a_row(), a_row("Tháng 6", "UBND các xã, phường"))

    first, second = new_database(), new_database()
    for database in (first, second):
        assert is_empty(database)
        make_ready(database, "test_ready", lambda database=database: fill(database))  # type: ignore[misc]
    assert written == 1
    assert content(first) == content(second)
    assert not is_empty(second)
    for database in (first, second):
        registered(database, a_row("Tháng 9"), head=None)
    assert content(first) == content(second)
