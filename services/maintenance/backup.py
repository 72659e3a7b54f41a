"""Backing an installation up into one file, and restoring it: the database and the files that configure the house.

A backup is a ZIP archive: `database` (a SQLite file, or PostgreSQL's own dump), the small files of the home folder
under `home/`, those of the folder of policies under `config/`, the files of reports under `files/` (or in a folder
beside many backups), and `manifest.json`, which names each with its SHA-256.
What can be made anew (calendars, Prefect's records) is left out, and so are settings that are set elsewhere.
"""

import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from base.atomic_file import whole_file
from base.errors import DondocError
from config.settings import Settings, sqlite_address
from services.evidence.file_store import DIGEST, FileMissing, content_digest
from services.evidence.place import file_store
from services.maintenance.backup_files import (
    FILES_PREFIX,
    FOLDER_BESIDE,
    MANIFEST,
    contents_of,
    put_beside,
    whole_contents,
)
from services.maintenance.restoring_line import tell_in_the_log
from workflow.by import By
from workflow.store.database.opening import Database
from workflow.store.database.postgresql_copy import copy_postgresql, replace_postgresql, verify_postgresql
from workflow.store.database.schema import (
    MISMATCHES,
    SchemaMismatch,
    SchemaStanding,
    schema_standing,
    standing_of,
    version,
)
from workflow.store.database.sqlite_copy import copy_sqlite, replace_sqlite, sqlite_file, verify_sqlite
from workflow.store.log.restoring import LogEnd, log_end

_FORMAT = 1
DATABASE = "database"
CONFIGURING = {".toml", ".csv", ".json"}
_NAME = re.compile(r"database|files/[0-9a-f]{64}|(home|config)/(?!\.{1,2}$)[^/\\]+")
# A backup holds people's addresses and may hold passwords.
_PRIVATE = 0o600


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says of itself. `schema` is the version of its tables, `files` goes from name to SHA-256.

    `beside` are the contents of reports' files that lie in the folder beside it; `broken` those that were not what they
    had been, and so are in no backup.
    """

    format: int
    made_at: str
    database: str
    schema: str
    files: dict[str, str]
    beside: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def configuring(self) -> list[str]:
        """The names of the files that configure the house."""
        return [name for name in self.files if name != DATABASE and not name.startswith(FILES_PREFIX)]

    @property
    def evidence(self) -> int:
        """How many contents of reports' files it brings."""
        return len(self.beside) + sum(name.startswith(FILES_PREFIX) for name in self.files)


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore did. `aside` keeps the database that was there; `config` is the folder of restored policies.

    `altered` says in Vietnamese what of its tables and triggers is not as this program makes them.
    """

    made_at: str
    standing: SchemaStanding
    aside: Path | None
    files: tuple[Path, ...]
    config: Path | None
    evidence: int
    altered: tuple[str, ...] = ()


class NothingToBackUp(DondocError):
    """There is no database yet."""


class BackupUnreadable(DondocError):
    """The file is no backup, is damaged, or does not fit this program or database."""


class WouldOverwrite(DondocError):
    """A backup or restore would replace what is there, and nobody said it should."""


@dataclass(frozen=True)
class _Opened:
    manifest: Manifest
    folder: Path

    def file(self, name: str) -> Path:
        return self.folder / name


def back_up(
    settings: Settings,
    target: Path,
    *,
    now: datetime,
    environment: Mapping[str, str],
    force: bool = False,
    beside: bool = False,
) -> Manifest:
    """Write a backup of the database's present state, while others work with it.

    `environment` is what PostgreSQL's programs run in. The files of reports go into it; with `beside` into a folder
    beside it, which holds each content once for many backups. Raises `WouldOverwrite`, `StoreUnavailable`.
    """
    if target.exists() and not force:
        raise _would_overwrite(target, [str(target)])
    with closing(Database(settings.store_url)) as database, whole_file(target) as part:
        _require_content(database)
        part.touch(mode=_PRIVATE)
        with TemporaryDirectory(dir=target.parent, prefix=".dondoc-") as folder:
            copy = Path(folder) / DATABASE
            _copy(database, copy, environment)
            # After the database: whatever it names was kept before.
            contents, broken = whole_contents(settings)
            if beside:
                put_beside(contents, target.parent / FOLDER_BESIDE)
            packed = {} if beside else {f"{FILES_PREFIX}{digest}": path for digest, path in contents.items()}
            manifest = Manifest(
                format=_FORMAT,
                made_at=now.isoformat(timespec="seconds"),
                database=database.engine.dialect.name,
                schema=version(database),
                files={},
                beside=sorted(contents) if beside else [],
                broken=broken,
            )
            return _pack(part, manifest, {DATABASE: copy, **_configuring(settings), **packed})


def restore_backup(
    settings: Settings, source: Path, *, by: By, environment: Mapping[str, str], force: bool = False
) -> Restored:
    """Put a backup's content in place, after all of it was verified; what is there stays unless `force`.

    The database changes in one step, so it is never half restored, and a SQLite one is kept beside it first. The
    log then tells of it: which backup, from when, how many lines went with the old database, and its head.

    Raises `BackupUnreadable` and `WouldOverwrite` before anything is touched.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    with (
        closing(Database(settings.store_url)) as database,
        TemporaryDirectory(dir=_workshop(settings, database), prefix=".dondoc-") as folder,
    ):
        opened = _unpacked(source, Path(folder))
        found = _verified(opened, source, database, environment)
        files = _destinations(opened, settings)
        contents = _contents(opened, source)
        if not force and (there := _in_the_way(database, opened, files)):
            raise _would_overwrite(source, there)
        # Files first: more of them than the database names do no harm, fewer would.
        for digest, path in contents.items():
            file_store(settings).keep(digest, path)
        before = _log_end(database)
        aside = _replace(database, opened.file(DATABASE), _aside(settings, database, by.now), environment)
        for name, destination in files.items():
            _put(opened.file(name), destination)
        altered = tell_in_the_log(database, before, found, backup=source.name, made_at=opened.manifest.made_at, by=by)
    config = {path.parent for name, path in files.items() if name.startswith("config/")}
    return Restored(
        made_at=opened.manifest.made_at,
        standing=found,
        aside=aside,
        files=tuple(files.values()),
        config=next(iter(config), None),
        evidence=len(contents),
        altered=altered,
    )


def _is_sqlite(database: Database) -> bool:
    return database.engine.dialect.name == "sqlite"


def _has_content(database: Database) -> bool:
    # Asking SQLite would make the file.
    if _is_sqlite(database) and not (sqlite_file(database).is_file() and sqlite_file(database).stat().st_size):
        return False
    return schema_standing(database) is not SchemaStanding.EMPTY


def _require_content(database: Database) -> None:
    if not _has_content(database):
        raise NothingToBackUp(
            given=database.engine.url.render_as_string(hide_password=True),
            place="Cơ sở dữ liệu",
            reason="chưa có gì để sao lưu",
            remedy="Kiểm tra DONDOC_HOME, DONDOC_DATABASE_URL; hoặc tạo mới bằng `dondoc init`.",
        )
    if (found := schema_standing(database)) not in {SchemaStanding.CURRENT, SchemaStanding.OLDER}:
        raise SchemaMismatch(database, found)


def _copy(database: Database, path: Path, environment: Mapping[str, str]) -> None:
    if _is_sqlite(database):
        copy_sqlite(database, path)
        verify_sqlite(path)
    else:
        copy_postgresql(database, path, environment)


def _aside(settings: Settings, database: Database, now: datetime) -> Path:
    """Where to keep the database that a restore replaces."""
    stamp = f"truoc-khi-khoi-phuc-{now:%Y%m%d-%H%M%S}"
    if not _is_sqlite(database):
        return settings.home / f"{stamp}.pgdump"
    file = sqlite_file(database)
    return file.with_name(f"{file.name}.{stamp}")


def _replace(database: Database, copy: Path, aside: Path, environment: Mapping[str, str]) -> Path | None:
    if _is_sqlite(database):
        return aside if replace_sqlite(database, copy, aside) else None
    kept = _has_content(database)
    if kept:
        aside.touch(mode=_PRIVATE)
        copy_postgresql(database, aside, environment)
    replace_postgresql(database, copy, environment)
    return aside if kept else None


def _log_end(database: Database) -> LogEnd | None:
    """How far the log goes that is about to be replaced; None where there is none that this program can read."""
    if not _has_content(database) or schema_standing(database) is not SchemaStanding.CURRENT:
        return None
    with database.reading() as session:
        return log_end(session)


def _configuring(settings: Settings) -> dict[str, Path]:
    """The files to back up beside the database, by their names in the archive."""
    folders = {"home": settings.home}
    if settings.policies_dir != settings.home:
        folders["config"] = settings.policies_dir
    return {
        f"{folder}/{file.name}": file
        for folder, path in folders.items()
        for file in sorted(path.glob("*"))
        if file.is_file() and (file.suffix in CONFIGURING or file.name == ".env")
    }


def _pack(part: Path, manifest: Manifest, files: Mapping[str, Path]) -> Manifest:
    manifest = replace(manifest, files={name: content_digest(path) for name, path in files.items()})
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files.items():
            # Documents and photos are packed already.
            archive.write(path, name, zipfile.ZIP_STORED if name.startswith(FILES_PREFIX) else None)
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=2))
    return manifest


def _workshop(settings: Settings, database: Database) -> Path:
    """Where to unpack: on the disk where the database is, so that it can be put in place without copying."""
    folder = sqlite_file(database).parent if _is_sqlite(database) else settings.home
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _unpacked(source: Path, folder: Path) -> _Opened:
    """Unpack a backup and hold its files to its manifest."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive, source)
            archive.extractall(folder, members=list(manifest.files))
    except OSError as error:
        raise _unreadable(source, f"không mở hoặc không giải nén được ({error.strerror or error})") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _unreadable(source, "không phải tệp sao lưu, hoặc bị hỏng") from error
    opened = _Opened(manifest, folder)
    for name, digest in manifest.files.items():
        if content_digest(opened.file(name)) != digest:
            raise _unreadable(source, f"bị hỏng: {name} không còn như khi sao lưu")
    return opened


def _manifest(archive: zipfile.ZipFile, source: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads(archive.read(MANIFEST)))
    except (KeyError, ValueError, TypeError) as error:
        raise _unreadable(source, "không phải tệp sao lưu của dondoc, hoặc của bản mới hơn") from error
    names = set(manifest.files) if isinstance(manifest.files, dict) else set()
    if manifest.format != _FORMAT or DATABASE not in names or not names <= set(archive.namelist()):
        raise _unreadable(source, "thiếu tệp hoặc có dạng mà bản này không biết")
    if any(_NAME.fullmatch(name) is None for name in names):
        raise _unreadable(source, "có tên tệp không được phép")
    return manifest


def _verified(opened: _Opened, source: Path, database: Database, environment: Mapping[str, str]) -> SchemaStanding:
    """Make sure that the backup fits this database and program and is sound, before anything is touched."""
    manifest, copy = opened.manifest, opened.file(DATABASE)
    if manifest.database != database.engine.dialect.name:
        raise _unreadable(
            source, f"là bản sao {manifest.database}, còn cơ sở dữ liệu là {database.engine.dialect.name}"
        )
    if _is_sqlite(database):
        verify_sqlite(copy)
        with closing(Database(sqlite_address(copy))) as copied:
            found = schema_standing(copied)
    else:
        verify_postgresql(copy, environment)
        found = standing_of(manifest.schema)
    if found is SchemaStanding.NEWER:
        raise _unreadable(source, "được tạo bởi bản dondoc mới hơn; cập nhật dondoc trước")
    if found is SchemaStanding.UNRELEASED:
        raise _unreadable(source, MISMATCHES[found][0])
    if found not in {SchemaStanding.CURRENT, SchemaStanding.OLDER}:
        raise _unreadable(source, "không chứa cơ sở dữ liệu của dondoc")
    return found


def _destinations(opened: _Opened, settings: Settings) -> dict[str, Path]:
    folders = {"home": settings.home, "config": settings.policies_dir}
    parts = {name: name.partition("/") for name in opened.manifest.configuring}
    return {name: folders[folder] / file for name, (folder, _, file) in parts.items()}


def _contents(opened: _Opened, source: Path) -> dict[str, Path]:
    """Where the files of reports are that the backup brings, by their digests."""
    manifest = opened.manifest
    wrong = [
        n
        for n, digest in manifest.files.items()
        if n.startswith(FILES_PREFIX) and n.removeprefix(FILES_PREFIX) != digest
    ]
    if wrong or not all(isinstance(one, str) and DIGEST.fullmatch(one) for one in manifest.beside):
        raise _unreadable(source, "có tệp kết quả không đúng mã SHA-256 của nó")
    try:
        return dict(contents_of(opened.folder, source.parent / FOLDER_BESIDE, manifest.files, manifest.beside))
    except FileMissing as error:
        raise _unreadable(source, f"thiếu tệp kết quả {error.given} trong thư mục {FOLDER_BESIDE} bên cạnh") from error


def _in_the_way(database: Database, opened: _Opened, files: Mapping[str, Path]) -> list[str]:
    shown = database.engine.url.render_as_string(hide_password=True)
    different = [
        str(path)
        for name, path in files.items()
        if path.exists() and content_digest(path) != content_digest(opened.file(name))
    ]
    return ([shown] if _has_content(database) else []) + different


def _put(source: Path, destination: Path) -> None:
    destination.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(destination) as part:
        part.touch(mode=_PRIVATE)
        part.write_bytes(source.read_bytes())


def _would_overwrite(place: Path, there: list[str]) -> WouldOverwrite:
    return WouldOverwrite(
        given=", ".join(there),
        place=str(place),
        reason="đã có, không ghi đè khi chưa được cho phép",
        remedy="Thêm --force để ghi đè; chưa có gì thay đổi.",
    )


def _unreadable(source: Path, reason: str) -> BackupUnreadable:
    return BackupUnreadable(
        given=source.name, place="Tệp sao lưu", reason=reason, remedy="Dùng tệp khác; chưa có gì thay đổi."
    )
