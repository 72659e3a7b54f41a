"""Lists that offices keep in Excel, as rows of text: XLSX, and CSV as any spreadsheet program writes it."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from unicodedata import normalize

from base.visible import visible
from documents.blocks.values import Table, spread
from documents.intake.detect import Format, decode, detect
from documents.intake.errors import UnreadableDocument
from documents.intake.limits import Limits, Source
from documents.opening import load_reader
from documents.sandbox import read_apart

# The first that reads without a fault; cp1258 is what old Vietnamese Excel writes.
ENCODINGS = ("utf-8-sig", "cp1258")


def sheet_rows(path: Path) -> list[list[str]]:
    """Return the filled rows of a file's first table, cells trimmed. Raises `DocumentError`."""
    return [row for _, row in numbered_rows(path)]


def numbered_rows(path: Path) -> list[tuple[int, list[str]]]:
    """Return the same rows, each with its number in the file, from 1. Raises `DocumentError`."""
    source = load_reader(path, Limits())
    rows = _of_workbook(source) if _is_workbook(source) else _of_csv(source)
    return [(number, row) for number, row in enumerate(rows, start=1) if any(row)]


def _is_workbook(source: Source) -> bool:
    try:
        return detect(source) in {Format.XLSX, Format.OFFICE}
    except UnreadableDocument:
        # A list in an old code page is no kind of document, and a list all the same.
        if b"\x00" in source.data:
            raise
        return False


def _of_workbook(source: Source) -> Iterator[list[str]]:
    for block in read_apart(source, Limits()):
        if isinstance(block, Table):
            yield from ([_composed(cell.text) for cell in spread(row)] for row in block.rows)
            return


def _of_csv(source: Source) -> Iterator[list[str]]:
    text = _text(source)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    for row in csv.reader(StringIO(text.replace("\0", "")), delimiter=delimiter):
        yield [_composed(cell) for cell in row]


def _composed(cell: str) -> str:
    """A cell trimmed, each letter with its marks in one: the old code page keeps tones apart."""
    return normalize("NFC", visible(cell).strip())


def _text(source: Source) -> str:
    if not source.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        for encoding in ENCODINGS:
            try:
                return source.data.decode(encoding)
            except UnicodeDecodeError:
                continue
    return decode(source)
