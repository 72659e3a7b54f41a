"""Backups that hold no secrets, archives that somebody else made, and nights on which almost nothing was left."""

import json
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from config.env_files import env_file_values
from config.settings import Settings
from services.day.steps import Day
from services.installation import open_installation
from services.jobs.nightly_backup import DOUBTFUL, backup_name, make_nightly_backup
from services.jobs.status import installation_status
from services.maintenance.archive import BackupUnreadable
from services.maintenance.backup import back_up
from services.maintenance.env_places import with_places
from services.maintenance.env_secrets import is_secret, with_secrets, without_secrets
from services.maintenance.restoring import restore_backup
from tests.cli.journeys import Office
from tests.plans import a_row, at, registered
from tests.services.houses import with_empty_database
from tests.services.installations import an_installation
from workflow.by import By
from workflow.store.operation.alarms import alarms

NOW = at(date(2026, 3, 5))
BY = By(actor="Chị Lan", now=NOW)
ENV = """
# DONDOC_SECRET_KEY=mot-khoa-cu-rat-dai-va-bi-mat-0123456789
DONDOC_SOON_DAYS=5
export DONDOC_MAIL_URL='emailics://dondoc:mat#khau@may.example:587/?from=dondoc@tinh.example'
DONDOC_CHAT_URL=tgram://123:ABC/{to}
DONDOC_ZALO_URL=zalooa://1234/?kind=group
DONDOC_METRICS_TOKEN="hai
dong"
PGPASSWORD=cua-chuong-trinh-khac
"""
SECRETS = ("mot-khoa-cu", "mat#khau", "123:ABC", "hai\ndong", "cua-chuong-trinh-khac")


@pytest.fixture
def office(tmp_path: Path) -> Settings:
    with_empty_database(tmp_path / "home")
    return an_installation(tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("DONDOC_SOON_DAYS", "5", False),
        ("DONDOC_BASE_URL", "https://dondoc.tinh.example", False),
        ("DONDOC_SECRET_KEY", "x", True),
        ("DONDOC_SECRET_KEY", "", False),
        ("DONDOC_CALDAV_PASSWORD", "x", True),
        ("DONDOC_DATABASE_URL", "postgresql://u@h/n", False),
        ("DONDOC_DATABASE_URL", "postgresql://u:p@SECRET@h/n", True),
        ("DONDOC_DATABASE_URL", "postgresql://u@h/n?password=x", True),
        ("DONDOC_MAIL_URL", "mailto://u:p@h", True),
        ("DONDOC_MAIL_URL", "mailtos://h?pass=x", True),
        ("DONDOC_MAIL_URL", "sendgrid://KHOA:a@b.example/c@d.example", True),
        ("DONDOC_MAIL_URL", "emailics://u:p/w@h:25/?from=a@b.example", True),
        ("DONDOC_MAIL_URL", "emailics://h:25/?from=a@b.example&tls=none", False),
    ],
)
def test_what_is_a_secret_is_told_by_its_name_or_its_address(name: str, value: str, secret: bool) -> None:
    assert is_secret(name, value) is secret


def test_settings_without_their_secrets_mean_what_they_meant_and_take_the_secrets_back() -> None:
    text, names = without_secrets(ENV)
    assert not [secret for secret in SECRETS if secret in text]
    assert names == ("DONDOC_MAIL_URL", "DONDOC_CHAT_URL", "DONDOC_METRICS_TOKEN", "PGPASSWORD")
    assert "DONDOC_SOON_DAYS=5" in text
    assert "DONDOC_ZALO_URL=zalooa://1234/?kind=group" in text
    again = with_secrets(text, {"DONDOC_METRICS_TOKEN": "hai\ndong"})
    assert "hai\ndong" in again
    assert "NHẬP LẠI: PGPASSWORD" in again


def test_a_backup_has_no_key_and_no_password_and_names_what_to_enter_again(office: Settings, tmp_path: Path) -> None:
    (office.home / ".env").write_text(ENV, encoding="utf-8")
    (office.home / "secret.key").write_text("k" * 43, encoding="utf-8")
    (tmp_path / ".env").write_text("DONDOC_CALDAV_PASSWORD=p1\nOTHER_TOKEN=p2\nDONDOC_USUAL_TERM=9\n", encoding="utf-8")
    made = back_up(
        Settings(home=office.home), tmp_path / "b.zip", now=NOW, environment={}, working_env=tmp_path / ".env"
    )
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        told = "\n".join(
            archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if "base" not in name
        )
        assert "home/secret.key" not in archive.namelist()
    assert not [secret for secret in (*SECRETS, "k" * 43, "p1", "p2", "OTHER_TOKEN") if secret in told]
    assert "DONDOC_USUAL_TERM=9" in told
    assert set(made.secrets) >= {"secret.key", "DONDOC_MAIL_URL", "DONDOC_CHAT_URL", "DONDOC_CALDAV_PASSWORD"}


def test_a_restore_keeps_the_secrets_that_are_there_and_names_those_that_are_not(
    office: Settings, tmp_path: Path
) -> None:
    (office.home / ".env").write_text(ENV, encoding="utf-8")
    (office.home / "secret.key").write_text("k" * 43, encoding="utf-8")
    back_up(Settings(home=office.home), tmp_path / "b.zip", now=NOW, environment={})
    new = tmp_path / "moi"
    new.mkdir()
    (new / ".env").write_text("DONDOC_MAIL_URL=emailics://u:con-day@may.example\n", encoding="utf-8")
    done = restore_backup(Settings(home=new), tmp_path / "b.zip", by=BY, environment={}, force=True)
    assert Settings(home=new).mail_url == "emailics://u:con-day@may.example"
    assert Settings(home=new).soon_days == 5
    assert {"secret.key", "DONDOC_CHAT_URL"} <= set(done.secrets)
    assert "DONDOC_MAIL_URL" not in done.secrets


def an_archive(path: Path, database: Path, **more: bytes) -> Path:
    """An archive made by hand, its manifest in order."""
    files = {"database": database.read_bytes()} | {name.replace("__", "/"): content for name, content in more.items()}
    digests = {name: sha256(content).hexdigest() for name, content in files.items()}
    manifest = {"format": 1, "made_at": NOW.isoformat(), "database": "sqlite", "schema": "0007", "files": digests}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(manifest))
    return path


@pytest.mark.parametrize(
    "name",
    ["home__secret.key", "home__dondoc.sqlite", "home__.env.toml.sh", "home__up.lock", "config__x.py", "database2"],
)
def test_a_restore_takes_only_names_that_a_backup_writes(office: Settings, tmp_path: Path, name: str) -> None:
    archive = an_archive(tmp_path / "la.zip", office.home / "dondoc.sqlite", **{name: b"cua toi"})
    before = {path.name for path in office.home.iterdir()}
    with pytest.raises(BackupUnreadable, match="tên tệp không được phép"):
        restore_backup(office, archive, by=BY, environment={}, force=True)
    assert {path.name for path in office.home.iterdir()} == before


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("CREATE TABLE recipes (name TEXT)", "bảng lạ recipes"),
        ("ALTER TABLE person ADD COLUMN admin INTEGER", "cột lạ admin"),
        ("DROP TRIGGER event_no_delete", "thiếu khóa chống sửa event_no_delete"),
        ("CREATE TRIGGER spy AFTER INSERT ON notice BEGIN DELETE FROM contact; END", "khóa lạ spy"),
        ("CREATE VIEW recipes AS SELECT * FROM person", "khung nhìn lạ recipes"),
        ("UPDATE alembic_version SET version_num = '0007'", "không nâng lên được"),
        ("INSERT INTO alembic_version VALUES ('0007')", "không chứa cơ sở dữ liệu của dondoc"),
    ],
)
def test_a_restore_compares_tables_columns_and_triggers_with_what_this_version_knows(
    office: Settings, tmp_path: Path, statement: str, named: str
) -> None:
    file = tmp_path / "la.sqlite"
    shutil.copyfile(office.home / "dondoc.sqlite", file)
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute(statement)
        database.commit()
    before = (office.home / "dondoc.sqlite").read_bytes()
    with pytest.raises(BackupUnreadable, match=named):
        restore_backup(office, an_archive(tmp_path / "la.zip", file), by=BY, environment={}, force=True)
    assert (office.home / "dondoc.sqlite").read_bytes() == before


@pytest.mark.parametrize("tasks", [1, 30])
def test_a_night_with_almost_nothing_left_pushes_no_backup_out_and_raises_an_alarm(
    office: Settings, tasks: int
) -> None:
    nights = [date(2026, 3, 5) + timedelta(days=number) for number in range(20)]
    folder = office.home / "backups"
    with open_installation(office) as installation:
        registered(installation.database, *[a_row(lead="UBND các xã, phường" if tasks > 1 else "Sở Nội vụ")] * tasks)
        for night in nights[:15]:
            make_nightly_backup(installation, Day.at(at(night)))
    real = {path.name for path in folder.iterdir()}
    (office.home / "dondoc.sqlite").unlink()
    with_empty_database(office.home)
    with open_installation(office) as installation:
        for night in nights[15:]:
            done = make_nightly_backup(installation, Day.at(at(night)))
            assert (done.made, done.put_aside, done.removed) == (0, 1, ())
        with installation.database.reading() as session:
            raised = alarms(session)
        standing = installation_status(installation, at(nights[-1]))
    assert {path.name for path in folder.iterdir()} == real | {DOUBTFUL}
    assert backup_name(nights[16]) not in real
    assert "nhỏ bất thường" in raised[0].text
    assert not standing.is_well


def test_what_a_killed_backup_left_is_cleared_away_but_not_what_is_being_written(office: Settings) -> None:
    folder = office.home / "backups"
    folder.mkdir()
    for name in (".dondoc-cu", ".dondoc-moi"):
        (folder / name).mkdir()
        (folder / name / "database").write_bytes(b"x")
    (folder / ".dondoc-2026-03-04.zip.7.part").write_bytes(b"x")
    for name in (".dondoc-cu", ".dondoc-2026-03-04.zip.7.part"):
        os.utime(folder / name, (0, 0))
    with open_installation(office) as installation:
        make_nightly_backup(installation, Day.at(NOW))
    assert {path.name for path in folder.iterdir()} - {"files"} == {backup_name(NOW.date()), ".dondoc-moi"}


PLACES = {"DONDOC_DATABASE_URL": "", "DONDOC_CONFIG_DIR": "", "DONDOC_FILES_PLACE": ""}
OLD = "DONDOC_DATABASE_URL=sqlite:////cu/x.sqlite\nDONDOC_SOON_DAYS=5\n"


@pytest.mark.parametrize(
    ("text", "in_force", "there", "meant"),
    [
        (OLD, {}, {}, {"DONDOC_SOON_DAYS": "5"}),
        (OLD, {"DONDOC_DATABASE_URL": "sqlite:////cu/x.sqlite"}, {}, None),
        (
            OLD,
            {"DONDOC_DATABASE_URL": "sqlite:////moi/x.sqlite"},
            {},
            {"DONDOC_DATABASE_URL": "sqlite:////moi/x.sqlite"},
        ),
        (OLD.lower(), {"DONDOC_CONFIG_DIR": "/c"}, {"DONDOC_CONFIG_DIR": "/c"}, {"DONDOC_CONFIG_DIR": "/c"}),
        # A password of the environment isn't written down; one that stood in the file stays there.
        (OLD, {"DONDOC_DATABASE_URL": "postgresql://u:p@h/n"}, {}, {"DONDOC_SOON_DAYS": "5"}),
        (
            "DONDOC_FILES_PLACE=/a",
            {"DONDOC_DATABASE_URL": "postgresql://u:p@h/n"},
            {"DONDOC_DATABASE_URL": "postgresql://u:p@h/n"},
            {"DONDOC_DATABASE_URL": "postgresql://u:p@h/n"},
        ),
    ],
)
def test_settings_that_come_back_name_the_places_in_force(
    tmp_path: Path, text: str, in_force: dict[str, str], there: dict[str, str], meant: dict[str, str] | None
) -> None:
    fitted, moved = with_places(text, PLACES | in_force, there)
    (tmp_path / ".env").write_text(fitted, encoding="utf-8")
    said = {name.upper(): value for name, value in env_file_values(tmp_path / ".env").items()}
    if meant is None:
        assert (fitted, moved) == (text, ())
    else:
        assert {name: said.get(name, "") for name in {*PLACES, *meant}} == PLACES | meant
        assert moved


def test_on_a_new_machine_the_next_command_finds_everything_whatever_places_the_old_one_named(
    office: Settings, tmp_path: Path
) -> None:
    old = {name: tmp_path / "may-cu" / name for name in ("db", "chinh-sach", "tep")}
    for folder in old.values():
        folder.mkdir(parents=True)
    places = (
        f"DONDOC_DATABASE_URL=sqlite:///{old['db']}/office.sqlite\n"
        f"DONDOC_CONFIG_DIR={old['chinh-sach']}\nDONDOC_FILES_PLACE={old['tep']}\n"
    )
    (office.home / ".env").write_text(places, encoding="utf-8")
    (office.home / "dondoc.sqlite").replace(old["db"] / "office.sqlite")
    (old["chinh-sach"] / "days_off.toml").write_text("announced = [2026]\n", encoding="utf-8")
    back_up(Settings(home=office.home), tmp_path / "b.zip", now=NOW, environment={})
    shutil.rmtree(tmp_path / "may-cu")
    new = tmp_path / "moi"
    done = restore_backup(Settings(home=new), tmp_path / "b.zip", by=BY, environment={})
    assert done.moved == ("DONDOC_DATABASE_URL", "DONDOC_CONFIG_DIR", "DONDOC_FILES_PLACE")
    after = Settings(home=new)
    with open_installation(after) as installation:
        assert installation.database.file == new / "dondoc.sqlite"
    assert (after.policies_dir / "days_off.toml").is_file()
    assert (after.policies_dir, after.files_dir) == (new / "config", new / "files")
    assert not (tmp_path / "may-cu").exists()


def test_a_manifest_that_grows_without_end_is_not_read_to_its_end(office: Settings, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "no.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("database", "x")
        with archive.open("manifest.json", "w") as manifest:
            for _ in range(40):
                manifest.write(b" " * 2**20)
    with pytest.raises(BackupUnreadable, match="bản kê lớn hơn 16 MB"):
        restore_backup(office, tmp_path / "no.zip", by=BY, environment={}, force=True)


def test_what_a_killed_restore_left_in_the_home_is_cleared_by_the_next_and_by_the_night(
    office: Settings, tmp_path: Path
) -> None:
    back_up(office, tmp_path / "b.zip", now=NOW, environment={})
    left = office.home / ".dondoc-cu"

    def leave() -> None:
        left.mkdir()
        (left / "database").write_bytes(b"x")
        os.utime(left, (0, 0))

    leave()
    restore_backup(office, tmp_path / "b.zip", by=BY, environment={}, force=True)
    assert not left.exists()
    leave()
    with open_installation(office) as installation:
        make_nightly_backup(installation, Day.at(NOW))
    assert not left.exists()


def test_migrate_makes_no_empty_database_where_there_are_backups(office: Settings) -> None:
    with open_installation(office) as installation:
        make_nightly_backup(installation, Day.at(NOW))
    (office.home / "dondoc.sqlite").unlink()
    answer = Office(office.home).dondoc("migrate")
    assert answer.code == 1
    assert str(office.home / "backups" / backup_name(NOW.date())) in answer.err
    assert not (office.home / "dondoc.sqlite").exists()


@pytest.mark.parametrize("there", ["a folder", "another program's tables"])
def test_what_is_no_database_of_ours_in_the_home_is_told_with_what_led_there(tmp_path: Path, there: str) -> None:
    file = tmp_path / "dondoc.sqlite"
    if there == "a folder":
        file.mkdir()
    else:
        with closing(sqlite3.connect(file)) as database:
            database.execute("CREATE TABLE recipes (name TEXT)")
    answer = Office(tmp_path).dondoc("status")
    assert answer.code in {1, 2}
    assert "DONDOC_HOME" in answer.err
