"""Every command of the house with arguments that mean something, found by walking the command line itself."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner

from cli.door import error_line, in_four_fields
from cli.main import app
from tests.cli.journeys import Answer

# Made once: making all commands takes longer than most of them.
COMMAND: Any = typer.main.get_command(app)
# They stand until they are stopped.
STANDING = {("up",), ("serve",)}
VALUES = {int: "1", float: "1", datetime: "2026-03-05", bool: "true"}


def all_commands(file: Path) -> Iterator[list[str]]:
    """Each command that ends by itself, with what it can't do without; `file` stands for every file."""
    for path, command in leaves(COMMAND):
        if path not in STANDING:
            yield [*path, *_needed(command, file)]


def answered(environment: Mapping[str, str | None], command: list[str]) -> Answer:
    """Run a command; an exception that isn't told at the door is a traceback, with the exit code 99."""
    told = ""
    with CliRunner().isolation(env=environment) as (out, err, _):
        try:
            COMMAND.main(args=command, prog_name="dondoc")
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        except Exception as error:
            known = in_four_fields(error)
            code = 99 if known is None else known.exit_code
            told = f"Traceback {type(error).__name__}: {error}" if known is None else error_line(known)
        sys.stdout.flush()
        sys.stderr.flush()
        return Answer(code, out.getvalue().decode(), err.getvalue().decode() + told)


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The commands that do something, each by its name in full."""
    if not hasattr(command, "commands"):
        yield path, command
        return
    for name, under in command.commands.items():
        yield from leaves(under, (*path, name))


def _needed(command: Any, file: Path) -> Sequence[str]:
    words: list[str] = []
    for given in command.params:
        if given.required:
            kind = given.type_descriptor.annotation
            value = str(file) if kind is Path else VALUES.get(kind, "x")
            words += [value] if given.param_type_name == "argument" else [given.opts[0], value]
    return words
