"""Running `dondoc` in a folder of its own, as an official would."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from cli.door import error_line, in_four_fields
from cli.main import app
from tests.databases import settle_in


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
    base_url: str = ""

    def dondoc(self, *arguments: str | Path) -> Answer:
        """Run one command in this process: most of a process's time would be its start."""
        done = CliRunner(env=self.environment).invoke(app, [*map(str, arguments)])
        if isinstance(done.exception, Exception) and (told := in_four_fields(done.exception)) is not None:
            return Answer(told.exit_code, done.stdout, done.stderr + error_line(told))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Answer(done.exit_code, done.stdout, done.stderr)

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
