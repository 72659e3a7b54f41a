"""What a file is, by its content. Its name is not asked: legal sites serve HTML as `.doc` and people rename freely."""

import re
import zipfile
from enum import StrEnum
from io import BytesIO

from documents.intake.archive import damaged_document, protected_document
from documents.intake.errors import UnreadableDocument
from documents.intake.limits import Source


class Format(StrEnum):
    """The kinds of file that are told apart. `OFFICE` is every kind that LibreOffice has to convert first."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    HTML = "html"
    MHTML = "mhtml"
    TEXT = "text"
    IMAGE = "image"
    OFFICE = "office"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")
_HTML = re.compile(rb"<!doctype html|<(?:html|head|body|table|meta|div)\b", re.IGNORECASE)
_WORD_FIB = b"\xec\xa5"
_FIB_FLAGS = 0x0A
_FIB_ENCRYPTED = 0x01  # bit 8 of the flags word, so bit 0 of its second byte
_SECTOR = 512
_LOOKED_AT = 65_536


def detect(source: Source) -> Format:
    """The format of the file; a file of no readable kind, or under a password, is refused."""
    head = source.data[:4096]
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if head.startswith(b"PK\x03\x04"):
        return _in_archive(source)
    if head.startswith(_OLE):
        return _in_ole(source)
    if head.startswith(_IMAGES):
        return Format.IMAGE
    if head.startswith(b"{\\rtf"):
        return Format.OFFICE
    return _in_text(source)


def _in_archive(source: Source) -> Format:
    try:
        names = zipfile.ZipFile(BytesIO(source.data)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise damaged_document(source.name) from error
    if any(name.startswith("word/") for name in names):
        return Format.DOCX
    if any(name.startswith("xl/") for name in names):
        return Format.XLSX
    if "mimetype" in names and "content.xml" in names:
        return Format.OFFICE
    raise _unknown(source.name, "là tệp nén, không phải văn bản", "Hãy giải nén rồi nhập từng văn bản bên trong")


def _in_ole(source: Source) -> Format:
    if "EncryptedPackage".encode("utf-16-le") in source.data or _word_is_encrypted(source.data):
        raise protected_document(source.name)
    return Format.OFFICE


def _word_is_encrypted(data: bytes) -> bool:
    """Whether a Word 97-2003 file's information block, which starts a sector, has its encryption bit set ([MS-DOC])."""
    starts = range(_SECTOR, min(len(data), 64 * _SECTOR), _SECTOR)
    blocks = (data[start : start + 32] for start in starts)
    return any(
        block.startswith(_WORD_FIB) and len(block) > _FIB_FLAGS + 1 and block[_FIB_FLAGS + 1] & _FIB_ENCRYPTED
        for block in blocks
    )


def is_spreadsheet(source: Source) -> bool:
    """Whether a file that LibreOffice has to convert holds sheets rather than pages."""
    names = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"), b"opendocument.spreadsheet")
    return any(name in source.data for name in names) and "WordDocument".encode("utf-16-le") not in source.data


def _in_text(source: Source) -> Format:
    head = source.data[:_LOOKED_AT]
    if head[:512].lstrip().lower().startswith((b"mime-version:", b"from:")) and b"multipart/related" in head:
        return Format.MHTML
    if b"<?mso-application" in head[:1024]:
        return Format.OFFICE
    if _HTML.search(head[:4096].replace(b"\0", b"")) or _HTML.search(head):
        return Format.HTML
    decode(source)
    return Format.TEXT


def decode(source: Source) -> str:
    """The text of a plain text file: UTF-8, or UTF-16 with or without its mark.

    A few broken bytes are replaced; a file that is mostly something else is refused.
    """
    text = source.data.decode(_encoding(source.data), errors="replace")
    strange = sum(text.count(char) for char in "\ufffd\0\x01\x03\x04\x05\x06")
    if strange > max(3, len(text) // 100):
        raise _unknown(
            source.name,
            "không phải loại tệp đọc được (DOCX, PDF, HTML, XLSX, văn bản UTF-8 hoặc ảnh quét)",
            "Hãy lưu văn bản thành DOCX hoặc PDF (văn bản thuần thì chọn bảng mã UTF-8) rồi nhập lại",
        )
    return text


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[:4096]
    if len(sample) > 1 and sample.count(0) > len(sample) // 8:
        return "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"
    return "utf-8-sig"


def _unknown(name: str, reason: str, remedy: str) -> UnreadableDocument:
    return UnreadableDocument(name, reason=reason, remedy=remedy)
