"""Calendars as files in a folder: whole or not at all, rewritten only when they changed, retired before they go.

A reader that opens a file while it is replaced sees the old or the new one, never half of one.
"""

import hashlib
import os
import re
import tempfile
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from base.errors import DondocError
from base.system_errors import fault_words
from calendars.entries.writer import PLUS_SEVEN
from calendars.feeds.collect import Calendar
from calendars.feeds.explanatory_events import RETIRED
from calendars.feeds.feed import LIMITS, PRODUCT, FeedHeader, FeedLimits, feed_parts, notice_feed
from calendars.feeds.window import FeedWindow

RETIRED_DAYS = 30
_OURS = b"PRODID:" + PRODUCT + b"\r\n"
_RETIRED_NAME = "Lịch đã ngừng cập nhật"


class FolderUnusable(DondocError):
    """The folder for the calendars cannot be made, read or written."""


class CalendarUnreadable(DondocError):
    """A calendar file to look at is missing, closed to us, or far too large to be one."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """What happened to each file. A retired one now only says that it is out of use; later it is removed."""

    written: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    retired: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()


def write_folder(
    folder: Path, calendars: Iterable[Calendar], *, window: FeedWindow, limits: FeedLimits = LIMITS
) -> Published:
    """Write one `.ics` per calendar, or several numbered ones when it is too long; the folder is made if missing.

    A calendar of ours that isn't among the given ones is first replaced by one explanatory event, since clients keep
    stale events for ever when a file is gone, and removed after 30 days. Other files are left alone. Raises
    `FolderUnusable`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        wanted = dict(_files(folder, calendars, window, limits))
        written = [path for path, content in wanted.items() if replace_file(path, content)]
        retired, removed = _retire(_orphans(folder, wanted), window.today)
    except OSError as error:
        raise FolderUnusable(
            given=str(folder),
            place="thư mục lịch",
            reason=f"không ghi được: {fault_words(error)[0]}",
            remedy="Kiểm tra tên thư mục, quyền ghi và dung lượng đĩa rồi chạy lại.",
        ) from error
    return Published(
        written=tuple(written),
        unchanged=tuple(path for path in wanted if path not in set(written)),
        retired=retired,
        removed=removed,
    )


def file_names(calendars: Iterable[Calendar]) -> Iterator[tuple[str, Calendar]]:
    """Yield each calendar with the ASCII name that is its own, in an order that never changes."""
    calendars = sorted(calendars, key=lambda calendar: calendar.header.key)
    uses = Counter(calendar.file for calendar in calendars)
    for calendar in calendars:
        # Two names may lose their difference with their accents: then both carry a mark made from their key, so that
        # neither takes the other's file when one comes or goes.
        mark = f"-{hashlib.sha256(calendar.header.key.encode()).hexdigest()[:6]}" if uses[calendar.file] > 1 else ""
        yield f"{calendar.file}{mark}", calendar


def _files(
    folder: Path, calendars: Iterable[Calendar], window: FeedWindow, limits: FeedLimits
) -> Iterator[tuple[Path, bytes]]:
    for name, calendar in file_names(calendars):
        parts = feed_parts(calendar.header, calendar.entries, window, limits)
        for number, content in enumerate(parts, 1):
            part = f"-phan-{number}" if number > 1 else ""
            yield folder / f"{name}{part}.ics", content


def replace_file(path: Path, content: bytes) -> bool:
    """Put the content at the path in one step, unless it is there already; say whether it was written."""
    if path.is_file() and path.read_bytes() == content:
        return False
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A temporary file is the owner's alone; a calendar is read by the web server too.
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise
    return True


def _orphans(folder: Path, wanted: Container[Path]) -> list[Path]:
    """Return our own calendars that nobody asks for any more; a user's other files are not ours to touch."""
    found = (path for path in sorted(folder.glob("*.ics")) if path.is_file())
    return [path for path in found if path not in wanted and _OURS in path.read_bytes()]


def _retire(orphans: Iterable[Path], today: date) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    retired, removed = [], []
    for path in orphans:
        since = _retired_since(path.read_bytes())
        if since is None:
            replace_file(path, _retired_calendar(path.name, today))
            retired.append(path)
        elif today - since > timedelta(days=RETIRED_DAYS):
            path.unlink()
            removed.append(path)
    return tuple(retired), tuple(removed)


def _retired_calendar(name: str, today: date) -> bytes:
    header = FeedHeader(
        key=f"file:{name}",
        name=_RETIRED_NAME,
        description=RETIRED.description,
        changed_at=datetime.combine(today, time(), PLUS_SEVEN),
    )
    return notice_feed(header, RETIRED, today)


def _retired_since(content: bytes) -> date | None:
    """Return the day on which a file was retired, which its only event stands on; None when it is in use."""
    if b"X-WR-CALNAME:" + _RETIRED_NAME.encode() + b"\r\n" not in content:
        return None
    day = re.search(rb"DTSTART;VALUE=DATE:(\d{8})", content)
    return date.fromisoformat(day[1].decode()) if day else None
