"""The HTML page inside a file: found, decoded, parsed without the network, and freed of what it doesn't print."""

import email
import email.policy
import re
from codecs import BOM_UTF8
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from documents.blocks.marks import is_note_mark
from documents.formats.breaks import without_marks, writable
from documents.intake.archive import check_elements, damaged_document
from documents.intake.limits import Limits, Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_UNPRINTED = (
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "select",
    "del",
    "s",
    "strike",
    "title",
)
_RAISED = re.compile(rb"<sup\b", re.IGNORECASE)
_HIDING = (b"display", b"hid", b"line-through")
_MAY_HIDE = "//*[@hidden or @style]"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|line-through", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
_MIME = re.compile(rb"^(?:mime-version|from):", re.IGNORECASE)


def page_of(source: Source, limits: Limits) -> "_Element":
    """The root of the page."""
    from lxml import etree

    check_elements(source, limits)
    data = source.data.lstrip()
    page = without_marks(_page_of_archive(source) if _MIME.match(data) else _in_utf8(data))
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(page, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise damaged_document(source.name) from error
    if root is None:
        raise damaged_document(source.name)
    notes = _notes(root) if _RAISED.search(page) else ()
    for element in [*root.iter(*_UNPRINTED), *_hidden(root, page), *notes]:
        _drop(element)
    return root


def _notes(root: "_Element") -> list["_Element"]:
    """The marks of footnotes: a raised number that no unit of length stands before."""
    return [
        element for element in root.iter("sup") if is_note_mark("".join(map(str, element.itertext())), _before(element))
    ]


def _before(element: "_Element") -> str:
    """What is printed right before the element, as far as it stands beside it."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return writable(previous.tail) or "".join(writable(str(text)) for text in previous.itertext())
    return writable(parent.text) if parent is not None else ""


def _hidden(root: "_Element", page: bytes) -> list["_Element"]:
    # Most pages style every cell and hide nothing: a look at the source spares a look at the styles.
    source = page.lower()
    if not any(hint in source for hint in _HIDING):
        return []
    return [
        element
        for element in elements(root, _MAY_HIDE)
        if element.get("hidden") is not None or _HIDDEN.search(element.get("style", ""))
    ]


def elements(root: "_Element", path: str) -> list["_Element"]:
    """The elements at an XPath."""
    found: Any = root.xpath(path)
    return list(found)


def _drop(element: "_Element") -> None:
    """Take the element out of its page, but not the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = writable(before.tail) + writable(element.tail)
    else:
        parent.text = writable(parent.text) + writable(element.tail)
    parent.remove(element)


def _page_of_archive(source: Source) -> bytes:
    """The page inside a web archive (MHTML); the pictures beside it are left where they are."""
    message = email.message_from_bytes(source.data.lstrip(), _class=EmailMessage, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            data = payload if isinstance(payload, bytes) else b""
            return _in_utf8(data, declared=part.get_content_charset())
    raise damaged_document(source.name)


def _in_utf8(data: bytes, declared: str | None = None) -> bytes:
    """The page recoded by its mark or declaration if that is true, else by what Vietnamese pages are written in.

    It no longer declares an encoding. Bytes, because libxml2 takes twice as long over a Python string.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _plain(data.decode("utf-16", errors="replace").encode())
    found = _CHARSET.search(data[:4096])
    for encoding in ("utf-8-sig", declared, found[1].decode("ascii", errors="replace") if found else None, "cp1258"):
        try:
            text = data.decode(encoding or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
        return _plain(data if encoding == "utf-8-sig" else text.encode(errors="replace"))
    return _plain(data.decode("utf-8", errors="replace").encode())


def _plain(page: bytes) -> bytes:
    """Without the mark and the declaration of its encoding, and without NUL: the parser would stop at it."""
    return _DECLARATION.sub(b"", page.removeprefix(BOM_UTF8)).replace(b"\0", b"")
