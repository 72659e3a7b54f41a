"""Where the clients live while they are tried: a folder with a virtual environment, node packages, a C program."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

READERS = Path(__file__).with_name("readers")
PYTHON_PACKAGES = (
    "vdirsyncer",
    "khal",
    "todoman",
    "icalendar",
    "recurring-ical-events",
    "ical",
    "caldav",
    "caldav-server-tester",
)
NODE_PACKAGES = ("ical.js", "node-ical")


class Missing(Exception):
    """Something that a client needs isn't on this machine."""


@dataclass(frozen=True)
class Environment:
    """The folder and how to run what is in it; all programs run in the given time zone."""

    folder: Path
    zone: str = "Asia/Ho_Chi_Minh"

    def install(self) -> None:
        """Install whatever isn't there yet: a folder may be used again."""
        if not self.script("khal").exists():
            run([sys.executable, "-m", "venv", str(self.folder / "venv")])
            run([self.script("python"), "-m", "pip", "install", "--quiet", *PYTHON_PACKAGES])
        node = self.folder / "node"
        if shutil.which("npm") and not (node / "node_modules").exists():
            node.mkdir(parents=True, exist_ok=True)
            (node / "package.json").write_text("{}", "utf-8")
            run(["npm", "install", "--silent", "--no-fund", "--no-audit", *NODE_PACKAGES], folder=node)
        if shutil.which("gcc"):
            compiled = ["gcc", "-O1", "-o", str(self.libical), str(READERS / "libical_reader.c"), "-lical"]
            subprocess.run(compiled, check=False, capture_output=True)

    @property
    def libical(self) -> Path:
        return self.folder / "libical_reader"

    def script(self, name: str) -> Path:
        return self.folder / "venv" / "bin" / name

    def python(self, reader: str, *arguments: str) -> str:
        return run([self.script("python"), READERS / f"{reader}.py", *arguments], zone=self.zone)

    def node(self, reader: str, *arguments: str) -> str:
        """Run a reader beside its packages, since node looks for them from the file on."""
        folder = self.folder / "node"
        if not (folder / "node_modules").exists():
            raise Missing("npm")
        shutil.copy(READERS / f"{reader}.mjs", folder)
        return run(["node", f"{reader}.mjs", *arguments], folder=folder, zone=self.zone)

    def read_by_libical(self, content: bytes) -> str:
        if not self.libical.exists():
            raise Missing("libical-dev")
        return run([self.libical], zone=self.zone, given=content)


def run(
    command: Sequence[object],
    *,
    folder: Path | None = None,
    zone: str = "",
    given: bytes | None = None,
    more: Mapping[str, str] | None = None,
) -> str:
    """Run a program to its end and return what it printed; raises with its complaint when it fails."""
    environment = (
        os.environ | {"TZ": zone, "PYTHONWARNINGS": "ignore", "NO_COLOR": "1", "COLUMNS": "4000"} | dict(more or {})
    )
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, env=environment, input=given, capture_output=True, check=False
    )
    if done.returncode:
        complaint = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()[-3:]
        raise RuntimeError(f"{Path(str(command[0])).name}: {' / '.join(complaint)}")
    return done.stdout.decode()
