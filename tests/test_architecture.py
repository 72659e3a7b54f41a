"""What the import contract can't say: who reads the clock, how long things get, what the domain never touches."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = (
    *("base", "bench", "calendars", "cli", "config", "documents", "flows", "notifications", "reports", "samples"),
    *("services", "web", "workflow"),
)
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MAY_READ_THE_CLOCK = {"flows", "web", "cli", "samples", "bench"}
STORE = ROOT / "workflow" / "store"
MOST_LINES = 400
MOST_FUNCTION_LINES = 50


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def is_bench(path: Path) -> bool:
    """A benchmark compares with bare SQL."""
    return path.is_relative_to(ROOT / "bench")


@dataclass(frozen=True)
class Code:
    """What the rules below ask about a module."""

    called: frozenset[str]
    attributes: frozenset[str]
    imported: frozenset[str]
    long_functions: frozenset[str]


@cache
def code(path: Path) -> Code:
    nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return Code(
        called=frozenset(dotted(node.func) for node in nodes if isinstance(node, ast.Call)),
        attributes=frozenset(dotted(node) for node in nodes if isinstance(node, ast.Attribute)),
        imported=frozenset(name for node in nodes for name in imported(node)),
        long_functions=frozenset(f.name for f in functions if (f.end_lineno or 0) - f.lineno >= MOST_FUNCTION_LINES),
    )


def dotted(node: ast.AST) -> str:
    """A name with what it is looked up in, such as `os.environ`; what is no name is an ellipsis."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "…"


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_edge_reads_the_clock(path: Path) -> None:
    if path.relative_to(ROOT).parts[0] in MAY_READ_THE_CLOCK or path.name == "clock.py":
        return
    called = code(path).called
    readings = {name for name in called if name.endswith(("date.today", "datetime.now", "datetime.utcnow"))}
    readings |= called & {"moment_of", "now", "clock.now"}
    assert not readings, f"{name_of(path)} reads the clock by {readings}; take the day or moment as an argument"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_files_are_named_after_a_thing_and_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert path.stem not in {"calendar", "email", "logging", "utils", "helpers", "misc", "common"}
    assert text.count("\n") <= MOST_LINES, f"{name_of(path)} is over {MOST_LINES} lines: split it by things"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_stay_short(path: Path) -> None:
    long = code(path).long_functions
    assert not long, f"{name_of(path)}: {long} run over {MOST_FUNCTION_LINES} lines"


@pytest.mark.parametrize("path", [p for p in MODULES if not p.is_relative_to(STORE)], ids=name_of)
def test_only_the_store_knows_the_database(path: Path) -> None:
    names = code(path).imported
    assert not {name for name in names if name.split(".")[0] in {"sqlalchemy", "alembic", "psycopg"}} or is_bench(path)
    if path.is_relative_to(ROOT / "workflow"):
        assert not {name for name in names if name.startswith("workflow.store")}, "the domain never imports its store"


@pytest.mark.parametrize("path", [p for p in MODULES if p.is_relative_to(ROOT / "workflow")], ids=name_of)
def test_the_domain_reads_no_environment(path: Path) -> None:
    assert not {"os.environ", "os.getenv"} & code(path).attributes


def test_prefects_server_can_be_imported_with_the_pinned_versions() -> None:
    """Prefect 3.8 allowed FastAPI versions that broke its server on import; `pip check` didn't see it."""
    from prefect.server.api.server import create_app

    assert callable(create_app)
