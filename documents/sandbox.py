"""Reads a file in a process of its own, with bounds on memory and time: whatever is in the file, the caller lives on.

The parsers below are large and partly written in C; a hostile file may make any of them loop, swell or fall. Here
that ends in a `DocumentError` that says so.
"""

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from tempfile import TemporaryFile
from threading import Timer
from typing import IO

from documents.blocks.values import Block
from documents.intake.detect import Format, detect
from documents.intake.errors import DocumentError, HostileDocument
from documents.intake.limits import Limits, Progress, Source, no_progress
from documents.opening import read_blocks
from documents.wire import ReadingStep, pack, unpack

# What programs need to run and to find their own data; passwords and addresses in the environment stay here.
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TESSDATA_PREFIX", "SYSTEMROOT", "PYTHONHOME")
# Text without structure is taken apart word by word: a long one may take this many bytes a step.
_TEXT_STEP = 50_000


def read_apart(source: Source, limits: Limits, progress: Progress = no_progress) -> Generator[Block]:
    """The file's blocks, read by another process; a fault of that process is a fault of the file."""
    with TemporaryFile() as file, _child(source, limits, file) as child:
        try:
            for message in unpack(child):
                if isinstance(message, DocumentError):
                    raise message
                if isinstance(message, ReadingStep):
                    progress(message.done, message.total)
                else:
                    yield message
        except (json.JSONDecodeError, RecursionError) as error:
            raise _fell(source) from error


@contextmanager
def _child(source: Source, limits: Limits, file: IO[bytes]) -> Iterator[IO[bytes]]:
    """The output of the reading process. It gets the file as its standard input, and nothing else to open."""
    file.write(source.data)
    file.seek(0)
    orders = json.dumps({"name": source.name, "limits": asdict(limits)})
    paths = os.pathsep.join(path or os.curdir for path in sys.path)
    process = subprocess.Popen(  # noqa: S603 (this interpreter, this module, no shell)
        [sys.executable, "-m", "documents.sandbox", orders],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": paths, **{name: os.environ[name] for name in _KEPT if name in os.environ}},
    )
    clock = Timer(limits.total_seconds, process.kill)
    clock.start()
    try:
        assert process.stdout is not None
        yield process.stdout
        if process.wait():
            raise _fell(source)
    finally:
        clock.cancel()
        process.kill()
        process.communicate()


def _fell(source: Source) -> HostileDocument:
    return HostileDocument(
        source.name,
        reason="cần quá nhiều bộ nhớ hoặc thời gian để đọc, hoặc làm hỏng chương trình đọc",
        remedy="Hãy in lại văn bản thành PDF mới, hoặc tách riêng phần phụ lục nhiệm vụ rồi nhập lại",
    )


def _bound(limits: Limits) -> None:
    """Bound this process's memory; where the system can't (Windows), only the time is bounded."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _wind(seconds: float) -> None:
    """Give this process so much processor time until it is wound again; then the system ends it, even inside C."""
    import signal

    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def main(orders: str) -> None:
    """Read the file on standard input, and write its blocks as they come."""
    given = json.loads(orders)
    limits = Limits(**given["limits"])
    source = Source(given["name"], sys.stdin.buffer.read())
    out = sys.stdout.buffer
    _bound(limits)
    _wind(limits.step_seconds * max(1.0, len(source.data) / _TEXT_STEP if _is_text(source) else 1.0))

    def advance(done: int, total: int) -> None:
        _wind(limits.step_seconds)
        out.write(pack(ReadingStep(done, total)))
        out.flush()

    try:
        for block in read_blocks(source, limits, advance):
            out.write(pack(block))
    except DocumentError as error:
        out.write(pack(error))
    out.flush()


def _is_text(source: Source) -> bool:
    try:
        return detect(source) is Format.TEXT
    except DocumentError:
        return False


if __name__ == "__main__":
    main(sys.argv[1])
