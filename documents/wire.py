"""Blocks as JSON lines: how the process that reads a hostile file hands over what it found. Data only, no code."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from documents.blocks import Block, Cell, Paragraph, Table, TableRow
from documents.errors import BY_NAME, DocumentError


@dataclass(frozen=True)
class Step:
    """So many pages of so many are read."""

    done: int
    total: int


Message = Block | Step | DocumentError


def packed(message: Message) -> bytes:
    """The message as one line."""
    return json.dumps(_plain(message), ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def unpacked(lines: Iterable[bytes]) -> Iterator[Message]:
    """The messages of the lines; one cut short, as by a process that died, is an error of `json`."""
    for line in lines:
        kind, *rest = json.loads(line)
        yield _MADE[kind](*rest)


def _plain(message: Message) -> list[Any]:
    if isinstance(message, Paragraph):
        return ["p", message.text, message.line]
    if isinstance(message, Table):
        rows = [[row.line, [[cell.text, cell.merged, cell.columns] for cell in row.cells]] for row in message.rows]
        return ["t", rows, message.page, message.merges_known, message.scanned]
    if isinstance(message, Step):
        return ["s", message.done, message.total]
    return ["e", type(message).__name__, message.given, message.reason, message.remedy, message.place]


def _table(rows: list[Any], *more: Any) -> Table:
    made = tuple(TableRow(tuple(Cell(*cell) for cell in cells), line) for line, cells in rows)
    return Table(made, *more)


def _error(kind: str, name: str, reason: str, remedy: str, place: str) -> DocumentError:
    return BY_NAME[kind](name, reason=reason, remedy=remedy, place=place)


_MADE: Mapping[str, Callable[..., Message]] = {"p": Paragraph, "t": _table, "s": Step, "e": _error}
