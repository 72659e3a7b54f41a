"""Installations for the tests of upkeep: a home, a folder of policies, and a database with a plan in it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bench.wheel_postgresql import wheel_programs
from config.settings import Settings
from workflow.log.actions import LogAction
from workflow.store.database.opening import Database
from workflow.store.tables import TableBase


def an_installation(folder: Path, **changes: Any) -> Settings:
    """Settings with a home and policies of its own under the folder, nothing else set."""
    home, config = folder / "home", folder / "chinh-sach"
    for path in (home, config):
        path.mkdir(exist_ok=True)
    known: dict[str, Any] = {"home": home, "config_dir": config, "database_url": "", "mail_url": ""}
    return Settings(**(known | changes))


def with_tools() -> Mapping[str, str]:
    """The environment, with the PostgreSQL programs of the test server's own version first in the path."""
    if (tools := wheel_programs()) is None:
        return os.environ
    return {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}


def content(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in the order of their keys; but for the line that a restoring writes."""
    with database.reading() as session:
        return {
            table.name: [
                tuple(row)
                for row in session.execute(select(table).order_by(*table.primary_key))
                if LogAction.RESTORE not in row
            ]
            for table in TableBase.metadata.sorted_tables
        }
