"""The one door of the command line: whatever goes wrong behind it is told in the four fields, in Vietnamese.

An official reads what happened and what to do. Only a fault of the program itself keeps its traceback, for whoever
mends it; what people wrote is in none (the database's errors leave it out).
"""

import os
import sys
from collections.abc import Callable
from io import TextIOWrapper
from zoneinfo import ZoneInfoNotFoundError

from base.errors import DondocError
from base.system_errors import SystemRefusal, system_refusal
from cli.where_to_look import COMMANDS

BROKEN_PIPE = 1


def told_at_the_door(work: Callable[[], None]) -> None:
    """Do the work of a command; end the program with the exit code of what went wrong, told on standard error."""
    use_utf8()
    try:
        try:
            work()
        finally:
            # A full disk behind `> file` shows here, not when the interpreter has gone.
            sys.stdout.flush()
    except BrokenPipeError as error:
        _to_nowhere()
        raise SystemExit(BROKEN_PIPE) from error
    except Exception as error:
        if isinstance(error, OSError) and error.filename is None:
            _to_nowhere()
        if (told := in_four_fields(error)) is None:
            raise
        sys.stderr.write(error_line(told))
        raise SystemExit(told.exit_code) from error


def error_line(error: DondocError) -> str:
    """Return the line that an error is told in, with the command that its remedy sends to."""
    command = f" Dùng {COMMANDS[error.look]}." if error.look else ""
    return f"Lỗi: {error}{command}\n"


def in_four_fields(error: Exception) -> DondocError | None:
    """Return any error of the machine, the settings or the database as one of the house; None for the program's own."""
    if isinstance(error, DondocError):
        return error
    if isinstance(error, OSError):
        return system_refusal(error, given="đầu ra" if error.filename is None else None)
    if isinstance(error, ZoneInfoNotFoundError):
        return SystemRefusal(
            given="Asia/Ho_Chi_Minh",
            place="Múi giờ",
            reason="không có trong máy",
            remedy="Cài gói Debian tzdata, hoặc `pip install tzdata`.",
        )
    if isinstance(error, UnicodeDecodeError):
        return SystemRefusal(
            given=f"byte {error.object[error.start : error.start + 1].hex()} ở vị trí {error.start}",
            place="Tệp đưa vào",
            reason="không phải chữ UTF-8",
            remedy="Ghi lại tệp bằng bảng mã UTF-8 rồi chạy lại.",
        )
    return _of_settings(error) or _of_the_database(error)


def _of_settings(error: Exception) -> DondocError | None:
    # Whoever raised it has imported them.
    if "pydantic" not in sys.modules:
        return None
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return None
    from config.setting_faults import settings_refusal

    return settings_refusal(error)


def _of_the_database(error: Exception) -> DondocError | None:
    if "sqlalchemy" not in sys.modules:
        return None
    from workflow.store.database.refusals import unforeseen_refusal

    return unforeseen_refusal(error)


def use_utf8() -> None:
    """Print what can be printed, wherever it goes: files and pipes get UTF-8, a terminal what it can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _to_nowhere() -> None:
    """Let what is still to be printed go nowhere: the interpreter would try once more as it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
