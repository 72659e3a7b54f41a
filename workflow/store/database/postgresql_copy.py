"""Copying a PostgreSQL database by its own tools, and putting a copy in its place in one transaction.

`pg_dump` reads one state while others write. Restoring drops and makes everything in a single transaction: others
wait, and see the old content or the new.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import inspect

from base.errors import DondocError
from workflow.store.database.opening import Database
from workflow.store.tables import TableBase

_PLAIN = ("--no-owner", "--no-privileges")
# Waiting longer for programs that have the tables open would only hide that they should be stopped.
LOCK_TIMEOUT = "30s"
# A dump of one schema would make it itself, but `pg_restore --schema` leaves that out.
_ANEW = (
    f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'",
    "SET LOCAL client_min_messages = warning",
    "DROP SCHEMA public CASCADE",
    "CREATE SCHEMA public",
    "GRANT USAGE ON SCHEMA public TO PUBLIC",
)


class ToolMissing(DondocError):
    """PostgreSQL's client programs aren't installed."""

    exit_code = 1


class ToolFailed(DondocError):
    """One of PostgreSQL's client programs refused; its own words are the reason."""

    exit_code = 1


class SharedDatabase(DondocError):
    """The database holds tables of another program, which a restore would take along."""


def copy_postgresql(database: Database, path: Path, environment: Mapping[str, str]) -> None:
    """Write the database's present state to a file in `pg_dump`'s own format.

    `environment` is what the programs run in; its `PATH` says where they are. Raises `ToolMissing` and `ToolFailed`.
    """
    _run(database, "pg_dump", [*_PLAIN, "--format=custom", "--schema=public", f"--file={path}"], environment)


def verify_postgresql(path: Path, environment: Mapping[str, str]) -> None:
    """Read the file's table of contents and all its data without a server. Raises `ToolFailed`."""
    _call("pg_restore", [*_PLAIN, "--file=/dev/null", str(path)], {}, environment)


def replace_postgresql(database: Database, copy: Path, environment: Mapping[str, str]) -> None:
    """Give the database the copy's content, all of it or nothing. The copy must have been verified.

    Raises `SharedDatabase` when there are tables that aren't ours.
    """
    _refuse_strangers(database)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "restore.sql"
        _call("pg_restore", [*_PLAIN, "--schema=public", f"--file={script}", str(copy)], {}, environment)
        anew = [f"--command={statement}" for statement in _ANEW]
        quietly = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run(database, "psql", [*quietly, *anew, f"--file={script}"], environment)


def _refuse_strangers(database: Database) -> None:
    with database.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
    if strangers := sorted(tables - TableBase.metadata.tables.keys() - {"alembic_version"}):
        raise SharedDatabase(
            given=", ".join(strangers[:5]),
            place="Cơ sở dữ liệu",
            reason="có bảng không phải của bản dondoc này, khôi phục sẽ xóa mất",
            remedy="Tạo cơ sở dữ liệu trống bằng `createdb`, đặt DONDOC_DATABASE_URL tới đó rồi khôi phục.",
        )


def _run(database: Database, program: str, arguments: list[str], environment: Mapping[str, str]) -> None:
    url = database.engine.url
    # What stands in the command line, everybody on the machine can read.
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    _call(program, [f"--dbname={address}", *arguments], secret, environment)


def _call(program: str, arguments: list[str], secret: dict[str, str], environment: Mapping[str, str]) -> None:
    if (found := shutil.which(program, path=environment.get("PATH"))) is None:
        raise ToolMissing(
            given=program,
            place="Sao lưu PostgreSQL",
            reason="chưa được cài trên máy này",
            remedy="Cài gói Debian postgresql-client cùng phiên bản với máy chủ, ví dụ: apt install postgresql-client.",
        )
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [found, *arguments],
        env={**environment, **secret, "LC_MESSAGES": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ToolFailed(
            given=program,
            place="Sao lưu PostgreSQL",
            reason=f"báo lỗi: {done.stderr.strip() or done.returncode}",
            remedy="Sửa theo lời báo; nếu do khác phiên bản, cài postgresql-client cùng phiên bản với máy chủ.",
        )
