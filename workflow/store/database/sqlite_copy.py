"""Copying a SQLite database while it is in use, and putting a copy in its place in one step.

Both ways go through SQLite's own backup: it reads one state while others write, and writes as one transaction, so
that whoever has the database open sees the old content or the new, and a crash half-way leaves the old.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import cast

from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError

from base.errors import DondocError
from base.private_files import PRIVATE_FILE
from workflow.store.database.guards import altered_structure
from workflow.store.database.opening import Database, DatabaseBusy
from workflow.store.database.refusals import NO_ROOM, DatabaseDamaged, damage_refusal
from workflow.store.database.schema import migrate_schema

# The files that belong to an open database in WAL mode.
COMPANIONS = ("-wal", "-shm")


class CopyDamaged(DondocError):
    """The copy is no sound SQLite database. `found` is what SQLite says of it."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(
            given=path.name,
            place="Bản sao cơ sở dữ liệu",
            reason=f"bị hỏng ({found})",
            remedy="Dùng một bản sao lưu khác; chưa có gì thay đổi.",
        )
        self.found = found


class CopyNotWritten(DondocError):
    """The copy can't be written where it should lie."""

    exit_code = 1


def copy_sqlite(database: Database, path: Path) -> None:
    """Write the database's present state to a new file, which only its owner may read.

    Raises `DatabaseDamaged` for a database that can't be read, `CopyNotWritten` where the copy finds no room.
    """
    path.touch(mode=PRIVATE_FILE)
    try:
        with closing(sqlite3.connect(path)) as copy:
            with closing(database.engine.raw_connection()) as connection:
                cast("sqlite3.Connection", connection.driver_connection).backup(copy)
            # One file that can be carried about by itself.
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise damage_refusal(database.url, str(error)) from error
        raise _not_written(path, error) from error


def verify_sqlite(path: Path) -> None:
    """Read the whole file. Raises `CopyDamaged` when it is no database, or one with broken pages or references."""
    try:
        with closing(sqlite3.connect(path)) as copy:
            ((found,), *_) = copy.execute("PRAGMA integrity_check(1)").fetchall()
            dangling = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise CopyDamaged(path, str(error)) from error
    if found != "ok" or dangling is not None:
        raise CopyDamaged(path, found if dangling is None else f"bảng {dangling[0]} trỏ tới dòng không có")


def altered_copy(path: Path) -> list[str]:
    """Return in Vietnamese what of a copy is not as this program makes it; empty when all is.

    One with older tables is held to what they become. The copy itself stays as it is.
    """
    trial = path.with_name(f"{path.name}-trial")
    shutil.copyfile(path, trial)
    with closing(Database(URL.create("sqlite", database=str(trial)).render_as_string())) as database:
        try:
            migrate_schema(database)
        except (DondocError, SQLAlchemyError):
            return ["bảng không nâng lên được bản này"]
        return altered_structure(database)


def replace_sqlite(database: Database, copy: Path, aside: Path) -> bool:
    """Give the database the copy's content; return whether there was something before, which `aside` keeps then.

    The copy must have been verified. Raises `DatabaseBusy` when another program writes all the time.
    """
    file = sqlite_file(database)
    if not file.is_file() or file.stat().st_size == 0:
        _put(copy, file)
        return False
    try:
        copy_sqlite(database, aside)
    except DatabaseDamaged:
        # No database any more, so nobody has it open either.
        aside.unlink(missing_ok=True)
        _set_aside(file, aside)
        _put(copy, file)
        return True
    try:
        with closing(sqlite3.connect(copy)) as source, closing(database.engine.raw_connection()) as connection:
            source.backup(cast("sqlite3.Connection", connection.driver_connection), progress=_give_up_when_busy)
    except DatabaseBusy:
        aside.unlink()
        raise
    return True


def sqlite_file(database: Database) -> Path:
    """Return the file that the database's address names."""
    return Path(database.engine.url.database or "")


def _set_aside(file: Path, aside: Path) -> None:
    """Move a file away with its companions: a stray log would be played into whatever comes next."""
    for ending in ("", *COMPANIONS):
        part = file.with_name(file.name + ending)
        if part.exists():
            part.replace(aside.with_name(aside.name + ending))


def _put(copy: Path, file: Path) -> None:
    copy.chmod(PRIVATE_FILE)
    for ending in COMPANIONS:
        file.with_name(file.name + ending).unlink(missing_ok=True)
    copy.replace(file)


def _give_up_when_busy(status: int, _remaining: int, _total: int) -> None:
    # Each try has waited for the connection's whole timeout already.
    if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        raise DatabaseBusy(
            given="khôi phục",
            place="Cơ sở dữ liệu",
            reason="đang bị một chương trình khác giữ để ghi",
            remedy="Dừng các chương trình dondoc đang chạy rồi làm lại; chưa có gì thay đổi.",
        )


def _not_written(path: Path, error: sqlite3.Error) -> CopyNotWritten:
    full = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL or shutil.disk_usage(path.parent).free < NO_ROOM
    return CopyNotWritten(
        given=str(path.parent),
        place="Nơi ghi bản sao cơ sở dữ liệu",
        reason="không còn chỗ, ổ đĩa đầy" if full else f"không ghi được ({error})",
        remedy="Dọn chỗ hoặc chọn ổ đĩa khác rồi chạy lại; cơ sở dữ liệu không thay đổi.",
    )
