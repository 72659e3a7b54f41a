"""Files that are missing, empty, huge, locked or out to harm: each is refused in words an official can act on."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from documents.blocks.values import Paragraph
from documents.intake.errors import (
    DocumentError,
    EmptyDocument,
    HostileDocument,
    ProtectedDocument,
    TooLargeDocument,
    UnreadableDocument,
)
from documents.intake.limits import Limits, Source, check_size
from documents.opening import read_blocks
from documents.reader import read_file
from documents.sandbox import read_apart
from tests.documents.builders import a_docx, a_row, read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def with_part(part: str, data: bytes, *, flag: int = 0) -> bytes:
    """A good Word file, one of its parts replaced or added."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(a_docx(a_row()))) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, data)
    packed = buffer.getvalue()
    # The flag stands in the local header and in the directory, 6 and 8 bytes behind their signatures.
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = packed.rfind(signature)
        packed = packed[: at + offset] + bytes([packed[at + offset] | flag]) + packed[at + offset + 1 :]
    return packed


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"khong-co\.docx.*không có ở đường dẫn"):
        read_file(tmp_path / "khong-co.docx")


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        read_file(tmp_path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rong.pdf").touch()

    with pytest.raises(EmptyDocument, match="tệp rỗng"):
        read_file(tmp_path / "rong.pdf")


def test_a_file_over_fifty_megabytes_is_refused_before_it_is_opened() -> None:
    with pytest.raises(TooLargeDocument, match="nặng hơn 50 MB"):
        check_size("lon.pdf", 51 * 1024 * 1024, Limits())


def test_a_zip_bomb_is_refused() -> None:
    with pytest.raises(HostileDocument, match="bom nén"):
        read(with_part("word/media/image1.xml", bytes(400 * 1024 * 1024)))


def test_a_bomb_that_lies_about_its_size_is_not_unpacked_beyond_the_limit() -> None:
    data = bytearray(with_part("word/document.xml", b"<x>" + b" " * 3_000_000 + b"</x>"))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")

    with pytest.raises(DocumentError):
        read(bytes(data))


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">',
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    ],
    ids=["outside file", "outside address", "billion laughs"],
)
def test_entities_are_refused(declaration: bytes) -> None:
    xml = zipfile.ZipFile(BytesIO(a_docx(a_row()))).read("word/document.xml")

    with pytest.raises(HostileDocument, match="thực thể"):
        read(with_part("word/document.xml", xml.replace(b"<w:document", declaration + b"<w:document", 1)))


def test_a_path_in_an_archive_leads_nowhere(tmp_path: Path) -> None:
    target = tmp_path / "bay"
    data = with_part(f"../../../..{target}", b"bay")

    assert [row.number for row in read(data).rows] == ["1"]
    assert not target.exists()


def test_macros_are_parts_like_any_other_and_never_run() -> None:
    assert [row.number for row in read(with_part("word/vbaProject.bin", OLE + b"Sub AutoOpen()")).rows] == ["1"]


def test_a_tree_of_too_many_elements_is_refused() -> None:
    page = b"<html><body>" + b"<p>a</p>" * 600 + b"</body></html>"

    with pytest.raises(TooLargeDocument, match="quá nhiều phần tử"):
        list(read_blocks(Source("x.html", page), Limits(elements=1000)))


@pytest.mark.parametrize(
    "data",
    [
        OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
        OLE + bytes(504) + b"\xec\xa5" + bytes(8) + b"\x00\x01" + bytes(500) + "WordDocument".encode("utf-16-le"),
        with_part("word/document.xml", b"x", flag=1),
    ],
    ids=["Word with a password", "Word 97 with a password", "archive with a password"],
)
def test_a_file_under_a_password_is_refused(data: bytes) -> None:
    with pytest.raises(ProtectedDocument, match="mật khẩu"):
        read(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04" + bytes(100), "bị hỏng"),
        (a_docx(a_row())[:3000], "bị hỏng"),
        (with_part("word/document.xml", b"<w:document"), "bị hỏng"),
        (bytes(range(256)) * 40, "không phải loại tệp"),
    ],
    ids=["no archive", "half an archive", "half a document", "noise"],
)
def test_what_cannot_be_read_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words):
        read(data)


def test_an_archive_of_documents_is_no_document() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("ke-hoach.docx", b"x")

    with pytest.raises(UnreadableDocument, match="giải nén"):
        read(buffer.getvalue())


def test_every_refusal_says_what_where_why_and_what_to_do() -> None:
    with pytest.raises(DocumentError) as caught:
        read(b"PK\x03\x04", "hong.docx")

    error = caught.value
    assert error.exit_code == 2
    assert all((error.given, error.place, error.reason, error.remedy))


def test_a_label_of_fifty_thousand_numbers_is_cut_short(tmp_path: Path) -> None:
    document = Document()
    for _ in range(3):
        document.add_paragraph("Xây dựng đề án", style="List Number")
    for level in document.part.numbering_part.element.iter(qn("w:lvlText")):
        level.set(qn("w:val"), "%1" * 50_000)
    document.save(str(tmp_path / "x.docx"))
    blocks = list(read_apart(Source("x.docx", (tmp_path / "x.docx").read_bytes()), Limits()))
    assert max(len(block.text) for block in blocks if isinstance(block, Paragraph)) < 200


def test_three_hundred_thousand_rows_are_refused(tmp_path: Path) -> None:
    row = "<w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr>"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{word}"><w:body><w:tbl>{row * 300_000}</w:tbl></w:body></w:document>'
    path = tmp_path / "x.docx"
    path.write_bytes(with_part("word/document.xml", body.encode()))
    with pytest.raises(TooLargeDocument):
        read_file(path)


def test_text_that_takes_too_long_to_understand_is_given_up_by_the_same_clock(tmp_path: Path) -> None:
    line = "Sở Nội vụ chủ trì, phối hợp với các sở, ngành xây dựng đề án trước ngày 15/7/2026 và báo cáo.\n"
    path = tmp_path / "x.txt"
    path.write_text(line * 30_000, encoding="utf-8")
    with pytest.raises(HostileDocument, match="thời gian"):
        read_file(path, limits=Limits(total_seconds=3.0))


def test_a_text_of_more_lines_than_any_plan_is_refused_before_it_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text("| a |\n" * 300_000, encoding="utf-8")
    with pytest.raises(TooLargeDocument, match="hơn 100000 dòng chữ"):
        read_file(path)


def _add_three_lines(document: Any) -> None:
    for _ in range(3):
        document.add_paragraph("Nơi nhận")


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(table_rows=2), "hơn 2 dòng bảng"),
        (Limits(letters=50), "hơn 50 chữ"),
        (Limits(lines=2), "hơn 2 dòng chữ"),
        (Limits(cell_letters=10), "ô bảng dài hơn 10 chữ"),
    ],
)
def test_more_than_a_plan_holds_is_refused_with_what_is_too_much(tmp_path: Path, limits: Limits, said: str) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(a_docx(a_row("1"), a_row("2"), a_row("3"), edit=_add_three_lines))
    with pytest.raises(TooLargeDocument, match=said):
        read_file(path, limits=limits)
