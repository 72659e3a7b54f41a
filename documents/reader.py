"""Reads a file into a plan: its head, its tasks and what is doubtful about them.

file → format → blocks → task tables → rows. Every format goes the same way from the blocks on.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from documents.blocks import Block
from documents.detect import Format, detect
from documents.errors import UnreadableDocument
from documents.head import read_head
from documents.headers import Column
from documents.limits import Limits, Progress, Source, check_size, no_progress
from documents.obligations import read_obligations, report_cycle
from documents.rows import task_rows
from documents.sandbox import read_apart
from documents.tables import TaskTable, task_tables
from workflow.plan import Doubt, PlanDocument

_MODULES = {
    Format.DOCX: "documents.formats.docx",
    Format.XLSX: "documents.formats.xlsx",
    Format.PDF: "documents.formats.pdf",
    Format.HTML: "documents.formats.html",
    Format.MHTML: "documents.formats.html",
    Format.TEXT: "documents.formats.plain",
    Format.IMAGE: "documents.formats.scan",
}
NO_TABLE = "Không tìm thấy bảng nhiệm vụ nào trong văn bản"
_GUESSED = "Bảng không có dòng tiêu đề: các cột được đoán theo nội dung, cần đối chiếu từng dòng"
_NO_DEADLINES = "Bảng nhiệm vụ{place} không có cột thời hạn: mọi nhiệm vụ của bảng cần người nhập thời hạn"


def read(path: Path, *, limits: Limits | None = None, progress: Progress = no_progress) -> PlanDocument:
    """The plan that the file holds. Whatever is wrong with the file, only `DocumentError` comes out."""
    limits = limits or Limits()
    source = readable(load(path, limits), limits)
    return plan_from(list(read_apart(source, limits, progress)))


def load(path: Path, limits: Limits) -> Source:
    """The file's bytes, if it is there and not too large."""
    try:
        check_size(path.name, path.stat().st_size, limits)
        return Source(path.name, path.read_bytes())
    except OSError as error:
        raise UnreadableDocument(
            path.name,
            reason="không mở được" if path.exists() else "không có ở đường dẫn đã cho",
            remedy="Hãy kiểm tra đường dẫn và quyền đọc tệp",
        ) from error


def read_blocks(source: Source, limits: Limits, progress: Progress = no_progress) -> Iterator[Block]:
    """The file's blocks in reading order, whatever its format."""
    source = readable(source, limits)
    module = import_module(_MODULES[detect(source)])
    blocks: Iterator[Block] = module.read_blocks(source, limits, progress)
    yield from blocks


def readable(source: Source, limits: Limits) -> Source:
    """The file itself, or what LibreOffice makes of an older one."""
    if detect(source) is not Format.OFFICE:
        return source
    from documents.formats.office import converted

    return converted(source, limits)


def plan_from(blocks: Sequence[Block]) -> PlanDocument:
    """The plan in the blocks."""
    tables = task_tables(blocks)
    rows = tuple(task_rows(tables))
    head = read_head(blocks)
    obligations = read_obligations(blocks, head)
    cycle = report_cycle(obligations)
    return PlanDocument(
        head=head,
        rows=rows,
        doubts=tuple(_doubts(tables)) if rows else (Doubt(column="", reason=NO_TABLE),),
        obligations=obligations,
        report_cycle=cycle.expression if cycle else "",
    )


def _doubts(tables: Sequence[TaskTable]) -> Iterator[Doubt]:
    for table in tables:
        if table.header.guessed:
            yield Doubt(column="", reason=_GUESSED)
        if not table.header.has(Column.DEADLINE) and not table.header.has(Column.OPENS):
            place = f" của Phụ lục {table.appendix}" if table.appendix else ""
            yield Doubt(column="deadline", reason=_NO_DEADLINES.format(place=place))
