"""Taking a file in: judged by its content, searched for markings, scanned for viruses, kept under its digest."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from documents.evidence.apart import examine_file
from documents.evidence.refusals import FileRefused, FileTooLarge, SecretRefused
from services.evidence.file_store import content_digest
from services.evidence.place import file_store
from services.evidence.scanner import scan_file
from services.installation import Installation
from workflow.evidence.files import (
    MOST_AN_HOUR,
    MOST_FILE_OCTETS,
    MOST_FILES,
    MOST_MEGABYTES,
    EvidenceFile,
    ending_of,
    file_name,
)
from workflow.evidence.secrecy import marking_in_text
from workflow.store.database.opening import Session
from workflow.store.people.drafts import add_upload, uploads_since

_HOUR = timedelta(hours=1)
_LANDING = ".den-"
# No upload takes so long.
_COMING_IN = timedelta(days=1)


class TooManyUploads(FileRefused):
    """A person has sent up as many files as he may within an hour."""


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A file that has come to this machine's disk, under the name that it was sent with."""

    path: Path
    name: str


@contextmanager
def landing_place(installation: Installation) -> Iterator[Path]:
    """Give a folder for files that are coming in, while the block lasts: on the home's disk, readable by us alone."""
    home = installation.settings.home
    home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=home, prefix=_LANDING) as folder:
        yield Path(folder)


def clear_landing_places(home: Path, *, now: datetime) -> int:
    """Delete what was coming in when a process died, long ago; return how many folders."""
    left = [path for path in home.glob(f"{_LANDING}*") if _since(path, now) < now - _COMING_IN]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def _since(path: Path, now: datetime) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)


def take_in(installation: Installation, incoming: Incoming) -> EvidenceFile:
    """Return a file that may prove something; its content is kept.

    Raises `FileRefused`, `ScannerAway`, `StoreUnavailable`.
    """
    name = file_name(incoming.name)
    check_octets(name, incoming.path.stat().st_size)
    if marking := marking_in_text(name):
        raise SecretRefused(name, marking, where="trong tên tệp")
    with landing_place(installation) as folder:
        anew = folder / "anew"
        examined = examine_file(incoming.path, name, anew=anew)
        scan = scan_file(installation.settings.clamd, incoming.path, name)
        kept = anew if anew.exists() else incoming.path
        digest = content_digest(kept)
        file_store(installation.settings).keep(digest, kept)
        return EvidenceFile(
            digest=digest,
            name=name if ending_of(name) else f"{name}.{examined.kind}",
            size=kept.stat().st_size,
            kind=examined.kind,
            pages=examined.pages,
            scan=scan,
        )


def take_in_paths(
    installation: Installation, paths: Iterable[Path], *, person: int | None, now: datetime
) -> tuple[EvidenceFile, ...]:
    """Take in files of this machine, all of them or, at the first that is refused, none for what comes next.

    Raises as `take_in` does.
    """
    taken: list[EvidenceFile] = []
    for path in paths:
        check_number(path.name, len(taken))
        file = take_in(installation, Incoming(path=path, name=path.name))
        with installation.database.writing() as session:
            add_upload(session, file, person=person, now=now)
        taken.append(file)
    return tuple(taken)


def check_octets(name: str, octets: int) -> None:
    """Refuse an empty file, and one that weighs too much. Raises `FileRefused`, `FileTooLarge`."""
    if octets == 0:
        raise FileRefused(name, reason="là tệp rỗng", remedy="Chọn lại tệp rồi gửi.")
    if octets > MOST_FILE_OCTETS:
        raise FileTooLarge(
            name,
            reason=f"nặng hơn {MOST_MEGABYTES} MB",
            remedy="Giảm dung lượng hoặc chia tệp, hoặc dán đường dẫn tới văn bản.",
        )


def check_number(name: str, files: int) -> None:
    """Refuse one file more than goes with a report; `files` are there already. Raises `FileRefused`."""
    if files >= MOST_FILES:
        raise FileRefused(
            name, reason=f"là tệp thứ {files + 1}, quá {MOST_FILES} tệp", remedy="Gộp các tệp, hoặc bỏ bớt một tệp."
        )


def check_pace(session: Session, name: str, person: int | None, now: datetime) -> None:
    """Refuse a file of who has sent up too many within the hour. Raises `TooManyUploads`."""
    if person is not None and uploads_since(session, person, now - _HOUR) >= MOST_AN_HOUR:
        raise TooManyUploads(
            name,
            reason=f"chưa nhận: bạn đã gửi {MOST_AN_HOUR} tệp trong một giờ",
            remedy="Các tệp đã gửi vẫn được giữ; chờ rồi gửi tiếp.",
        )
