"""What a file is, by its content."""

import pytest

from documents.intake.detect import Format, decode, detect
from documents.intake.limits import Source
from tests.documents.builders import a_docx, a_row, read
from tests.documents.papers import Page, a_pdf

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (a_docx(a_row()), Format.DOCX),
        (a_pdf(Page()), Format.PDF),
        (b"\n junk before %PDF-1.4", Format.PDF),
        (b"  <!DOCTYPE html><html>", Format.HTML),
        (b"\xef\xbb\xbf<table><tr><td>", Format.HTML),
        ("<html>".encode("utf-16"), Format.HTML),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x", Format.MHTML),
        (b"From: <Saved by Blink>\r\nContent-Type: multipart/related; boundary=x", Format.MHTML),
        (OLE + bytes(600), Format.OFFICE),
        (b"{\\rtf1\\ansi", Format.OFFICE),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', Format.OFFICE),
        (b"\x89PNG\r\n\x1a\n....", Format.IMAGE),
        (b"\xff\xd8\xff\xe0....", Format.IMAGE),
        (b"II*\x00....", Format.IMAGE),
        ("KẾ HOẠCH\nSố: 50/KH-UBND".encode(), Format.TEXT),
        ("KẾ HOẠCH".encode("utf-16"), Format.TEXT),
    ],
    ids=lambda value: value.value if isinstance(value, Format) else "",
)
def test_a_file_is_known_by_its_content(data: bytes, form: Format) -> None:
    assert detect(Source("bat-ky.dat", data)) is form


def test_a_page_that_calls_itself_a_word_file_is_read_as_a_page() -> None:
    page = (
        "<html><table><tr><th>TT<th>Nhiệm vụ<th>Chủ trì<th>Thời hạn<tr><td>1<td>Lập đề án<td>Sở Y tế<td>Tháng 3</table>"
    )

    assert [row.deadline for row in read(page.encode(), "ke-hoach.doc").rows] == ["Tháng 3"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_decoded_whatever_its_mark(encoding: str) -> None:
    text = "Kế hoạch số 50/KH-UBND ngày 16/01/2026 " * 20

    assert decode(Source("x.txt", text.encode(encoding))) == text


def test_a_broken_letter_in_a_long_text_is_forgiven() -> None:
    data = ("Kế hoạch năm 2026. " * 50).encode() + b"\xff\xfe"[:1]

    assert decode(Source("x.txt", data)).startswith("Kế hoạch")
