"""Lists the benches, or runs one: `python -m bench [NAME [--quick]]`."""

import ast
import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def benches() -> dict[str, str]:
    """Return what each bench claims, in a line, by its name. A bench is a module that ends in its report."""
    sources = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("[a-z]*.py"))}
    return {
        name: (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
        for name, source in sources.items()
        if "from bench.report import" in source and "__main__" in source
    }


def main(arguments: list[str]) -> None:
    """List the benches when none is named; else run the named one with what follows its name."""
    known = benches()
    if not arguments:
        sys.stdout.writelines(f"{name:<14}{claim}\n" for name, claim in known.items())
        return
    name, *rest = arguments
    if name not in known:
        raise SystemExit(f"no bench {name}: choose one of {', '.join(known)}")
    sys.argv = [f"bench.{name}", *rest]
    runpy.run_module(f"bench.{name}", run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
