"""A real PostgreSQL server, Debian's own, on the loopback of this machine: Prefect needs its `pg_trgm`.

The PostgreSQL that comes in a wheel has no such extension. Where Debian's isn't installed, it is (that takes root).
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import create_engine, text

INSTALLED = Path("/usr/lib/postgresql")
# As a server of an office is set up, but for the write-ahead log: a bench fills half a million rows in one go.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "max_connections": "100",
    "unix_socket_directories": "",
}


class DebianPostgresql:
    """One server in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._bin = _programs()
        self._data = folder / "postgresql"
        self.port = free_port()
        self._data.mkdir()
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            shutil.chown(self._data, "postgres", "postgres")
        self._run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres", "-N")
        settings = SETTINGS | {"port": str(self.port)}
        with (self._data / "postgresql.conf").open("a", encoding="ascii") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self.start()

    def url(self, database: str, driver: str = "postgresql+psycopg") -> str:
        """Return the address of a database, whether it is there or not."""
        return f"{driver}://postgres@127.0.0.1:{self.port}/{database}"

    def administer(self, statement: str, database: str = "postgres") -> None:
        """Run a statement that no transaction may hold."""
        engine = create_engine(self.url(database), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def start(self) -> None:
        self._run("pg_ctl", "--wait", "--log", str(self._data / "log"), "start")

    def crash_and_start(self) -> None:
        """Stop as after a power cut, without taking leave of anybody, and start again."""
        self._run("pg_ctl", "--wait", "--mode=immediate", "--log", str(self._data / "log"), "restart")

    def stop(self) -> None:
        self._run("pg_ctl", "--wait", "--mode=immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str] = (str(self._bin / program), "--pgdata", str(self._data), *arguments)
        user = "postgres" if os.geteuid() == 0 else None
        # The server inherits what it is given: a pipe would never end.
        subprocess.run(command, check=True, user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _programs() -> Path:
    if not (found := sorted(INSTALLED.glob("*/bin/initdb"))):
        subprocess.run(("apt-get", "install", "--yes", "--quiet", "postgresql"), check=True, stdout=subprocess.DEVNULL)
        found = sorted(INSTALLED.glob("*/bin/initdb"))
    return found[-1].parent


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
