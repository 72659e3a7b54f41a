"""Running the real `dondoc` in a folder of its own, as an official would."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Answer:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Office:
    """An installation: a home folder and settings of its own."""

    home: Path
    mail_url: str = ""

    def dondoc(self, *arguments: str | Path) -> Answer:
        """Run one command as a process of its own."""
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("DONDOC_", "PREFECT_"))
        }
        done = subprocess.run(
            [sys.executable, "-m", "cli", *map(str, arguments)],
            capture_output=True,
            text=True,
            env=environment | {"DONDOC_HOME": str(self.home), "DONDOC_MAIL_URL": self.mail_url, "COLUMNS": "160"},
            cwd=Path(__file__).parent.parent.parent,
        )
        return Answer(done.returncode, done.stdout, done.stderr)
