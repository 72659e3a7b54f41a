"""Running `dondoc` in a folder of its own, as an official would."""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner

from cli.door import error_line, in_four_fields
from cli.main import command_line
from tests.databases import settle_in

# Made once: making all commands takes longer than most of them.
COMMAND: Any = typer.main.get_command(command_line())
# The exit code of an exception that isn't told at the door.
FELL = 99


@dataclass(frozen=True)
class Answer:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


def answered(environment: Mapping[str, str | None], command: Sequence[str]) -> Answer:
    """Run a command; an exception that isn't told at the door is a traceback, with a code of its own."""
    told = ""
    with CliRunner().isolation(env=environment) as (out, err, _):
        try:
            COMMAND.main(args=list(command), prog_name="dondoc")
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        except Exception as error:
            known = in_four_fields(error)
            code = FELL if known is None else known.exit_code
            told = f"Traceback {type(error).__name__}: {error}" if known is None else error_line(known)
        sys.stdout.flush()
        sys.stderr.flush()
        return Answer(code, out.getvalue().decode(), err.getvalue().decode() + told)


@dataclass(frozen=True)
class Office:
    """An installation: a home folder and settings of its own."""

    home: Path
    mail_url: str = ""
    base_url: str = ""

    def dondoc(self, *arguments: str | Path) -> Answer:
        """Run one command in this process: most of a process's time would be its start."""
        answer = answered(self.environment, [*map(str, arguments)])
        assert answer.code != FELL, answer.err
        return answer

    @property
    def environment(self) -> dict[str, str | None]:
        """What its commands find set; None for what must not be."""
        others = {name: None for name in os.environ if name.startswith(("DONDOC_", "PREFECT_"))}
        own = {"DONDOC_HOME": str(self.home), "DONDOC_MAIL_URL": self.mail_url, "DONDOC_BASE_URL": self.base_url}
        return others | own | {"COLUMNS": "160"}


def ready_office(home: Path, migrated_file: Path, mail_url: str = "") -> Office:
    """An office of Đồng Tháp whose database has its tables already."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(migrated_file, home / "dondoc.sqlite")
    settle_in(home / "dondoc.sqlite")
    return Office(home, mail_url)
