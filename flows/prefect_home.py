"""How Prefect runs in this house: in-process, offline, its records in our folder. Set before Prefect is imported."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from base.clock import now

# A first start migrates Prefect's own database, which took 17 to 19 s where it was measured; Prefect gives up at 20 s.
STARTUP_SECONDS = 120
RECORDS = "prefect.db"
RECORDS_KEPT_SECONDS = 30 * 24 * 3600
# The timekeeper's exit code for a server that answers and can't work: its records may be broken.
REFUSED = 75
# What the timekeeper's work rests on.
_TABLES = ("flow", "deployment", "flow_run", "flow_run_state", "work_queue")
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
# Prefect's own lines tell no day and no offset.
_LINE = "%(asctime)s | %(levelname)-7s | %(name)s - %(message)s"


def prepare_prefect(home: Path) -> None:
    """Set what Prefect reads from the environment when it is imported; what the operator has set stays.

    Telemetry takes two switches: the server's own and the SDK's. Either alone still tries to call out.
    """
    defaults = {
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(STARTUP_SECONDS),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_FORMATTERS_STANDARD_FORMAT": _LINE,
        "PREFECT_LOGGING_FORMATTERS_STANDARD_FLOW_RUN_FMT": _LINE,
        "PREFECT_LOGGING_FORMATTERS_STANDARD_TASK_RUN_FMT": _LINE,
        "PREFECT_LOGGING_FORMATTERS_STANDARD_DATEFMT": "%Y-%m-%dT%H:%M:%S%z",
        "PREFECT_CLI_PROMPT": "false",
        # Prefect puts its own old records away: runs with their logs and pages after 30 days.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(RECORDS_KEPT_SECONDS),
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    try:
        Path.home()
    except (RuntimeError, KeyError):
        # Prefect asks for it when it is imported, whatever else is set.
        os.environ["HOME"] = str(home)


def set_records_aside() -> str:
    """Move Prefect's own database away, so that it makes a new one; say so in Vietnamese, "" where it lies elsewhere.

    Only records of runs are in it: what was done, and when, our own database knows.
    """
    if (file := _records()) is None:
        return ""
    aside = file.with_name(f"{RECORDS}.hong-{now():%Y%m%d-%H%M%S}")
    for ending in ("", "-wal", "-shm"):
        part = file.with_name(file.name + ending)
        if part.exists():
            part.replace(aside.with_name(aside.name + ending))
    return (
        f"Sổ ghi của Prefect không dùng được, đã để riêng ở {aside} và lập sổ mới; nhiệm vụ và thư không bị ảnh hưởng."
    )


def set_broken_records_aside() -> str:
    """Do so only where they can't be read to the end: a server that refuses may also have no room, or no time.

    The server must not run meanwhile.
    """
    file = _records()
    return set_records_aside() if file is not None and _is_broken(file) else ""


def _records() -> Path | None:
    """The file of Prefect's own database; None where there is none, or the operator has put it elsewhere."""
    file = Path(os.environ.get("PREFECT_HOME", "")) / RECORDS
    return None if "PREFECT_API_DATABASE_CONNECTION_URL" in os.environ or not file.is_file() else file


def _is_broken(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=rw", uri=True, timeout=1)) as records:
            ((found,), *_) = records.execute("PRAGMA integrity_check(1)").fetchall()
            for table in _TABLES:
                records.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
    except sqlite3.Error as error:
        return error.sqlite_errorcode & 0xFF in _BROKEN
    return bool(found != "ok")
