"""How an office reads deadlines where the law leaves room to choose.

The packaged `deadline_rules.toml` is read unless an installation's folder holds a file of the same name.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from config.policy_files import (
    KeyCheck,
    Places,
    PolicyFileRefused,
    is_switch,
    key_faults,
    policy_path,
    policy_table,
    policy_text,
    whole_number,
)

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


BOUNDS = {
    "weekly_day": (1, 7),
    "early_month_day": (1, 28),
    "early_quarter_months": (1, 3),
    "early_year_months": (1, 12),
    "stale_days": (1, 366),
}


def deadline_rules(folder: Path | None = None) -> DeadlineRules:
    """The choices of the installation's folder, or of the package. Raises `PolicyFileRefused`."""
    path = policy_path(folder, _FILE_NAME)
    return _read(path, policy_text(path))


@lru_cache(maxsize=8)
def _read(path: Path, text: str) -> DeadlineRules:
    chosen = policy_table(path, text)
    if faults := [*key_faults(chosen, _checks(), Places(text).of_key)]:
        raise PolicyFileRefused(path, faults)
    return DeadlineRules(**chosen)


def _checks() -> Mapping[str, KeyCheck]:
    return {name: whole_number(*BOUNDS[name]) if name in BOUNDS else _SWITCH for name in DeadlineRules._fields}


_SWITCH: KeyCheck = (is_switch, "Viết true hoặc false.")
