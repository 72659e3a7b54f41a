"""Lists that offices keep in Excel, as rows of text: XLSX, and CSV as any spreadsheet program writes it."""

import csv
from collections.abc import Callable, Iterator
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
_BEGINNING = 10


def sheet_rows(path: Path) -> list[list[str]]:
    """Return the filled rows of a file's first table, cells trimmed. Raises `DocumentError`."""
    return [row for _, row in numbered_rows(path)]


def numbered_rows(path: Path, *, clean: Callable[[str], str] = visible) -> list[tuple[int, list[str]]]:
    """Return the same rows, each with its number in the file, from 1. Raises `DocumentError`.

    `clean` takes out of a cell what is no part of it.
    """
    source = load_reader(path, Limits())
    rows = _of_workbook(source, clean) if _is_workbook(source) else _of_csv(source, clean)
    return [(number, row) for number, row in enumerate(rows, start=1) if any(row)]


def is_workbook(path: Path) -> bool:
    """Say whether a file is an Excel workbook, whatever its name says. Raises `DocumentError`."""
    return _is_workbook(load_reader(path, Limits()))


def _is_workbook(source: Source) -> bool:
    try:
        found = detect(source)
    except UnreadableDocument:
        # A list in an old code page is no kind of document, and a list all the same.
        if b"\x00" in source.data:
            raise
        return False
    if found in {Format.PDF, Format.IMAGE, Format.DOCX}:
        raise UnreadableDocument(
            source.name,
            reason="không phải bảng Excel (.xlsx) hay CSV, dù tên tệp ghi thế nào",
            remedy="Mở bảng bằng Excel rồi lưu thành .xlsx.",
        )
    return found in {Format.XLSX, Format.OFFICE}


def _of_workbook(source: Source, clean: Callable[[str], str]) -> Iterator[list[str]]:
    for block in read_apart(source, Limits()):
        if isinstance(block, Table):
            yield from ([_composed(cell.text, clean) for cell in spread(row)] for row in block.rows)
            return


def _of_csv(source: Source, clean: Callable[[str], str]) -> Iterator[list[str]]:
    text = _text(source)
    # Over the titles there may stand a heading, which has none or a comma.
    beginning = text.splitlines()[:_BEGINNING] or [""]
    delimiter = max(",;\t", key=lambda sign: max(line.count(sign) for line in beginning))
    # A line may end as on an old Mac, which the reader takes for a fault.
    lines = StringIO(text.replace("\0", ""), newline=None)
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            yield [_composed(cell, clean) for cell in row]
    except csv.Error as error:
        raise UnreadableDocument(
            source.name,
            reason="có một ô dài quá mức, có thể do thiếu dấu ngoặc kép đóng",
            remedy="Mở bằng Excel rồi lưu thành .xlsx.",
        ) from error


def _composed(cell: str, clean: Callable[[str], str]) -> str:
    """A cell trimmed, each letter with its marks in one: the old code page keeps tones apart."""
    return normalize("NFC", clean(cell).strip())


def _text(source: Source) -> str:
    if not source.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        for encoding in ENCODINGS:
            try:
                return source.data.decode(encoding)
            except UnicodeDecodeError:
                continue
    return decode(source)
