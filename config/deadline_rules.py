"""How an office reads deadlines where the law leaves room to choose.

The packaged `deadline_rules.toml` is read unless an installation's folder holds a file of the same name.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

_PACKAGED = Path(__file__).parent
_FILE_NAME = "deadline_rules.toml"


class DeadlineRules(NamedTuple):
    """The lines of `deadline_rules.toml`; the defaults are those of the packaged file."""

    before_includes_the_day: bool = False
    terms_end_on_working_days: bool = True
    weekly_day: int = 5
    early_month_day: int = 1
    early_quarter_months: int = 1
    early_year_months: int = 3
    stale_days: int = 183


@cache
def deadline_rules(folder: Path | None = None) -> DeadlineRules:
    """The choices of the installation's folder, or of the package. A broken file raises ValueError with its path."""
    import tomllib

    own = folder / _FILE_NAME if folder else None
    path = own if own and own.is_file() else _PACKAGED / _FILE_NAME
    try:
        chosen = tomllib.loads(path.read_text(encoding="utf-8"))
        _check(chosen)
        return DeadlineRules(**chosen)
    except (tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from error


BOUNDS = {
    "weekly_day": (1, 7),
    "early_month_day": (1, 28),
    "early_quarter_months": (1, 3),
    "early_year_months": (1, 12),
    "stale_days": (1, 366),
}


def _check(chosen: dict[str, object]) -> None:
    for name, value in chosen.items():
        least, most = BOUNDS.get(name, (False, True))
        if type(value) is not type(least) or not least <= value <= most:
            raise ValueError(f"{name} = {value!r}: expected {least} to {most}")
