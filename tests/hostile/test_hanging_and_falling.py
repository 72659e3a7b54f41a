"""A page that hangs, and records of Prefect that let its server fall or refuse for ever."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from cli.up.asking import Asker
from cli.up.state import read_state
from cli.up.supervisor import FALLS, Program, Supervisor
from flows.prefect_home import REFUSED, set_broken_records_aside, set_records_aside
from tests.services.houses import with_empty_database

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


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Records as Prefect's server would keep them, with some rows."""
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.delenv("PREFECT_API_DATABASE_CONNECTION_URL", raising=False)
    file = tmp_path / "prefect.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        for table in ("flow", "deployment", "flow_run", "flow_run_state", "work_queue"):
            database.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, words TEXT)")
            database.executemany(f"INSERT INTO {table} (words) VALUES (?)", [("x" * 500,)] * 50)
        database.commit()
    return file


def with_broken_pages(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        size, page = (database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "page_count"))
    content = bytearray(file.read_bytes())
    content[page // 2 * size :] = b"\xff" * (len(content) - page // 2 * size)
    file.write_bytes(content)


def without_a_table(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP TABLE flow_run")


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:9_000])


@pytest.mark.parametrize("damage", [with_broken_pages, without_a_table, cut_off])
def test_only_records_that_cannot_be_read_to_the_end_are_set_aside(
    records: Path, damage: Callable[[Path], None]
) -> None:
    assert set_broken_records_aside() == ""
    damage(records)
    assert "lập sổ mới" in set_broken_records_aside()
    assert not records.exists()
    assert set_broken_records_aside() == ""


def test_records_that_another_program_holds_stay(records: Path) -> None:
    with closing(sqlite3.connect(records, isolation_level=None)) as holder:
        holder.execute("PRAGMA journal_mode=DELETE")
        holder.execute("BEGIN EXCLUSIVE")
        assert set_broken_records_aside() == ""
    assert records.exists()


def test_a_server_that_refuses_stands_still_while_its_records_are_mended_and_both_start_anew(tmp_path: Path) -> None:
    said, seen = list[str](), list[bool]()

    def pid() -> int:
        state = read_state(tmp_path)
        return state.children["prefect"].pid if state and "prefect" in state.children else 0

    def mend() -> str:
        process = state.children["prefect"].found() if (state := read_state(tmp_path)) else None
        seen.append(process is None)
        return "đã lập sổ mới"

    server = Program(name="prefect", label="Máy chủ", command=[sys.executable, "-c", "import time; time.sleep(600)"])
    keeper = Program(
        name="timekeeper",
        label="Bộ giữ giờ",
        command=[sys.executable, "-c", f"raise SystemExit({REFUSED})"],
        mend=mend,
        mend_on=REFUSED,
        mended_with="prefect",
    )
    supervisor = Supervisor(tmp_path, [server, keeper], web="w", prefect="p", say=said.append)
    with kept(supervisor):
        assert looked_until(supervisor, pid)
        first = pid()
        assert looked_until(supervisor, lambda: seen and pid() != first)
    assert (seen[0], said.count("đã lập sổ mới")) == (True, len(seen))


REFUSING = ANSWERING.replace("200", "500").replace(
    "    def do_GET", "    def do_POST(self):\n        self.do_GET()\n    def do_GET"
)


@pytest.mark.prefect
def test_a_timekeeper_ends_with_its_own_code_when_the_server_answers_that_it_cannot(tmp_path: Path) -> None:
    with_empty_database(tmp_path)
    port = a_free_port()
    server = subprocess.Popen([sys.executable, "-c", REFUSING, str(port)], stderr=subprocess.DEVNULL)
    try:
        while not answers(port):
            time.sleep(0.05)
        environment = {
            **os.environ,
            "DONDOC_HOME": str(tmp_path),
            "PREFECT_HOME": str(tmp_path / "prefect"),
            "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        }
        keeper = subprocess.run([sys.executable, "-m", "flows.scheduler"], env=environment, check=False, timeout=300)
    finally:
        server.kill()
        server.wait()
    assert keeper.returncode == REFUSED
