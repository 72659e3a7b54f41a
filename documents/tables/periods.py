"""Columns that each stand for a month, a quarter or a year, in whose cells a tick says when a task is due."""

import re
from collections.abc import Sequence
from dataclasses import replace

from documents.blocks.folding import bare_words, cell_line
from documents.blocks.values import TableRow, spread

TICKS = frozenset({"x", "X", "+", "v", "V", "✓", "✔", "☑", "☒", "√", "*", "●", "•"})

_LONGEST_BODY = 100
_FEWEST = 2
_YEAR = re.compile(r"^(?:nam )?(20\d\d)$")
_MONTH = re.compile(r"^(?:(?:thang|t) ?)?(0?[1-9]|1[0-2])$")
_QUARTER = re.compile(r"^(?:(?:quy|q) ?)?(i{1,3}|iv|[1-4])$")
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def named_periods(header: Sequence[TableRow], body: Sequence[TableRow]) -> list[TableRow]:
    """The header's rows with the columns of periods named as times, such as "Thời gian - Tháng 5".

    Only columns that hold nothing but ticks are: a column "2026" of amounts is none of time.
    """
    *upper, lowest = header
    above = [cell for row in upper[:1] for cell in spread(row)]
    ticked = _ticked(body)
    cells, place, found = [], 0, 0
    for cell in lowest.cells:
        group = bare_words(above[place].text) if place < len(above) else ""
        period = _period(bare_words(cell.text), group) if cell.columns == 1 and not cell.merged else ""
        named = bool(period) and place in ticked
        found += named
        cells.append(replace(cell, text=f"Thời gian - {period}") if named else cell)
        place += cell.columns
    return [*upper, replace(lowest, cells=tuple(cells))] if found >= _FEWEST else list(header)


def _period(label: str, group: str) -> str:
    """The period that a label names, its kind said by itself or by the wide label above it."""
    if year := _YEAR.match(label):
        return f"Năm {year[1]}"
    quarterly = label.startswith(("q", "i")) or "quy" in group.split()
    if quarterly and (quarter := _QUARTER.match(label)):
        return f"Quý {_ROMAN.get(quarter[1], quarter[1].upper())}"
    monthly = not label.isdigit() or "thang" in group.split()
    month = _MONTH.match(label) if monthly else None
    return f"Tháng {int(month[1])}" if month else ""


def _ticked(body: Sequence[TableRow]) -> set[int]:
    """The columns that hold nothing but ticks, and empty ones."""
    said: dict[int, set[str]] = {}
    for row in body[:_LONGEST_BODY]:
        for place, cell in enumerate(spread(row)):
            if cell.columns == 1:
                said.setdefault(place, set()).add(cell_line(cell.text))
    return {place for place, texts in said.items() if texts <= TICKS | {""}}
