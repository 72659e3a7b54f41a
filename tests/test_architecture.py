"""What the import contract can't say: who reads the clock, how long things get, what the domain never touches."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bench", "calendars", "cli", "config", "documents", "flows", "notifications", "samples", "web", "workflow")
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


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def called(tree: ast.Module) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_edge_reads_the_clock(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path.relative_to(ROOT).parts[0] in MAY_READ_THE_CLOCK or path.name == "clock.py":
        return
    readings = {name for name in called(tree) if name.endswith(("date.today", "datetime.now", "datetime.utcnow"))}
    readings |= {name for name in called(tree) if name in {"moment_of", "now", "clock.now"}}
    assert not readings, f"{name_of(path)} reads the clock by {readings}; take the day or moment as an argument"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_files_are_named_after_a_thing_and_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert path.stem not in {"calendar", "email", "logging", "utils", "helpers", "misc", "common"}
    assert text.count("\n") <= MOST_LINES, f"{name_of(path)} is over {MOST_LINES} lines: split it by things"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_stay_short(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    long = {f.name for f in functions(tree) if (f.end_lineno or 0) - f.lineno + 1 > MOST_FUNCTION_LINES}
    assert not long, f"{name_of(path)}: {long} run over {MOST_FUNCTION_LINES} lines"


def imported(tree: ast.Module) -> set[str]:
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", [p for p in MODULES if not p.is_relative_to(STORE)], ids=name_of)
def test_only_the_store_knows_the_database(path: Path) -> None:
    names = imported(ast.parse(path.read_text(encoding="utf-8")))
    assert not {name for name in names if name.split(".")[0] in {"sqlalchemy", "alembic", "psycopg"}} or is_bench(path)
    if path.is_relative_to(ROOT / "workflow"):
        assert not {name for name in names if name.startswith("workflow.store")}, "the domain never imports its store"


@pytest.mark.parametrize("path", [p for p in MODULES if p.is_relative_to(ROOT / "workflow")], ids=name_of)
def test_the_domain_reads_no_environment(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not {"os.environ", "os.getenv"} & {ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}


def test_prefects_server_can_be_imported_with_the_pinned_versions() -> None:
    """Prefect 3.8 allows FastAPI versions that break its server on import; `pip check` doesn't see it."""
    from prefect.server.api.server import create_app

    assert callable(create_app)
