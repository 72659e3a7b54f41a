"""What is no backup of ours, or no longer whole, is refused before anything is touched, on both databases."""

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from config.settings import Settings
from services.maintenance.archive import BackupUnreadable
from services.maintenance.restoring import restore_backup
from tests.plans import at
from tests.services.installations import content, with_tools
from workflow.by import By
from workflow.store.database.opening import Database

NOW = at(date(2026, 3, 5))


def rewritten(backup: Path, target: Path, **changes: object) -> Path:
    """The backup with another manifest."""
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(target, "w") as made:
        manifest = json.loads(source.read("manifest.json")) | changes
        for name in source.namelist():
            if name != "manifest.json":
                made.writestr(name, source.read(name))
        made.writestr("manifest.json", json.dumps(manifest))
    return target


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": 2}, "dạng mà bản này không biết"),
        ({"database": "oracle"}, "là bản sao oracle"),
        ({"files": {"database": "0" * 64}}, "database không còn như khi sao lưu"),
        ({"files": {}}, "thiếu tệp"),
        ({"files": ["database"]}, "không phải tệp sao lưu của dondoc"),
        ({"made_at": "hôm qua"}, "không phải tệp sao lưu của dondoc"),
        ({"made_at": "2026-03-05T09:00:00"}, "không phải tệp sao lưu của dondoc"),
        ({"made_at": "2026-03-05T09:00:00+07:00\x1b[31m"}, "không phải tệp sao lưu của dondoc"),
        ({"secrets": ["a\x1b]0;pwn\x07"]}, "không phải tệp sao lưu của dondoc"),
        ({"secrets": ["[red]x[/red]"]}, "không phải tệp sao lưu của dondoc"),
        ({"secrets": ["a\u202eb"]}, "không phải tệp sao lưu của dondoc"),
        ({"schema": ["0007"]}, "không phải tệp sao lưu của dondoc"),
        ({"rows": {"plan": "nhiều"}}, "không phải tệp sao lưu của dondoc"),
        ({"files": {"database": "", "home/\x9b31m.toml": ""}}, "thiếu tệp"),
        ({"thêm": 1}, "không phải tệp sao lưu của dondoc, hoặc của bản mới hơn"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused_before_anything_is_touched(
    database: Database, settings: Settings, backup: Path, tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    before = content(database)
    wrong = rewritten(backup, tmp_path / "sai.zip", **changes)
    with pytest.raises(BackupUnreadable, match=reason):
        restore_backup(settings, wrong, by=By(actor="Chị Lan", now=NOW), environment=with_tools(), force=True)
    assert content(database) == before


@pytest.mark.parametrize("damage", ["truncated", "flipped", "emptied", "missing"])
def test_a_damaged_file_is_refused_before_anything_is_touched(
    database: Database, settings: Settings, backup: Path, damage: str
) -> None:
    before = content(database)
    data = bytearray(backup.read_bytes())
    if damage == "missing":
        backup.unlink()
    else:
        data[len(data) // 2] ^= 0xFF
        backup.write_bytes(
            bytes({"truncated": data[: len(data) // 2], "flipped": data, "emptied": bytearray()}[damage])
        )
    with pytest.raises(BackupUnreadable, match=r"hỏng|không mở"):
        restore_backup(settings, backup, by=By(actor="Chị Lan", now=NOW), environment=with_tools(), force=True)
    assert content(database) == before


@pytest.mark.parametrize("name", ["home/../../thoat.toml", "home/..", "/etc/thoat.toml", "home\\thoat.toml"])
def test_a_name_that_leads_out_of_the_folders_is_refused(settings: Settings, tmp_path: Path, name: str) -> None:
    evil = tmp_path / "xau.zip"
    with zipfile.ZipFile(evil, "w") as archive:
        archive.writestr("database", "x")
        archive.writestr(name, "x")
        manifest = {
            "format": 1,
            "made_at": NOW.isoformat(),
            "database": "sqlite",
            "schema": "",
            "files": {"database": "", name: ""},
        }
        archive.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(BackupUnreadable):
        restore_backup(settings, evil, by=By(actor="Chị Lan", now=NOW), environment=with_tools(), force=True)
    assert not list(tmp_path.rglob("thoat.toml"))
