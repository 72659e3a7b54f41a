"""What the documentation names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
_NAMED = re.compile(r"`((?:[\w.-]+/)*[\w-]+\.(?:py|md|toml|yaml))`")
# An office writes it itself.
OF_AN_OFFICE = "agencies.toml"


def test_a_file_that_the_documentation_names_is_there() -> None:
    folders = [folder for folder in ROOT.iterdir() if folder.is_dir() and not folder.name.startswith(".")]
    there = {f"/{path.relative_to(ROOT).as_posix()}" for folder in folders for path in folder.rglob("*.*")}
    there |= {f"/{path.name}" for path in ROOT.iterdir()}
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    named = {(page.name, name) for page in pages for name in _NAMED.findall(page.read_text(encoding="utf-8"))}
    assert named
    missing = {(page, name) for page, name in named if not any(path.endswith(f"/{name}") for path in there)}
    assert {name for _, name in missing} <= {OF_AN_OFFICE}, missing
