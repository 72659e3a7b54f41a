"""Reads a file in a process of its own, with bounds on memory and time: whatever is in the file, the caller lives on.

The parsers below are large and partly written in C; a hostile file may make any of them loop, swell or fall. Here
that ends in a `DocumentError` that says so.
"""

import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Any

from base.visible import visible_in_document
from documents.blocks.values import Block, Paragraph, Table
from documents.intake.bounds import bound_memory, wind_clock
from documents.intake.detect import Format, detect
from documents.intake.errors import DocumentError, HostileDocument
from documents.intake.limits import Limits, Progress, Source, no_progress, too_large
from documents.intake.marking import refuse_marked_blocks
from documents.intake.nursery import child
from documents.opening import likely_reader, read_blocks
from documents.wire import ReadingStep, WireMessage, pack, unpack
from workflow.plan import PlanDocument

KeepTable = Callable[[Table], None]
"""Called with each table of a file, in the file's order, `ordinal` set."""
# Text without structure is taken apart word by word: a long one may take this many bytes a step.
_TEXT_STEP = 50_000


def read_apart(source: Source, limits: Limits, progress: Progress = no_progress) -> Generator[Block]:
    """The file's blocks, read by another process; a fault of that process is a fault of the file."""
    for message in _messages(source, limits, progress, whole=False):
        if isinstance(message, Paragraph | Table):
            yield message


def understand_apart(
    source: Source, limits: Limits, progress: Progress = no_progress, keep_table: KeepTable | None = None
) -> PlanDocument:
    """The plan in the file, read and understood by another process: what a table means may take as long as finding it.

    `keep_table` is given the file's tables as they are printed. A fault of that process is a fault of the file.
    """
    for message in _messages(source, limits, progress, whole=True, tables=keep_table is not None):
        if isinstance(message, PlanDocument):
            return message
        if isinstance(message, Table) and keep_table is not None:
            keep_table(message)
    raise _fell(source)


def _messages(
    source: Source, limits: Limits, progress: Progress, *, whole: bool, tables: bool = False
) -> Generator[WireMessage]:
    """What the other process says, errors raised and steps told.

    `whole` asks for the plan instead of the blocks, `tables` for the tables before the plan.
    """
    clocks = _Clocks(limits)
    orders = {"name": source.name, "limits": asdict(limits), "whole": whole, "tables": tables}
    with TemporaryFile() as file, _child(source, file, clocks, orders) as answer:
        try:
            for message in unpack(answer):
                if isinstance(message, DocumentError):
                    raise message
                if isinstance(message, ReadingStep):
                    progress(message.done, message.total)
                    if message.total > 1:
                        clocks.wind()
                else:
                    yield message
        except (ValueError, RecursionError) as error:
            # What is no JSON, or no plan: both libraries tell it as a kind of ValueError.
            raise _fell(source) from error


class _Clocks:
    """Ends the reading process: when too long nothing came, and when all of it takes too long."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._end: Callable[[], None] = lambda: None
        self._timers: list[Timer] = []

    def start(self, end: Callable[[], None]) -> None:
        self._end = end
        self._timers = [Timer(self._limits.longest_seconds, end), Timer(self._limits.total_seconds, end)]
        for timer in self._timers:
            timer.start()

    def wind(self) -> None:
        """A page is done: the next may take as long."""
        self._timers.pop().cancel()
        self._timers.append(Timer(self._limits.total_seconds, self._end))
        self._timers[-1].start()

    def stop(self) -> None:
        for timer in self._timers:
            timer.cancel()


@contextmanager
def _child(source: Source, file: IO[bytes], clocks: _Clocks, orders: Mapping[str, object]) -> Iterator[IO[bytes]]:
    """The output of the reading process. It gets the file as its standard input, and nothing else to open."""
    file.write(source.data)
    file.seek(0)
    needs = [__name__, *likely_reader(source), *(["documents.understanding"] if orders["whole"] else [])]
    with child(f"{__name__}.{write_blocks.__name__}", orders, file, needs=needs) as process:
        clocks.start(process.kill)
        try:
            yield process.answer
            if not process.ends_well():
                raise _fell(source)
        finally:
            clocks.stop()


def _fell(source: Source) -> HostileDocument:
    return HostileDocument(
        source.name,
        reason="cần quá nhiều bộ nhớ hoặc thời gian để đọc, hoặc làm hỏng chương trình đọc",
        remedy="Hãy in lại văn bản thành PDF mới, hoặc tách riêng phần phụ lục nhiệm vụ rồi nhập lại",
    )


def write_blocks(orders: Mapping[str, Any]) -> None:
    """Read the file on standard input, and write its blocks as they come: what the other process does."""
    limits = Limits(**orders["limits"])
    source = Source(orders["name"], sys.stdin.buffer.read())
    out = sys.stdout.buffer
    bound_memory(limits.memory_bytes)
    wind_clock(limits.step_seconds * max(1.0, len(source.data) / _TEXT_STEP if _is_text(source) else 1.0))

    def advance(done: int, total: int) -> None:
        wind_clock(limits.step_seconds)
        out.write(pack(ReadingStep(done, total)))
        out.flush()

    try:
        blocks = _held_to(limits, source, read_blocks(source, limits, advance))
        if orders["whole"]:
            known = list(_counted(blocks))
            refuse_marked_blocks(source.name, known)
            for block in known:
                if orders["tables"] and isinstance(block, Table):
                    out.write(pack(block))
            out.write(pack(_understood(known, limits)))
        else:
            for block in blocks:
                out.write(pack(block))
    except DocumentError as error:
        out.write(pack(error))
    out.flush()


def _understood(blocks: Sequence[Block], limits: Limits) -> PlanDocument:
    from documents.understanding import plan_from

    wind_clock(limits.total_seconds)
    return plan_from(blocks)


def _counted(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, the file's tables counted."""
    tables = 0
    for block in blocks:
        if isinstance(block, Table):
            tables += 1
            yield replace(block, ordinal=tables)
        else:
            yield block


def _held_to(limits: Limits, source: Source, blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, as long as there are no more rows and letters than a plan has."""
    rows = letters = lines = 0
    for block in blocks:
        texts = [block.text] if isinstance(block, Paragraph) else [c.text for row in block.rows for c in row.cells]
        rows += len(block.rows) if isinstance(block, Table) else 0
        lines += isinstance(block, Paragraph)
        letters += sum(map(len, texts))
        if lines > limits.lines:
            raise too_large(source, f"có hơn {limits.lines} dòng chữ")
        if rows > limits.table_rows:
            raise too_large(source, f"có hơn {limits.table_rows} dòng bảng")
        if letters > limits.letters:
            raise too_large(source, f"có hơn {limits.letters} chữ")
        if isinstance(block, Table) and max(map(len, texts), default=0) > limits.cell_letters:
            raise too_large(source, f"có ô bảng dài hơn {limits.cell_letters} chữ")
        yield block if all(visible_in_document(text) == text for text in texts) else _seen(block)


def _seen(block: Block) -> Block:
    """The block without what nobody can see in it."""
    if isinstance(block, Paragraph):
        return replace(block, text=visible_in_document(block.text))
    rows = (
        replace(row, cells=tuple(replace(cell, text=visible_in_document(cell.text)) for cell in row.cells))
        for row in block.rows
    )
    return replace(block, rows=tuple(rows))


def _is_text(source: Source) -> bool:
    try:
        return detect(source) is Format.TEXT
    except DocumentError:
        return False
