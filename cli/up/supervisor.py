"""The supervisor of `dondoc up`: starts the programs of the house, restarts what falls, stops all together.

It imports nothing heavy and does no work itself, so that there is little in it that could fall.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from base.private_files import make_private, open_private
from base.programs import python_module
from cli.up.asking import MOST_SILENCES, Asker
from cli.up.state import Process, UpState, this_process, write_state

# Seconds: between two looks, of a growing pause before a restart, after which a program counts as standing.
LOOK, FIRST_PAUSE, LONGEST_PAUSE, STANDS_AFTER = 0.5, 1.0, 60.0, 60.0
# Seconds that a program has to end by itself.
_PATIENCE = 70.0
# So many falls in a row, and what may help is tried.
FALLS = 3
LARGE_LOG, KEPT_LOGS = 10 * 2**20, 3


@dataclass(frozen=True, kw_only=True)
class Program:
    """One program to keep running. `label` names it to a person, in Vietnamese; `after` is its first start's delay.

    What people wait for comes first: three programs that start at once on a small machine are all late. Who is given
    an `asker` is started anew when it hangs. `mend` is tried once, after three falls in a row; where `mend_on` is an
    exit code, whenever it ends with that. It says what it did, "" for nothing; `mended_with` stands still meanwhile.
    """

    name: str
    label: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0
    asker: Asker | None = None
    mend: Callable[[], str] | None = None
    mend_on: int | None = None
    mended_with: str = ""


@dataclass(frozen=True, kw_only=True)
class Chore:
    """A short program to run every so many seconds, whatever became of the last time."""

    name: str
    command: Sequence[str]
    every: float


class Keeping:
    """One program being kept: its process, and when it may be started again."""

    def __init__(self, program: Program, logs: Path) -> None:
        self.program = program
        self.log = logs / f"{program.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.began = 0.0
        self.pause = FIRST_PAUSE
        self.falls = 0
        self.mended = False
        self.start_at = time.monotonic() + program.after

    def start(self, now: float) -> None:
        """Start the program; its output is added to its log."""
        self.process = _start(self.program.command, self.program.environment, self.log)
        self.began = now
        if self.program.asker is not None:
            self.program.asker.begin(now)

    def hangs(self, now: float) -> bool:
        """Whether the program runs and doesn't answer any more."""
        return self.process is not None and self.program.asker is not None and self.program.asker.hangs(now)

    def mend(self, code: int) -> Callable[[], str] | None:
        """Return what may help a program that has ended with this code, None when it isn't time for it."""
        if self.program.mend_on is not None:
            return self.program.mend if code == self.program.mend_on else None
        if self.mended or self.falls < FALLS:
            return None
        self.mended = True
        return self.program.mend

    def end(self) -> None:
        """End the program, which may finish what it does."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def fell(self, now: float) -> int | None:
        """Return the exit code of a program that has ended by itself, and set when it starts again."""
        if self.process is None or (code := self.process.poll()) is None:
            return None
        if now - self.began > STANDS_AFTER:
            self.pause, self.falls = FIRST_PAUSE, 0
        self.falls += 1
        self.start_at = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        self.process = None
        return code


class Supervisor:
    """Keeps programs running and chores done until it is asked to stop."""

    def __init__(
        self,
        home: Path,
        programs: Sequence[Program],
        chores: Sequence[Chore] = (),
        *,
        web: str,
        prefect: str,
        say: Callable[[str], None],
    ) -> None:
        self._home, self._web, self._prefect, self._say = home, web, prefect, say
        self._logs = make_private(home / "logs")
        self._kept = [Keeping(program, self._logs) for program in programs]
        self._chores = {chore.name: chore for chore in chores}
        self._chore_at = {chore.name: time.monotonic() + chore.every for chore in chores}
        self._done: list[subprocess.Popen[bytes]] = []
        self._stopping = False

    def stop(self, *_signal: object) -> None:
        """End everything at the next look."""
        self._stopping = True

    def run(self) -> None:
        """Keep going until `stop`; then end all programs, the last one first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        try:
            while not self._stopping:
                self.look(time.monotonic())
                time.sleep(LOOK)
        finally:
            self._say("Đang dừng …")
            self.end()
            self._say("Đã dừng.")

    def look(self, now: float) -> None:
        """Start what should run and doesn't, begin chores whose time has come, keep logs short."""
        changed = False
        for kept in self._kept:
            self._mind(kept, now)
            if kept.process is None and now >= kept.start_at:
                kept.start(now)
                changed = True
            shorten_log(kept.log)
        if changed:
            self._write_state()
        for name, chore in self._chores.items():
            if now >= self._chore_at[name]:
                self._chore_at[name] = now + chore.every
                self._done.append(_start(chore.command, {}, self._logs / f"{chore.name}.log"))
        # Asking each how it ended keeps none as a zombie.
        self._done = [process for process in self._done if process.poll() is None]

    def _mind(self, kept: Keeping, now: float) -> None:
        """Notice what has fallen or hangs, and mend what can be mended."""
        if kept.hangs(now) and kept.process is not None:
            self._say(f"{kept.program.label} không trả lời {MOST_SILENCES} lần liền; dừng hẳn để chạy lại.")
            # One that hangs wouldn't hear anything softer.
            kept.process.kill()
            kept.process.wait()
        if (code := kept.fell(now)) is None:
            return
        pause = kept.start_at - now
        self._say(f"{kept.program.label} đã dừng (mã {code}); chạy lại sau {pause:.0f} giây. Xem {kept.log}")
        if mend := kept.mend(code):
            for other in self._kept:
                if other.program.name == kept.program.mended_with:
                    other.end()
            if done := mend():
                self._say(done)

    def _write_state(self) -> None:
        children = {kept.program.name: Process.of(kept.process.pid) for kept in self._kept if kept.process is not None}
        write_state(
            self._home, UpState(process=this_process(), web=self._web, prefect=self._prefect, children=children)
        )

    def end(self) -> None:
        """End all programs, the last one first: each may finish what it does."""
        for chore in self._done:
            chore.terminate()
            chore.wait()
        for kept in reversed(self._kept):
            kept.end()


def _start(command: Sequence[str], environment: Mapping[str, str], log: Path) -> "subprocess.Popen[bytes]":
    """Start a command in a session of its own, tied to this process, its output added to a log."""
    with open(log, "ab", opener=open_private) as output:
        return subprocess.Popen(  # noqa: S603 - our own programs
            python_module("cli.up.die_with_parent", str(os.getpid()), *command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | dict(environment),
            # A Ctrl-C in the terminal is for us; we end the others in their order.
            start_new_session=True,
        )


def shorten_log(log: Path, *, large: int = LARGE_LOG) -> None:
    """Put a large log's content aside as `.1` to `.3` and empty it: its program holds it open, so it can't be moved."""
    if not log.exists() or log.stat().st_size < large:
        return
    for number in range(KEPT_LOGS, 1, -1):
        older = log.with_name(f"{log.name}.{number - 1}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number}"))
    log.with_name(f"{log.name}.1").write_bytes(log.read_bytes())
    os.truncate(log, 0)
