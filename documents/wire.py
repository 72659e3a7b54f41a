"""Blocks and plans as JSON lines: how the process that reads a hostile file hands over what it found. Never code.

Who packs does without pydantic: loading it takes longer than reading most plans. Who unpacks holds a plan to its types.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from documents.blocks.values import Block, Cell, Paragraph, Table, TableRow
from documents.intake.errors import ERRORS_BY_NAME, DocumentError
from workflow.plan import Doubt, PlanDocument

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True)
class ReadingStep:
    """So many pages of so many are read."""

    done: int
    total: int


WireMessage = Block | ReadingStep | DocumentError | PlanDocument


def pack(message: WireMessage) -> bytes:
    """The message as one line."""
    return json.dumps(_plain(message), ensure_ascii=True, separators=(",", ":"), default=_written).encode() + b"\n"


def unpack(lines: Iterable[bytes]) -> Iterator[WireMessage]:
    """The messages of the lines; one cut short, as by a process that died, is an error of `json`."""
    for line in lines:
        kind, *rest = json.loads(line)
        yield _MADE[kind](*rest)


def _plain(message: WireMessage) -> list[Any]:
    if isinstance(message, Paragraph):
        return ["p", message.text, message.line]
    if isinstance(message, Table):
        known = (message.page, message.merges_known, message.scanned, message.title, message.ordinal)
        return ["t", [_plain_row(row) for row in message.rows], *known]
    if isinstance(message, ReadingStep):
        return ["s", message.done, message.total]
    if isinstance(message, PlanDocument):
        return ["d", message]
    return ["e", type(message).__name__, message.given, message.reason, message.remedy, message.place]


def _plain_row(row: TableRow) -> list[Any]:
    cells = [[cell.text, cell.merged, cell.columns] for cell in row.cells]
    doubts = [[doubt.column, doubt.reason, doubt.first_line, doubt.last_line] for doubt in row.doubts]
    return [cells, row.line, doubts, row.box]


def _table(rows: list[Any], *more: Any) -> Table:
    return Table(tuple(_row(*row) for row in rows), *more)


def _row(cells: list[Any], line: int, doubts: list[Any], box: tuple[float, float, float, float] | None) -> TableRow:
    told = tuple(_doubt(*doubt) for doubt in doubts)
    return TableRow(tuple(Cell(*cell) for cell in cells), line, told, box and (box[0], box[1], box[2], box[3]))


def _doubt(column: str, reason: str, first_line: int, last_line: int) -> Doubt:
    return Doubt(column=column, reason=reason, first_line=first_line, last_line=last_line)


def _error(kind: str, name: str, reason: str, remedy: str, place: str) -> DocumentError:
    return ERRORS_BY_NAME[kind](name, reason=reason, remedy=remedy, place=place)


def _written(value: Any) -> Any:
    """What JSON has no way for: a day, and the values that a plan is made of."""
    return value.isoformat() if isinstance(value, date) else {f.name: getattr(value, f.name) for f in fields(value)}


def _plan(known: Any) -> PlanDocument:
    return _plans().validate_python(known)


@cache
def _plans() -> "TypeAdapter[PlanDocument]":
    from pydantic import TypeAdapter

    return TypeAdapter(PlanDocument)


_MADE: Mapping[str, Callable[..., WireMessage]] = {
    "p": Paragraph,
    "t": _table,
    "s": ReadingStep,
    "e": _error,
    "d": _plan,
}
