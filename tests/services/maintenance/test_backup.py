"""Backing up while others work, and restoring all or nothing, on both databases."""

import hashlib
import json
import re
import sqlite3
import threading
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from config.settings import Settings
from services.maintenance.archive import BackupUnreadable
from services.maintenance.backup import WouldOverwrite, back_up
from services.maintenance.restoring import restore_backup
from tests.plans import a_head, a_row, at, registered
from tests.services.installations import an_installation, content, with_tools
from tests.store.database.old_office import make_tables
from workflow.by import By
from workflow.log.words import line_words
from workflow.store.database.opening import Database, DatabaseBusy
from workflow.store.database.postgresql_copy import SharedDatabase, ToolMissing
from workflow.store.database.refusals import DatabaseMissing
from workflow.store.database.schema import SchemaMismatch, SchemaStanding
from workflow.store.database.sqlite_copy import copy_sqlite, replace_sqlite
from workflow.store.log.sealing import seal
from workflow.store.log.tail import latest_lines
from workflow.store.log.writing import LogEntry, record
from workflow.store.tables import EventRow

NOW = at(date(2026, 3, 5))


def another_plan(database: Database) -> None:
    registered(database, a_row("Tháng 9"), head=a_head(number="51/KH-UBND"))


def test_a_restore_brings_back_every_row_of_the_moment_of_the_backup(
    database: Database, settings: Settings, backup: Path
) -> None:
    before = content(database)
    another_plan(database)
    restored = restore_backup(settings, backup, by=By(actor="Chị Lan", now=NOW), environment=with_tools(), force=True)
    assert content(database) == before
    assert restored.standing is SchemaStanding.CURRENT


def test_a_restored_database_goes_on_working_and_its_log_stays_append_only(
    database: Database, settings: Settings, backup: Path
) -> None:
    restore_backup(settings, backup, by=By(actor="Chị Lan", now=NOW), environment=with_tools(), force=True)
    another_plan(database)
    with pytest.raises(DatabaseError, match="append-only"), database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM event")


def test_a_backup_of_a_restored_database_restores_again(
    database: Database, settings: Settings, backup: Path, tmp_path: Path
) -> None:
    restore_backup(settings, backup, by=By(actor="Chị Lan", now=NOW), environment=with_tools(), force=True)
    before = content(database)
    back_up(settings, tmp_path / "hai.zip", now=NOW, environment=with_tools())
    restore_backup(
        settings, tmp_path / "hai.zip", by=By(actor="Chị Lan", now=NOW), environment=with_tools(), force=True
    )
    assert content(database) == before


def test_without_force_nothing_is_overwritten(database: Database, settings: Settings, backup: Path) -> None:
    another_plan(database)
    before = content(database)
    (settings.home / "dau-moi.csv").write_text("mới", encoding="utf-8")
    with pytest.raises(WouldOverwrite, match=r"dau-moi\.csv.*--force"):
        restore_backup(settings, backup, by=By(actor="Chị Lan", now=NOW), environment=with_tools())
    assert content(database) == before
    assert (settings.home / "dau-moi.csv").read_text(encoding="utf-8") == "mới"


def test_a_backup_does_not_replace_a_file_by_mistake(settings: Settings, backup: Path) -> None:
    with pytest.raises(WouldOverwrite, match=r"sao-luu\.zip"):
        back_up(settings, backup, now=NOW, environment=with_tools())
    back_up(settings, backup, now=NOW, environment=with_tools(), force=True)


def test_what_a_restore_replaces_is_kept_beside_it(database: Database, settings: Settings, backup: Path) -> None:
    another_plan(database)
    restored = restore_backup(settings, backup, by=By(actor="Chị Lan", now=NOW), environment=with_tools(), force=True)
    assert restored.aside is not None
    assert "truoc-khi-khoi-phuc-20260305-090000" in restored.aside.name
    assert restored.aside.stat().st_size > 0


def test_policies_and_files_of_the_home_come_back_and_stay_private(settings: Settings, backup: Path) -> None:
    assert settings.config_dir is not None
    policy, env = settings.config_dir / "days_off.toml", settings.home / ".env"
    policy.unlink()
    env.write_text("hỏng", encoding="utf-8")
    restore_backup(settings, backup, by=By(actor="Chị Lan", now=NOW), environment=with_tools(), force=True)
    assert policy.read_text(encoding="utf-8") == "announced = [2026]\n"
    assert env.read_text(encoding="utf-8") == "DONDOC_SOON_DAYS=5\n"
    assert [path.stat().st_mode & 0o777 for path in (backup, policy, env)] == [0o600] * 3


def test_what_is_not_committed_is_not_in_the_backup(database: Database, settings: Settings, tmp_path: Path) -> None:
    before = content(database)
    with database.writing() as session:
        record(session, [LogEntry(at=NOW, actor="thử", action="thử")])
        back_up(settings, tmp_path / "b.zip", now=NOW, environment=with_tools())
    restore_backup(settings, tmp_path / "b.zip", by=By(actor="Chị Lan", now=NOW), environment=with_tools(), force=True)
    assert content(database) == before


def test_a_backup_taken_while_others_write_holds_whole_transactions(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    """A writer writes two lines a transaction, all the time; the backup has both or neither of each."""
    stop = threading.Event()
    began = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with database.writing() as session:
                record(session, [LogEntry(at=NOW, actor="thử", action="một")])
                record(session, [LogEntry(at=NOW, actor="thử", action="hai")])
            began.set()

    writer = threading.Thread(target=write)
    writer.start()
    began.wait()
    try:
        back_up(settings, tmp_path / "b.zip", now=NOW, environment=with_tools())
    finally:
        stop.set()
        writer.join()
    restore_backup(settings, tmp_path / "b.zip", by=By(actor="Chị Lan", now=NOW), environment=with_tools(), force=True)
    actions = [row[3] for row in content(database)["event"]]
    assert actions.count("một") == actions.count("hai") > 0


def test_a_database_from_before_the_first_release_is_backed_up_by_its_own_program(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0006'")
    with pytest.raises(SchemaMismatch, match="trước bản phát hành đầu tiên"):
        back_up(settings, tmp_path / "cu.zip", now=NOW, environment=with_tools())


def test_an_older_database_can_be_backed_up_and_restored_and_says_so(bare_database: Database, tmp_path: Path) -> None:
    make_tables(bare_database, "0007")
    settings = an_installation(tmp_path, database_url=bare_database.url)
    back_up(settings, tmp_path / "cu.zip", now=NOW, environment=with_tools())
    restored = restore_backup(
        settings, tmp_path / "cu.zip", by=By(actor="Chị Lan", now=NOW), environment=with_tools(), force=True
    )
    assert restored.standing is SchemaStanding.OLDER
    # K21: an older version's backup gets its line too.
    with bare_database.reading() as session:
        assert session.scalars(select(EventRow.action).order_by(EventRow.id.desc()).limit(1)).one() == "restore"


def test_k21_a_restore_compares_tables_and_triggers(office: Settings, sqlite: Database, tmp_path: Path) -> None:
    with sqlite.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER event_no_delete")
    back_up(office, tmp_path / "b.zip", now=NOW, environment={})
    with pytest.raises(BackupUnreadable, match="thiếu khóa chống sửa event_no_delete"):
        restore_backup(office, tmp_path / "b.zip", by=By(actor="Chị Lan", now=NOW), environment={}, force=True)


def test_a_newer_programs_database_is_not_backed_up_by_an_older_one(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaMismatch, match="bản mới hơn"):
        back_up(settings, tmp_path / "moi.zip", now=NOW, environment=with_tools())
    assert not (tmp_path / "moi.zip").exists()


def test_only_postgresql_needs_programs_and_names_their_debian_package(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    without = {"PATH": str(tmp_path)}
    if database.engine.dialect.name == "sqlite":
        back_up(settings, tmp_path / "b.zip", now=NOW, environment=without)
        return
    with pytest.raises(ToolMissing, match="postgresql-client"):
        back_up(settings, tmp_path / "b.zip", now=NOW, environment=without)
    assert not (tmp_path / "b.zip").exists()


def test_tables_of_another_program_are_not_lost(database: Database, settings: Settings, backup: Path) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE recipes (name TEXT)")
    if database.engine.dialect.name == "sqlite":
        aside = restore_backup(
            settings, backup, by=By(actor="Chị Lan", now=NOW), environment=with_tools(), force=True
        ).aside
        with closing(sqlite3.connect(str(aside))) as kept:
            assert kept.execute("SELECT count(*) FROM recipes").fetchone() == (0,)
        return
    with pytest.raises(SharedDatabase, match="recipes"):
        restore_backup(settings, backup, by=By(actor="Chị Lan", now=NOW), environment=with_tools(), force=True)


def test_an_installation_without_a_database_has_nothing_to_back_up(tmp_path: Path) -> None:
    settings = an_installation(tmp_path)
    with pytest.raises(DatabaseMissing, match="dondoc init"):
        back_up(settings, tmp_path / "b.zip", now=NOW, environment={})
    assert [*settings.home.iterdir()] == []


def test_a_new_machine_is_restored_without_force(office: Settings, sqlite: Database, tmp_path: Path) -> None:
    (office.home / "dau-moi.csv").write_text("agency,name\n", encoding="utf-8")
    assert office.config_dir is not None
    (office.config_dir / "days_off.toml").write_text("announced = [2026]\n", encoding="utf-8")
    back_up(office, tmp_path / "b.zip", now=NOW, environment={})
    (tmp_path / "moi").mkdir()
    new = an_installation(tmp_path / "moi", config_dir=None)
    restored = restore_backup(new, tmp_path / "b.zip", by=By(actor="Chị Lan", now=NOW), environment={})
    copied = Database(new.store_url)
    assert content(copied) == content(sqlite)
    assert (restored.aside, restored.config) == (None, new.home / "config")
    assert {path.name for path in new.home.iterdir()} >= {"dondoc.sqlite", "dau-moi.csv", "config"}
    copied.close()


def test_a_broken_database_file_is_put_aside_and_replaced(office: Settings, sqlite: Database, tmp_path: Path) -> None:
    back_up(office, tmp_path / "b.zip", now=NOW, environment={})
    before = content(sqlite)
    sqlite.close()
    file = office.home / "dondoc.sqlite"
    file.write_bytes(b"hong" * 5000)
    restored = restore_backup(office, tmp_path / "b.zip", by=By(actor="Chị Lan", now=NOW), environment={}, force=True)
    assert restored.aside is not None
    assert restored.aside.read_bytes() == b"hong" * 5000
    assert content(sqlite) == before


def test_whoever_reads_during_a_restore_sees_the_old_state_to_the_end_and_then_the_new(
    office: Settings, sqlite: Database, tmp_path: Path
) -> None:
    back_up(office, tmp_path / "b.zip", now=NOW, environment={})
    another_plan(sqlite)
    with sqlite.reading() as session:
        lines = "SELECT count(*) FROM plan"
        seen = session.connection().exec_driver_sql(lines).scalar()
        restore_backup(office, tmp_path / "b.zip", by=By(actor="Chị Lan", now=NOW), environment={}, force=True)
        assert session.connection().exec_driver_sql(lines).scalar() == seen == 2
    assert len(content(sqlite)["plan"]) == 1


def test_a_restore_that_cannot_get_the_lock_changes_nothing(sqlite: Database, tmp_path: Path) -> None:
    copy, aside = tmp_path / "copy.sqlite", tmp_path / "aside.sqlite"
    copy_sqlite(sqlite, copy)
    another_plan(sqlite)
    writer = sqlite3.connect(tmp_path / "home" / "dondoc.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy, match="chưa có gì thay đổi"):
        replace_sqlite(sqlite, copy, aside)
    writer.close()
    assert len(content(sqlite)["plan"]) == 2
    assert not aside.exists()


def test_a_copy_with_broken_pages_is_refused(office: Settings, sqlite: Database, tmp_path: Path) -> None:
    """The archive's checksums are right: the database was broken before it was packed."""
    back_up(office, tmp_path / "b.zip", now=NOW, environment={})
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        data = bytearray(archive.read("database"))
    data[len(data) // 2 : len(data) // 2 + 4096 * 4] = b"\xff" * 4096 * 4
    manifest = {
        "format": 1,
        "made_at": NOW.isoformat(),
        "database": "sqlite",
        "schema": "0002",
        "files": {"database": hashlib.sha256(data).hexdigest()},
    }
    with zipfile.ZipFile(tmp_path / "hong.zip", "w") as archive:
        archive.writestr("database", bytes(data))
        archive.writestr("manifest.json", json.dumps(manifest))
    before = content(sqlite)
    with pytest.raises(Exception, match="bị hỏng"):
        restore_backup(office, tmp_path / "hong.zip", by=By(actor="Chị Lan", now=NOW), environment={}, force=True)
    assert content(sqlite) == before


def test_nothing_is_left_lying_about(office: Settings, tmp_path: Path) -> None:
    back_up(office, tmp_path / "b.zip", now=NOW, environment={})
    restore_backup(office, tmp_path / "b.zip", by=By(actor="Chị Lan", now=NOW), environment={}, force=True)
    assert not [path for path in tmp_path.rglob(".*") if path.name.startswith((".dondoc-", ".b.zip"))]


def test_k21_restoring_is_told_in_the_log_and_the_heads_that_went_are_missed_no_more(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    back_up(settings, tmp_path / "cu.zip", now=NOW, environment=with_tools())
    another_plan(database)
    with database.writing() as session:
        before = seal(session, now=NOW).head
    by = By(actor="Chị Lan", now=NOW)
    restore_backup(settings, tmp_path / "cu.zip", by=by, environment=with_tools(), force=True)
    with database.reading() as session:
        line = session.scalars(select(EventRow).order_by(EventRow.id.desc()).limit(1)).one()
    assert (line.action, line.actor, line.details["backup"]) == ("restore", "Chị Lan", "cu.zip")
    assert (line.details["head_before"], line.details["heads_gone"]) == (before, [before])
    assert line.details["lines_gone"] > 0
    with database.reading() as session:
        (shown,) = [line_words(one.entry) for one in latest_lines(session, limit=1) if one.entry]
    assert re.fullmatch(rf"từ cu\.zip, sao lưu lúc .+; mất \d+ dòng nhật ký; mã khóa sổ trước đó {before}", shown)
