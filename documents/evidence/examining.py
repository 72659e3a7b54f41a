"""The process that opens a file which somebody sent up: judges it, looks for markings, draws pages.

Started by `documents.evidence.apart` with the file as standard input. It answers one line of JSON, and behind it the
bytes that were asked for, if any: a photo written anew, a page as a picture.
"""

import io
import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from documents.evidence.office_file import office_kind, office_lines
from documents.evidence.pdf_file import opened_pdf, page_picture, page_words, pdf_lines
from documents.evidence.picture_file import clean_picture, opened_picture, preview_of
from documents.evidence.refusals import FileRefused, SecretRefused, other_kind, two_in_one, wrongly_named
from documents.evidence.signatures import kind_by_signature
from documents.intake.bounds import bound_memory, wind_clock
from documents.intake.errors import DocumentError
from documents.intake.limits import MEGABYTE, Limits, Source
from workflow.evidence.files import ENDINGS, MOST_FILE_OCTETS, FileKind, ending_of
from workflow.evidence.secrecy import marking_in_lines

EXAMINING_LIMITS = Limits(
    file_bytes=MOST_FILE_OCTETS, archive_bytes=200 * MEGABYTE, elements=1_000_000, step_seconds=15.0, total_seconds=40.0
)
_PICTURE_QUALITY = 80
# What of a document's words a page shows beside its picture.
_MOST_WORDS = 20_000
_Answer = tuple[dict[str, Any], bytes]


def answer_orders(orders: Mapping[str, Any]) -> None:
    """Do what the orders say with the file on standard input."""
    bound_memory(EXAMINING_LIMITS.memory_bytes)
    wind_clock(EXAMINING_LIMITS.step_seconds)
    source = Source(orders["name"], sys.stdin.buffer.read())
    try:
        said, content = _examine(source) if orders["page"] is None else _draw(source, orders["kind"], orders["page"])
    except FileRefused as refused:
        said, content = {"refused": {"reason": refused.reason, "remedy": refused.remedy}}, b""
    except DocumentError as refused:
        said, content = {"refused": {"reason": refused.reason, "remedy": f"{refused.remedy}."}}, b""
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


def _examine(source: Source) -> _Answer:
    kind = kind_by_signature(source)
    if kind is None:
        kind = office_kind(source, EXAMINING_LIMITS)
    elif not kind.is_picture and _holds_an_archive(source):
        raise two_in_one(source.name)
    _check_ending(source.name, kind)
    if kind.is_picture:
        return {"kind": kind, "pages": 1}, clean_picture(opened_picture(source, kind), kind)
    if kind is FileKind.PDF:
        document = opened_pdf(source, EXAMINING_LIMITS)
        _refuse_marking(source.name, pdf_lines(document))
        return {"kind": kind, "pages": len(document)}, b""
    _refuse_marking(source.name, office_lines(source, kind, EXAMINING_LIMITS))
    return {"kind": kind, "pages": 0}, b""


def _draw(source: Source, kind: str, page: int) -> _Answer:
    if kind == FileKind.PDF:
        document = opened_pdf(source, EXAMINING_LIMITS)
        picture, words = page_picture(document, page), page_words(document, page)[:_MOST_WORDS]
    else:
        picture, words = preview_of(opened_picture(source, FileKind(kind))), ""
    content = io.BytesIO()
    picture.save(content, "WEBP", quality=_PICTURE_QUALITY, method=2)
    return {"words": words}, content.getvalue()


def _check_ending(name: str, kind: FileKind) -> None:
    """A name without an ending says nothing wrong; one that says another kind misleads who opens it."""
    ending = ending_of(name)
    if ending and ENDINGS.get(ending) is not kind:
        if ending in ENDINGS or ending in _OFFICE_ENDINGS:
            raise wrongly_named(name, kind)
        raise other_kind(name, f"tệp có đuôi .{ending}", f"Đổi đuôi tên thành .{kind.value} nếu đúng là tệp đó.")


_OFFICE_ENDINGS = frozenset({"doc", "xls", "ppt", "pptx", "docm", "xlsm", "dotx", "zip"})


def _holds_an_archive(source: Source) -> bool:
    """Whether an archive hangs at the end: a file that some programs read as a PDF and others as an archive."""
    import zipfile

    return zipfile.is_zipfile(io.BytesIO(source.data))


def _refuse_marking(name: str, lines: Iterable[str]) -> None:
    if marking := marking_in_lines(lines):
        raise SecretRefused(name, marking, where="trong nội dung")


def orders_for(name: str, *, kind: FileKind | None = None, page: int | None = None) -> Mapping[str, object]:
    """Return the orders to examine a file, or with a page (from 0) to draw that page of a file of a known kind."""
    return {"name": name, "kind": kind, "page": page}
