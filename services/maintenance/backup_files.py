"""The files of reports in backups: within the one file, or in a folder beside many that holds each content once."""

import json
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from config.settings import Settings
from services.evidence.file_store import DIGEST, FileMissing, content_digest
from services.evidence.folder_store import FolderStore
from services.evidence.place import file_store

MANIFEST = "manifest.json"
FILES_PREFIX = "files/"
# The folder beside backups.
FOLDER_BESIDE = "files"
# No backup is still being written, or put back, after that time.
OLD_ENOUGH = timedelta(days=1)


def whole_contents(settings: Settings) -> tuple[dict[str, Path], list[str]]:
    """Return where every content can be read, by its digest, and the names of those that are not what they were."""
    store = file_store(settings)
    whole: dict[str, Path] = {}
    broken: list[str] = []
    for name, _ in store.contents():
        if not DIGEST.fullmatch(name):
            continue
        with suppress(FileMissing):
            path = store.local(name)
            if content_digest(path) == name:
                whole[name] = path
                continue
        broken.append(name)
    return whole, broken


def put_beside(contents: dict[str, Path], folder: Path) -> None:
    """Copy contents into the folder beside backups; those that are there stay."""
    store = FolderStore(folder)
    for digest, path in contents.items():
        store.keep(digest, path)


def contents_of(folder: Path, beside: Path, names: Iterable[str], wanted: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """Yield the contents that a backup brings: unpacked ones among its `names`, and those `wanted` from beside it.

    Raises `FileMissing` for one that isn't there as it was.
    """
    for name in names:
        if name.startswith(FILES_PREFIX):
            yield name.removeprefix(FILES_PREFIX), folder / name
    store = FolderStore(beside)
    for digest in wanted:
        path = store.local(digest)
        if content_digest(path) != digest:
            raise FileMissing(digest, store.place)
        yield digest, path


def forget_beside(folder: Path, backups: Iterable[Path]) -> int:
    """Delete contents beside backups that none of these names any more; return how many."""
    store = FolderStore(folder / FOLDER_BESIDE)
    named = {digest for path in backups for digest in _beside(path)}
    gone = [name for name, _ in store.contents() if name not in named]
    for name in gone:
        store.remove(name)
    return len(gone)


def clear_unfinished(folder: Path, *, now: datetime) -> None:
    """Delete what backups and restores left in a folder that were killed half-way, or a power cut ended."""
    for path in {*folder.glob(".dondoc-*"), *folder.glob(".*.part")}:
        if path.stat().st_mtime < (now - OLD_ENOUGH).timestamp():
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _beside(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return list(json.loads(archive.read(MANIFEST)).get("beside", ()))
