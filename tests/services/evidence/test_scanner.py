"""The virus scanner's own protocol over a socket: clean, infected, away; away means that nothing is taken in."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from services.evidence.scanner import InfectedFile, ScannerAway, ping_scanner, scan_file
from tests.services.evidence.clamav import EICAR, Clamd, scanning
from workflow.evidence.files import ScanResult


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    with scanning() as server:
        yield server


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-" + bytes(range(256)) * 1_000)
    return path


def test_a_clean_file_is_sent_whole_in_pieces_and_called_clean(clamd: Clamd, file: Path) -> None:
    assert scan_file(clamd.address, file, "a.pdf") is ScanResult.CLEAN
    assert clamd.seen == [file.read_bytes()]


def test_an_infected_file_is_refused_by_the_scanners_name_for_it(clamd: Clamd, file: Path) -> None:
    file.write_text(EICAR)
    with pytest.raises(InfectedFile) as refused:
        scan_file(clamd.address, file, "a.pdf")
    assert refused.value.found == "Eicar-Test-Signature"
    assert "bị phần mềm kiểm tra mã độc báo nhiễm" in refused.value.reason


def test_without_a_scanner_a_file_is_called_not_scanned(file: Path) -> None:
    assert scan_file("", file, "a.pdf") is ScanResult.NOT_SCANNED


def test_a_file_over_the_scanners_own_limit_is_not_called_clean(file: Path) -> None:
    with scanning(largest=100) as server, pytest.raises(ScannerAway, match="size limit"):
        scan_file(server.address, file, "a.pdf")


def test_a_scanner_that_is_away_is_no_clean_bill(file: Path, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
        for address in (nobody, f"unix:{tmp_path}/khong-co", "http://127.0.0.1", "tcp:sai"):
            with pytest.raises(ScannerAway):
                scan_file(address, file, "a.pdf")
            with pytest.raises(ScannerAway):
                ping_scanner(address)


def test_a_scanner_is_asked_whether_it_is_there(clamd: Clamd) -> None:
    ping_scanner(clamd.address)


def test_a_socket_of_this_machine_is_spoken_to_as_well() -> None:
    # A folder of its own: a socket's path has 107 octets at most, and a test's own folder may lie deep.
    with TemporaryDirectory() as folder:
        path = Path(folder, "clamd.ctl")
        answering = threading.Thread(target=answer_once, args=(path, ready := threading.Event()))
        answering.start()
        assert ready.wait(10)
        ping_scanner(f"unix:{path}")
        answering.join(10)


def answer_once(path: Path, ready: threading.Event) -> None:
    """Be a scanner behind a socket of this machine for one question."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        ready.set()
        connection, _ = listening.accept()
        with connection:
            assert connection.recv(100) == b"zPING\0"
            connection.sendall(b"PONG\0")
