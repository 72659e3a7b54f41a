"""How programs of the house write their log: JSON lines into a file, words for a person on a terminal.

Every line carries what is bound at its place, the run's number and job above all. Set up once, at the edge.
"""

import logging
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from io import TextIOWrapper
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any, cast

import structlog

from base.clock import now
from base.private_files import make_private, open_private

LOG_FOLDER = "logs"
FILE = "dondoc.jsonl"


def log_time() -> str:
    """Return this moment as a log has it: RFC 3339 with its offset, as in "2026-03-05T07:00:00.000+07:00"."""
    return now().isoformat(timespec="milliseconds")


def _with_time(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {**line, "timestamp": log_time()}


# What a `dondoc` line needs to be told apart from others in one file.
_SHARED: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    _with_time,
)


class _PrivateFileHandler(WatchedFileHandler):
    """A log that only its owner may read: it names people. One that can't be written never stops the work."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        with suppress(OSError):
            sys.stderr.write(f"Không ghi được nhật ký {self.baseFilename}: {sys.exc_info()[1]}\n")

    def _open(self) -> TextIOWrapper:
        opened = open(  # noqa: SIM115 - the handler closes it
            self.baseFilename, self.mode, encoding=self.encoding, errors=self.errors, opener=open_private
        )
        return cast("TextIOWrapper", opened)


def write_log_lines(home: Path, *, screen: bool = False) -> Path:
    """Append the log to `logs/dondoc.jsonl` in the home, and with `screen` also to standard error; return the file.

    Several programs write to the same file, a whole line at a time. The file may be renamed at any moment: the next
    line then begins a new one. Asking again for the same home changes nothing. Ask only for a home that has proved to
    be one: its folder is made.
    """
    file = home / LOG_FOLDER / FILE
    ours = logging.getLogger("dondoc")
    if str(file.absolute()) in {getattr(known, "baseFilename", "") for known in ours.handlers}:
        return file
    for known in ours.handlers:
        known.close()
    make_private(file.parent)
    kept = _PrivateFileHandler(file, encoding="utf-8")
    kept.setFormatter(_formatter(structlog.processors.JSONRenderer(ensure_ascii=False)))
    handlers: list[logging.Handler] = [kept]
    if screen:
        shown = logging.StreamHandler(sys.stderr)
        shown.setFormatter(_formatter(structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())))
        handlers.append(shown)
    ours.handlers = handlers
    ours.setLevel(logging.INFO)
    ours.propagate = False
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return file


def _formatter(renderer: Any) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
