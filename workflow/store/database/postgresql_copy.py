"""Copying a PostgreSQL database by its own tools, and putting a copy in its place in one transaction.

`pg_dump` reads one state while others write. Restoring drops everything, makes the tables by our own migrations and
takes only rows from the copy, in a single transaction: others wait, and see the old content or the new.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, inspect

from base.errors import DondocError
from workflow.store.database.guards import GUARDING_FUNCTION, POSTGRESQL_GUARDS
from workflow.store.database.opening import Database
from workflow.store.database.postgresql_load import load_rows
from workflow.store.database.schema import FORMER_TABLES, REVISIONS, make_tables
from workflow.store.tables import TableBase

# The tables of every version of this program.
_KNOWN = frozenset({*TableBase.metadata.tables, *FORMER_TABLES, REVISIONS})
_PLAIN = ("--no-owner", "--no-privileges")
_WHAT = ("--format=custom", "--encoding=UTF8", "--schema=public")
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


class SharedDatabase(DondocError):
    """The database holds tables of another program, which a restore would take along."""


def copy_postgresql(database: Database, path: Path, environment: Mapping[str, str]) -> None:
    """Write the database's present state to a file in `pg_dump`'s own format.

    `environment` is what the programs run in; its `PATH` says where they are. Raises `ToolMissing` and `ToolFailed`.
    """
    _run(database, "pg_dump", [*_PLAIN, *_WHAT, f"--file={path}"], environment)


def verify_postgresql(path: Path, environment: Mapping[str, str]) -> list[str]:
    """Read the file's table of contents and all its data without a server. Raises `ToolFailed`.

    Returns what of the contents no version of this program makes, in Vietnamese.
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


def replace_postgresql(database: Database, copy: Path, environment: Mapping[str, str], *, version: str) -> None:
    """Give the database the copy's rows in tables of that version, all of it or nothing. The copy must be verified.

    Raises `SharedDatabase` when there are tables that aren't ours, `DatabaseBusy` when other programs keep it, and
    `CopyAltered` for a copy that doesn't hold what such tables hold; nothing has changed then.
    """
    _refuse_strangers(database)
    with database.guarded(), database.writer.begin() as connection:
        _make_anew(connection, version)
        with _script(copy, environment) as script:
            load_rows(connection, script, version)


def _make_anew(connection: Connection, version: str) -> None:
    for statement in _ANEW:
        connection.exec_driver_sql(statement)
    make_tables(connection, version)


@contextmanager
def _script(copy: Path, environment: Mapping[str, str]) -> Iterator[IO[bytes]]:
    """Give the statements that would bring the copy's rows back, to be read to the end. Raises `ToolFailed`."""
    command = _command("pg_restore", ["--data-only", "--file=-", str(copy)], environment)
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, env=_in_english(environment), stdout=subprocess.PIPE, stderr=said) as process,  # noqa: S603 - as below
    ):
        assert process.stdout is not None
        yield process.stdout
        if code := process.wait():
            said.seek(0)
            raise _failed("pg_restore", said.read().decode(errors="replace").strip() or str(code))


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
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        _command(program, arguments, environment),
        env=_in_english({**environment, **secret}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise _failed(program, done.stderr.strip() or str(done.returncode))
    return done.stdout


def _command(program: str, arguments: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    if (found := shutil.which(program, path=environment.get("PATH"))) is None:
        raise ToolMissing(
            given=program,
            place="Sao lưu PostgreSQL",
            reason="chưa được cài trên máy này",
            remedy="Cài gói Debian postgresql-client cùng phiên bản với máy chủ, ví dụ: apt install postgresql-client.",
        )
    return [found, *arguments]


def _in_english(environment: Mapping[str, str]) -> dict[str, str]:
    return {**environment, "LC_MESSAGES": "C"}


def _failed(program: str, words: str) -> ToolFailed:
    return ToolFailed(
        given=program,
        place="Sao lưu PostgreSQL",
        reason=f"báo lỗi: {words}",
        remedy="Sửa theo lời báo; nếu do khác phiên bản, cài postgresql-client cùng phiên bản với máy chủ.",
    )
