"""`dondoc init`, `doctor`, `backup`, `restore`, `migrate`: what an operator types and reads."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from samples.build import build_plan
from tests.cli.journeys import Answer, Office

ROOT = Path(__file__).parents[3]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "home")


def dondoc_with(variables: dict[str, str], *arguments: str) -> Answer:
    """Run a command with further variables in its environment."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "160"} | variables,
        cwd=ROOT,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def test_init_makes_everything_and_a_second_time_nothing(office: Office) -> None:
    first, again = office.dondoc("init", "--province", "Đồng Tháp"), office.dondoc("init")
    assert (first.code, again.code) == (0, 0)
    assert "Cơ sở dữ liệu: mới tạo." in first.out
    assert "Cơ sở dữ liệu: đã có." in again.out
    assert "mẫu của Đồng Tháp" in again.out
    assert ", 0 mới." in again.out
    assert (office.home / "dondoc.sqlite").is_file()
    assert office.home.stat().st_mode & 0o777 == 0o700


def test_init_alone_makes_an_empty_house_and_says_so(office: Office) -> None:
    made = office.dondoc("init")
    assert "Danh bạ: còn trống" in made.out
    assert "--province" in " ".join(made.err.split())
    assert "0 cơ quan" in office.dondoc("agencies", "list").out


def test_a_name_that_is_no_province_is_refused_with_the_names(office: Office) -> None:
    refused = office.dondoc("init", "--province", "Hải Dương")
    assert refused.code == 2
    assert "Hải Phòng" in refused.err
    assert not office.home.exists()


def test_doctor_of_a_machine_without_an_installation_names_what_to_run(office: Office) -> None:
    answer = office.dondoc("doctor")
    assert answer.code == 1
    assert "dondoc init" in answer.out
    assert not office.home.exists()


def test_doctor_of_a_new_installation_finds_no_fault(office: Office) -> None:
    office.dondoc("init", "--province", "Đồng Tháp")
    answer = office.dondoc("doctor", "--today", "2026-03-05", "--json")
    found = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.code == 0, answer.out
    assert {finding["id"] for finding in found} <= {"mail-unset", "disk-filling"}
    assert all(finding["remedy"] for finding in found)


def test_doctor_tells_wrong_settings_together_with_all_the_rest(tmp_path: Path) -> None:
    wrong = {
        "DONDOC_HOME": str(tmp_path / "home"),
        "DONDOC_SOON_DAYS": "bảy",
        "DONDOC_USUAL_TERM": "999",
        "DONDOC_MAILURL": "x",
        "DONDOC_MAIL_URL": "fax://1",
    }
    answer = dondoc_with(wrong, "doctor", "--json")
    found = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.code == 1
    assert [finding["place"] for finding in found if finding["id"] == "setting-invalid"] == [
        "DONDOC_SOON_DAYS",
        "DONDOC_USUAL_TERM",
    ]
    assert "phải từ 250 trở xuống" in answer.out
    assert {"setting-unknown", "mail-channel", "home-missing", "database-missing"} <= {f["id"] for f in found}


def test_a_backup_is_carried_to_a_new_machine(office: Office, tmp_path: Path) -> None:
    build_plan(tmp_path / "plan.docx")
    office.dondoc("init", "--province", "Đồng Tháp")
    office.dondoc("import", tmp_path / "plan.docx", "--today", "2026-01-19")
    saved = office.dondoc("backup", tmp_path / "b.zip")
    new = Office(tmp_path / "moi")
    restored = new.dondoc("restore", tmp_path / "b.zip")
    assert (saved.code, restored.code) == (0, 0), saved.err + restored.err
    asked = ("tasks", "--limit", "0", "--json")
    assert new.dondoc(*asked).out == office.dondoc(*asked).out != ""


def test_restore_over_an_installation_asks_for_force_and_keeps_what_was_there(office: Office, tmp_path: Path) -> None:
    office.dondoc("init")
    office.dondoc("backup", tmp_path / "b.zip")
    refused = office.dondoc("restore", tmp_path / "b.zip")
    forced = office.dondoc("restore", tmp_path / "b.zip", "--force")
    assert (refused.code, "--force" in refused.err) == (2, True)
    assert (forced.code, "được giữ ở" in " ".join(forced.err.split())) == (0, True)


def test_a_backup_of_nothing_is_refused(office: Office, tmp_path: Path) -> None:
    answer = office.dondoc("backup", tmp_path / "b.zip")
    assert answer.code == 1
    assert str(office.home / "dondoc.sqlite") in answer.err
    assert not office.home.exists()


def test_migrate_makes_the_tables_once(office: Office) -> None:
    assert "Đã đưa cơ sở dữ liệu lên bản mới nhất." in office.dondoc("migrate").out
    assert "Cơ sở dữ liệu đã ở bản mới nhất." in office.dondoc("migrate").out


def test_migrate_leaves_another_programs_database_alone(tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    variables = {"DONDOC_HOME": str(tmp_path / "home"), "DONDOC_DATABASE_URL": f"sqlite:///{tmp_path / 'other.sqlite'}"}
    answer = dondoc_with(variables, "migrate")
    assert answer.code == 2
    assert "không phải cơ sở dữ liệu của dondoc" in answer.err
