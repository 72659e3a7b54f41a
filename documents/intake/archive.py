"""Office files are ZIP archives of XML parts: opened in memory, bounded, and without ever writing a name to disk."""

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

from documents.intake.errors import HostileDocument, ProtectedDocument, TooLargeDocument, UnreadableDocument
from documents.intake.limits import MEGABYTE, Limits, Source

if TYPE_CHECKING:
    from lxml.etree import _Element

# Office never compresses XML below a two-hundredth of its size; a bomb lives on a thousandth.
BOMB_RATIO = 500
ENCRYPTED_FLAG = 0x1


class Archive:
    """The parts of an office file, by name. Names are keys only, so a path in a name leads nowhere."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self._name = source.name
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(BytesIO(source.data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as error:
            raise damaged_document(source.name) from error
        self._check_entries()

    def __contains__(self, part: str) -> bool:
        return part in self._zip.NameToInfo

    def names(self) -> list[str]:
        return self._zip.namelist()

    def read(self, part: str) -> bytes:
        """The part's bytes, unpacked no further than the limit."""
        try:
            with self._zip.open(part) as stream:
                data = stream.read(self._limits.part_bytes + 1)
        except Exception as error:  # zipfile lets zlib, struct, codec and key errors of a damaged entry through
            raise damaged_document(self._name) from error
        if len(data) > self._limits.part_bytes:
            raise self._bomb()
        return data

    def tree(self, part: str) -> "_Element":
        return parse_xml(Source(self._name, self.read(part)), self._limits)

    def check(self, part: str) -> None:
        """Refuse what `tree` would refuse, without keeping the tree."""
        check_xml(Source(self._name, self.read(part)), self._limits)

    def _check_entries(self) -> None:
        entries = self._zip.infolist()
        if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
            raise protected_document(self._name)
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > self._limits.archive_entries or unpacked > self._limits.archive_bytes:
            raise self._bomb()
        if any(e.file_size > MEGABYTE and e.file_size > BOMB_RATIO * e.compress_size for e in entries):
            raise self._bomb()

    def _bomb(self) -> HostileDocument:
        return HostileDocument(
            self._name,
            reason="nở ra quá lớn khi giải nén, giống một “bom nén” chứ không phải văn bản",
            remedy="Không mở tệp này; hãy xin lại văn bản từ cơ quan ban hành",
        )


def damaged_document(name: str) -> UnreadableDocument:
    return UnreadableDocument(
        name,
        reason="bị hỏng, không mở được",
        remedy="Hãy tải lại tệp, hoặc mở bằng Word/LibreOffice rồi lưu thành bản mới",
    )


def protected_document(name: str) -> ProtectedDocument:
    return ProtectedDocument(
        name,
        reason="được bảo vệ bằng mật khẩu",
        remedy="Hãy mở tệp bằng mật khẩu, bỏ mật khẩu rồi lưu lại thành tệp mới để nhập",
    )


def check_elements(source: Source, limits: Limits) -> None:
    """Count the tags before a parser builds a tree of them."""
    if source.data.count(b"<") > limits.elements:
        raise TooLargeDocument(
            source.name,
            reason="có quá nhiều phần tử định dạng để đọc an toàn",
            remedy="Hãy sao chép riêng phần phụ lục nhiệm vụ sang một tệp mới rồi nhập tệp đó",
        )


def check_xml(source: Source, limits: Limits) -> None:
    """Refuse what `parse_xml` would refuse; memory stays flat however long the part is."""
    from lxml import etree

    check_elements(source, limits)
    steps = etree.iterparse(
        BytesIO(source.data), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        for _, element in steps:
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise (_entities if b"<!DOCTYPE" in source.data[:4096] else damaged_document)(source.name) from error
    if steps.root is None:
        raise damaged_document(source.name)
    if _doctype(steps.root):
        raise _entities(source.name)


def parse_xml(source: Source, limits: Limits) -> "_Element":
    """The root of an XML part. A document type is refused: no office program writes one, attacks need one."""
    from lxml import etree

    check_elements(source, limits)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(source.data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in source.data[:4096]:
            raise _entities(source.name) from error
        raise damaged_document(source.name) from error
    if root is None:
        raise damaged_document(source.name)
    if _doctype(root):
        raise _entities(source.name)
    return root


def _doctype(root: "_Element") -> str:
    """The document type as the parser saw it, whatever encoding hid it from a look at the bytes."""
    information: Any = root.getroottree().docinfo
    return str(information.doctype)


def _entities(name: str) -> HostileDocument:
    return HostileDocument(
        name,
        reason="khai báo thực thể XML bên ngoài, điều mà văn bản bình thường không có",
        remedy="Không mở tệp này; hãy xin lại văn bản từ cơ quan ban hành",
    )
