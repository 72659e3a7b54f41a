"""Where things may lie and what they may be called: a name has one module, a folder few files, imports no circle."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = (
    *("base", "config", "workflow", "documents", "calendars", "notifications", "reports", "services", "flows", "web"),
    "cli",
)
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
MOST_FILES = 14
# Names that several modules may define, and why.
SHARED = {
    "app": "what Typer calls a group of commands; each is handed on under its module's name",
    "log": "each module's own logger",
    "router": "what FastAPI calls a module's routes; the application takes each in by its module",
    "read_blocks": "the one function that every reader of a format has, so that `documents.opening` may call any",
}
# What a page, a flow and a command are called follows from what they do, not from who calls whom.
COMMANDS = ("cli", "flows")
PARTICIPLES = re.compile(
    r"[a-z]+ed|told|taken|shown|known|kept|found|sent|drawn|given|made|written|after|held|left|cut|"
    r"said|seen|heard|lent|lost|done|gone|begun|built|brought|bound|bought|chosen|caught|driven|fallen|forgotten|grown|"
    r"hidden|laid|led|meant|met|paid|run|risen|spent|stood|sworn|taught|thought|thrown|torn|understood|withdrawn|won|worn"
)
NOUNS_AND_VERBS = {"feed", "succeed", "need", "run"}
# The parts of the domain with most tests stand at the root of these, under their own names.
AT_THE_ROOT = {"store": "workflow/store", "deadlines": "workflow/deadlines"}
# Folders of tests that are of no one folder of the program, and what each asks instead.
OF_THE_WHOLE = {
    "clients": "what programs of others make of a feed",
    "hostile": "what people, files, disks and networks do to an installation",
    "deadlines/relations": "what a change of an expression may change of its reading",
    "web/pages": "what only a browser shows",
}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def module_names() -> frozenset[str]:
    return frozenset(map(module_of, MODULES))


def public_names(path: Path) -> Iterator[str]:
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def imports_of(path: Path) -> set[str]:
    """The program's own modules that one names anywhere in it: late imports and those for types count."""
    known = module_names()
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = {f"{node.module}.{alias.name}" for alias in node.names} & known
            found |= parts or ({node.module} & known)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & known
    return found - {module_of(path)}


def test_a_public_name_is_defined_in_one_module() -> None:
    defined: dict[str, set[str]] = defaultdict(set)
    for path in MODULES:
        for name in public_names(path):
            if not name.startswith("_") and name not in SHARED:
                defined[name].add(module_of(path))
    inside = {name: modules for name, modules in defined.items() if len(not_commands(modules)) > 1}
    assert not inside, "\n".join(f"{name}: {sorted(modules)}" for name, modules in sorted(inside.items()))


def not_commands(modules: set[str]) -> set[str]:
    return {module for module in modules if module.split(".")[0] not in COMMANDS}


def test_no_folder_is_crowded() -> None:
    files = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    crowded = {str(folder.relative_to(ROOT)): number for folder, number in files.items() if number > MOST_FILES}
    assert not crowded, f"over {MOST_FILES} files: divide by things: {crowded}"


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_imports_itself_by_a_detour(room: str) -> None:
    """Also by late imports and by those that serve types alone."""
    graph = {module_of(path): imports_of(path) for path in MODULES if path.relative_to(ROOT).parts[0] == room}
    # A package's face only hands on what its modules define.
    faces = {module_of(path) for path in MODULES if path.name == "__init__.py"}
    try:
        tuple(TopologicalSorter({module: found - faces for module, found in graph.items()}).static_order())
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


# Rooms whose folders are steps, none of which leads back. The others hold folders of things that ask one another.
STEPS = ("base", "config", "calendars", "notifications", "reports", "flows")


@pytest.mark.parametrize("room", STEPS)
def test_no_folder_imports_itself_by_a_detour(room: str) -> None:
    graph: dict[Path, set[Path]] = defaultdict(set)
    folders = {module_of(path): path.parent for path in MODULES}
    for path in MODULES:
        if path.relative_to(ROOT).parts[0] == room:
            graph[path.parent] |= {folders[module] for module in imports_of(path)} - {path.parent}
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as circle:
        pytest.fail(" → ".join(str(folder.relative_to(ROOT)) for folder in circle.args[1]))


def participles_in(path: Path) -> set[str]:
    functions = {n.name for n in tree(path).body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}
    return {name for name in functions if PARTICIPLES.fullmatch(name)} - NOUNS_AND_VERBS


def test_no_public_function_is_named_by_a_bare_participle() -> None:
    assert not {module_of(path): found for path in MODULES if (found := participles_in(path))}


def mirrored(folder: str) -> Path:
    first, _, rest = folder.partition("/")
    return ROOT / AT_THE_ROOT.get(first, first) / rest


def test_folders_of_tests_mirror_the_program() -> None:
    tests = ROOT / "tests"
    folders = {path.parent.relative_to(tests).as_posix() for path in tests.rglob("test_*.py")} - {"."}
    own = {folder for folder in folders if not mirrored(folder).is_dir()}
    assert own == {*OF_THE_WHOLE}
