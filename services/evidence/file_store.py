"""Where files lie: under the SHA-256 of their content, written once, never changed. One narrow interface, two kinds.

A folder is the usual place: of this machine, or one that several machines share. `services.evidence.s3_store` is the
other kind.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from base.atomic_file import whole_file
from base.errors import DondocError
from config.settings import Settings

DIGEST = re.compile(r"[0-9a-f]{64}")
_READ_ONLY = 0o440
_WRITING = Lock()


class FileMissing(DondocError):
    """A file that the log or a draft names isn't where files lie."""

    exit_code = 1

    def __init__(self, digest: str, place: str) -> None:
        super().__init__(
            given=digest[:16],
            place="Tệp kết quả",
            reason=f"không còn ở {place}",
            remedy="Báo quản trị: xem `dondoc doctor`, khôi phục từ bản sao lưu.",
        )


class StoreUnavailable(DondocError):
    """The place of files can't be reached or written to."""

    exit_code = 1


class FileStore(Protocol):
    """Contents by their SHA-256 in hex."""

    @property
    def place(self) -> str:
        """Where files lie, in Vietnamese, without secrets."""
        ...

    def keep(self, digest: str, source: Path) -> None:
        """Copy a file's content in; one that is there stays, and counts as new. Raises `StoreUnavailable`."""
        ...

    def local(self, digest: str) -> Path:
        """Return a path on this machine to read a content at. Raises `FileMissing`, `StoreUnavailable`."""
        ...

    def contents(self) -> Iterator[tuple[str, datetime]]:
        """Yield the name of everything that lies there, with the aware moment since when. Raises `StoreUnavailable`."""
        ...

    def remove(self, name: str) -> None:
        """Take something away that `contents` named; what isn't there is no fault."""
        ...


class FolderStore:
    """Files in a folder, as `ab/cd/<digest>`, readable but not writable, each written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        return f"thư mục {self._folder}"

    def keep(self, digest: str, source: Path) -> None:
        path = self._path(digest)
        # The name of the half-written file is one for a process, so its threads take turns.
        with _WRITING:
            try:
                if path.is_file():
                    os.utime(path)
                    return
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise self._unavailable(error) from error
            with whole_file(path) as part:
                shutil.copyfile(source, part)
                part.chmod(_READ_ONLY)

    def local(self, digest: str) -> Path:
        path = self._path(digest)
        if not path.is_file():
            raise FileMissing(digest, self.place)
        return path

    def contents(self) -> Iterator[tuple[str, datetime]]:
        if not self._folder.is_dir():
            return
        try:
            for path in sorted(self._folder.rglob("*")):
                if path.is_file():
                    name = path.name if self._is_ours(path) else str(path.relative_to(self._folder))
                    yield name, datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except OSError as error:
            raise self._unavailable(error) from error

    def remove(self, name: str) -> None:
        path = self._path(name) if DIGEST.fullmatch(name) else self._folder / name
        path.unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:4] / digest

    def _is_ours(self, path: Path) -> bool:
        return DIGEST.fullmatch(path.name) is not None and path == self._path(path.name)

    def _unavailable(self, error: OSError) -> StoreUnavailable:
        return StoreUnavailable(
            given=str(self._folder),
            place="Nơi lưu tệp",
            reason=f"không dùng được ({error.strerror or error})",
            remedy="Kiểm tra thư mục, quyền ghi, dung lượng đĩa; xem `dondoc doctor`.",
        )


def file_store(settings: Settings) -> FileStore:
    """Return where an installation's files lie. Connects to nothing."""
    return FolderStore(settings.files_dir)


def content_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hex, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
