"""A backup's `.env` where it is put back: what it says of places on the machine it comes from doesn't count there.

A restore puts the database, the policies and the files of reports where the settings in force say. Afterwards the
`.env` has to say the same, or the next command would look for them on a machine that is gone.
"""

from collections.abc import Iterator, Mapping
from io import StringIO

from dotenv.parser import Binding, parse_stream

from config.settings import Settings
from services.maintenance.env_secrets import is_secret, quoted_value


def places_in_force(settings: Settings) -> dict[str, str]:
    """Return where an installation's data lie, by the variables that say so, "" for the usual place in the home."""
    return {
        "DONDOC_DATABASE_URL": settings.database_url,
        "DONDOC_CONFIG_DIR": str(settings.config_dir or ""),
        "DONDOC_FILES_PLACE": settings.files_place,
    }


def with_places(text: str, in_force: Mapping[str, str], there: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the text of a `.env` file that says of each place what is in force, and which it had said otherwise.

    A line that said otherwise stays as a comment. `there` is what the file says that this one replaces: no place of it
    is lost, even one with a password, while a password that stands in the environment is not written down.
    """
    bindings = list(parse_stream(StringIO(text)))
    moved = {
        name for binding in bindings if (name := _place(binding, in_force)) and (binding.value or "") != in_force[name]
    }
    lines = [_aside(binding) if _place(binding, in_force) in moved else binding.original.string for binding in bindings]
    kept = {_place(binding, in_force) for binding in bindings} - moved
    added = [*_lines(in_force, wanted=(moved | {name.upper() for name in there}) - kept, there=there)]
    if added and lines and not lines[-1].endswith("\n"):
        lines.append("\n")
    return "".join([*lines, *added]), tuple(name for name in in_force if name in moved)


def _place(binding: Binding, in_force: Mapping[str, str]) -> str:
    """The place that a line is about, "" for any other line. Case doesn't matter for pydantic either."""
    name = (binding.key or "").upper()
    return name if name in in_force else ""


def _aside(binding: Binding) -> str:
    return f"# NƠI CŨ: {binding.key}={' '.join((binding.value or '').split())}\n"


def _lines(in_force: Mapping[str, str], *, wanted: set[str], there: Mapping[str, str]) -> Iterator[str]:
    known = {name.upper() for name in there}
    for name, value in in_force.items():
        if name in wanted and value and (name in known or not is_secret(name, value)):
            yield f"{name}={quoted_value(value)}\n"
