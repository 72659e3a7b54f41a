"""The supervisor of `dondoc up`: it starts, restarts and ends programs, and leaves nobody behind."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from cli.up.state import AlreadyUp, Process, UpState, alone, read_state, running_prefect, stop_orphans, write_state
from cli.up.supervisor import Chore, Program, Supervisor, shorten_log
from cli.up.up import PortTaken, require_free

REPOSITORY = Path(__file__).parents[3]
SLEEPER = [sys.executable, "-c", "import time; print('bắt đầu', flush=True); time.sleep(600)"]
FALLING = [sys.executable, "-c", "print('ngã'); raise SystemExit(3)"]
# A supervisor in a process of its own, so that it can be killed.
ALONE = """
import sys
from pathlib import Path
from cli.up.supervisor import Program, Supervisor
from cli.up.state import alone
home = Path(sys.argv[1])
program = Program(name="ngu", label="Ngủ", command=[sys.executable, "-c", "import time; time.sleep(600)"])
with alone(home):
    Supervisor(home, [program], web="http://web", prefect="http://prefect/api", say=print).run()
"""


def eventually(true: Callable[[], object], *, seconds: float = 600) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def killable(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A supervisor of one sleeping program, that has started it."""
    process = subprocess.Popen([sys.executable, "-c", ALONE, str(tmp_path)], cwd=REPOSITORY, stdout=subprocess.DEVNULL)
    assert eventually(lambda: read_state(tmp_path))
    yield process
    process.kill()
    process.wait()
    stop_orphans(tmp_path, patience=1)


def child_of(home: Path) -> psutil.Process:
    state = read_state(home)
    assert state is not None
    found = state.children["ngu"].found()
    assert found is not None
    return found


def test_a_program_that_falls_is_started_again_after_a_growing_pause(tmp_path: Path) -> None:
    said: list[str] = []
    program = Program(name="ngã", label="Người ngã", command=FALLING)
    supervisor = Supervisor(tmp_path, [program], web="", prefect="", say=said.append)
    now = time.monotonic()

    def look() -> bool:
        nonlocal now
        now += 0.5
        supervisor.look(now)
        return len(said) == 3

    assert eventually(look)
    supervisor.end()
    assert [line.partition("sau ")[2].partition(" giây")[0] for line in said] == ["1", "2", "4"]
    assert "Người ngã đã dừng (mã 3)" in said[0]
    assert (tmp_path / "logs" / "ngã.log").read_text(encoding="utf-8").splitlines()[:2] == ["ngã", "ngã"]


def test_a_chore_is_begun_each_time_its_time_has_come(tmp_path: Path) -> None:
    chore = Chore(name="gác", command=[sys.executable, "-c", "print('gác')"], every=100.0)
    supervisor = Supervisor(tmp_path, [], [chore], web="", prefect="", say=print)
    now = time.monotonic()
    for moment in (now, now + 101, now + 102, now + 202):
        supervisor.look(moment)
    log = tmp_path / "logs" / "gác.log"
    assert eventually(lambda: log.exists() and len(log.read_text(encoding="utf-8").splitlines()) == 2)
    supervisor.end()


def test_stopping_ends_all_programs(killable: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    child = child_of(tmp_path)
    killable.send_signal(signal.SIGTERM)
    assert killable.wait(60) == 0
    assert not child.is_running()


def test_killing_it_takes_its_programs_along_and_the_next_one_needs_no_cleaning(
    killable: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    child = child_of(tmp_path)
    assert running_prefect(tmp_path) == "http://prefect/api"
    with pytest.raises(AlreadyUp, match=f"tiến trình {killable.pid}"), alone(tmp_path):
        pass
    killable.kill()
    killable.wait()
    assert running_prefect(tmp_path) is None
    with alone(tmp_path):
        stop_orphans(tmp_path)
    assert eventually(lambda: not child.is_running())


def test_a_stranger_with_the_number_of_a_dead_program_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen(SLEEPER, stdout=subprocess.DEVNULL)
    try:
        began = Process.of(stranger.pid).began - 3_600
        dead = Process(pid=stranger.pid, began=began)
        write_state(tmp_path, UpState(process=dead, web="", prefect="", children={"web": dead}))
        assert stop_orphans(tmp_path) == 0
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"process": {"pid": 1}}'])
def test_a_damaged_state_counts_as_none(content: str, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "up.json").write_text(content, encoding="utf-8")
    assert read_state(tmp_path) is None


def test_a_taken_port_is_told_before_anything_starts() -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(PortTaken, match="--port"):
            require_free(other.getsockname()[1])


def test_a_large_log_is_emptied_where_it_stands(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("ab") as held:
        held.write("một\n".encode())
        held.flush()
        shorten_log(log, large=2)
        held.write(b"hai\n")
    assert log.read_text(encoding="utf-8") == "hai\n"
    assert (tmp_path / "web.log.1").read_text(encoding="utf-8") == "một\n"
