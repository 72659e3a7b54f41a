"""Rows that a page break cut in two are put together again. No library of any format does this."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from documents.blocks.folding import capital_share, cell_line
from documents.blocks.marks import leading_mark, read_mark
from documents.tables.columns import TableColumn
from documents.tables.entries import TableEntry
from documents.tables.section_titles import reads_as_time
from workflow.plan import Doubt

MELTED = "Dòng bị ngắt qua trang: “{rest}” đã được nối vào dòng trên, nhưng có thể là một nhiệm vụ khác"
_OPENERS = tuple('-–+•“"([')
_SHOUTED = 0.7


def whole_entries(entries: Sequence[TableEntry]) -> list[TableEntry]:
    """The entries with each cut row as one. What stands above a break keeps its line."""
    numbered_items = any(_is_item(entry) for entry in entries if not entry.starts_page)
    whole: list[TableEntry] = []
    for entry in entries:
        if whole and (
            (entry.starts_page and _goes_on(entry, whole[-1], items=numbered_items)) or _is_torn(entry, whole[-1])
        ):
            whole[-1] = _joined(whole[-1], entry)
        else:
            whole.append(entry)
    return whole


def _goes_on(entry: TableEntry, above: TableEntry, *, items: bool) -> bool:
    """Whether the first entry of a page is the rest of the last one of the page before.

    `items` says that the table has unnumbered sub-items elsewhere, so that one may well begin a page.
    """
    if entry.wide or above.wide:
        return entry.wide and above.wide and _heading_goes_on(entry, above)
    if entry.text(TableColumn.NUMBER) and not above.text(TableColumn.NUMBER):
        # A number in the middle of a tall cell may be printed on the second page only.
        return entry.text(TableColumn.TITLE)[:1].islower()
    if entry.text(TableColumn.NUMBER):
        return False
    return not (items and _is_item(entry)) and not _stands_alone(entry) and not _has_own_term(entry, above)


def _is_torn(entry: TableEntry, above: TableEntry) -> bool:
    """Whether a row only goes on with the sentence above it, as where somebody typed the lines of a cell one by one."""
    others = [column for column in entry.cells if column is not TableColumn.TITLE]
    bare = all(column in entry.merged or not entry.text(column) for column in others)
    ended = above.text(TableColumn.TITLE).endswith((".", ";", ":"))
    return entry.is_rest and bare and not above.wide and not ended and TableColumn.TITLE not in entry.merged


def _heading_goes_on(entry: TableEntry, above: TableEntry) -> bool:
    """The same for headings, whose words may stand in any column: a rest has no mark and is written like its start."""
    mark, words, begun = _number_of_heading(entry), _heading(entry), _heading(above)
    if mark:
        return not _number_of_heading(above) and leading_mark(begun)[0] is None and words[:1].islower()
    if leading_mark(words)[0]:
        return False
    return not words[:1].isupper() or (capital_share(words) >= _SHOUTED) == (capital_share(begun) >= _SHOUTED)


def _number_of_heading(entry: TableEntry) -> str:
    """The number that stands in a cell of its own, "" where the words begin there."""
    printed = entry.text(TableColumn.NUMBER)
    return printed if read_mark(printed) else ""


def _heading(entry: TableEntry) -> str:
    """A heading's words without a number in a cell of its own."""
    return " ".join(text for text in entry.cells.values() if text and text != _number_of_heading(entry))


def _is_item(entry: TableEntry) -> bool:
    """Whether the entry is a sub-item that carries its mark in the title."""
    mark, _ = leading_mark(entry.text(TableColumn.TITLE))
    return not entry.text(TableColumn.NUMBER) and mark is not None and mark.is_below


def _stands_alone(entry: TableEntry) -> bool:
    """Whether title, lead and deadline all begin as a cell begins, so that the entry is no rest of another."""
    return all(_begins(text) for text in _telling(entry))


def _has_own_term(entry: TableEntry, above: TableEntry) -> bool:
    """Whether a title begins anew and either row has a whole deadline: two tasks under one number or one lead."""
    own, other = entry.text(TableColumn.DEADLINE), above.text(TableColumn.DEADLINE)
    return entry.text(TableColumn.TITLE)[:1].isupper() and reads_as_time(own) and reads_as_time(other)


def _telling(entry: TableEntry) -> Iterator[str]:
    for column in (TableColumn.TITLE, TableColumn.LEAD, TableColumn.DEADLINE):
        if column in entry.cells:
            yield entry.text(column)


def _begins(text: str) -> bool:
    return bool(text) and (text[0].isupper() or text[0].isdigit() or text.startswith(_OPENERS))


def _joined(above: TableEntry, below: TableEntry) -> TableEntry:
    if above.wide:
        return _joined_heading(above, below)
    cells = {
        column: text if column in below.merged else _together(column, text, below.text(column))
        for column, text in above.cells.items()
    }
    extra = {**dict(above.extra)}
    for label, text in below.extra:
        extra[label] = cell_line(f"{extra.get(label, '')}\n{text}")
    return replace(
        above,
        cells=cells,
        extra=tuple(extra.items()),
        doubts=(*above.doubts, *_melted(above, below)),
        printed_at=(*above.printed_at, *below.printed_at),
    )


def _joined_heading(above: TableEntry, below: TableEntry) -> TableEntry:
    words = cell_line(f"{_heading(above)}\n{_heading(below)}")
    number = _number_of_heading(above) or _number_of_heading(below)
    return replace(
        above, cells={**dict.fromkeys(above.cells, ""), TableColumn.NUMBER: number, TableColumn.TITLE: words}
    )


def _melted(above: TableEntry, below: TableEntry) -> Iterator[Doubt]:
    """The doubt about a rest whose title begins anew: it may be another task whose other cells are merged."""
    rest = below.text(TableColumn.TITLE)
    if rest[:1].isupper() and above.text(TableColumn.TITLE):
        yield Doubt(column="title", reason=MELTED.format(rest=rest), first_line=above.line, last_line=above.line)


def _together(column: TableColumn, upper: str, lower: str) -> str:
    return upper + lower if column is TableColumn.NUMBER else cell_line(f"{upper}\n{lower}")
