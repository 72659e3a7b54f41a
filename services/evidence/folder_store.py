"""Files in a folder: of this machine, or one that several machines share."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from base.atomic_file import whole_file
from base.system_errors import fault_words
from services.evidence.file_store import DIGEST, FileMissing, StoreUnavailable

_READ_ONLY = 0o440
_WRITING = Lock()


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
            reason=f"không dùng được: {fault_words(error)[0]}",
            remedy="Kiểm tra thư mục, quyền ghi, dung lượng đĩa.",
        )
