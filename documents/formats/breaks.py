"""Where an HTML page breaks its lines: marked in the tree by private letters, so that any text is one look-up.

Looking at each element takes longer than parsing the page, so only those that need marks get them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml.etree import _Element, tostring

# A line break, the two ends of a paragraph; where a cell begins, and where what is in no cell does.
_BREAK, _OPENS, _CLOSES, _CELL, _AFTER = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_MARKS = re.compile(f"[{_BREAK}{_OPENS}{_CLOSES}]")
_MARK_BYTES = re.compile(b"\xee\x80[\x80-\x84]")
_REFERENCE = re.compile(rb"&#(?:x0*e00[0-4]|0*5734[4-8])(?![0-9a-f]);?", re.IGNORECASE)
_OUTSIDE = re.compile(f"{_AFTER}[^{_CELL}]*")
_BLANK_LINE = re.compile(f"{_OPENS}[ {_BREAK}]*{_CLOSES}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Every element that breaks the line before and after it, but paragraphs, which may be blank lines.
_BLOCKS = (
    *("address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt", "fieldset", "figure"),
    *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "pre"),
    *("section", "ul"),
)
_CELLS = frozenset({"td", "th"})


def without_marks(page: bytes) -> bytes:
    """A page's source without the letters that are marks here, however they are written."""
    return _REFERENCE.sub(b"", _MARK_BYTES.sub(b"", page))


def writable(text: str | None) -> str:
    """The text without the letters that lxml parses and then refuses to write."""
    return _CONTROL.sub("", text or "")


def ends_of(element: _Element) -> tuple[str, str]:
    """The marks of an element's own ends."""
    if element.tag == "p":
        return _OPENS, _CLOSES
    return (_BREAK, _BREAK) if element.tag in _BLOCKS else ("", "")


def marked_text(element: _Element) -> str:
    """The text of an element that holds no table, with marks inside."""
    if not len(element):
        return element.text or ""
    _mark(element.iterdescendants("p"), _OPENS, _CLOSES)
    _mark(element.iterdescendants(*_BLOCKS), _BREAK, _BREAK)
    return _text(element)


def texts_of_rows(table: _Element, rows: Sequence[_Element], *, nested: bool) -> list[list[tuple[_Element, str]]]:
    """The cells of a table's rows, given as they stand in the source, each with its lines.

    `nested` tables inside a cell are flattened into its lines. One look-up serves the whole table: to ask each cell
    takes longer than to parse it.
    """
    _mark(_inner_breaks(table), _BREAK, _BREAK)
    if nested:
        _mark(_inner_cells(table), _BREAK, _BREAK)
    cells = [list(row.iterchildren("td", "th")) for row in rows]
    for row, own in zip(rows, cells, strict=True):
        _mark_cells(row, own)
    texts = iter(_OUTSIDE.sub("", " ".join(_text(table).split())).split(_CELL)[1:])
    return [[(cell, _lines(next(texts))) for cell in own] for own in cells]


def _inner_breaks(table: _Element) -> list[_Element]:
    inside: list[_Element] = []
    for block in table.iterdescendants("p", *_BLOCKS):
        cell = block.getparent()
        # Most cells hold one paragraph and nothing beside it: their own ends are breaks enough.
        if cell is None or len(cell) > 1 or cell.tag not in _CELLS or cell.text or block.tail:
            inside.append(block)
    return inside


def _inner_cells(table: _Element) -> list[_Element]:
    parts: set[_Element] = set()
    for nested in table.iterdescendants("table"):
        if nested not in parts:
            parts.update(nested.iter("table", "tr", "td", "th"))
    return list(parts)


def _mark_cells(row: _Element, cells: Sequence[_Element]) -> None:
    """Mark where the row's cells begin, and where they end if text that is in no cell may follow."""
    _open(cells, _CELL)
    if len(row) == len(cells):
        _close([cell for cell in cells[:-1] if (tail := cell.tail) and not tail.isspace()], _AFTER)
        _close(cells[-1:], _AFTER)
    else:
        _close(cells, _AFTER)


def line_breaks(text: str) -> Iterator[str]:
    """The lines of marked text: of a paragraph without words a blank one, of whatever else is empty none."""
    for place, part in enumerate(_BLANK_LINE.split(" ".join(text.split()))):
        if place:
            yield ""
        yield from filter(None, map(str.strip, _MARKS.split(part)))


def _mark(elements: Iterable[_Element], opens: str, closes: str) -> None:
    """Put a mark at both ends of each of the elements."""
    marked = list(elements)
    _open(marked, opens)
    _close(marked, closes)


def _open(elements: Iterable[_Element], mark: str) -> None:
    for element in elements:
        text = element.text or ""
        try:
            element.text = mark + text
        except ValueError:
            element.text = mark + writable(text)


def _close(elements: Iterable[_Element], mark: str) -> None:
    for element in elements:
        tail = element.tail or ""
        try:
            element.tail = mark + tail
        except ValueError:
            element.tail = mark + writable(tail)


def _text(element: _Element) -> str:
    return tostring(element, method="text", encoding="unicode", with_tail=False)


def _lines(text: str) -> str:
    """The lines that have words, without the blanks around them, of text with single blanks."""
    if _BREAK not in text:
        return text.strip()
    return "\n".join(bare for line in text.split(_BREAK) if (bare := line.strip()))
