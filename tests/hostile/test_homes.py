"""Homes whose names mean something else in an address, and homes that aren't the office's."""

import subprocess
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from base.programs import python_module
from config.settings import Settings
from services.installation import open_installation
from services.maintenance.setup import install
from tests.cli.journeys import Office, answered, ready_office
from tests.hostile.commands import all_commands
from tests.plans import at
from workflow.by import By
from workflow.store.database.opening import Database
from workflow.store.database.refusals import DatabaseMissing
from workflow.store.database.sqlite_copy import copy_sqlite
from workflow.store.people.province import chosen_province

COMMANDS_OF_CRON = [["run"], ["run", "deliver"], ["run", "housekeeping"], ["status"], ["backup", "b.zip"], ["tasks"]]


@pytest.mark.parametrize("name", ["co?la-gi", "mot%20hai", "so#1", "100%", "Sở Nội vụ", "a+b&c=d;e"])
def test_a_home_keeps_its_database_in_itself_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    settings = Settings(home=home, database_url="", config_dir=None)
    install(settings, "", By(actor="thử", now=at(date(2026, 3, 5))))
    with open_installation(settings):
        assert [path.name for path in tmp_path.iterdir()] == [name]
        assert (home / "dondoc.sqlite").stat().st_size > 0


@pytest.mark.parametrize("command", COMMANDS_OF_CRON)
def test_in_a_home_that_is_none_nothing_is_made_and_the_path_is_named_with_the_reason(
    tmp_path: Path, command: list[str]
) -> None:
    office = Office(tmp_path / "khong-phai")
    answer = office.dondoc(*command)
    assert answer.code == 1
    assert str(office.home / "dondoc.sqlite") in answer.err
    assert "theo biến môi trường DONDOC_HOME" in answer.err
    assert not office.home.exists()


# What makes a home, and what asks nothing of one: it reads a file, or tells the same to everybody.
MAKING = ("init", "restore", "migrate")
ANYWHERE = {("read",), ("resolve",), ("calendars", "guide")}


def test_no_other_command_works_in_a_home_that_is_none_or_makes_one(tmp_path: Path) -> None:
    file = tmp_path / "co-quan.csv"
    file.write_text("code,name\nso-moi,Sở Mới\n", encoding="utf-8")
    home = tmp_path / "khong-phai"
    for command in all_commands(file):
        if command[0] not in MAKING:
            answer = answered({"DONDOC_HOME": str(home), "DONDOC_DATABASE_URL": None}, command)
            assert answer.code or any(tuple(command[: len(free)]) == free for free in ANYWHERE), command
            assert not home.exists(), command


def test_a_variable_that_is_set_to_nothing_names_no_home(tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "DONDOC_HOME": "", "DONDOC_DATABASE_URL": None}
    answer = answered(environment, ["status"])
    assert str(tmp_path / ".local" / "share" / "dondoc" / "dondoc.sqlite") in answer.err
    assert "nơi mặc định" in answer.err


def test_what_lies_in_the_working_folder_is_never_run(tmp_path: Path) -> None:
    for name in ("documents", "cli", "json"):
        (tmp_path / f"{name}.py").write_text("open('da-chay', 'w').close()", encoding="utf-8")
    (tmp_path / "ke-hoach.txt").write_text("KẾ HOẠCH", encoding="utf-8")
    for command in (python_module("cli", "read", "ke-hoach.txt"), python_module("documents.intake.nursery")):
        subprocess.run(command, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert not (tmp_path / "da-chay").exists()


@pytest.mark.parametrize("command", COMMANDS_OF_CRON)
@pytest.mark.parametrize("left", [None, b""])
def test_a_database_that_vanished_or_is_empty_is_missed_and_not_replaced(
    tmp_path: Path, migrated_file: Path, command: list[str], left: bytes | None
) -> None:
    office = ready_office(tmp_path / "home", migrated_file)
    backups = office.home / "backups"
    backups.mkdir()
    (backups / "dondoc-2026-03-04.zip").write_bytes(b"x")
    file = office.home / "dondoc.sqlite"
    file.unlink() if left is None else file.write_bytes(left)
    answer = office.dondoc(*command)
    assert answer.code == 1
    assert "dondoc-2026-03-04.zip" in answer.err
    assert (file.read_bytes() if file.exists() else None) == left
    assert [path.name for path in backups.iterdir()] == ["dondoc-2026-03-04.zip"]


def test_a_database_that_is_taken_away_under_a_running_program_is_missed_at_once(
    tmp_path: Path, migrated_file: Path
) -> None:
    office = ready_office(tmp_path / "home", migrated_file)
    with open_installation(Settings(home=office.home, database_url="")) as installation:
        (office.home / "dondoc.sqlite").unlink()
        with pytest.raises(DatabaseMissing, match="không có tệp này"), installation.database.writing():
            pass
    assert not (office.home / "dondoc.sqlite").exists()


def test_a_database_that_is_replaced_under_a_running_program_is_the_one_it_goes_on_with(
    tmp_path: Path, migrated_file: Path
) -> None:
    office, other = ready_office(tmp_path / "home", migrated_file), ready_office(tmp_path / "other", migrated_file)
    other.dondoc("init", "--province", "Lào Cai")
    with open_installation(Settings(home=office.home, database_url="")) as installation:
        with closing(Database(f"sqlite:///{other.home / 'dondoc.sqlite'}")) as database:
            copy_sqlite(database, tmp_path / "copy")
        (tmp_path / "copy").replace(office.home / "dondoc.sqlite")
        with installation.database.reading() as session:
            assert chosen_province(session) == "Lào Cai"


def test_the_homes_own_file_of_settings_is_read_wherever_the_program_starts(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".env").write_text("DONDOC_SOON_DAYS=3\nDONDOC_HOME=/elsewhere\n", encoding="utf-8")
    settings = Settings(home=home)
    assert (settings.soon_days, settings.home) == (3, home)
    assert Settings(home=tmp_path).soon_days == 7


def test_whoever_makes_a_home_makes_it_private(tmp_path: Path) -> None:
    office = Office(tmp_path / "home")
    office.dondoc("init", "--province", "Đồng Tháp")
    (tmp_path / "xa.csv").write_text("Xã Tân Thành,30010\n", encoding="utf-8")
    assert office.dondoc("agencies", "communes", str(tmp_path / "xa.csv")).code == 0
    office.dondoc("run", "--today", "2026-03-05")
    office.dondoc("run", "housekeeping", "--today", "2026-03-05")
    modes = {path: path.stat().st_mode & 0o777 for path in [office.home, *office.home.iterdir()]}
    assert {path for path, mode in modes.items() if mode not in {0o700, 0o600}} == set()
    logs = [
        *(office.home / "config").iterdir(),
        *(office.home / "logs").iterdir(),
        *(office.home / "backups").iterdir(),
    ]
    assert {path.stat().st_mode & 0o777 for path in logs} == {0o600}
