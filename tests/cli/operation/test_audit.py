"""`dondoc audit`: what an auditor types and reads."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.journeys import Office, ready_office
from tests.plans import a_row, registered
from workflow.store.database.opening import Database


@pytest.fixture
def office(tmp_path: Path, migrated_file: Path) -> Office:
    office = ready_office(tmp_path / "home", migrated_file)
    with closing(Database(f"sqlite:///{office.home / 'dondoc.sqlite'}")) as database:
        registered(database, a_row())
    return office


def test_a_whole_log_gives_its_head_and_shows_who_did_what(office: Office) -> None:
    assert office.dondoc("accept", "1").code == 0
    assert office.dondoc("audit", "head").code == 1
    office.dondoc("run", "seal_audit")
    head = office.dondoc("audit", "head").out.strip()
    verified = office.dondoc("audit", "verify", "--head", head)
    assert (verified.code, "Nhật ký nguyên vẹn." in verified.out) == (0, True)
    shown = office.dondoc("audit", "show", "--duty", "1", "--person", "quản trị (bằng dòng lệnh)").out
    assert "nhận nhiệm vụ" in shown
    assert "giao nhiệm vụ" not in shown


def test_a_row_changed_behind_the_log_is_named_and_the_exit_code_is_one(office: Office) -> None:
    with closing(sqlite3.connect(office.home / "dondoc.sqlite")) as connection, connection:
        connection.execute("UPDATE assignment SET progress = 70 WHERE id = 1")
    verified = office.dondoc("audit", "verify")
    assert (verified.code, "nhiệm vụ 1: tiến độ là “70”" in verified.out) == (1, True)
