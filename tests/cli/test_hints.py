"""Every `dondoc …` that a message or a guide prints names a command that exists, with options that it has."""

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from typer.main import get_command

from cli.main import command_line

HOUSE = Path(__file__).parent.parent.parent
ROOMS = (
    "base",
    "cli",
    "config",
    "workflow",
    "documents",
    "calendars",
    "notifications",
    "reports",
    "services",
    "flows",
    "web",
)
HINT = re.compile(r"`dondoc ([^`]+)`")


def texts(path: Path) -> Iterator[str]:
    """The texts in a file: a module's strings with "…" for what is filled in, else the file itself."""
    written = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield written
        return
    for node in ast.walk(ast.parse(written)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)


def hints() -> list[str]:
    files = [path for room in ROOMS for path in (HOUSE / room).rglob("*") if path.suffix in {".py", ".html", ".toml"}]
    files += [HOUSE / "README.md", *(HOUSE / "docs").rglob("*.md")]
    found = {" ".join(hint.split()) for path in files for text in texts(path) for hint in HINT.findall(text)}
    return sorted(found)


def faults(hint: str) -> list[str]:
    """What is wrong with a hint. `retry|cancel` stands for either; a group may be named without a command."""
    words = [word.split("|") for word in shlex.split(hint)]
    return [fault for line in product(*words) if (fault := fault_of(list(line)))]


@cache
def dondoc() -> Any:
    """All commands; making them takes longer than looking them up."""
    return get_command(command_line())


def fault_of(line: list[str]) -> str:
    command = dondoc()
    while line and hasattr(command, "commands"):
        word = line.pop(0)
        if word == "…" or word.startswith("--"):
            line.insert(0, word)
            break
        if word not in command.commands:
            return f"dondoc {word}: no such command"
        command = command.commands[word]
    known = {"--help", *(name for one in command.params for name in (*one.opts, *one.secondary_opts))}
    unknown = [word for word in line if word.startswith("--") and word != "--" and word.split("=")[0] not in known]
    return f"{command.name}: {unknown}" if unknown else ""


def test_every_printed_hint_is_a_command_that_works() -> None:
    found = hints()
    assert len(found) > 50
    assert {hint: wrong for hint in found if (wrong := faults(hint))} == {}


def test_a_wrong_hint_would_be_seen() -> None:
    assert faults("task withdrew 3")
    assert faults("tasks --agencies x")
    assert not faults("notices retry|cancel 3")
