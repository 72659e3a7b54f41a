"""Files that prove a result: what is known of one, and what the log keeps of it, so that the log's seal covers it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from base.vietnamese import one_line

_MEGABYTE = 1024 * 1024
# The most that one file may weigh, and how many go with one report.
MOST_MEGABYTES = 25
MOST_FILE_OCTETS = MOST_MEGABYTES * _MEGABYTE
MOST_FILES = 20
# How many files one person may send up in an hour.
MOST_AN_HOUR = 60
# Under which name a line of the log holds its files.
FILES = "files"
_LONGEST_NAME = 150
_LONGEST_ENDING = 5
# What turns the direction of writing could show "fdp.exe" as "exe.pdf".
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class FileKind(StrEnum):
    """What a file is by its content; the values are the endings that it gets."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    JPEG = "jpg"
    PNG = "png"

    @property
    def media_type(self) -> str:
        """What HTTP calls it."""
        return _MEDIA_TYPES[self]

    @property
    def is_picture(self) -> bool:
        return self in {FileKind.JPEG, FileKind.PNG}


class ScanResult(StrEnum):
    """What a virus scanner said of a file before it was kept; an infected one never is."""

    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"

    @property
    def label(self) -> str:
        return {ScanResult.CLEAN: "đã kiểm tra mã độc, sạch", ScanResult.NOT_SCANNED: "chưa kiểm tra mã độc"}[self]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: f"{_OFFICE}wordprocessingml.document",
    FileKind.XLSX: f"{_OFFICE}spreadsheetml.sheet",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
}
# The endings that names of each kind may have.
ENDINGS: Mapping[str, FileKind] = {kind.value: kind for kind in FileKind} | {
    "jpeg": FileKind.JPEG,
    "jpe": FileKind.JPEG,
    "jfif": FileKind.JPEG,
}
KINDS_IN_WORDS = "PDF, DOCX, XLSX, ảnh JPG hoặc PNG"


@dataclass(frozen=True, kw_only=True)
class EvidenceFile:
    """A file that was taken in. `digest` is the SHA-256 of its content in hex, `size` is in bytes.

    `pages` counts what can be shown as pictures: 0 where nothing can.
    """

    digest: str
    name: str
    size: int
    kind: FileKind
    pages: int = 0
    scan: ScanResult = ScanResult.NOT_SCANNED

    @property
    def about(self) -> str:
        """What a list says beside the name, as in "6 trang, 742 KB, đã quét, sạch"."""
        pages = f"{self.pages} trang" if self.kind is FileKind.PDF else ""
        return ", ".join(part for part in (pages, size_words(self.size), self.scan.label) if part)


def size_words(octets: int) -> str:
    """Return a size as people read it.

    >>> size_words(71_600_000_000), size_words(1_900_000), size_words(88_000), size_words(12)
    ('66,7 GB', '1,8 MB', '86 KB', '1 KB')
    """
    if octets >= 1024 * _MEGABYTE:
        return f"{octets / (1024 * _MEGABYTE):.1f} GB".replace(".", ",")
    if octets >= _MEGABYTE:
        return f"{octets / _MEGABYTE:.1f} MB".replace(".", ",")
    return f"{max(1, round(octets / 1024))} KB"


def names_of_files(files: tuple[EvidenceFile, ...]) -> str:
    """Return what a report says of its result where nothing but files was handed in; "" without any."""
    return f"Tệp kèm theo: {', '.join(file.name for file in files)}" if files else ""


def details_of_files(files: tuple[EvidenceFile, ...]) -> dict[str, Any]:
    """Return what a line of the log says of its files; nothing where there are none."""
    return {FILES: [_as_details(file) for file in files]} if files else {}


def files_in(details: Mapping[str, Any]) -> tuple[EvidenceFile, ...]:
    """Return the files that a line of the log names."""
    return tuple(_from_details(said) for said in details.get(FILES, ()))


def file_name(given: str) -> str:
    r"""Return a name as it is kept and shown: without folders, unseen signs and control characters, at most 150 long.

    >>> file_name("C:\\Báo cáo\\128-BC.pdf"), file_name("a\u202efdp.exe"), file_name(" ")
    ('128-BC.pdf', 'afdp.exe', 'tep')
    """
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    name = one_line(_UNSEEN.sub("", name)).strip(". ")
    if len(name) > _LONGEST_NAME:
        stem, _, ending = name.rpartition(".")
        short = bool(stem) and len(ending) <= _LONGEST_ENDING
        name = f"{stem[: _LONGEST_NAME - len(ending) - 1]}.{ending}" if short else name[:_LONGEST_NAME]
    return name or "tep"


def ending_of(name: str) -> str:
    """Return a name's ending in small letters without its dot, "" where it has none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if stem and dot and ending.isalnum() and len(ending) <= _LONGEST_ENDING else ""


def _as_details(file: EvidenceFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "sha256": file.digest,
        "size": file.size,
        "kind": file.kind.value,
        "pages": file.pages,
        "scan": file.scan.value,
    }


def _from_details(said: Mapping[str, Any]) -> EvidenceFile:
    return EvidenceFile(
        digest=said["sha256"],
        name=said["name"],
        size=said["size"],
        kind=FileKind(said["kind"]),
        pages=said["pages"],
        scan=ScanResult(said["scan"]),
    )
