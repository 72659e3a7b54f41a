"""Opening a database, and refusing one that isn't ours or isn't ready."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from workflow.store.database.opening import Database, DatabaseBusy, DatabaseUnavailable
from workflow.store.database.schema import (
    SchemaMismatch,
    SchemaStanding,
    bring_up_to_date,
    made_ready,
    migrate_schema,
    schema_standing,
)
from workflow.store.log.writing import LogEntry, history, record
from workflow.store.tables import EventRow

MOMENT = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)


def sqlite_at(path: Path, *, busy_timeout: int = 100) -> Database:
    return Database(f"sqlite:///{path}", busy_timeout=busy_timeout)


def test_an_empty_database_gets_its_tables_when_it_is_opened(tmp_path: Path) -> None:
    database = sqlite_at(tmp_path / "new.sqlite")
    assert schema_standing(database) is SchemaStanding.EMPTY
    assert schema_standing(made_ready(database)) is SchemaStanding.CURRENT
    database.close()


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate_schema(database)
    assert schema_standing(database) is SchemaStanding.CURRENT


def test_a_newer_database_is_refused_with_what_to_do(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaMismatch, match=r"bản mới hơn.*Cập nhật dondoc"):
        made_ready(database)


def test_a_database_from_before_the_first_release_is_refused_with_what_to_do(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0006'")
    with pytest.raises(SchemaMismatch, match=r"trước bản phát hành đầu tiên.*`dondoc migrate`.*bản dbb619e"):
        bring_up_to_date(database)


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    database = sqlite_at(path)
    with pytest.raises(SchemaMismatch, match="không phải cơ sở dữ liệu của dondoc"):
        made_ready(database)
    database.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_text("đây không phải cơ sở dữ liệu" * 100, encoding="utf-8")
    database = sqlite_at(path)
    with pytest.raises(SchemaMismatch, match="không phải"):
        made_ready(database)
    database.close()


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    database = sqlite_at(tmp_path / "nowhere" / "dondoc.sqlite")
    with pytest.raises(DatabaseUnavailable, match="nowhere") as refusal:
        made_ready(database)
    assert refusal.value.exit_code == 1


def test_a_locked_database_says_that_another_program_is_writing(tmp_path: Path) -> None:
    database = made_ready(sqlite_at(tmp_path / "busy.sqlite"))
    other = sqlite3.connect(tmp_path / "busy.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy, match="đang bị một chương trình khác"), database.writing():
        pass
    other.close()
    database.close()


def test_what_a_reading_session_changes_is_thrown_away(database: Database) -> None:
    with database.reading() as session:
        record(session, [LogEntry(at=MOMENT, actor="test", action="nothing")])
    with database.reading() as session:
        assert session.scalars(select(EventRow)).all() == []


def test_a_reader_sees_one_state_whatever_is_written_meanwhile(database: Database) -> None:
    with database.reading() as reader:
        assert reader.scalars(select(EventRow.id)).all() == []
        with database.writing() as writer:
            record(writer, [LogEntry(at=MOMENT, actor="test", action="nothing")])
        assert reader.scalars(select(EventRow.id)).all() == []


def test_a_failed_block_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as session:
        record(session, [LogEntry(at=MOMENT, actor="test", action="nothing")])
        raise RuntimeError
    with database.reading() as session:
        assert session.scalars(select(EventRow)).all() == []


def test_moments_come_back_aware_and_equal(database: Database) -> None:
    with database.writing() as session:
        record(session, [LogEntry(at=MOMENT, actor="test", action="nothing")])
    with database.reading() as session:
        assert session.scalars(select(EventRow.at)).one() == MOMENT
        assert history(session, 1) == []


def test_a_naive_moment_is_refused(database: Database) -> None:
    naive = MOMENT.replace(tzinfo=None)
    with pytest.raises(Exception, match="naive moment"), database.writing() as session:
        record(session, [LogEntry(at=naive, actor="test", action="nothing")])
