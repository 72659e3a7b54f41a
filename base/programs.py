"""How a program of ours starts another one."""

import sys


def python_module(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module of ours in this interpreter.

    `-P` keeps the working folder out of the search: without it a file there that has a module's name would be run in
    the module's place.
    """
    return [sys.executable, "-P", "-m", module, *arguments]
