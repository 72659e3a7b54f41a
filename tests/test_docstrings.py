"""An example in a docstring is true: it is run."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = (
    *("base", "config", "workflow", "documents", "calendars", "notifications", "reports", "services", "flows", "web"),
    *("cli", "samples"),
)
SHOWING = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("module", SHOWING)
def test_an_example_says_what_comes_back(module: str) -> None:
    run = doctest.testmod(import_module(module), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert run.attempted
    assert not run.failed
