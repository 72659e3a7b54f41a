r"""Rows out of a script of PostgreSQL's own dump, without running a word of it.

Whoever wrote a dump may have written anything into it: `COMMIT`, a program to start, a default value that is a query.
So only the lines between `COPY public.TABLE (…) FROM stdin;` and `\.` are taken, and the numbers that sequences had
reached. Which tables, columns and sequences there are, our migrations say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

_NAME = rb'(?:[a-z_][a-z0-9_]*|"[a-z_][a-z0-9_]*")'
_COPY = re.compile(rb"COPY public\.(?P<table>%b) \((?P<columns>%b(?:, %b)*)\) FROM stdin;\n" % (_NAME, _NAME, _NAME))
_REACHED = re.compile(
    rb"SELECT pg_catalog\.setval\('public\.(?P<name>%b)', (?P<number>\d{1,18}), (?P<used>true|false)\);\n" % _NAME
)
_END = b"\\.\n"
# Octets: no statement of ours is longer, and rows are handed on in pieces of about this size.
_PIECE = 2**16


@dataclass(frozen=True)
class TableRows:
    """The rows of one table, in pieces as `COPY … FROM STDIN` takes them: to be read once, before what follows."""

    table: str
    columns: tuple[str, ...]
    pieces: Iterator[bytes]


@dataclass(frozen=True)
class NextNumber:
    """The number that a sequence gives next."""

    sequence: str
    number: int


def read_dump(script: IO[bytes]) -> Iterator[TableRows | NextNumber]:
    """Yield what a script holds of rows and numbers, and pass over everything else."""
    begins = True
    while line := script.readline(_PIECE):
        if begins and (found := _COPY.fullmatch(line)):
            pieces = _pieces(script)
            yield TableRows(_plain(found["table"]), tuple(map(_plain, found["columns"].split(b", "))), pieces)
            # Nothing of the rows is ever taken for a statement.
            for _ in pieces:
                pass
        elif begins and (found := _REACHED.fullmatch(line)):
            yield NextNumber(_plain(found["name"]), int(found["number"]) + (found["used"] == b"true"))
        begins = line.endswith(b"\n")


def _pieces(script: IO[bytes]) -> Iterator[bytes]:
    piece, begins = bytearray(), True
    while (line := script.readline(_PIECE)) and not (begins and line == _END):
        begins = line.endswith(b"\n")
        piece += line
        if len(piece) >= _PIECE:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def _plain(name: bytes) -> str:
    return name.decode("ascii").strip('"')
