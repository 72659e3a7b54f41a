"""Every command of the house with arguments that mean something, found by walking the command line itself."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.cli.journeys import COMMAND

# They stand until they are stopped.
STANDING = {("up",), ("serve",)}
VALUES = {int: "1", float: "1", datetime: "2026-03-05", bool: "true"}


def all_commands(file: Path) -> Iterator[list[str]]:
    """Each command that ends by itself, with what it can't do without; `file` stands for every file."""
    for path, command in leaves(COMMAND):
        if path not in STANDING:
            yield [*path, *_needed(command, file)]


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
