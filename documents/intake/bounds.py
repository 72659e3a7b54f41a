"""The bounds of a process that opens a stranger's file: its memory, its processor time, what it knows of us."""

import os
import sys
from collections.abc import Mapping

# What programs need to run and to find their own data; passwords and addresses in the environment stay here.
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TESSDATA_PREFIX", "SYSTEMROOT", "PYTHONHOME")


def bare_environment() -> Mapping[str, str]:
    """Return what of this process's environment another one of this program gets."""
    paths = os.pathsep.join(path or os.curdir for path in sys.path)
    return {"PYTHONPATH": paths, **{name: os.environ[name] for name in _KEPT if name in os.environ}}


def bound_memory(octets: int) -> None:
    """Bound this process's memory; where the system can't (Windows), only the time is bounded."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (octets, octets))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def wind_clock(seconds: float) -> None:
    """Give this process so much processor time until it is wound again; then the system ends it, even inside C."""
    import signal

    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
