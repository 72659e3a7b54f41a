"""How much of a document is taken in. Each limit ends in a clear message, never in a crash."""

from collections.abc import Callable
from dataclasses import dataclass

from documents.intake.errors import EmptyDocument, TooLargeDocument

MEGABYTE = 1024 * 1024

Progress = Callable[[int, int], None]
"""Called with the number of pages read and of pages in all; a format without pages counts itself as one."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The most that one document may cost. Bytes are bytes of the file, of one unpacked part, of all parts.

    `lines` are all paragraphs, `table_rows` all rows of all tables, `cell_letters` the letters of one cell, `letters`
    those of the whole document.

    `elements` bounds the tags of one XML or HTML part (a tree takes about 120 bytes a tag), `step_seconds` the
    processor time between two steps of progress, `memory_bytes` the address space of the process that reads.
    `total_seconds` is the wall clock of the whole reading, understanding included; where a file has pages, each page
    read winds it anew, and `longest_seconds` ends it all the same.
    """

    file_bytes: int = 50 * MEGABYTE
    part_bytes: int = 64 * MEGABYTE
    archive_bytes: int = 300 * MEGABYTE
    archive_entries: int = 10_000
    elements: int = 2_000_000
    pages: int = 2_000
    lines: int = 100_000
    table_rows: int = 50_000
    table_columns: int = 200
    cell_letters: int = 20_000
    letters: int = 3_000_000
    step_seconds: float = 10.0
    total_seconds: float = 120.0
    longest_seconds: float = 1_800.0
    memory_bytes: int = 1_000 * MEGABYTE


@dataclass(frozen=True)
class Source:
    """A document's bytes and the name an official knows it by. The name is only ever printed, never opened."""

    name: str
    data: bytes


def check_size(name: str, size: int, limits: Limits) -> None:
    """Refuse an empty file and one over the limit, before a byte of it is read."""
    if size == 0:
        raise EmptyDocument(
            name, reason="là tệp rỗng, không có nội dung", remedy="Hãy tải lại hoặc xin lại văn bản gốc"
        )
    if size > limits.file_bytes:
        raise TooLargeDocument(
            name,
            reason=f"nặng hơn {limits.file_bytes // MEGABYTE} MB, mức nhiều nhất cho một tệp",
            remedy="Hãy tách riêng phần phụ lục nhiệm vụ hoặc giảm dung lượng ảnh trong tệp rồi nhập lại",
        )


def too_large(source: Source, reason: str) -> TooLargeDocument:
    """The refusal of a document that has more of something than any plan."""
    return TooLargeDocument(
        source.name,
        reason=f"{reason}, quá mức cho phép",
        remedy="Hãy tách riêng phần phụ lục nhiệm vụ thành một tệp rồi nhập tệp đó",
    )


def no_progress(done: int, total: int) -> None:
    """The progress nobody watches."""
