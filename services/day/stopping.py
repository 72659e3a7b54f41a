"""Being asked to stop: a program that sends mails finishes the one that is on its way, and begins no other.

A mail whose sender is killed between its last byte and the server's answer is in doubt, and somebody has to ask the
recipient. So a stop is asked for, and looked at between two mails. There is one asker for a process, as signals are.
"""

import threading

_asked = threading.Event()


def ask_to_stop() -> None:
    """Ask whatever this process does to end when it comes to a point where nothing is in doubt."""
    _asked.set()


def forget_stop() -> None:
    """Begin anew: what was asked of an earlier run is not asked of the next."""
    _asked.clear()


def stop_asked() -> bool:
    """Whether somebody asked this process to stop."""
    return _asked.is_set()


def sleep_unless_stopped(seconds: float) -> None:
    """Sleep, but not on when somebody asks to stop."""
    _asked.wait(seconds)
