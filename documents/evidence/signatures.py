"""What a file is by its first bytes. Kinds that aren't taken in are named, so that who sent one knows what to do."""

from documents.evidence.refusals import AS_PDF, other_kind
from documents.intake.limits import Source
from workflow.evidence.files import FileKind

_ZIP = b"PK\x03\x04"
_TAKEN = (
    (b"%PDF-", FileKind.PDF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
)
_AS_PICTURE = "Lưu lại thành ảnh JPG rồi gửi bản đó."
_OTHERS = (
    (
        0,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "tệp Word, Excel đời cũ hoặc có mật khẩu",
        "Bỏ mật khẩu, lưu lại thành .docx, .xlsx.",
    ),
    (0, b"MZ", "tệp chương trình", ""),
    (0, b"\x7fELF", "tệp chương trình", ""),
    (0, b"Rar!", "tệp nén", "Giải nén rồi gửi từng tệp: PDF, DOCX, XLSX hoặc ảnh."),
    (0, b"7z\xbc\xaf", "tệp nén", "Giải nén rồi gửi từng tệp: PDF, DOCX, XLSX hoặc ảnh."),
    (0, b"\x1f\x8b", "tệp nén", "Giải nén rồi gửi từng tệp: PDF, DOCX, XLSX hoặc ảnh."),
    (0, b"{\\rtf", "tệp RTF", f"Lưu lại thành .docx. {AS_PDF}"),
    (0, b"GIF8", "ảnh GIF", _AS_PICTURE),
    (0, b"BM", "ảnh BMP", _AS_PICTURE),
    (0, b"II*\x00", "ảnh TIFF", AS_PDF),
    (0, b"MM\x00*", "ảnh TIFF", AS_PDF),
    (8, b"WEBP", "ảnh WebP", _AS_PICTURE),
    (
        4,
        b"ftyp",
        "ảnh HEIC hoặc video",
        "Trên iPhone chọn Cài đặt, Camera, Định dạng, “Tương thích nhất”, chụp lại rồi gửi.",
    ),
)


def kind_by_signature(source: Source) -> FileKind | None:
    """Return what the file is; None for an archive, which has to be looked into. Raises `FileRefused`."""
    head = source.data[:16]
    if not source.data:
        raise other_kind(source.name, "tệp rỗng", "Chọn lại tệp rồi gửi.")
    for signature, kind in _TAKEN:
        if head.startswith(signature):
            return kind
    if head.startswith(_ZIP):
        return None
    for place, signature, what, remedy in _OTHERS:
        if head[place:].startswith(signature):
            raise other_kind(source.name, what, remedy)
    text = source.data[:1024].lstrip().lower()
    raise other_kind(source.name, "trang web hoặc ảnh vẽ SVG" if text.startswith(b"<") else "loại tệp khác")
