"""PDF as evidence: opened by PDFium, without programs, attachments and locks; its words, and pictures of its pages."""

import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from documents.evidence.refusals import AS_PDF, FileRefused, not_opened
from documents.intake.limits import Limits, Source

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument

# In these pages a marking is looked for: a stamp stands on the first.
READ_PAGES = 50
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
# What runs or starts something; a name ends where a letter can't stand.
_RUNS = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|XFA)(?![A-Za-z0-9])")
# How far before its stream the dictionary of an object stream says that it is one; what of them is unpacked in all.
_DICTIONARY = 1_024
_UNPACKED = 64 * 1024 * 1024
# In points, and pixels: a page is drawn no larger, whatever it says of its size.
_SCALE, _WIDEST, _HIGHEST = 1.5, 1_400, 2_000


def opened_pdf(source: Source, limits: Limits) -> "PdfDocument":
    """Open a file that may be kept. Raises `FileRefused`."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise _locked(source.name) if locked else not_opened(source.name) from error
    if not 0 < len(document) <= limits.pages:
        raise not_opened(source.name)
    # What is encrypted can't be searched for programs, by us or by a virus scanner.
    if raw.FPDF_GetSecurityHandlerRevision(document.raw) != -1:
        raise _locked(source.name)
    if raw.FPDFDoc_GetAttachmentCount(document.raw) > 0:
        raise FileRefused(source.name, reason="có tệp khác đính bên trong", remedy=f"Gửi riêng tệp đó. {AS_PDF}")
    if raw.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0 or _runs_something(source.data):
        raise FileRefused(source.name, reason="có mã lệnh tự chạy bên trong", remedy=AS_PDF)
    return document


def pdf_lines(document: "PdfDocument") -> Iterator[str]:
    """Yield the lines of the first pages."""
    for number in range(min(len(document), READ_PAGES)):
        yield from page_words(document, number).splitlines()


def page_words(document: "PdfDocument", number: int) -> str:
    """Return the words of a page, counted from 0; "" for one that PDFium can't read."""
    import pypdfium2

    try:
        return str(document[number].get_textpage().get_text_bounded())
    except pypdfium2.PdfiumError:
        return ""


def page_picture(document: "PdfDocument", number: int) -> "Image":
    """Draw a page, counted from 0, on white."""
    page = document[number]
    width, height = page.get_size()
    scale = min(_SCALE, _WIDEST / max(width, 1.0), _HIGHEST / max(height, 1.0))
    picture: Image = page.render(scale=scale, may_draw_forms=False).to_pil()
    return picture.convert("RGB")


def _runs_something(data: bytes) -> bool:
    unpacked = 0
    for match in _STREAM.finditer(data):
        if b"/ObjStm" in data[max(0, match.start() - _DICTIONARY) : match.start()]:
            content = _inflated(match[1], _UNPACKED - unpacked)
            unpacked += len(content)
            if _names_a_program(content):
                return True
    return _names_a_program(_STREAM.sub(b"", data))


def _inflated(data: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, max(most, 1))
    except zlib.error:
        return data


def _names_a_program(data: bytes) -> bool:
    plain = _HEX.sub(lambda match: bytes([int(match[1], 16)]), data)
    return _RUNS.search(plain) is not None


def _locked(name: str) -> FileRefused:
    return FileRefused(name, reason="bị khóa hoặc đặt mật khẩu", remedy=f"Bỏ mật khẩu rồi lưu lại. {AS_PDF}")
