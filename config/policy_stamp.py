"""Whether an installation's own data files were changed, for programs that live longer than one run."""

from pathlib import Path

from config.days_off import days_off
from config.deadline_rules import deadline_rules
from config.escalation import escalation

_KINDS = ("*.toml", "*.csv")
PolicyStamp = tuple[tuple[str, int, int], ...]


def policy_stamp(folder: Path) -> PolicyStamp:
    """Return what tells the folder's data files apart from what they were: their names, times and sizes."""
    files = sorted(file for kind in _KINDS for file in folder.glob(kind))
    known = [(file.name, file.stat()) for file in files]
    return tuple((name, found.st_mtime_ns, found.st_size) for name, found in known)


def forget_policy_files() -> None:
    """Let the next reader of a data file read it anew."""
    for read in (days_off, deadline_rules, escalation):
        read.cache_clear()
