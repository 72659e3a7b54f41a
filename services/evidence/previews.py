"""Pages of files as our own pictures, drawn when somebody first looks and kept: the original is never shown itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from base.atomic_file import whole_file
from documents.evidence.apart import draw_page
from services.evidence.giving import NoSuchFile, see_file
from services.installation import Installation
from workflow.evidence.files import EvidenceFile
from workflow.people.grants import Actor

# So many pages of a file are shown; who needs more takes the file.
MOST_SHOWN = 50
# Pictures that nobody made anew for so long are thrown away; looking draws them again.
_KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class ShownPage:
    """A page of a file, counted from 1: a WebP picture and the words on it. `last` is the last page that is shown."""

    file: EvidenceFile
    page: int
    last: int
    picture: Path
    words: str


def show_page(
    installation: Installation, duty: int, digest: str, page: int, actor: Actor, *, now: datetime
) -> ShownPage:
    """Return a page of a file that was handed in. Raises as `services.evidence.giving.see_file`, and `FileRefused`."""
    given = see_file(installation, duty, digest, actor, now=now)
    last = min(given.file.pages, MOST_SHOWN)
    if not 1 <= page <= last:
        raise NoSuchFile(f"trang {page}")
    picture = _pictures(installation.settings.home) / digest[:2] / f"{digest}-{page}.webp"
    words = picture.with_suffix(".txt")
    # The words come last: where they are, the picture is whole.
    if not words.is_file():
        picture.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(picture) as part:
            said = draw_page(given.path, given.file.name, given.file.kind, page - 1, to=part)
        with whole_file(words) as part:
            part.write_text(said, encoding="utf-8")
    return ShownPage(
        file=given.file, page=page, last=last, picture=picture, words=words.read_text(encoding="utf-8").strip()
    )


def throw_old_pictures_away(home: Path, *, now: datetime) -> int:
    """Delete pictures that were drawn long ago; return how many."""
    old = [path for path in _drawn(home) if datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo) < now - _KEPT_FOR]
    for path in old:
        path.unlink(missing_ok=True)
    return sum(path.suffix == ".webp" for path in old)


def _drawn(home: Path) -> Iterator[Path]:
    return (path for path in _pictures(home).rglob("*") if path.is_file())


def _pictures(home: Path) -> Path:
    return home / "cache" / "pages"
