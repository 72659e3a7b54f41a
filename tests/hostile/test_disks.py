"""Full disks and broken files: told as what they are, naming the file that lives, and nothing half made."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.keys import key_file
from tests.cli.journeys import Office, ready_office
from tests.conftest import REPOSITORY
from tests.hostile.disks import fill, small_disk


@pytest.mark.parametrize("leave", [0, 4_096, 64 * 1_024, 512 * 1_024])
def test_a_new_installation_on_a_full_disk_leaves_no_key_that_the_next_accepts(tmp_path: Path, leave: int) -> None:
    with small_disk(tmp_path / "disk") as disk:
        fill(disk, leave=leave)
        office = Office(disk / "home")
        answer = office.dondoc("init", "--province", "Đồng Tháp")
        assert answer.code == 1
        assert "đĩa đầy" in answer.err
        assert not key_file(office.home).exists() or key_file(office.home).stat().st_size > 32
        (disk / "ballast").unlink()
        assert office.dondoc("init", "--province", "Đồng Tháp").code == 0
        assert key_file(office.home).stat().st_size > 32


def test_an_empty_key_is_no_key(tmp_path: Path) -> None:
    office = Office(tmp_path / "home")
    office.home.mkdir()
    key_file(office.home).touch()
    answer = office.dondoc("init")
    assert answer.code == 2
    assert "không có khóa nào" in answer.err


@pytest.mark.parametrize("command", [["run", "--today", "2026-03-05"], ["init", "--province", "Lào Cai"]])
def test_a_full_disk_is_told_as_one_naming_the_database(
    tmp_path: Path, migrated_file: Path, command: list[str]
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        office = ready_office(disk / "home", migrated_file)
        office.dondoc("status")
        fill(disk)
        answer = office.dondoc(*command)
        assert answer.code == 1
        assert "đĩa đầy" in answer.err
        assert "DONDOC_DATABASE_URL" not in answer.err
        (disk / "ballast").unlink()
        assert office.dondoc(*command).code == 0


def test_a_backup_that_finds_no_room_names_where_it_was_to_lie(tmp_path: Path, migrated_file: Path) -> None:
    office = ready_office(tmp_path / "home", migrated_file)
    with small_disk(tmp_path / "disk", megabytes=1) as disk:
        fill(disk, leave=32 * 1_024)
        answer = office.dondoc("backup", disk / "b.zip")
        assert answer.code == 1
        assert str(disk) in answer.err
        assert "đĩa đầy" in answer.err
        assert {path.name for path in disk.iterdir()} == {"ballast"}


@pytest.mark.parametrize("harm", ["header", "pages", "truncated"])
@pytest.mark.parametrize("command", [["status"], ["run"], ["backup", "b.zip"], ["doctor"], ["tasks"], ["init"]])
def test_a_damaged_database_is_told_as_damaged_naming_the_live_file(
    tmp_path: Path, migrated_file: Path, harm: str, command: list[str]
) -> None:
    office = ready_office(tmp_path / "home", migrated_file)
    file = office.home / "dondoc.sqlite"
    content = file.read_bytes()
    harmed = {
        "header": b"\xff" * 100 + content[100:],
        "pages": content[:4_096] + b"\xff" * (len(content) - 4_096),
        "truncated": content[: len(content) // 3],
    }
    file.write_bytes(harmed[harm])
    answer = office.dondoc(*[word.replace("b.zip", str(tmp_path / "b.zip")) for word in command])
    said = answer.out + answer.err
    assert answer.code == 1, said
    assert "hỏng" in said
    assert "dondoc restore" in said
    assert str(file) in said
    assert not (tmp_path / "b.zip").exists()
    assert file.read_bytes() == harmed[harm]


@pytest.mark.parametrize(
    ("variables", "into", "code"),
    [
        ({}, "/dev/full", 1),
        ({"PYTHONIOENCODING": "ascii"}, "/dev/null", 0),
        ({"PYTHONIOENCODING": "latin-1:strict", "LC_ALL": "C"}, "/dev/null", 0),
        ({"PYTHONTZPATH": ""}, "/dev/null", 0),
    ],
)
def test_a_program_of_its_own_tells_what_only_shows_from_outside(
    tmp_path: Path, variables: dict[str, str], into: str, code: int
) -> None:
    """A full disk behind `> FILE`, an encoding without Vietnamese letters, a machine without zones of time."""
    with Path(into).open("wb") as out, (tmp_path / "err").open("wb") as err:
        done = subprocess.run(
            [sys.executable, "-m", "cli", "days-off", "2026"],
            cwd=REPOSITORY,
            env=os.environ | variables,
            stdout=out,
            stderr=err,
            check=False,
        )
    said = (tmp_path / "err").read_text(encoding="utf-8")
    assert (done.returncode, "Traceback" in said) == (code, False), said
    assert ("đĩa đầy" in said) is (code == 1)
