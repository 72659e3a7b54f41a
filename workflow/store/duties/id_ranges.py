"""A span of duties by their numbers: what one piece of a divided job looks at.

A duty never changes its number, so it never slips from one span into another, as it might between agencies. Importing
writes a plan's duties one after the other, so a span is a part of one plan or some whole ones, and lies together on
the disk.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, SQLColumnExpression


@dataclass(frozen=True, kw_only=True)
class IdRange:
    """From `first` to `last`, both included; without `last` up to duties that are yet to come."""

    first: int
    last: int | None = None

    def holds(self, number: SQLColumnExpression[int | None]) -> ColumnElement[bool]:
        """Return the condition that a duty's number lies in the span."""
        return number >= self.first if self.last is None else number.between(self.first, self.last)
