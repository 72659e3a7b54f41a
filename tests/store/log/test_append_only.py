"""The database itself refuses to change the log: whatever the program, or somebody with its rights, tries."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.plans import a_row, at, registered
from workflow.store.database.opening import Database
from workflow.store.log.sealing import seal
from workflow.store.tables import EventRow, SealRow

DEEDS = [
    "UPDATE event SET actor = 'kẻ gian' WHERE id = 1",
    "DELETE FROM event WHERE id = 1",
    "DELETE FROM event",
    "UPDATE seal SET digest = 'khác'",
    "DELETE FROM seal",
]
# What only one of the databases knows, by its name.
OWN_DEEDS = {
    "sqlite": [
        (
            "INSERT OR REPLACE INTO event (id, at, actor, action, before, after, reason, document, details)"
            " SELECT id, at, 'kẻ gian', action, before, after, reason, document, details FROM event WHERE id = 1"
        ),
        "UPDATE OR REPLACE event SET id = 1 WHERE id = 2",
        "INSERT OR REPLACE INTO seal SELECT * FROM seal",
    ],
    "postgresql": [
        "TRUNCATE event",
        "TRUNCATE seal",
        "TRUNCATE event, seal CASCADE",
        "INSERT INTO event SELECT * FROM event WHERE id = 1 ON CONFLICT (id) DO UPDATE SET actor = 'kẻ gian'",
    ],
}


def attempt(database: Database, deed: str) -> None:
    with database.writing() as session:
        session.execute(text(deed))


def log_of(database: Database) -> list[tuple[int, str]]:
    with database.reading() as session:
        rows = session.execute(select(EventRow.id, EventRow.actor).order_by(EventRow.id))
        return [(number, actor) for number, actor in rows]


@pytest.fixture
def written(database: Database) -> Database:
    """A database with a few lines, sealed."""
    registered(database, a_row(), a_row("Tháng 3"))
    with database.writing() as session:
        seal(session, now=at(date(2026, 1, 20)))
    return database


@pytest.mark.parametrize("deed", DEEDS)
def test_no_statement_changes_or_deletes_a_line(written: Database, deed: str) -> None:
    before = log_of(written)
    with pytest.raises(DBAPIError, match="append-only"):
        attempt(written, deed)
    assert log_of(written) == before


def test_nor_do_the_ways_that_one_database_alone_knows(written: Database) -> None:
    before = log_of(written)
    for deed in OWN_DEEDS[written.engine.dialect.name]:
        with pytest.raises(DBAPIError, match="append-only"):
            attempt(written, deed)
        assert log_of(written) == before


def test_a_row_of_the_program_cannot_change_either(written: Database) -> None:
    with pytest.raises(DBAPIError, match="append-only"), written.writing() as session:
        session.get_one(EventRow, 1).actor = "kẻ gian"
    with pytest.raises(DBAPIError, match="append-only"), written.writing() as session:
        session.delete(session.get_one(SealRow, 1))


def test_new_lines_are_welcome(written: Database) -> None:
    before = log_of(written)
    with written.writing() as session:
        session.add(EventRow(at=at(date(2026, 1, 21)), actor="Chị Lan", action="note", details={}))
    assert [actor for _, actor in log_of(written)] == [*(actor for _, actor in before), "Chị Lan"]
