"""A cheap way to know that nothing has changed since: what lets a program answer from memory and still be right."""

import sqlite3
from typing import Any

from workflow.store.database.opening import Database, file_identity


class Pulse:
    """Tells whether the database may have changed: the same beat twice means that nothing was committed in between.

    SQLite counts the commits of all other connections, of any program, where it can be read without a query
    (`PRAGMA data_version`, some microseconds). PostgreSQL has nothing like it: there no two beats are equal. Holds a
    connection that is good for nothing else; not for several threads at a time.
    """

    def __init__(self, database: Database) -> None:
        self._cursor: Any = None
        self._connection: Any = None
        self._file = database.file
        self._engine = database.engine
        if database.engine.dialect.name == "sqlite":
            self._count()

    def _count(self) -> None:
        try:
            connection = self._engine.raw_connection()
        except sqlite3.OperationalError:
            return  # no such database yet: no two beats are equal
        # It must not go back into the pool: a connection doesn't count its own commits.
        connection.detach()
        self._connection = connection.driver_connection
        self._cursor = connection.cursor()
        self._identity = None if self._file is None else file_identity(self._file)

    def beat(self) -> object:
        """Return the beat of this moment: to be compared, nothing else."""
        if self._cursor is None:
            return object()
        try:
            beat = self._cursor.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error:
            return object()  # equal to nothing: whoever wants to know has to look
        # A file that was removed or replaced under its name has no commits to count.
        return beat if self._file is None or file_identity(self._file) == self._identity else object()

    def close(self) -> None:
        """Give back the connection."""
        if self._connection is not None:
            self._connection.close()
