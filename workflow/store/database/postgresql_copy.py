"""Copying a PostgreSQL database by its own tools, and putting a copy in its place in one transaction.

`pg_dump` reads one state while others write. Restoring drops and makes everything in a single transaction: others
wait, and see the old content or the new.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import inspect

from base.errors import DondocError
from workflow.store.database.guards import ALTERED, GUARDING_FUNCTION, POSTGRESQL_GUARDS, held_to_structure
from workflow.store.database.opening import Database
from workflow.store.database.schema import FORMER_TABLES, REVISIONS
from workflow.store.tables import TableBase

# The tables of every version of this program.
_KNOWN = frozenset({*TableBase.metadata.tables, *FORMER_TABLES, REVISIONS})
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


# A line of `pg_restore --list` about what our own tables are made of: "210; 1259 16386 TABLE public agency postgres".
_ENTRY = re.compile(
    r"\d+; \d+ \d+ (?P<kind>TABLE DATA|TABLE|SEQUENCE SET|SEQUENCE OWNED BY|SEQUENCE|DEFAULT|FK CONSTRAINT|CONSTRAINT"
    r"|INDEX|FUNCTION|TRIGGER|COMMENT|EXTENSION|SCHEMA|ACL) (?P<schema>\S+) (?P<name>\S+) ?(?P<sub>\S*)"
)


class ToolMissing(DondocError):
    """PostgreSQL's client programs aren't installed."""

    exit_code = 1


class ToolFailed(DondocError):
    """One of PostgreSQL's client programs refused; its own words are the reason."""

    exit_code = 1


class CopyAltered(DondocError):
    """The copy isn't as this program makes it."""


class SharedDatabase(DondocError):
    """The database holds tables of another program, which a restore would take along."""


def copy_postgresql(database: Database, path: Path, environment: Mapping[str, str]) -> None:
    """Write the database's present state to a file in `pg_dump`'s own format.

    `environment` is what the programs run in; its `PATH` says where they are. Raises `ToolMissing` and `ToolFailed`.
    """
    _run(database, "pg_dump", [*_PLAIN, "--format=custom", "--schema=public", f"--file={path}"], environment)


def verify_postgresql(path: Path, environment: Mapping[str, str]) -> list[str]:
    """Read the file's table of contents and all its data without a server. Raises `ToolFailed`.

    Returns what of the contents no version of this program makes, in Vietnamese: a restore would run it.
    """
    _call("pg_restore", [*_PLAIN, "--file=/dev/null", str(path)], {}, environment)
    listed = _call("pg_restore", ["--list", str(path)], {}, environment)
    return [strange for line in listed.splitlines() if (strange := _strange(line))]


def _strange(line: str) -> str:
    """Name an entry of a table of contents that isn't ours; "" for ours and for remarks."""
    entry = _ENTRY.match(line)
    if line.startswith(";") or not line.strip():
        return ""
    if entry is None:
        return f"có thành phần lạ {' '.join(line.split()[3:6])}"
    kind, name, sub = entry["kind"], entry["name"], entry["sub"]
    if kind in {"TABLE", "TABLE DATA"}:
        return "" if name in _KNOWN else f"có bảng lạ {name}"
    if kind == "FUNCTION":
        return "" if name == f"{GUARDING_FUNCTION}()" else f"có hàm lạ {name}"
    if kind == "TRIGGER":
        return "" if sub in POSTGRESQL_GUARDS and sub.startswith(name) else f"có khóa lạ {sub} của bảng {name}"
    return ""


def replace_postgresql(database: Database, copy: Path, environment: Mapping[str, str], *, current: bool) -> None:
    """Give the database the copy's content, all of it or nothing. The copy must have been verified.

    With `current` its tables say that they are this program's, and have to be. Raises `SharedDatabase` when there are
    tables that aren't ours, and `CopyAltered` for a copy that isn't as this program makes it; nothing has changed then.
    """
    _refuse_strangers(database)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "restore.sql"
        _call("pg_restore", [*_PLAIN, "--schema=public", f"--file={script}", str(copy)], {}, environment)
        anew = [f"--command={statement}" for statement in _ANEW]
        quietly = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        held = f"--command={held_to_structure(columns_too=current)}"
        try:
            _run(database, "psql", [*quietly, *anew, f"--file={script}", held], environment)
        except ToolFailed as error:
            if (found := re.search(f"{ALTERED}: (.*)", error.reason)) is None:
                raise
            raise CopyAltered(
                given=copy.name,
                place="Bản sao cơ sở dữ liệu",
                reason=f"không như dondoc tạo ra: {found[1]}",
                remedy="Dùng một bản sao lưu khác; chưa có gì thay đổi.",
            ) from error


def _refuse_strangers(database: Database) -> None:
    with database.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
    if strangers := sorted(tables - _KNOWN):
        raise SharedDatabase(
            given=", ".join(strangers[:5]),
            place="Cơ sở dữ liệu",
            reason="có bảng không phải của bản dondoc này, khôi phục sẽ xóa mất",
            remedy="Tạo cơ sở dữ liệu trống bằng `createdb`, đặt DONDOC_DATABASE_URL tới đó rồi khôi phục.",
        )


def _run(database: Database, program: str, arguments: list[str], environment: Mapping[str, str]) -> str:
    url = database.engine.url
    # What stands in the command line, everybody on the machine can read.
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    return _call(program, [f"--dbname={address}", *arguments], secret, environment)


def _call(program: str, arguments: list[str], secret: dict[str, str], environment: Mapping[str, str]) -> str:
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
    return done.stdout
