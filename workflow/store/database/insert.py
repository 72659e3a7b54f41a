"""Inserting in ways the ORM has no word for: unless it is there already, and by the ten thousand."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Dialect, Function, SQLColumnExpression, func
from sqlalchemy.orm import Session

from workflow.store.tables.base import TableBase

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

# How many rows go to the driver at once: enough that calls cost nothing, few enough that memory stays flat.
_BATCH = 5_000


def insert_into(dialect: Dialect, table: type[TableBase]) -> "postgresql.Insert | sqlite.Insert":
    """Return the dialect's INSERT, which knows ON CONFLICT. Only the dialect that is spoken is loaded."""
    if dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def json_of(dialect: Dialect, values: Mapping[str, SQLColumnExpression[Any]]) -> Function[Any]:
    """Return an expression for a JSON object of these values, made by the database; days come out as ISO 8601."""
    pairs = (part for name, value in values.items() for part in (name, value))
    make = func.json_build_object if dialect.name == "postgresql" else func.json_object
    return make(*pairs, type_=JSON)


class BulkInsert:
    """Inserts many rows of one table, many of whose values are shared.

    Shared values are turned into the driver's own once, by `shared`; the rows are then passed through as they are.
    Meant for tables whose other values are numbers and texts.
    """

    def __init__(self, session: Session, row: type[TableBase]) -> None:
        self._session = session
        self._dialect = session.get_bind().dialect
        self._columns = {column.name: column for column in row.__table__.columns}
        self._name = row.__tablename__

    def shared(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values as the driver takes them, together with the table's own defaults."""
        usual = {
            name: column.default.arg
            for name, column in self._columns.items()
            if column.default is not None and column.default.is_scalar
        }
        return {name: self._plain(name, value) for name, value in (usual | dict(values)).items()}

    def insert(self, rows: Iterable[dict[str, Any]]) -> None:
        """Insert rows that all have the same columns."""
        left = iter(rows)
        connection = self._session.connection()
        while batch := list(islice(left, _BATCH)):
            statement = self._statement(tuple(batch[0]))
            parameters = [*map(itemgetter(*batch[0]), batch)] if self._dialect.positional else batch
            connection.exec_driver_sql(statement, parameters)

    def _statement(self, names: Sequence[str]) -> str:
        quote = self._dialect.identifier_preparer.quote
        marks = ("?" if self._dialect.positional else f"%({name})s" for name in names)
        columns = ", ".join(map(quote, names))
        return f"INSERT INTO {quote(self._name)} ({columns}) VALUES ({', '.join(marks)})"  # noqa: S608 - our own names

    def _plain(self, name: str, value: Any) -> Any:
        process = self._columns[name].type.dialect_impl(self._dialect).bind_processor(self._dialect)
        return process(value) if process else value
