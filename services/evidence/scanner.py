"""Asking a virus scanner about a file: clamd's INSTREAM over a socket of this machine or of another.

Where a scanner is set and doesn't answer, nothing is taken in: a file that nobody looked at is not called clean.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from base.errors import DondocError
from documents.evidence.refusals import FileRefused
from workflow.evidence.files import ScanResult

_USUAL_PORT = 3310
_CONNECTING, _ANSWERING = 5.0, 60.0
_PIECE = 64 * 1024
_LONGEST_ANSWER = 4_096


class ScannerAway(DondocError):
    """The scanner that is set doesn't answer, or can't say what it thinks of a file."""

    exit_code = 1

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            given=address,
            place="Máy quét virus",
            reason=f"không trả lời ({reason}), nên chưa nhận tệp",
            remedy="Nội dung đã nhập vẫn được giữ; thử lại sau ít phút, hoặc báo quản trị.",
        )


class InfectedFile(FileRefused):
    """The scanner knows something bad in a file. `found` is its name for it."""

    def __init__(self, name: str, found: str) -> None:
        super().__init__(
            name,
            reason=f"bị phần mềm kiểm tra mã độc báo nhiễm “{found}”",
            remedy="Không gửi tệp này; báo người phụ trách máy tính.",
        )
        self.found = found


def scan_file(address: str, path: Path, name: str) -> ScanResult:
    """Return what the scanner says; without an address that nobody looked. Raises `InfectedFile`, `ScannerAway`."""
    if not address:
        return ScanResult.NOT_SCANNED
    with _asking(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                connection.sendall(struct.pack("!L", len(piece)) + piece)
        connection.sendall(struct.pack("!L", 0))
        answer = _answer(connection)
    if answer == "stream: OK":
        return ScanResult.CLEAN
    if answer.endswith(" FOUND"):
        raise InfectedFile(name, answer.removeprefix("stream: ").removesuffix(" FOUND"))
    raise ScannerAway(address, answer or "đóng kết nối giữa chừng")


def ping_scanner(address: str) -> None:
    """Make sure that a scanner answers. Raises `ScannerAway`."""
    with _asking(address) as connection:
        connection.sendall(b"zPING\0")
        if (answer := _answer(connection)) != "PONG":
            raise ScannerAway(address, answer or "đóng kết nối")


@contextmanager
def _asking(address: str) -> Iterator[socket.socket]:
    try:
        with _connected(address) as connection:
            connection.settimeout(_ANSWERING)
            yield connection
    except (OSError, ValueError) as error:
        raise ScannerAway(address, str(error)) from error


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "tcp" and parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or _USUAL_PORT), timeout=_CONNECTING)
    if parts.scheme != "unix":
        raise ValueError("địa chỉ phải là unix:/… hoặc tcp://máy:cổng")
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_CONNECTING)
    try:
        connection.connect(parts.path)
    except OSError:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket) -> str:
    """What clamd says, up to the zero octet that ends it."""
    said = b""
    while b"\0" not in said and len(said) < _LONGEST_ANSWER and (more := connection.recv(_PIECE)):
        said += more
    return said.partition(b"\0")[0].decode("utf-8", errors="replace").strip()
