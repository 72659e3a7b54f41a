"""Processes that open strangers' files, each for one file, born of a process that has the parsers loaded already.

Loading them takes longer than reading most files. The nursery is started with the first file and lives as long as this
process; it opens no file, knows nothing of our environment but what programs need, and forks a child for each.
"""

import atexit
import gc
import json
import os
import selectors
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from threading import Lock
from typing import IO, Any, NoReturn

from base.programs import python_module
from documents.intake.bounds import bare_environment

# Longer than any orders: they tell a file's name and its limits.
_LONGEST_ORDERS = 64 * 1024
_ENDED_WELL = b"\0"


@dataclass(frozen=True)
class Child:
    """A process that follows orders about a file. What it says can be read from `answer`."""

    answer: IO[bytes]
    line: socket.socket

    def kill(self) -> None:
        """End it, if it hasn't ended by itself."""
        # Its number may be another process's by now: the nursery, which hears us hang up, knows whether it is.
        with suppress(OSError):
            self.line.shutdown(socket.SHUT_WR)

    def ends_well(self) -> bool:
        """Wait until it ends; whether it did so by itself and without an error."""
        with suppress(OSError):
            return self.line.recv(1) == _ENDED_WELL
        return False


@contextmanager
def child(work: str, orders: Mapping[str, object], file: IO[bytes], *, needs: Sequence[str] = ()) -> Iterator[Child]:
    """Let a function, named with its module, follow orders in a process of its own, which ends with the block.

    It gets the file as its standard input and answers on its standard output. `needs` are modules that it will load
    anyhow: they are loaded once for all.
    """
    ours, its = socket.socketpair()
    readable, writable = os.pipe()
    with closing(ours), os.fdopen(readable, "rb") as answer:
        # Where the nursery is gone, as when memory ran out, nobody answers, and nobody says that all went well.
        with closing(its), suppress(OSError):
            _nursery().bear({"work": work, "orders": orders, "needs": needs}, (file.fileno(), writable, its.fileno()))
        os.close(writable)
        born = Child(answer, ours)
        try:
            yield born
        finally:
            born.kill()
            born.ends_well()


class _Nursery:
    """What this process knows of its nursery."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._owner, self._environment = os.getpid(), environment
        self._channel, its = socket.socketpair()
        with closing(its):
            self._process = subprocess.Popen(  # noqa: S603 (this interpreter, this module, no shell)
                python_module("documents.intake.nursery"),
                stdin=its.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        atexit.register(self.close)

    def serves(self, environment: Mapping[str, str]) -> bool:
        """Whether it lives, is this process's own, and knows of this environment."""
        return self._owner == os.getpid() and self._environment == environment and self._process.poll() is None

    def bear(self, asked: Mapping[str, object], descriptors: Sequence[int]) -> None:
        socket.send_fds(self._channel, [json.dumps(asked).encode()], list(descriptors))

    def close(self) -> None:
        if self._owner == os.getpid():
            atexit.unregister(self.close)
            with suppress(OSError):
                # A fork of this process holds the channel as well: closing it would tell the nursery nothing.
                self._channel.shutdown(socket.SHUT_RDWR)
            self._process.wait()
        self._channel.close()


_lock = Lock()
_known: list[_Nursery] = []


def _nursery() -> _Nursery:
    environment = bare_environment()
    with _lock:
        if not _known or not _known[0].serves(environment):
            _close()
            _known.append(_Nursery(environment))
        return _known[0]


def close_nursery() -> None:
    """End this process's nursery, if it has one, and the children that live; the next file starts another."""
    with _lock:
        _close()


def _close() -> None:
    while _known:
        _known.pop().close()


class _Brood:
    """The nursery's own side: the children that live, each with the line to whoever asked for it."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._lines: dict[int, socket.socket] = {}
        self._ended, self._woken = socket.socketpair()
        self._woken.setblocking(False)
        signal.set_wakeup_fd(self._woken.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._waiting = selectors.DefaultSelector()
        for told in (channel, self._ended):
            self._waiting.register(told, selectors.EVENT_READ)

    def live(self) -> None:
        """Bear children until whoever holds the other end of the channel closes it; end those that live then."""
        while True:
            for key, _ in self._waiting.select():
                if key.fileobj is self._ended:
                    self._bury()
                elif key.fileobj is not self._channel:
                    self._end(key.data)
                elif not self._bear():
                    for pid in self._lines:
                        os.kill(pid, signal.SIGKILL)
                    return

    def _bear(self) -> bool:
        said, descriptors, _, _ = socket.recv_fds(self._channel, _LONGEST_ORDERS, 3)
        if not said:
            return False
        asked = json.loads(said)
        for module in asked["needs"]:
            # What isn't there is missed by the child, and only if it is needed.
            with suppress(ImportError):
                import_module(module)
        # What is loaded stays one for all only as long as nobody writes to it.
        gc.freeze()
        file, answer, line = descriptors
        pid = os.fork()
        if pid == 0:
            self._grow_up(asked, descriptors)
        os.close(file)
        os.close(answer)
        self._lines[pid] = socket.socket(fileno=line)
        self._waiting.register(line, selectors.EVENT_READ, pid)
        return True

    def _grow_up(self, asked: Mapping[str, Any], descriptors: Sequence[int]) -> NoReturn:
        """Become a child that knows of no other and of no nursery."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._waiting.close()
            for end in (self._channel, self._ended, self._woken, *self._lines.values()):
                end.close()
            for descriptor, standard in zip(descriptors, (0, 1), strict=False):
                os.dup2(descriptor, standard)
            for descriptor in descriptors:
                os.close(descriptor)
            module, _, work = asked["work"].rpartition(".")
            getattr(import_module(module), work)(asked["orders"])
            code = 0
        finally:
            os._exit(code)

    def _end(self, pid: int) -> None:
        """End a child whose line was hung up, unless it was buried: then its number is no longer its own."""
        if line := self._lines.get(pid):
            self._waiting.unregister(line)
            os.kill(pid, signal.SIGKILL)

    def _bury(self) -> None:
        """Tell of every child that ended how it did."""
        self._ended.recv(_LONGEST_ORDERS)
        for pid, line in list(self._lines.items()):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                with suppress(KeyError):
                    self._waiting.unregister(line)
                with suppress(OSError):
                    line.send(bytes([status != 0]))
                line.close()
                del self._lines[pid]


if __name__ == "__main__":
    _Brood(socket.socket(fileno=os.dup(0))).live()
