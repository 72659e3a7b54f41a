"""What a running `dondoc up` leaves written in the home: who it is, which programs it started, where they listen."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

import psutil

from base.errors import DondocError
from base.private_files import make_private

_FOLDER = "run"


class AlreadyUp(DondocError):
    """Another `dondoc up` holds this home."""

    exit_code = 1


@dataclass(frozen=True, kw_only=True)
class Process:
    """A process, told apart from later ones of the same number by when it began (seconds since 1970)."""

    pid: int
    began: float

    @classmethod
    def of(cls, pid: int) -> "Process":
        """Return the process that has this number now."""
        return cls(pid=pid, began=psutil.Process(pid).create_time())

    def found(self) -> psutil.Process | None:
        """Return the living process, None when it has ended."""
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.pid)
            if abs(process.create_time() - self.began) < 1 and process.status() != psutil.STATUS_ZOMBIE:
                return process
        return None


@dataclass(frozen=True, kw_only=True)
class UpState:
    """The state of one `dondoc up`."""

    process: Process
    web: str
    prefect: str
    children: Mapping[str, Process] = field(default_factory=dict)

    @property
    def alive(self) -> bool:
        return self.process.found() is not None


def read_state(home: Path) -> UpState | None:
    """Return what the last `dondoc up` wrote, None when there was none or its file is damaged."""
    try:
        told = json.loads(_file(home).read_text(encoding="utf-8"))
        children = {name: Process(**process) for name, process in told["children"].items()}
        return UpState(process=Process(**told["process"]), web=told["web"], prefect=told["prefect"], children=children)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def running_prefect(home: Path) -> str | None:
    """Return the address of the Prefect API that a living `dondoc up` of this home runs."""
    state = read_state(home)
    return state.prefect if state is not None and state.alive else None


def write_state(home: Path, state: UpState) -> None:
    """Write the state whole, in place of the last one."""
    part = _file(home).with_suffix(".part")
    make_private(part.parent)
    part.write_text(json.dumps(asdict(state), indent=2) + "\n", encoding="utf-8")
    part.replace(_file(home))


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the home against a second `dondoc up`; the kernel gives it back when this process ends, however it does.

    Raises `AlreadyUp`.
    """
    folder = make_private(home / _FOLDER)
    with (folder / "up.lock").open("w") as file:
        _lock(file, home)
        yield


def _lock(file: IO[str], home: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        state = read_state(home)
        where = f" (tiến trình {state.process.pid}, {state.web})" if state else ""
        raise AlreadyUp(
            given=str(home),
            place="dondoc up",
            reason=f"đang được một `dondoc up` khác dùng{where}",
            remedy="Dừng bản đó trước, hoặc đặt DONDOC_HOME khác.",
        ) from error


def stop_orphans(home: Path, *, patience: float = 5.0) -> int:
    """End what a `dondoc up` that was killed left running; return how many that were. Only call it while `alone`."""
    state = read_state(home)
    left = [found for process in state.children.values() if (found := process.found())] if state else []
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, stubborn = psutil.wait_procs(left, timeout=patience)
    for process in stubborn:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    return len(left)


def this_process() -> Process:
    """Return the process this is."""
    return Process.of(os.getpid())


def _file(home: Path) -> Path:
    return home / _FOLDER / "up.json"
