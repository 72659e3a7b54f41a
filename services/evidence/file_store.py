"""Where files lie: under the SHA-256 of their content, written once, never changed. One narrow interface, two kinds.

`services.evidence.folder_store` is the usual one, `services.evidence.s3_store` the other.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from base.errors import DondocError

DIGEST = re.compile(r"[0-9a-f]{64}")


class FileMissing(DondocError):
    """A file that the log or a draft names isn't where files lie."""

    exit_code = 1

    def __init__(self, digest: str, place: str) -> None:
        super().__init__(
            given=digest[:16],
            place="Tệp kết quả",
            reason=f"không còn ở {place}",
            remedy="Báo quản trị khôi phục từ bản sao lưu.",
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


def content_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hex, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
