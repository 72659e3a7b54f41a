"""The words of docs/glossary.md: what an official reads never says the old ones."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = (
    "base",
    "config",
    "workflow",
    "calendars",
    "notifications",
    "reports",
    "services",
    "flows",
    "web",
    "cli",
    "samples",
)
# The deadline language and the sample plan speak the words of documents.
QUOTING = (
    "workflow/deadlines/",
    "workflow/agencies/",
    "workflow/evidence/secrecy.py",
    "samples/plan.py",
    "samples/ke-hoach",
    "config/deadline_rules",
)
GUIDES = ("docs/huong-dan.md", "docs/huong-dan-lich.md", "docs/operate/commands.md")
FORBIDDEN = {
    "việc as a countable thing": re.compile(r"(?<!làm )(?<!công )(?<!phần )(?<!mọi )\bviệc\b", re.IGNORECASE),
    "đầu mối for a contact": re.compile(r"(?<!cơ quan )\bđầu mối\b", re.IGNORECASE),
    "kích hoạt for an event": re.compile(r"\bkích hoạt\b", re.IGNORECASE),
    "bậc, mốc nhắc for a rung": re.compile(r"\bbậc\b|\bmốc nhắc\b", re.IGNORECASE),
    "niêm for sealing": re.compile(r"\bniêm\b", re.IGNORECASE),
    "người gác for the watchdog": re.compile(r"\bngười gác\b", re.IGNORECASE),
}


def read_by_officials() -> list[Path]:
    """The modules, templates and policies of the program, and the guides for its users."""
    found = [
        path
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*"))
        if path.suffix in {".py", ".html", ".txt", ".js", ".toml"} and path.name != "agencies.toml"
    ]
    named = [path for path in found if not str(path.relative_to(ROOT)).startswith(QUOTING)]
    return [*named, *(ROOT / guide for guide in GUIDES)]


@cache
def read_texts() -> list[tuple[Path, int, str]]:
    """Everything that an official reads, read once for all words."""
    return [(path, line, text) for path in read_by_officials() for line, text in texts(path)]


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """What a file says, with the line: a module's strings (docstrings are the help of commands), any other's lines."""
    written = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from enumerate(written.splitlines(), start=1)
        return
    for node in ast.walk(ast.parse(written)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


@pytest.mark.parametrize("thing", FORBIDDEN)
def test_what_an_official_reads_says_the_words_of_the_glossary(thing: str) -> None:
    said = [
        f"{path.relative_to(ROOT)}:{line}: {text.strip()[:100]}"
        for path, line, text in read_texts()
        if FORBIDDEN[thing].search(text)
    ]
    assert not said, "\n".join(said)


@pytest.mark.parametrize(
    ("thing", "words", "forbidden"),
    [
        ("việc as a countable thing", "3 việc quá hạn", True),
        ("việc as a countable thing", "còn 3 ngày làm việc", False),
        ("việc as a countable thing", "/viec/12", False),
        ("đầu mối for a contact", "nhập đầu mối", True),
        ("đầu mối for a contact", "Cơ quan đầu mối", False),
        ("bậc, mốc nhắc for a rung", "từng bậc", True),
    ],
)
def test_the_words_are_told_from_those_that_only_look_alike(thing: str, words: str, forbidden: bool) -> None:
    assert bool(FORBIDDEN[thing].search(words)) is forbidden
