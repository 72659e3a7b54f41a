"""Writing a file whole or not at all: a full disk or a power cut never leaves half of one under its name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from base.errors import DondocError
from base.system_errors import fault_words


class FileNotWritten(DondocError):
    """The file cannot be written there."""

    exit_code = 1


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a path to write to; at the end of the block it takes `path`'s place, whatever stood there.

    When the block fails nothing is left behind. Raises `FileNotWritten` for a folder that is missing or full.
    """
    # A path without a name, as the empty one, is a folder: writing says so.
    part = path.with_name(f".{path.name}.{os.getpid()}.part") if path.name else path
    try:
        yield part
        _to_disk(part)
        part.replace(path)
        _to_disk(path.parent)
    except OSError as error:
        reason, remedy = fault_words(error)
        raise FileNotWritten(
            given=str(path),
            place="Tệp kết quả",
            reason=f"không ghi được: {reason}",
            remedy=f"{remedy} Chưa có tệp nào bị thay đổi.",
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk and not only in memory."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
