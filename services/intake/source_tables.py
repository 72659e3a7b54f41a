"""The tables of a document on its way in as its file prints them: kept by content while it is read, for its pages."""

from collections.abc import Sequence
from pathlib import Path

from base.atomic_file import whole_file
from documents.blocks.values import Table
from documents.wire import pack, unpack
from services.installation import Installation
from workflow.evidence.files import FileKind

DRAWN_KINDS = {".pdf": FileKind.PDF, ".png": FileKind.PNG, ".jpg": FileKind.JPEG, ".jpeg": FileKind.JPEG}


def is_drawn(name: str) -> bool:
    """Return whether a document of this name has pages that can be drawn; of others the tables are shown."""
    return Path(name).suffix.lower() in DRAWN_KINDS


def keep_tables(installation: Installation, sha256: str, tables: Sequence[Table]) -> None:
    """Keep the tables of a file that was read."""
    path = _path(installation, sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as part, part.open("wb") as lines:
        lines.writelines(map(pack, tables))


def kept_tables(installation: Installation, sha256: str) -> tuple[Table, ...]:
    """Return the tables of a file; none where they were never kept, or thrown away with old pictures."""
    path = _path(installation, sha256)
    if not path.is_file():
        return ()
    with path.open("rb") as lines:
        return tuple(message for message in unpack(lines) if isinstance(message, Table))


def _path(installation: Installation, sha256: str) -> Path:
    return installation.settings.home / "cache" / "pages" / sha256[:2] / f"{sha256}-tables.jsonl"
