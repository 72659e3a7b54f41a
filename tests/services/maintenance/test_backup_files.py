"""Backups bring the files of reports: within the one file, or each once beside many; doctor and audit hold them."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from config.settings import Settings
from services.checks import examine
from services.checks.evidence import check_files
from services.day.steps import Day
from services.evidence.file_store import content_digest
from services.evidence.place import file_store
from services.installation import Installation
from services.jobs.housekeeping import keep_house
from services.maintenance.archive import BackupUnreadable
from services.maintenance.backup import back_up
from services.maintenance.log_audit import audit_log
from services.maintenance.restoring import restore_backup
from tests.plans import a_row, at, registered
from tests.services.houses import a_house
from tests.services.installations import an_installation
from workflow.by import By
from workflow.evidence.files import EvidenceFile, FileKind
from workflow.lifecycle import Event, Role, Transition
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply

NOW = at(date(2026, 3, 5))
BY = By(actor="Chị Lan", now=NOW)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    """A house in which a report was handed in with a file."""
    with a_house(tmp_path / "home") as made:
        registered(made.database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
        hand_in(made, b"noi dung", "128-BC.pdf")
        yield made


def hand_in(house: Installation, content: bytes, name: str) -> str:
    """Report with a file of this content; return its digest."""
    path = house.settings.home / "den"
    path.write_bytes(content)
    digest = content_digest(path)
    file_store(house.settings).keep(digest, path)
    path.unlink()
    file = EvidenceFile(digest=digest, name=name, size=len(content), kind=FileKind.PDF, pages=1)
    with house.database.writing() as session:
        number = assignments(session)[0].id
        report = Transition(event=Event.REPORT, role=Role.STAFF, by=replace(BY, files=(file,)), result=name)
        apply(session, number, report)
    return digest


def kept(settings: Settings) -> list[Path]:
    return [path for path in (settings.home / "files").rglob("*") if path.is_file()]


def findings(house: Installation) -> dict[str, str]:
    return {found.id: found.reason for found in examine(house.settings, now=NOW) if found.id.startswith("files")}


def test_a_backup_in_one_file_brings_the_files_back_to_an_empty_machine(house: Installation, tmp_path: Path) -> None:
    made = back_up(house.settings, tmp_path / "b.zip", now=NOW, environment={})
    assert (made.evidence, made.broken) == (1, [])
    (tmp_path / "moi").mkdir()
    new = an_installation(tmp_path / "moi", config_dir=None)
    restored = restore_backup(new, tmp_path / "b.zip", by=BY, environment={})
    assert restored.evidence == 1
    assert [path.read_bytes() for path in kept(new)] == [b"noi dung"]
    assert not [found for found in examine(new, now=NOW) if found.id.startswith("files")]


def test_nightly_backups_hold_each_content_once_beside_them(house: Installation) -> None:
    folder = house.settings.home / "backups"
    keep_house(house, Day.at(NOW))
    keep_house(house, Day.at(NOW + timedelta(days=1)))
    assert len([path for path in (folder / "files").rglob("*") if path.is_file()]) == 1
    with zipfile.ZipFile(folder / "dondoc-2026-03-05.zip") as archive:
        assert not [name for name in archive.namelist() if name.startswith("files/")]
    kept(house.settings)[0].unlink()
    restore_backup(house.settings, folder / "dondoc-2026-03-05.zip", by=BY, environment={}, force=True)
    assert [path.read_bytes() for path in kept(house.settings)] == [b"noi dung"]


def test_a_nightly_backup_without_its_folder_is_refused_before_anything_is_touched(
    house: Installation, tmp_path: Path
) -> None:
    keep_house(house, Day.at(NOW))
    alone = tmp_path / "alone.zip"
    alone.write_bytes((house.settings.home / "backups" / "dondoc-2026-03-05.zip").read_bytes())
    with pytest.raises(BackupUnreadable, match="thư mục files bên cạnh"):
        restore_backup(house.settings, alone, by=BY, environment={}, force=True)


def test_a_content_that_is_not_its_digest_is_in_no_backup_and_told(house: Installation, tmp_path: Path) -> None:
    [path] = kept(house.settings)
    path.chmod(0o600)
    path.write_bytes(b"bi sua")
    made = back_up(house.settings, tmp_path / "b.zip", now=NOW, environment={})
    assert (made.evidence, made.broken) == (0, [path.name])


def test_a_backup_whose_files_do_not_fit_their_names_is_refused(house: Installation, tmp_path: Path) -> None:
    back_up(house.settings, tmp_path / "b.zip", now=NOW, environment={})
    with zipfile.ZipFile(tmp_path / "b.zip") as old, zipfile.ZipFile(tmp_path / "xau.zip", "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        [name] = [name for name in old.namelist() if name.startswith("files/")]
        wrong = f"files/{'0' * 64}"
        manifest["files"][wrong] = manifest["files"].pop(name)
        new.writestr(wrong, old.read(name))
        new.writestr("database", old.read("database"))
        for other in set(old.namelist()) - {name, "database", "manifest.json"}:
            new.writestr(other, old.read(other))
        new.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(BackupUnreadable, match="không đúng mã SHA-256"):
        restore_backup(house.settings, tmp_path / "xau.zip", by=BY, environment={}, force=True)


def test_doctor_and_audit_find_nothing_wrong_with_what_is_whole(house: Installation) -> None:
    assert findings(house) == {}
    assert audit_log(house).whole


def test_a_missing_file_is_named_with_its_duty(house: Installation) -> None:
    kept(house.settings)[0].unlink()
    assert "“128-BC.pdf” (nhiệm vụ 1" in findings(house)["files-missing"]
    assert "không còn ở thư mục" in audit_log(house).faults[0]


def test_an_altered_file_is_named(house: Installation) -> None:
    [path] = kept(house.settings)
    path.chmod(0o600)
    path.write_bytes(b"bi sua")
    assert "không còn như khi nộp" in findings(house)["files-altered"]
    assert not audit_log(house).whole


def test_what_nobody_names_is_an_orphan_after_a_week(house: Installation) -> None:
    (house.settings.home / "files" / "la.txt").write_text("x")
    assert findings(house) == {}
    later = house.clock() + timedelta(days=8)
    found = {one.id: one.reason for one in examine(house.settings, now=later)}
    assert "la.txt" in found["files-orphaned"]


def test_several_machines_are_asked_for_one_place(tmp_path: Path) -> None:
    with a_house(tmp_path / "home") as made, made.database.reading() as session:
        shared = made.settings.model_copy(update={"database_url": "postgresql://x/dondoc"})
        assert [found.id for found in check_files(session, shared, now=NOW)] == ["files-one-machine"]
        placed = shared.model_copy(update={"files_place": str(tmp_path / "chung")})
        assert list(check_files(session, placed, now=NOW)) == []


def test_a_scanner_that_is_set_and_away_is_a_fault(house: Installation) -> None:
    settings = house.settings.model_copy(update={"clamd": "unix:/khong/co"})
    assert "scanner-away" in {found.id for found in examine(settings, now=NOW)}


def test_a_place_that_is_away_is_told_and_not_called_whole(house: Installation, tmp_path: Path) -> None:
    away = replace(house, settings=house.settings.model_copy(update={"files_place": str(tmp_path / "khac")}))
    assert "“128-BC.pdf”" in audit_log(away).faults[0]
