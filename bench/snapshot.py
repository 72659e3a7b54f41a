"""All rows of a database in a form that two databases can be compared by, whatever numbers they gave their rows.

A number that a rolled-back transaction took is never given again, so ids differ between a run that was disturbed and
one that wasn't. Each id is replaced by its rank in its table, wherever it is mentioned.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table as SqlTable
from sqlalchemy import select

from workflow.store.database.opening import Database
from workflow.store.tables import TableBase

Ranks = Mapping[str, Mapping[object, int]]
Row = Mapping[str, object]


def snapshot(database: Database, *, in_order: bool = True) -> dict[str, list[Row]]:
    """Return every row of every table.

    `in_order=False` leaves out when each row was written among its table's, which programs that run side by side
    settle among themselves.
    """
    tables = TableBase.metadata.sorted_tables
    with database.reading() as session:
        raw = {table.name: [dict(row) for row in session.execute(select(table)).mappings()] for table in tables}
    ranks = {table.name: _ranks(table, raw[table.name]) for table in tables}
    return {table.name: _rows(table, raw[table.name], ranks, in_order=in_order) for table in tables}


def differences(one: Mapping[str, list[Row]], other: Mapping[str, list[Row]]) -> dict[str, tuple[list[Row], list[Row]]]:
    """Return, for each table where two snapshots differ, the rows that only one of them has."""
    return {
        table: (
            [row for row in one[table] if row not in other[table]],
            [row for row in other[table] if row not in rows],
        )
        for table, rows in one.items()
        if rows != other[table]
    }


def _ranks(table: SqlTable, rows: list[dict[str, Any]]) -> dict[object, int]:
    if "id" not in table.columns:
        return {}
    return {number: rank for rank, number in enumerate(sorted(row["id"] for row in rows), start=1)}


def _rows(table: SqlTable, rows: list[dict[str, Any]], ranks: Ranks, *, in_order: bool) -> list[Row]:
    found = [_ranked(table, row, ranks) for row in rows]
    if not in_order:
        found = [{name: value for name, value in row.items() if name != "id"} for row in found]
    return sorted(found, key=repr)


def _ranked(table: SqlTable, row: dict[str, Any], ranks: Ranks) -> dict[str, object]:
    named = dict(row)
    for column in table.columns:
        value = row[column.name]
        if column.name == "id":
            named["id"] = ranks[table.name][value]
        for key in column.foreign_keys:
            named[column.name] = None if value is None else ranks[key.column.table.name][value]
    if table.name == "notice":
        # A notice's key begins with the number of its duty.
        named["key"] = f"{named['assignment_id']}:{str(row['key']).partition(':')[2]}"
    return named
