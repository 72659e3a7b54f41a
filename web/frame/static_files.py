"""Style, script and picture files under addresses that name their content, so that they may be kept for ever."""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request, Response

STATIC_FOLDER = Path(__file__).parent.parent / "static"
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
KEPT_FOR_EVER = "public, max-age=31536000, immutable"
HASH_LETTERS = 10
_REMARK, _INDENT = re.compile(rb"/\*.*?\*/", re.DOTALL), re.compile(rb"\s*\n\s*")


@dataclass(frozen=True, kw_only=True)
class StaticFile:
    """One file as it is served: `address` holds a part of its SHA-256."""

    address: str
    kind: str
    content: bytes
    packed: bytes


@cache
def static_files(folder: Path = STATIC_FOLDER) -> Mapping[str, StaticFile]:
    """Read the files that are served, by their names in the folder: once, a program serves what it began with."""
    return {path.name: _read(path) for path in sorted(folder.iterdir()) if path.suffix in _KINDS}


def static_routes(files: Mapping[str, StaticFile]) -> APIRouter:
    """Return the routes of the files. An address of another version is unknown: pages never name one."""
    by_address = {file.address: file for file in files.values()}
    router = APIRouter()

    @router.api_route("/static/{name}", methods=["GET", "HEAD"])
    async def static(request: Request, name: str) -> Response:
        """Give a file whole."""
        file = by_address.get(f"/static/{name}")
        return Response(status_code=404) if file is None else _answer(file, request.headers.get("accept-encoding", ""))

    return router


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    if path.suffix == ".css":
        # Remarks and indentation are for who writes it; no text of ours stands between quotes over several lines.
        content = _INDENT.sub(b"\n", _REMARK.sub(b"", content)).lstrip()
    digest = hashlib.sha256(content).hexdigest()[:HASH_LETTERS]
    return StaticFile(
        address=f"/static/{path.stem}-{digest}{path.suffix}",
        kind=_KINDS[path.suffix],
        content=content,
        packed=gzip.compress(content, 9, mtime=0),
    )


def _answer(file: StaticFile, accepted: str) -> Response:
    headers = {"Cache-Control": KEPT_FOR_EVER, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    if "gzip" not in accepted:
        return Response(file.content, media_type=file.kind, headers=headers)
    return Response(file.packed, media_type=file.kind, headers=headers | {"Content-Encoding": "gzip"})
