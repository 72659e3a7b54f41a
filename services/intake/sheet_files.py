"""Lists that offices keep in Excel, as rows of text: XLSX, and CSV as any spreadsheet program writes it."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from base.visible import visible
from documents.blocks.values import Table, spread
from documents.intake.detect import Format, decode, detect
from documents.intake.limits import Limits, Source
from documents.opening import load_reader
from documents.sandbox import read_apart

# The first that reads without a fault; cp1258 is what old Vietnamese Excel writes.
ENCODINGS = ("utf-8-sig", "cp1258")


def sheet_rows(path: Path) -> list[list[str]]:
    """Return the filled rows of a file's first table, cells trimmed. Raises `DocumentError`."""
    source = load_reader(path, Limits())
    kind = detect(source)
    rows = _of_workbook(source) if kind in {Format.XLSX, Format.OFFICE} else _of_csv(source)
    return [row for row in rows if any(row)]


def _of_workbook(source: Source) -> Iterator[list[str]]:
    for block in read_apart(source, Limits()):
        if isinstance(block, Table):
            yield from ([visible(cell.text).strip() for cell in spread(row)] for row in block.rows)
            return


def _of_csv(source: Source) -> Iterator[list[str]]:
    text = _text(source)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    for row in csv.reader(StringIO(text.replace("\0", "")), delimiter=delimiter):
        yield [visible(cell).strip() for cell in row]


def _text(source: Source) -> str:
    if not source.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        for encoding in ENCODINGS:
            try:
                return source.data.decode(encoding)
            except UnicodeDecodeError:
                continue
    return decode(source)
