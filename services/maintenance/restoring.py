"""Restoring a backup: looked through to the end before anything is touched, then put in place in one step."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from base.atomic_file import whole_file
from base.errors import DondocError
from base.private_files import PRIVATE_FILE, make_private
from config.env_files import ENV_FILE, env_file_values
from config.settings import Settings, sqlite_address
from services.evidence.file_store import DIGEST, FileMissing, content_digest
from services.evidence.place import file_store
from services.maintenance.archive import DATABASE, Manifest, OpenedBackup, backup_refusal, unpack_backup
from services.maintenance.backup import missing_secrets, would_overwrite
from services.maintenance.backup_files import FILES_PREFIX, FOLDER_BESIDE, clear_unfinished, contents_of
from services.maintenance.env_places import places_in_force, with_places
from services.maintenance.env_secrets import with_secrets
from workflow.by import By
from workflow.store.database.opening import Database
from workflow.store.database.postgresql_copy import copy_postgresql, replace_postgresql, verify_postgresql
from workflow.store.database.schema import MISMATCHES, SchemaStanding, schema_standing, standing_of
from workflow.store.database.sqlite_copy import altered_copy, replace_sqlite, sqlite_file, verify_sqlite
from workflow.store.log.restoring import LogEnd, log_end, record_restoring

_OURS = {SchemaStanding.CURRENT, SchemaStanding.OLDER}
_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore did. `aside` keeps the database that was there; `config` is the folder of restored policies.

    `secrets` names what the installation lacks now and has to be entered again, `moved` the settings of places that the
    backup had from another machine. `database` is where the database is now, as it may be shown.
    """

    made_at: str
    standing: SchemaStanding
    aside: Path | None
    files: tuple[Path, ...]
    config: Path | None
    evidence: int
    secrets: tuple[str, ...]
    moved: tuple[str, ...]
    database: str


def restore_backup(
    settings: Settings, source: Path, *, by: By, environment: Mapping[str, str], force: bool = False
) -> Restored:
    """Put a backup's content in place, after all of it was verified; what is there stays unless `force`.

    The database changes in one step, so it is never half restored, and a SQLite one is kept beside it first. The
    log then tells of it: which backup, from when, how many lines went with the old database, and its head.

    Raises `BackupUnreadable` and `WouldOverwrite` before anything is touched.
    """
    make_private(settings.home)
    clear_unfinished(settings.home, now=by.now)
    with (
        closing(Database(settings.store_url)) as database,
        TemporaryDirectory(dir=_workshop(settings, database), prefix=".dondoc-") as folder,
    ):
        opened = unpack_backup(source, Path(folder))
        found = _verified(opened, source, database, environment)
        files = restore_destinations(opened.manifest, settings)
        contents = _contents(opened, source)
        moved = _fit_settings(opened, files, settings)
        if not force and (there := _in_the_way(database, opened, files)):
            raise would_overwrite(source, there)
        # Files first: more of them than the database names do no harm, fewer would.
        _keep_all(settings, contents)
        before = _log_end(database)
        kept = _aside(settings, database, by.now)
        aside = _replace(database, opened, kept, environment)
        _put_all(opened, files)
        done = Restored(
            made_at=opened.manifest.made_at,
            standing=found,
            aside=aside,
            files=tuple(files.values()),
            config=next((path.parent for name, path in files.items() if name.startswith("config/")), None),
            evidence=len(contents),
            secrets=missing_secrets(settings, iter(opened.manifest.secrets)),
            moved=moved,
            database=database.shown,
        )
        _tell_log(database, done, before, by, backup=source.name, files=sorted(files))
    return done


def _tell_log(
    database: Database, done: Restored, before: LogEnd | None, by: By, *, backup: str, files: list[str]
) -> None:
    with database.writing() as session:
        # The log's tables are those of every version since the first release.
        record_restoring(
            session,
            before,
            backup=backup,
            made_at=done.made_at,
            by=by,
            files=files,
            set_aside=done.moved,
            kept_as=done.aside.name if done.aside else "",
        )


def _keep_all(settings: Settings, contents: Mapping[str, Path]) -> None:
    store = file_store(settings)
    for digest, path in contents.items():
        store.keep(digest, path)


def _put_all(opened: OpenedBackup, files: Mapping[str, Path]) -> None:
    for name, destination in files.items():
        _put(opened.file(name), destination)


def _is_sqlite(database: Database) -> bool:
    return database.engine.dialect.name == "sqlite"


def _has_content(database: Database) -> bool:
    return schema_standing(database) is not SchemaStanding.EMPTY


def _aside(settings: Settings, database: Database, now: datetime) -> Path:
    """Where to keep the database that a restore replaces."""
    stamp = f"truoc-khi-khoi-phuc-{now:%Y%m%d-%H%M%S}"
    if not _is_sqlite(database):
        return settings.home / f"{stamp}.pgdump"
    file = sqlite_file(database)
    return file.with_name(f"{file.name}.{stamp}")


def _replace(database: Database, opened: OpenedBackup, aside: Path, environment: Mapping[str, str]) -> Path | None:
    copy = opened.file(DATABASE)
    if _is_sqlite(database):
        return aside if replace_sqlite(database, copy, aside) else None
    kept = _has_content(database)
    if kept:
        aside.touch(mode=PRIVATE_FILE)
        copy_postgresql(database, aside, environment)
    try:
        replace_postgresql(database, copy, environment, version=opened.manifest.schema)
    except DondocError:
        aside.unlink(missing_ok=True)
        raise
    return aside if kept else None


def _log_end(database: Database) -> LogEnd | None:
    """How far the log goes that is about to be replaced; None where there is none that this program can read."""
    if schema_standing(database) is not SchemaStanding.CURRENT:
        return None
    with database.reading() as session:
        return log_end(session)


def _workshop(settings: Settings, database: Database) -> Path:
    """Where to unpack: on the disk where the database is, so that it can be put in place without copying."""
    return make_private(sqlite_file(database).parent if _is_sqlite(database) else settings.home)


def _verified(opened: OpenedBackup, source: Path, database: Database, environment: Mapping[str, str]) -> SchemaStanding:
    """Make sure that the backup fits this database and program and is sound, before anything is touched."""
    manifest, copy = opened.manifest, opened.file(DATABASE)
    if manifest.database != database.engine.dialect.name:
        raise backup_refusal(
            source, f"là bản sao {manifest.database}, còn cơ sở dữ liệu là {database.engine.dialect.name}"
        )
    if _is_sqlite(database):
        verify_sqlite(copy)
        with closing(Database(sqlite_address(copy))) as copied:
            found = schema_standing(copied)
    else:
        found = standing_of(manifest.schema)
    if found is SchemaStanding.NEWER:
        raise backup_refusal(source, "được tạo bởi bản dondoc mới hơn; cập nhật dondoc trước")
    if found is SchemaStanding.UNRELEASED:
        raise backup_refusal(source, MISMATCHES[found][0])
    if found not in _OURS:
        raise backup_refusal(source, "không chứa cơ sở dữ liệu của dondoc")
    strange = altered_copy(copy) if _is_sqlite(database) else verify_postgresql(copy, environment)
    if strange:
        raise backup_refusal(source, f"không như dondoc tạo ra: {', '.join(strange[:_NAMED])}")
    return found


def restore_destinations(manifest: Manifest, settings: Settings) -> dict[str, Path]:
    """Return where the files that configure the house go, by their names in the backup."""
    folders = {"home": settings.home, "config": settings.policies_dir}
    parts = {name: name.partition("/") for name in manifest.configuring}
    return {name: folders[folder] / file for name, (folder, _, file) in parts.items()}


def _contents(opened: OpenedBackup, source: Path) -> dict[str, Path]:
    """Where the files of reports are that the backup brings, by their digests."""
    manifest = opened.manifest
    wrong = [
        name
        for name, digest in manifest.files.items()
        if name.startswith(FILES_PREFIX) and name.removeprefix(FILES_PREFIX) != digest
    ]
    if wrong or not all(isinstance(one, str) and DIGEST.fullmatch(one) for one in manifest.beside):
        raise backup_refusal(source, "có tệp kết quả không đúng mã SHA-256 của nó")
    try:
        return dict(contents_of(opened.folder, source.parent / FOLDER_BESIDE, manifest.files, manifest.beside))
    except FileMissing as error:
        raise backup_refusal(
            source, f"thiếu tệp kết quả {error.given} trong thư mục {FOLDER_BESIDE} bên cạnh"
        ) from error


def _fit_settings(opened: OpenedBackup, files: Mapping[str, Path], settings: Settings) -> tuple[str, ...]:
    """Give the settings in the backup the secrets and places of the file that they are about to replace.

    Returns the places that they named otherwise.
    """
    if (file := files.get(name := f"home/{ENV_FILE}")) is None:
        return ()
    there = env_file_values(file)
    text = with_secrets(opened.file(name).read_text(encoding="utf-8"), there)
    text, moved = with_places(text, places_in_force(settings), there)
    opened.file(name).write_text(text, encoding="utf-8")
    return moved


def _in_the_way(database: Database, opened: OpenedBackup, files: Mapping[str, Path]) -> list[str]:
    different = [str(path) for name, path in files.items() if path.exists() and not _is_same(opened.file(name), path)]
    return ([database.shown] if _has_content(database) else []) + different


def _is_same(new: Path, there: Path) -> bool:
    if there.name == ENV_FILE:
        return env_file_values(new) == env_file_values(there)
    return content_digest(new) == content_digest(there)


def _put(source: Path, destination: Path) -> None:
    make_private(destination.parent)
    with whole_file(destination) as part:
        part.touch(mode=PRIVATE_FILE)
        part.write_bytes(source.read_bytes())
