"""Opening a file that somebody sent up, in a process of its own: whatever is in it, the caller lives on.

The file stays on the disk: this process never holds its content.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import IO, Any

from documents.evidence.examining import EXAMINING_LIMITS, answer_orders, orders_for
from documents.evidence.refusals import AS_PDF, FileRefused
from documents.intake.nursery import child
from workflow.evidence.files import FileKind

# So many at once: each may take a gigabyte for a moment.
_AT_ONCE = BoundedSemaphore(2)
# Longer than any honest line of an answer.
_LONGEST_LINE = 256 * 1024


@dataclass(frozen=True, kw_only=True)
class Examined:
    """What a file is, and how many pages of it can be shown."""

    kind: FileKind
    pages: int


def examine_file(path: Path, name: str, *, anew: Path) -> Examined:
    """Judge a file by what is in it. Raises `FileRefused`.

    A photo is written anew to `anew`, without what the camera noted; other kinds leave that path alone.
    """
    with path.open("rb") as file, _child(file, name, orders_for(name)) as answer:
        said = _said(answer, name)
        kind = FileKind(said["kind"])
        if kind.is_picture:
            _write(answer, anew)
    return Examined(kind=kind, pages=said["pages"])


def draw_page(path: Path, name: str, kind: FileKind, page: int, *, to: Path) -> str:
    """Write a page, counted from 0, as a WebP picture; return its words. Raises `FileRefused`."""
    with path.open("rb") as file, _child(file, name, orders_for(name, kind=kind, page=page)) as answer:
        said = _said(answer, name)
        _write(answer, to)
    return str(said["words"])


def _write(answer: IO[bytes], to: Path) -> None:
    with to.open("wb") as file:
        shutil.copyfileobj(answer, file)


def _said(answer: IO[bytes], name: str) -> dict[str, Any]:
    line = answer.readline(_LONGEST_LINE)
    try:
        said: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise _fell(name) from error
    if "refused" in said:
        raise FileRefused(name, **said["refused"])
    return said


@contextmanager
def _child(file: IO[bytes], name: str, orders: Mapping[str, object]) -> Iterator[IO[bytes]]:
    """The answer of the other process. It gets the file as its standard input, and nothing else to open."""
    module = answer_orders.__module__
    with _AT_ONCE, child(f"{module}.{answer_orders.__name__}", orders, file, needs=[module]) as process:
        clock = Timer(EXAMINING_LIMITS.total_seconds, process.kill)
        clock.start()
        try:
            yield process.answer
            if not process.ends_well():
                raise _fell(name)
        finally:
            clock.cancel()


def _fell(name: str) -> FileRefused:
    return FileRefused(name, reason="cần quá nhiều bộ nhớ hoặc thời gian để mở, hoặc bị hỏng", remedy=AS_PDF)
