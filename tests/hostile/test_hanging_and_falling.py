"""A page that hangs, and records of Prefect that let its server fall for ever."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.up.asking import Asker
from cli.up.state import read_state
from cli.up.supervisor import FALLS, Program, Supervisor
from flows.prefect_home import set_records_aside

ANSWERING = """
import http.server, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"ok\\n")
http.server.HTTPServer.allow_reuse_address = True
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
"""


@contextmanager
def kept(supervisor: Supervisor) -> Iterator[None]:
    try:
        yield
    finally:
        supervisor.end()


def looked_until(supervisor: Supervisor, true: Callable[[], object], *, seconds: float = 60) -> bool:
    """Whether something comes true while the supervisor looks."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        supervisor.look(time.monotonic())
        if true():
            return True
        time.sleep(0.02)
    return False


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_page_that_hangs_is_killed_and_started_anew(tmp_path: Path) -> None:
    port, said = a_free_port(), list[str]()
    asker = Asker(f"http://127.0.0.1:{port}/healthz", every=0.05, patience=0.5)
    command = [sys.executable, "-c", ANSWERING, str(port)]
    page = Program(name="web", label="Trang", command=command, asker=asker)
    supervisor = Supervisor(tmp_path, [page], web="w", prefect="p", say=said.append)

    def pid() -> int:
        state = read_state(tmp_path)
        return state.children["web"].pid if state else 0

    with kept(supervisor):
        assert looked_until(supervisor, lambda: asker.answered)
        first = pid()
        os.kill(first, signal.SIGSTOP)
        assert looked_until(supervisor, lambda: pid() not in {0, first} and answers(port))
    assert any("không trả lời 3 lần liền" in line for line in said)


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.5) as connection:
            connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return bool(connection.recv(1))
    except OSError:
        return False


def test_what_falls_three_times_in_a_row_is_mended_once_and_that_is_said_once(tmp_path: Path) -> None:
    said, mended = list[str](), list[int]()

    def mend() -> str:
        mended.append(1)
        return "đã lập sổ mới"

    program = Program(name="ngã", label="Ngã", command=[sys.executable, "-c", "raise SystemExit(3)"], mend=mend)
    supervisor = Supervisor(tmp_path, [program], web="w", prefect="p", say=said.append)
    with kept(supervisor):
        fallen = 0
        for hour in range(FALLS * 2):
            # As if each pause were over.
            supervisor.look(time.monotonic() + hour * 3_600)
            fallen += looked_until_fallen(supervisor, said, hour)
    assert fallen == FALLS * 2
    assert (len(mended), said.count("đã lập sổ mới")) == (1, 1)


def looked_until_fallen(supervisor: Supervisor, said: list[str], hour: int) -> bool:
    known = sum("đã dừng" in line for line in said)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        supervisor.look(time.monotonic() + hour * 3_600)
        if sum("đã dừng" in line for line in said) > known:
            return True
        time.sleep(0.02)
    return False


def test_records_of_prefect_are_set_aside_with_what_belongs_to_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.delenv("PREFECT_API_DATABASE_CONNECTION_URL", raising=False)
    for name in ("prefect.db", "prefect.db-wal", "prefect.db-shm"):
        (tmp_path / name).write_bytes(b"rac")
    assert "lập sổ mới" in set_records_aside()
    assert not (tmp_path / "prefect.db").exists()
    assert len([*tmp_path.glob("prefect.db.hong-*")]) == 3
    assert set_records_aside() == ""
