"""Files in an object store that speaks S3, for installations of several machines without a shared folder.

Needs the package `obstore` (`pip install dondoc[s3]`). What is read is copied to this machine once: a content never
changes under its name.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from base.atomic_file import whole_file
from config.settings import Settings
from services.evidence.file_store import FileMissing, StoreUnavailable, content_digest

if TYPE_CHECKING:
    from obstore.store import S3Store

# How long a request may take, and its attempts together.
_TIMEOUT, _PATIENCE = "60s", timedelta(seconds=30)


class BucketStore:
    """Files as `ab/cd/<digest>` under the address's prefix."""

    def __init__(self, settings: Settings) -> None:
        self._address = settings.files_place
        self._cache = settings.home / "cache" / "files"
        self._bucket = _bucket(settings)

    @property
    def place(self) -> str:
        return f"kho {self._address}"

    def keep(self, digest: str, source: Path) -> None:
        with _told(self._address):
            self._bucket.put(_key(digest), source)

    def local(self, digest: str) -> Path:
        path = self._cache / digest[:2] / digest
        if path.is_file():
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as part:
            try:
                with _told(self._address), part.open("wb") as file:
                    for piece in self._bucket.get(_key(digest)).stream():
                        file.write(piece)
            except FileNotFoundError as error:
                raise FileMissing(digest, self.place) from error
            # What arrives altered is given to nobody.
            if content_digest(part) != digest:
                raise FileMissing(digest, self.place)
        return path

    def contents(self) -> Iterator[tuple[str, datetime]]:
        with _told(self._address):
            for batch in self._bucket.list():
                for found in batch:
                    key: str = found["path"]
                    digest = key.rpartition("/")[2]
                    yield (digest if key == _key(digest) else key), found["last_modified"]

    def remove(self, name: str) -> None:
        with _told(self._address):
            self._bucket.delete(name if "/" in name else _key(name))


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Tell what the store refuses as `StoreUnavailable`; a missing object stays `FileNotFoundError`."""
    from obstore.exceptions import BaseError

    try:
        yield
    except BaseError as error:
        raise _unavailable(address, f"không dùng được ({type(error).__name__})") from error


def _bucket(settings: Settings) -> "S3Store":
    try:
        from obstore.store import S3Store
    except ImportError as error:
        raise _unavailable(
            settings.files_place, "cần gói obstore, chưa được cài", "pip install 'dondoc[s3]'"
        ) from error
    given = {
        "aws_endpoint": settings.s3_endpoint,
        "aws_region": settings.s3_region,
        "aws_access_key_id": settings.s3_key,
        "aws_secret_access_key": settings.s3_secret.get_secret_value(),
    }
    return S3Store.from_url(
        settings.files_place,
        config={name: value for name, value in given.items() if value},  # type: ignore[arg-type]
        client_options={"allow_http": settings.s3_endpoint.startswith("http://"), "timeout": _TIMEOUT},
        retry_config={"max_retries": 3, "retry_timeout": _PATIENCE},
    )


def _key(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def _unavailable(address: str, reason: str, remedy: str = "") -> StoreUnavailable:
    return StoreUnavailable(
        given=address,
        place="Nơi lưu tệp",
        reason=reason,
        remedy=remedy or "Kiểm tra DONDOC_FILES_PLACE, DONDOC_S3_…, kết nối mạng.",
    )
