"""Every command explains itself, and quickly."""

import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator

import pytest
from typer.main import get_command

from cli.main import command_line

MOST_TIMES_TYPER = 4
HEAVY = ("apprise", "docx", "fastapi", "icalendar", "lxml", "pdfplumber", "prefect", "pydantic", "sqlalchemy")


def commands(group: object = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, object]]:
    group = group or get_command(command_line())
    for name, command in getattr(group, "commands", {}).items():
        if getattr(command, "commands", None):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


@pytest.mark.parametrize(
    ("name", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_and_option_has_a_help_text(name: str, command: object) -> None:
    assert getattr(command, "help", None), f"dondoc {name} doesn't say what it does"
    for parameter in getattr(command, "params", []):
        if parameter.name != "help":
            assert getattr(parameter, "help", None), f"dondoc {name}: {parameter.name} has no help text"


def test_help_answers_at_once_and_needs_no_heavy_library() -> None:
    code = f"import sys, cli.main; cli.main.command_line(); print([name for name in {HEAVY} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"


def test_help_costs_little_more_than_the_library_that_prints_it() -> None:
    """Processor time beside that of Typer alone, in turns: a busy machine slows both. Alone it is 0.25 s, of 0.4."""

    def cost(*arguments: str) -> float:
        began = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (ended.ru_utime + ended.ru_stime) - (began.ru_utime + began.ru_stime)

    ratios = [cost("-m", "cli", "--help") / cost("-c", "import typer.main") for _ in range(5)]
    assert statistics.median(ratios) < MOST_TIMES_TYPER
