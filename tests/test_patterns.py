"""Regular expressions that every Python of the README matches alike."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = (
    "base",
    "calendars",
    "cli",
    "config",
    "documents",
    "flows",
    "migrations",
    "notifications",
    "reports",
    "services",
)
# CPython before 3.11.5 matches these wrongly: possessive quantifiers (a++) and atomic groups.
LATE = re.compile(r"(?<![\\\[])(?:[*+?]|\})\+(?!\])|\(\?>")


def modules() -> Iterator[Path]:
    for room in (*ROOMS, "web", "workflow"):
        yield from (ROOT / room).rglob("*.py")


def literals(module: Path) -> Iterator[str]:
    """The text of a module's strings and f-strings, where it knows regular expressions."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    if "re" not in imported:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
            yield node.value


def test_no_pattern_uses_what_older_pythons_match_wrongly() -> None:
    late = [(module.name, text) for module in modules() for text in literals(module) if LATE.search(text)]
    assert not late


def test_the_test_knows_such_a_pattern() -> None:
    assert all(LATE.search(text) for text in (r"[0-9]++", r"a?+", r"(?:b){2}+", r"(?>c)", r"\d*+"))
    assert not any(LATE.search(text) for text in (r"\++", r"[*+]+", r"\w+ \+", "+84"))
