"""Programs that dondoc borrows when they are installed: found by name, run without a shell and with a time limit."""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from documents.intake.errors import HostileDocument, MissingTool, UnreadableDocument

# On small pictures tesseract's threads wait for one another three times longer than they work.
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}


def require(names: Sequence[str], document: str, *, packages: str, purpose: str) -> str:
    """The path of the first of the programs that is installed; a missing one is named by its Debian packages."""
    for name in names:
        path = shutil.which(name)
        if path:
            return path
    raise MissingTool(
        document,
        reason=f"cần chương trình {names[0]} để {purpose}, nhưng máy chủ chưa cài",
        remedy=missing_packages(packages),
    )


def missing_packages(packages: str) -> str:
    """What an official may do where a program is missing, with the Debian packages for whoever keeps the server."""
    return f"Hãy dùng bản Word hoặc PDF có chữ của văn bản, hoặc nhờ người quản trị máy chủ cài gói {packages}"


def run_tool(command: Sequence[str], document: str, *, data: bytes = b"", seconds: float) -> bytes:
    """What the program writes to its standard output. Past its time it is ended with all that it started."""
    try:
        # The programs are named in this package; a document's name or words never become part of a command.
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, **_ONE_THREAD},
        )
        output, _ = process.communicate(data, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise HostileDocument(
            document,
            reason=f"mất quá {seconds:.0f} giây để chuyển đổi",
            remedy="Hãy tách nhỏ văn bản, hoặc lưu thành DOCX hay PDF rồi nhập lại",
        ) from error
    except OSError as error:
        raise _failed(command, document) from error
    if process.returncode:
        raise _failed(command, document)
    return output


def _failed(command: Sequence[str], document: str) -> UnreadableDocument:
    return UnreadableDocument(
        document,
        reason=f"không chuyển đổi được bằng {Path(command[0]).name}",
        remedy="Hãy mở tệp bằng Word hoặc LibreOffice, lưu thành DOCX rồi nhập lại",
    )
