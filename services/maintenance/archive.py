"""The archive of a backup: what is in it under which names, and taking one apart without trusting it.

A backup is a ZIP archive: `database` (a SQLite file, or PostgreSQL's own dump), the small files of the home folder
under `home/`, those of the folder of policies under `config/`, the files of reports under `files/` (or in a folder
beside many backups), and `manifest.json`, which names each with its SHA-256.
"""

import json
import re
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, TypeAdapter

from base.errors import DondocError
from base.system_errors import fault_words
from base.visible import visible
from services.evidence.file_store import content_digest
from services.maintenance.backup_files import FILES_PREFIX, MANIFEST

FORMAT = 1
DATABASE = "database"
CONFIGURING = {".toml", ".csv", ".json"}
# What a backup writes, and so all that a restore takes: an archive made by somebody else brings no key and no program.
_NAME = re.compile(r"database|files/[0-9a-f]{64}|home/\.env|(home|config)/[^/\\\x00-\x1f\x7f-\x9f]+\.(toml|csv|json)")
# Octets: two hundred thousand files of reports are named in less.
MOST_OF_A_MANIFEST = 16 * 2**20


def _moment(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError(text)
    return text


def _word(text: str) -> str:
    """What comes onto somebody's screen: without signs that command a terminal, or are read as markup."""
    if not text.isprintable() or set(text) & set("[]"):
        raise ValueError(text)
    return text


_Word = Annotated[str, AfterValidator(_word)]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says of itself. `schema` is the version of its tables, `files` goes from name to SHA-256.

    `secrets` names what was left out and has to be entered again; `beside` are the contents of reports' files that lie
    in the folder beside it; `broken` those that were not what they had been, and so are in no backup. `rows` tells how
    many rows the tables have that never lose any. One that is read from an archive has to be of these types.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    format: int
    made_at: Annotated[str, AfterValidator(_moment)]
    database: _Word
    schema: _Word
    files: dict[str, str]
    secrets: list[_Word] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def configuring(self) -> list[str]:
        """The names of the files that configure the house."""
        return [name for name in self.files if name != DATABASE and not name.startswith(FILES_PREFIX)]

    @property
    def evidence(self) -> int:
        """How many contents of reports' files it brings."""
        return len(self.beside) + sum(name.startswith(FILES_PREFIX) for name in self.files)


class BackupUnreadable(DondocError):
    """The file is no backup, is damaged, or does not fit this program or database."""


@dataclass(frozen=True)
class OpenedBackup:
    """A backup taken apart, its files held to its manifest."""

    manifest: Manifest
    folder: Path

    def file(self, name: str) -> Path:
        """Where a file of the backup lies now."""
        return self.folder / name


def write_archive(part: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write an archive of these files, by their names in it, and its manifest."""
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files.items():
            # Documents and photos are packed already.
            archive.write(path, name, zipfile.ZIP_STORED if name.startswith(FILES_PREFIX) else None)
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=2))


def unpack_backup(source: Path, folder: Path) -> OpenedBackup:
    """Take a backup apart into a folder. Raises `BackupUnreadable` for a file that isn't as its manifest says."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive, source)
            _refuse_what_does_not_fit(archive, source, folder)
            archive.extractall(folder, members=list(manifest.files))
    except OSError as error:
        raise backup_refusal(source, f"không mở hoặc không giải nén được: {fault_words(error)[0]}") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise backup_refusal(source, "không phải tệp sao lưu, hoặc bị hỏng") from error
    opened = OpenedBackup(manifest, folder)
    for name, known in manifest.files.items():
        if content_digest(opened.file(name)) != known:
            raise backup_refusal(source, f"bị hỏng: {name} không còn như khi sao lưu")
    return opened


def manifest_of(source: Path) -> Manifest:
    """Return what a backup says of itself, without taking it apart. Raises `BackupUnreadable`."""
    try:
        with zipfile.ZipFile(source) as archive:
            return _manifest(archive, source)
    except OSError as error:
        raise backup_refusal(source, f"không mở được: {fault_words(error)[0]}") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise backup_refusal(source, "không phải tệp sao lưu, hoặc bị hỏng") from error


def text_in_backup(source: Path, name: str) -> str:
    """Return a small text file of a backup without taking it apart. Raises `BackupUnreadable`."""
    manifest_of(source)
    try:
        with zipfile.ZipFile(source) as archive, archive.open(name) as file:
            return file.read(MOST_OF_A_MANIFEST).decode("utf-8")
    except (OSError, KeyError, UnicodeDecodeError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise backup_refusal(source, f"không đọc được {name}") from error


def size_of_database(source: Path) -> int:
    """Return how many octets the database in a backup has. Raises `BackupUnreadable`."""
    manifest_of(source)
    with zipfile.ZipFile(source) as archive:
        return archive.getinfo(DATABASE).file_size


def backup_refusal(source: Path, reason: str) -> BackupUnreadable:
    return BackupUnreadable(
        given=source.name, place="Tệp sao lưu", reason=visible(reason), remedy="Dùng tệp khác; chưa có gì thay đổi."
    )


def _refuse_what_does_not_fit(archive: zipfile.ZipFile, source: Path, folder: Path) -> None:
    wanted = sum(member.file_size for member in archive.infolist())
    if wanted > (free := shutil.disk_usage(folder).free):
        raise backup_refusal(source, f"giải nén cần {wanted // 2**20 + 1} MB, ổ đĩa chỉ còn {free // 2**20} MB")


def _manifest(archive: zipfile.ZipFile, source: Path) -> Manifest:
    try:
        with archive.open(MANIFEST) as file:
            text = file.read(MOST_OF_A_MANIFEST + 1)
        if len(text) > MOST_OF_A_MANIFEST:
            raise backup_refusal(source, f"có bản kê lớn hơn {MOST_OF_A_MANIFEST // 2**20} MB")
        manifest = TypeAdapter(Manifest).validate_json(text)
    except (KeyError, ValueError) as error:
        raise backup_refusal(source, "không phải tệp sao lưu của dondoc, hoặc của bản mới hơn") from error
    names = set(manifest.files)
    if manifest.format != FORMAT or DATABASE not in names or not names <= set(archive.namelist()):
        raise backup_refusal(source, "thiếu tệp hoặc có dạng mà bản này không biết")
    if any(_NAME.fullmatch(name) is None for name in names):
        raise backup_refusal(source, "có tên tệp không được phép")
    return manifest
