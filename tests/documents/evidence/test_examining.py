"""Files are told by their content and structure, in a process of their own; tricks are refused in words."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from documents.evidence.apart import Examined, draw_page, examine_file
from documents.evidence.refusals import FileRefused
from tests.files import DOCUMENT_TYPE, GPS, a_docx, a_pdf, a_photo, an_xlsx, with_parts
from workflow.evidence.files import FileKind

MACRO = DOCUMENT_TYPE.replace(
    "openxmlformats-officedocument.wordprocessingml.document", "ms-word.document.macroEnabled"
)
TYPES = "[Content_Types].xml"


def examined(folder: Path, name: str, content: bytes) -> Examined:
    path = folder / "sent"
    path.write_bytes(content)
    return examine_file(path, name, anew=folder / "anew")


def types_of(archive: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(TYPES)


def a_pdf_with(objects: bytes) -> bytes:
    return a_pdf().replace(b"/Type /Catalog", b"/Type /Catalog " + objects)


def relations(kind: str, target: str) -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="http://x/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()


@pytest.mark.parametrize(
    ("name", "content", "kind", "pages"),
    [
        ("a.pdf", a_pdf("mot", "hai"), FileKind.PDF, 2),
        ("a.docx", a_docx(), FileKind.DOCX, 0),
        ("a.xlsx", an_xlsx(), FileKind.XLSX, 0),
        ("a.JPEG", a_photo(), FileKind.JPEG, 1),
        ("a.png", a_photo(form="PNG"), FileKind.PNG, 1),
        ("không đuôi", a_pdf(), FileKind.PDF, 1),
        (
            "mau.docx",
            with_parts(a_docx(), {"word/_rels/settings.xml.rels": relations("attachedTemplate", "file:///C:/x.dotm")}),
            FileKind.DOCX,
            0,
        ),
        ("bao-mat.docx", a_docx("KẾ HOẠCH BẢO MẬT THÔNG TIN"), FileKind.DOCX, 0),
    ],
)
def test_a_file_is_what_its_content_is(tmp_path: Path, name: str, content: bytes, kind: FileKind, pages: int) -> None:
    assert examined(tmp_path, name, content) == Examined(kind=kind, pages=pages)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", a_docx(), "nội dung là DOCX"),
        ("a.doc", a_docx(), "nội dung là DOCX"),
        ("a.exe", a_pdf(), "có đuôi .exe"),
        ("a.pdf", b"MZ\x90\0" + b"x" * 100, "tệp chương trình"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "đời cũ hoặc có mật khẩu"),
        ("a.zip", with_parts(a_docx(), {})[:4] + b"xxx", "bị hỏng"),
        ("a.html", b"<html><script>alert(1)</script>", "trang web"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "trang web hoặc ảnh vẽ SVG"),
        ("a.heic", b"\0\0\0\x18ftypheic" + b"x" * 50, "ảnh HEIC"),
        ("a.pdf", b"%PDF-1.7\nrac", "bị hỏng"),
        ("a.jpg", a_photo()[:300], "bị hỏng"),
        ("a.docm", with_parts(a_docx(), {"word/vbaProject.bin": b"x"}), "macro"),
        ("a.docx", with_parts(a_docx(), {"word/vbaProject.bin": b"x"}), "macro"),
        ("a.xlsx", with_parts(an_xlsx(), {"xl/macrosheets/sheet1.xml": b"<x/>"}), "macro"),
        (
            "a.docx",
            with_parts(a_docx(), {TYPES: types_of(a_docx()).replace(DOCUMENT_TYPE.encode(), MACRO.encode())}),
            "macro",
        ),
        (
            "a.docx",
            with_parts(a_docx(), {"word/_rels/s.xml.rels": relations("attachedTemplate", "https://evil.example/x")}),
            "tự lấy nội dung từ nơi khác",
        ),
        ("a.pdf", a_pdf_with(b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), "mã lệnh tự chạy"),
        ("a.pdf", a_pdf_with(b"/OpenAction << /S /J#61vaScript /JS (x) >>"), "mã lệnh tự chạy"),
        ("a.pdf", a_pdf_with(b"/OpenAction << /S /Launch /F (cmd.exe) >>"), "mã lệnh tự chạy"),
        ("a.pdf", a_pdf() + a_docx(), "chứa thêm một tệp khác"),
        ("a.docx", a_docx("Số: 03/BC", "TỐI MẬT"), "độ mật “TỐI MẬT”"),
        ("a.docx", a_docx("UBND TỈNH\nMẬT\nSố: 01"), "độ mật “MẬT”"),
        ("a.docx", a_docx("MẬT\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), "độ mật “MẬT”"),
        ("a.xlsx", an_xlsx("MẬT"), "độ mật “MẬT”"),
        ("a.xlsx", an_xlsx("UBND TỈNH\nMẬT"), "độ mật “MẬT”"),
        ("a.tar.gz", b"\x1f\x8b\x08" + b"x" * 50, "tệp nén"),
    ],
)
def test_what_may_not_be_kept_is_refused_in_words(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        examined(tmp_path, name, content)
    assert reason in refused.value.reason
    assert refused.value.given == name
    assert refused.value.remedy.endswith(".")
    assert not (tmp_path / "anew").exists()


def test_a_document_that_unpacks_to_three_hundred_megabytes_is_refused(tmp_path: Path) -> None:
    bomb = with_parts(a_docx(), {"word/header1.xml": b"\0" * (300 * 1024 * 1024)})
    with pytest.raises(FileRefused) as refused:
        examined(tmp_path, "a.docx", bomb)
    assert "bom nén" in refused.value.reason


def test_a_photo_is_kept_upright_and_without_its_place(tmp_path: Path) -> None:
    examined(tmp_path, "a.jpg", a_photo(400, 300))
    with Image.open(tmp_path / "anew") as kept:
        assert kept.size == (300, 400)
        assert GPS not in kept.getexif()
    assert b"Exif" not in (tmp_path / "anew").read_bytes()


def test_a_page_is_drawn_as_our_own_picture_with_its_words(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(a_pdf("Trang mot", "Trang hai"))
    words = draw_page(path, "a.pdf", FileKind.PDF, 1, to=tmp_path / "page.webp")
    assert words == "Trang hai"
    with Image.open(tmp_path / "page.webp") as picture:
        assert (picture.format, picture.width) == ("WEBP", 893)
