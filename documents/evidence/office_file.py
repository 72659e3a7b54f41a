"""DOCX and XLSX as evidence: told by what they declare and hold, without macros, with the words that may be a stamp."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from documents.evidence.refusals import FileRefused, not_opened, other_kind, with_macros
from documents.intake.archive import Archive
from documents.intake.limits import Limits, Source
from workflow.evidence.files import FileKind

if TYPE_CHECKING:
    from lxml.etree import _Element

TYPES = "[Content_Types].xml"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    f"{_OFFICE}wordprocessingml.document.main+xml": FileKind.DOCX,
    f"{_OFFICE}spreadsheetml.sheet.main+xml": FileKind.XLSX,
}
# Programs of an office file: VBA, the macro sheets of old Excel, controls that run by themselves.
_PROGRAMS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/", "/dialogsheets/")
_MACRO_TYPES = ("macroenabled", "vbaproject", "vnd.ms-office.activex", "vnd.ms-excel.macrosheet")
# What a document fetches from elsewhere when it is opened.
_FETCHED = ("/attachedtemplate", "/frame", "/oleobject", "/subdocument", "/externallinkpath", "/externallink")
_AWAY = ("http:", "https:", "ftp:", "\\\\", "file://", "mhtml:", "ms-")
# What holds words: pages, heads and feet, sheets.
_WITH_WORDS = {
    FileKind.DOCX: ("word/document", "word/header", "word/footer"),
    FileKind.XLSX: ("xl/sharedStrings", "xl/worksheets/", "xl/drawings/drawing"),
}
_PARAGRAPHS = {"p", "si", "is"}
# Heads of letters are often one paragraph, broken by hand: a stamp stands on its line there too.
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t"}
_WORDS = ("{*}t", *(f"{{*}}{name}" for name in _BREAKS))


def office_kind(source: Source, limits: Limits) -> FileKind:
    """Return what an archive is. Raises `FileRefused` and the errors of `documents.intake.archive`."""
    archive = Archive(source, limits)
    if TYPES not in archive:
        raise other_kind(source.name, "tệp nén", "Giải nén rồi gửi từng tệp: PDF, DOCX, XLSX hoặc ảnh.")
    declared = {_of(element, "ContentType").lower(): _of(element, "PartName") for element in archive.tree(TYPES)}
    if _has_programs(archive, declared):
        raise with_macros(source.name)
    kinds = [(kind, declared[name.lower()]) for name, kind in _MAIN.items() if name.lower() in declared]
    if len(kinds) != 1:
        raise other_kind(source.name, "tệp Office loại khác", "Lưu lại thành .docx, .xlsx hoặc PDF rồi gửi bản đó.")
    kind, main = kinds[0]
    if main.lstrip("/") not in archive:
        raise not_opened(source.name)
    archive.tree(main.lstrip("/"))
    _check_relations(archive, source.name)
    return kind


def office_lines(source: Source, kind: FileKind, limits: Limits) -> Iterator[str]:
    """Yield the words of a file, paragraph by paragraph, text boxes, heads and feet among them."""
    archive = Archive(source, limits)
    for part in archive.names():
        if part.endswith(".xml") and part.startswith(_WITH_WORDS[kind]):
            yield from _paragraphs(archive.tree(part))


def _paragraphs(root: "_Element") -> Iterator[str]:
    for element in root.iter():
        if _local(element) in _PARAGRAPHS:
            yield "".join(_BREAKS.get(_local(part), "") or part.text or "" for part in element.iter(*_WORDS))


def _has_programs(archive: Archive, declared: dict[str, str]) -> bool:
    parts = [name.lower() for name in archive.names()]
    return any(program in f"/{part}" for part in parts for program in _PROGRAMS) or any(
        word in kind for kind in declared for word in _MACRO_TYPES
    )


def _check_relations(archive: Archive, name: str) -> None:
    for part in archive.names():
        if part.endswith(".rels"):
            for relation in archive.tree(part):
                if _fetches(relation):
                    raise FileRefused(
                        name,
                        reason="tự lấy nội dung từ nơi khác khi mở",
                        remedy="Bỏ mẫu hoặc liên kết ngoài rồi lưu lại, hoặc in thành PDF.",
                    )


def _fetches(relation: "_Element") -> bool:
    kind, target = _of(relation, "Type").lower(), _of(relation, "Target").lower()
    # Word writes where its own template lies on the writer's disk; only what lies elsewhere is fetched.
    on_disk = target.startswith("file:///") and not target.startswith("file:////")
    return (
        _of(relation, "TargetMode") == "External"
        and kind.endswith(_FETCHED)
        and target.startswith(_AWAY)
        and not on_disk
    )


def _of(element: "_Element", name: str) -> str:
    return str(element.get(name) or "")


def _local(element: "_Element") -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
