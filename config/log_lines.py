"""How programs of the house write their log: JSON lines into a file, words for a person on a terminal.

Every line carries what is bound at its place, the run's number and job above all. Set up once, at the edge.
"""

import logging
import sys
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any

import structlog

LOG_FOLDER = "logs"
FILE = "dondoc.jsonl"
# What a `dondoc` line needs to be told apart from others in one file.
_SHARED: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=False),
)


def write_log_lines(home: Path, *, screen: bool = False) -> Path:
    """Append the log to `logs/dondoc.jsonl` in the home, and with `screen` also to standard error; return the file.

    Several programs write to the same file, a whole line at a time. The file may be renamed at any moment: the next
    line then begins a new one. Asking again for the same home changes nothing.
    """
    file = home / LOG_FOLDER / FILE
    ours = logging.getLogger("dondoc")
    if str(file.absolute()) in {getattr(known, "baseFilename", "") for known in ours.handlers}:
        return file
    for known in ours.handlers:
        known.close()
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = WatchedFileHandler(file, encoding="utf-8")
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
