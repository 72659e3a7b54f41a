"""The HTML page inside a file: found, decoded, parsed without the network, and freed of what it doesn't print.

Line breaks are put where a page breaks its lines, as one private letter, so that any element's text is one look-up.
"""

import email
import email.policy
import re
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from documents.archive import check_elements, damaged
from documents.limits import Limits, Source

if TYPE_CHECKING:
    from lxml.etree import _Element

BREAK = "\ue000"
BLANK = "\ue001"
"""Stand for a line break and for a blank line; the file's own use of these private letters is dropped."""

_UNPRINTED = ("script", "style", "template", "noscript", "iframe", "object", "svg", "select", "del", "title")
_BLOCKS = (
    *("address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer"),
    *(
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "ul",
    ),
)
_HIDING = ("display", "DISPLAY", "hidden", "HIDDEN", "mso-hide")
_EMPTY = "//p[not(normalize-space(translate(., '\u00a0', '')))]"
_MAY_HIDE = "//*[@hidden or @style]"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_MIME = re.compile(rb"^(?:mime-version|from):", re.IGNORECASE)


def page_of(source: Source, limits: Limits) -> "_Element":
    """The root of the page."""
    from lxml import etree

    check_elements(source, limits)
    data = source.data.lstrip()
    text = _page_of_archive(source) if _MIME.match(data) else _decoded(data)
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.replace(BREAK, "").replace(BLANK, ""), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise damaged(source.name) from error
    if root is None:
        raise damaged(source.name)
    for element in [*root.iter(*_UNPRINTED), *_hidden(root, text)]:
        _drop(element)
    _mark_breaks(root)
    return root


def _mark_breaks(root: "_Element") -> None:
    for element in elements(root, _EMPTY):
        element.text = BLANK
    inner = elements(root, "//table//table//tr | //table//table//td | //table//table//th")
    for element in [*root.iter(*_BLOCKS), *inner, *root.iter("br")]:
        try:
            element.text, element.tail = BREAK + (element.text or ""), BREAK + (element.tail or "")
        except ValueError:  # lxml parses letters that it then refuses to write
            element.text, element.tail = BREAK + _writable(element.text), BREAK + _writable(element.tail)


def _writable(text: str | None) -> str:
    return _CONTROL.sub("", text or "")


def _hidden(root: "_Element", text: str) -> list["_Element"]:
    # Most pages style every cell and hide nothing: a look at the text spares a look at the styles.
    if not any(hint in text for hint in _HIDING):
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
        before.tail = _writable(before.tail) + _writable(element.tail)
    else:
        parent.text = _writable(parent.text) + _writable(element.tail)
    parent.remove(element)


def _page_of_archive(source: Source) -> str:
    """The page inside a web archive (MHTML); the pictures beside it are left where they are."""
    message = email.message_from_bytes(source.data.lstrip(), _class=EmailMessage, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            data = payload if isinstance(payload, bytes) else b""
            return _decoded(data, declared=part.get_content_charset())
    raise damaged(source.name)


def _decoded(data: bytes, declared: str | None = None) -> str:
    """The text, by its mark or declaration if that is true, else by what Vietnamese pages are written in."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _without_declaration(data.decode("utf-16", errors="replace"))
    found = _CHARSET.search(data[:4096])
    for encoding in ("utf-8-sig", declared, found[1].decode("ascii", errors="replace") if found else None, "cp1258"):
        try:
            return _without_declaration(data.decode(encoding or "utf-8"))
        except (UnicodeDecodeError, LookupError):
            continue
    return _without_declaration(data.decode("utf-8", errors="replace"))


def _without_declaration(text: str) -> str:
    """Text that no longer declares an encoding and holds no NUL: lxml refuses both."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\0", "")
