"""HTML pages, as saved from legal sites or exported by Word: their paragraphs, and tables with all spans expanded."""

import email
import email.policy
import re
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from typing import TYPE_CHECKING

from documents.archive import check_elements, damaged
from documents.blocks import Block, Cell, Paragraph, Table, TableRow
from documents.limits import Limits, Progress, Source, no_progress

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_UNPRINTED = frozenset({"script", "style", "head", "template", "noscript", "iframe", "object", "svg", "select", "del"})
_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
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
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_MIME = re.compile(rb"^(?:mime-version|from):", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def read_blocks(source: Source, limits: Limits, progress: Progress = no_progress) -> Iterator[Block]:
    """The page's paragraphs and tables, without scripts, styles and what the page hides."""
    check_elements(source, limits)
    yield from _Walk(limits).blocks(_root(source))
    progress(1, 1)


def _root(source: Source) -> "HtmlElement":
    from lxml import etree, html

    data = source.data.lstrip()
    text = _page_of_archive(source) if _MIME.match(data) else _decoded(data)
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise damaged(source.name) from error
    return root


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


class _Walk:
    """Walks one page; holds the paragraphs' ordinal."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._ordinal = 0

    def blocks(self, container: "HtmlElement") -> Iterator[Block]:
        """The blocks inside an element, text between them as paragraphs."""
        said: list[str] = []
        for piece in _pieces(container):
            if isinstance(piece, str):
                said.append(piece)
                continue
            yield from self._paragraphs(said)
            said = []
            yield from self._tables(piece)
        yield from self._paragraphs(said)

    def _paragraphs(self, said: list[str]) -> Iterator[Paragraph]:
        for line in _lines(said):
            self._ordinal += 1
            yield Paragraph(line, self._ordinal)

    def _tables(self, table: "HtmlElement") -> Iterator[Block]:
        """The table, or what is laid out in it: a table that holds a bigger one is but a frame."""
        rows = list(_rows(table))
        inner = max((_size(nested) for nested in table.iter("table") if nested is not table), default=0)
        if inner > sum(len(list(_cells(row))) for row in rows):
            for row in rows:
                for cell in _cells(row):
                    yield from self.blocks(cell)
        else:
            yield Table(tuple(self._expanded(rows)), merges_known=True)

    def _expanded(self, rows: list["HtmlElement"]) -> Iterator[TableRow]:
        """The rows with cells that reach down from above in place, marked as merged."""
        reaching: dict[int, tuple[int, Cell]] = {}
        for line, row in enumerate(rows[: self._limits.table_rows], start=1):
            cells, reaching = self._row(row, reaching)
            yield TableRow(tuple(cells), line)

    def _row(
        self, row: "HtmlElement", reaching: dict[int, tuple[int, Cell]]
    ) -> tuple[list[Cell], dict[int, tuple[int, Cell]]]:
        """One row's cells, and those that reach into the rows below by the grid column they begin at."""
        cells: list[Cell] = []
        below: dict[int, tuple[int, Cell]] = {}
        place = 0
        pending = list(_cells(row))
        while (pending or any(start >= place for start in reaching)) and place < self._limits.table_columns:
            if place in reaching:
                rows_left, above = reaching[place]
                cell = Cell(above.text, merged=True, columns=above.columns)
            elif pending:
                element = pending.pop(0)
                rows_left = _span(element, "rowspan", self._limits.table_rows)
                cell = Cell(_cell_text(element), columns=_span(element, "colspan", self._limits.table_columns))
            else:
                rows_left, cell = 1, Cell("")
            cells.append(cell)
            if rows_left > 1:
                below[place] = (rows_left - 1, cell)
            place += cell.columns
        return cells, below


def _pieces(element: "HtmlElement") -> Iterator["str | HtmlElement"]:
    """The printed text in order, a line break where a block begins or ends; tables as they are."""
    if element.text:
        yield _BLANKS.sub(" ", element.text)
    for child in element:
        yield from _piece(child)
        if child.tail:
            yield _BLANKS.sub(" ", child.tail)


def _piece(child: "HtmlElement") -> Iterator["str | HtmlElement"]:
    tag = child.tag if isinstance(child.tag, str) else "script"
    if tag == "br":
        yield "\n"
    elif tag == "table" and not _is_hidden(child):
        yield child
    elif tag not in _UNPRINTED and not _is_hidden(child):
        edge = "\n" if tag in _BLOCKS else ""
        yield edge
        yield from _pieces(child)
        yield edge


def _cell_text(cell: "HtmlElement") -> str:
    """A cell's lines; a table inside it is flattened into them."""
    pieces = (piece if isinstance(piece, str) else "\n".join(["", *_flat(piece), ""]) for piece in _pieces(cell))
    return "\n".join(_lines(pieces))


def _flat(table: "HtmlElement") -> Iterator[str]:
    for row in _rows(table):
        yield " ".join(_cell_text(cell).replace("\n", " ") for cell in _cells(row))


def _lines(said: Iterable[str]) -> Iterator[str]:
    for line in "".join(said).split("\n"):
        text = " ".join(line.split(" ")).strip()
        if text:
            yield _BLANKS.sub(" ", text)


def _rows(table: "HtmlElement") -> Iterator["HtmlElement"]:
    """The table's own rows in printed order: a foot that the source puts first stands last."""
    feet: list[HtmlElement] = []
    for child in table:
        if child.tag == "tr" and not _is_hidden(child):
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            rows = [row for row in child if row.tag == "tr" and not _is_hidden(row)]
            if child.tag == "tfoot":
                feet += rows
            else:
                yield from rows
    yield from feet


def _cells(row: "HtmlElement") -> Iterator["HtmlElement"]:
    return (cell for cell in row if cell.tag in {"td", "th"} and not _is_hidden(cell))


def _size(table: "HtmlElement") -> int:
    return sum(1 for _ in table.iter("td", "th"))


def _span(cell: "HtmlElement", name: str, most: int) -> int:
    """A span of at least 1; a rowspan of 0 reaches down to the table's end (HTML standard)."""
    digits = re.match(r"\s*(\d{1,6})", cell.get(name, "1"))
    count = int(digits[1]) if digits else 1
    return min(most if count == 0 and name == "rowspan" else max(count, 1), most)


def _is_hidden(element: "HtmlElement") -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style", "")))
