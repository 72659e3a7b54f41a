"""Every command under every fault: told in the four fields, nothing made where nothing was, no secret printed."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from sqlalchemy import text

from cli.door import in_four_fields
from samples.build import build_plan
from tests.cli.journeys import answered, ready_office
from tests.conftest import REPOSITORY
from tests.hostile.commands import all_commands
from workflow.store.database.opening import Database

SECRET = "mat@khau/SECRET"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "ke-hoach-50.docx"
    build_plan(path)
    return path


def damaged(home: Path) -> Mapping[str, str]:
    (home / "dondoc.sqlite").write_bytes(b"rac" * 5_000)
    return {}


def with_broken_pages(home: Path) -> Mapping[str, str]:
    content = (home / "dondoc.sqlite").read_bytes()
    (home / "dondoc.sqlite").write_bytes(content[:4_096] + b"\xff" * (len(content) - 4_096))
    return {}


def without_a_table(home: Path) -> Mapping[str, str]:
    with sqlite3.connect(home / "dondoc.sqlite") as database:
        for table in ("assignment", "notice", "installation", "person", "job_run"):
            database.execute(f"DROP TABLE {table}")
    return {}


def emptied(home: Path) -> Mapping[str, str]:
    (home / "dondoc.sqlite").write_bytes(b"")
    return {}


def missing(home: Path) -> Mapping[str, str]:
    return {"DONDOC_HOME": str(home / "khong-co")}


def a_file(home: Path) -> Mapping[str, str]:
    return {"DONDOC_HOME": str(home / "dondoc.sqlite")}


def below_a_file(home: Path) -> Mapping[str, str]:
    return {"DONDOC_HOME": str(home / "dondoc.sqlite" / "home")}


def unwritable(_home: Path) -> Mapping[str, str]:
    """Not even root makes a folder there."""
    return {"DONDOC_HOME": "/proc/khong-ghi-duoc"}


def meant_wrongly(_home: Path) -> Mapping[str, str]:
    return {"DONDOC_SOON_DAYS": "abc", "DONDOC_DEVELOPMENT": "có lẽ"}


def no_address(_home: Path) -> Mapping[str, str]:
    return {"DONDOC_DATABASE_URL": f"postgresql:lan:{SECRET}"}


def no_server(_home: Path) -> Mapping[str, str]:
    return {"DONDOC_DATABASE_URL": f"postgresql://lan:{SECRET}@127.0.0.1:1/dondoc"}


def settings_that_are_no_text(home: Path) -> Mapping[str, str]:
    (home / ".env").write_bytes(b"DONDOC_MAIL_URL=\xff\xfe\n")
    return {}


FAULTS: list[Callable[[Path], Mapping[str, str]]] = [
    damaged,
    with_broken_pages,
    without_a_table,
    emptied,
    missing,
    a_file,
    below_a_file,
    unwritable,
    meant_wrongly,
    no_address,
    no_server,
    settings_that_are_no_text,
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_every_command_tells_the_fault_and_nothing_else(
    tmp_path: Path,
    migrated_file: Path,
    plan: Path,
    fault: Callable[[Path], Mapping[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Some commands write into the working folder.
    monkeypatch.chdir(tmp_path)
    office = ready_office(tmp_path / "home", migrated_file)
    environment = {**office.environment, **fault(office.home)}
    home = Path(environment["DONDOC_HOME"] or "")
    was_there = home.exists()
    wrong = []
    for command in all_commands(plan):
        answer = answered(environment, command)
        if "Traceback" in answer.err or SECRET in answer.out + answer.err or answer.code not in {0, 1, 2}:
            wrong.append((command, answer))
        if not was_there and command[0] not in {"init", "migrate", "restore"}:
            assert not home.exists(), command
        elif not was_there:
            shutil.rmtree(home, ignore_errors=True)
    assert wrong == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may run a program as somebody else")
def test_a_user_without_a_name_and_a_folder_is_asked_for_the_home() -> None:
    nowhere = {name: value for name, value in os.environ.items() if name not in {"HOME", "DONDOC_HOME"}}
    command = [sys.executable, "-m", "cli", "status"]
    try:
        done = subprocess.run(
            command, cwd=REPOSITORY, env=nowhere, user=54_321, capture_output=True, text=True, check=False
        )
    except PermissionError:
        pytest.skip("the program's own files aren't readable by others here")
    assert done.returncode == 2
    assert "Đặt DONDOC_HOME" in done.stderr


@pytest.mark.postgres
def test_a_sign_that_a_database_refuses_is_told_without_what_people_wrote(postgres_server: str) -> None:
    """NUL on PostgreSQL: the statement and its values, names and addresses among them, are no part of the error."""
    database = Database(postgres_server)
    try:
        with database.reading() as session:
            session.execute(text("SELECT :name, :mail"), {"name": "Nguyễn Văn Kín\0", "mail": "kin@snv.example"})
    except Exception as error:
        told = in_four_fields(error)
    finally:
        database.close()
    assert told is not None
    assert "NUL" in told.reason
    assert "Kín" not in str(told) + str(told.__cause__)
    assert "kin@snv.example" not in str(told)
