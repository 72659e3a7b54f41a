"""What the import contract can't say: who reads the clock, how long things get, what the domain never touches."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = (
    *("base", "bench", "calendars", "cli", "config", "documents", "flows", "notifications", "reports", "samples"),
    *("services", "web", "workflow"),
)
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MAY_READ_THE_CLOCK = {"flows", "web", "cli", "samples", "bench"}
# The clock itself, and the lines of a log, whose time is when they are written.
CLOCKS = {"base/clock.py", "config/log_lines.py"}
STORE = ROOT / "workflow" / "store"
NAMELESS = {"calendar", "email", "logging", "utils", "helpers", "misc", "common"}
MOST_LINES = 400
MOST_FUNCTION_LINES = 50
# The flows are thin: what a job does is in `services`.
MOST_LINES_OF_FLOWS = 900


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


def readings_of_the_clock(path: Path) -> set[str]:
    called = code(path).called
    readings = {name for name in called if name.endswith(("date.today", "datetime.now", "datetime.utcnow"))}
    return readings | (called & {"moment_of", "now", "clock.now"})


def test_only_the_edge_reads_the_clock() -> None:
    inner = [p for p in MODULES if p.relative_to(ROOT).parts[0] not in MAY_READ_THE_CLOCK and name_of(p) not in CLOCKS]
    reading = {name_of(path): found for path in inner if (found := readings_of_the_clock(path))}
    assert not reading, f"read the clock; take the day or moment as an argument: {reading}"


_DAY_OF_A_STORED_MOMENT = re.compile(r"[._](?:at|since|before)\.date\(\)")


def test_the_day_of_a_stored_moment_is_the_day_in_vietnam() -> None:
    """The store gives moments in UTC, where the day begins at seven in the morning of Vietnam."""
    ours = [path for path in MODULES if not is_bench(path)]
    shifted = [name_of(path) for path in ours if _DAY_OF_A_STORED_MOMENT.search(path.read_text(encoding="utf-8"))]
    assert not shifted, f"take the day in Vietnam, .astimezone(VIETNAM).date(): {shifted}"


def test_files_are_named_after_a_thing_and_stay_short() -> None:
    lines = {name_of(path): path.read_text(encoding="utf-8").count("\n") for path in MODULES}
    long = {name: number for name, number in lines.items() if number >= MOST_LINES}
    assert not long, f"{MOST_LINES} lines or more: split by things: {long}"
    assert not [name_of(path) for path in MODULES if path.stem in NAMELESS]


def test_the_flows_stay_thin() -> None:
    flows = [path for path in MODULES if path.is_relative_to(ROOT / "flows")]
    assert sum(path.read_text(encoding="utf-8").count("\n") for path in flows) <= MOST_LINES_OF_FLOWS


def test_functions_stay_short() -> None:
    long = {name_of(path): found for path in MODULES if (found := code(path).long_functions)}
    assert not long, f"run over {MOST_FUNCTION_LINES} lines: {long}"


def test_only_the_store_knows_the_database() -> None:
    others = [path for path in MODULES if not path.is_relative_to(STORE) and not is_bench(path)]
    knowing = {name_of(path): found for path in others if (found := roots(path) & {"sqlalchemy", "alembic", "psycopg"})}
    assert not knowing


def roots(path: Path) -> set[str]:
    return {name.split(".")[0] for name in code(path).imported}


def domain() -> list[Path]:
    return [path for path in MODULES if path.is_relative_to(ROOT / "workflow")]


def test_the_domain_never_imports_its_store() -> None:
    pure = [path for path in domain() if not path.is_relative_to(STORE)]
    assert not [p for p in pure if any(name.startswith("workflow.store") for name in code(p).imported)]


def test_the_domain_reads_no_environment() -> None:
    assert not [name_of(path) for path in domain() if {"os.environ", "os.getenv"} & code(path).attributes]
