"""Statements compiled once a program, however often it opens a database: SQLAlchemy remembers them by engine.

Turning a statement into SQL costs some milliseconds, more than running it. A program that opens the house for each job
would pay it each time.
"""

from collections.abc import Hashable
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache

# As many as the statements of all jobs and pages, by the kinds of database that a program speaks to.
_MOST = 1500
_compiled: LRUCache[Hashable, Any] = LRUCache(_MOST)


class SharedStatements(dict[Any, Any]):
    """What SQLAlchemy takes as `compiled_cache` of one engine: looks into what all engines of its kind have compiled.

    It asks with a tuple that begins with the engine's own dialect, for which what may make SQL differ stands here.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return _compiled.get(_shared(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        _compiled[_shared(key)] = compiled


def _shared(key: tuple[Any, ...]) -> Hashable:
    dialect, *statement = key
    return _kind(dialect), *statement


def _kind(dialect: Dialect) -> Hashable:
    return type(dialect), dialect.server_version_info, dialect.default_schema_name
