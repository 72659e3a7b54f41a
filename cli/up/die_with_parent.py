"""`python -m cli.up.die_with_parent PARENT COMMAND …`: become a command that ends when its parent dies (on Linux).

A supervisor that is killed outright can stop nobody; where the kernel doesn't do it, the next one stops what is left.
"""

import ctypes
import os
import signal
import sys
from contextlib import suppress

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Tie this process to its parent and become the command."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        # It died before we were tied.
        raise SystemExit(0)
    os.execv(command[0], command)  # noqa: S606 - our own programs, by their paths


if __name__ == "__main__":
    main()
