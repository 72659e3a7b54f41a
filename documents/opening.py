"""Opens a file, whatever its format, and hands over its blocks. What the blocks mean is not asked here."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from documents.blocks.values import Block
from documents.intake.detect import Format, detect
from documents.intake.errors import UnreadableDocument
from documents.intake.limits import Limits, Progress, Source, check_size, no_progress

_MODULES = {
    Format.DOCX: "documents.formats.docx",
    Format.XLSX: "documents.formats.xlsx",
    Format.PDF: "documents.formats.pdf",
    Format.HTML: "documents.formats.html",
    Format.MHTML: "documents.formats.html",
    Format.TEXT: "documents.text.reading",
    Format.IMAGE: "documents.formats.scan",
}


# By how a name ends; a file may be something else all the same.
_LIKELY = {".docx": Format.DOCX, ".xlsx": Format.XLSX, ".pdf": Format.PDF, ".html": Format.HTML, ".txt": Format.TEXT}


def likely_reader(source: Source) -> list[str]:
    """The module that this file probably needs, told by its name alone; none for a name that tells nothing."""
    likely = _LIKELY.get(Path(source.name).suffix.lower())
    return [_MODULES[likely]] if likely else []


def load_reader(path: Path, limits: Limits) -> Source:
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
    from documents.formats.office import convert

    return convert(source, limits)
