"""Backing an installation up into one file: the database and the files that configure the house.

What can be made anew (calendars, Prefect's records) is left out, and so are settings that are set elsewhere. Keys and
passwords are left out, too: whoever finds a backup must not be able to send mails in the office's name. The manifest
names what has to be entered again.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from base.atomic_file import whole_file
from base.errors import DondocError
from base.private_files import PRIVATE_FILE
from config.env_files import ENV_FILE
from config.keys import key_file
from config.settings import Settings
from services.evidence.file_store import content_digest
from services.house_database import missing_database
from services.maintenance.archive import CONFIGURING, DATABASE, FORMAT, Manifest, write_archive
from services.maintenance.backup_files import FILES_PREFIX, FOLDER_BESIDE, put_beside, whole_contents
from services.maintenance.env_secrets import is_secret, without_secrets
from workflow.store.database.opening import Database
from workflow.store.database.postgresql_copy import copy_postgresql
from workflow.store.database.refusals import damage_refusal
from workflow.store.database.schema import SchemaMismatch, SchemaStanding, schema_standing, version
from workflow.store.database.sqlite_copy import CopyDamaged, copy_sqlite, verify_sqlite
from workflow.store.operation.maintenance_queries import count_lasting_rows

KEY = "secret.key"


class WouldOverwrite(DondocError):
    """A backup or restore would replace what is there, and nobody said it should."""


def back_up(
    settings: Settings,
    target: Path,
    *,
    now: datetime,
    environment: Mapping[str, str],
    force: bool = False,
    beside: bool = False,
    working_env: Path | None = None,
) -> Manifest:
    """Write a backup of the database's present state, while others work with it.

    `environment` is what PostgreSQL's programs run in, `working_env` the `.env` file of the working folder: what it
    says of this program becomes part of the home's own. The files of reports go into the backup; with `beside` into a
    folder beside it, which holds each content once for many backups. Raises `WouldOverwrite`, `StoreUnavailable`.
    """
    if target.exists() and not force:
        raise would_overwrite(target, [str(target)])
    with closing(Database(settings.store_url)) as database:
        _require_content(settings, database)
        with whole_file(target) as part, TemporaryDirectory(dir=target.parent, prefix=".dondoc-") as name:
            folder = Path(name)
            part.touch(mode=PRIVATE_FILE)
            _copy(database, folder / DATABASE, environment)
            # After the database: whatever it names was kept before.
            contents, broken = whole_contents(settings)
            if beside:
                put_beside(contents, target.parent / FOLDER_BESIDE)
            packed = {} if beside else {f"{FILES_PREFIX}{digest}": path for digest, path in contents.items()}
            env, removed = _put_env(settings, working_env, folder)
            files = {DATABASE: folder / DATABASE, **_configuring(settings), **env, **packed}
            manifest = Manifest(
                format=FORMAT,
                made_at=now.isoformat(timespec="seconds"),
                database=database.engine.dialect.name,
                schema=version(database),
                files={name: content_digest(path) for name, path in files.items()},
                secrets=sorted({*_secrets(settings), *removed}),
                beside=sorted(contents) if beside else [],
                broken=broken,
                rows=_rows(database),
            )
            write_archive(part, manifest, files)
            return manifest


def missing_secrets(settings: Settings, wanted: Iterator[str]) -> tuple[str, ...]:
    """Return which of these secrets an installation doesn't have."""
    there = set(_secrets(settings))
    return tuple(name for name in wanted if name not in there)


def would_overwrite(place: Path, there: list[str]) -> WouldOverwrite:
    """Return the refusal to replace what is there."""
    return WouldOverwrite(
        given=", ".join(there),
        place=str(place),
        reason="đã có, không ghi đè khi chưa được cho phép",
        remedy="Thêm --force để ghi đè; chưa có gì thay đổi.",
    )


def _require_content(settings: Settings, database: Database) -> None:
    found = schema_standing(database)
    if found is SchemaStanding.EMPTY:
        raise missing_database(settings, database)
    if found not in {SchemaStanding.CURRENT, SchemaStanding.OLDER}:
        raise SchemaMismatch(database, found)


def _rows(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return count_lasting_rows(session)


def _copy(database: Database, path: Path, environment: Mapping[str, str]) -> None:
    if database.engine.dialect.name != "sqlite":
        copy_postgresql(database, path, environment)
        return
    copy_sqlite(database, path)
    try:
        verify_sqlite(path)
    except CopyDamaged as error:
        # The copy is as sound as what was copied.
        raise damage_refusal(database.url, error.found) from error


def _put_env(settings: Settings, working: Path | None, folder: Path) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Write the settings without their secrets into the folder; return them by their name, and the secrets' names."""
    text, removed = _env_without_secrets(settings.home / ENV_FILE, working)
    if not text:
        return {}, removed
    (folder / ENV_FILE).write_text(text, encoding="utf-8")
    return {f"home/{ENV_FILE}": folder / ENV_FILE}, removed


def _env_without_secrets(own: Path, working: Path | None) -> tuple[str, tuple[str, ...]]:
    """The home's `.env`, and after it what the working folder's says of this program: of two lines the last counts."""
    home = own.read_text(encoding="utf-8") if own.is_file() else ""
    text, removed = without_secrets(home)
    if working is None or not working.is_file() or (own.is_file() and working.samefile(own)):
        return text, removed
    more, removed_here = without_secrets(working.read_text(encoding="utf-8"), prefix="DONDOC_")
    return "\n".join(part.rstrip("\n") for part in (text, more) if part) + "\n", (*removed, *removed_here)


def _secrets(settings: Settings) -> Iterator[str]:
    """The names of the secrets that an installation has, wherever it has them from."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        said = value.get_secret_value() if isinstance(value, SecretStr) else str(value or "")
        if is_secret(variable := f"DONDOC_{name.upper()}", said):
            yield variable
    if key_file(settings.home).is_file():
        yield KEY


def _configuring(settings: Settings) -> dict[str, Path]:
    """The files to back up beside the database and the settings, by their names in the archive."""
    folders = {"home": settings.home}
    if settings.policies_dir != settings.home:
        folders["config"] = settings.policies_dir
    return {
        f"{folder}/{file.name}": file
        for folder, path in folders.items()
        for file in sorted(path.glob("*"))
        if file.is_file() and file.suffix in CONFIGURING
    }
