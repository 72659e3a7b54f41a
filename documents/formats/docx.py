"""Word documents, read from their XML: what a reader of the printed page sees, in reading order.

python-docx's own `.text` loses tracked insertions and repeats merged cells, so the tree is walked directly: insertions
are in, deletions and hidden text are out, merged cells stand once, automatic numbers are counted.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from documents.blocks.marks import is_note_mark
from documents.blocks.values import Block, Cell, Paragraph, Table, TableRow
from documents.formats.numbering import VAL, Numbering, W
from documents.intake.archive import Archive, damaged_document, parse_xml
from documents.intake.limits import Limits, Progress, Source, no_progress

if TYPE_CHECKING:
    from lxml.etree import _Element

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = W[1:-1].encode()
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OFFICE_DOCUMENT = "/officeDocument"
_PARAGRAPH, _TABLE, _ROW, _CELL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_LETTERS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
# What was deleted or moved away, and what describes rather than prints.
_UNPRINTED = frozenset(
    f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "instrText")
)
# The ticks of the Wingdings fonts, as in a table of quarters.
_TICKS = frozenset({"F0FB", "F0FC", "F0FD", "F0FE", "F051", "F052", "F053", "F054"})
_ON = frozenset({None, "1", "true", "on"})


def read_blocks(source: Source, limits: Limits, progress: Progress = no_progress) -> Iterator[Block]:
    """The paragraphs and tables of the document's body. Headers, footers, notes and comments are no part of it."""
    archive = Archive(source, limits)
    body = _part(archive, source, limits, _main_part(archive)).find(f"{W}body")
    if body is None:
        raise damaged_document(source.name)
    yield from _Reader(_numbering(archive, source, limits), limits).blocks(body)
    progress(1, 1)


def _main_part(archive: Archive) -> str:
    if "_rels/.rels" in archive:
        for relation in archive.tree("_rels/.rels"):
            target = relation.get("Target", "").lstrip("/")
            if relation.get("Type", "").endswith(_OFFICE_DOCUMENT) and target in archive:
                return target
    return "word/document.xml"


def _part(archive: Archive, source: Source, limits: Limits, name: str) -> "_Element":
    if name not in archive:
        raise damaged_document(source.name)
    return parse_xml(Source(source.name, archive.read(name).replace(_STRICT, _TRANSITIONAL)), limits)


def _numbering(archive: Archive, source: Source, limits: Limits) -> Numbering:
    parts = [
        _part(archive, source, limits, name) if name in archive else None
        for name in ("word/numbering.xml", "word/styles.xml")
    ]
    return Numbering(*parts)


class _Reader:
    """Walks one body; holds what reading order adds up: the automatic numbers and the paragraphs' ordinal."""

    def __init__(self, numbering: Numbering, limits: Limits) -> None:
        self._numbering = numbering
        self._limits = limits
        self._ordinal = 0

    def blocks(self, container: "_Element") -> Iterator[Block]:
        """The blocks of a body or a cell. Wrappers such as content controls are looked through."""
        for child in container:
            if child.tag == _PARAGRAPH:
                yield from self._paragraphs(child)
            elif child.tag == _TABLE:
                yield from self._tables(child)
            elif child.tag not in _UNPRINTED and isinstance(child.tag, str):
                yield from self.blocks(child)

    def _paragraphs(self, paragraph: "_Element") -> Iterator[Paragraph]:
        self._ordinal += 1
        for line in self._text(paragraph).split("\n"):
            yield Paragraph(line.strip(), self._ordinal)

    def _tables(self, table: "_Element") -> Iterator[Block]:
        """The table, or what is laid out in it: a table that holds a bigger one is but a frame."""
        inner = max((_size(nested) for nested in table.iter(_TABLE) if nested is not table), default=0)
        if inner > _size(table, nested=False):
            for cell in _children(table, _ROW, _CELL):
                yield from self.blocks(cell)
        else:
            yield self._table(table)

    def _table(self, table: "_Element") -> Table:
        above: dict[int, Cell] = {}
        rows = []
        for line, row in enumerate(_children(table, _ROW), start=1):
            # One row too many is enough to be refused.
            if line > self._limits.table_rows + 1:
                break
            if not _is_deleted(row):
                cells = self._cells(row, above)
                rows.append(TableRow(tuple(cells), line))
                above = dict(_by_column(cells))
        return Table(tuple(rows), merges_known=True)

    def _cells(self, row: "_Element", above: dict[int, Cell]) -> list[Cell]:
        skipped = _number(row.find(f"{W}trPr/{W}gridBefore"))
        cells = [Cell("", columns=skipped)] if skipped else []
        column = skipped
        for element in _children(row, _CELL):
            span = min(max(1, _number(element.find(f"{W}tcPr/{W}gridSpan"))), self._limits.table_columns)
            if _continues(element, "hMerge") and cells:
                cells[-1] = Cell(cells[-1].text, cells[-1].merged, cells[-1].columns + span)
            elif _continues(element, "vMerge") and column in above:
                cells.append(Cell(above[column].text, merged=True, columns=span))
            else:
                cells.append(Cell(self._cell_text(element), columns=span))
            column += span
        return cells

    def _cell_text(self, cell: "_Element") -> str:
        lines = [
            block.text if isinstance(block, Paragraph) else _flat(block)
            for child in cell
            for block in self._cell_blocks(child)
        ]
        return "\n".join(lines).strip()

    def _cell_blocks(self, child: "_Element") -> Iterator[Block]:
        if child.tag == _PARAGRAPH:
            yield Paragraph(self._text(child))
        elif child.tag == _TABLE:
            yield self._table(child)
        elif child.tag not in _UNPRINTED and isinstance(child.tag, str):
            for grandchild in child:
                yield from self._cell_blocks(grandchild)

    def _text(self, paragraph: "_Element") -> str:
        text = "".join(_printed(paragraph))
        if not text and _is_deleted(paragraph):
            return ""
        label = self._numbering.label(paragraph)
        return f"{label} {text}".strip() if label else text


def _printed(element: "_Element") -> Iterator[str]:
    """The letters that print, in order; a text box's paragraphs each begin a line."""
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            yield child.text or ""
        elif tag == f"{W}sym":
            yield "x" if child.get(f"{W}char", "").upper() in _TICKS else ""
        elif tag in _LETTERS:
            yield _LETTERS[tag]
        elif (
            tag in _UNPRINTED or not isinstance(tag, str) or (tag == f"{W}r" and (_is_hidden(child) or _is_note(child)))
        ):
            continue
        elif tag == f"{_MC}AlternateContent":
            yield from _printed(child[0] if len(child) else child)
        else:
            if tag == _PARAGRAPH:
                yield "\n"
            yield from _printed(child)


def _children(element: "_Element", tag: str, inner: str = "") -> Iterator["_Element"]:
    """The rows of a table or cells of a row, content controls and the like looked through; `inner` goes one deeper."""
    for child in element:
        if child.tag == tag:
            yield from _children(child, inner) if inner else (child,)
        elif isinstance(child.tag, str) and child.tag not in _UNPRINTED and child.tag not in {_TABLE, _PARAGRAPH}:
            yield from _children(child, tag, inner)


def _size(table: "_Element", *, nested: bool = True) -> int:
    """The number of cells; without `nested`, the cells of tables inside don't count."""
    return sum(1 for _ in (table.iter(_CELL) if nested else _children(table, _ROW, _CELL)))


def _flat(block: Block) -> str:
    rows = block.rows if isinstance(block, Table) else ()
    return "\n".join(" ".join(cell.text for cell in row.cells if cell.text) for row in rows)


def _by_column(cells: list[Cell]) -> Iterator[tuple[int, Cell]]:
    column = 0
    for cell in cells:
        yield column, cell
        column += cell.columns


def _continues(cell: "_Element", merge: str) -> bool:
    """Whether the cell continues the one above (vMerge) or to the left (hMerge): no value means that it does."""
    element = cell.find(f"{W}tcPr/{W}{merge}")
    return element is not None and element.get(VAL, "continue") == "continue"


def _is_deleted(element: "_Element") -> bool:
    """Whether a row, or a paragraph's mark, is struck out by a tracked deletion."""
    return element.find(f"{W}trPr/{W}del") is not None or element.find(f"{W}pPr/{W}rPr/{W}del") is not None


def _is_hidden(run: "_Element") -> bool:
    """Whether a run is hidden, or struck through: what an office strikes no longer holds."""
    marks = (run.find(f"{W}rPr/{W}{name}") for name in ("vanish", "strike", "dstrike"))
    return any(mark is not None and mark.get(VAL) in _ON for mark in marks)


def _is_note(run: "_Element") -> bool:
    """Whether a raised run is the mark of a footnote that somebody typed."""
    raised = run.find(f"{W}rPr/{W}vertAlign")
    if raised is None or raised.get(VAL) != "superscript":
        return False
    previous = run.getprevious()
    before = "".join(text.text or "" for text in previous.iter(f"{W}t")) if previous is not None else ""
    return is_note_mark("".join(text.text or "" for text in run.iter(f"{W}t")), before)


def _number(element: "_Element | None") -> int:
    try:
        return max(0, min(int(element.get(VAL, "0")), 1000)) if element is not None else 0
    except ValueError:
        return 0
